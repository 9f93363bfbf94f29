"""Hand-over between agencies: offered, accepted, declined; who follows the case then."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from ctj.access.errors import NotVisible
from ctj.access.rule import sight_of_reference
from ctj.casework.handover import ACCEPT, DECLINE, Answer, answer
from ctj.casework.refusals import Blocked, FormErrors
from ctj.casework.team import take_up
from ctj.model.access import CaseGrant
from ctj.model.cases import Case
from ctj.model.tracks import Track
from ctj.queries.case_team import offers
from ctj.queries.situations import load_case
from ctj.queries.verify import verify
from tests.casework.story import Story
from tests.world import World


@pytest.fixture
def story(world: World) -> Story:
    story = Story(world)
    story.open()
    world.supervises("mgr")
    world.viewer("lead9", "lead", agency="special")
    world.viewer("inv9", "inv", agency="special")
    return story


def offered(story: Story, **more: object) -> str:
    """Offers the lead to the special unit; the id of the waiting grant."""
    common = {"occurred_on": "2024-05-01", "to": "special", "reason": "specialist"}
    told = {**common, "what": ["lead", "exhibits"], **more}
    story.take("investigation.offer_transfer", by=story.lead, **told)
    with story.services.database.read() as connection:
        return connection.scalars(
            select(CaseGrant.id).where(
                CaseGrant.grantee_kind == "agency", CaseGrant.revoked_at.is_(None)
            )
        ).one()


def accepted(story: Story, grant: str, owner: str = "inv9") -> None:
    given = {"occurred_on": "2024-05-03", "new_owner": story.world.user(owner), "specialist": "yes"}
    answer(story.services, story.world.viewer("lead9"), grant, Answer(ACCEPT, given))


def declined(story: Story, grant: str, by: str = "lead9") -> None:
    given = {"occurred_on": "2024-05-03", "reason": "workload"}
    answer(story.services, story.world.viewer(by), grant, Answer(DECLINE, given))


def sees(story: Story, name: str) -> bool:
    with story.services.database.read() as connection:
        found = sight_of_reference(connection, story.world.viewer(name), story.reference)
    return found is not None


def row(story: Story) -> tuple[str | None, str]:
    """Status of the hand-over, and the lead agency of the case."""
    with story.services.database.read() as connection:
        now = story.services.database.now(connection)
        case = load_case(connection, story.services, story.case_id, now)
        lead = connection.scalars(select(Case.lead_agency_id)).one()
        assert verify(connection, story.services).findings == ()
    (one,) = case.projection.rows_of("handovers")
    return one.status, lead


def test_nothing_changes_until_it_is_accepted(story: Story, world: World) -> None:
    offered(story)
    assert row(story) == ("offered", world.agency("police"))
    assert sees(story, "lead") and not sees(story, "lead9")
    with world.database.read() as connection:
        (shown,) = offers(connection, world.viewer("lead9"), True)
    assert shown.hands_over and shown.reference == story.reference


def test_on_acceptance_owner_and_agency_change_and_the_sender_follows_no_more(
    story: Story, world: World
) -> None:
    accepted(story, offered(story))
    assert row(story) == ("accepted", world.agency("special"))
    assert sees(story, "lead9") and sees(story, "inv9")
    assert not any(sees(story, one) for one in ("lead", "pros", "mgr"))
    with world.database.read() as connection:
        assert connection.scalars(select(Track.owner_id)).one() == world.user("inv9")
        now = world.database.now(connection)
        projection = load_case(connection, story.services, story.case_id, now).projection
    assert projection.fact("case", "", "lead_agency") == world.agency("special")
    assert projection.fact("case", "", "specialist") == "yes"


def test_the_sender_keeps_a_share_to_read_where_it_said_so(story: Story) -> None:
    accepted(story, offered(story, keeps="yes", note="We supervise the witnesses."))
    with story.services.database.read() as connection:
        seen = sight_of_reference(connection, story.lead, story.reference)
        fresh = story.world.viewer("lead")
        seen = sight_of_reference(connection, fresh, story.reference)
    assert seen is not None and not seen.may_write


def test_only_what_is_handed_over_with_the_lead_ends_the_following(story: Story) -> None:
    accepted(story, offered(story, what=["exhibits"]))
    assert sees(story, "lead") and sees(story, "inv9")
    assert row(story)[1] == story.world.agency("police")


def test_declined_the_sender_stays_responsible(story: Story, world: World) -> None:
    grant = offered(story)
    declined(story, grant)
    assert row(story) == ("declined", world.agency("police"))
    assert sees(story, "lead") and not sees(story, "lead9")
    offered(story)


def test_another_agency_or_role_answers_nothing(story: Story, world: World) -> None:
    grant = offered(story)
    world.viewer("lead8", "lead", agency="other")
    for name in ("lead8", "inv9", "lead"):
        with pytest.raises(NotVisible):
            declined(story, grant, by=name)
    with pytest.raises(NotVisible):
        take_up(story.services, world.viewer("lead9"), grant)
    declined(story, grant)
    with pytest.raises(NotVisible):
        declined(story, grant)


def test_one_offer_at_a_time_and_never_to_the_own_agency(story: Story) -> None:
    with pytest.raises(FormErrors, match="own agency"):
        offered(story, to="police")
    offered(story)
    with pytest.raises(Blocked, match="waits for an answer"):
        offered(story)


def test_the_new_owner_is_of_the_receiving_agency(story: Story) -> None:
    grant = offered(story)
    with pytest.raises(FormErrors, match="your own agency"):
        accepted(story, grant, owner="lead")
    assert not sees(story, "lead9")
