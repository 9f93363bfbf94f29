"""Signing in, step by step (C20, C23, C41; T15)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from ctj.access import links, own_account, second_factor, sign_in
from ctj.access.errors import NotVisible, SignInRefused, WeakPassword
from ctj.access.gate import Gate
from ctj.access.sessions import FULL, PASSWORD, SET_UP
from ctj.access.settings import AccessSettings
from ctj.model.audit import AuditRow
from ctj.model.instance import Instance
from ctj.model.users import Credential, OneTimeLink, User
from ctj.transaction import unit_of_work
from tests.access.conftest import ELSEWHERE, HOME, SECRET
from tests.access.conftest import PASSWORD as RIGHT


def actions(gate) -> list[str]:
    with gate.database.read() as connection:
        return list(connection.scalars(select(AuditRow.action).order_by(AuditRow.seq)))


def test_password_and_code_give_a_full_session(person) -> None:
    half = person.half()
    assert half.stage == PASSWORD
    entered = sign_in.give_code(person.gate, HOME, half, person.code())
    session = person.session(entered.token)
    assert session is not None and session.stage == FULL
    assert session.stepped_up_at is not None
    assert actions(person.gate) == ["signed_in"]


def test_the_address_is_taken_whatever_its_case_and_spaces(person) -> None:
    entered = sign_in.give_password(person.gate, HOME, f"  {person.email.upper()} ", RIGHT)
    assert person.session(entered.token) is not None


def test_the_half_session_ends_when_the_full_one_begins(person) -> None:
    entered = sign_in.give_password(person.gate, HOME, person.email, RIGHT)
    half = person.session(entered.token)
    sign_in.give_code(person.gate, HOME, half, person.code())
    assert person.session(entered.token) is None


@pytest.mark.parametrize("email", ["inv@example.org", "nobody@example.org", "", "\x00'; --"])
def test_a_wrong_password_and_an_unknown_address_are_refused_alike(person, email) -> None:
    with pytest.raises(SignInRefused) as refused:
        sign_in.give_password(person.gate, HOME, email, "not the password")
    assert str(refused.value) == sign_in.WRONG_PASSWORD
    assert actions(person.gate) == ["sign_in_refused"]


def test_the_audit_of_a_refusal_does_not_repeat_what_was_typed(person) -> None:
    with pytest.raises(SignInRefused):
        sign_in.give_password(person.gate, HOME, "somebody@private.example", "my other password")
    with person.gate.database.read() as connection:
        body = connection.scalars(select(AuditRow.body)).one()
    assert "somebody" not in body and "other password" not in body


def test_a_deactivated_user_cannot_sign_in(person) -> None:
    person.sets(User, active=False)
    with pytest.raises(SignInRefused):
        sign_in.give_password(person.gate, HOME, person.email, RIGHT)


def test_a_password_without_a_second_factor_opens_nothing(person) -> None:
    person.sets(Credential, totp_confirmed_at=None)
    with pytest.raises(SignInRefused):
        sign_in.give_password(person.gate, HOME, person.email, RIGHT)


def test_a_code_is_good_once(person) -> None:
    code = person.code()
    sign_in.give_code(person.gate, HOME, person.half(), code)
    with pytest.raises(SignInRefused) as refused:
        sign_in.give_code(person.gate, HOME, person.half(), code)
    assert str(refused.value) == sign_in.WRONG_CODE


def test_a_code_before_one_that_was_used_is_refused(person) -> None:
    sign_in.give_code(person.gate, HOME, person.half(), person.code())
    with pytest.raises(SignInRefused):
        sign_in.give_code(person.gate, HOME, person.half(), person.code(-1))


@pytest.mark.parametrize("offset", [-3, -2, 2, 3, 1000])
def test_a_code_from_far_away_in_time_is_refused(person, offset) -> None:
    with pytest.raises(SignInRefused):
        sign_in.give_code(person.gate, HOME, person.half(), person.code(offset))


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "１２３４５６", "0" * 4000, "\x00" * 6])
def test_what_is_no_code_is_refused(person, code) -> None:
    with pytest.raises(SignInRefused):
        sign_in.give_code(person.gate, HOME, person.half(), code)


def test_a_recovery_code_signs_in_once(person) -> None:
    code = person.recovery_codes[3]
    typed = code.replace("-", " ").upper()
    sign_in.give_recovery_code(person.gate, HOME, person.half(), typed)
    with pytest.raises(SignInRefused):
        sign_in.give_recovery_code(person.gate, HOME, person.half(), code)


def test_recovery_codes_are_stored_hashed_and_long(person) -> None:
    """ASVS 6.5.2; NIST SP 800-63B-4: 64 bits or more."""
    assert len(person.recovery_codes) == 10 == len(set(person.recovery_codes))
    for code in person.recovery_codes:
        assert len(code.replace("-", "")) * 5 >= 64


def test_a_full_session_cannot_give_a_second_step(person) -> None:
    full = person.session(person.sign_in().token)
    with pytest.raises(SignInRefused):
        sign_in.give_code(person.gate, HOME, full, person.code(1))


def test_signing_out_ends_the_session_for_good(person) -> None:
    token = person.sign_in().token
    sign_in.sign_out(person.gate, person.session(token))
    assert person.session(token) is None
    assert actions(person.gate)[-1] == "signed_out"


# --- one-time links ---


def issue(person, purpose=links.SET_UP) -> str:
    with unit_of_work(person.gate.database) as work:
        return links.issue(
            work.connection,
            person.user_id,
            purpose=purpose,
            by=None,
            now=work.now,
            settings=person.gate.settings,
        )


def test_a_link_is_used_once_and_looking_does_not_use_it(person) -> None:
    token = issue(person)
    for _ in range(3):
        assert sign_in.look_at_link(person.gate, token) is not None
    assert sign_in.use_link(person.gate, HOME, token).stage == SET_UP
    assert sign_in.look_at_link(person.gate, token) is None
    with pytest.raises(SignInRefused):
        sign_in.use_link(person.gate, HOME, token)


def test_a_link_is_stored_hashed_and_ends_after_a_day(person) -> None:
    token = issue(person)
    with person.gate.database.read() as connection:
        row = connection.execute(select(OneTimeLink.__table__)).one()
    assert token not in row.token_hash
    assert (row.expires_at - row.created_at).total_seconds() == 24 * 3600
    person.sets(OneTimeLink, expires_at=row.created_at)
    with pytest.raises(SignInRefused):
        sign_in.use_link(person.gate, HOME, token)


def test_a_new_link_ends_the_earlier_one(person) -> None:
    first, second = issue(person), issue(person)
    assert sign_in.look_at_link(person.gate, first) is None
    assert sign_in.look_at_link(person.gate, second) is not None


def test_a_demonstration_link_works_on_a_demonstration_only(person, world) -> None:
    """C41."""
    with pytest.raises(SignInRefused):
        sign_in.use_link(person.gate, HOME, issue(person, links.DEMONSTRATION))
    mark_as_demonstration(person.gate)
    entered = sign_in.use_link(person.gate, HOME, issue(person, links.DEMONSTRATION))
    assert entered.stage == FULL


def test_the_code_is_shown_on_a_demonstration_only(person) -> None:
    half = person.half()
    assert own_account.demonstration_code(person.gate, half) is None
    mark_as_demonstration(person.gate)
    code = own_account.demonstration_code(person.gate, half)
    assert code is not None
    sign_in.give_code(person.gate, HOME, half, code)


def mark_as_demonstration(gate) -> None:
    with unit_of_work(gate.database) as work:
        work.connection.execute(
            Instance.__table__.insert().values(
                id=1,
                name="Demonstration",
                jurisdiction="PH",
                time_zone="UTC",
                demonstration=True,
                created_at=work.now,
            )
        )


# --- set-up ---


def test_set_up_chooses_a_password_and_a_factor_and_ends_all_other_sessions(person) -> None:
    other = person.sign_in().token
    session = person.session(sign_in.use_link(person.gate, HOME, issue(person)).token)
    own_account.choose_password(person.gate, session, "another quiet evening")
    offered = own_account.offer_factor(person.gate, session)
    code = code_of(offered.secret, person)
    entered, codes = own_account.accept_factor(person.gate, HOME, session, offered.offer, code)
    assert entered is not None and entered.stage == FULL and len(codes) == 10
    assert person.session(other) is None
    sign_in.give_password(person.gate, ELSEWHERE, person.email, "another quiet evening")
    with pytest.raises(SignInRefused):
        sign_in.give_password(person.gate, HOME, person.email, RIGHT)


def code_of(secret: str, person) -> str:
    return second_factor.code_at(secret, second_factor.step_of(person.now()))


def test_a_set_up_session_cannot_skip_the_password(person) -> None:
    """A password of before the recovery does not count."""
    person.sets(Credential, password_changed_at=person.now().replace(year=2020))
    session = person.session(sign_in.use_link(person.gate, HOME, issue(person)).token)
    offered = own_account.offer_factor(person.gate, session)
    with pytest.raises(NotVisible):
        code = code_of(offered.secret, person)
        own_account.accept_factor(person.gate, HOME, session, offered.offer, code)


def test_an_offered_factor_belongs_to_one_session(person, people) -> None:
    session = person.session(person.sign_in().token)
    other = people("vso")
    theirs = other.session(other.sign_in().token)
    offered = own_account.offer_factor(person.gate, session)
    with pytest.raises(SignInRefused):
        code = code_of(offered.secret, person)
        own_account.accept_factor(person.gate, HOME, theirs, offered.offer, code)


def test_only_a_set_up_session_chooses_a_password_without_the_old_one(person) -> None:
    session = person.session(person.sign_in().token)
    with pytest.raises(NotVisible):
        own_account.choose_password(person.gate, session, "another quiet evening")


def test_a_changed_password_ends_the_other_sessions_but_not_this_one(person) -> None:
    other, mine = person.sign_in().token, person.sign_in(offset=1).token
    session = person.session(mine)
    own_account.change_password(person.gate, HOME, session, RIGHT, "another quiet evening")
    assert person.session(mine) is not None
    assert person.session(other) is None


def test_a_password_is_changed_only_with_the_present_one(person) -> None:
    session = person.session(person.sign_in().token)
    with pytest.raises(SignInRefused):
        own_account.change_password(person.gate, HOME, session, "wrong", "another quiet evening")
    with pytest.raises(WeakPassword):
        own_account.change_password(person.gate, HOME, session, RIGHT, "short")


def test_the_seed_is_stored_sealed(person) -> None:
    with person.gate.database.read() as connection:
        stored = connection.scalars(select(Credential.totp_sealed)).one()
    assert SECRET.encode() not in stored


def test_a_hash_of_another_cost_is_renewed_at_sign_in(person) -> None:
    with person.gate.database.read() as connection:
        before = connection.scalars(select(Credential.password_hash)).one()
    cost = AccessSettings(hash_memory_kib=128, hash_passes=1, hash_lanes=1)
    dearer = Gate(person.gate.database, person.gate.keyring, cost)
    sign_in.give_password(dearer, HOME, person.email, RIGHT)
    with person.gate.database.read() as connection:
        after = connection.scalars(select(Credential.password_hash)).one()
    assert "m=64," in before and "m=128," in after
