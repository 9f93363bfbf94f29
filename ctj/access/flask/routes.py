"""The rule of a route: declared beside the view, enforced before it, and asked for at the start.

A route without a rule stops the application from starting (C01). The rules are: ``public``,
``half_signed_in``, ``signed_in``, ``role``, ``admin``, and ``case``, which resolves the reference
in the address and answers what is hidden exactly like what does not exist.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, make_response, redirect, request, url_for

from ..errors import NotVisible, RoleRefused, StepUpNeeded
from ..roles import ROLES
from ..rule import sight_of_reference
from ..sessions import FULL, PASSWORD, SET_UP
from ..viewers import Viewer
from .requests import (
    current_session,
    current_settings,
    current_viewer,
    end_reading,
    read_connection,
)
from .session import prefers_part

View = TypeVar("View", bound=Callable[..., Any])
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
REFERENCE = "reference"


@dataclass(frozen=True)
class RouteRule:
    """``kind``: public, half, signed_in, role or case. ``roles``: any of them is enough; empty
    asks for none. ``rights``: of the case. ``step_up``: the second factor within five minutes.
    ``polling``: a page asks this by itself, which is no use of the session."""

    kind: str
    roles: frozenset[str] = frozenset()
    rights: str = "read"
    step_up: bool = False
    polling: bool = False
    stage: str = FULL


def _declare(rule: RouteRule) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.ctj_rule = rule  # type: ignore[attr-defined]
        return view

    return mark


def _roles(codes: tuple[str, ...]) -> frozenset[str]:
    unknown = set(codes) - ROLES.keys()
    if unknown:
        raise ValueError(f"no such role: {', '.join(sorted(unknown))}")
    return frozenset(codes)


def public(view: View) -> View:
    """Anybody, signed in or not."""
    return _declare(RouteRule("public"))(view)


def half_signed_in(stage: str = PASSWORD) -> Callable[[View], View]:
    """Whoever has given a password ('password') or used a set-up link ('set_up'), and no more."""
    if stage not in (PASSWORD, SET_UP):
        raise ValueError("half signed in is 'password' or 'set_up'")
    return _declare(RouteRule("half", stage=stage))


def signed_in(view: View) -> View:
    """Every user who has signed in with both factors."""
    return _declare(RouteRule("signed_in"))(view)


def stepped_up(view: View) -> View:
    """Every user who has given the second factor within the last five minutes."""
    return _declare(RouteRule("signed_in", step_up=True))(view)


def role(*codes: str, step_up: bool = False, polling: bool = False) -> Callable[[View], View]:
    """Users who hold one of these roles."""
    return _declare(RouteRule("role", _roles(codes), step_up=step_up, polling=polling))


def admin(view: View) -> View:
    """Administrators. They see no case (C28)."""
    return _declare(RouteRule("role", frozenset({"adm"})))(view)


def admin_step_up(view: View) -> View:
    """Administrators who have given the second factor within the last five minutes."""
    return _declare(RouteRule("role", frozenset({"adm"}), step_up=True))(view)


def case(
    *roles: str, rights: str = "read", step_up: bool = False, polling: bool = False
) -> Callable[[View], View]:
    """Users who may see the case named ``<reference>``; for all others it does not exist.

    Within a visible case, ``roles`` and ``rights`` ('write') are asked for and refused by name.
    """
    if rights not in ("read", "write"):
        raise ValueError("rights are 'read' or 'write'")
    return _declare(RouteRule("case", _roles(roles), rights, step_up, polling))


def declare_public(app: Flask, endpoint: str) -> None:
    """For views that are not ours to decorate."""
    public(app.view_functions[endpoint])


def rule_of(app: Flask, endpoint: str) -> RouteRule | None:
    """The declared rule of an endpoint."""
    rule: RouteRule | None = getattr(app.view_functions.get(endpoint), "ctj_rule", None)
    return rule


def check_all_routes(app: Flask) -> None:
    """Raises RuntimeError, naming them, if routes have no rule, or one that cannot work."""
    faults = []
    for route in app.url_map.iter_rules():
        rule = rule_of(app, route.endpoint)
        names_case = REFERENCE in route.arguments
        if rule is None:
            faults.append(f"{route.rule} ({route.endpoint}) declares no rule")
        elif (rule.kind == "case") is not names_case:
            faults.append(
                f"{route.rule} ({route.endpoint}): an address holds <{REFERENCE}> exactly if the "
                "rule is 'case'"
            )
    if faults:
        raise RuntimeError("The application does not start: " + "; ".join(faults))


def enforce() -> Response | None:
    """Before every view: its rule, or an answer in its place."""
    if request.endpoint is None:
        return None  # no such address, or no such method: the error page follows
    rule = rule_of(current_app, request.endpoint)
    if rule is None:
        raise NotVisible
    g.ctj_polling = rule.polling
    answer = _enforce(rule)
    if request.method not in SAFE:
        end_reading()  # a write opens its own connection, after the reading has ended
    return answer


def _enforce(rule: RouteRule) -> Response | None:
    if rule.kind == "public":
        return None
    live = current_session()
    if live is None or live.stage != rule.stage:
        return _to_sign_in()
    if rule.kind == "half":
        return None
    viewer = current_viewer()
    if rule.kind == "case":
        _ask_case(rule, viewer)
    if rule.roles and not rule.roles & viewer.roles:
        raise RoleRefused(_for_whom(rule))
    if rule.step_up and not is_stepped_up(viewer):
        raise StepUpNeeded
    return None


def _ask_case(rule: RouteRule, viewer: Viewer) -> None:
    reference = str((request.view_args or {}).get(REFERENCE, ""))
    sight = sight_of_reference(read_connection(), viewer, reference)
    if sight is None:
        raise NotVisible
    g.ctj_sight = sight
    if rule.rights == "write" and not sight.may_write:
        raise RoleRefused("You may read this case. To record in it, ask its lead investigator.")


def is_stepped_up(viewer: Viewer) -> bool:
    """Whether the second factor was given within the last five minutes."""
    limit = current_settings().step_up
    return viewer.stepped_up_at is not None and viewer.now - viewer.stepped_up_at < limit


def _for_whom(rule: RouteRule) -> str:
    labels = ", ".join(ROLES[code].label.lower() for code in sorted(rule.roles))
    return f"This is for another role: {labels}."


def _to_sign_in() -> Response:
    """To where this session has to go on; the address wanted comes along for a later GET."""
    live = current_session()
    if live is not None and live.stage == PASSWORD:
        target = url_for("sign_in.code", next=_wanted())
    elif live is not None and live.stage == SET_UP:
        target = url_for("sign_in.set_up")
    elif live is not None:
        target = url_for("start.home")
    else:
        refused = request.method not in SAFE or None  # the page says that it was not kept
        target = url_for("sign_in.password", next=_wanted(), ended=refused and 1)
    if prefers_part():
        response = make_response("", 401)
        response.headers["HX-Redirect"] = target
        return response
    return make_response(redirect(target, 303))


def _wanted() -> str | None:
    if request.endpoint in ("sign_in.code", "sign_in.recovery_code"):
        return safe_next(request.args.get("next"))
    here = current_app.create_url_adapter(request)
    is_page = here is not None and "GET" in here.allowed_methods()
    return request.full_path.rstrip("?") if is_page else None


def back_here() -> str:
    """Where to go on after a step-up: this page, or for a form the page that it stood on."""
    if request.method in SAFE:
        return request.full_path.rstrip("?")
    parts = urlsplit(request.headers.get("Referer", ""))
    if parts.netloc != request.host:
        return url_for("start.home")
    whole = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return safe_next(whole) or url_for("start.home")


def safe_next(wanted: str | None) -> str | None:
    """A path on this very site, or None: no other host, scheme, control character or backslash."""
    if not wanted or not wanted.startswith("/") or wanted.startswith("//") or len(wanted) > 2000:
        return None
    if "\\" in wanted or any(ord(c) < 33 or ord(c) == 127 for c in wanted):
        return None
    parts = urlsplit(wanted)
    return wanted if not parts.scheme and not parts.netloc else None
