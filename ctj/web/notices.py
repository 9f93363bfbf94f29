"""Notices: what happened that concerns this user, and which of it also comes by mail."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ctj.access.flask import (
    current_services,
    current_viewer,
    end_reading,
    read_connection,
    role,
)
from ctj.casework import notices as changes
from ctj.queries import notices as views
from ctj.queries.limits import due_words

from .shell import CASE_ROLES
from .today import page_key

blueprint = Blueprint("notices", __name__, url_prefix="/notices")


@blueprint.get("")
@role(*sorted(CASE_ROLES))
def index() -> str:
    """The viewer's notices, newest first, and the choice of mail."""
    services, viewer = current_services(), current_viewer()
    unread = request.args.get("show") != "all"
    page = views.notices(
        read_connection(), viewer, services.library, unread=unread, after=page_key()
    )
    return render_template(
        "notices/index.html",
        page=page,
        unread=unread,
        kinds=kind_words(),
        choices=views.mail_choices(read_connection(), viewer, changes.KINDS),
        when=_when,
        following=_following(page.following),
    )


@blueprint.post("/read")
@role(*sorted(CASE_ROLES))
def read_all() -> Response:
    """All of them are read."""
    end_reading()
    changes.mark_read(current_services(), current_viewer())
    flash(_("All your notices are marked as read."))
    return redirect(url_for(".index"), 303)


@blueprint.post("/<uuid:notice_id>/read")
@role(*sorted(CASE_ROLES))
def read(notice_id: UUID) -> Response:
    """This one is read. Somebody else's stays as it is."""
    end_reading()
    changes.mark_read(current_services(), current_viewer(), str(notice_id))
    return redirect(url_for(".index"), 303)


@blueprint.post("/mail")
@role(*sorted(CASE_ROLES))
def mail() -> Response:
    """Exactly the kinds that are ticked come by mail."""
    end_reading()
    chosen = frozenset(request.form.getlist("kind")) & changes.KINDS.keys()
    changes.choose_mail(current_services(), current_viewer(), chosen)
    flash(_("Your choice of mail is kept."))
    return redirect(url_for(".index"), 303)


def kind_words() -> dict[str, str]:
    """What each kind of notice says."""
    return {
        "limit_near": _("A limit comes near"),
        "limit_over": _("A limit has ended"),
        "task": _("Needs you now"),
        "came_back": _("Came back to you"),
        "given": _("Given to you"),
        "mentioned": _("You are mentioned in a note"),
        "approval_asked": _("Your approval is asked for"),
        "approval_decided": _("Your request was decided"),
        "known_elsewhere": _("A person is known elsewhere too"),
    }


def _when(line: views.NoticeLine) -> str:
    """The end of a limit: distance, then moment."""
    if line.due_at is None:
        return ""
    now, zone = current_viewer().now, current_services().instance.time_zone
    return ", ".join(due_words(line.due_at, now, zone))


def _following(key: tuple[datetime, str] | None) -> str | None:
    if key is None:
        return None
    return url_for(".index", show=request.args.get("show"), after=f"{key[0].isoformat()}~{key[1]}")
