"""The team of a case, shares and recusals, as pages; and what each of them lets whom see (C01)."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select, update

from ctj.access.rule import sight_of_reference
from ctj.model.access import CaseGrant
from ctj.model.audit import AuditRow
from ctj.transaction import unit_of_work
from tests.casework.story import Story


@pytest.fixture
def case(story: Story) -> str:
    """The path of a case that lead keeps and pros works on."""
    story.open()
    return f"/cases/{story.reference}"


def sees(world, case: str, name: str, *roles: str, agency: str = "police") -> bool:
    viewer = world.viewer(name, *roles, agency=agency)
    with world.database.read() as connection:
        return sight_of_reference(connection, viewer, case.split("/")[-1]) is not None


def actions(world) -> list[str]:
    with world.database.read() as connection:
        rows = connection.scalars(
            select(AuditRow.action).where(AuditRow.case_id.is_not(None)).order_by(AuditRow.seq)
        )
        return [one for one in rows if one.startswith(("team.", "share.", "recusal."))]


def test_the_page_says_who_sees_the_case_and_why_i_do(sign_in, case) -> None:
    page = sign_in("lead").get(f"{case}/team")
    assert "You are on its team. You may record in it." in page
    assert "Supervisors of Police" in page and "Pros" in page


def test_a_colleague_and_a_team_are_added_and_removed(sign_in, world, case) -> None:
    world.user("inv"), world.user("vso")
    team = world.team("vso")
    lead = sign_in("lead")
    lead.get(f"{case}/team")
    assert not sees(world, case, "inv") and not sees(world, case, "vso")
    lead.post(f"{case}/team/user", {"user": world.user("inv")})
    lead.post(f"{case}/team/team", {"team": team})
    assert sees(world, case, "inv") and sees(world, case, "vso")
    with world.database.read() as connection:
        grant = connection.scalars(
            select(CaseGrant.id).where(CaseGrant.grantee_id == world.user("inv"))
        ).one()
    lead.post(f"{case}/team/grants/{grant}/end")
    assert not sees(world, case, "inv")
    assert actions(world) == ["team.added", "team.added", "team.removed"]


@pytest.mark.parametrize("name", ["inv", "vso"])
def test_only_lead_prosecutor_or_supervisor_keep_the_team(
    sign_in, world, story, case, name
) -> None:
    world.grant(story.case_id, name)
    visitor = sign_in(name)
    page = visitor.get(f"{case}/team")
    assert "Put on the team" not in page
    visitor.post(f"{case}/team/user", {"user": world.user("inv2", "inv")}, status=403)


def test_a_manager_who_supervises_hands_the_case_over(sign_in, world, case) -> None:
    world.user("mgr"), world.user("inv")
    world.supervises("mgr")
    visitor = sign_in("mgr")
    assert "You supervise Police, which leads this case." in visitor.get(f"{case}/team")
    visitor.post(f"{case}/team/user", {"user": world.user("inv")})
    assert sees(world, case, "inv")


def test_the_last_who_can_record_is_not_removed(sign_in, world, story, case) -> None:
    lead = sign_in("lead")
    lead.get(f"{case}/team")
    with world.database.read() as connection:
        grants = connection.execute(
            select(CaseGrant.id, CaseGrant.grantee_id).where(
                CaseGrant.case_id == story.case_id, CaseGrant.basis == "team"
            )
        ).all()
    mine = next(g.id for g in grants if g.grantee_id == world.user("lead"))
    others = [g.id for g in grants if g.id != mine]
    for grant in others:
        lead.post(f"{case}/team/grants/{grant}/end")
    page = lead.post(f"{case}/team/grants/{mine}/end", status=403)
    assert "Nobody else can record in this case" in page


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"user": "00000000-0000-0000-0000-000000000000"}, "who works on cases"),
        ({"user": "no id"}, "who works on cases"),
        ({"user": "adm"}, "who works on cases"),
        ({"user": "lead"}, "on the list already"),
    ],
)
def test_who_cannot_be_added_is_told_why(sign_in, world, case, changed, says) -> None:
    lead = sign_in("lead")
    lead.get(f"{case}/team")
    if changed["user"].isalpha():
        changed = {"user": world.user(changed["user"])}
    assert says in lead.post(f"{case}/team/user", changed, status=422)


def test_a_clearance_that_does_not_reach_the_case_is_told(sign_in, world, story) -> None:
    story.open(sensitivity="restricted")
    lead = sign_in("lead")
    low = world.user("inv", clearance=1)
    lead.get(f"/cases/{story.reference}/team")
    page = lead.post(f"/cases/{story.reference}/team/user", {"user": low}, status=422)
    assert "clearance of this user does not reach" in page


SHARE = {"rights": "read", "reason": "Joint work on the route.", "until": "2026-12-31"}


@pytest.fixture
def until(world):
    with world.database.read() as connection:
        now = world.database.now(connection)
    return f"{now.year + 1}-01-01" if now.month > 1 else f"{now.year}-12-31"


def test_a_share_with_an_agency_counts_once_it_is_taken_up(sign_in, world, case, until) -> None:
    world.agency("customs")
    world.user("lead2", "lead", agency="customs"), world.user("inv2", "inv", agency="customs")
    lead = sign_in("lead")
    lead.get(f"{case}/team")
    offered = {**SHARE, "until": until, "agency": world.agency("customs")}
    assert "not taken up yet" in lead.post(f"{case}/team/shares", offered)
    assert not sees(world, case, "inv2", agency="customs")
    assert "Take it up" not in sign_in("inv2").get("/shares"), "an investigator does not receive"
    other = sign_in("lead2")
    take = re.search(r'action="(/shares/[^"]+/take-up)"', other.get("/shares"))[1]
    page = other.post(take)
    assert case.split("/")[-1] in page
    assert sees(world, case, "inv2", agency="customs")
    assert "It is shared with your agency, Customs. You may read it." in other.get(f"{case}/team")
    other.post(f"{case}/team/shares", {**offered, "agency": world.agency("police")}, status=403)
    other.post(take, status=404)
    assert actions(world) == ["share.offered", "share.accepted", "team.refused"]


def test_a_share_ends_by_the_clock_and_by_hand(sign_in, world, story, case, until) -> None:
    world.user("inv2", "inv", agency="customs")
    lead = sign_in("lead")
    lead.get(f"{case}/team")
    lead.post(f"{case}/team/shares", {**SHARE, "until": until, "email": "INV2@example.org"})
    other = sign_in("inv2")
    take = re.search(r'action="(/shares/[^"]+/take-up)"', other.get("/shares"))[1]
    other.post(take)
    assert sees(world, case, "inv2", agency="customs")
    with unit_of_work(world.database) as work:
        share = (CaseGrant.basis == "share",)
        work.connection.execute(update(CaseGrant).where(*share).values(expires_at=work.now))
    assert not sees(world, case, "inv2", agency="customs")
    other.get(case, status=404)


def test_a_share_is_declined(sign_in, world, case, until) -> None:
    world.user("inv2", "inv", agency="customs")
    lead = sign_in("lead")
    lead.get(f"{case}/team")
    lead.post(f"{case}/team/shares", {**SHARE, "until": until, "email": "inv2@example.org"})
    other = sign_in("inv2")
    decline = re.search(r'action="(/shares/[^"]+/decline)"', other.get("/shares"))[1]
    assert "No share waits for you" in other.post(decline)
    assert not sees(world, case, "inv2", agency="customs")


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"until": ""}, "Give a last day"),
        ({"until": "2020-01-01"}, "Give a last day"),
        ({"until": "2199-01-01"}, "Give a last day"),
        ({"until": "31 December"}, "Give a last day"),
        ({"reason": "short"}, "Say why"),
        ({"rights": "own"}, "Choose reading"),
        ({"agency": "x"}, "Choose an agency of the list"),
        ({"agency": "", "email": "nobody@example.org"}, "who works on cases"),
    ],
)
def test_a_share_that_cannot_be_offered_is_told_why(
    sign_in, world, case, until, changed, says
) -> None:
    lead = sign_in("lead")
    lead.get(f"{case}/team")
    share = {**SHARE, "until": until, "agency": world.agency("customs"), **changed}
    assert says in lead.post(f"{case}/team/shares", share, status=422)
    assert actions(world) == []


def test_who_recuses_himself_no_longer_sees_the_case_at_all(sign_in, world, case) -> None:
    pros = sign_in("pros")
    pros.get(f"{case}/team")
    pros.post(f"{case}/team/recuse", {"own_reason": "short"}, status=422)
    page = pros.post(f"{case}/team/recuse", {"own_reason": "I know one of the accused."})
    assert "do not see it any more" in page
    pros.get(case, status=404)
    lead = sign_in("lead")
    page = lead.get(f"{case}/team")
    assert "I know one of the accused." in page
    again = lead.post(f"{case}/team/user", {"user": world.user("pros")}, status=422)
    assert "recused" in again
    end = re.search(rf'action="({case}/team/recusals/[^"]+/end)"', page)[1]
    lead.post(end)
    assert sees(world, case, "pros")
    assert actions(world) == ["recusal.declared", "recusal.ended"]


def test_the_keeper_recuses_somebody_else(sign_in, world, case) -> None:
    lead = sign_in("lead")
    lead.get(f"{case}/team")
    asked = {"recused": world.user("pros"), "recused_reason": "A cousin of the accused."}
    lead.post(f"{case}/team/recusals", asked)
    assert not sees(world, case, "pros")


def test_grants_of_another_case_are_not_there(sign_in, world, story, case) -> None:
    """An id of a child under the own parent (T20)."""
    other = world.bare_case()
    foreign = world.grant(other, "inv")
    lead = sign_in("lead")
    lead.get(f"{case}/team")
    lead.post(f"{case}/team/grants/{foreign}/end", status=404)
    lead.post(f"/shares/{foreign}/take-up", status=404)
