"""Invented agencies, teams and users of a generated caseload. Nobody here exists or signs in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import insert

from ...model.organisations import Organisation
from ...model.users import Supervision, Team, TeamMember, User, UserRole
from ...transaction import UnitOfWork
from ..timeline_format import Seat

#: Cases that one team works on; so the caseload of a person does not grow with the country's.
CASES_PER_TEAM = 100
MOST_AGENCIES = 10
DOMAIN = "generated.example"


@dataclass(frozen=True)
class Office:
    """An organisation by id and code."""

    id: str
    code: str


@dataclass(frozen=True)
class Member:
    """A user: id, address, and seat at the office."""

    id: str
    email: str
    seat: Seat


@dataclass(frozen=True)
class Unit:
    """A team of one office: its first member of each role does the work."""

    office: Office
    team_id: str
    members: tuple[Member, ...]

    def first(self, role: str) -> Member:
        return next(one for one in self.members if one.seat.role == role)

    def second(self, role: str) -> Member:
        """Who looks over the first one's shoulder."""
        return [one for one in self.members if one.seat.role == role][1]


@dataclass(frozen=True)
class Crew:
    """Everybody whom one case names."""

    police: Unit
    prosecution: Unit
    court: Office
    appeals: Office
    steward: Member

    def ids(self) -> dict[str, str]:
        """Every id by the part that it plays: crews differ in nothing else."""
        found = {
            "police": self.police.office.id,
            "police team": self.police.team_id,
            "prosecution": self.prosecution.office.id,
            "prosecution team": self.prosecution.team_id,
            "court": self.court.id,
            "appeals": self.appeals.id,
            "steward": self.steward.id,
        }
        for name, unit in (("police", self.police), ("prosecution", self.prosecution)):
            for place, member in enumerate(unit.members):
                found[f"{name} {place}"] = member.id
        return found


@dataclass
class Crowd:
    """Units, courts and the steward; ``rows`` by table, to be written once."""

    rng: Random
    police: list[Unit] = field(default_factory=list)
    prosecution: list[Unit] = field(default_factory=list)
    courts: list[Office] = field(default_factory=list)
    appeals: list[Office] = field(default_factory=list)
    managers: list[Member] = field(default_factory=list)
    stewards: list[Member] = field(default_factory=list)
    rows: dict[type, list[dict[str, Any]]] = field(default_factory=dict)

    def crew(self, rng: Random) -> Crew:
        """Who works on one case."""
        police, prosecution = rng.choice(self.police), rng.choice(self.prosecution)
        court = rng.choice(self.courts)
        return Crew(police, prosecution, court, self.appeals[0], self.stewards[0])

    def write(self, work: UnitOfWork) -> None:
        """Everybody into the database."""
        for table in (Organisation, User, UserRole, Team, TeamMember, Supervision):
            if rows := self.rows.get(table):
                work.connection.execute(insert(table), rows)


def crowd_for(cases: int, seed: str, jurisdiction: str, now: datetime) -> Crowd:
    """A crowd that such a caseload keeps busy; the same for the same seed."""
    made = Crowd(Random(f"crowd {seed}"))
    agencies = max(1, min(MOST_AGENCIES, cases // 500))
    teams = -(-cases // (agencies * CASES_PER_TEAM))
    builder = _Builder(made, f"G{seed}"[:12].upper(), jurisdiction, now)
    for number in range(1, agencies + 1):
        office = builder.office("POL", number, "agency", "police_specialist")
        made.police += builder.units(office, teams, ("inv", "lead", "lead"))
        made.managers.append(builder.manager(office))
    for number in range(1, agencies // 2 + 2):
        office = builder.office("PRO", number, "prosecution", "prosecution")
        share = -(-teams * agencies // (agencies // 2 + 1))
        made.prosecution += builder.units(office, share, ("pros", "pros"))
    made.courts += [
        builder.office("COURT", one, "court", "court") for one in range(1, agencies + 1)
    ]
    made.appeals.append(builder.office("APPEAL", 1, "court", "court"))
    made.stewards.append(builder.user(made.police[0].office, "stew", 1))
    return made


@dataclass
class _Builder:
    crowd: Crowd
    prefix: str
    jurisdiction: str
    now: datetime

    def office(self, kind_of: str, number: int, kind: str, agency_kind: str) -> Office:
        made = Office(draw_id(self.crowd.rng), f"{self.prefix}-{kind_of}-{number}")
        self._add(
            Organisation,
            id=made.id,
            code=made.code,
            name=f"Invented {agency_kind.replace('_', ' ')} {number} ({self.prefix})",
            kind=kind,
            agency_kind=agency_kind,
            jurisdiction=self.jurisdiction,
            active=True,
            created_at=self.now,
        )
        return made

    def units(self, office: Office, number: int, roles: tuple[str, ...]) -> Iterator[Unit]:
        for place in range(number):
            team_id = draw_id(self.crowd.rng)
            name = f"Team {place + 1} of {office.code}"
            self._add(Team, id=team_id, name=name, agency_id=office.id, created_at=self.now)
            members = []
            for order, role in enumerate(roles):
                seat_number = place * roles.count(role) + roles[: order + 1].count(role)
                member = self.user(office, role, seat_number)
                members.append(member)
                self._add(
                    TeamMember,
                    id=draw_id(self.crowd.rng),
                    team_id=team_id,
                    user_id=member.id,
                    added_at=self.now,
                )
            yield Unit(office, team_id, tuple(members))

    def user(self, office: Office, role: str, number: int) -> Member:
        """``number``: the how-many-th of that role at the office."""
        email = f"{role}-{number}.{office.code}@{DOMAIN}".lower()
        made = Member(draw_id(self.crowd.rng), email, Seat(role, office.code, number))
        self._add(
            User,
            id=made.id,
            email=email,
            name=f"Invented {role} {number}",
            agency_id=office.id,
            clearance=2,
            active=True,
            created_at=self.now,
        )
        self._add(
            UserRole,
            id=draw_id(self.crowd.rng),
            user_id=made.id,
            role=role,
            granted_at=self.now,
        )
        return made

    def manager(self, office: Office) -> Member:
        made = self.user(office, "mgr", 1)
        self._add(
            Supervision,
            id=draw_id(self.crowd.rng),
            user_id=made.id,
            agency_id=office.id,
            from_at=self.now,
        )
        return made

    def _add(self, table: type, **columns: Any) -> None:
        self.crowd.rows.setdefault(table, []).append(columns)


def draw_id(rng: Random) -> str:
    """A random id out of a seeded source: the same seed gives the same id."""
    return as_id(rng.getrandbits(128))


def as_id(number: int) -> str:
    """128 bits as the text of a version 4 UUID."""
    h = f"{number:032x}"
    return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-{'89ab'[number & 3]}{h[17:20]}-{h[20:]}"
