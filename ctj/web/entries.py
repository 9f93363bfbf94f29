"""One entry of the activity in full, and its mending: correct, withdraw, insert a forgotten step.

Nothing is edited. Each mend has its form, then a page that says what will change, then it is
recorded, or asked of a second person. What is typed waits in a sealed draft.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ctj.access.flask import (
    ApprovalRefused,
    RoleRefused,
    case,
    current_services,
    current_sight,
    current_viewer,
    end_reading,
    read_connection,
)
from ctj.casework import approvals
from ctj.casework.corrections import CorrectionPreview, correct, preview_correction
from ctj.casework.entries import Entry
from ctj.casework.mending import (
    Mending,
    can_be_undone,
    find_entry,
    forgotten_steps,
    mending,
    unread,
    why_not,
)
from ctj.casework.partners import UNDO
from ctj.casework.refusals import (
    Blocked,
    Conflict,
    DoesNotFollow,
    FormErrors,
    NeedsApproval,
    NotAllowedHere,
)
from ctj.queries.entry_page import NoSuchEntry, entry_page
from ctj.queries.open_case import OpenCase, open_case_page
from ctj.queries.step_words import effects_in_words

from .form_input import first_input, nested, with_row, without_row
from .mend_address import MEND, MendAddress, Trouble, reasons

blueprint = Blueprint("entries", __name__)
Answer = str | tuple[str, int] | Response
KINDS = "any(correct,withdraw,insert):kind"


def _opened() -> OpenCase:
    return open_case_page(read_connection(), current_services(), current_viewer(), current_sight())


@blueprint.get("/cases/<reference>/entries/<event_id>")
@case()
def show(reference: str, event_id: str) -> Answer:
    """The entry with its answers, corrections, and what can be mended."""
    opened = _opened()
    try:
        shown = entry_page(read_connection(), current_services(), opened, event_id)
    except NoSuchEntry:
        abort(404)
    if shown.event_id != event_id:
        part = next((f"c{c.seq}" for c in shown.corrections if c.event_id == event_id), None)
        url = url_for(".show", reference=reference, event_id=shown.event_id, _anchor=part)
        return redirect(url)
    entry = find_entry(opened, event_id)
    return render_template(
        "entries/show.html",
        about=opened.identity,
        entry=shown,
        may_not=why_not(opened, entry) if entry else _("It was withdrawn and counts no more."),
        forgotten=bool(entry and forgotten_steps(opened, entry)),
        correctable=shown.kind != "adopt" and not (entry and unread(opened, entry)),
        undo_href=_undo_href(opened, entry),
    )


def _undo_href(opened: OpenCase, entry: Entry | None) -> str:
    """Where a joining or division is undone, for who may ask for it; '' for every other entry."""
    undo = can_be_undone(opened, entry) if entry is not None else None
    if entry is None or undo is None:
        return ""
    whom: dict[str, Any] = {"for": undo.label} if undo.label else {}
    return url_for(
        "steps.form",
        reference=opened.identity.reference,
        track=undo.track,
        transition=UNDO,
        event=entry.root.seq,
        **whom,
    )


def _entry(opened: OpenCase, address: MendAddress) -> Entry | Response:
    """The entry to mend, or the way back to its page. Raises RoleRefused; 404."""
    if not any(event.id == address.event_id for event in opened.file.log):
        abort(404)
    entry = find_entry(opened, address.event_id)
    if entry is None:
        flash(_("This entry was withdrawn: there is nothing to mend."), "warn")
        return redirect(address.entry_url())
    sentence = why_not(opened, entry, address.forgotten or None)
    if sentence and (address.kind != "insert" or address.forgotten):
        raise RoleRefused(sentence)
    if address.kind == "correct" and unread(opened, entry):
        raise RoleRefused(
            _(
                "This entry holds answers that your role does not read: a colleague who reads "
                "them, or a data steward, corrects it. You can withdraw it."
            )
        )
    return entry


@blueprint.route(f"/cases/<reference>/entries/<event_id>/<{KINDS}>", methods=["GET", "POST"])
@case(rights="write")
def mend(reference: str, event_id: str, kind: str) -> Answer:
    """The form of a correction or withdrawal, or of the forgotten step that was chosen."""
    address = MendAddress(reference, event_id, kind, request.args.get("step", "")[:64])
    opened = _opened()
    entry = _entry(opened, address)
    if isinstance(entry, Response):
        return entry
    if kind == "insert" and not address.forgotten:
        return render_template(
            "entries/insert.html",
            about=opened.identity,
            entry=entry,
            steps=forgotten_steps(opened, entry),
            address=address,
        )
    asked = _asked(opened, entry, address)
    kept = address.draft(entry.root.track)
    if request.method == "POST":
        return _fill(address, opened, entry, asked)
    answers = kept.answers if kept else (asked.texts if asked else {})
    return _form(address, opened, entry, asked, answers, Trouble(), kept)


def _asked(opened: OpenCase, entry: Entry, address: MendAddress) -> Mending | None:
    """The step whose form is asked; None for a withdrawal."""
    if address.kind == "withdraw":
        return None
    services, connection = current_services(), read_connection()
    if address.kind == "correct":
        return mending(connection, services, opened, entry)
    steps = {step.id: step for step in forgotten_steps(opened, entry)}
    step = steps.get(address.forgotten) or abort(404)
    return mending(connection, services, opened, entry, step)


def _form(
    address: MendAddress,
    opened: OpenCase,
    entry: Entry,
    asked: Mending | None,
    answers: Mapping[str, Any],
    trouble: Trouble,
    kept: Any,
) -> Answer:
    typed = {name: value for name, value in answers.items() if name != MEND}
    lines = asked.questions(typed, trouble.errors) if asked else ()
    page = render_template(
        "entries/form.html",
        about=opened.identity,
        entry=entry,
        address=address,
        transition=asked.transition if asked else entry.transition,
        questions=lines,
        mend=answers.get(MEND) or {},
        mend_errors=trouble.mend,
        reasons=reasons(),
        errors=_summary(trouble, lines),
        trouble=trouble,
        version=kept.seen.get("", "") if kept else (_version(opened, entry)),
        draft_at=kept.changed_at if kept else None,
    )
    return (page, 409 if trouble.conflict else 422) if trouble else page


def _version(opened: OpenCase, entry: Entry) -> int | str:
    track = opened.projection.tracks.get(entry.root.track_id)
    return track.version if track else ""


def _summary(trouble: Trouble, lines: Sequence[Any]) -> list[tuple[str, str]]:
    """Links in page order: the form of the step, then why it is mended."""
    paths = [path for line in lines for path in _paths(line)]
    told = {str(error): f"#{first_input(error.path, paths)}" for error in trouble.errors}
    order = {f"#{first_input(path, paths)}": place for place, path in enumerate(paths)}
    ordered = sorted(told.items(), key=lambda item: order.get(item[1], len(order)))
    mended = [(f"#mend-{name}", sentence) for name, sentence in trouble.mend.items()]
    return [(href, sentence) for sentence, href in ordered] + mended


def _paths(line: Any) -> list[str]:
    found = [line.path]
    for row in line.rows:
        found += [row.path, *(inner.path for inner in row.questions)]
    return found


def _fill(address: MendAddress, opened: OpenCase, entry: Entry, asked: Mending | None) -> Answer:
    """A button of the form: rows, keep, discard, or see what will change."""
    do, _colon, argument = request.form.get("do", "check").partition(":")
    track = entry.root.track
    end_reading()
    if do == "discard":
        address.discard(track)
        flash(_("The draft is discarded. Nothing was recorded."))
        return redirect(address.entry_url())
    answers = nested(request.form)
    if do == "add":
        answers = with_row(answers, argument)
    if do == "remove":
        answers = without_row(answers, argument)
    address.save(track, answers, request.form.get("seen", ""))
    kept = address.draft(track)
    if do in ("add", "remove"):
        return _form(address, opened, entry, asked, answers, Trouble(), kept)
    if do == "keep":
        flash(_("Kept as a draft that only you can see. Nothing was recorded yet."))
        return redirect(address.entry_url())
    trouble = _tried(address, entry, asked, kept)[1]
    if trouble:
        return _form(address, opened, entry, asked, answers, trouble, kept)
    return redirect(address.url(".check"))


def _tried(
    address: MendAddress, entry: Entry, asked: Mending | None, kept: Any
) -> tuple[CorrectionPreview | None, Trouble]:
    """What the mend would change, or what stands in the way."""
    missing = address.missing_reasons(kept.answers)
    correction = address.correction(entry, asked, kept, complete=bool(missing))
    end_reading()
    try:
        seen = preview_correction(current_services(), current_viewer(), correction)
    except FormErrors as wrong:
        return None, Trouble(errors=wrong.errors, mend=missing)
    except Conflict as conflict:
        return None, Trouble(conflict=str(conflict), mend=missing)
    except DoesNotFollow as misfit:
        return None, Trouble(misfit=misfit, mend=missing)
    except (Blocked, NotAllowedHere) as refused:
        return None, Trouble(refused=str(refused), mend=missing)
    return (None, Trouble(mend=missing)) if missing else (seen, Trouble())


@blueprint.route(f"/cases/<reference>/entries/<event_id>/<{KINDS}>/check", methods=["GET", "POST"])
@case(rights="write")
def check(reference: str, event_id: str, kind: str) -> Answer:
    """What will change; then recording it, or asking a second person."""
    address = MendAddress(reference, event_id, kind, request.args.get("step", "")[:64])
    opened = _opened()
    entry = _entry(opened, address)
    if isinstance(entry, Response):
        return entry
    asked = _asked(opened, entry, address)
    kept = address.draft(entry.root.track)
    if kept is None:
        return redirect(address.url(".mend"))
    seen, trouble = _tried(address, entry, asked, kept)
    if seen is None:
        return _form(address, opened, entry, asked, kept.answers, trouble, kept)
    if request.method == "POST":
        return _record(address, opened, entry, asked, kept, seen)
    return _checked(address, opened, entry, asked, kept, seen)


def _checked(
    address: MendAddress,
    opened: OpenCase,
    entry: Entry,
    asked: Mending | None,
    kept: Any,
    seen: CorrectionPreview,
    errors: Sequence[tuple[str, str]] = (),
) -> Answer:
    told = address.correction(entry, asked, kept).answers
    page = render_template(
        "entries/check.html",
        about=opened.identity,
        entry=entry,
        address=address,
        transition=asked.transition if asked else entry.transition,
        compared=asked.compared(seen.typed, told) if asked else (),
        mend=kept.answers.get(MEND) or {},
        reasons=dict(reasons()),
        effects=effects_in_words(opened, seen),
        findings=seen.findings,
        second=seen.second_person,
        why=request.form.get("why", ""),
        errors=errors,
    )
    return (page, 422) if errors else page


def _record(
    address: MendAddress,
    opened: OpenCase,
    entry: Entry,
    asked: Mending | None,
    kept: Any,
    seen: CorrectionPreview,
) -> Answer:
    services, viewer = current_services(), current_viewer()
    correction = address.correction(entry, asked, kept)
    try:
        if seen.second_person is not None:
            approvals.request(services, viewer, correction, request.form.get("why", ""))
            flash(_("Asked for approval. Nothing changes until a second person has decided."))
        else:
            correct(services, viewer, correction)
            flash(_said(address, entry))
    except ApprovalRefused as refused:
        told = [("", str(refused))]
        return _checked(address, opened, entry, asked, kept, seen, told)
    except (FormErrors, Conflict, NeedsApproval, Blocked, DoesNotFollow, NotAllowedHere) as refused:
        about = getattr(refused, "errors", ())
        if any(one.path == approvals.WHY[0] for one in about):
            told = [("#why", str(one)) for one in about]
            return _checked(address, opened, entry, asked, kept, seen, told)
        trouble = _tried(address, entry, asked, kept)[1]
        return _form(address, opened, entry, asked, kept.answers, trouble, kept)
    address.discard(entry.root.track)
    return redirect(address.entry_url())


def _said(address: MendAddress, entry: Entry) -> str:
    words = {"label": entry.transition.label, "number": entry.root.seq}
    if address.kind == "correct":
        return _("Corrected: entry %(number)s, %(label)s.", **words)
    if address.kind == "withdraw":
        return _("Withdrawn: entry %(number)s, %(label)s. It stays readable.", **words)
    step = entry.definition.transitions[address.forgotten].label
    return _("Inserted before entry %(number)s: %(step)s.", number=entry.root.seq, step=step)
