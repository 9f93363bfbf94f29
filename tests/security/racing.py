"""A second process that races: it does what it is told, with many threads at the same instant."""

from __future__ import annotations

import multiprocessing
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from ctj.access.viewers import load_viewer
from ctj.casework.approvals import decide
from ctj.casework.steps import Step
from ctj.casework.transitions import fire
from ctj.identity.keyring import KeyRing
from ctj.services import Services
from ctj.transaction import Database
from ctj.workflow.reader import load
from tests.conftest import services_of


@dataclass(frozen=True)
class Race:
    """What every thread of every process tries at once: a step, or the decision of an approval."""

    user_id: str
    step: Step | None = None
    approval_id: str | None = None


def run(services: Services, race: Race, threads: int) -> Mapping[str, int]:
    """How often each outcome came: 'won', or the name of the refusal."""
    with services.database.read() as connection:
        viewer = load_viewer(connection, race.user_id)
    outcomes: Counter[str] = Counter()
    start = threading.Barrier(threads)
    lock = threading.Lock()

    def act() -> None:
        if race.step is not None:
            fire(services, viewer, race.step)
        else:
            decide(services, viewer, str(race.approval_id), "approved")

    def one() -> None:
        start.wait()
        try:
            act()
            outcome = "won"
        except Exception as error:
            outcome = type(error).__name__
        with lock:
            outcomes[outcome] += 1

    running = [threading.Thread(target=one) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return dict(outcomes)


def _serve(pipe: Connection, url: str, keys: str, home: str, threads: int) -> None:
    services = services_of(
        Database.open(url, pool_size=threads), KeyRing.load(Path(keys)), load(), Path(home)
    )
    pipe.send("ready")
    while True:
        race = pipe.recv()
        if race is None:
            return
        pipe.send(run(services, race, threads))


class Racers:
    """Processes with threads each; ``race`` starts all of them and adds up what became of them."""

    def __init__(self, url: str, keys: Path, home: Path, *, processes: int, threads: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipes: list[Connection] = []
        self._running: list[Any] = []
        for _ in range(processes):
            mine, theirs = context.Pipe()
            arguments = (theirs, url, str(keys), str(home), threads)
            process = context.Process(target=_serve, args=arguments, daemon=True)
            process.start()
            self._pipes.append(mine)
            self._running.append(process)
        for pipe in self._pipes:
            assert pipe.recv() == "ready"

    def race(self, race: Race) -> Counter[str]:
        for pipe in self._pipes:
            pipe.send(race)
        outcomes: Counter[str] = Counter()
        for pipe in self._pipes:
            outcomes.update(pipe.recv())
        return outcomes

    def stop(self) -> None:
        for pipe in self._pipes:
            pipe.send(None)
        for process in self._running:
            process.join(10)
