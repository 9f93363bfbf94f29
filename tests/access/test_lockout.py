"""The brake on guessing (C23)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from ctj.access import sign_in
from ctj.access.errors import SignInRefused
from ctj.access.gate import CameFrom
from ctj.access.lockout import lock_length
from ctj.access.settings import AccessSettings
from ctj.model.audit import AuditRow
from ctj.model.sessions import SignInAttempt
from ctj.transaction import unit_of_work
from tests.access.conftest import ELSEWHERE, HOME
from tests.access.conftest import PASSWORD as RIGHT

MINUTE = timedelta(minutes=1)


def fail(person, times: int, came_from=ELSEWHERE, email=None) -> SignInRefused:
    refused = None
    for _ in range(times):
        with pytest.raises(SignInRefused) as caught:
            sign_in.give_password(person.gate, came_from, email or person.email, "wrong")
        refused = caught.value
    return refused


def age(person, by: timedelta) -> None:
    """As if all tries had been made so much earlier."""
    with person.gate.database.read() as connection:
        rows = connection.execute(select(SignInAttempt.id, SignInAttempt.at)).all()
    with unit_of_work(person.gate.database) as work:
        for row in rows:
            work.connection.execute(
                update(SignInAttempt).where(SignInAttempt.id == row.id).values(at=row.at - by)
            )


def test_after_five_failures_not_even_the_right_password_is_judged(person) -> None:
    assert fail(person, 5).until is None
    with pytest.raises(SignInRefused) as refused:
        sign_in.give_password(person.gate, ELSEWHERE, person.email, RIGHT)
    assert refused.value.until is not None
    assert timedelta(minutes=9) < refused.value.until - person.now() <= timedelta(minutes=10)


def test_the_lock_ends_after_ten_minutes(person) -> None:
    fail(person, 5)
    age(person, 10 * MINUTE)
    sign_in.give_password(person.gate, ELSEWHERE, person.email, RIGHT)


def test_each_further_failure_doubles_the_lock(person) -> None:
    fail(person, 5)
    age(person, 10 * MINUTE)
    fail(person, 1)
    age(person, 19 * MINUTE)
    assert fail(person, 1).until is not None
    settings = AccessSettings()
    lengths = [lock_length(n, settings) / MINUTE for n in range(8)]
    assert lengths == [10, 20, 40, 80, 160, 320, 480, 480]


def test_the_right_password_sets_the_count_back(person) -> None:
    fail(person, 4)
    sign_in.give_password(person.gate, ELSEWHERE, person.email, RIGHT)
    assert fail(person, 4).until is None


def test_an_account_that_does_not_exist_locks_in_the_same_way(person) -> None:
    fail(person, 5, email="nobody@example.org")
    assert fail(person, 1, email="nobody@example.org").until is not None


def test_a_known_device_is_not_locked_out_by_others(person) -> None:
    """The lock may not be a weapon."""
    known = CameFrom(HOME.address, device=person.sign_in().device)
    fail(person, 5)
    sign_in.give_password(person.gate, known, person.email, RIGHT)


def test_a_known_device_is_locked_by_its_own_failures(person) -> None:
    known = CameFrom(HOME.address, device=person.sign_in().device)
    fail(person, 5, known)
    assert fail(person, 1, known).until is not None


def test_an_invented_device_is_like_none(person) -> None:
    for number in range(5):
        fail(person, 1, CameFrom(ELSEWHERE.address, device=f"invented-{number}"))
    assert fail(person, 1, CameFrom(ELSEWHERE.address, device="another")).until is not None


def test_an_address_is_locked_after_twenty_failures_on_any_accounts(person) -> None:
    for number in range(20):
        fail(person, 1, email=f"user{number}@example.org")
    with pytest.raises(SignInRefused) as refused:
        sign_in.give_password(person.gate, ELSEWHERE, person.email, RIGHT)
    assert refused.value.until is not None
    sign_in.give_password(person.gate, HOME, person.email, RIGHT)


def test_codes_are_counted_apart_so_that_a_known_password_buys_no_more_of_them(person) -> None:
    for _ in range(5):
        half = person.half(ELSEWHERE)
        with pytest.raises(SignInRefused):
            sign_in.give_code(person.gate, ELSEWHERE, half, "000000")
    half = person.half(ELSEWHERE)
    with pytest.raises(SignInRefused) as refused:
        sign_in.give_code(person.gate, ELSEWHERE, half, person.code())
    assert refused.value.until is not None


def test_recovery_codes_and_codes_share_one_count(person) -> None:
    for number in range(5):
        half = person.half(ELSEWHERE)
        give = sign_in.give_code if number % 2 else sign_in.give_recovery_code
        with pytest.raises(SignInRefused):
            give(person.gate, ELSEWHERE, half, "000000")
    with pytest.raises(SignInRefused):
        half = person.half(ELSEWHERE)
        sign_in.give_recovery_code(person.gate, ELSEWHERE, half, person.recovery_codes[0])


def test_what_is_stored_of_a_try_names_neither_account_nor_address(person) -> None:
    fail(person, 1)
    with person.gate.database.read() as connection:
        row = connection.execute(select(SignInAttempt.__table__)).one()
        actions = connection.scalars(select(AuditRow.action)).all()
    assert person.email not in row.account and ELSEWHERE.address not in row.address
    assert len(row.account) == len(row.address) == 64
    assert actions == ["sign_in_refused"]


def test_a_locked_try_is_in_the_audit(person) -> None:
    fail(person, 6)
    with person.gate.database.read() as connection:
        actions = connection.scalars(select(AuditRow.action).order_by(AuditRow.seq)).all()
    assert actions == ["sign_in_refused"] * 5 + ["sign_in_locked"]
