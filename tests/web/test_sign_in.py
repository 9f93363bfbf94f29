"""Signing in, the own account and administration as a browser without scripts sees them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from ctj.access import second_factor
from ctj.access.gate import Gate
from ctj.model.approvals import ApprovalRow
from ctj.model.sessions import UserSession
from ctj.model.users import UserRole
from ctj.transaction import unit_of_work
from tests.access.conftest import FAST, PASSWORD, Person, make_person

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Visitor:
    """A browser that keeps its cookies and the token of the last form."""

    def __init__(self, app) -> None:
        self.client, self.token = app.test_client(), ""

    def get(self, url: str, status: int = 200) -> str:
        return self._read(self.client.get(url, follow_redirects=True), status)

    def post(self, url: str, status: int = 200, **fields: str):
        data = {**fields, "csrf_token": self.token}
        return self._read(self.client.post(url, data=data, follow_redirects=True), status)

    def _read(self, answer, status: int) -> str:
        page = answer.get_data(as_text=True)
        assert answer.status_code == status, page[:2000]
        self.path = answer.request.full_path.rstrip("?")
        found = TOKEN.search(page)
        self.token = found[1] if found else self.token
        return page


@pytest.fixture
def app(app):
    app.config["CTJ_ACCESS"] = FAST
    return app


@pytest.fixture
def gate(services) -> Gate:
    return Gate(services.database, services.keyring, FAST)


@pytest.fixture
def visitor(app) -> Visitor:
    return Visitor(app)


def signed_in(app, person: Person) -> Visitor:
    visitor = Visitor(app)
    visitor.get("/sign-in")
    visitor.post("/sign-in", email=person.email, password=PASSWORD)
    person.forget_code()
    visitor.post("/sign-in/code", code=person.code())
    return visitor


def test_a_visitor_is_sent_to_sign_in_and_back_to_what_was_wanted(visitor, gate, world) -> None:
    person = make_person(gate, world, "pros")
    assert "Sign in" in visitor.get("/cases?order=oldest")
    page = visitor.post(visitor.path, email=person.email, password=PASSWORD)
    assert "Second step" in page
    visitor.post(visitor.path, code=person.code())
    assert visitor.path == "/cases?order=oldest"


def test_a_wrong_password_keeps_the_address_and_not_the_password(visitor) -> None:
    visitor.get("/sign-in")
    page = visitor.post("/sign-in", 422, email="who@example.org", password="not this one")
    assert "who@example.org" in page and "not this one" not in page
    assert "<title>Error: Sign in" in page


def test_after_five_failures_the_answer_is_429_and_says_until_when(visitor) -> None:
    visitor.get("/sign-in")
    for _ in range(5):
        visitor.post("/sign-in", 422, email="who@example.org", password="wrong")
    assert "Too many tries" in visitor.post(
        "/sign-in", 429, email="who@example.org", password="wrong"
    )


def test_signing_out_is_by_form_and_clears_the_browser(app, gate, world) -> None:
    visitor = signed_in(app, make_person(gate, world, "pros"))
    cookie = visitor.client.get_cookie("ctj").value
    answer = visitor.client.post("/sign-in/out", data={"csrf_token": visitor.token})
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert visitor.client.get_cookie("ctj") is None
    visitor.client.set_cookie("ctj", cookie)
    assert "Work e-mail" in visitor.get("/account"), "the old cookie is worth nothing"
    assert app.test_client().get("/sign-in/out").status_code == 405


def test_a_new_user_sets_the_account_up_from_a_link(app, gate, world, visitor) -> None:
    admin = signed_in(app, make_person(gate, world, "adm"))
    world.agency("police")
    page = admin.get("/administration/users")
    agency = re.search(r'<option value="([0-9a-f-]{36})">Police', page)[1]
    page = admin.post("/administration/users", name="Ana", email="Ana@New.Example", agency=agency)
    user = admin.path
    page = admin.post(f"{user}/link")
    link = re.search(r'id="link">http://localhost(/sign-in/link/[^<]+)<', page)[1]
    visitor.get(link)
    assert "Choose a password" in visitor.post(link)
    visitor.post(visitor.path, 422, password="password1234", again="password1234")
    visitor.post(visitor.path, 422, password="seven green boats", again="seven green boat")
    page = visitor.post(visitor.path, password="seven green boats", again="seven green boats")
    secret = re.search(r'id="secret">([A-Z2-7]+)<', page)[1]
    offer = re.search(r'name="offer" value="([^"]+)"', page)[1]
    page = visitor.post(visitor.path, 422, offer=offer, code="000000")
    assert secret in page, "the same picture comes back"
    with gate.database.read() as connection:
        step = second_factor.step_of(gate.database.now(connection))
    page = visitor.post(visitor.path, offer=offer, code=second_factor.code_at(secret, step))
    assert len(re.findall(r"[a-z2-7]{4}(?:-[a-z2-7]{4}){3}", page)) == 10
    assert "Ana" in visitor.get("/account")
    assert "cannot be used" in Visitor(app).get(link, 404)


def test_stepping_up_leads_back_to_the_page_that_asked(app, gate, world) -> None:
    person = make_person(gate, world, "pros")
    visitor = signed_in(app, person)
    person.sets(UserSession, stepped_up_at=person.now().replace(year=2020))
    assert "Is it still you?" in visitor.get("/account/factor")
    before = visitor.client.get_cookie("ctj").value
    person.forget_code()
    page = visitor.post(visitor.path, code=person.code(1))
    assert "Replace the authenticator" in page
    assert visitor.client.get_cookie("ctj").value != before


def test_the_own_account_shows_and_ends_sessions(app, gate, world) -> None:
    person = make_person(gate, world, "pros")
    first, second = signed_in(app, person), signed_in(app, person)
    page = second.get("/account")
    assert page.count("this one") == 1 and "Sign out everywhere but here" in page
    page = second.post("/account/sessions/end-others")
    assert "You are signed out everywhere but here." in page
    assert "Work e-mail" in first.get("/account")


def test_a_password_is_changed_with_the_present_one(app, gate, world) -> None:
    visitor = signed_in(app, make_person(gate, world, "pros"))
    visitor.get("/account/password")
    new = {"password": "seven green boats", "again": "seven green boats"}
    visitor.post("/account/password", 422, present="wrong", **new)
    page = visitor.post("/account/password", present=PASSWORD, **new)
    assert "Your password is changed" in page


def test_a_role_that_opens_identities_waits_for_another_administrator(app, gate, world) -> None:
    """C27: nobody alone; and nobody for himself."""
    one, other = (make_person(gate, world, name, "adm") for name in ("adm", "adm2"))
    user_id = world.user("clerk", "mgr")
    first, second = signed_in(app, one), signed_in(app, other)
    first.get(f"/administration/users/{user_id}")
    page = first.post(f"/administration/users/{user_id}/roles", role="vso")
    assert "Another administrator has to approve this" in page
    assert "You asked for this" in first.get("/administration")
    approve = re.search(
        r'action="(/administration/requests/[^"]+/approved)"', second.get("/administration")
    )[1]
    assert "Another person decides" in first.post(approve, 422)
    assert roles(world, user_id) == {"mgr"}
    second.get("/administration")
    second.post(approve, reason="Seen the appointment.")
    assert roles(world, user_id) == {"mgr", "vso"}


def roles(world, user_id: str) -> set[str]:
    with world.database.read() as connection:
        held = select(UserRole.role).where(
            UserRole.user_id == user_id, UserRole.revoked_at.is_(None)
        )
        return set(connection.scalars(held))


def test_nobody_changes_the_own_rights(app, gate, world) -> None:
    """C28."""
    person = make_person(gate, world, "adm")
    visitor = signed_in(app, person)
    page = visitor.get(f"/administration/users/{person.user_id}")
    assert "Nobody changes their own rights" in page
    visitor.post(f"/administration/users/{person.user_id}/roles", 422, role="mgr")
    visitor.post(f"/administration/users/{person.user_id}/clearance", 422, clearance="3")
    visitor.post(f"/administration/users/{person.user_id}/link", 422)


def test_a_reset_of_the_second_factor_takes_two_and_a_day(app, gate, world, services) -> None:
    """C20, C27."""
    one, other = (make_person(gate, world, name, "adm") for name in ("adm", "adm2"))
    owner = make_person(gate, world, "pros")
    first, second = signed_in(app, one), signed_in(app, other)
    first.get(f"/administration/users/{owner.user_id}")
    page = first.post(f"/administration/users/{owner.user_id}/link")
    assert 'id="link"' not in page
    approve = re.search(
        r'action="(/administration/requests/[^"]+/approved)"', second.get("/administration")
    )[1]
    second.post(approve)
    make = approve.replace("/approved", "/link")
    first.get("/administration")
    assert "until then its owner can object" in first.post(make, 422)
    owns = signed_in(app, owner)
    assert "A new link for this account was asked for" in owns.get("/account")
    assert "Nobody can make that link now" in owns.post("/account/object")
    wait(services, hours=25)
    assert "used already" in first.post(make, 422)


def wait(services, hours: int) -> None:
    """As if the approvals had been decided so many hours earlier."""
    with unit_of_work(services.database) as work:
        decided = work.connection.scalars(select(ApprovalRow.decided_at)).one()
        earlier = decided - timedelta(hours=hours)
        work.connection.execute(update(ApprovalRow).values(decided_at=earlier))


def test_an_approved_reset_gives_a_link_after_a_day(app, gate, world, services) -> None:
    one, other = (make_person(gate, world, name, "adm") for name in ("adm", "adm2"))
    owner = make_person(gate, world, "pros")
    first, second = signed_in(app, one), signed_in(app, other)
    first.get(f"/administration/users/{owner.user_id}")
    first.post(f"/administration/users/{owner.user_id}/link")
    approve = re.search(
        r'action="(/administration/requests/[^"]+/approved)"', second.get("/administration")
    )[1]
    second.post(approve)
    wait(services, hours=25)
    first.get("/administration")
    make = approve.replace("/approved", "/link")
    assert 'id="link">http://localhost/sign-in/link/' in first.post(make)
    assert "used already" in first.post(make, 422)


def test_an_agency_and_a_team_are_made_and_shown(app, gate, world) -> None:
    visitor = signed_in(app, make_person(gate, world, "adm"))
    visitor.get("/administration/agencies")
    errors = visitor.post("/administration/agencies", 422, name="", code="A B", kind="x")
    assert "3 things to mend" in errors
    page = visitor.post(
        "/administration/agencies", name="Border police", code="PH-BP", kind="agency"
    )
    assert "Border police is on the list." in page and "PH-BP" in page
    page = visitor.get("/administration/teams")
    agency = re.search(r'<option value="([0-9a-f-]{36})">Police', page)[1]
    page = visitor.post("/administration/teams", name="Night team", agency=agency)
    team = re.search(r'href="(/administration/teams/[0-9a-f-]{36})">Night team', page)[1]
    world.user("inv")
    page = visitor.get(team)
    user = re.search(r'<option value="([0-9a-f-]{36})">Inv', page)[1]
    assert "Inv" in visitor.post(f"{team}/members", user=user)
    page = visitor.post(f"{team}/members/{user}/remove")
    assert "No longer on the team" in page


@pytest.mark.parametrize("user", ["00000000-0000-0000-0000-000000000000", "nobody"])
def test_a_user_who_does_not_exist_is_the_404_page(app, gate, world, user) -> None:
    visitor = signed_in(app, make_person(gate, world, "adm"))
    assert "There is nothing here for you" in visitor.get(f"/administration/users/{user}", 404)


def test_a_closed_account_ends_at_the_next_request(app, gate, world) -> None:
    owner = make_person(gate, world, "pros")
    visitor, admin = signed_in(app, owner), signed_in(app, make_person(gate, world, "adm"))
    admin.get(f"/administration/users/{owner.user_id}")
    admin.post(f"/administration/users/{owner.user_id}/deactivate")
    assert "Work e-mail" in visitor.get("/account")
