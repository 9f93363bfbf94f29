"""How PostgreSQL reads the list of visible cases: by ranges of the grant index, and no more.

Asked of a generated table of 20,000 cases, for somebody of 300 teams and for a supervisor
(DESIGN section 5). Planted and seen to fail: the list without its index; ranges without a limit.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import ClauseElement, Connection, Executable, insert, text
from sqlalchemy.ext.compiler import compiles

from ctj.access.rule import Order, Sight, sight_of_reference, visible_cases
from ctj.access.viewers import Viewer
from ctj.model.access import CaseGrant
from ctj.model.cases import Case
from ctj.model.organisations import Organisation
from ctj.model.users import Team, User
from ctj.transaction import Database
from tests.databases import PostgresqlDatabases

CASES, TEAMS, AGENCIES, PAGE = 20_000, 2_000, 10, 51
NOW = datetime(2026, 1, 1, tzinfo=UTC)
LIST_INDEX = "ix_case_grants_list"


class explain(Executable, ClauseElement):
    """EXPLAIN ANALYZE of a selection, with its own parameters."""

    inherit_cache = False

    def __init__(self, statement: Any) -> None:
        self.statement = statement


@compiles(explain, "postgresql")
def _explain(element: explain, compiler: Any, **kw: Any) -> str:
    return f"EXPLAIN (ANALYZE, FORMAT JSON) {compiler.process(element.statement, **kw)}"


@dataclass(frozen=True)
class Crowd:
    """The generated table and who may look at it."""

    database: Database
    user: str
    agencies: tuple[str, ...]
    teams: tuple[str, ...]
    cases: tuple[str, ...]

    def viewer(self, role: str, teams: int = 0, supervised: int = 0) -> Viewer:
        return Viewer(
            user_id=self.user,
            name="Many",
            agency_id=self.agencies[0],
            roles=frozenset({role}),
            team_ids=self.teams[:teams],
            supervised=self.agencies[:supervised],
            clearance=1,
            session_id=None,
            stepped_up_at=None,
            locale=None,
            now=NOW,
        )


@pytest.fixture(scope="module")
def crowd(postgresql_databases: PostgresqlDatabases) -> Iterator[Crowd]:
    name = postgresql_databases.new_name()
    database = Database.open(postgresql_databases.url(name, postgresql_databases.owner))
    try:
        yield _generated(database)
    finally:
        database.close()
        postgresql_databases.drop(name)


def _generated(database: Database) -> Crowd:
    chance = Random(300)
    drawn = iter(lambda: str(uuid.UUID(int=chance.getrandbits(128))), None)
    ids = {what: tuple(next(drawn) for _ in range(count)) for what, count in (
        ("agency", AGENCIES), ("team", TEAMS), ("case", CASES), ("user", 1),
    )}  # fmt: skip
    crowd = Crowd(database, ids["user"][0], ids["agency"], ids["team"], ids["case"])
    with database.engine.begin() as connection:
        _insert_people(connection, crowd)
        _insert_cases(connection, crowd, chance)
    with database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
    return crowd


def _insert_people(connection: Connection, crowd: Crowd) -> None:
    made = {"created_at": NOW}
    kept = {"kind": "agency", "jurisdiction": "PH", "active": True, **made}
    connection.execute(
        insert(Organisation),
        [{"id": one, "code": one, "name": one, **kept} for one in crowd.agencies],
    )
    owned = {"name": "Team", "agency_id": crowd.agencies[0], **made}
    connection.execute(insert(Team), [{"id": one, **owned} for one in crowd.teams])
    user = {"id": crowd.user, "email": "many@example.org", "name": "Many", "clearance": 1}
    agency = {"agency_id": crowd.agencies[0], "active": True}
    connection.execute(insert(User).values(**user, **agency, **made))


def _insert_cases(connection: Connection, crowd: Crowd, chance: Random) -> None:
    cases, grants = [], []
    for case_id in crowd.cases:
        changed = {"changed_at": NOW - timedelta(minutes=chance.randrange(1, 500_000))}
        lead = chance.choice(crowd.agencies)
        kept = {"jurisdiction": "PH", "sensitivity": 1, "sealed": False, "created_at": NOW}
        cases.append(
            {"id": case_id, "reference": case_id, "lead_agency_id": lead, **kept, **changed}
        )
        to = [("supervisors", lead, "supervision")]
        to += [("team", team, "team") for team in chance.sample(crowd.teams, 4)]
        grants += [
            {"id": str(uuid.uuid4()), "case_id": case_id, "grantee_kind": kind, "basis": basis}
            | {"grantee_id": grantee, "rights": "write", "granted_at": NOW, "accepted_at": NOW}
            | changed
            for kind, grantee, basis in to
        ]
    connection.execute(insert(Case), cases)
    connection.execute(insert(CaseGrant), grants)


def plan_of(crowd: Crowd, statement: Any) -> list[dict[str, Any]]:
    """All nodes of the plan as it was carried out."""
    with crowd.database.read() as connection:
        told = connection.execute(explain(statement)).scalar_one()
    top = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
    return list(_nodes(top))


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for inner in node.get("Plans", ()):
        yield from _nodes(inner)


def _on(nodes: list[dict[str, Any]], table: str) -> list[dict[str, Any]]:
    return [one for one in nodes if one.get("Relation Name") == table]


def _check(nodes: list[dict[str, Any]], most_rows: int) -> None:
    grants = _on(nodes, "case_grants")
    assert grants and {one["Index Name"] for one in grants} == {LIST_INDEX}
    assert all(one["Node Type"].startswith("Index") for one in _on(nodes, "cases"))
    read = sum(one["Actual Rows"] * one["Actual Loops"] for one in grants)
    assert read <= most_rows, "a page of each range and no more"


@pytest.mark.parametrize("order", Order)
def test_a_user_of_300_teams_reads_one_short_range_for_each(crowd: Crowd, order: Order) -> None:
    viewer = crowd.viewer("inv", teams=300)
    nodes = plan_of(crowd, visible_cases(viewer, limit=PAGE, order=order))
    _check(nodes, 302 * PAGE)


def test_a_supervisor_reads_one_page_of_two_thousand_cases(crowd: Crowd) -> None:
    viewer = crowd.viewer("mgr", supervised=1)
    _check(plan_of(crowd, visible_cases(viewer, limit=PAGE)), PAGE)


def test_a_later_page_begins_inside_the_range(crowd: Crowd) -> None:
    viewer = crowd.viewer("mgr", supervised=1)
    with crowd.database.read() as connection:
        last = connection.execute(visible_cases(viewer, limit=500)).all()[-1]
    nodes = plan_of(crowd, visible_cases(viewer, limit=PAGE, after=(last.changed_at, last.case_id)))
    _check(nodes, PAGE)
    assert "changed_at" in _on(nodes, "case_grants")[0]["Index Cond"]


def test_the_plan_does_not_grow_with_the_number_of_teams(crowd: Crowd) -> None:
    sizes = {
        teams: len(plan_of(crowd, visible_cases(crowd.viewer("inv", teams=teams), limit=PAGE)))
        for teams in (3, 300, 1000)
    }
    assert max(sizes.values()) <= min(sizes.values()) + 2, sizes


def test_one_case_is_decided_without_reading_all_grants(crowd: Crowd) -> None:
    viewer = crowd.viewer("inv", teams=300)
    statements: list[Any] = []

    class Asked:
        """Takes the selection instead of carrying it out."""

        def execute(self, statement: Any) -> Asked:
            statements.append(statement)
            return self

        def all(self) -> list[Sight]:
            return []

    asked: Any = Asked()
    sight_of_reference(asked, viewer, crowd.cases[7])
    nodes = plan_of(crowd, statements[0])
    assert not [one for one in nodes if one["Node Type"] == "Seq Scan"
                and one["Relation Name"] in ("case_grants", "cases")]  # fmt: skip
    read = sum(one["Actual Rows"] * one["Actual Loops"] for one in _on(nodes, "case_grants"))
    assert read <= 302
