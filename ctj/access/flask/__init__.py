"""The one place below the faces that knows Flask: sign-in, current viewer, rule of a route.

A face imports from here and from nowhere else in `ctj.access`.
"""

from __future__ import annotations

import flask_login
from flask import Flask
from flask_wtf import CSRFProtect

from ctj.services import Services

from .. import own_account
from .. import sign_in as sign_in_steps
from ..errors import (
    ApprovalRefused,
    NotAllowed,
    NotVisible,
    Refusal,
    RoleRefused,
    SignInRefused,
    StepUpNeeded,
    WeakPassword,
)
from ..roles import role_choices, role_labels
from ..rule import Order, Sight
from ..sessions import LiveSession
from ..settings import AccessSettings
from ..viewers import Viewer
from .forms import InMemory, check_origin, check_transport, make_room_for_files, takes_files
from .headers import add_headers
from .requests import (
    came_from,
    current_gate,
    current_now,
    current_services,
    current_session,
    current_settings,
    current_sight,
    current_today,
    current_viewer,
    current_viewer_or_none,
    end_reading,
    read_connection,
)
from .routes import (
    RouteRule,
    admin,
    admin_step_up,
    back_here,
    case,
    check_all_routes,
    declare_public,
    enforce,
    half_signed_in,
    is_stepped_up,
    public,
    role,
    rule_of,
    safe_next,
    signed_in,
    stepped_up,
)
from .session import DatabaseSessions, enter_session, keep_session, leave_session, load_user

__all__ = [
    "AccessSettings",
    "ApprovalRefused",
    "LiveSession",
    "NotAllowed",
    "NotVisible",
    "Order",
    "Refusal",
    "RoleRefused",
    "RouteRule",
    "Sight",
    "SignInRefused",
    "StepUpNeeded",
    "Viewer",
    "WeakPassword",
    "admin",
    "admin_step_up",
    "back_here",
    "came_from",
    "case",
    "check_all_routes",
    "current_gate",
    "current_now",
    "current_services",
    "current_session",
    "current_settings",
    "current_sight",
    "current_today",
    "current_viewer",
    "current_viewer_or_none",
    "declare_public",
    "end_reading",
    "enter_session",
    "half_signed_in",
    "init_app",
    "is_stepped_up",
    "keep_session",
    "leave_session",
    "own_account",
    "public",
    "read_connection",
    "role",
    "role_choices",
    "role_labels",
    "rule_of",
    "safe_next",
    "sign_in_steps",
    "signed_in",
    "stepped_up",
    "takes_files",
]

SHORTEST_SECRET = 32
LARGEST_FORM = 1024 * 1024
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")


def init_app(app: Flask, services: Services) -> None:
    """Sessions, form tokens, rules and headers for this application.

    Raises RuntimeError without a ``SECRET_KEY`` of 32 bytes or more (C35).
    """
    if len(app.secret_key or "") < SHORTEST_SECRET:
        raise RuntimeError("SECRET_KEY is missing or short: it needs 32 random bytes or more.")
    app.extensions["ctj"] = services
    _configure(app)
    app.session_interface = DatabaseSessions()
    _sign_in_by_token(app)
    app.before_request(check_transport)
    app.before_request(check_origin)
    app.request_class = InMemory
    app.before_request(make_room_for_files)
    CSRFProtect(app)
    app.before_request(enforce)
    app.after_request(add_headers)
    app.teardown_request(end_reading)
    declare_public(app, "static")


def _configure(app: Flask) -> None:
    app.config.setdefault("CTJ_ACCESS", AccessSettings())
    if not app.config.get("TRUSTED_HOSTS"):
        app.config["TRUSTED_HOSTS"] = list(LOOPBACK_HOSTS)
    app.config.update(
        MAX_CONTENT_LENGTH=app.config.get("MAX_CONTENT_LENGTH") or LARGEST_FORM,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        WTF_CSRF_TIME_LIMIT=None,  # the token holds as long as the session
        WTF_CSRF_SSL_STRICT=False,  # `check_origin` asks instead: some send no Referer
    )


def _sign_in_by_token(app: Flask) -> None:
    manager = flask_login.LoginManager()
    manager.session_protection = None  # it would only mark, and by a header anybody can send
    manager.user_loader(load_user)
    manager.init_app(app)
