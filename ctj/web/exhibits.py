"""Exhibits with their chain of custody; a hand-over is offered by the giver, and the receiver
accepts or refuses it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ctj.access.flask import (
    NotAllowed,
    case,
    current_services,
    current_sight,
    current_viewer,
    end_reading,
    read_connection,
)
from ctj.casework.refusals import Blocked, Conflict, DoesNotFollow, FormErrors
from ctj.casework.steps import Step, SubjectStep
from ctj.casework.transitions import fire
from ctj.queries.choices import colleagues, organisations
from ctj.queries.exhibits import STEP, exhibits, held_exhibits
from ctj.queries.open_case import OpenCase, open_case_page
from ctj.queries.today_of_case import today_of

from .typed import typed, typed_id

blueprint = Blueprint("exhibits", __name__)
Answer = str | tuple[str, int] | Response
Errors = list[tuple[str, str]]
ANSWERS = {"yes", "no"}


def _opened() -> OpenCase:
    return open_case_page(read_connection(), current_services(), current_viewer(), current_sight())


@blueprint.get("/cases/<reference>/exhibits")
@case()
def index(reference: str) -> str:
    """Every exhibit: who holds it, and how it came there."""
    return _page([])


def _page(errors: Errors) -> str:
    opened = _opened()
    number = request.args.get("page", "1")
    page = int(number) if number.isdecimal() and 0 < len(number) < 6 else 1
    found = exhibits(read_connection(), current_services(), opened, page=page)
    return render_template("cases/exhibits.html", about=opened.identity, found=found, errors=errors)


@blueprint.route("/cases/<reference>/exhibits/offer", methods=["GET", "POST"])
@case(rights="write")
def offer(reference: str) -> Answer:
    """Offer an exhibit to a colleague or an office. It stays with the giver until they accept."""
    if request.method == "GET":
        return _offer(request.args, [])
    row = {name: typed(name) for name in ("exhibit", "why", "condition") if typed(name)}
    row["giver"] = current_viewer().user_id
    row |= {name: typed_id(name) for name in ("receiver", "receiver_org") if typed(name)}
    errors = _fired(reference, {"handover": [row]})
    if errors:
        return _offer(request.form, errors), 422
    flash(_("Offered. It stays with you until the receiver accepts it."))
    return redirect(url_for(".index", reference=reference), 303)


def _offer(values: Mapping[str, Any], errors: Errors) -> str:
    opened, connection = _opened(), read_connection()
    people = colleagues(connection, opened.file, current_viewer())
    codes = current_services().library.codes["handover_why"].codes.values()
    return render_template(
        "cases/exhibit_offer.html",
        about=opened.identity,
        values=values,
        errors=errors,
        exhibits=held_exhibits(opened),
        people=[(p.value, p.label) for p in people if p.value != current_viewer().user_id],
        offices=[(one.value, one.label) for one in organisations(connection)],
        reasons=[(code.code, code.label) for code in codes],
    )


@blueprint.post("/cases/<reference>/exhibits/answer")
@case(rights="write")
def answer(reference: str) -> Answer:
    """The receiver accepts or refuses what was offered."""
    received = request.form.get("received", "")
    if received not in ANSWERS:
        return _page([("", _("Choose whether you accept it"))]), 422
    answers = {"handover": [{"row": typed("handover")}], "received": received}
    errors = _fired(reference, answers)
    if errors:
        return _page(errors), 422
    said = _("Accepted: you hold it now.") if received == "yes" else _("Refused: it stays there.")
    flash(said)
    return redirect(url_for(".index", reference=reference), 303)


def _fired(reference: str, answers: Mapping[str, Any]) -> Errors:
    """Record it as of today; what is in the way comes back as (field, sentence)."""
    day = today_of(_opened())
    end_reading()
    whole = {"occurred_on": day.isoformat(), **answers}
    step = Step(reference, "investigation", STEP, (SubjectStep("", None),), whole)
    try:
        fire(current_services(), current_viewer(), step)
    except FormErrors as wrong:
        return [(f"#{one.path.rpartition('.')[2]}", str(one)) for one in wrong.errors]
    except Blocked as blocked:
        return [("", one.sentence) for one in blocked.missing]
    except (Conflict, DoesNotFollow, NotAllowed) as refused:
        return [("", str(refused))]
    return []
