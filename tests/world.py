"""What a test's cases need around them: agencies, users of every role, viewers, bare cases.

One builder per noun; only the fields that matter are in view. Cases that go through the write path
are opened with ``casework.cases.open_case``; ``bare_case`` writes the rows alone.
"""

from __future__ import annotations

from datetime import UTC, datetime
from secrets import token_hex

from sqlalchemy import insert

from ctj.access.grants import Grant, give
from ctj.access.viewers import Viewer, load_viewer
from ctj.model.base import new_id
from ctj.model.cases import Case
from ctj.model.organisations import Organisation
from ctj.model.users import Supervision, Team, TeamMember, User, UserRole
from ctj.services import Services
from ctj.transaction import unit_of_work

ROLES = (
    "front", "inv", "lead", "pros", "vso", "wpo", "cao", "exec", "mgr", "stew", "adm", "aud",
)  # fmt: skip
EPOCH = datetime(2024, 1, 1, tzinfo=UTC)


class World:
    """Makes things and remembers them by name: ``world.agency('police')`` twice is one agency."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.database = services.database
        self._agencies: dict[str, str] = {}
        self._users: dict[str, str] = {}

    def agency(self, code: str = "police", *, kind: str = "agency") -> str:
        """Id of the organisation of that code."""
        if code not in self._agencies:
            self._agencies[code] = new_id()
            self._insert(
                Organisation,
                id=self._agencies[code],
                code=code,
                name=code.capitalize(),
                kind=kind,
                agency_kind="police_other" if kind == "agency" else None,
                jurisdiction="PH",
                active=True,
                created_at=EPOCH,
            )
        return self._agencies[code]

    def user(
        self, name: str = "pros", *roles: str, agency: str = "police", clearance: int = 3
    ) -> str:
        """Id of the user of that name; the name is the role unless roles are given."""
        if name not in self._users:
            self._users[name] = new_id()
            self._insert(
                User,
                id=self._users[name],
                email=f"{name}@example.org",
                name=name.capitalize(),
                agency_id=self.agency(agency),
                clearance=clearance,
                active=True,
                created_at=EPOCH,
            )
            for role in roles or (name.rstrip("0123456789"),):
                self.role(name, role)
        return self._users[name]

    def role(self, name: str, role: str) -> None:
        """Give the user of that name one more role."""
        self._insert(UserRole, id=new_id(), user_id=self.user(name), role=role, granted_at=EPOCH)

    def viewer(self, name: str = "pros", *roles: str, agency: str = "police") -> Viewer:
        """The user of that name, looking now."""
        user_id = self.user(name, *roles, agency=agency)
        with self.database.read() as connection:
            return load_viewer(connection, user_id)

    def team(self, *names: str, agency: str = "police") -> str:
        """Id of a new team of these users."""
        team_id = new_id()
        self._insert(Team, id=team_id, name="Team", agency_id=self.agency(agency), created_at=EPOCH)
        for name in names:
            self._insert(
                TeamMember,
                id=new_id(),
                team_id=team_id,
                user_id=self.user(name),
                added_at=EPOCH,
            )
        return team_id

    def supervises(self, name: str, agency: str = "police") -> None:
        """The user of that name supervises that agency from now on."""
        self._insert(
            Supervision,
            id=new_id(),
            user_id=self.user(name),
            agency_id=self.agency(agency),
            from_at=EPOCH,
        )

    def bare_case(
        self, *, agency: str = "police", sensitivity: int = 1, sealed: bool = False
    ) -> str:
        """Id of a case that nobody may see yet and that has no events."""
        case_id = new_id()
        self._insert(
            Case,
            id=case_id,
            reference=f"TEST-{token_hex(4).upper()}",
            jurisdiction="PH",
            lead_agency_id=self.agency(agency),
            sensitivity=sensitivity,
            sealed=sealed,
            created_at=EPOCH,
            changed_at=EPOCH,
        )
        return case_id

    def grant(self, case_id: str, name: str, *, rights: str = "write") -> str:
        """The user of that name is on the team of the case."""
        user_id = self.user(name)
        with unit_of_work(self.database) as work:
            grant = Grant("user", user_id, "team", rights)
            return give(work.connection, case_id, grant, by=None, now=EPOCH)

    def grant_all(self, case_id: str, *names: str) -> None:
        """All these users are on the team of the case."""
        users = [self.user(name) for name in names]
        with unit_of_work(self.database) as work:
            for user_id in users:
                give(work.connection, case_id, Grant("user", user_id), by=None, now=EPOCH)

    def _insert(self, table: type, **values: object) -> None:
        with unit_of_work(self.database) as work:
            work.connection.execute(insert(table).values(values))
