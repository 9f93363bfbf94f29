"""T10: the process exits at once after any statement of a step: all of it is there, or nothing.

A fail-point stands after each statement that is sent, and before and after the commit; that is
finer than the nine steps of a transition. Each runs in a child made by fork.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select

from ctj.casework.approvals import decide, request
from ctj.casework.corrections import correct
from ctj.casework.oversight import verify_audit
from ctj.casework.steps import CORRECT, Correction, Step, SubjectStep
from ctj.identity.keyring import KeyRing
from ctj.model.audit import AuditRow
from ctj.model.cases import SubjectRow
from ctj.model.events import Event
from ctj.model.outbox import OutboxRow
from ctj.queries.verify import verify
from ctj.transaction import Database
from ctj.workflow.definitions import Library
from tests.casework.story import ALL_REASONS, CHARGE, SUSPECT, VICTIM, Story
from tests.conftest import services_of
from tests.world import World

FINISHED, CRASHED, FAILED = 0, 7, 1
#: No step takes more statements than this.
MOST = 60


@pytest.fixture
def story(database: Database, keyring: KeyRing, library: Library, tmp_path: Path) -> Story:
    return Story(World(services_of(database, keyring, library, tmp_path))).begun()


def _crashes_after(engine: Engine, point: int) -> None:
    """The process exits after statement ``point``; the commit counts, before and after."""
    seen = 0

    def reached(*_: Any) -> None:
        nonlocal seen
        seen += 1
        if seen == point:
            os._exit(CRASHED)

    event.listen(engine, "after_cursor_execute", reached)
    event.listen(engine, "commit", reached)  # just before it is sent
    event.listen(engine, "checkin", reached)  # just after


def _in_child(story: Story, act: Callable[[Story], object], point: int) -> int:
    url = story.world.database.engine.url.render_as_string(hide_password=False)
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        database = Database.open(url)
        _crashes_after(database.engine, point)
        story.services = replace(story.services, database=database)
        act(story)
    except BaseException:
        os._exit(FAILED)
    os._exit(FINISHED)


def _counts(story: Story) -> tuple[int, ...]:
    tables = (Event, AuditRow, OutboxRow, SubjectRow)
    with story.world.database.read() as connection:
        return tuple(
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in tables
        )


def _crash_everywhere(story: Story, act: Callable[[Story], object]) -> int:
    """Crash at every point until the step gets through; gives how many points there were."""
    before = _counts(story)
    for point in range(1, MOST):
        story.world.database.close()
        ended = _in_child(story, act, point)
        assert ended in (CRASHED, FINISHED), f"the step failed at point {point}"
        after = _counts(story)
        _check_whole(story)
        if after != before:
            assert all(new >= old for new, old in zip(after, before, strict=True))
            assert after[0] > before[0]
            return point
        assert ended == CRASHED, "the step finished and nothing was saved"
    raise AssertionError("the step never got through")


def _check_whole(story: Story) -> None:
    with story.world.database.read() as connection:
        found = verify(connection, story.services, instants=1)
    assert found.findings == ()
    assert verify_audit(story.world.database).is_clean


def _charge(story: Story) -> object:
    return story.charged()


def test_t10_charging(story: Story) -> None:
    assert _crash_everywhere(story, _charge) >= 9


@pytest.mark.full
@pytest.mark.parametrize("what", ["suspect", "victim", "judgment", "correction", "approval"])
def test_t10_every_kind_of_act(story: Story, what: str) -> None:
    assert _crash_everywhere(story, _ACTS[what](story)) >= 9


def _suspect(story: Story) -> Callable[[Story], object]:
    return lambda told: told.take("investigation.name_suspect", by=told.lead, **SUSPECT)


def _victim(story: Story) -> Callable[[Story], object]:
    return lambda told: told.take("investigation.register_victim", by=told.lead, **VICTIM)


def _judgment(story: Story) -> Callable[[Story], object]:
    story.charged()
    story.on_trial()
    return lambda told: told.convicted()


def _correction(story: Story) -> Callable[[Story], object]:
    charged = story.charged()
    entry = str(charged.events[0].seq)
    answers = {**CHARGE, "occurred_on": "2024-04-05"}
    mend = Correction(
        story.reference, "prosecution", CORRECT, entry, "wrong_date", "Misread.", answers
    )
    return lambda told: correct(told.services, told.pros, mend)


def _approval(story: Story) -> Callable[[Story], object]:
    story.charged()
    second = story.world.viewer("pros2", "pros")
    story.world.grant(story.case_id, "pros2")
    answers = {"occurred_on": "2024-05-01", "end_reason": "insufficient_evidence", "why": "So."}
    step = Step(
        story.reference,
        "prosecution",
        "withdraw_prosecution",
        (SubjectStep("A1"),),
        answers,
        ALL_REASONS,
    )
    approval = request(story.services, story.pros, step)
    return lambda told: decide(told.services, second, approval, "approved")


_ACTS = {
    "suspect": _suspect,
    "victim": _victim,
    "judgment": _judgment,
    "correction": _correction,
    "approval": _approval,
}
