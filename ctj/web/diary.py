"""The diary of hearings, as a list and as a week; and what it has missed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from ctj.access.flask import current_today, current_viewer, read_connection, role
from ctj.queries.diary import Hearing, hearings, unrecorded_hearings

from .shell import CASE_ROLES

blueprint = Blueprint("diary", __name__, url_prefix="/diary")
#: So many days at once the list shows.
DAYS = 28


@dataclass(frozen=True)
class DiaryDay:
    """A day with its hearings."""

    day: date
    hearings: tuple[Hearing, ...]


@blueprint.get("")
@role(*sorted(CASE_ROLES))
def index() -> str:
    """Four weeks as a list: only the days on which something is set."""
    first, error = _first()
    mine = request.args.get("mine") == "1"
    found = hearings(
        read_connection(), current_viewer(), first, first + timedelta(days=DAYS - 1), mine=mine
    )
    return render_template(
        "diary/index.html",
        days=_by_day(found),
        first=first,
        last=first + timedelta(days=DAYS - 1),
        mine=mine,
        errors=error,
        before=_link(first - timedelta(days=DAYS)),
        after=_link(first + timedelta(days=DAYS)),
    )


@blueprint.get("/week")
@role(*sorted(CASE_ROLES))
def week() -> str:
    """Seven days beside one another, from Monday; on a phone below one another."""
    wanted, error = _first()
    monday = wanted - timedelta(days=wanted.weekday())
    mine = request.args.get("mine") == "1"
    sunday = monday + timedelta(days=6)
    found = hearings(read_connection(), current_viewer(), monday, sunday, mine=mine)
    there = {one.day: one for one in _by_day(found)}
    days = [monday + timedelta(days=n) for n in range(7)]
    return render_template(
        "diary/week.html",
        days=[there.get(day, DiaryDay(day, ())) for day in days],
        first=monday,
        last=sunday,
        mine=mine,
        errors=error,
        before=_link(monday - timedelta(days=7)),
        after=_link(monday + timedelta(days=7)),
    )


@blueprint.get("/unrecorded")
@role(*sorted(CASE_ROLES))
def unrecorded() -> str:
    """Hearings whose day has passed and that have no result yet."""
    found, count = unrecorded_hearings(read_connection(), current_viewer(), current_today())
    return render_template("diary/unrecorded.html", hearings=found, count=count)


def _first() -> tuple[date, list[tuple[str, str]]]:
    """The first day asked for, or today, with a sentence where the address names no day."""
    text = request.args.get("from", "")
    if not text:
        return current_today(), []
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not 1900 <= day.year <= 2200:
        wrong = _("'%(day)s' is not a day: write 2026-11-25. The diary begins today", day=text[:20])
        return current_today(), [("#from", wrong)]
    return day, []


def _link(first: date) -> str:
    kept: dict[str, Any] = {"from": first.isoformat(), "mine": request.args.get("mine")}
    return url_for(str(request.endpoint), **kept)


def _by_day(found: Iterable[Hearing]) -> list[DiaryDay]:
    days: dict[date, list[Hearing]] = {}
    for one in found:
        days.setdefault(one.day, []).append(one)
    return [DiaryDay(day, tuple(those)) for day, those in days.items()]
