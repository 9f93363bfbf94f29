"""Four eyes: asked by one, decided by another, exactly this, once, within 72 hours."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from ctj.access.errors import ApprovalRefused, NotVisible
from ctj.access.viewers import Viewer
from ctj.casework.approvals import decide, look, request
from ctj.casework.refusals import Blocked, Conflict, NeedsApproval, NotAllowedHere
from ctj.casework.steps import Step, SubjectStep
from ctj.casework.transitions import fire
from ctj.model.approvals import ApprovalRow
from ctj.model.audit import AuditRow
from ctj.model.events import Event
from ctj.queries.approvals import waiting
from ctj.transaction import unit_of_work
from tests.casework.story import ALL_REASONS, Story
from tests.world import World


@pytest.fixture
def story(world: World) -> Story:
    story = Story(world).begun()
    story.charged()
    return story


@pytest.fixture
def second(story: Story) -> Viewer:
    viewer = story.world.viewer("pros2", "pros")
    story.world.grant(story.case_id, "pros2")
    return viewer


def withdrawal(story: Story, why: str = "Evidence fell away.", **more: object) -> Step:
    return Step(
        story.reference,
        "prosecution",
        "withdraw_prosecution",
        (SubjectStep("A1", 3),),
        {
            "occurred_on": "2024-05-01",
            "end_reason": "insufficient_evidence",
            "why": why,
            **more,
        },
        ALL_REASONS,
    )


def test_a_withdrawal_needs_a_second_person(story: Story) -> None:
    with pytest.raises(NeedsApproval) as needed:
        fire(story.services, story.pros, withdrawal(story))
    assert needed.value.what == "withdraw"


def test_another_person_decides_and_that_carries_it_out(story: Story, second: Viewer) -> None:
    approval = request(story.services, story.pros, withdrawal(story), "Please look.")
    with story.world.database.read() as connection:
        (shown,) = waiting(connection, second, story.services.library)
    assert (shown.id, shown.may_decide, shown.mine) == (approval, True, False)
    seen = look(story.services, second, approval)
    assert seen.why == "Please look."
    assert seen.ordered == withdrawal(story)
    fired = decide(story.services, second, approval, "approved")
    assert fired is not None
    assert fired.events[0].state == "discontinued"
    with story.world.database.read() as connection:
        event = connection.execute(
            select(Event.user_id, Event.approval_id).where(Event.id == fired.event_id)
        ).one()
        actions = connection.scalars(
            select(AuditRow.action).order_by(AuditRow.seq.desc()).limit(2)
        ).all()
    assert event == (story.pros.user_id, approval)
    assert set(actions) == {"approval.decided", "step.recorded"}


def test_who_asked_does_not_decide(story: Story) -> None:
    approval = request(story.services, story.pros, withdrawal(story))
    with pytest.raises(ApprovalRefused, match="Another person"):
        decide(story.services, story.pros, approval, "approved")


def test_the_same_is_asked_once(story: Story) -> None:
    request(story.services, story.pros, withdrawal(story))
    with pytest.raises(ApprovalRefused, match="already"):
        request(story.services, story.pros, withdrawal(story))


def test_without_authority_on_the_case_nobody_decides(story: Story) -> None:
    approval = request(story.services, story.pros, withdrawal(story))
    with pytest.raises(NotVisible):
        decide(story.services, story.world.viewer("pros9", "pros"), approval, "approved")
    with pytest.raises(NotAllowedHere):
        decide(story.services, story.lead, approval, "approved")


def test_a_declined_request_changes_nothing(story: Story, second: Viewer) -> None:
    approval = request(story.services, story.pros, withdrawal(story))
    assert decide(story.services, second, approval, "declined", "Not yet.") is None
    with pytest.raises(NeedsApproval):
        fire(story.services, story.pros, withdrawal(story))
    with pytest.raises(ApprovalRefused, match="decided already"):
        decide(story.services, second, approval, "approved")


def test_changed_content_was_not_approved(story: Story, second: Viewer) -> None:
    approval = request(story.services, story.pros, withdrawal(story))
    assert decide(story.services, second, approval, "approved") is not None
    with pytest.raises((NeedsApproval, Conflict, NotAllowedHere)):
        fire(story.services, story.pros, withdrawal(story, "Something else."))


def test_a_track_that_moved_on_is_asked_anew(story: Story, second: Viewer) -> None:
    step = Step(
        story.reference,
        "prosecution",
        "withdraw_prosecution",
        (SubjectStep("A1"),),
        withdrawal(story).answers,
        ALL_REASONS,
    )
    approval = request(story.services, story.pros, step)
    story.checked("A1")
    with pytest.raises(ApprovalRefused, match="asked anew"):
        decide(story.services, second, approval, "approved")


def test_an_old_request_has_expired(story: Story, second: Viewer) -> None:
    approval = request(story.services, story.pros, withdrawal(story))
    with unit_of_work(story.world.database) as work:
        past = work.now - timedelta(seconds=1)
        work.connection.execute(update(ApprovalRow).values(expires_at=past))
    with pytest.raises(ApprovalRefused, match="72 hours"):
        decide(story.services, second, approval, "approved")


def test_what_lacks_more_than_a_second_person_cannot_be_asked(story: Story) -> None:
    step = withdrawal(story)
    answers = {name: value for name, value in step.answers.items() if name != "why"}
    with pytest.raises((Blocked, Exception)) as refused:
        request(
            story.services,
            story.pros,
            Step(step.case_reference, step.track, step.transition, step.subjects, answers),
        )
    assert not isinstance(refused.value, NeedsApproval)


def test_what_needs_nobody_is_recorded_not_asked(story: Story) -> None:
    step = Step(
        story.reference,
        "prosecution",
        "add_note",
        (SubjectStep("A1"),),
        {"occurred_on": "2024-05-01", "text": "All well."},
    )
    with pytest.raises(ApprovalRefused, match="no second person"):
        request(story.services, story.pros, step)
