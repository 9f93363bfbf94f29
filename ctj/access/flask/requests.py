"""The present request: who looks, as of when, on which connection, from where."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date, datetime
from typing import cast
from zoneinfo import ZoneInfo

import flask_login
from flask import current_app, g, request
from sqlalchemy import Connection

from ctj.language import language
from ctj.services import Services

from ..errors import NotVisible
from ..gate import CameFrom, Gate
from ..rule import Sight
from ..sessions import FULL, LiveSession
from ..settings import AccessSettings
from ..viewers import Viewer, load_memberships
from .cookies import DEVICE, read_cookie


def current_services() -> Services:
    """The application's parts, their definitions in the language of this request."""
    return cast(Services, current_app.extensions["ctj"]).spoken(language())


def current_settings() -> AccessSettings:
    """The figures of sign-in and sessions: ``CTJ_ACCESS`` of the configuration, or the defaults."""
    return cast(AccessSettings, current_app.config["CTJ_ACCESS"])


def current_gate() -> Gate:
    """What the steps of signing in need."""
    services = current_services()
    return Gate(services.database, services.keyring, current_settings())


def came_from() -> CameFrom:
    """Where this request comes from. Behind a proxy the address is right only with ProxyFix."""
    return CameFrom(
        address=request.remote_addr or "unknown",
        device=read_cookie(request, DEVICE),
        user_agent=request.user_agent.string,
    )


def read_connection() -> Connection:
    """The request's one read-only connection. Do not keep it across a write: see `end_reading`."""
    if "ctj_reading" not in g:
        g.ctj_reading = ExitStack()
        g.ctj_connection = g.ctj_reading.enter_context(current_services().database.read())
    return cast(Connection, g.ctj_connection)


def end_reading(_error: BaseException | None = None) -> None:
    """Give the connection back. The next `read_connection` sees what has been written since."""
    stack: ExitStack | None = g.pop("ctj_reading", None)
    g.pop("ctj_connection", None)
    if stack is not None:
        stack.close()


def current_session() -> LiveSession | None:
    """The session that this request's cookie names, if it holds; also a half-signed-in one."""
    live: LiveSession | None = getattr(flask_login.current_user, "live", None)
    return live


def current_viewer_or_none() -> Viewer | None:
    """Who looks; None if nobody has fully signed in. Safe in error pages: it is asked once."""
    if "ctj_viewer" not in g:
        g.ctj_viewer = None  # what an error page gets if the look-up itself fails
        g.ctj_viewer = _load_viewer()
    return cast("Viewer | None", g.ctj_viewer)


def current_viewer() -> Viewer:
    """Who looks. Raises NotVisible if nobody has signed in."""
    viewer = current_viewer_or_none()
    if viewer is None:
        raise NotVisible
    return viewer


def _load_viewer() -> Viewer | None:
    live = current_session()
    if live is None or live.stage != FULL:
        return None
    held = load_memberships(read_connection(), live.user_id, live.now)
    return Viewer(
        user_id=live.user_id,
        name=live.name,
        agency_id=live.agency_id,
        roles=held.roles,
        team_ids=held.team_ids,
        supervised=held.supervised,
        clearance=live.clearance,
        session_id=live.id,
        stepped_up_at=live.stepped_up_at,
        locale=live.locale,
        now=live.now,
    )


def current_sight() -> Sight:
    """What lets the viewer see the case of this address; set by the rule of the route."""
    sight: Sight | None = g.get("ctj_sight")
    if sight is None:
        raise NotVisible
    return sight


def current_now() -> datetime:
    """The database's clock when the request began, in UTC."""
    live = current_session()
    if live is not None:
        return live.now
    if "ctj_now" not in g:
        g.ctj_now = current_services().database.now(read_connection())
    return cast(datetime, g.ctj_now)


def current_today() -> date:
    """The day it is now in the instance's time zone."""
    return current_now().astimezone(ZoneInfo(current_services().instance.time_zone)).date()
