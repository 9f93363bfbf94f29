"""A victim who testifies: informed, asked, protected, heard, told; and one who withdraws."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from ctj.casework.refusals import Blocked
from ctj.casework.reveal import Look, reveal
from ctj.casework.steps import Fired, Step, SubjectStep
from ctj.casework.transitions import fire
from ctj.identity.seal import seal_fields
from ctj.model.base import new_id
from ctj.model.cases import SubjectRow
from ctj.model.clocks import ClockRow
from ctj.model.facts import TABLES
from ctj.model.registers import RegisterRow
from ctj.queries.verify import verify
from ctj.transaction import unit_of_work
from tests.casework.story import Story
from tests.world import World

TRACK = "witness_support"


class Witness:
    """V1 of a charged case, whom the agency wants to hear."""

    def __init__(self, world: World) -> None:
        self.story = Story(world)
        self.story.open()
        self.story.victim(age_group="adult")
        self.story.suspect()
        self.story.checked("A1")
        self.wpo = world.viewer("wpo", agency="police")
        self.inv = world.viewer("inv", agency="police")
        self.vso = world.viewer("vso", agency="police")
        world.grant_all(self.story.case_id, "wpo", "inv", "vso")

    def consents(self, on: str, **answers: str) -> None:
        """The person answers for each purpose: ``testimony="yes"``."""
        told = {"given_by": "self", "text_version": "1", "language": "unknown", "how": "written"}
        rows = [{"purpose": p, "answer": a, **told} for p, a in answers.items()]
        name = "victim_support.record_consent"
        self.story.take(name, "V1", by=self.vso, occurred_on=on, consents=rows)

    def opened(self) -> Witness:
        self.consents("2024-03-04", testimony="yes", contact="yes", support="yes")
        asked = {"occurred_on": "2024-03-05", "why": "She saw the contracts."}
        self.story.take("victim_support.ask_to_testify", "V1", by=self.vso, **asked)
        return self

    def take(self, transition: str, on: str, *, by: Any = None, **answers: Any) -> Fired:
        who = by or self.wpo
        return self.story.take(f"{TRACK}.{transition}", "V1", by=who, occurred_on=on, **answers)

    def asked(self) -> Witness:
        self.opened().take(
            "inform_and_ask",
            "2024-03-10",
            told=["rights", "role_as_witness"],
            language="unknown",
            interpreter="no",
            think_until="2024-04-20",
            free_lawyer_offered="yes",
            notifications=[{"how": "in_person", "understood": "yes"}],
        )
        return self

    def agreed(self) -> Witness:
        self.asked().take("agree", "2024-04-01", how="written")
        return self

    def assessed(self, on: str, kind: str = "witness", level: str = "high") -> None:
        self.take("assess_witness_risk", on, kind=kind, level=level)

    def planned(self) -> Witness:
        self.agreed().assessed("2024-04-05")
        measures = [
            {"measure": "safe_housing", "state": "in_place", "location": "12 Hidden Lane"},
            {"measure": "screen", "state": "asked"},
        ]
        self.take(
            "approve_plan", "2024-04-06", level="high", measures=measures, emergency="Call 112."
        )
        return self

    def summoned(self) -> Witness:
        self.planned().take(
            "summon", "2024-06-01", by=self.story.pros, planned="2024-07-01", form="in_court"
        )
        return self

    def withdraw(self, on: str, pressure: str) -> Fired:
        answers = {"occurred_on": on, "reasons": ["fear"], "pressure_suspected": pressure}
        step = Step(self.story.reference, TRACK, "withdraw", (SubjectStep("V1"),), answers)
        return fire(self.story.services, self.inv, step)

    def table(self, name: str) -> list[Any]:
        with self.story.world.database.read() as connection:
            return list(connection.execute(select(TABLES[name][0])).mappings())

    def fact(self, name: str) -> Any:
        return self.table("witness")[0][name]

    def clocks(self, name: str) -> list[Any]:
        with self.story.world.database.read() as connection:
            wanted = select(ClockRow).where(ClockRow.clock == name).order_by(ClockRow.recorded_at)
            return list(connection.execute(wanted.with_only_columns(*ClockRow.__table__.c)))

    def rows(self, register: str) -> list[Any]:
        with self.story.world.database.read() as connection:
            columns = RegisterRow.__table__.c
            wanted = select(*columns).where(RegisterRow.register == register)
            return list(connection.execute(wanted.order_by(RegisterRow.number)))


@pytest.fixture
def witness(world: World) -> Witness:
    return Witness(world)


def test_asked_protected_heard_and_told(witness: Witness) -> None:
    witness.summoned()
    with pytest.raises(Blocked) as blocked:
        _ready(witness)
    assert "Screen for V1 is asked for, not in place" in blocked.value.missing[0].sentence
    screen = witness.rows("measures")[1].id
    witness.take("place_measure", "2024-06-10", measures=[{"row": screen}])
    _ready(witness)
    before = witness.clocks("measures_before_day")
    assert [(one.start, one.stopped, one.before) for one in before] == [
        ("2024-07-01", "2024-06-20", True)
    ]
    witness.take(
        "testify",
        "2024-07-01",
        form="in_court",
        special_measures=["screen"],
        supporter="yes",
        age_on_day="adult",
        measures=[{"row": screen}],
    )
    witness.assessed("2024-07-02")
    assert witness.take("finish_aftercare", "2024-07-03").events[0].state == "waiting_for_outcome"
    witness.story.charged()
    witness.story.on_trial()
    witness.story.convicted()
    owed = [(one.party, one.statement.get("told")) for one in witness.clocks("outcome_to_tell")]
    assert owed == [("verdict", None)]
    witness.take(
        "record_told",
        "2024-12-05",
        matter="verdict",
        about="A1",
        wanted_no_news="no",
        notifications=[{"how": "in_person", "understood": "yes"}],
    )
    assert [one.stopped for one in witness.clocks("outcome_to_tell")] == ["2024-12-05"]
    assert witness.fact("told_outcome_precision") == "day"
    assert witness.table("victim")[0]["no_news_wanted"] == "no"
    with witness.story.world.database.read() as connection:
        assert verify(connection, witness.story.services).findings == ()
    with pytest.raises(Blocked) as blocked:
        witness.take("close_witness", "2024-12-20", goes_on=["safe_housing"])
    assert {one.guard for one in blocked.value.missing} == {"risk_assessed", "measures_handed_over"}
    witness.assessed("2024-12-19", kind="after_trial", level="low")
    for row in witness.rows("measures"):
        witness.take("end_measure", "2024-12-19", measures=[{"row": row.id}])
    ended = witness.take("close_witness", "2024-12-20", goes_on=["safe_housing"])
    assert ended.events[0].state == "finished"
    assert witness.fact("measures") == "|safe_housing|screen|"
    assert {one["measure_state"] for one in witness.table("measure_rows")} == {"ended"}


def _ready(witness: Witness) -> Fired:
    return witness.take(
        "confirm_ready", "2024-06-20", supporter="yes", interpreter="no", travel_and_costs="yes"
    )


def test_withdrawing_needs_nobody_and_ends_nothing_else(witness: Witness) -> None:
    witness.summoned()
    fired = witness.withdraw("2024-06-05", "no")
    assert fired.events[0].state == "withdrew"
    assert [one.cancelled for one in witness.clocks("measures_before_day")] == ["2024-06-05"]
    assert witness.fact("withdraw_reason") == "|fear|"
    assert {one.status for one in witness.rows("measures")} == {"in_place", "asked"}
    assert witness.table("threats") == []
    witness.story.charged()
    assert [e.state for e in witness.story.on_trial().events] == ["on_trial"]


def test_a_sign_of_pressure_owes_an_answer_that_outlives_the_withdrawal(witness: Witness) -> None:
    witness.agreed()
    witness.withdraw("2024-06-05", "yes")
    (threat,) = witness.rows("threats")
    (owed,) = witness.clocks("threat_answer")
    assert (owed.party, owed.track_id, owed.open) == (threat.id, None, True)
    witness.take(
        "answer_threat", "2024-06-06", done=["police_action"], threats=[{"row": threat.id}]
    )
    (answered,) = witness.clocks("threat_answer")
    assert answered.stopped == "2024-06-06"
    (fact,) = witness.table("threats")
    assert (fact["threat_kind"], fact["answered_precision"]) == ("unknown", "day")


def test_each_threat_is_answered_by_itself_and_noting_is_no_answer(witness: Witness) -> None:
    witness.agreed()
    for kind in ("online", "to_family"):
        witness.take("report_threat", "2024-06-05", threats=[{"kind": kind, "from_side": "yes"}])
    first, second = witness.rows("threats")
    witness.take(
        "answer_threat", "2024-06-06", done=["information_only"], threats=[{"row": first.id}]
    )
    by_row = {one.party: one.stopped for one in witness.clocks("threat_answer")}
    assert by_row == {first.id: "2024-06-06", second.id: None}
    assert [one["answered_precision"] for one in witness.table("threats")] == [None, None]


def test_what_was_tried_in_vain_is_still_owed(witness: Witness) -> None:
    witness.asked()
    witness.story.charged()
    matters = {one.party for one in witness.clocks("tell_victim")}
    assert matters == {"charge_decision"}
    for state, stopped in (("could_not_reach", None), ("told", "2024-04-03")):
        row = {"matter": "charge_decision", "how": "phone", "state": state}
        witness.take("tell_hearing", "2024-04-03", notifications=[row])
        assert {one.stopped for one in witness.clocks("tell_victim")} == {stopped}


def test_what_was_decided_on_one_day_is_told_at_once_and_that_of_another_apart(
    witness: Witness,
) -> None:
    witness.asked()
    story = witness.story
    for name in ("Pedro Penduko", "Ana Cruz"):
        story.suspect(full_name=name)
    story.checked("A2", "A3")
    story.charged("A1", "A2", "A3")
    owed = [(one.party, one.start) for one in witness.clocks("tell_victim")]
    assert owed == [("charge_decision", "2024-03-03"), ("charge_decision", "2024-04-01")]
    story.take(
        "prosecution.check_non_punishment",
        "A3",
        occurred_on="2024-05-01",
        link="no_link",
        decision="not_a_victim",
    )
    owed = [one.start for one in witness.clocks("tell_victim") if one.open]
    assert owed == ["2024-03-03", "2024-04-01", "2024-05-01"]


def test_a_measure_names_its_place_only_in_the_vault(witness: Witness) -> None:
    witness.planned()
    assert all("Hidden" not in str(row) for row in witness.rows("measures"))
    assert "vault" in str(witness.rows("measures")[0].values["location"])


def test_the_place_of_each_measure_stays_beside_that_of_the_others(witness: Witness) -> None:
    witness.planned()
    for place in ("7 Second Street", "9 Third Street"):
        row = {"measure": "relocation_inside", "location": place}
        witness.take("apply_measure", "2024-05-01", measures=[row])
    second = next(one.id for one in witness.rows("measures") if one.number == 3)
    moved = {"row": second, "location": "8 Other Street"}
    witness.take("place_measure", "2024-05-02", measures=[moved])
    assert places_of(witness) == ["12 Hidden Lane", "8 Other Street", "9 Third Street"]


def test_places_told_by_their_place_in_a_form_stay_readable(witness: Witness) -> None:
    witness.planned()
    services, person = witness.story.services, person_of(witness)
    with unit_of_work(services.database) as work:
        for place in ("First", "Second"):
            told = {"measures.0.location": ("location", place)}
            seal_fields(work.connection, services.keyring, person, told, new_id(), work.clock)
    assert places_of(witness) == ["12 Hidden Lane", "First", "Second"]


def person_of(witness: Witness) -> str:
    with witness.story.world.database.read() as connection:
        wanted = select(SubjectRow.person_id).where(SubjectRow.label == "V1")
        return str(connection.execute(wanted).scalar_one())


def places_of(witness: Witness) -> list[str]:
    viewer = replace(witness.wpo, stepped_up_at=witness.wpo.now)
    look = Look(witness.story.reference, "V1", "location", "To bring her to court safely.")
    return sorted(reveal(witness.story.services, viewer, look).fields.values())
