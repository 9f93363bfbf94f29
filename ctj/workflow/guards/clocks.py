"""Guards about time limits, reckoned for the instant of the transaction."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from ctj.language import say

from ..calendars import Calendar
from ..clocks import Reckoned, distance_words, reckon
from ..dates import PartialDate
from ..fold.occurrence import preferred
from ..instants import local_day
from ..projection import Clock
from ..situation import Situation
from .look import subject_id, when
from .registry import Missing, guard

APPEAL = "appeal_period"
#: Who in ``appeal_by`` has a period of its own.
PARTIES = frozenset({"accused", "prosecution"})


def clocks_of(situation: Situation, name: str, subject: str | None = None) -> Iterator[Clock]:
    """Clocks of that name on this track, or of the person ``subject``, in order of their start."""
    track = situation.track.id if situation.track else None
    for clock in situation.projection.clocks.values():
        own = clock.track_id == track if subject is None else clock.subject_id == subject
        if clock.clock == name and own:
            yield clock


def ends(situation: Situation, clock: Clock) -> Reckoned:
    """When the clock ends, by its own calendar and zone."""
    calendar = situation.calendars.get(clock.calendar)
    return reckon(clock, calendar if isinstance(calendar, Calendar) else None, clock.zone)


def _day_words(situation: Situation, moment: datetime, found: Reckoned) -> str:
    day = found.last_day or local_day(moment - timedelta(seconds=1), situation.zone)
    return PartialDate.from_day(day).in_words()


def _until(situation: Situation, clock: Clock) -> dict[str, str] | None:
    """Words for an end that lies ahead; None where it has passed, or there is none to wait for."""
    found = ends(situation, clock)
    if found.due is None or found.due <= situation.now:
        return None
    return {
        "date": _day_words(situation, found.due, found),
        "distance": distance_words(found.due, situation.now),
    }


@guard("clock_over")
def clock_over(situation: Situation, /, **args: Any) -> Missing | None:
    """That clock is stopped, lapsed or without an end for every party."""
    name = str(args["clock"])
    for clock in clocks_of(situation, name):
        words = _until(situation, clock) if clock.is_open else None
        if words is not None:
            definition = situation.library.clocks.get(name)
            named = {"clock_label": definition.label.lower() if definition else name, **words}
            return _by_law(clock, named)
    return None


@guard("clock_not_running", asks_form=True)
def clock_not_running(situation: Situation, /, **args: Any) -> Missing | None:
    """The clock of the person named does not run, or it is the person's own wish."""
    if situation.form.get("own_wish") == "yes":
        return None
    named = situation.form.get("of") or subject_id(situation)
    for one in named if isinstance(named, list | tuple) else (named,):
        for clock in clocks_of(situation, str(args["clock"]), str(one)):
            words = _until(situation, clock) if clock.is_open else None
            if words is not None:
                return Missing(words, subject_id=str(one))
    return None


@guard("appeal_in_time", asks_form=True)
def appeal_in_time(situation: Situation, /, **args: Any) -> Missing | None:
    """The period of each party that appeals was surely not over, or leave is asked for."""
    if situation.form.get("leave_needed") == "yes":
        return None
    lodged = when(situation).earliest(situation.zone)
    for party in sorted(PARTIES & set(situation.form.get("by", ()))):
        periods = [one for one in clocks_of(situation, APPEAL) if one.party == party]
        if lodged is None or not periods:
            continue
        found = ends(situation, periods[-1])
        if found.due is not None and _is_late(lodged, found):
            words = {
                "date": _day_words(situation, found.due, found),
                "distance": distance_words(found.due, lodged),
            }
            return _by_law(periods[-1], words)
    return None


def _is_late(act: datetime, found: Reckoned) -> bool:
    """A limit through a day has passed when the day is over, one to the minute after it."""
    if found.due is None:
        return False
    return act > found.due or (found.last_day is not None and act == found.due)


@guard("extension_within_total", asks_form=True)
def extension_within_total(situation: Situation, /, **args: Any) -> Missing | None:
    """The new end of custody is surely not after the end of the total that the law allows."""
    new_end = preferred(situation.form.get("until")).first_day
    totals = [one for one in clocks_of(situation, "custody_total") if one.is_open]
    if new_end is None or not totals:
        return None
    found = ends(situation, totals[-1])
    if found.due is None:
        return None
    last = found.last_day or local_day(found.due - timedelta(seconds=1), situation.zone)
    if new_end <= last:
        return None
    total = f"{totals[-1].length} {totals[-1].unit}".replace("_", " ")
    words = {"total": total, "date": PartialDate.from_day(last).in_words()}
    return _by_law(totals[-1], words)


def _by_law(clock: Clock, words: dict[str, str]) -> Missing:
    """A refusal that rests on the statement of a clock, with its article and mark."""
    article = clock.statement.get("article") or None
    status = str(clock.statement.get("status", "unverified"))
    words = {**words, "article": str(article or say("this product’s own policy"))}
    return Missing(words, article=article and str(article), article_status=article and status)
