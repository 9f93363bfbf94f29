"""When I am away and who stands in for me; and for whom I stand in."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ctj.access.flask import (
    current_services,
    current_today,
    current_viewer,
    end_reading,
    read_connection,
    signed_in,
)
from ctj.casework import absence as changes
from ctj.casework.absence import NewAbsence
from ctj.casework.refusals import FormErrors
from ctj.queries import absences as views
from ctj.queries.case_team import addable_users

from .typed import typed, typed_id

blueprint = Blueprint("absence", __name__, url_prefix="/account/absence")
Answer = str | Response | tuple[str, int]


@blueprint.get("")
@signed_in
def index() -> str:
    """My absences that are not over, and a form for the next."""
    return _page()


def _page(errors: list[tuple[str, str]] | None = None) -> str:
    connection, viewer = read_connection(), current_viewer()
    today = current_today()
    colleagues = [one for one in addable_users(connection, viewer) if one.id != viewer.user_id]
    return render_template(
        "account/absence.html",
        own=views.own_absences(connection, viewer.user_id, today),
        others=views.standing_in(connection, viewer.user_id, today),
        today=today,
        deputies=[(one.id, one.name) for one in colleagues],
        form=request.form,
        errors=errors,
    )


@blueprint.post("")
@signed_in
def record() -> Answer:
    """I am away from one day to another, and this colleague stands in."""
    new = NewAbsence(_day("first_day"), _day("last_day"), typed_id("deputy"))
    end_reading()
    try:
        changes.record(current_services(), current_viewer(), new)
    except FormErrors as refused:
        return _page([(f"#{one.path}", str(one)) for one in refused.errors]), 422
    flash(_("Your limits show with your deputy on these days."))
    return redirect(url_for(".index"), 303)


@blueprint.post("/<uuid:absence_id>/end")
@signed_in
def end(absence_id: UUID) -> Response:
    """I am here after all."""
    changes.end(current_services(), current_viewer(), str(absence_id))
    flash(_("Taken back: your limits show with you."))
    return redirect(url_for(".index"), 303)


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(typed(name))
    except ValueError:
        return None
