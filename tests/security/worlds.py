"""Random small worlds for the need-to-know rule, how they are stored, and C01 said a second time.

`Told.sees` is the rule in plain Python over the world as it was invented. It shares nothing with
`ctj.access.rule` but the sentence of security.md 2.4.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import strategies as st
from sqlalchemy import Connection, insert

from ctj.model.access import CaseGrant, Recusal, Seal, SealMember
from ctj.model.cases import Case
from ctj.model.organisations import Organisation
from ctj.model.users import Supervision, Team, TeamMember, User, UserRole

AGENCIES, TEAMS, USERS, CASES = 3, 4, 2, 5
ROLES = ("inv", "lead", "pros", "vso", "front", "cao", "mgr", "exec", "adm", "aud", "stew", "wpo")
#: What security.md and process.md 2.1 let each role see a case by.
TEAM_ROLES = {"front", "inv", "lead", "pros", "vso", "wpo", "cao", "stew"}
HOUR = timedelta(hours=1)
#: Hours from now; None is 'never' or 'not'.
PAST_OR_FUTURE = st.sampled_from((None, -48, -1, 1, 48))


def _id(kind: str, number: int) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{kind} {number}"))


@dataclass(frozen=True)
class InventedUser:
    number: int
    agency: int
    roles: frozenset[str]
    clearance: int
    teams: frozenset[int]
    left_teams: frozenset[int]
    supervises: frozenset[int]
    supervised_once: frozenset[int]


@dataclass(frozen=True)
class InventedGrant:
    case: int
    kind: str
    grantee: int
    basis: str
    rights: str
    accepted: int | None
    expires: int | None
    revoked: bool


@dataclass(frozen=True)
class InventedCase:
    number: int
    lead: int
    sensitivity: int
    changed: int
    seals: tuple[tuple[bool, frozenset[int]], ...]  # (still on, members)


@dataclass(frozen=True)
class InventedRecusal:
    case: int
    user: int
    since: int
    ended: int | None


@dataclass(frozen=True)
class Told:
    """A whole world."""

    users: tuple[InventedUser, ...]
    cases: tuple[InventedCase, ...]
    grants: tuple[InventedGrant, ...]
    recusals: tuple[InventedRecusal, ...]

    def rights(self, user: InventedUser, case: InventedCase) -> str | None:
        """'write', 'read', or None: may not see it."""
        if case.sensitivity > user.clearance:
            return None
        if any(on and user.number not in members for on, members in case.seals):
            return None
        if any(_holds(r) and (r.case, r.user) == (case.number, user.number) for r in self.recusals):
            return None
        found = {g.rights for g in self.grants if g.case == case.number and _gives(g, user, case)}
        return max(found, default=None)  # 'write' > 'read'


def _holds(recusal: InventedRecusal) -> bool:
    return recusal.since < 0 and (recusal.ended is None or recusal.ended > 0)


def _gives(grant: InventedGrant, user: InventedUser, case: InventedCase) -> bool:
    if grant.revoked or (grant.expires is not None and grant.expires < 0):
        return False
    if grant.basis == "supervision":
        return (
            "mgr" in user.roles
            and grant.kind == "supervisors"
            and grant.grantee in user.supervises
            and grant.grantee == case.lead
        )
    if not user.roles & TEAM_ROLES:
        return False
    if grant.basis == "share" and (grant.accepted is None or grant.accepted > 0):
        return False
    return {
        "user": grant.grantee == user.number,
        "team": grant.grantee in user.teams,
        "agency": grant.grantee == user.agency,
        "supervisors": False,
    }[grant.kind]


def _some(count: int) -> st.SearchStrategy[frozenset[int]]:
    return st.frozensets(st.integers(0, count - 1), max_size=count)


def _user(number: int) -> st.SearchStrategy[InventedUser]:
    return st.builds(
        InventedUser,
        number=st.just(number),
        agency=st.integers(0, AGENCIES - 1),
        roles=st.frozensets(st.sampled_from(ROLES), max_size=2),
        clearance=st.integers(1, 3),
        teams=_some(TEAMS),
        left_teams=_some(TEAMS),
        supervises=_some(AGENCIES),
        supervised_once=_some(AGENCIES),
    ).map(_without_overlap)


def _without_overlap(user: InventedUser) -> InventedUser:
    return InventedUser(
        **{
            **user.__dict__,
            "left_teams": user.left_teams - user.teams,
            "supervised_once": user.supervised_once - user.supervises,
        }
    )


def _case(number: int) -> st.SearchStrategy[InventedCase]:
    seal = st.tuples(st.booleans(), _some(USERS))
    return st.builds(
        InventedCase,
        number=st.just(number),
        lead=st.integers(0, AGENCIES - 1),
        sensitivity=st.integers(1, 3),
        changed=st.integers(1, 3),  # few values, so that the second part of the key matters
        seals=st.lists(seal, max_size=2).map(tuple),
    )


def _grant() -> st.SearchStrategy[InventedGrant]:
    to = st.one_of(
        st.tuples(st.just("user"), st.integers(0, USERS - 1)),
        st.tuples(st.just("team"), st.integers(0, TEAMS - 1)),
        st.tuples(st.just("agency"), st.integers(0, AGENCIES - 1)),
        st.tuples(st.just("supervisors"), st.integers(0, AGENCIES - 1)),
    )
    return st.builds(
        lambda to, **rest: InventedGrant(kind=to[0], grantee=to[1], **rest),
        to=to,
        case=st.integers(0, CASES - 1),
        basis=st.sampled_from(("team", "supervision", "share")),
        rights=st.sampled_from(("read", "write")),
        accepted=PAST_OR_FUTURE,
        expires=PAST_OR_FUTURE,
        revoked=st.booleans(),
    )


def worlds() -> st.SearchStrategy[Told]:
    recusal = st.builds(
        InventedRecusal,
        case=st.integers(0, CASES - 1),
        user=st.integers(0, USERS - 1),
        since=st.sampled_from((-48, 1)),
        ended=PAST_OR_FUTURE,
    )
    return st.builds(
        Told,
        users=st.tuples(*(_user(n) for n in range(USERS))),
        cases=st.tuples(*(_case(n) for n in range(CASES))),
        grants=st.lists(_grant(), max_size=18).map(tuple),
        recusals=st.lists(recusal, max_size=3).map(tuple),
    )


def user_id(user: InventedUser) -> str:
    return _id("user", user.number)


def case_id(case: InventedCase) -> str:
    return _id("case", case.number)


_KINDS = {"user": "user", "team": "team", "agency": "agency", "supervisors": "agency"}


def store(connection: Connection, told: Told, now: datetime) -> None:
    """Write the world; the caller rolls it back."""
    long_ago = now - 1000 * HOUR
    agencies = [{"id": _id("agency", n), "code": f"a{n}", "name": f"A{n}"} for n in range(AGENCIES)]
    same = {"kind": "agency", "jurisdiction": "PH", "active": True, "created_at": long_ago}
    _insert(connection, Organisation, [{**agency, **same} for agency in agencies])
    teams = [{"id": _id("team", n), "name": f"T{n}"} for n in range(TEAMS)]
    owned = {"agency_id": _id("agency", 0), "created_at": long_ago}
    _insert(connection, Team, [{**team, **owned} for team in teams])
    _store_users(connection, told, long_ago, now)
    _store_cases(connection, told, long_ago, now)


def _store_users(connection: Connection, told: Told, long_ago: datetime, now: datetime) -> None:
    users, roles, members, supervisions = [], [], [], []
    for u in told.users:
        person = {"id": user_id(u), "email": f"u{u.number}@example.org", "name": f"U{u.number}"}
        rest = {"clearance": u.clearance, "active": True, "created_at": long_ago}
        users.append({**person, **rest, "agency_id": _id("agency", u.agency)})
        mine = {"user_id": user_id(u)}
        roles += [
            {**mine, "id": str(uuid.uuid4()), "role": role, "granted_at": long_ago}
            for role in sorted(u.roles)
        ]
        for teams, left in ((u.teams, None), (u.left_teams, now - HOUR)):
            members += [
                {**mine, "id": str(uuid.uuid4()), "team_id": _id("team", n), "added_at": long_ago}
                | {"left_at": left}
                for n in sorted(teams)
            ]
        for agencies, ended in ((u.supervises, None), (u.supervised_once, now - HOUR)):
            supervisions += [
                {**mine, "id": str(uuid.uuid4()), "agency_id": _id("agency", n)}
                | {"from_at": long_ago, "ended_at": ended}
                for n in sorted(agencies)
            ]
    _insert(connection, User, users)
    _insert(connection, UserRole, roles)
    _insert(connection, TeamMember, members)
    _insert(connection, Supervision, supervisions)


def _store_cases(connection: Connection, told: Told, long_ago: datetime, now: datetime) -> None:
    cases = [
        {
            "id": case_id(c),
            "reference": f"C-{c.number}",
            "jurisdiction": "PH",
            "lead_agency_id": _id("agency", c.lead),
            "sensitivity": c.sensitivity,
            "sealed": any(on for on, _ in c.seals),
            "created_at": long_ago,
            "changed_at": now - c.changed * HOUR,
        }
        for c in told.cases
    ]
    _insert(connection, Case, cases)
    for c in told.cases:
        for on, members in c.seals:
            seal = str(uuid.uuid4())
            row = {"id": seal, "case_id": case_id(c), "authority": "court", "sealed_at": long_ago}
            _insert(connection, Seal, [{**row, "unsealed_at": None if on else now - HOUR}])
            named = [{"id": str(uuid.uuid4()), "seal_id": seal} for _ in members]
            rows = zip(named, sorted(members), strict=True)
            _insert(connection, SealMember, [{**n, "user_id": _id("user", m)} for n, m in rows])
    _insert(connection, CaseGrant, [_grant_row(told, g, long_ago, now) for g in told.grants])
    _insert(
        connection,
        Recusal,
        [
            {
                "id": str(uuid.uuid4()),
                "case_id": _id("case", r.case),
                "user_id": _id("user", r.user),
                "reason": "a relative",
                "from_at": now + r.since * HOUR,
                "ended_at": _at(now, r.ended),
            }
            for r in told.recusals
        ],
    )


def _grant_row(
    told: Told, grant: InventedGrant, long_ago: datetime, now: datetime
) -> dict[str, object]:
    return {
        "id": str(uuid.uuid4()),
        "case_id": _id("case", grant.case),
        "grantee_kind": grant.kind,
        "grantee_id": _id(_KINDS[grant.kind], grant.grantee),
        "basis": grant.basis,
        "rights": grant.rights,
        "granted_at": long_ago,
        "accepted_at": _at(now, grant.accepted),
        "expires_at": _at(now, grant.expires),
        "revoked_at": now - HOUR if grant.revoked else None,
        "changed_at": now - told.cases[grant.case].changed * HOUR,
    }


def _at(now: datetime, hours: int | None) -> datetime | None:
    return None if hours is None else now + hours * HOUR


def _insert(connection: Connection, table: type, rows: list[dict[str, object]]) -> None:
    if rows:
        connection.execute(insert(table), rows)
