"""C03, C08, C09: an identity is opened on purpose, by whom the table of process.md 2.3 says, after
the look was written down; and the case lead sees who looked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import create_engine, insert, select, text

from ctj.access.errors import NotVisible, RoleRefused, StepUpNeeded
from ctj.access.grants import Grant, give
from ctj.access.rule import sight
from ctj.access.viewers import Viewer
from ctj.audit.verify import verify
from ctj.casework import reveal as module
from ctj.casework.reveal import (
    Look,
    NothingToShow,
    NotWrittenDown,
    ReasonNeeded,
    Revealed,
    TooManyLooks,
    reveal,
)
from ctj.identity.erasure import erase
from ctj.identity.seal import NewPerson, admit
from ctj.model.audit import AuditRow
from ctj.model.base import new_id
from ctj.model.cases import Case, SubjectRow
from ctj.model.events import Event
from ctj.model.vault import IdentityField
from ctj.queries.looks import REVEAL, may_see_looks, who_looked
from ctj.transaction import Actor, Database, unit_of_work
from tests.casework.story import Story
from tests.conftest import services_of
from tests.databases import PostgresqlDatabases
from tests.world import EPOCH, World

REASON = "To serve the summons on the right person."
ACCUSED = {
    "full_name": ("name", "Juan Example"),
    "alias": ("name", "Jojo"),
    "birth": ("birth", "1980-05-05"),
    "document": ("documents", "P1234567"),
    "place": ("contact", "City jail"),
}
VICTIM = {
    "full_name": ("name", "Maria Example"),
    "birth": ("birth", "2009-01-01"),
    "document": ("documents", "P7654321"),
    "contact": ("contact", "+63 917 123 4567"),
}


class Opened:
    """A case with A1 and V1 in the vault, and a viewer of each role who sees it."""

    def __init__(self, world: World) -> None:
        self.world, self.services = world, world.services
        self.case_id = world.bare_case()
        self.on_team: set[str] = set()
        with unit_of_work(world.database) as work:
            people = [NewPerson("natural", ACCUSED), NewPerson("natural", VICTIM)]
            ids = admit(work.connection, self.services.keyring, people, None, work.now)
            self.accused, self.victim = ids
            self.reference = work.connection.execute(
                select(Case.reference).where(Case.id == self.case_id)
            ).scalar_one()
        self.subject("A1", "accused", self.accused)
        self.subject("V1", "victim", self.victim)

    def subject(self, label: str, kind: str, person: str | None, event: str | None = None) -> None:
        with unit_of_work(self.world.database) as work:
            row = {"id": new_id(), "case_id": self.case_id, "kind": kind, "label": label}
            row |= {"number": int(label[1:]), "person_id": person, "created_at": work.now}
            row["created_by"] = event or new_id()
            work.connection.execute(insert(SubjectRow).values(row))

    def entered_by(self, name: str, *, hours_ago: int) -> str:
        """An event of that user, and V2 whom it brought into the case."""
        event_id = new_id()
        with unit_of_work(self.world.database) as work:
            row: dict[str, Any] = dict.fromkeys(("track_id", "act_id", "id"), event_id)
            row |= {"case_id": self.case_id, "seq": 1, "kind": "transition", "track": "t"}
            row |= {"transition": "t", "occurred": "unknown", "precision": "unknown"}
            row |= {"data": {}, "effects": {}, "findings": [], "definition_hash": "0" * 64}
            row |= {"user_id": self.world.user(name), "recorded_at": work.now}
            work.connection.execute(insert(Event).values(row))
        self.subject("V2", "victim", self.victim, event_id)
        with unit_of_work(self.world.database) as work:
            changed = SubjectRow.__table__.update().where(SubjectRow.label == "V2")
            work.connection.execute(
                changed.values(created_at=work.now - timedelta(hours=hours_ago))
            )
            hers = IdentityField.__table__.update().where(IdentityField.person_id == self.victim)
            work.connection.execute(hers.values(event_id=event_id))
        return event_id

    def viewer(self, role: str, name: str | None = None) -> Viewer:
        """On the team of the case (a manager: supervises its agency), second factor just given."""
        name = name or role
        fresh = name not in self.on_team
        self.on_team.add(name)
        self.world.user(name, role)
        if fresh and role == "mgr":
            self.world.supervises(name)
            self.supervised()
        elif fresh:
            self.world.grant(self.case_id, name)
        viewer = self.world.viewer(name)
        return replace(viewer, stepped_up_at=viewer.now)

    def supervised(self) -> None:
        """The supervisors of the lead agency see the case."""
        with unit_of_work(self.world.database) as work:
            grant = Grant("supervisors", self.world.agency(), "supervision", "read")
            give(work.connection, self.case_id, grant, by=None, now=EPOCH)

    def look(
        self, viewer: Viewer, label: str = "A1", group: str = "name", reason: str = REASON
    ) -> Revealed:
        return reveal(self.services, viewer, Look(self.reference, label, group, reason))

    def rows(self, action: str = REVEAL) -> list[dict[str, Any]]:
        with self.world.database.read() as connection:
            wanted = select(AuditRow.body).where(AuditRow.action == action).order_by(AuditRow.seq)
            return [json.loads(body) for body in connection.scalars(wanted)]


@pytest.fixture
def case(world: World) -> Opened:
    return Opened(world)


@pytest.fixture
def sqlite_case(sqlite_database: Database, keyring: Any, library: Any, tmp_path: Any) -> Opened:
    """For what no database can change."""
    return Opened(World(services_of(sqlite_database, keyring, library, tmp_path)))


def test_one_field_group_is_opened_and_no_other(case: Opened) -> None:
    shown = case.look(case.viewer("pros"))
    assert shown.fields == {"full_name": "Juan Example", "alias": "Jojo"}
    assert (shown.subject_label, shown.group) == ("A1", "name")
    assert "Juan" not in repr(shown)


#: process.md 2.3, by hand: what each role may open, given a reason, of somebody else's entries: the
#: identity of A1, name, birth and documents of V1, her contact, where she is protected.
TABLE = {
    "front": (True, False, False, False),
    "inv": (True, True, False, False),
    "lead": (True, True, False, False),
    "pros": (True, True, False, False),
    "vso": (False, True, True, False),
    "wpo": (True, True, True, True),
    "cao": (True, False, False, False),
    "exec": (False, False, False, False),
    "mgr": (False, False, False, False),
    "stew": (True, True, False, False),
}
#: Kind of subject, groups, column of the table; None: nobody, whatever the role.
ASKED = (
    ("A1", ("name", "birth", "documents", "contact"), 0),
    ("V1", ("name", "birth", "documents"), 1),
    ("V1", ("contact",), 2),
    ("V1", ("location",), 3),
    ("A1", ("location",), None),
    ("V1", ("shelter", "health", ""), None),
)


@pytest.mark.parametrize("role", TABLE)
def test_each_role_opens_what_the_table_of_field_groups_says(
    sqlite_case: Opened, role: str
) -> None:
    viewer = sqlite_case.viewer(role)
    asked = [
        (label, group, column is not None and TABLE[role][column])
        for label, groups, column in ASKED
        for group in groups
    ]
    for label, group, allowed in asked:
        try:
            shown: Revealed | None = sqlite_case.look(viewer, label, group)
        except (RoleRefused, NotVisible):
            shown = None
        assert (shown is not None) == allowed, (label, group)


def test_a_role_that_sees_the_case_in_another_way_does_not_open_it_in_this_one(
    sqlite_case: Opened,
) -> None:
    """A manager who is also a prosecutor sees this case by supervision only."""
    world = sqlite_case.world
    world.user("both", "mgr", "pros")
    world.supervises("both")
    sqlite_case.supervised()
    viewer = world.viewer("both")
    with pytest.raises(RoleRefused):
        sqlite_case.look(replace(viewer, stepped_up_at=viewer.now))


@pytest.mark.parametrize(("hours_ago", "allowed"), [(1, True), (25, False)])
def test_a_front_line_officer_sees_an_own_entry_for_a_day(
    sqlite_case: Opened, hours_ago: int, allowed: bool
) -> None:
    sqlite_case.entered_by("front", hours_ago=hours_ago)
    viewer = sqlite_case.viewer("front")
    if allowed:
        assert sqlite_case.look(viewer, "V2", "contact").fields
    else:
        with pytest.raises(RoleRefused):
            sqlite_case.look(viewer, "V2", "contact")


def test_somebody_else_s_entry_is_not_an_own_one(sqlite_case: Opened) -> None:
    sqlite_case.entered_by("front2", hours_ago=1)
    with pytest.raises(RoleRefused):
        sqlite_case.look(sqlite_case.viewer("front"), "V2", "contact")


def test_what_is_hidden_and_what_does_not_exist_get_the_same_answer(case: Opened) -> None:
    outsider = replace(case.world.viewer("pros9", "pros"), stepped_up_at=case.viewer("pros").now)
    insider = case.viewer("pros")
    for viewer, look in (
        (outsider, Look(case.reference, "A1", "name", REASON)),
        (insider, Look("TEST-NOTHING", "A1", "name", REASON)),
        (insider, Look(case.reference, "A9", "name", REASON)),
        (insider, Look(case.reference, "A1", "shelter", REASON)),
    ):
        with pytest.raises(NotVisible) as refused:
            reveal(case.services, viewer, look)
        assert str(refused.value) == ""
    assert case.rows() == []
    hidden = case.rows(f"{REVEAL}.refused")
    assert [row["chain"] for row in hidden] == ["instance", "instance"]


def test_the_second_factor_must_have_been_given_within_five_minutes(case: Opened) -> None:
    viewer = case.viewer("pros")
    for given in (None, viewer.now - timedelta(minutes=6), viewer.now + timedelta(minutes=6)):
        with pytest.raises(StepUpNeeded):
            case.look(replace(viewer, stepped_up_at=given))
    assert case.look(replace(viewer, stepped_up_at=viewer.now - timedelta(minutes=4))).fields


@pytest.mark.parametrize("reason", ["", "   ", "because", "x " * 5, "y" * 501])
def test_a_reason_is_needed(sqlite_case: Opened, reason: str) -> None:
    with pytest.raises(ReasonNeeded):
        sqlite_case.look(sqlite_case.viewer("pros"), reason=reason)
    assert sqlite_case.rows() == []


def test_nothing_to_show_is_said_and_not_written_as_a_look(case: Opened) -> None:
    case.subject("A2", "accused", None)
    with pytest.raises(NothingToShow, match="A2"):
        case.look(case.viewer("pros"), "A2")
    assert case.rows() == []


def test_an_erased_person_is_not_opened(case: Opened) -> None:
    with unit_of_work(case.world.database) as work:
        erase(work.connection, [case.accused], work.now)
    with pytest.raises(NothingToShow, match="erased on record"):
        case.look(case.viewer("pros"))


def test_an_altered_value_is_not_shown(case: Opened) -> None:
    with unit_of_work(case.world.database) as work:
        work.connection.execute(text("UPDATE identity_fields SET number = number + 5"))
    with pytest.raises(NothingToShow, match="altered"):
        case.look(case.viewer("pros"))


def test_a_look_names_its_rule_role_session_and_no_value(case: Opened) -> None:
    viewer = replace(case.viewer("pros"), session_id=new_id())
    case.look(viewer, "A1", "documents")
    (row,) = case.rows()
    assert row["what"]["rule"] == "C01 team user; C03 documents pros"
    assert row["who"]["role"] == "pros" and row["who"]["session"] == viewer.session_id
    assert row["user"] == viewer.user_id and row["case"] == case.case_id
    assert row["what"]["objects"]["person"] == case.accused
    text_of_row = json.dumps(row)
    assert REASON not in text_of_row and "P1234567" not in text_of_row


def test_a_refused_look_is_in_the_audit_too(case: Opened) -> None:
    with pytest.raises(RoleRefused):
        case.look(case.viewer("vso"), "A1")
    (row,) = case.rows(f"{REVEAL}.refused")
    assert row["what"]["rule"] == "C03 role" and row["case"] == case.case_id


def test_the_row_is_committed_before_the_value_is_opened(
    case: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, seen = module.open_group, list[int]()

    def watched(*args: Any) -> dict[str, str]:
        seen.append(len(case.rows()))  # on another connection
        return opened(*args)

    monkeypatch.setattr(module, "open_group", watched)
    case.look(case.viewer("pros"))
    assert seen == [1]


@contextmanager
def broken_audit(case: Opened, request: pytest.FixtureRequest, how: str) -> Iterator[None]:
    """The audit table takes no row: it is read-only, or swallows rows without a word."""
    engine = case.world.database.engine
    if engine.dialect.name == "sqlite":
        raised = "RAISE(ABORT, 'read-only')" if how == "read-only" else "RAISE(IGNORE)"
        with unit_of_work(case.world.database) as work:
            work.connection.execute(
                text(
                    f"CREATE TRIGGER broken BEFORE INSERT ON audit_rows BEGIN SELECT {raised}; END"
                )
            )
        yield
        return
    databases: PostgresqlDatabases = request.getfixturevalue("postgresql_databases")
    owner = create_engine(databases.url(engine.url.database or "", databases.owner))
    body = "RAISE EXCEPTION 'read-only';" if how == "read-only" else "RETURN NULL;"
    function = (
        f"CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
    )
    trigger = (
        "CREATE TRIGGER broken BEFORE INSERT ON audit_rows FOR EACH ROW EXECUTE FUNCTION broken()"
    )
    with owner.begin() as connection:
        connection.execute(text(function))
        connection.execute(text(trigger))
    try:
        yield
    finally:
        with owner.begin() as connection:
            connection.execute(text("DROP FUNCTION broken CASCADE"))
        owner.dispose()


@pytest.mark.parametrize("how", ["read-only", "swallowed"])
def test_where_the_look_cannot_be_written_down_nothing_is_shown(
    case: Opened, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """T14: not even opened."""
    opened: list[Any] = []
    monkeypatch.setattr(module, "open_group", lambda *args: opened.append(args))
    viewer = case.viewer("pros")
    with broken_audit(case, request, how), pytest.raises(NotWrittenDown):
        case.look(viewer)
    assert opened == []


def test_inside_a_transaction_that_is_still_open_nothing_is_shown(case: Opened) -> None:
    """The row would be committed only after the value was shown."""
    viewer = case.viewer("pros")
    with unit_of_work(case.world.database), pytest.raises(NotWrittenDown):
        case.look(viewer)


def test_the_twenty_first_look_in_an_hour_needs_a_second_person(sqlite_case: Opened) -> None:
    viewer = sqlite_case.viewer("pros")
    for number in range(20):
        sqlite_case.look(viewer, ("A1", "V1")[number % 2])
    with pytest.raises(TooManyLooks, match="20 identities within an hour"):
        sqlite_case.look(viewer)
    assert sqlite_case.look(sqlite_case.viewer("lead")).fields, "another person has an own count"
    assert sqlite_case.rows(f"{REVEAL}.refused")[0]["what"]["rule"] == "C09 speed"


def test_the_sixty_first_look_in_a_day_needs_a_second_person(sqlite_case: Opened) -> None:
    viewer = sqlite_case.viewer("pros")
    actor = Actor("user", viewer.user_id)
    with unit_of_work(sqlite_case.world.database, actor) as work:
        work.fix_clock(viewer.now - timedelta(hours=3))
        for _ in range(60):
            work.audit(REVEAL, case_id=sqlite_case.case_id)
    with pytest.raises(TooManyLooks, match="60 identities within a day"):
        sqlite_case.look(viewer)


def test_looks_of_the_day_before_do_not_count(sqlite_case: Opened) -> None:
    viewer = sqlite_case.viewer("pros")
    with unit_of_work(sqlite_case.world.database, Actor("user", viewer.user_id)) as work:
        work.fix_clock(viewer.now - timedelta(hours=25))
        for _ in range(60):
            work.audit(REVEAL, case_id=sqlite_case.case_id)
    assert sqlite_case.look(viewer).fields


def test_looks_at_the_same_instant_are_counted_in_turn(case: Opened) -> None:
    """Also in different cases, whose writers do not wait for each other."""
    others = [Opened(case.world) for _ in range(5)]
    for other in others:
        other.viewer("pros")
    viewer = case.viewer("pros")
    for _ in range(15):
        case.look(viewer)

    def one_more(number: int) -> bool:
        try:
            return bool(others[number % 5].look(viewer).fields)
        except TooManyLooks:
            return False

    with ThreadPoolExecutor(8) as pool:
        shown = list(pool.map(one_more, range(12)))
    assert sum(shown) == 5
    assert len(case.rows()) == 20


def test_the_case_lead_sees_who_looked_and_why(case: Opened) -> None:
    case.look(case.viewer("pros"))
    case.look(case.viewer("wpo"), "V1", "contact", "She asked us to call her about the hearing.")
    lead = case.viewer("lead")
    with case.world.database.read() as connection:
        seen = sight(connection, lead, case.case_id)
        assert seen
        looks = who_looked(connection, case.services.keyring, lead, seen)
    assert [(look.user, look.role, look.subject_label, look.group) for look in looks] == [
        ("Wpo", "wpo", "V1", "contact"),
        ("Pros", "pros", "A1", "name"),
    ]
    assert [look.reason for look in looks] == [
        "She asked us to call her about the hearing.",
        REASON,
    ]


@pytest.mark.parametrize("role", ["front", "inv", "pros", "wpo", "cao", "mgr", "stew"])
def test_others_do_not_see_who_looked(sqlite_case: Opened, role: str) -> None:
    viewer = sqlite_case.viewer(role)
    assert not may_see_looks(viewer)
    with sqlite_case.world.database.read() as connection:
        seen = sight(connection, viewer, sqlite_case.case_id)
        assert seen
        with pytest.raises(RoleRefused):
            who_looked(connection, sqlite_case.services.keyring, viewer, seen)


def test_what_was_typed_in_a_form_is_what_is_opened(world: World) -> None:
    """Through the write path: the form's identifying fields, sealed, opened, and committed to."""
    story = Story(world).begun()
    pros = replace(story.pros, stepped_up_at=story.pros.now)
    shown = reveal(story.services, pros, Look(story.reference, "A1", "name", REASON))
    assert shown.fields == {"full_name": "Juan Dela Cruz"}
    with world.database.read() as connection:
        assert verify(connection).findings == ()
        bodies = " ".join(connection.scalars(select(AuditRow.body)))
    assert "Juan" not in bodies and "full_name" in bodies
