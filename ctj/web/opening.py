"""Opening a case from a report, a referral or a screening: search for people who are known, the
form by its pages, the check, the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from ctj.access.flask import (
    current_services,
    current_viewer,
    end_reading,
    read_connection,
    role,
    safe_next,
)
from ctj.casework.cases import Opening, preview_opening
from ctj.casework.cases import open_case as open_now
from ctj.casework.drafts import Draft
from ctj.casework.known_people import record_judgements, search_known_people, was_searched
from ctj.casework.opening_drafts import discard_opening, load_opening, save_opening
from ctj.casework.preview import Preview
from ctj.casework.refusals import Blocked, FormErrors
from ctj.queries.opening_form import (
    OpeningForm,
    jurisdictions_to_open,
    kinds_that_refer,
    not_yet_open,
    opening_form,
    opening_pages,
    page_that_asks,
    with_opening_page,
)
from ctj.queries.step_words import effects_in_words

from .form_input import first_input, nested, prefixed, with_row, without_row

blueprint = Blueprint("opening", __name__)
Answer = str | tuple[str, int] | Response
may_open = role("front", "inv", "lead", "pros", "vso", "cao")
#: Name of what is asked about the case itself, beside the answers of its first step.
ABOUT = "about"
#: What a case may start from.
ENTRIES = ("report", "referral", "screening")
LONGEST_DESCRIPTION = 200
LONGEST_SEARCH = 200


@blueprint.get("/cases/open/how")
@may_open
def choose() -> Answer:
    """What the case starts from: a report, a referral by a service, or a person to screen."""
    kept = _kept()
    return render_template(
        "opening/choose.html",
        kinds=kinds_that_refer(current_services()),
        draft_at=kept.changed_at if kept else None,
    )


@blueprint.route("/cases/open", methods=["GET", "POST"])
@may_open
def open_case() -> Answer:
    """The form, a page at a time; what is typed waits in a sealed draft."""
    if request.method == "POST":
        return _fill()
    kept = _kept()
    if kept is None:
        return _form(_start(), None, page=_page())
    if "mend" in request.args:
        return _wrong(kept.answers, kept, _page())
    return _form(kept.answers, kept, page=_page())


def _page() -> int:
    """The page that is asked for, of those that there are."""
    text = request.args.get("page", "1")
    asked = int(text) if text.isdecimal() and len(text) < 4 else 1
    return min(max(asked, 1), len(opening_pages(current_services())))


def _start() -> dict[str, Any]:
    """What the way in has answered already."""
    entry = request.args.get("from", "")
    told: dict[str, Any] = {"lead_agency": current_viewer().agency_id}
    told[ABOUT] = {"entry": entry if entry in ENTRIES else ENTRIES[0]}
    kind = request.args.get("by", "")
    if entry == "referral" and kind in dict(kinds_that_refer(current_services())):
        told |= {"detection": kind, "reported_by_kind": kind}
    return told


def _kept() -> Draft | None:
    return load_opening(read_connection(), current_services(), current_viewer())


def _about(answers: Mapping[str, Any]) -> dict[str, str]:
    """Jurisdiction and description as typed; what is not among the choices is the instance's."""
    told = answers.get(ABOUT)
    told = told if isinstance(told, Mapping) else {}
    codes = [code for code, _name in jurisdictions_to_open(current_services())]
    asked = str(told.get("jurisdiction", ""))
    entry = str(told.get("entry", ""))
    return {
        "jurisdiction": asked if asked in codes else codes[0],
        "description": str(told.get("description", "")).strip(),
        "entry": entry if entry in ENTRIES else ENTRIES[0],
    }


def _own(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answers.items() if name != ABOUT}


def _form(
    answers: Mapping[str, Any],
    kept: Draft | None,
    errors: Sequence[Any] = (),
    about_error: str = "",
    blocked: Sequence[Any] = (),
    page: int = 1,
) -> str:
    services, viewer, connection = current_services(), current_viewer(), read_connection()
    about = _about(answers)
    form = opening_form(
        connection, services, viewer, about["jurisdiction"], _own(answers), errors, page
    )
    return render_template(
        "opening/form.html",
        form=form,
        about=about,
        about_error=about_error,
        jurisdictions=jurisdictions_to_open(services),
        errors=_summary(errors, form, about_error),
        blocked=blocked,
        searched=was_searched(connection, viewer, viewer.now),
        search_href=url_for(".search", next=url_for(".open_case", page=page)),
        draft_at=kept.changed_at if kept else None,
    )


def _summary(errors: Sequence[Any], form: OpeningForm, about_error: str) -> list[tuple[str, str]]:
    """Links in the order of the pages; to another page where the question stands there."""
    order = {first_input(path, form.paths): place for place, path in enumerate(form.paths)}
    found: dict[str, tuple[int, str]] = {}
    for error in errors:
        anchor = first_input(error.path, form.paths)
        number = page_that_asks(current_services(), error.path)
        href = f"#{anchor}" if number == form.page else _mend(number, anchor)
        found[str(error)] = (order.get(anchor, len(order)), href)
    told = sorted((place, href, sentence) for sentence, (place, href) in found.items())
    here = "#about-description" if form.page == 1 else _mend(1, "about-description")
    about = [(here, about_error)] if about_error else []
    return about + [(href, sentence) for _place, href, sentence in told]


def _mend(page: int, anchor: str) -> str:
    return url_for(".open_case", page=page, mend=1, _anchor=anchor)


def _fill() -> Answer:
    """A button of the form: rows, keep, discard, or check the answers."""
    do, _colon, argument = request.form.get("do", "check").partition(":")
    services, viewer = current_services(), current_viewer()
    if do == "discard":
        discard_opening(services, viewer)
        flash(_("The draft is discarded. No case was opened."))
        return redirect(url_for("cases.index"))
    page = _page()
    before = _kept()
    typed = nested(request.form)
    answers = with_opening_page(services, before.answers if before else {}, typed, page)
    if do == "add":
        answers = with_row(answers, argument)
    if do == "remove":
        answers = without_row(answers, argument)
    save_opening(services, viewer, answers)
    end_reading()
    kept = _kept()
    if do in ("add", "remove"):
        return _form(answers, kept, page=page)
    if do == "page" and argument.isdecimal():
        return redirect(url_for(".open_case", page=argument))
    if do == "keep":
        flash(_("Kept as a draft that only you can see. No case was opened yet."))
        return redirect(url_for("cases.index"))
    if _tried(answers)[0] is None:
        return _refused(answers, kept)
    return redirect(url_for(".check"))


def _opening(answers: Mapping[str, Any], reasons: Mapping[str, str]) -> Opening:
    about = _about(answers)
    return Opening(
        answers=_own(answers),
        jurisdiction=about["jurisdiction"],
        description=about["description"] or None,
        reasons=reasons,
    )


def _tried(
    answers: Mapping[str, Any], reasons: Mapping[str, str] | None = None
) -> tuple[Preview | None, FormErrors | Blocked | None]:
    """What opening would do, or what stands in the way."""
    if _description_error(answers):
        return None, None
    try:
        opening = _opening(answers, reasons or {})
        return preview_opening(current_services(), current_viewer(), opening), None
    except (FormErrors, Blocked) as refused:
        return None, refused


def _description_error(answers: Mapping[str, Any]) -> str:
    if len(_about(answers)["description"]) > LONGEST_DESCRIPTION:
        return _("Short description: at most %(n)s characters", n=LONGEST_DESCRIPTION)
    return ""


def _refused(answers: Mapping[str, Any], kept: Draft | None) -> Answer:
    """The first page of the form that something is wrong or missing on."""
    return _wrong(answers, kept, None), 422


def _wrong(answers: Mapping[str, Any], kept: Draft | None, page: int | None) -> str:
    """A page of the form, or the first one with an error, and all that is wrong or missing."""
    refused = _tried(answers)[1]
    errors = refused.errors if isinstance(refused, FormErrors) else ()
    about_error = _description_error(answers)
    services = current_services()
    first = (
        1 if about_error else min((page_that_asks(services, one.path) for one in errors), default=1)
    )
    return _form(
        answers,
        kept,
        errors=errors,
        about_error=about_error,
        blocked=refused.missing if isinstance(refused, Blocked) else (),
        page=page or first,
    )


@blueprint.route("/cases/open/check", methods=["GET", "POST"])
@may_open
def check() -> Answer:
    """The answers in words beside what opening will do; then the new case."""
    kept = _kept()
    if kept is None:
        return redirect(url_for(".open_case"))
    reasons = prefixed(request.form, "reason:")
    seen = _tried(kept.answers, reasons)[0]
    if seen is None:
        return _refused(kept.answers, kept)
    if request.method == "POST":
        return _open(kept, seen, reasons)
    return _checked(kept, seen, reasons, [])


def _checked(
    kept: Draft, seen: Preview, reasons: Mapping[str, str], errors: list[tuple[str, str]]
) -> Answer:
    about = _about(kept.answers)
    names = dict(jurisdictions_to_open(current_services()))
    page = render_template(
        "opening/check.html",
        answers=[one for own in seen.answers.values() for one in own],
        about=about,
        jurisdiction=names[about["jurisdiction"]],
        pages=opening_pages(current_services()),
        effects=effects_in_words(not_yet_open(current_services(), current_viewer()), seen),
        warnings=seen.warnings,
        reasons=reasons,
        errors=errors,
    )
    return (page, 422) if errors else page


def _open(kept: Draft, seen: Preview, reasons: Mapping[str, str]) -> Answer:
    services, viewer = current_services(), current_viewer()
    silent = [w for w in seen.warnings if not reasons.get(w.guard, "").strip()]
    if silent:
        told = [
            (f"#r{place}", _("Say why you record it all the same: %(what)s", what=w.sentence))
            for place, w in enumerate(seen.warnings, 1)
            if w in silent
        ]
        return _checked(kept, seen, reasons, told)
    end_reading()
    try:
        fired = open_now(services, viewer, _opening(kept.answers, reasons))
    except (FormErrors, Blocked):
        return _refused(kept.answers, kept)
    discard_opening(services, viewer)
    flash(
        _(
            "Opened: case %(reference)s. You, your teams and those who supervise the lead agency "
            "can see it.",
            reference=fired.case_reference,
        )
    )
    return redirect(_onward(_about(kept.answers)["entry"], fired.case_reference))


def _onward(entry: str, reference: str) -> str:
    """The new case; who came to screen somebody goes on to register that person."""
    if entry != "screening":
        return url_for("cases.show", reference=reference)
    return url_for(
        "steps.form", reference=reference, track="investigation", transition="register_victim"
    )


@blueprint.route("/people/search", methods=["GET", "POST"])
@may_open
def search() -> Answer:
    """Search before create: people already known in the viewer's cases, and what they are here.

    What is typed may be a name: it is posted, never part of an address, and never kept.
    """
    onward = safe_next(request.args.get("next")) or url_for("cases.index")
    if request.method == "POST" and request.form.get("do") == "answer":
        return _judged(onward)
    text = request.form.get("text", "")[:LONGEST_SEARCH].replace("\x00", "").strip()
    errors, found = [], None
    if request.method == "POST" and len(text) < 2:
        errors.append(("#text", _("Enter a name, number or address of two characters or more")))
    elif request.method == "POST":
        end_reading()
        found = search_known_people(current_services(), current_viewer(), text)
    viewer = current_viewer()
    page = render_template(
        "opening/search.html",
        onward=onward,
        text=text,
        found=found,
        errors=errors,
        searched=was_searched(read_connection(), viewer, viewer.now),
        may_join=bool(viewer.roles & {"lead", "pros", "vso", "stew"}),
    )
    return (page, 422) if errors else page


def _judged(onward: str) -> Answer:
    answers = {}
    for name, answer in prefixed(request.form, "is:").items():
        reference, _mark, label = name.rpartition(":")
        answers[(reference[:64], label[:16])] = answer
    end_reading()
    kept = record_judgements(current_services(), current_viewer(), answers)
    if kept:
        said = ngettext("%(num)d answer is kept", "%(num)d answers are kept", kept)
        flash(_("%(said)s with the cases where the people were found.", said=said))
    return redirect(onward)
