"""The session interface: the cookie is a random token, all else is in the database.

Before sign-in the token names no row; it only binds the form's token. `Flask-Login` asks for the
user by the token, and gets session and user in one query.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from typing import Any, cast

import flask_login
from flask import Flask, Request, Response, g, request
from flask import session as flask_session
from flask.sessions import SessionInterface, SessionMixin

from ctj.transaction import DatabaseUnavailable, unit_of_work

from .. import sessions
from ..sessions import LiveSession
from ..sign_in import Entered
from ..tokens import new_token
from .cookies import DEVICE, DEVICE_SECONDS, SESSION, delete_cookie, read_cookie, write_cookie
from .requests import current_services, current_settings, end_reading, read_connection

FLASHES, FORM_TOKEN, USER = "_flashes", "csrf_token", "_user_id"


class TokenSession(dict[str, Any], SessionMixin):
    """What Flask and its extensions keep for one request. Nothing in it goes into the cookie."""

    def __init__(self, token: str, *, is_new: bool, key: bytes) -> None:
        super().__init__()
        self.token = token
        self.new = is_new
        self.live: LiveSession | None = None
        self.entered: Entered | None = None
        self.left = False
        self.told: tuple[tuple[str, str], ...] = ()
        self[FORM_TOKEN] = hmac.new(
            key, b"ctj/form/1\n" + token.encode(), hashlib.sha256
        ).hexdigest()
        if not is_new:
            self[USER] = token

    def take(self, live: LiveSession) -> None:
        """The row of this token was found and holds."""
        self.live = live
        self.told = live.flashes
        if live.flashes:
            self[FLASHES] = list(live.flashes)

    def flashes(self) -> tuple[tuple[str, str], ...]:
        return tuple((str(kind), str(text)) for kind, text in self.get(FLASHES, ()))


def form_secret(key: bytes, token: str) -> str:
    """What the tokens of this session's forms are made from; changes with the session's token."""
    return hmac.new(key, b"ctj/form/1\n" + token.encode(), hashlib.sha256).hexdigest()


class DatabaseSessions(SessionInterface):
    """Opens from the cookie, saves to the row."""

    def open_session(self, app: Flask, request: Request) -> TokenSession:
        token = read_cookie(request, SESSION)
        key = app.secret_key
        raw = key if isinstance(key, bytes) else str(key).encode()
        return TokenSession(token or new_token(), is_new=token is None, key=raw)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        mine = cast(TokenSession, session)
        response.vary.add("Cookie")
        if mine.entered is not None:
            write_cookie(response, SESSION, mine.entered.token)
            if mine.entered.device:
                write_cookie(response, DEVICE, mine.entered.device, DEVICE_SECONDS)
        elif mine.left:
            delete_cookie(response, SESSION)
        elif mine.new and response.mimetype == "text/html":
            write_cookie(response, SESSION, mine.token)
        _record(mine)


class SignedInUser(flask_login.UserMixin):  # type: ignore[misc]
    """A user as Flask-Login knows one: the session's row is the identity."""

    def __init__(self, live: LiveSession) -> None:
        self.live = live
        self.id = live.id


def present_session() -> TokenSession:
    """The session object of this request."""
    return cast(TokenSession, cast(Any, flask_session)._get_current_object())


def enter_session(entered: Entered) -> None:
    """Give the browser the token of the session that has begun."""
    present_session().entered = entered


def keep_session(token: str) -> None:
    """The present session goes on under a new token."""
    live = present_session().live
    if live is not None:
        present_session().entered = Entered(token, live.id, live.stage)


def leave_session() -> None:
    """Take the cookie back: the row has been ended."""
    present_session().left = True


def load_user(token: str) -> SignedInUser | None:
    """Flask-Login's question, answered in one query."""
    live = sessions.find(read_connection(), token)
    if live is None:
        return None
    present_session().take(live)
    return SignedInUser(live)


def _record(session: TokenSession) -> None:
    """Note the use of the session and what its next page will say, where that has changed.

    A page is not lost because this could not be noted; the session then ends a little sooner.
    """
    flashes = session.flashes() if session.flashes() != session.told else None
    if session.entered is not None:
        _write(session.entered.session_id, None, flashes or None)
        return
    live = session.live
    if live is None or session.left:
        return
    due = live.now - live.last_seen_at >= current_settings().touch_every
    seen_at = live.now if due and not g.get("ctj_polling") else None
    _write(live.id, seen_at, flashes)


def _write(session_id: str, seen_at: Any, flashes: Sequence[tuple[str, str]] | None) -> None:
    if seen_at is None and flashes is None:
        return
    end_reading()
    try:
        with unit_of_work(current_services().database) as work:
            sessions.note(work.connection, session_id, seen_at=seen_at, flashes=flashes)
    except DatabaseUnavailable:
        return


def prefers_part() -> bool:
    """Whether htmx asked for a part of a page."""
    return request.headers.get("HX-Request") == "true"
