"""Invented people of the demonstration: one for each role, and those whom a case needs seated.

Nobody here exists. All of them share one password and one seed of the second factor, which are
printed when a demonstration starts; so they are made on a demonstration and nowhere else (C41).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import insert, select

from ...access.passwords import Passwords
from ...access.second_factor import store_secret
from ...access.settings import AccessSettings
from ...model.base import new_id
from ...model.organisations import Organisation
from ...model.users import Credential, Supervision, Team, TeamMember, User, UserRole
from ...services import Services
from ...transaction import UnitOfWork, unit_of_work
from .offices import OFFICES, Office

PASSWORD = "harbour lantern demo"
SECOND_FACTOR = "CTJDEMOXONLYXCTJDEMOXONLYXCTJDEM"
_DOMAIN = "demo.example"


@dataclass(frozen=True)
class Person:
    """One user. ``signs_in``: has a password; the others are only seated for the retold cases."""

    seat: str
    name: str
    role: str
    agency: str
    clearance: int = 1
    supervises: tuple[str, ...] = ()
    signs_in: bool = True

    @property
    def email(self) -> str:
        return f"{self.seat}@{_DOMAIN}"


_POLICE = ("PH-AHT", "SG-AHT", "TH-AHT", "ID-AHT", "MY-AHT", "AU-AHT")

#: One for each role, in the order of process.md 2.1; these sign in.
PEOPLE = (
    Person("front", "Tala Ocampo", "front", "PH-BOR"),
    Person("inv", "Ramil Castro", "inv", "PH-AHT", 2),
    Person("lead", "Luz Navarro", "lead", "PH-AHT", 2),
    Person("pros", "Mateo Villanueva", "pros", "PH-DOJ", 2),
    Person("vso", "Ines Salazar", "vso", "PH-SWD", 2),
    Person("wpo", "Gil Fontanilla", "wpo", "PH-WPP", 3),
    Person("cao", "Corazon Abad", "cao", "PH-CAO", 2),
    Person("exec", "Nilo Hernando", "exec", "PH-NGO"),
    Person("mgr", "Beatriz Quiambao", "mgr", "PH-IAC", 2, _POLICE),
    Person("stew", "Oscar Lim", "stew", "PH-IAC", 2),
    Person("adm", "Perla Domingo", "adm", "PH-IAC"),
    Person("aud", "Efren Tolentino", "aud", "PH-IAC"),
)

#: Who loads timelines into a demonstration.
STEWARD = next(person for person in PEOPLE if person.role == "stew")

#: Second persons, and who sits in the other states: the loader acts as them.
SEATED = (
    Person("pros2", "Dalisay Romero", "pros", "PH-DOJ", 3, signs_in=False),
    Person("lead2", "Hector Bautista", "lead", "PH-AHT", 3, signs_in=False),
    Person("lead.sg", "Lead investigator, Singapore", "lead", "SG-AHT", signs_in=False),
    Person("pros.sg", "Prosecutor, Singapore", "pros", "SG-PRO", signs_in=False),
    Person("lead.th", "Lead investigator, Thailand", "lead", "TH-AHT", signs_in=False),
    Person("pros.th", "Prosecutor, Thailand", "pros", "TH-PRO", signs_in=False),
    Person("lead.id", "Lead investigator, Indonesia", "lead", "ID-AHT", signs_in=False),
    Person("pros.id", "Prosecutor, Indonesia", "pros", "ID-PRO", signs_in=False),
    Person("lead.my", "Lead investigator, Malaysia", "lead", "MY-AHT", signs_in=False),
    Person("pros.my", "Prosecutor, Malaysia", "pros", "MY-PRO", signs_in=False),
    Person("lead.au", "Lead investigator, Australia", "lead", "AU-AHT", signs_in=False),
    Person("pros.au", "Prosecutor, Australia", "pros", "AU-PRO", signs_in=False),
)

#: Teams: colleagues of one office who share cases.
TEAMS = {"Anti-trafficking team": ("inv", "lead", "lead2"), "Prosecution team": ("pros", "pros2")}


def seat_everybody(services: Services, settings: AccessSettings | None = None) -> int:
    """Make the offices and people that are not there yet; how many users were made.

    The caller has made sure that this is a demonstration (``safety``).
    """
    with unit_of_work(services.database) as work:
        offices = _offices(work, OFFICES)
        known = {row.email: row.id for row in work.connection.execute(select(User.email, User.id))}
        new = [one for one in (*PEOPLE, *SEATED) if one.email not in known]
        if not new:
            return 0
        made = {one.email: _user(work, one, offices) for one in new}
        _credentials(work, services, settings or AccessSettings(), new, made)
        _teams(work, {**known, **made}, offices)
        work.audit("demonstration.people", objects={"users": sorted(made.values())})
    return len(new)


def _offices(work: UnitOfWork, wanted: Iterable[Office]) -> dict[str, str]:
    """Ids by code; those that are missing are made."""
    connection = work.connection
    known = {
        row.code: row.id for row in connection.execute(select(Organisation.code, Organisation.id))
    }
    rows = [
        {
            "id": new_id(),
            "code": one.code,
            "name": one.name,
            "kind": one.kind,
            "agency_kind": one.agency_kind,
            "jurisdiction": one.jurisdiction,
            "active": True,
            "created_at": work.now,
        }
        for one in wanted
        if one.code not in known
    ]
    if rows:
        connection.execute(insert(Organisation), rows)
    return known | {str(row["code"]): str(row["id"]) for row in rows}


def _user(work: UnitOfWork, person: Person, offices: dict[str, str]) -> str:
    """A user with role and supervision; returns the id."""
    connection, user_id, now = work.connection, new_id(), work.now
    values = {"id": user_id, "email": person.email, "name": person.name, "active": True}
    place = {"agency_id": offices[person.agency], "clearance": person.clearance}
    connection.execute(insert(User).values(**values, **place, created_at=now))
    role = {"id": new_id(), "user_id": user_id, "role": person.role, "granted_at": now}
    connection.execute(insert(UserRole).values(role))
    for code in person.supervises:
        connection.execute(
            insert(Supervision).values(
                id=new_id(), user_id=user_id, agency_id=offices[code], from_at=now
            )
        )
    return user_id


def _credentials(
    work: UnitOfWork,
    services: Services,
    settings: AccessSettings,
    people: Iterable[Person],
    ids: dict[str, str],
) -> None:
    passwords = Passwords(settings)
    for person in people:
        if person.signs_in:
            user_id = ids[person.email]
            work.connection.execute(
                insert(Credential).values(
                    user_id=user_id,
                    password_hash=passwords.hash(PASSWORD),
                    password_changed_at=work.now,
                )
            )
            store_secret(
                work.connection, services.keyring, user_id, SECOND_FACTOR, step=0, now=work.now
            )


def _teams(work: UnitOfWork, users: dict[str, str], offices: dict[str, str]) -> None:
    seats = {one.seat: one for one in (*PEOPLE, *SEATED)}
    there = set(work.connection.execute(select(Team.name)).scalars())
    for name, members in TEAMS.items():
        if name in there:
            continue
        team_id, agency = new_id(), offices[seats[members[0]].agency]
        values = {"id": team_id, "name": name, "agency_id": agency, "created_at": work.now}
        work.connection.execute(insert(Team).values(values))
        for member in members:
            user_id = users[seats[member].email]
            row = {"id": new_id(), "team_id": team_id, "user_id": user_id, "added_at": work.now}
            work.connection.execute(insert(TeamMember).values(row))
