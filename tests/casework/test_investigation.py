"""The investigation of a case through the write path, from the report to closing by two persons."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from ctj.access.viewers import Viewer
from ctj.casework.approvals import decide, request
from ctj.casework.refusals import (
    Blocked,
    DoesNotFollow,
    FormErrors,
    NeedsApproval,
    NotAllowedHere,
)
from ctj.casework.steps import Fired, Step, SubjectStep
from ctj.casework.transitions import fire
from ctj.model.clocks import ClockRow
from ctj.model.facts import TABLES
from ctj.model.registers import RegisterRow
from ctj.model.tracks import Track
from tests.casework.story import ALL_REASONS, Story
from tests.world import World

PHONE = {"kind": "phone", "evidence_kind": "phone_device", "holder": "Inv", "found_by": "Inv"}
REASONS = {**ALL_REASONS, **dict.fromkeys(
    ("warrant_or_reason", "consent", "guardian_if_child", "different_person", "no_open_requests"),
    "As things stood on that day.",
)}  # fmt: skip


class Investigation:
    """A story told by an investigator, a lead and a manager of the same office."""

    def __init__(self, world: World) -> None:
        self.story = Story(world)
        self.world = world
        self.inv = world.viewer("inv", agency="police")
        self.lead2 = world.viewer("lead2", "lead", agency="police")
        world.user("mgr")
        world.supervises("mgr")
        self.mgr = world.viewer("mgr")
        self.story.open()
        for name in ("inv", "lead2", "mgr"):
            world.grant(self.story.case_id, name)

    def step(self, transition: str, **answers: Any) -> Step:
        """The step of the case's own track, with the day it was recorded for."""
        given = {"occurred_on": "2024-03-05", **answers}
        subjects = (SubjectStep("", None),)
        return Step(self.story.reference, "investigation", transition, subjects, given, REASONS)

    def take(self, transition: str, by: Viewer | None = None, **answers: Any) -> Fired:
        by = by or self.story.lead
        return fire(self.story.services, by, self.step(transition, **answers))

    def with_second(
        self, transition: str, by: Viewer, second: Viewer, **answers: Any
    ) -> Fired | None:
        """Asked for by one, decided by another: that carries it out."""
        step = self.step(transition, **answers)
        approval = request(self.story.services, by, step)
        return decide(self.story.services, second, approval, "approved")

    def under_way(self) -> Investigation:
        self.take("accept_case", priority="ordinary")
        self.take("assign_lead", by=self.mgr, owner="Lead", specialist="no", unit="police")
        return self

    def read(self, query: Any) -> Any:
        with self.world.database.read() as connection:
            return connection.execute(query).all()

    def state(self) -> str:
        query = select(Track.state).where(Track.track == "investigation")
        return self.read(query)[0].state

    def rows(self, register: str) -> list[Any]:
        query = (
            select(RegisterRow.status, RegisterRow.values)
            .where(RegisterRow.register == register)
            .order_by(RegisterRow.number)
        )
        return self.read(query)

    def open_clocks(self) -> set[str]:
        return {one.clock for one in self.read(select(ClockRow.clock).where(ClockRow.open))}

    def fact(self, name: str) -> Any:
        return self.read(select(TABLES["case"][0].c[name]))[0][0]


@pytest.fixture
def case(world: World) -> Investigation:
    return Investigation(world)


def test_from_the_report_to_closing_by_two_persons(case: Investigation) -> None:
    assert "triage" in case.open_clocks()
    case.under_way()
    assert case.state() == "needs_evidence"
    assert case.open_clocks() == {"specialist_in_time", "refer_in_time", "early_prosecutor"}
    case.story.suspect()
    search = {"kind": "search", "target": "The flat"}
    case.take("apply_for_warrant", by=case.inv, warrants=[search])
    granted = {"row": "warrant 1", "expires": "2024-04-01"}
    case.take("record_warrant", warrants=[granted], granted="yes", carried_out="no")
    assert "warrant_expiry" in case.open_clocks()
    case.take("seize_item", by=case.inv, exhibits=[PHONE], warrant="warrant 1")
    case.take("log_interview", by=case.inv, of="A1", kind="statement", summary="Denies it.")
    assert case.fact("evidence_other") == "|phone_device|"
    case.take("mark_ready", by=case.inv, summary="One phone, one statement.")
    charge = {"offence": "ph.tip.4a", "offence_from": "2024-01-01"}
    case.take("refer_to_prosecutor", prosecutor_office="office", accused=["A1"],
              proposed_charges=[charge])  # fmt: skip
    assert case.state() == "waiting_for_prosecutor"
    assert "prosecutor_decision" in case.open_clocks()
    assert "refer_in_time" not in case.open_clocks()
    case.take("record_file_returned", by=case.story.pros, reasons=["more_evidence"],
              asked="Ask the bank.", due="2024-05-01")  # fmt: skip
    assert case.state() == "needs_more_work"
    assert "further_investigation" in case.open_clocks()
    case.take("return_to_with_prosecutor", what="The bank has answered.")
    assert case.state() == "with_prosecutor"
    assert "further_investigation" not in case.open_clocks()
    with pytest.raises(Blocked) as blocked:
        case.take("propose_closing", close_reason="insufficient_evidence", why="Nothing more.")
    assert [one.guard for one in blocked.value.missing] == ["tracks_done"]
    case.story.take("prosecution.decline_to_prosecute", "A1", occurred_on="2024-05-02",
                    end_reason="insufficient_evidence", why="Not enough.")  # fmt: skip
    case.take("propose_closing", close_reason="insufficient_evidence", why="Nothing more.")
    closing = {"close_reason": "insufficient_evidence"}
    with pytest.raises(NeedsApproval):
        case.take("approve_closing_no_action", by=case.lead2, **closing)
    case.with_second("approve_closing_no_action", case.lead2, case.mgr, **closing)
    assert case.state() == "closed_no_action"
    assert case.fact("close_reason") == "insufficient_evidence"


def test_suspended_with_a_second_person_and_taken_up_again(case: Investigation) -> None:
    case.under_way()
    answers = {"reason": "suspect_abroad", "review_on": "2024-04-30"}
    with pytest.raises(NeedsApproval) as needed:
        case.take("suspend_case", **answers)
    assert needed.value.what == "suspend"
    case.with_second("suspend_case", case.story.lead, case.lead2, **answers)
    assert case.state() == "needs_review"
    assert "suspended_review" in case.open_clocks()
    paused = select(ClockRow.pauses).where(ClockRow.clock == "refer_in_time")
    assert len(case.read(paused)[0].pauses) == 1
    case.take("review_case", by=case.mgr, result="Still abroad.", next_review="2024-06-30")
    case.take("resume_case", why="He came back.")
    assert case.state() == "needs_evidence"
    assert "suspended_review" not in case.open_clocks()
    assert "refer_in_time" in case.open_clocks()


def test_an_exhibit_changes_hands_when_the_receiver_says_so(case: Investigation) -> None:
    case.under_way()
    case.take("seize_item", by=case.inv, exhibits=[PHONE])
    hand = {"exhibit": "exhibit 1", "giver": "Inv", "receiver": "Lead", "why": "examination"}
    case.take("move_exhibit", by=case.inv, handover=[hand])
    offered = case.rows("custody_chain")[0]
    assert offered.status == "offered"
    assert case.rows("exhibits")[0].values["holder"] == case.inv.user_id
    answer = {"handover": [{"row": "hand-over 1"}], "received": "yes"}
    with pytest.raises(Blocked) as blocked:
        case.take("move_exhibit", by=case.inv, **answer)
    assert [one.guard for one in blocked.value.missing] == ["different_person"]
    case.take("move_exhibit", **answer)
    accepted = case.rows("custody_chain")[0]
    assert (accepted.status, accepted.values["accepted_by_receiver"]) == ("accepted", "yes")
    exhibit = case.rows("exhibits")[0]
    assert (exhibit.status, exhibit.values["holder"]) == ("moved", case.story.lead.user_id)


def test_a_refused_hand_over_leaves_the_exhibit_where_it_is(case: Investigation) -> None:
    case.under_way()
    case.take("seize_item", by=case.inv, exhibits=[PHONE])
    hand = {"exhibit": "exhibit 1", "giver": "Inv", "receiver_org": "police", "why": "storage"}
    case.take("move_exhibit", by=case.inv, handover=[hand])
    case.take("move_exhibit", handover=[{"row": "hand-over 1"}], received="no")
    assert case.rows("custody_chain")[0].status == "refused"
    exhibit = case.rows("exhibits")[0]
    assert (exhibit.status, exhibit.values["holder"]) == ("registered", case.inv.user_id)


def test_the_chain_of_custody_only_grows(case: Investigation) -> None:
    case.under_way()
    case.take("seize_item", by=case.inv, exhibits=[PHONE])
    hand = {"exhibit": "exhibit 1", "giver": "Inv", "receiver": "Lead", "why": "court"}
    case.take("move_exhibit", by=case.inv, handover=[hand])
    changed = {"row": "hand-over 1", "why": "storage"}
    with pytest.raises(DoesNotFollow):
        case.take("move_exhibit", handover=[changed], received="yes")
    assert case.rows("custody_chain")[0].status == "offered"


def test_a_hand_over_names_who_receives(case: Investigation) -> None:
    case.under_way()
    case.take("seize_item", by=case.inv, exhibits=[PHONE])
    with pytest.raises(FormErrors) as wrong:
        case.take("move_exhibit", by=case.inv,
                  handover=[{"exhibit": "exhibit 1", "giver": "Inv", "why": "court"}])  # fmt: skip
    assert [one.path for one in wrong.value.errors] == ["handover.0.receiver"]


def test_each_asset_has_the_limit_of_its_own_order(case: Investigation) -> None:
    case.under_way()
    for value in ("PHP 100000", "PHP 50000"):
        asset = {"kind": "bank_account", "where": "PH", "value": value, "state": "frozen"}
        case.take("restrain_asset", assets=[asset], until="2024-06-01")
    orders = select(func.count()).where(ClockRow.clock == "asset_order_expiry", ClockRow.open)
    assert case.read(orders)[0][0] == 2
    assert case.fact("restrained_sum") == {"PHP": "150000"}
    case.take("renew_restraint", assets=[{"row": "asset 2"}], until="2024-09-01")
    case.take("end_restraint", assets=[{"row": "asset 1", "state": "released"}])
    assert case.read(orders)[0][0] == 1


def test_a_technique_needs_a_granted_warrant_and_ends_alone(case: Investigation) -> None:
    case.under_way()
    use = {"authority": "court", "from": "2024-03-05", "to": "2024-04-05"}
    with pytest.raises(Blocked) as blocked:
        case.take("use_special_technique", technique="interception", **use)
    assert [one.guard for one in blocked.value.missing] == ["has"]
    warrant = {"kind": "interception", "target": "One line"}
    case.take("record_warrant", warrants=[warrant], granted="yes", carried_out="no")
    for technique in ("interception", "surveillance"):
        case.take("use_special_technique", technique=technique, **use)
    running = select(ClockRow.party).where(ClockRow.clock == "technique_expiry", ClockRow.open)
    assert {one.party for one in case.read(running)} == {"interception", "surveillance"}
    case.take("end_technique_or_team", what="interception", ended="2024-03-20")
    assert [one.party for one in case.read(running)] == ["surveillance"]
    assert case.fact("evidence_other") == "|surveillance|telecom_records|"


def test_an_operation_is_planned_and_held(case: Investigation) -> None:
    case.world.agency("shelter", kind="provider")
    case.under_way()
    plan = {"planned_for": "2024-03-10", "agencies": ["police"], "safety_plan": "Two doors.",
            "reception_for_victims": "shelter"}  # fmt: skip
    case.take("plan_operation", operations=[plan])
    held = {"row": "operation 1", "people_found": "7", "victims_met": "4"}
    case.take("hold_operation", by=case.lead2, operations=[held], occurred_on="2024-03-10")
    row = case.rows("operations")[0]
    assert (row.status, row.values["people_found"]) == ("held", 7)


def test_a_raid_that_nobody_planned_is_recorded_with_a_reason(case: Investigation) -> None:
    case.under_way()
    step = replace(case.step("hold_operation", operations=[{"people_found": "2"}]), reasons={})
    with pytest.raises(Blocked) as needed:
        fire(case.story.services, case.story.lead, step)
    assert [one.guard for one in needed.value.warnings] == ["has"]


def test_a_joint_team_ends_with_its_limit(case: Investigation) -> None:
    case.under_way()
    team = {"kind": "joint_team", "purposes": "The route."}
    case.take("agree_joint_investigation", by=case.story.pros, partners=["TH", "KH"],
              teams=[team], until="2025-03-01")  # fmt: skip
    assert case.fact("joint_precision") == "day"
    assert "joint_team_expiry" in case.open_clocks()
    case.take("end_technique_or_team", what="joint_team", ended="2024-09-01")
    assert case.rows("joint_teams")[0].status == "ended"
    assert "joint_team_expiry" not in case.open_clocks()


def test_the_other_acts_leave_the_case_where_it_is(case: Investigation) -> None:
    case.under_way()
    case.story.suspect()
    case.story.victim()
    case.take("log_scene", by=case.inv, place="PH-00", address="1 Long Street", found="Two rooms.")
    case.take("open_financial_investigation", unit="police", targets=["A1"])
    case.take("add_crime_event", by=case.inv, what="recruitment", when="2023-05", place="PH-CEB",
              people=["A1", "V1"], objects="By telephone.")  # fmt: skip
    desisted = {"by": "V1", "kind": "affidavit", "pressure_suspected": "no"}
    fire(case.story.services, case.inv, case.step("record_desistance", **desisted))
    case.take("name_other_witness", by=case.inv, witnesses=[{"kind": "neighbour"}])
    case.take("tell_reporter", by=case.inv, told="opened")
    assert case.state() == "needs_evidence"
    assert case.fact("evidence_other") == "|scene_search|"
    assert case.fact("fin_inv_precision") == "day"
    assert case.rows("witnesses_other")[0].status == "named"


def test_a_case_handed_to_another_state_is_closed_by_two(case: Investigation) -> None:
    case.under_way()
    answers = {"to": "office", "abroad": "yes", "basis": "untoc"}
    with pytest.raises(NeedsApproval) as needed:
        case.take("transfer_out", by=case.story.pros, **answers)
    assert needed.value.what == "close"
    case.world.grant(case.story.case_id, "pros2")
    second = case.world.viewer("pros2", "pros")
    case.with_second("transfer_out", case.story.pros, second, **answers)
    assert case.state() == "transferred_out"
    assert case.fact("close_reason") == "transferred_abroad"
    assert case.open_clocks() == set()


def test_an_investigator_does_not_refer(case: Investigation) -> None:
    case.under_way()
    with pytest.raises(NotAllowedHere):
        case.take("refer_to_prosecutor", by=case.inv, prosecutor_office="office")
