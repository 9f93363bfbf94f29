"""Instances for measuring: databases on a local PostgreSQL, made and dropped here, and a server."""

from __future__ import annotations

import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from ctj.casework.keys import initialise
from ctj.configuration import Configuration, from_environment
from ctj.exchange.demonstration.safety import mark_demonstration
from ctj.wiring import open_database, upgrade_database

_SERVER = "CTJ_TEST_POSTGRES_URL"
_LOCAL = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
_CHECKOUT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Instance:
    """One database with its home folder. ``copy_of`` shares keys and secret with its source."""

    name: str
    home: Path
    url: str
    owner_url: str

    @property
    def environment(self) -> dict[str, str]:
        """What a process of this instance finds in its environment."""
        return {
            "CTJ_HOME": str(self.home),
            "CTJ_DATABASE_URL": self.url,
            "CTJ_DATABASE_OWNER_URL": self.owner_url,
        }

    @property
    def configuration(self) -> Configuration:
        return from_environment(self.environment)


class Instances:
    """Makes instances and takes all of them away at the end."""

    def __init__(self) -> None:
        self._server = make_url(os.environ.get(_SERVER) or _LOCAL)
        self._admin = create_engine(self._server, isolation_level="AUTOCOMMIT")
        self._prefix = f"ctj_bench_{secrets.token_hex(4)}"
        self._role = f"{self._prefix}_app"
        self._password = secrets.token_hex(16)
        self._names: list[str] = []
        self._folder = tempfile.TemporaryDirectory(prefix="ctj-bench-")
        self._run(f"CREATE ROLE {self._role} LOGIN PASSWORD '{self._password}'")

    def new(self, name: str) -> Instance:
        """An empty instance, marked as a demonstration, with keys of its own."""
        home = Path(self._folder.name) / name
        home.mkdir(mode=0o700)
        made = self._create(name, home)
        setting = made.configuration
        initialise(setting.key_file, setting.key_file.with_name("anchor.json"))
        upgrade_database(setting)
        database = open_database(setting)
        mark_demonstration(database, name=name, jurisdiction="PH", zone="Asia/Manila")
        database.close()
        return made

    def copy(self, source: Instance, name: str) -> Instance:
        """The same rows and keys under another name. Nobody may be connected to the source."""
        return self._create(name, source.home, self._database(source.name))

    def drop(self, instance: Instance) -> None:
        self._run(f"DROP DATABASE IF EXISTS {self._database(instance.name)} WITH (FORCE)")

    def prepare(self, instance: Instance) -> None:
        """Statistics and visibility as a database in use has them."""
        engine = create_engine(instance.owner_url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("VACUUM ANALYZE"))
            connection.execute(text("CHECKPOINT"))
        engine.dispose()

    def size(self, instance: Instance) -> str:
        with self._admin.connect() as connection:
            name = {"name": self._database(instance.name)}
            wanted = text("SELECT pg_size_pretty(pg_database_size(:name))")
            return str(connection.execute(wanted, name).scalar_one())

    def version(self) -> str:
        with self._admin.connect() as connection:
            return str(connection.execute(text("SHOW server_version")).scalar_one()).split()[0]

    def close(self) -> None:
        for name in self._names:
            self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self._run(f"DROP ROLE IF EXISTS {self._role}")
        self._admin.dispose()
        self._folder.cleanup()

    def _database(self, name: str) -> str:
        return f"{self._prefix}_{name}"

    def _create(self, name: str, home: Path, template: str | None = None) -> Instance:
        database = self._database(name)
        self._names.append(database)
        self._run(f"CREATE DATABASE {database}" + (f" TEMPLATE {template}" if template else ""))
        owner = self._server.set(database=database)
        app = owner.set(username=self._role, password=self._password)
        urls = [one.render_as_string(hide_password=False) for one in (app, owner)]
        return Instance(name, home, *urls)

    def _run(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))


@contextmanager
def serving(instance: Instance, *, log: Path | None = None) -> Iterator[int]:
    """A server process on 127.0.0.1, as ``ctj serve`` starts it; gives its port.

    ``log``: a server that writes every statement there; slower, and never timed.
    """
    port = _free_port()
    module = ["benchmarks.listening", str(log)] if log else ["ctj.cli.main", "serve"]
    environment: Mapping[str, str] = {
        **os.environ,
        **instance.environment,
        "CTJ_PORT": str(port),
        "CTJ_HOST": "127.0.0.1",
    }
    output = instance.home / f"server-{port}.log"
    with output.open("w") as told:
        process = subprocess.Popen(
            [sys.executable, "-m", *module],
            cwd=_CHECKOUT,
            env=environment,
            stdout=told,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_until_it_answers(port, process, output)
            yield port
        finally:
            process.terminate()
            process.wait(30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_it_answers(port: int, process: subprocess.Popen[bytes], output: Path) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"The server ended: {output.read_text()[-2000:]}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("The server does not answer.")


def environment_line(instances: Instances) -> str:
    """On what it was measured; no name of the machine."""
    cpu = re.search(r"model name\s*: (.*)", _read("/proc/cpuinfo"))
    cores = len(os.sched_getaffinity(0))
    python = ".".join(map(str, sys.version_info[:3]))
    processor = cpu[1].strip() if cpu else "unknown processor"
    return (
        f"{cores} cores ({processor}), Linux, Python {python}, "
        f"PostgreSQL {instances.version()} as installed, all on one machine over 127.0.0.1"
    )


def _read(path: str) -> str:
    return Path(path).read_text(errors="replace") if Path(path).exists() else ""
