"""Recording a step: the form, the check of the answers, and the recording itself.

What is typed waits in a sealed draft between the pages, never in hidden fields. Every action works
with ordinary buttons: ``do`` names the one that was pressed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

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
from ctj.casework import approvals
from ctj.casework.drafts import Draft, discard_draft, load_draft, save_draft
from ctj.casework.passing import REASON
from ctj.casework.preview import Preview, preview
from ctj.casework.refusals import Blocked, Conflict, FormErrors, NeedsApproval, NotAllowedHere
from ctj.casework.steps import Known, Step, SubjectStep
from ctj.casework.transitions import fire
from ctj.queries.open_case import OpenCase, open_case_page
from ctj.queries.pseudonyms import shortened, spelled_out
from ctj.queries.step_form import Filled, NoSuchStep, StepForm, step_form
from ctj.queries.step_words import effects_in_words

from .form_input import first_input, nested, prefixed, with_row, without_row
from .missing import Missing, missing_links

blueprint = Blueprint("steps", __name__)
Answer = str | tuple[str, int] | Response
#: The answer that the person who is added is none of those found.
SOMEBODY_NEW = "new"


@dataclass(frozen=True)
class Address:
    """Which step of which case, for whom: the part of the address that all pages of it share."""

    reference: str
    track: str
    transition: str
    labels: tuple[str, ...]

    def step(
        self,
        answers: Mapping[str, Any],
        seen: Mapping[str, Any],
        reasons: Mapping[str, str] | None = None,
        known: Known | None = None,
    ) -> Step:
        """The step as casework takes it; ``seen``: versions of the tracks, by pseudonym."""
        return Step(
            case_reference=self.reference,
            track=self.track,
            transition=self.transition,
            subjects=tuple(
                SubjectStep(label, _version(seen.get(label))) for label in self.labels or ("",)
            ),
            answers=answers,
            reasons=reasons or {},
            known=known,
        )

    def draft(self) -> Draft | None:
        """What the viewer has kept of this step, as it stands now."""
        end_reading()  # an older read would not see what was just written
        empty = self.step({}, {})
        return load_draft(read_connection(), current_services(), current_viewer(), empty)

    def discard(self) -> None:
        """Throw the draft of this step away."""
        discard_draft(current_services(), current_viewer(), self.step({}, {}))

    def url(self, endpoint: str, **more: Any) -> str:
        """A page of this step."""
        whom: dict[str, Any] = {"for": shortened(self.labels)} if self.labels else {}
        return url_for(
            endpoint,
            reference=self.reference,
            track=self.track,
            transition=self.transition,
            **whom,
            **more,
        )


@dataclass(frozen=True)
class Trouble:
    """What stands in the way of going on, to be shown above the form."""

    errors: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    blocked: tuple[Missing, ...] = ()
    conflict: str = ""


def _address(reference: str, track: str, transition: str) -> Address:
    try:
        labels = [label for text in request.args.getlist("for") for label in spelled_out(text)]
    except ValueError:
        abort(404)
    return Address(reference, track, transition, tuple(dict.fromkeys(labels)))


def _opened() -> OpenCase:
    return open_case_page(read_connection(), current_services(), current_viewer(), current_sight())


def _page() -> int:
    text = request.args.get("page", "1")
    return int(text) if text.isdecimal() and 0 < len(text) < 4 else 1


@blueprint.get("/cases/<reference>/steps/<track>/<transition>")
@case(rights="write")
def form(reference: str, track: str, transition: str) -> Answer:
    """The form of a step, with what a draft has kept."""
    address = _address(reference, track, transition)
    kept = address.draft()
    return _show(address, kept.answers if kept else _given(), Trouble(), kept)


def _given() -> dict[str, str]:
    """What the link to the form has filled in already: which entry it is about."""
    return {"event": request.args["event"][:40]} if "event" in request.args else {}


def _show(
    address: Address, answers: Mapping[str, Any], trouble: Trouble, kept: Draft | None
) -> Answer:
    opened = _opened()
    try:
        shown = step_form(
            read_connection(),
            opened,
            address.track,
            address.transition,
            address.labels,
            Filled(answers, trouble.errors),
            _page(),
        )
    except NoSuchStep:
        abort(404)
    page = render_template(
        "steps/form.html",
        about=opened.identity,
        form=shown,
        here=address.url(".form", page=shown.page),
        errors=_summary(shown, trouble.errors),
        blocked=trouble.blocked,
        conflict=trouble.conflict,
        draft_at=kept.changed_at if kept else None,
        passes=any(one.passes for several in trouble.errors.values() for one in several),
        reason=kept.reasons.get(REASON, "") if kept else "",
    )
    if trouble.conflict:
        return page, 409
    return (page, 422) if trouble.errors or trouble.blocked else page


def _summary(shown: StepForm, errors: Mapping[str, Sequence[Any]]) -> list[tuple[str, str]]:
    """Links in page order that name subject and row."""
    told: dict[str, str] = {}
    for error in (error for several in errors.values() for error in several):
        told.setdefault(str(error), f"#{first_input(error.path, shown.paths)}")
    order = {f"#{first_input(path, shown.paths)}": place for place, path in enumerate(shown.paths)}
    ordered = sorted(told.items(), key=lambda item: order.get(item[1], len(order)))
    return [(href, sentence) for sentence, href in ordered]


@blueprint.post("/cases/<reference>/steps/<track>/<transition>")
@case(rights="write")
def fill(reference: str, track: str, transition: str) -> Answer:
    """A button of the form: rows, pages, keep, discard, or check the answers."""
    address = _address(reference, track, transition)
    do, _colon, argument = request.form.get("do", "check").partition(":")
    services, viewer = current_services(), current_viewer()
    if do == "discard":
        address.discard()
        flash(_("The draft is discarded. Nothing was recorded."))
        return redirect(url_for("cases.show", reference=reference))
    answers = _merged(address, nested(request.form))
    if do == "add":
        answers = with_row(answers, argument)
    if do == "remove":
        answers = without_row(answers, argument)
    before = address.draft()
    reasons = {**(before.reasons if before else {}), **prefixed(request.form, "reason:")}
    save_draft(services, viewer, address.step(answers, prefixed(request.form, "seen:"), reasons))
    kept = address.draft()
    if do in ("add", "remove"):
        return _show(address, answers, Trouble(), kept)
    if do == "keep":
        flash(_("Kept as a draft that only you can see. Nothing was recorded yet."))
        return redirect(url_for("cases.show", reference=reference))
    if do == "page" and argument.isdecimal():
        return redirect(address.url(".form", page=int(argument)))
    trouble = _tried(address, kept, kept.reasons)[1] if kept else None
    if trouble is not None:
        return _show(address, answers, trouble, kept)
    return redirect(address.url(".check"))


def _merged(address: Address, typed: dict[str, Any]) -> dict[str, Any]:
    """This page's answers over those of the other pages of the same form."""
    kept = address.draft()
    if kept is None or len(address.labels) < 2:
        return typed
    others = {label: kept.answers[label] for label in address.labels if label in kept.answers}
    shared = {k: v for k, v in kept.answers.items() if k not in address.labels}
    base = typed if _page() == 1 else {**shared, **typed}
    return {**others, **base}


def _version(text: Any) -> int | None:
    return int(text) if str(text or "").isdecimal() else None


def _tried(
    address: Address, kept: Draft, reasons: Mapping[str, str] | None = None
) -> tuple[Preview | None, Trouble | None]:
    """What recording would do, or what stands in the way."""
    try:
        step = address.step(kept.answers, kept.seen, reasons)
        return preview(current_services(), current_viewer(), step), None
    except FormErrors as wrong:
        return None, Trouble(errors=_by_subject(wrong))
    except Conflict as conflict:
        return None, Trouble(conflict=str(conflict))
    except Blocked as blocked:
        return None, Trouble(blocked=missing_links(address.reference, blocked.missing))
    except NotAllowedHere as refused:
        return None, Trouble(blocked=(Missing(str(refused)),))


def _by_subject(wrong: FormErrors) -> dict[str, list[Any]]:
    """Errors by label. A shared one stands with every subject; the summary tells it once."""
    found: dict[str, list[Any]] = {}
    for error in wrong.errors:
        found.setdefault(error.subject or "", []).append(error)
    shared = found.get("", [])
    for label in [label for label in found if label]:
        found[label] = shared + found[label]
    return found


@blueprint.route("/cases/<reference>/steps/<track>/<transition>/check", methods=["GET", "POST"])
@case(rights="write")
def check(reference: str, track: str, transition: str) -> Answer:
    """The answers in words beside what recording will do; then recording, or asking."""
    address = _address(reference, track, transition)
    kept = address.draft()
    if kept is None:
        return redirect(address.url(".form"))
    reasons = {**kept.reasons, **prefixed(request.form, "reason:")}
    if request.method == "POST":
        return _record(address, kept, reasons)
    seen, trouble = _tried(address, kept, reasons)
    if seen is None:
        return _show(address, kept.answers, trouble or Trouble(), kept)
    return _checked(address, kept, seen, reasons, [])


def _checked(
    address: Address,
    kept: Draft,
    seen: Preview,
    reasons: Mapping[str, str],
    errors: list[tuple[str, str]],
) -> Answer:
    opened = _opened()
    shown = step_form(
        read_connection(),
        opened,
        address.track,
        address.transition,
        address.labels,
        Filled(kept.answers, {}),
    )
    page = render_template(
        "steps/check.html",
        about=opened.identity,
        form=shown,
        here=address.url(".check"),
        back=address.url(".form"),
        answers=list(seen.answers.items()),
        effects=effects_in_words(opened, seen),
        warnings=seen.warnings,
        reasons=reasons,
        second=seen.second_person,
        record_label=_record_label(shown),
        known=seen.known,
        who=request.form.get("who", ""),
        errors=errors,
        why=request.form.get("why", ""),
    )
    return (page, 422) if errors else page


def _record_label(shown: StepForm) -> str:
    labels = shortened(f.label for f in shown.subjects if f.label)
    if not labels:
        return _("Record it")
    return _("Record it for %(who)s", who=labels.replace(",", ", "))


def _record(address: Address, kept: Draft, reasons: Mapping[str, str]) -> Answer:
    services, viewer = current_services(), current_viewer()
    seen, trouble = _tried(address, kept, reasons)
    if seen is None:
        return _show(address, kept.answers, trouble or Trouble(), kept)
    who = request.form.get("who", "")
    if seen.known and who != SOMEBODY_NEW and not _chosen(seen, who):
        told = [("#who-1", _("Say whether this is the person whom you found, or somebody new"))]
        return _checked(address, kept, seen, reasons, told)
    open_warnings = [w for w in seen.warnings if not reasons.get(w.guard, "").strip()]
    if open_warnings:
        told = [
            (f"#r{place}", _("Say why you record it all the same: %(what)s", what=w.sentence))
            for place, w in enumerate(seen.warnings, 1)
            if w in open_warnings
        ]
        return _checked(address, kept, seen, reasons, told)
    step = address.step(kept.answers, kept.seen, reasons, _chosen(seen, who))
    if seen.second_person is not None and request.form.get("do") == "ask":
        try:
            approvals.request(services, viewer, step, request.form.get("why", ""))
        except FormErrors as named:
            told = [("#why", str(one)) for one in named.errors]
            return _checked(address, kept, seen, reasons, told)
        flash(_("Asked for approval. Nothing changes until a second person has decided."))
        return redirect(url_for("cases.show", reference=address.reference))
    try:
        fired = fire(services, viewer, step)
    except (FormErrors, Conflict, NeedsApproval, Blocked, NotAllowedHere):
        trouble = _tried(address, kept, reasons)[1] or Trouble(conflict=_("Try once more."))
        return _show(address, kept.answers, trouble, kept)
    address.discard()
    flash(_said(fired))
    return redirect(url_for("cases.show", reference=fired.case_reference))


def _chosen(seen: Preview, who: str) -> Known | None:
    """The person among those offered whom the answer names (``CASE:V1``)."""
    for one in seen.known:
        if who == f"{one.case_reference}:{one.label}":
            return Known(one.case_reference, one.label)
    return None


def _said(fired: Any) -> str:
    labels = shortened(e.subject_label for e in fired.events if e.subject_label)
    whom = _(" for %(who)s", who=labels.replace(",", ", ")) if labels else ""
    added = _(" New in the case: %(who)s.", who=", ".join(fired.added)) if fired.added else ""
    return _("Recorded%(whom)s: “%(what)s”.", what=fired.events[0].label, whom=whom) + added
