"""Where this instance keeps its things, from the environment (DESIGN section 10)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Configuration:
    """``database_url``: the application's role. ``owner_url``: the role that runs migrations; the
    same where there is only one. ``redis_url`` is empty when embedded. ``mail``: how notices leave
    (docs/notices.md); empty = into a folder of the home."""

    home: Path
    database_url: str
    owner_url: str
    redis_url: str
    key_file: Path
    port: int
    host: str
    https: bool
    mail: str = ""
    mail_from: str = "ctj@localhost"

    @property
    def embedded(self) -> bool:
        """SQLite, one process, files on disk."""
        return self.database_url.startswith("sqlite")

    @property
    def secret_file(self) -> Path:
        """What signs form tokens; made at the first start, mode 0600."""
        return self.home / "secret"


class ConfigurationRefused(ValueError):
    """A setting that cannot be used; the message names it and the mend."""


def from_environment(environ: Mapping[str, str] = os.environ) -> Configuration:
    """The configuration that the environment describes."""
    home = Path(environ.get("CTJ_HOME") or "instance").resolve()
    url = environ.get("CTJ_DATABASE_URL") or f"sqlite:///{home / 'ctj.sqlite3'}"
    return Configuration(
        home=home,
        database_url=url,
        owner_url=environ.get("CTJ_DATABASE_OWNER_URL") or url,
        redis_url=environ.get("CTJ_REDIS_URL") or "",
        key_file=Path(environ.get("CTJ_KEY_FILE") or home / "keys" / "root.json"),
        port=_port(environ.get("CTJ_PORT") or "8000"),
        host=environ.get("CTJ_HOST") or "127.0.0.1",
        https=environ.get("CTJ_HTTPS") == "1",
        mail=environ.get("CTJ_MAIL") or "",
        mail_from=environ.get("CTJ_MAIL_FROM") or "ctj@localhost",
    )


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise ConfigurationRefused(f"CTJ_PORT is '{text}': give a number from 1 to 65535.")
    return int(text)
