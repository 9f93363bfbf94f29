"""Sessions hold, idle out and end by the database's clock (C21)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from ctj.access import own_account, sessions
from ctj.access.errors import NotVisible, SignInRefused
from ctj.access.sessions import FULL
from ctj.access.settings import AccessSettings
from ctj.access.tokens import digest
from ctj.model.sessions import UserSession
from ctj.model.users import User
from ctj.transaction import unit_of_work
from tests.access.conftest import HOME

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def test_the_token_is_256_bits_and_stored_hashed(person) -> None:
    token = person.sign_in().token
    with person.gate.database.read() as connection:
        stored = connection.scalars(
            select(UserSession.token_hash).where(UserSession.stage == FULL)
        ).one()
    assert len(token) >= 43 and stored == digest(token) and token not in stored


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "\x00", "' OR 1=1 --"])
def test_a_token_that_was_never_issued_is_nobody(person, token) -> None:
    person.sign_in()
    assert person.session(token) is None


@pytest.mark.parametrize(
    ("changed", "holds"),
    [
        ({"last_seen_at": -14 * MINUTE}, True),
        ({"last_seen_at": -15 * MINUTE}, False),  # idle: a role that opens identities
        ({"absolute_until": 1 * MINUTE}, True),
        ({"absolute_until": -1 * MINUTE}, False),
        ({"revoked_at": -1 * MINUTE}, False),
    ],
)
def test_a_session_ends_by_the_clock(person, changed, holds) -> None:
    token, now = person.sign_in().token, person.now()
    person.sets(UserSession, **{name: now + ago for name, ago in changed.items()})
    assert (person.session(token) is not None) is holds


def test_limits_are_15_or_30_minutes_idle_and_12_hours_in_all() -> None:
    settings = AccessSettings()
    assert sessions.idle_limit(frozenset({"inv"}), settings) == 15 * MINUTE
    assert sessions.idle_limit(frozenset({"mgr", "vso"}), settings) == 15 * MINUTE
    assert sessions.idle_limit(frozenset({"mgr"}), settings) == 30 * MINUTE
    assert sessions.idle_limit(frozenset({"adm"}), settings) == 30 * MINUTE
    assert settings.absolute == 12 * HOUR
    assert settings.step_up == 5 * MINUTE


def test_a_deactivated_user_has_no_session(person) -> None:
    token = person.sign_in().token
    person.sets(User, active=False)
    assert person.session(token) is None


def test_stepping_up_changes_the_token_and_not_the_session(person) -> None:
    old = person.sign_in().token
    session = person.session(old)
    new = own_account.step_up(person.gate, HOME, session, person.code(1))
    assert person.session(old) is None
    again = person.session(new)
    assert again.id == session.id
    assert again.stepped_up_at > session.stepped_up_at


def test_stepping_up_takes_a_fresh_code(person) -> None:
    code = person.code()
    session = person.session(person.sign_in().token)
    with pytest.raises(SignInRefused):
        own_account.step_up(person.gate, HOME, session, code)


def test_at_most_three_sessions_hold_and_the_longest_unused_gives_way(person) -> None:
    tokens = []
    for _ in range(4):
        person.forget_code()
        tokens.append(person.sign_in().token)
    held = [person.session(token) is not None for token in tokens]
    assert held == [False, True, True, True]


def test_the_owner_ends_one_session_or_all_others(person) -> None:
    tokens = []
    for _ in range(3):
        person.forget_code()
        tokens.append(person.sign_in().token)
    mine, first, second = (person.session(token) for token in tokens)
    own_account.end_session(person.gate, mine, first.id)
    assert person.session(tokens[1]) is None
    own_account.end_other_sessions(person.gate, mine)
    assert person.session(tokens[2]) is None and second is not None
    assert person.session(tokens[0]) is not None


def test_nobody_ends_the_session_of_another(person, people) -> None:
    other = people("vso")
    theirs = other.session(other.sign_in().token)
    mine = person.session(person.sign_in().token)
    with pytest.raises(NotVisible):
        own_account.end_session(person.gate, mine, theirs.id)


def test_what_the_next_page_says_is_kept_in_the_row(person) -> None:
    token = person.sign_in().token
    session = person.session(token)
    with unit_of_work(person.gate.database) as work:
        sessions.note(work.connection, session.id, flashes=[("message", "Recorded.")])
    assert person.session(token).flashes == (("message", "Recorded."),)
