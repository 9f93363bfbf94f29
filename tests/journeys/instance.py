"""A real instance for journeys: its own home, its own server process on a loopback port."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from sqlalchemy import select

from ctj.access import sessions
from ctj.access.settings import AccessSettings
from ctj.casework.keys import initialise
from ctj.configuration import Configuration, from_environment
from ctj.exchange.demonstration.caseload import CASES
from ctj.exchange.demonstration.people import seat_everybody
from ctj.exchange.demonstration.safety import mark_demonstration
from ctj.exchange.loaders import loader_id
from ctj.exchange.timeline_format import CaseTimeline
from ctj.exchange.timeline_loader import load_cases
from ctj.exchange.timeline_reader import read_timelines
from ctj.model.users import User
from ctj.services import Services
from ctj.transaction import unit_of_work
from ctj.wiring import open_database, open_services, upgrade_database

ROOT = Path(__file__).parents[2]
_SECONDS_TO_START = 60


@dataclass(frozen=True)
class Instance:
    """An instance that is served. ``services`` opens the same database from this process."""

    services: Services
    address: str

    def session(self, role: str, *, stepped_up: bool = False) -> str:
        """The cookie of a session of the demonstration's user of that role."""
        settings, database = AccessSettings(), self.services.database
        with unit_of_work(database) as work:
            email = f"{role}@demo.example"
            user_id = work.connection.execute(
                select(User.id).where(User.email == email)
            ).scalar_one()
            return sessions.begin(
                work.connection,
                user_id,
                stage=sessions.FULL,
                lasts=settings.absolute,
                idle=settings.idle,
                now=work.clock,
                stepped_up=stepped_up,
            )[0]


def configuration_of(home: Path, port: int = 8000) -> Configuration:
    return from_environment({"CTJ_HOME": str(home), "CTJ_PORT": str(port)})


def made(home: Path, cases: Sequence[CaseTimeline] = ()) -> Services:
    """An instance of a demonstration with its people and these cases, not yet served."""
    setting = configuration_of(home)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    initialise(setting.key_file, setting.key_file.with_name("anchor.json"))
    upgrade_database(setting)
    database = open_database(setting)
    mark_demonstration(database, name="CTJ demonstration", jurisdiction="PH", zone="Asia/Manila")
    database.close()
    services = open_services(setting)
    seat_everybody(services)
    if cases:
        report = load_cases(services, cases, loader_id(services, None))
        assert report.is_complete, [str(refusal) for refusal in report.refusals]
    return services


def told(*names: str) -> list[CaseTimeline]:
    """Cases of the demonstration, by the names of their files (``*`` stands for any); else all."""
    files = {file for name in names or ("*",) for file in CASES.rglob(f"{name}.yaml")}
    return list(read_timelines(sorted(files)))


@contextmanager
def served(home: Path, services: Services) -> Iterator[Instance]:
    """The instance, answering on a free port of this machine until the block ends."""
    port = _free_port()
    with (home / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "ctj.cli.main", "serve"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "CTJ_HOME": str(home)}
            | {"CTJ_PORT": str(port), "CTJ_HOST": "127.0.0.1", "CTJ_DATABASE_URL": ""},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, process, home / "server.log")
            yield Instance(services, address)
        finally:
            process.terminate()
            process.wait(timeout=20)
            services.database.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with urlopen(f"{address}/sign-in", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"The server did not answer: {log.read_text()[-2000:]}")
