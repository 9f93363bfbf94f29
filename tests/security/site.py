"""The whole application, one user of each role, and one case in each relation to all of them.

Every request begins with a session of its own, and with children (grants, sessions, accounts) of
its own where it ends them, so that the order of requests does not matter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import delete, insert, select, update
from werkzeug.test import TestResponse

from ctj.access import sessions
from ctj.access.flask.session import form_secret
from ctj.access.grants import Grant, give
from ctj.access.settings import AccessSettings
from ctj.app import create_app
from ctj.casework.documents import NewDocument, file_document
from ctj.casework.file_types import Upload
from ctj.model.absences import Absence
from ctj.model.access import CaseGrant, Recusal, Seal, SealMember
from ctj.model.base import new_id
from ctj.model.cases import Case
from ctj.model.events import Event
from ctj.model.users import UserRole
from ctj.services import Services
from ctj.transaction import unit_of_work
from tests.casework.story import Story
from tests.world import ROLES, World

PDF = b"%PDF-1.7\n%%EOF\n"
SECRET_KEY = "a secret of the tests, long enough"
HOUR = timedelta(hours=1)
#: Who can come to a door: nobody, half signed in, setting up, or somebody of one role.
PRINCIPALS = ("anonymous", "half", "set_up", *ROLES)
#: How a case stands to everybody who holds a role. `sees` below says which let somebody in.
RELATIONS = (
    "team",
    "supervision",
    "share",
    "read_share",
    "offered_share",
    "expired_share",
    "revoked",
    "other",
    "recused",
    "sealed_in",
    "sealed_out",
    "above_clearance",
)


@dataclass(frozen=True)
class Known:
    """A case of the site: its id, reference, and its first entry."""

    id: str
    reference: str
    event_id: str


class Site:
    """``site.ask('pros', 'GET', 'cases.show', 'team')``."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.world = World(services)
        self.app: Flask = create_app(services, {"SECRET_KEY": SECRET_KEY})
        self.users = {role: self.world.user(role, clearance=2) for role in ROLES}
        self.opener = Story(self.world)
        self.opener.lead = self.world.viewer("opener", "lead", agency="origin")
        self.world.agency("watched")
        for role in ROLES:
            self.world.supervises(role, "watched")
        self.cases = {relation: self._case(relation) for relation in RELATIONS}

    # --- the cases ---

    def _case(self, relation: str) -> Known:
        lead_agency = "watched" if relation == "supervision" else "origin"
        story = self.opener
        story.open(lead_agency=lead_agency)
        story.suspect()
        paper = {"kind": "letter"}
        filed = NewDocument(story.reference, "A1", "2024-03-05", paper, {}, Upload("a.pdf", PDF))
        file_document(self.services, story.lead, filed)
        with unit_of_work(self.services.database) as work:
            now, case_id = work.now, story.case_id
            told_by_the_story = CaseGrant.grantee_id.in_(self.users.values())
            work.connection.execute(
                delete(CaseGrant).where(CaseGrant.case_id == case_id, told_by_the_story)
            )
            self._relate(work.connection, relation, case_id, now)
            event = work.connection.scalars(
                select(Event.id).where(Event.case_id == case_id).order_by(Event.seq)
            ).first()
        assert event is not None
        return Known(story.case_id, story.reference, event)

    def _relate(self, connection: Any, relation: str, case_id: str, now: Any) -> None:
        if relation in ("other", "supervision"):
            return
        shared = relation.endswith("share")
        basis = "share" if shared else "team"
        rights = "read" if relation == "read_share" else "write"
        for user_id in self.users.values():
            grant_id = give(
                connection, case_id, Grant("user", user_id, basis, rights), by=None, now=now
            )
            changes = self._grant_changes(relation, now)
            if changes:
                connection.execute(
                    update(CaseGrant).where(CaseGrant.id == grant_id).values(**changes)
                )
            if relation == "recused":
                recusal = {"id": new_id(), "case_id": case_id, "user_id": user_id}
                connection.execute(insert(Recusal).values(**recusal, reason="kin", from_at=now))
        if relation == "above_clearance":
            connection.execute(update(Case).where(Case.id == case_id).values(sensitivity=3))
        if relation.startswith("sealed"):
            members = self.users.values() if relation == "sealed_in" else []
            self._seal(connection, case_id, members, now)

    @staticmethod
    def _grant_changes(relation: str, now: Any) -> dict[str, Any]:
        return {
            "share": {"accepted_at": now - HOUR},
            "read_share": {"accepted_at": now - HOUR},
            "expired_share": {"accepted_at": now - 2 * HOUR, "expires_at": now - HOUR},
            "revoked": {"revoked_at": now - HOUR},
        }.get(relation, {})

    @staticmethod
    def _seal(connection: Any, case_id: str, members: Any, now: Any) -> None:
        seal_id = new_id()
        connection.execute(update(Case).where(Case.id == case_id).values(sealed=True))
        row = {"id": seal_id, "case_id": case_id, "authority": "court", "sealed_at": now}
        connection.execute(insert(Seal).values(row))
        for user_id in members:
            member = {"id": new_id(), "seal_id": seal_id, "user_id": user_id}
            connection.execute(insert(SealMember).values(member))

    # --- requests ---

    def ask(
        self,
        principal: str,
        method: str,
        endpoint: str,
        relation: str = "-",
        *,
        reference: str | None = None,
        data: dict[str, Any] | None = None,
        base_url: str = "http://localhost",
        headers: dict[str, str] | None = None,
        **params: Any,
    ) -> TestResponse:
        """One request by one principal; a changing one brings the right token."""
        url = self.url(endpoint, relation, principal, reference=reference, **params)
        return self.fetch(principal, method, url, data=data, base_url=base_url, headers=headers)

    def fetch(
        self,
        principal: str,
        method: str,
        url: str,
        *,
        data: dict[str, Any] | None = None,
        base_url: str = "http://localhost",
        headers: dict[str, str] | None = None,
        form_token: bool = True,
        stepped_up: bool = True,
    ) -> TestResponse:
        client = self.app.test_client()
        token = self.session(principal, stepped_up=stepped_up)
        name = "__Host-ctj" if base_url.startswith("https") else "ctj"
        client.set_cookie(name, token, domain="localhost", secure=name != "ctj")
        sent = dict(data or {})
        if method not in ("GET", "HEAD", "OPTIONS") and form_token:
            sent["csrf_token"] = self.form_token(token)
        more = {"data": sent} if method not in ("GET", "HEAD", "OPTIONS") else {}
        return client.open(url, method=method, base_url=base_url, headers=headers, **more)

    def form_token(self, token: str) -> str:
        """What a page of this session would hold in its forms."""
        serializer = URLSafeTimedSerializer(SECRET_KEY, salt="wtf-csrf-token")
        made = serializer.dumps(form_secret(SECRET_KEY.encode(), token))
        return made if isinstance(made, str) else made.decode()

    def session(self, principal: str, *, stepped_up: bool = True) -> str:
        """A token of a new session; for nobody, one that names no session."""
        if principal == "anonymous":
            return "x" * 43
        stage = {"half": sessions.PASSWORD, "set_up": sessions.SET_UP}.get(principal, sessions.FULL)
        settings = AccessSettings()
        with unit_of_work(self.services.database) as work:
            token, _id = sessions.begin(
                work.connection,
                self.users.get(principal, self.users["inv"]),
                stage=stage,
                lasts=settings.absolute,
                idle=settings.idle,
                now=work.now,
                stepped_up=stepped_up,
            )
        return token

    # --- addresses ---

    def url(
        self,
        endpoint: str,
        relation: str,
        principal: str,
        *,
        reference: str | None = None,
        **params: Any,
    ) -> str:
        rule = next(r for r in self.app.url_map.iter_rules() if r.endpoint == endpoint)
        case = self.cases.get(relation)
        values: dict[str, Any] = {}
        for name in rule.arguments:
            values[name] = params.get(name) or self._value(endpoint, name, case, principal)
        if reference is not None and "reference" in values:
            values["reference"] = reference
        with self.app.test_request_context(base_url="http://localhost"):
            return self.app.url_for(endpoint, **values)

    def _value(self, endpoint: str, name: str, case: Known | None, principal: str) -> Any:
        fixed: dict[str, Any] = {
            "filename": "theme.css",
            "token": "no-such-token",
            "code": "ph",
            "track": "prosecution",
            "transition": "add_note",
            "label": "A1",
            "page": "s01",
            "indicator_id": "4.02",
            "cell": "stage:0",
            "size": "wide",
            "section": "quiet",
            "number": "1" if endpoint.startswith("documents.") else "4",
            "version": "1",
            "notice_id": str(uuid4()),
            "row_id": str(uuid4()),
            "feed_id": str(uuid4()),
            "what": "retire",
            "role": "mgr",
            "reads_as": "pros",
            "decision": "declined",
            "event_id": case.event_id if case else "",
            "reference": case.reference if case else "",
            "kind": "user" if endpoint == "team.add" else "correct",
        }
        if name in fixed:
            return fixed[name]
        made: dict[str, Callable[[Known | None, str], str]] = {
            "grant_id": self._spare_grant if endpoint == "team.remove" else self._spare_offer,
            "recusal_id": self._spare_recusal,
            "session_id": self._spare_session,
            "absence_id": self._spare_absence,
            "user_id": lambda _case, _who: self._spare_user(endpoint),
            "agency_id": lambda _case, _who: self.world.agency(f"spare-{uuid4().hex[:8]}"),
            "team_id": lambda _case, _who: self.world.team(),
            "approval_id": lambda _case, _who: str(uuid4()),
        }
        return made[name](case, principal)

    def _spare_grant(self, case: Known | None, _principal: str) -> str:
        """A membership of the case that may be ended."""
        return self._give(case, Grant("user", self.world.user("spare", "inv")))

    def _spare_offer(self, _case: Known | None, principal: str) -> str:
        """A share offered to this very principal, of a case that nothing else asks for."""
        if "spare" not in self.cases:
            self.cases["spare"] = self._case("other")
        user_id = self.users.get(principal, self.users["inv"])
        return self._give(self.cases["spare"], Grant("user", user_id, "share"))

    def _give(self, case: Known | None, grant: Grant) -> str:
        assert case is not None
        with unit_of_work(self.services.database) as work:
            opener = self.world.user("opener")
            return give(work.connection, case.id, grant, by=opener, now=work.now)

    def _spare_recusal(self, case: Known | None, _principal: str) -> str:
        assert case is not None
        recusal = new_id()
        with unit_of_work(self.services.database) as work:
            row = {"id": recusal, "case_id": case.id, "user_id": self.world.user("spare", "inv")}
            work.connection.execute(insert(Recusal).values(**row, reason="kin", from_at=work.now))
        return recusal

    def _spare_session(self, _case: Known | None, principal: str) -> str:
        user_id = self.users.get(principal, self.users["inv"])
        with unit_of_work(self.services.database) as work:
            return sessions.begin(
                work.connection, user_id, stage="full", lasts=HOUR, idle=HOUR, now=work.now
            )[1]

    def _spare_absence(self, _case: Known | None, principal: str) -> str:
        """An absence of this very principal, who may take it back."""
        made = new_id()
        with unit_of_work(self.services.database) as work:
            work.connection.execute(
                insert(Absence).values(
                    id=made,
                    user_id=self.users.get(principal, self.users["inv"]),
                    deputy_id=self.world.user("spare", "inv"),
                    first_day=work.now.date(),
                    last_day=work.now.date(),
                    recorded_at=work.now,
                )
            )
        return made

    def _spare_user(self, endpoint: str) -> str:
        user_id = self.world.user(f"spare-{uuid4().hex[:8]}", "mgr")
        if endpoint == "administration.revoke_role":
            with self.services.database.read() as connection:
                held = select(UserRole.role).where(UserRole.user_id == user_id)
                assert connection.scalars(held).all() == ["mgr"]
        return user_id
