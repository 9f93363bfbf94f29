"""Victim support through the write path, from the first contact to the agreed end."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from ctj.casework.refusals import Blocked
from ctj.model.cases import SubjectRow
from ctj.model.clocks import ClockRow
from ctj.model.facts import TABLES
from ctj.model.registers import RegisterRow
from ctj.model.tracks import Track
from tests.casework.support import Support
from tests.world import World


@pytest.fixture
def story(world: World) -> Support:
    return Support(world).registered()


def fact(story: Support, name: str) -> object:
    with story.world.database.read() as connection:
        return connection.execute(select(TABLES["victim"][0].c[name])).scalar_one()


def statuses(story: Support, register: str) -> list[str]:
    wanted = select(RegisterRow.status).where(RegisterRow.register == register)
    with story.world.database.read() as connection:
        return sorted(connection.execute(wanted).scalars())


def blocked(why: pytest.ExceptionInfo[Blocked]) -> set[str]:
    return {one.guard for one in why.value.missing}


def test_registering_a_person_opens_the_support_of_that_person(story: Support) -> None:
    with story.world.database.read() as connection:
        track = connection.execute(
            select(Track.state).where(Track.track == "victim_support")
        ).scalar_one()
        labels = connection.execute(select(SubjectRow.label)).scalars().all()
        clocks = set(connection.execute(select(ClockRow.clock)).scalars())
    assert (track, list(labels)) == ("needs_screening", ["V1"])
    assert {"first_safety", "screening"} <= clocks
    assert not {"guardian", "child_age"} & clocks
    assert fact(story, "missed_contact") == "|no_earlier_contact|"


def test_from_the_first_contact_to_the_agreed_end(story: Support) -> None:
    story.does("secure_safety", what=["moved_to_safety"], at="2024-03-02")
    story.presumed()
    story.in_plan()
    story.does(
        "record_service",
        services=[{"service": "medical_first", "need": "need 1", "provider": "shelter"}],
        delivered="yes",
    )
    assert statuses(story, "services") == ["delivered"]
    assert statuses(story, "needs") == ["met"]
    story.does("assess_risk", kind="exit", level="none_seen", occurred_on="2024-09-01")
    fired = story.does(
        "finish_support", occurred_on="2024-09-02", agreed_by_person="yes", contact_card="yes"
    )
    assert fired.events[0].state == "exited"
    assert statuses(story, "plan") == ["ended"]
    assert fact(story, "first_service_precision") == "day"
    assert fact(story, "id_outcome") == "pending"


def test_support_waits_for_no_decision_and_is_not_imposed(story: Support) -> None:
    story.presumed()
    with pytest.raises(Blocked) as why:
        story.does("assess_needs", needs=[{"need": "safety"}], punished="no")
    assert blocked(why) == {"consent"}
    story.answers("support", "no")
    with pytest.raises(Blocked) as why:
        story.does("assess_needs", needs=[{"need": "safety"}], punished="no")
    assert "refused" in str(why.value.missing[0].sentence)
    story.answers("support", "yes", on="2024-03-04")
    story.does("assess_needs", needs=[{"need": "safety"}], punished="no")


def test_what_was_offered_is_chosen_or_declined_service_by_service(story: Support) -> None:
    story.presumed()
    story.in_plan()
    story.does("offer_support", services=["counselling", "dental", "schooling"], language="tha")
    story.does(
        "record_choice", services=["counselling"], declined=["dental"], reasons=["not_needed"]
    )
    assert statuses(story, "services") == ["accepted", "declined", "offered"]
    assert fact(story, "accepted") == "|counselling|"


def test_withdrawal_stops_what_the_consent_covered_at_once(story: Support) -> None:
    story.presumed()
    story.answers("referral", "yes", recipient=["provider"])
    refer = {"referrals": [{"to": "shelter", "what": ["shelter_emergency"]}]}
    story.does("refer_to_support", **refer)
    story.does("withdraw_consent", purpose="referral")
    with pytest.raises(Blocked) as why:
        story.does("refer_to_support", **refer)
    assert "withdrawn" in why.value.missing[0].sentence


def test_a_certain_punishment_counts_whatever_was_only_possible_before_it(story: Support) -> None:
    def happened(on: str, link: str, event: str = "arrest") -> None:
        story.does("record_np_event", occurred_on=on, event=event, offence="begging", link=link)

    def arrested() -> Any:
        with story.world.database.read() as connection:
            told = TABLES["victim"][0]
            row = connection.execute(select(told.c.victim_arrested_from, told.c.provenance)).one()
        return str(row[0]) if row[0] else row[1].get("victim_arrested", [""])[-1]

    happened("2024-03-01", "no_link")
    assert arrested() == ""
    happened("2024-03-02", "possible")
    assert arrested() == "unknown"
    happened("2024-03-09", "direct")
    happened("2024-03-03", "direct", event="deportation")
    assert arrested() == "2024-03-09"
    happened("2024-03-07", "direct")
    happened("2024-03-05", "possible")
    assert arrested() == "2024-03-07"
