"""The case list and the pages of one case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from ctj.access.flask import (
    case,
    current_services,
    current_sight,
    current_viewer,
    read_connection,
    role,
)
from ctj.casework.safe_contact import opened_today
from ctj.queries import activity as activities
from ctj.queries import case_list, case_page, case_registers
from ctj.queries.case_counts import counts
from ctj.queries.case_list import ListQuestion
from ctj.queries.earlier import earlier, elsewhere
from ctj.queries.limits import due_level, due_words
from ctj.queries.open_case import OpenCase, open_case_page
from ctj.queries.pseudonyms import shortened
from ctj.queries.screening import SCREENING
from ctj.queries.step_list import step_list
from ctj.queries.tracks import Possible
from ctj.queries.victim_page import only_of, victim_page

from .mend_address import kept_mend
from .missing import missing_links
from .shell import CASE_ROLES

blueprint = Blueprint("cases", __name__)
ORDERED_STATES = "prosecution"
#: Roles that may open a case from a report.
MAY_OPEN = frozenset({"front", "inv", "lead", "pros", "vso", "cao"})


def state_labels() -> dict[str, str]:
    """States of a prosecution in the order of the workflow, with their labels."""
    definition = current_services().library.tracks[ORDERED_STATES]
    return {state.id: case_page.filled(state.label) for state in definition.states.values()}


@blueprint.get("/cases")
@role(*sorted(CASE_ROLES))
def index() -> str:
    """Cases of this viewer, filtered; every filter is part of the address."""
    question, errors = _question()
    connection, viewer = read_connection(), current_viewer()
    page = case_list.list_cases(connection, viewer, current_services().keyring, question)
    return render_template(
        "cases/index.html",
        page=page,
        question=question,
        counts=counts(connection, viewer),
        states=state_labels(),
        dense=request.args.get("view") == "table",
        following=_following(page.following),
        chips=_chips(question),
        words=_limit_words,
        errors=errors,
        may_open=bool(viewer.roles & MAY_OPEN),
    )


def _question() -> tuple[ListQuestion, list[tuple[str, str]]]:
    errors: list[tuple[str, str]] = []
    states = tuple(s for s in request.args.getlist("state") if s)
    unknown = [s for s in states if s not in state_labels()]
    if unknown:
        errors.append(("#filters", _("There is no state of that name: choose one of the list")))
    after, broken = _after(request.args.get("after", ""))
    if broken:
        errors.append(
            ("", _("The link to that page of the list is broken: this is the first page"))
        )
    return (
        ListQuestion(
            q=request.args.get("q", "")[:200].replace("\x00", ""),
            states=tuple(s for s in states if s not in unknown),
            jurisdiction=request.args.get("jurisdiction", "")[:64].replace("\x00", ""),
            mine=request.args.get("mine") == "1",
            limit_within_week=request.args.get("soon") == "1",
            oldest_first=request.args.get("order") == "oldest",
            after=after,
        ),
        errors,
    )


def _after(text: str) -> tuple[tuple[datetime, str] | None, bool]:
    if not text:
        return None, False
    moment, _mark, case_id = text.partition("~")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None, True
    return ((at, case_id), False) if at.tzinfo and len(case_id) == 36 else (None, True)


def _arguments(**changed: Any) -> dict[str, Any]:
    """The present filters as arguments of a link, changed; None leaves one out."""
    kept: dict[str, Any] = {k: request.args.getlist(k) for k in request.args if k != "after"}
    kept.update(changed)
    return {key: value for key, value in kept.items() if value not in (None, [], "")}


def _following(key: tuple[datetime, str] | None) -> str | None:
    if key is None:
        return None
    return url_for(".index", **_arguments(after=f"{key[0].isoformat()}~{key[1]}"))


def _chips(question: ListQuestion) -> list[tuple[str, str]]:
    """Each filter in use as (words, link without it)."""
    chips = []
    if question.q:
        chips.append((_("Find: %(q)s", q=question.q), url_for(".index", **_arguments(q=None))))
    for state in question.states:
        rest = [s for s in question.states if s != state]
        chips.append((state_labels()[state], url_for(".index", **_arguments(state=rest))))
    if question.jurisdiction:
        label = _("Jurisdiction: %(code)s", code=question.jurisdiction)
        chips.append((label, url_for(".index", **_arguments(jurisdiction=None))))
    if question.mine:
        chips.append((_("Mine"), url_for(".index", **_arguments(mine=None))))
    if question.limit_within_week:
        chips.append((_("A limit within 7 days"), url_for(".index", **_arguments(soon=None))))
    return chips


def _limit_words(limit: case_list.NextLimit) -> tuple[str, str, str]:
    """Level, distance and moment of the nearest limit of a line."""
    now = current_viewer().now
    distance, moment = due_words(limit.due_at, now, limit.zone)
    return due_level(limit.due_at, now, limit.zone), distance, moment


def _opened() -> OpenCase:
    return open_case_page(read_connection(), current_services(), current_viewer(), current_sight())


@blueprint.get("/cases/<reference>")
@case()
def show(reference: str) -> str:
    """Where it stands, what can be done next, and what is not yet possible."""
    opened = _opened()
    states = tuple(request.args.getlist("state"))
    view = case_page.case_view(opened.identity, opened.projection, opened.lights, states=states)
    steps = step_list(opened, view, full=request.args.get("steps") == "all")
    latest = activities.activity(
        read_connection(),
        current_viewer(),
        current_services().keyring,
        current_services().library,
        opened.identity.case_id,
        activities.ActivityQuestion(),
        limit=8,
    )
    return render_template(
        "cases/show.html",
        about=opened.identity,
        view=view,
        stages=case_page.STAGES,
        steps=steps,
        step_href=_step_href,
        missing=lambda one: missing_links(reference, one.missing),
        chosen=states,
        latest=latest.entries,
        drafts=_drafts(opened),
    )


@blueprint.get("/cases/<reference>/people/<label>")
@case()
def victim(reference: str, label: str) -> str:
    """One victim: safe contact first, then consents, support and what is owed."""
    opened = _opened()
    view = case_page.case_view(opened.identity, opened.projection, opened.lights)
    read = opened_today(read_connection(), current_viewer(), opened.file)
    return render_template(
        "cases/victim.html",
        about=opened.identity,
        page=victim_page(read_connection(), opened, view, label, read),
        stages=case_page.STAGES,
        steps=step_list(opened, only_of(view, label)),
        step_href=_step_href,
    )


def _step_href(reference: str, step: Possible, subjects: Sequence[tuple[str, str]]) -> str:
    """The form of a step: for all of a group where it may be joint, else for its first subject."""
    labels = [label for label, _kind in subjects]
    chosen = labels if step.joint else labels[:1]
    whom: dict[str, Any] = {"for": shortened(chosen)} if chosen else {}
    return url_for(
        "steps.form", reference=reference, track=step.track, transition=step.transition, **whom
    )


def _drafts(opened: OpenCase) -> list[tuple[str, str]]:
    """(words, link) of the viewer's drafts on this case."""
    found: list[tuple[str, str]] = []
    for kept in opened.drafts:
        name, _space, labels = kept.step.partition(" ")
        track, _dot, transition = name.partition(".")
        if track == SCREENING:
            onward = url_for(
                "screening.start", reference=opened.identity.reference, label=labels or "-"
            )
            found.append((_("Screening of %(who)s", who=labels), onward))
            continue
        definition = current_services().library.tracks.get(track)
        step = definition.transitions.get(transition) if definition else None
        if step is None:
            found += filter(None, [kept_mend(opened, transition)])
            continue
        whom: dict[str, Any] = {"for": labels.replace(" ", ",")} if labels else {}
        href = url_for(
            "steps.form",
            reference=opened.identity.reference,
            track=track,
            transition=transition,
            **whom,
        )
        found.append((f"{step.label} {labels}".strip(), href))
    return found


@blueprint.get("/cases/<reference>/registers")
@case()
def registers(reference: str) -> str:
    """Charges, hearings, custody and the other registers of each accused."""
    opened = _opened()
    label = request.args.get("subject", "")
    tables = case_registers.tables(
        read_connection(), opened, subject=label, register=request.args.get("register", "")
    )
    return render_template(
        "cases/registers.html",
        about=opened.identity,
        tables=tables,
        subjects=case_registers.accused_labels(opened),
        chosen=label,
    )


@blueprint.get("/cases/<reference>/activity")
@case()
def activity(reference: str) -> str:
    """Everything recorded, newest first, with filters."""
    opened = _opened()
    before = request.args.get("before", "")
    question = activities.ActivityQuestion(
        subject=request.args.get("subject", "")[:16],
        track=request.args.get("track", "")[:64],
        kind=request.args.get("kind", "")[:32],
        before=int(before) if before.isdecimal() and len(before) < 10 else None,
        q=request.args.get("q", "")[:100],
    )
    page = activities.activity(
        read_connection(),
        current_viewer(),
        current_services().keyring,
        current_services().library,
        opened.identity.case_id,
        question,
    )
    following = url_for(".activity", reference=reference, **_arguments(before=page.before))
    return render_template(
        "cases/activity.html",
        about=opened.identity,
        page=page,
        question=question,
        subjects=sorted(s.label for s in opened.projection.subjects.values()),
        tracks=current_services().library.tracks,
        following=following if page.before else None,
        elsewhere=elsewhere(read_connection(), opened),
    )


@blueprint.get("/cases/<reference>/activity/earlier")
@case()
def earlier_activity(reference: str) -> str:
    """What was recorded in another case on tracks that came from it."""
    opened, connection = _opened(), read_connection()
    others = elsewhere(connection, opened)
    place, before = request.args.get("other", "0"), request.args.get("before", "")
    chosen = int(place) if place.isdecimal() and len(place) < 4 else 0
    page, following = None, None
    if chosen < len(others):
        number = int(before) if before.isdecimal() and len(before) < 10 else None
        page = earlier(connection, current_services(), opened, others[chosen], number)
        following = url_for(
            ".earlier_activity", reference=reference, other=chosen, before=page.before
        )
    return render_template(
        "cases/earlier.html",
        about=opened.identity,
        others=others,
        chosen=chosen,
        page=page,
        following=following if page and page.before else None,
    )
