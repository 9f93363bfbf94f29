"""The places in a checkout that the set-up reads and makes."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Places:
    """One checkout, seen by the set-up."""

    checkout: Path

    @property
    def venv(self) -> Path:
        """The environment that the set-up makes and nothing else touches."""
        return self.checkout / ".venv"

    @property
    def python(self) -> Path:
        """The Python of that environment."""
        return self.venv / "bin" / "python"

    @property
    def stamp(self) -> Path:
        """What was installed, by hash."""
        return self.venv / "ctj-installed.json"

    @property
    def frontend(self) -> Path:
        """What npm is told: the packages and their lock."""
        return self.checkout / "ctj" / "frontend"

    @property
    def vendor(self) -> Path:
        """The front-end files that the web serves."""
        return self.checkout / "ctj" / "web" / "static" / "vendor"

    def lock(self, name: str) -> Path:
        """The compiled requirements of that name."""
        return self.checkout / "ctj" / "requirements" / f"{name}.txt"

    def locks(self, names: Iterable[str]) -> list[Path]:
        """The compiled requirements of these names, in a fixed order."""
        return [self.lock(name) for name in sorted(set(names))]

    def site_packages(self) -> Path:
        """Where the environment keeps its packages."""
        return next(self.venv.glob("lib/python3*/site-packages"))
