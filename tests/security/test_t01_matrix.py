"""T01: every address, every role, every relation to a case; the answers stand in `matrix.csv`.

The table is written and reviewed by hand; that it lists every route and that each route declares
what the table says is asked first, then whether the application answers so. A route without a row
fails. Planted and seen to fail: a row with another role, a route without its decorator, a sealed
case left visible.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest

from ctj.access.flask import rule_of
from tests.security.site import PRINCIPALS, RELATIONS, Site
from tests.world import ROLES

ON_CASES = frozenset({"front", "inv", "lead", "pros", "vso", "wpo", "cao", "stew"})
#: Relations that let a member of the team, and those that let a supervisor, see the case.
SEEN_BY_MEMBERS = frozenset({"team", "share", "read_share", "sealed_in"})
SEEN_BY_SUPERVISORS = frozenset({"supervision"})
#: Answers 404 to a random id also where the viewer may ask.
MAY_BE_ABSENT = frozenset(
    {
        "approvals.show",
        "cases.victim",
        "administration.decide",
        "administration.use_reset",
        "team.answer_handover",
        "entries.check",
    }
    | {"entries.mend", "team.end_recusal", "team.remove", "steps.check", "team.decline"}
    | {"administration.end_supervision", "administration.remove_member", "team.take_up"}
    | {"sealed.show", "jobs.retry", "feeds.revoke", "feeds.feed"}
    | {"screening.page", "screening.start"}
)


@dataclass(frozen=True)
class Line:
    """One row of the table."""

    endpoint: str
    methods: tuple[str, ...]
    kind: str
    roles: frozenset[str]
    rights: str
    step_up: bool


def _lines() -> list[Line]:
    with (Path(__file__).parent / "matrix.csv").open() as file:
        return [
            Line(
                row["endpoint"],
                tuple(row["methods"].split()),
                row["kind"],
                frozenset() if row["roles"] == "any" else frozenset(row["roles"].split()),
                row["rights"],
                row["step_up"] == "yes",
            )
            for row in csv.DictReader(file)
        ]


LINES = _lines()
PLAIN = [line for line in LINES if line.kind != "case" and line.endpoint != "static"]
CASES = [line for line in LINES if line.kind == "case"]
SAMPLE = {"team", "read_share", "other", "sealed_out", "supervision"}


def test_every_route_has_a_row_and_declares_what_it_says(site: Site) -> None:
    said = {(line.endpoint, method): line for line in LINES for method in line.methods}
    routes = {
        (route.endpoint, method)
        for route in site.app.url_map.iter_rules()
        for method in (route.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert routes == set(said)
    for (endpoint, _method), line in said.items():
        rule = rule_of(site.app, endpoint)
        assert rule is not None
        kind = f"half:{rule.stage}" if rule.kind == "half" else rule.kind
        declared = (kind, rule.roles, rule.rights if kind == "case" else "-", rule.step_up)
        assert declared == (line.kind, line.roles, line.rights, line.step_up), endpoint


def _to_sign_in(answer: object) -> bool:
    location = getattr(answer, "headers", {}).get("Location", "")
    return getattr(answer, "status_code", 0) == 303 and (
        location.startswith("/sign-in") or location == "/"
    )


@pytest.mark.parametrize("line", PLAIN, ids=lambda line: line.endpoint)
def test_who_may_ask_without_a_case(site: Site, line: Line) -> None:
    stage = {"half:password": "half", "half:set_up": "set_up"}.get(line.kind)
    for principal in PRINCIPALS:
        answer = site.ask(principal, line.methods[0], line.endpoint)
        status = answer.status_code
        signed_in = principal in ROLES
        if line.kind == "public" or principal == stage:
            assert status not in (403, 500), (principal, status)
        elif not signed_in or stage is not None:
            assert _to_sign_in(answer), (principal, status)
        elif line.roles and principal not in line.roles:
            assert status == 403, (principal, status)
        else:
            assert status not in (403, 500), (principal, status)
            assert status != 404 or line.endpoint in MAY_BE_ABSENT | {"sign_in.link"}
            assert not answer.headers.get("Location", "").startswith("/sign-in")


def _expected(line: Line, role: str, relation: str) -> int | None:
    """403 or 404, or None for 'neither of them'."""
    seen = (role in ON_CASES and relation in SEEN_BY_MEMBERS) or (
        role == "mgr" and relation in SEEN_BY_SUPERVISORS
    )
    if not seen:
        return 404
    if line.rights == "write" and relation == "read_share":
        return 403
    return 403 if line.roles and role not in line.roles else None


@pytest.mark.parametrize("line", CASES, ids=lambda line: line.endpoint)
@pytest.mark.parametrize(
    "relation", [r if r in SAMPLE else pytest.param(r, marks=pytest.mark.full) for r in RELATIONS]
)
def test_who_may_ask_about_a_case(site: Site, line: Line, relation: str) -> None:
    for principal in ("anonymous", "half", *ROLES):
        answer = site.ask(principal, line.methods[0], line.endpoint, relation)
        status = answer.status_code
        if principal not in ROLES:
            assert _to_sign_in(answer), (principal, status)
            continue
        expected = _expected(line, principal, relation)
        if expected is not None:
            assert status == expected, (principal, relation, status)
        else:
            assert (status != 500 and status != 403) or _own_rule(line), (principal, status)
            assert status != 404 or line.endpoint in MAY_BE_ABSENT, (principal, status)


def _own_rule(line: Line) -> bool:
    """Pages that ask more than the route says: reveal by field group, team by who keeps it."""
    own = ("team.", "sealed.name", "people.look", "steps.", "entries.", "documents.")
    return line.endpoint.startswith(own)
