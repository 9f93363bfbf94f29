"""The diary in a calendar: secret addresses, made and taken back here, and what they answer."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ctj.access.flask import (
    current_services,
    current_viewer,
    end_reading,
    public,
    read_connection,
    role,
)
from ctj.casework import feeds as changes
from ctj.casework.refusals import FormErrors
from ctj.queries.diary_calendar import diary_calendar

from .shell import CASE_ROLES

blueprint = Blueprint("feeds", __name__, url_prefix="/diary/calendar")
Answer = str | Response | tuple[str, int]


@blueprint.get("")
@role(*sorted(CASE_ROLES))
def index() -> str:
    """My addresses, without their secrets."""
    return _page()


def _page(address: str | None = None, errors: list[tuple[str, str]] | None = None) -> str:
    found = changes.own_feeds(read_connection(), current_viewer())
    return render_template("diary/calendar.html", feeds=found, address=address, errors=errors or [])


@blueprint.post("")
@role(*sorted(CASE_ROLES))
def make() -> Answer:
    """A new address, shown on this page and never again."""
    end_reading()
    try:
        token = changes.make_feed(current_services(), current_viewer())
    except FormErrors as refused:
        return _page(errors=[("#make", str(one)) for one in refused.errors]), 422
    return _page(url_for(".feed", token=token, _external=True))


@blueprint.post("/<uuid:feed_id>/revoke")
@role(*sorted(CASE_ROLES))
def revoke(feed_id: UUID) -> Response:
    """It opens nothing any more."""
    end_reading()
    changes.revoke_feed(current_services(), current_viewer(), str(feed_id))
    flash(_("That address opens nothing any more."))
    return redirect(url_for(".index"), 303)


@blueprint.get("/<token>.ics")
@public
def feed(token: str) -> Response:
    """The owner's hearings as of now, by reference. No session is asked for."""
    end_reading()
    try:
        viewer = changes.reader_of(current_services(), token)
    except changes.TooManyReads:
        answer = make_response("", 429)
        answer.headers["Retry-After"] = "3600"
        return answer
    answer = make_response(diary_calendar(read_connection(), viewer, current_services()))
    answer.headers["Content-Type"] = "text/calendar; charset=utf-8"
    return answer
