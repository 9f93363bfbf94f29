"""Where a missing thing is entered: a guard's ``where`` as a link."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from ctj.access.flask import current_services
from ctj.casework.refusals import Missing as Refusal


@dataclass(frozen=True)
class Missing:
    """One missing thing: the sentence, and the link that mends it ('' where there is none)."""

    sentence: str
    href: str = ""
    link: str = ""
    article: str = ""
    status: str = ""


def missing_links(reference: str, refusals: Iterable[Refusal]) -> tuple[Missing, ...]:
    """The refusals of guards with the place where each is mended."""
    return tuple(_missing(reference, refusal) for refusal in refusals)


def _missing(reference: str, refusal: Refusal) -> Missing:
    href, link = _where(reference, refusal)
    return Missing(
        sentence=refusal.sentence,
        href=href,
        link=link,
        article=refusal.article or "",
        status=refusal.article_status or "",
    )


def _where(reference: str, refusal: Refusal) -> tuple[str, str]:
    kind, _colon, what = refusal.where.partition(":")
    label = refusal.subject_label or ""
    if kind == "transition":
        track, step, button = _step(what)
        if step:
            subject: dict[str, Any] = {"for": label} if label and track == "prosecution" else {}
            href = url_for(
                "steps.form", reference=reference, track=track, transition=step, **subject
            )
            return href, button
    if kind == "register" and what:
        href = url_for("cases.registers", reference=reference, subject=label or None, _anchor=what)
        return href, _("See what is recorded")
    if kind == "clock" or what == "clocks":
        return url_for("cases.registers", reference=reference, _anchor="limits"), _(
            "See the limits"
        )
    if (kind, what) == ("form", "search"):
        return url_for("opening.search", next=request.full_path.rstrip("?")), _("Search now")
    if kind == "people":
        return url_for("people.index", reference=reference), _("See the people")
    return "", ""


def _step(name: str) -> tuple[str, str, str]:
    """(track, transition, button) of 'track.transition' or of a bare transition."""
    tracks = current_services().library.tracks
    track, dot, step = name.partition(".")
    if not dot:
        found = [t.id for t in tracks.values() if name in t.transitions]
        track, step = (found[0], name) if found else ("", "")
    transition = tracks[track].transitions.get(step) if track in tracks else None
    return (track, step, transition.label) if transition else ("", "", "")
