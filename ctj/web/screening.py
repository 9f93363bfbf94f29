"""Screening one person: a page for each step of the short form, then what is recommended.

Every page works with ordinary buttons, on a telephone first. What is answered waits in a sealed
draft after each page; 'Stop' stands on every page, and stopping is never a sign of anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ctj.access.flask import (
    case,
    current_services,
    current_sight,
    current_today,
    current_viewer,
    end_reading,
    read_connection,
)
from ctj.casework.screening import (
    choose_act,
    discard_screening,
    keep_screening,
    kept_screening,
)
from ctj.queries.open_case import OpenCase, open_case_page
from ctj.queries.screening import (
    FORM,
    TRACK,
    NoScreening,
    Page,
    first_open_page,
    outcome_of,
    person_to_screen,
    screening_page,
    stops_here,
    wrong_on_page,
)

from .form_input import html_id

blueprint = Blueprint("screening", __name__)
Answer = str | tuple[str, int] | Response
RESULT = "result"


def _opened() -> OpenCase:
    return open_case_page(read_connection(), current_services(), current_viewer(), current_sight())


def _kept(reference: str, label: str) -> dict[str, Any]:
    end_reading()  # an older read would not see what was just written
    kept = kept_screening(
        read_connection(), current_services(), current_viewer(), reference, FORM, label
    )
    return dict(kept.answers) if kept else {}


def _url(reference: str, label: str, page: str) -> str:
    return url_for(".page", reference=reference, label=label, page=page)


@blueprint.get("/cases/<reference>/screening/<label>")
@case(rights="write")
def start(reference: str, label: str) -> Response:
    """Begin, or go on where it was left."""
    opened, typed = _opened(), _kept(reference, label)
    try:
        person_to_screen(opened, label)
        return redirect(_url(reference, label, first_open_page(opened, typed)))
    except NoScreening:
        abort(404)


@blueprint.route("/cases/<reference>/screening/<label>/<page>", methods=["GET", "POST"])
@case(rights="write")
def page(reference: str, label: str, page: str) -> Answer:
    """One step of the form, or its result."""
    typed = _kept(reference, label)
    try:
        if page == RESULT:
            return _result(reference, label, typed)
        if request.method == "POST":
            return _answered(reference, label, page, typed)
        return _show(reference, label, page, typed)
    except NoScreening:
        abort(404)


def _show(
    reference: str, label: str, name: str, typed: Mapping[str, Any], *, checked: bool = False
) -> Answer:
    opened = _opened()
    person = person_to_screen(opened, label)
    shown = screening_page(opened, name, typed, checked=checked)
    errors = _summary(shown)
    html = render_template(
        "screening/page.html",
        about=opened.identity,
        person=person,
        shown=shown,
        errors=errors,
        here=_url(reference, label, name),
        danger=person.danger_now or typed.get("q01_danger") == "yes",
    )
    return (html, 422) if errors else html


def _summary(shown: Page) -> list[tuple[str, str]]:
    said = {
        "missing": _("needs an answer before the person is asked"),
        "unknown_answer": _("choose one of the answers"),
        "alone": _("this answer goes with no other; take one away"),
        "too_long": _("at most 2,000 characters"),
    }
    return [
        (f"#{html_id(one.question.id)}", f"{one.question.text} {said[one.problem]}")
        for one in shown.asked
        if one.problem
    ]


def _answered(reference: str, label: str, name: str, typed: dict[str, Any]) -> Answer:
    """A button of a page: next, back, stop, or keep and leave. All keep what was answered."""
    opened = _opened()
    person_to_screen(opened, label)
    shown = screening_page(opened, name, typed)
    for one in shown.asked:
        values = [text.replace("\x00", "")[:4000] for text in request.form.getlist(one.question.id)]
        typed[one.question.id] = values if one.question.many else "".join(values[:1])
    services, viewer, do = current_services(), current_viewer(), request.form.get("do", "next")
    keep_screening(services, viewer, reference, FORM, label, typed)
    if do == "keep":
        flash(_("Kept as a draft that only you can see. Go on whenever it is possible."))
        return redirect(url_for("cases.show", reference=reference))
    if do == "stop":
        return redirect(_url(reference, label, RESULT))
    if do == "back" and shown.before:
        return redirect(_url(reference, label, shown.before))
    if wrong_on_page(opened, name, typed):
        return _show(reference, label, name, typed, checked=True)
    if stops_here(opened, typed):
        return redirect(_url(reference, label, RESULT))
    return redirect(_url(reference, label, screening_page(opened, name, typed).after))


def _result(reference: str, label: str, typed: Mapping[str, Any]) -> Answer:
    """What is recommended and why; the officer chooses what is recorded."""
    opened = _opened()
    person = person_to_screen(opened, label)
    services, viewer = current_services(), current_viewer()
    if request.method == "POST":
        act = request.form.get("do", "")
        if act == "discard":
            discard_screening(services, viewer, reference, FORM, label)
            flash(_("The answers are thrown away. Nothing was recorded."))
            return redirect(url_for("cases.show", reference=reference))
        choose_act(services, viewer, opened, label, act, typed, current_today())
        onward: dict[str, Any] = {"track": TRACK, "transition": act, "for": label}
        return redirect(url_for("steps.form", reference=reference, **onward))
    outcome = outcome_of(opened, typed)
    return render_template(
        "screening/result.html",
        about=opened.identity,
        person=person,
        outcome=outcome,
        here=_url(reference, label, RESULT),
        danger=person.danger_now or "urgent_safety" in outcome.assessment.flags,
        back=_url(reference, label, outcome.stop.step if outcome.stop else "s01"),
        go_on=_url(reference, label, first_open_page(opened, typed)),
    )
