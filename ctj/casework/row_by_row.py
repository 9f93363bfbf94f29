"""One act told row by row, as a table brings it: every row is checked, and all are recorded as one
act, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ctj.access.errors import Refusal
from ctj.access.viewers import Viewer
from ctj.language import say
from ctj.services import Services
from ctj.transaction import UnitOfWork, unit_of_work
from ctj.workflow.instants import local_day

from .judging import refuse_blocked
from .locking import Held, hold_case
from .refusals import Blocked, FormErrors
from .steps import IN_PERSON, Fired, Step, SubjectStep, actor_of
from .transitions import Prepared, prepare, refusals_audited, told
from .writing import write_act

#: More than a chronology holds at once; a longer table is divided.
MOST_ROWS = 500


@dataclass(frozen=True)
class RowError:
    """What is wrong in one line of a table. ``field``: the column as the form calls it."""

    line: int
    field: str
    sentence: str


class RowsRefused(Refusal):
    """Nothing was recorded; ``errors`` name each line, field and mend."""

    def __init__(self, errors: Sequence[RowError]) -> None:
        super().__init__("; ".join(f"{one.line}: {one.sentence}" for one in errors))
        self.errors = tuple(errors)


def record_rows(
    services: Services,
    viewer: Viewer,
    reference: str,
    name: str,
    rows: Sequence[tuple[int, Mapping[str, Any]]],
) -> Fired:
    """Record the act ``name`` (track.act) of a case once for each (line, answers).

    Only an act: it leaves the case where it is, so that each row is judged on the same state.
    The day of the entry is today where a row does not say it. Raises RowsRefused with every error,
    NotVisible, NotAllowedHere; LookupError for a transition.
    """
    track, _, transition = name.partition(".")
    if not services.library.tracks[track].transitions[transition].is_act:
        raise LookupError(
            say("'%(name)s' moves the case: it is recorded one at a time.", name=name)
        )
    if not 0 < len(rows) <= MOST_ROWS:
        raise RowsRefused([RowError(1, "", _how_many(len(rows)))])
    actor = actor_of(viewer, None, IN_PERSON)
    with unit_of_work(services.database, actor) as work:
        held = hold_case(work, services, viewer, reference)
        with refusals_audited(work, held.case.id, track, transition):
            today = local_day(held.now, held.case.zone).isoformat()
            steps = [
                (line, _step(reference, track, transition, {"occurred_on": today, **answers}))
                for line, answers in rows
            ]
            prepared = _all_checked(work, services, held, viewer, steps)
            act = prepared[0].act
            for one in prepared:
                for judged in one.judged:
                    act.record(judged.taking)
            write_act(work, services, act, "step.recorded", held.sight.rule)
            return told(act, [judged for one in prepared for judged in one.judged])


def _step(reference: str, track: str, transition: str, answers: Mapping[str, Any]) -> Step:
    return Step(reference, track, transition, (SubjectStep("", None),), answers)


def _how_many(number: int) -> str:
    if number == 0:
        return say("The table has no rows under its first line. Add at least one.")
    return say(
        "The table has %(number)s rows; at most %(most_rows)s are taken at once. Divide it.",
        number=number,
        most_rows=MOST_ROWS,
    )


def _all_checked(
    work: UnitOfWork,
    services: Services,
    held: Held,
    viewer: Viewer,
    steps: Sequence[tuple[int, Step]],
) -> list[Prepared]:
    """Every row read and judged. Raises RowsRefused with the errors of all rows."""
    prepared: list[Prepared] = []
    errors: list[RowError] = []
    for line, step in steps:
        try:
            one = prepare(work, services, held, viewer, step, IN_PERSON)
            refuse_blocked(one.judged, one.asked.content_hash, one.act.doer.role)
            prepared.append(one)
        except FormErrors as wrong:
            errors += [RowError(line, each.label, each.sentence) for each in wrong.errors]
        except Blocked as blocked:
            errors += [RowError(line, "", each.sentence) for each in blocked.missing]
    if errors:
        raise RowsRefused(errors)
    return prepared
