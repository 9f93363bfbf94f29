"""T15: sessions and second factor, through the pages, on both databases.

A session ends at the next request after whatever ends it; a code counts once; of fifty codes tried
at once at most five are judged; half signed in opens nothing. Planted and seen to fail: see
`README.md`.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from ctj.access import links, own_account, sign_in
from ctj.access.errors import SignInRefused
from ctj.access.flask import role, signed_in
from ctj.access.gate import Gate
from ctj.access.sessions import LiveSession
from ctj.app import create_app
from ctj.casework import administration, rights
from ctj.model.audit import AuditRow
from ctj.model.sessions import SignInAttempt, UserSession
from ctj.model.users import RecoveryCode
from ctj.services import Services
from ctj.transaction import unit_of_work
from tests.access.conftest import ELSEWHERE, FAST, HOME, PASSWORD, Person, make_person
from tests.security.site import SECRET_KEY
from tests.world import World

MINUTE = timedelta(minutes=1)
MANY = 50


@pytest.fixture
def gate(services: Services) -> Gate:
    return Gate(services.database, services.keyring, FAST)


@pytest.fixture
def person(gate: Gate, world: World) -> Person:
    return make_person(gate, world, "inv")


@pytest.fixture
def app(services: Services) -> Flask:
    app = create_app(services, {"SECRET_KEY": SECRET_KEY, "CTJ_ACCESS": FAST})
    app.add_url_rule("/polled", view_func=role("inv", polling=True)(lambda: "polled"))
    app.add_url_rule("/used", endpoint="used", view_func=signed_in(lambda: "used"))
    return app


def browser(app: Flask, token: str) -> FlaskClient:
    client = app.test_client()
    client.set_cookie("ctj", token, domain="localhost")
    return client


def holds(app: Flask, token: str) -> bool:
    """Whether a page opens with this cookie, and not the way to sign in."""
    return browser(app, token).get("/account").status_code == 200


def posted(client: FlaskClient, url: str, **fields: str) -> tuple[int, str]:
    page = client.get("/sign-in" if url == "/sign-in" else url).get_data(as_text=True)
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    answer = client.post(url, data={**fields, "csrf_token": token})
    cookie = client.get_cookie("ctj")
    return answer.status_code, cookie.value if cookie else ""


# --- one session ---


def test_every_step_of_signing_in_gives_a_token_that_nobody_has_seen(app, person) -> None:
    """Fixation: what an attacker put into the browser before is worth nothing after."""
    planted = "planted-" + "x" * 30
    client = browser(app, planted)
    _, half = posted(client, "/sign-in", email=person.email, password=PASSWORD)
    _, full = posted(client, "/sign-in/code", code=person.code())
    assert len({planted, half, full}) == 3
    assert [holds(app, token) for token in (planted, half, full)] == [False, False, True]


def test_a_cookie_that_was_signed_out_is_worth_nothing(app, person) -> None:
    token = person.sign_in().token
    assert holds(app, token)
    sign_in.sign_out(person.gate, person.session(token))
    assert not holds(app, token)


def _password(person: Person, world: World, other: LiveSession) -> None:
    own_account.change_password(person.gate, HOME, other, PASSWORD, "another quiet evening")


def _factor(person: Person, world: World, other: LiveSession) -> None:
    offered = own_account.offer_factor(person.gate, other)
    code = own_account.second_factor.code_at(
        offered.secret, own_account.second_factor.step_of(person.now())
    )
    own_account.accept_factor(person.gate, HOME, other, offered.offer, code)


def _role_given(person: Person, world: World, other: LiveSession) -> None:
    rights.grant_role(world.services, None, person.user_id, "stew")


def _role_taken(person: Person, world: World, other: LiveSession) -> None:
    rights.revoke_role(world.services, None, person.user_id, "inv")


def _deactivated(person: Person, world: World, other: LiveSession) -> None:
    administration.deactivate(world.services, None, person.user_id)


def _everywhere(person: Person, world: World, other: LiveSession) -> None:
    own_account.end_other_sessions(person.gate, other)


ENDS = [_password, _factor, _role_given, _role_taken, _deactivated, _everywhere]


@pytest.mark.parametrize("ends", ENDS, ids=lambda ends: ends.__name__.strip("_"))
def test_a_session_ends_at_the_next_request(
    app, person, world, ends: Callable[[Person, World, LiveSession], None]
) -> None:
    token = person.sign_in().token
    other = person.session(person.sign_in(offset=1).token)
    assert holds(app, token)
    ends(person, world, other)
    assert not holds(app, token)


@pytest.mark.parametrize(
    ("column", "ago"), [("last_seen_at", 15 * MINUTE), ("absolute_until", MINUTE)]
)
def test_a_session_ends_by_the_clock_of_the_database(app, person, column, ago) -> None:
    token = person.sign_in().token
    person.sets(UserSession, **{column: person.now() - ago})
    assert not holds(app, token)


def _last_seen(person: Person, token: str) -> object:
    session = person.session(token)
    assert session is not None
    return session.last_seen_at


def test_use_extends_a_session_and_polling_does_not(app, person) -> None:
    token = person.sign_in().token
    early = person.now() - 5 * MINUTE
    person.sets(UserSession, last_seen_at=early)
    assert browser(app, token).get("/polled").get_data() == b"polled"
    assert _last_seen(person, token) == early
    assert browser(app, token).get("/used").get_data() == b"used"
    assert _last_seen(person, token) > early + 4 * MINUTE


def test_half_signed_in_opens_nothing_but_the_way_on(app, person, gate) -> None:
    """Every address that asks for a user, with a session that is only half one."""
    half = sign_in.give_password(gate, HOME, person.email, PASSWORD).token
    with unit_of_work(gate.database) as work:
        link = links.issue(work.connection, person.user_id, purpose=links.SET_UP, by=None,
                           now=work.now, settings=FAST)  # fmt: skip
    set_up = sign_in.use_link(gate, HOME, link).token
    opened = {"password": set(), "set_up": set()}
    for stage, token in (("password", half), ("set_up", set_up)):
        client = browser(app, token)
        for route in app.url_map.iter_rules():
            if "GET" not in route.methods or route.arguments:
                continue
            if client.get(route.rule).status_code == 200:
                opened[stage].add(route.endpoint)
    assert opened["password"] == {"sign_in.password", "sign_in.code", "sign_in.recovery_code"}
    assert opened["set_up"] == {"sign_in.password", "sign_in.set_up", "sign_in.factor"}


# --- many at once ---


def at_once(act: Callable[[int], object], count: int = MANY) -> Counter[str]:
    """What came of so many tries that begin at the same instant."""
    outcomes: Counter[str] = Counter()
    start, lock = threading.Barrier(count), threading.Lock()

    def one(number: int) -> None:
        start.wait()
        try:
            act(number)
            outcome = "in"
        except SignInRefused as refused:
            outcome = "locked" if refused.until else "wrong"
        with lock:
            outcomes[outcome] += 1

    threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def judged(gate: Gate, kind: str) -> int:
    with gate.database.read() as connection:
        which = select(func.count()).where(SignInAttempt.kind == kind)
        return int(connection.execute(which).scalar_one())


def test_of_fifty_wrong_codes_at_once_five_are_judged(person, gate) -> None:
    half = person.half(ELSEWHERE)
    wrong = [f"{number:06d}" for number in range(MANY)]
    right = {person.code(offset) for offset in (-1, 0, 1, 2)}
    tried = [code if code not in right else "999999" for code in wrong]
    outcomes = at_once(lambda n: sign_in.give_code(gate, ELSEWHERE, half, tried[n]))
    assert outcomes == {"wrong": 5, "locked": MANY - 5}
    assert judged(gate, "code") == 5
    with gate.database.read() as connection:
        actions = Counter(connection.scalars(select(AuditRow.action)))
    assert actions["sign_in_refused"] == 5 and actions["sign_in_locked"] == MANY - 5


def test_of_fifty_wrong_passwords_at_once_five_are_judged(person, gate) -> None:
    outcomes = at_once(lambda n: sign_in.give_password(gate, ELSEWHERE, person.email, f"wrong {n}"))
    assert outcomes == {"wrong": 5, "locked": MANY - 5}
    assert judged(gate, "password") == 5


def test_one_code_at_once_opens_one_session(person, gate) -> None:
    code, half = person.code(), person.half(ELSEWHERE)
    outcomes = at_once(lambda _: sign_in.give_code(gate, ELSEWHERE, half, code))
    assert outcomes["in"] == 1
    with gate.database.read() as connection:
        full = select(func.count()).where(UserSession.stage == "full")
        assert connection.execute(full).scalar_one() == 1


def test_one_recovery_code_at_once_opens_one_session(person, gate) -> None:
    code, half = person.recovery_codes[0], person.half(ELSEWHERE)
    outcomes = at_once(lambda _: sign_in.give_recovery_code(gate, ELSEWHERE, half, code))
    assert outcomes["in"] == 1
    with gate.database.read() as connection:
        used = select(func.count()).where(RecoveryCode.used_at.is_not(None))
        assert connection.execute(used).scalar_one() == 1


def test_one_link_at_once_is_used_once(person, gate) -> None:
    with unit_of_work(gate.database) as work:
        token = links.issue(work.connection, person.user_id, purpose=links.SET_UP, by=None,
                            now=work.now, settings=FAST)  # fmt: skip
    outcomes = at_once(lambda _: sign_in.use_link(gate, ELSEWHERE, token), 16)
    assert outcomes == {"in": 1, "wrong": 15}


def test_a_lock_ends_by_the_clock_of_the_database(person, gate) -> None:
    at_once(lambda n: sign_in.give_password(gate, ELSEWHERE, person.email, f"wrong {n}"), 8)
    with pytest.raises(SignInRefused):
        sign_in.give_password(gate, ELSEWHERE, person.email, PASSWORD)
    with unit_of_work(gate.database) as work:
        earlier = work.now - 11 * MINUTE
        work.connection.execute(update(SignInAttempt).values(at=earlier))
    sign_in.give_password(gate, ELSEWHERE, person.email, PASSWORD)
