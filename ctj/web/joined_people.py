"""Records that are one person: asking for it, deciding, and undoing it, each by two people."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ctj.access.flask import (
    ApprovalRefused,
    NotVisible,
    current_services,
    current_viewer,
    end_reading,
    read_connection,
    role,
)
from ctj.casework import one_person as acts
from ctj.queries.joined_people import joins

from .typed import typed, typed_id

blueprint = Blueprint("joined_people", __name__)
Answer = str | tuple[str, int] | Response
mergers = role("lead", "pros", "vso", "stew", step_up=True)
FIELDS = ("kept_case", "kept_label", "joined_case", "joined_label", "because")


@blueprint.route("/people/joined", methods=["GET", "POST"])
@mergers
def index() -> Answer:
    """Requests that the viewer may see, and a form for one more."""
    if request.method == "GET":
        return _page([])
    try:
        said = _done(typed("do"))
    except ApprovalRefused as refused:
        return _page([("#joined-people", str(refused))]), 422
    except NotVisible:
        missing = _("Nobody of that pseudonym, with an identity, is in a case that you see.")
        return _page([("#kept_case", missing)]), 422
    flash(said)
    return redirect(url_for(".index"), 303)


def _done(do: str) -> str:
    end_reading()
    services, viewer, merge_id = current_services(), current_viewer(), typed_id("merge")
    if do == "ask":
        kept = acts.Met(typed("kept_case")[:64], typed("kept_label").upper()[:16])
        joined = acts.Met(typed("joined_case")[:64], typed("joined_label").upper()[:16])
        acts.ask_to_join(services, viewer, kept, joined, typed("because"))
        return _("Asked for. Nothing changes until a second person has decided.")
    if do in (acts.APPROVED, acts.DECLINED):
        acts.decide(services, viewer, merge_id, do)
        return _("They are one record now.") if do == acts.APPROVED else _("Declined.")
    if do == "ask_part":
        acts.ask_to_part(services, viewer, merge_id)
        return _("Asked for. A second person undoes it.")
    if do == "part":
        acts.part(services, viewer, merge_id)
        return _("Undone: they are two records again.")
    raise ApprovalRefused(_("Press one of the buttons."))


def _page(errors: list[tuple[str, str]]) -> str:
    lines, more = joins(read_connection(), current_viewer(), _after())
    return render_template(
        "people/joined.html",
        joins=lines,
        more=more.isoformat() if more else None,
        errors=errors,
        form={name: typed(name) for name in FIELDS},
        because=acts.BECAUSE,
    )


def _after() -> datetime | None:
    try:
        found = datetime.fromisoformat(request.args.get("after", ""))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
