"""The first page after sign-in: the place where this role's day begins."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from ctj.access.flask import current_viewer, signed_in

from .shell import places_for

blueprint = Blueprint("start", __name__)


@blueprint.get("/")
@signed_in
def home() -> Response:
    """Send each role to its first place; somebody without a place to the own account."""
    places = places_for(current_viewer())
    return redirect(url_for(places[0].endpoint) if places else url_for("account.index"))
