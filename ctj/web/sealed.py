"""The sealed notice of a case, for the two who are named to read it; and naming them."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ctj.access.flask import (
    case,
    current_services,
    current_sight,
    current_viewer,
    end_reading,
    read_connection,
)
from ctj.casework.refusals import FormErrors
from ctj.casework.sealed_match import name_reader, open_notice
from ctj.queries.open_case import open_case_page
from ctj.queries.sealed_match import may_read

from .typed import typed_id

blueprint = Blueprint("sealed", __name__)


@blueprint.route("/cases/<reference>/sealed-notice", methods=["GET", "POST"])
@case()
def show(reference: str) -> str:
    """Ask before opening; then what it says, once, on a page that nobody keeps."""
    services, viewer = current_services(), current_viewer()
    if not may_read(read_connection(), viewer, current_sight().case_id):
        abort(404)
    opened = open_case_page(read_connection(), services, viewer, current_sight())
    matches = None
    if request.method == "POST":
        end_reading()
        matches = open_notice(services, viewer, reference)
    return render_template("sealed/show.html", about=opened.identity, matches=matches)


@blueprint.post("/cases/<reference>/team/sealed-readers/<any(pros, vso):reads_as>")
@case("lead", "pros", "mgr")
def name(reference: str, reads_as: str) -> Response:
    """Say who reads the notice in that role."""
    services, viewer, user_id = current_services(), current_viewer(), typed_id("reader")
    end_reading()
    try:
        name_reader(services, viewer, reference, reads_as, user_id)
    except FormErrors as refused:
        flash(str(refused.errors[0]))
    else:
        flash(_("Named. Nobody else reads the sealed notice in this role."))
    return redirect(url_for("team.index", reference=reference), 303)
