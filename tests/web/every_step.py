"""Cases in which every step of every track can be tried: an accused in each state of a prosecution,
and a case in each state of an investigation, taken over with a row in each status of a register."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ctj.casework.adoption import Adoption, adopt
from ctj.casework.cases import Opening, open_case
from ctj.casework.known_people import search_known_people
from ctj.services import Services
from ctj.workflow.definitions import Field, Library, Transition
from tests.casework.story import OPENING, SUSPECT, VICTIM, Story
from tests.world import World

ROLES = ("pros", "lead", "inv", "mgr", "front", "vso", "cao", "stew", "wpo")
#: Steps that start elsewhere: an entry, an empty track, or the page that opens cases.
ELSEWHERE = frozenset({"correct_event", "insert_before", "void_event", "adopt", "open_case"})


def steps_with_a_page(library: Library) -> Iterable[tuple[str, Transition]]:
    for track in library.tracks.values():
        for step in track.transitions.values():
            if step.id not in ELSEWHERE and not step.only_fired_by:
                yield track.id, step


#: What a matter in that state has behind it, where a guard of its steps asks.
MILESTONES = {
    "halted": {"suspected": "2018", "charged": "2018-06", "trial_start": "2019"},
    "appeal_period_running": {"outcome_now": "guilty_tip"},
}


@dataclass
class Cases:
    """Where each state is found: (track, state) -> (reference, pseudonym)."""

    story: Story
    where: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    references: list[str] = field(default_factory=list)

    def of(self, track: str, step: Transition) -> tuple[str, str]:
        """A case and subject from which the step may start."""
        library = self.story.services.library
        states = library.tracks[track].states
        parted = sorted(step.from_states, key=list(states).index)
        return self.where[track, parted[-1] if step.id in LATE else parted[0]]


#: Steps that need what only the later of their states has seen.
LATE = frozenset({"record_payment", "record_escape"})


def made(world: World) -> Cases:
    story = Story(world)
    for name in ROLES:
        world.user(name, agency="police")
    for kind in ("provider", "counterpart"):
        world.agency(kind, kind=kind)
    cases = Cases(story)
    library = world.services.library
    for state in library.tracks["investigation"].states:
        _investigation(cases, state)
    reference = cases.where["investigation", "with_prosecutor"][0]
    story.reference = reference
    checked_from = library.tracks["prosecution"].transitions["check_non_punishment"].from_states
    for number, state in enumerate(library.tracks["prosecution"].states, 2):
        answers = _adoption(library, state, "accused")
        wanted = Adoption(reference, "prosecution", f"A{number}", answers)
        adopt(story.services, story.pros, wanted)
        cases.where["prosecution", state] = (reference, f"A{number}")
        if state in checked_from:
            story.checked(f"A{number}")
    for viewer in (story.pros, story.lead):
        search_known_people(story.services, viewer, "nobody at all")
    return cases


def _investigation(cases: Cases, state: str) -> None:
    """A case taken over in that state, with one victim and one suspect where it is still open."""
    story, library = cases.story, cases.story.services.library
    answers = {**_adoption(library, state, "case"), "lead_agency": OPENING["lead_agency"]}
    known = {field.id for field in library.tracks["investigation"].transitions["adopt"].form}
    given = {name: value for name, value in answers.items() if name in known | {"rows"}}
    fired = open_case(story.services, story.lead, Opening(given, transition="adopt"))
    story.reference, story.case_id = fired.case_reference, fired.case_id
    for name in ROLES:
        if name != "lead":
            story.world.grant(story.case_id, name)
    if not library.tracks["investigation"].states[state].is_done:
        story.victim(**VICTIM)
        story.suspect(**SUSPECT)
        owner = {"occurred_on": "2020-01-03", "owner": "Lead"}
        story.take("investigation.set_owner", by=story.lead, **owner)
    cases.where["investigation", state] = (fired.case_reference, "")
    cases.references.append(fired.case_reference)


def _adoption(library: Library, state: str, unit: str) -> dict[str, Any]:
    track = "prosecution" if unit == "accused" else "investigation"
    form = library.tracks[track].transitions["adopt"].form
    rows: dict[str, list[dict[str, Any]]] = {}
    for asked in form:
        register = library.registers.get(asked.register or "") if asked.type == "row" else None
        if register is None or asked.status_from != "status":
            continue
        asked_for = {column.type for column in register.fields if column.required}
        if "rowref" not in asked_for and (unit == "accused" or "subj" not in asked_for):
            rows[asked.id] = [
                {**_row(library, register.fields), "status": status} for status in register.statuses
            ]
    return {
        "occurred_on": "2020-01-02",
        "state": state,
        "source": "court",
        "milestones": MILESTONES.get(state, {}),
        "rows": {name: several for name, several in rows.items() if several},
    }


def _row(library: Library, columns: Iterable[Field]) -> dict[str, Any]:
    return {c.id: value for c in columns if c.required and (value := _text(library, c)) is not None}


def _text(library: Library, column: Field) -> Any:
    if column.type == "code":
        if "offence_statute" in column.lists:
            return "ph.tip.4a"
        codes = [code for one in column.lists for code in library.codes[one].codes]
        first = next((c for c in codes if c not in ("unknown", "not_applicable")), "unknown")
        return [first] if column.many else first
    plain: dict[str, Any] = {
        "date": "2020-01-01",
        "yn": "yes",
        "num": str(column.minimum or 1),
        "money": "50000 PHP",
        "org": "court" if column.kind == "court" else "unknown",
        "user": "Pros",
        "place": "PH-MNL",
        "text": "a short text",
        "note": "What was found.",
        "ref": "R-1",
    }
    if column.type == "subj":
        one = "A1" if column.kind == "accused" else "V1"
        return [one] if column.many else one
    return plain.get(column.type)


class Snapshot:
    """The database as it was built, to return to after a step was recorded."""

    def __init__(self, services: Services) -> None:
        self.services = services
        engine = services.database.engine
        self.file = Path(str(engine.url.database))
        engine.dispose()
        with closing(sqlite3.connect(self.file)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.kept = self.file.with_suffix(".kept")
        shutil.copy(self.file, self.kept)

    def restore(self) -> None:
        self.services.database.engine.dispose()
        for left in self.file.parent.glob(f"{self.file.name}-*"):
            left.unlink()
        shutil.copy(self.kept, self.file)
