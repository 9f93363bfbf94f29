"""The embedded runner: one thread in the serving process that carries out what is due.

It holds no state: what is due stands in the database, and a second runner would find nothing that
the first has claimed. Started by the server, never at import and never before a fork.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from threading import Event, Thread

import structlog

from ctj.casework.letters import Unsure
from ctj.casework.outbox import Work, claim, finish, give_up

from .handlers import HANDLERS, Handler, Tools
from .mail import NotSent

log = structlog.get_logger("ctj.jobs")
#: Seconds between two looks at the outbox when nothing was due.
PAUSE = 3.0
BATCH = 20


def sweep(
    tools: Tools, handlers: Mapping[str, Handler] = HANDLERS, at: datetime | None = None
) -> int:
    """Carry out what is due now, one after the other; how many rows were claimed."""
    tools = replace(tools, at=at)
    claimed = claim(tools.services, handlers, most=BATCH, at=at)
    for work in claimed:
        carry_out(tools, work, handlers)
    return len(claimed)


def carry_out(tools: Tools, work: Work, handlers: Mapping[str, Handler] = HANDLERS) -> None:
    """One claimed row: done, to be tried again, or failed. Its exception goes no further."""
    try:
        handlers[work.kind](tools, work)
    except Unsure:
        give_up(tools.services, work, "may_have_been_sent", final=True, at=tools.at)
    except NotSent as refused:
        give_up(tools.services, work, refused.code, at=tools.at)
    except Exception as error:
        # The name alone: texts and variables may hold what nobody else may read (C32).
        log.error("job failed", job=work.id, kind=work.kind, error=type(error).__name__)
        give_up(tools.services, work, type(error).__name__, at=tools.at)
    else:
        finish(tools.services, work, tools.at)


class Runner:
    """``start`` begins the thread, ``stop`` ends it after the work in hand."""

    def __init__(self, tools: Tools, pause: float = PAUSE) -> None:
        self._tools, self._pause, self._stopping = tools, pause, Event()
        self._thread = Thread(target=self._run, name="ctj-jobs", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                busy = sweep(self._tools) == BATCH
            except Exception as error:  # a lost database comes back; the thread must live
                log.error("sweep failed", error=type(error).__name__)
                busy = False
            self._stopping.wait(0 if busy else self._pause)
