"""Tracks and law for everyone who is signed in: what the product does, and on what it rests."""

from __future__ import annotations

from flask import Blueprint, abort, make_response, render_template, request
from werkzeug.wrappers import Response

from ctj.access.flask import current_services, signed_in
from ctj.queries import law, track_words
from ctj.queries.law import NoSuchLaw
from ctj.queries.track_words import NoSuchTrack

blueprint = Blueprint("definitions", __name__)


@blueprint.get("/tracks")
@signed_in
def index() -> str:
    """Every track, and every jurisdiction whose law is stated."""
    services = current_services()
    return render_template(
        "definitions/index.html",
        tracks=track_words.tracks(services),
        jurisdictions=law.jurisdictions(services),
    )


@blueprint.get("/tracks/<track>")
@signed_in
def track(track: str) -> str:
    """One track as a picture and in words, as it is read in a jurisdiction."""
    services = current_services()
    jurisdiction = _jurisdiction()
    try:
        words = track_words.words_of(services, track, jurisdiction)
    except NoSuchTrack:
        abort(404)
    states = {state.id: state.label for state in words.states}
    marked = request.args.get("state", "")
    return render_template(
        "definitions/track.html",
        track=words,
        jurisdictions=law.jurisdictions(services),
        jurisdiction=jurisdiction,
        marked=marked if marked in states else "",
        states=states,
        opened=request.args.get("step", ""),
        all_open=request.args.get("open") == "all",
    )


def _jurisdiction() -> str:
    """The one asked for, else the instance's own, else the neutral one."""
    services = current_services()
    asked = request.args.get("jurisdiction", "")
    if asked:
        return asked
    own = services.instance.jurisdiction.lower()
    return own if own in services.overlays else "neutral"


@blueprint.get("/tracks/<track>/diagram.svg")
@signed_in
def diagram(track: str) -> Response:
    """The picture alone; ``?state=`` marks the present state."""
    state = request.args.get("state", "")
    try:
        drawn = track_words.picture_of(current_services(), track, _jurisdiction(), state)
    except NoSuchTrack:
        abort(404)
    response = make_response(drawn)
    response.mimetype = "image/svg+xml"
    return response


@blueprint.get("/law/<code>")
@signed_in
def jurisdiction(code: str) -> str:
    """The law of one jurisdiction, line by line, each with its article and how it is known."""
    services = current_services()
    try:
        stated = law.law_of(services, code)
    except NoSuchLaw:
        abort(404)
    return render_template(
        "definitions/law.html",
        law=stated,
        jurisdictions=law.jurisdictions(services),
        counts=law.as_counts(stated.sections),
    )
