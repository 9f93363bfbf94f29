"""Four eyes: another person, exactly this content, once, within 72 hours (C27)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ctj.access import approvals
from ctj.access.approvals import APPROVED, DECLINED, Asked, hash_of
from ctj.access.errors import ApprovalRefused, NotVisible
from ctj.model.base import new_id
from ctj.transaction import unit_of_work

HOURS = timedelta(hours=1)
CONTENT = {"what": "close", "for": "A1"}


@pytest.fixture
def asked(world):
    """(id of a request, who asked, who decides)."""
    one, other = world.user("lead"), world.user("lead2", "lead")
    with unit_of_work(world.database) as work:
        request = Asked("close", "close", hash_of(CONTENT), b"sealed")
        approval_id = approvals.request(
            work.connection, request, by=one, role="lead", now=work.now, life=72 * HOURS
        )
    return approval_id, one, other


def decide(world, approval_id, by, decision=APPROVED, after=0 * HOURS):
    with unit_of_work(world.database) as work:
        return approvals.decide(work.connection, approval_id, decision, by=by, now=work.now + after)


def consume(world, approval_id, by, content=CONTENT, after=0 * HOURS):
    with unit_of_work(world.database) as work:
        return approvals.consume(
            work.connection, approval_id, hash_of(content), by=by, now=work.now + after
        )


def test_an_approval_is_used_once(world, asked) -> None:
    approval_id, one, other = asked
    assert decide(world, approval_id, other).decision == APPROVED
    consume(world, approval_id, one)
    with pytest.raises(ApprovalRefused, match="used already"):
        consume(world, approval_id, one)


def test_nobody_decides_the_own_request(world, asked) -> None:
    approval_id, one, _other = asked
    with pytest.raises(ApprovalRefused, match="Another person"):
        decide(world, approval_id, one)


def test_a_request_is_decided_once(world, asked) -> None:
    approval_id, _one, other = asked
    decide(world, approval_id, other, DECLINED)
    with pytest.raises(ApprovalRefused, match="decided already"):
        decide(world, approval_id, other, APPROVED)


@pytest.mark.parametrize("decision", [DECLINED, None])
def test_what_was_not_approved_cannot_be_used(world, asked, decision) -> None:
    approval_id, one, other = asked
    if decision:
        decide(world, approval_id, other, decision)
    with pytest.raises(ApprovalRefused, match="not been approved"):
        consume(world, approval_id, one)


def test_changed_content_is_refused(world, asked) -> None:
    approval_id, one, other = asked
    decide(world, approval_id, other)
    with pytest.raises(ApprovalRefused, match="not what is to be recorded"):
        consume(world, approval_id, one, {**CONTENT, "for": "A2"})
    consume(world, approval_id, one)


def test_after_72_hours_it_is_neither_decided_nor_used(world, asked) -> None:
    approval_id, one, other = asked
    with pytest.raises(ApprovalRefused, match="72 hours"):
        decide(world, approval_id, other, after=72 * HOURS)
    decide(world, approval_id, other, after=71 * HOURS)
    with pytest.raises(ApprovalRefused, match="72 hours"):
        consume(world, approval_id, one, after=72 * HOURS)


def test_a_third_person_does_not_carry_it_out(world, asked) -> None:
    approval_id, _one, other = asked
    decide(world, approval_id, other)
    with pytest.raises(ApprovalRefused, match="Only who asked"):
        consume(world, approval_id, world.user("lead3", "lead"))


def test_the_same_thing_is_not_asked_for_twice_at_once(world, asked) -> None:
    _id, one, _other = asked
    with unit_of_work(world.database) as work, pytest.raises(ApprovalRefused, match="already"):
        again = Asked("close", "close", hash_of(CONTENT), b"sealed")
        approvals.request(work.connection, again, by=one, role="lead", now=work.now, life=HOURS)


def test_an_unknown_approval_is_not_there(world) -> None:
    with unit_of_work(world.database) as work, pytest.raises(NotVisible):
        approvals.load(work.connection, new_id())


def test_the_hash_depends_on_nothing_but_the_content() -> None:
    assert hash_of({"b": 1, "a": "é"}) == hash_of({"a": "é", "b": 1})
    assert hash_of({"a": 1}) != hash_of({"a": "1"})
