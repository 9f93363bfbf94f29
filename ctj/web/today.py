"""Today: what needs this person now, as counted links; and the lists that they open."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ctj.access.flask import current_services, current_viewer, read_connection, role
from ctj.queries.legal_words import open_ended
from ctj.queries.limits import due_level, due_words
from ctj.queries.pseudonyms import shortened
from ctj.queries.today.limits import GROUPS, LimitLine, limit_page
from ctj.queries.today.page import today
from ctj.queries.today.supervision import units
from ctj.queries.today.tracks import section_page

from .shell import CASE_ROLES

blueprint = Blueprint("today", __name__, url_prefix="/today")
Answer = str | Response


@blueprint.get("")
@role(*sorted(CASE_ROLES))
def index() -> Answer:
    """Limits by urgency, what can be done next, what is awaited, what came back."""
    found = today(read_connection(), current_viewer(), current_services())
    return render_template(
        "today/index.html",
        today=found,
        group_words=group_words(),
        step=step_link,
        expiry=_expiry,
        units=units,
    )


@blueprint.get("/limits")
@role(*sorted(CASE_ROLES))
def limits() -> Answer:
    """All limits of one group, or of every group, nearest first."""
    level = request.args.get("group") or None
    if level is not None and level not in GROUPS:
        abort(404)
    services, viewer = current_services(), current_viewer()
    clock = _supervised_clock()
    page = limit_page(read_connection(), viewer, services, level, page_key(), clock)
    return render_template(
        "today/limits.html",
        page=page,
        level=level,
        title=open_ended(services.library.clocks[clock].label) if clock else None,
        group_words=group_words(),
        step=step_link,
        following=_following(page.following, group=level, clock=clock),
    )


def _supervised_clock() -> str | None:
    """The kind of limit that a manager asked for; nobody else chooses one."""
    clock = request.args.get("clock") or None
    if clock is None:
        return None
    if clock not in current_services().library.clocks or "mgr" not in current_viewer().roles:
        abort(404)
    return clock


@blueprint.get("/tracks/<section>")
@role(*sorted(CASE_ROLES))
def tracks(section: str) -> Answer:
    """All tracks of one section, longest without an entry first."""
    found = section_page(
        read_connection(), current_viewer(), current_services(), section, page_key()
    )
    if found is None:
        abort(404)
    return render_template(
        "today/tracks.html", page=found, following=_following(found.following, section=section)
    )


def group_words() -> dict[str, str]:
    """The same words for urgency everywhere."""
    return {
        "today": _("Ends today"),
        "late": _("Overdue"),
        "week": _("This week"),
        "later": _("Later"),
        "owed": _("Owed by law or order"),
    }


def step_link(line: LimitLine) -> tuple[str, str]:
    """(words, address) of the act: the step itself where there is only one, else the case."""
    case = url_for("cases.show", reference=line.reference)
    if len(line.steps) != 1:
        return (_("Decide") if line.steps else _("Look at it")), case
    track, transition, label = line.steps[0]
    labels = [label for _id, label, _kind in line.subjects]
    whom: dict[str, Any] = {"for": shortened(labels)} if labels else {}
    address = url_for(
        "steps.form", reference=line.reference, track=track, transition=transition, **whom
    )
    return label, address


def _expiry(at: datetime) -> tuple[str, str, str]:
    """Level, distance and moment of the end of a request for approval."""
    now, zone = current_viewer().now, current_services().instance.time_zone
    return due_level(at, now, zone), *due_words(at, now, zone)


def page_key() -> tuple[datetime, str] | None:
    """The key in the address, after which a list goes on; a broken one shows the first page."""
    moment, _mark, row_id = request.args.get("after", "").partition("~")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return (at, row_id) if at.tzinfo and _is_id(row_id) else None


def _is_id(text: str) -> bool:
    return len(text) == 36 and all(c in "0123456789abcdef-" for c in text)


def _following(key: tuple[datetime, str] | None, **kept: str | None) -> str | None:
    if key is None or request.endpoint is None:
        return None
    named: dict[str, Any] = {name: value for name, value in kept.items() if value}
    return url_for(request.endpoint, after=f"{key[0].isoformat()}~{key[1]}", **named)
