"""Where the entries of a chronology lie on an axis of time: no preciser than the source.

A day is a mark at that day. A month, a year or a range is an open bar over all the days on which it
can have been. What lasted is solid where it surely went on, open where it may have begun or ended.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .chronology import CrimeEvent

#: Units of the axis, whatever the width of the page.
WIDTH = 1000
#: At most so many marks on the axis.
TICKS = 6
#: Narrower than this an open bar could not be seen.
LEAST = 6


@dataclass(frozen=True)
class Bar:
    """One entry on the axis, in units of it. ``sure`` is (start, width) of what surely was then;
    ``at``: the mark of a day. ``others``: where other sources put it."""

    event: CrimeEvent
    start: int
    width: int
    at: int | None
    sure: tuple[int, int] | None
    others: tuple[int, ...]


@dataclass(frozen=True)
class Graphic:
    """``undated`` entries have no place on the axis; ``ticks`` are (position, words)."""

    bars: tuple[Bar, ...]
    undated: tuple[CrimeEvent, ...]
    ticks: tuple[tuple[int, str], ...]


def graphic(events: Sequence[CrimeEvent]) -> Graphic:
    """The entries of one page, on an axis from the first possible day to the last."""
    dated = [one for one in events if one.when.first_day is not None]
    undated = tuple(one for one in events if one.when.first_day is None)
    if not dated:
        return Graphic((), undated, ())
    axis = _Axis.over(dated)
    return Graphic(tuple(_bar(axis, one) for one in dated), undated, axis.ticks())


@dataclass(frozen=True)
class _Axis:
    first: date
    last: date

    @classmethod
    def over(cls, events: Sequence[CrimeEvent]) -> _Axis:
        days = [day for one in events for day in _days(one)]
        return cls(min(days), max(days))

    def at(self, day: date) -> int:
        whole = (self.last - self.first).days + 1
        return round((day - self.first).days * WIDTH / whole)

    def ticks(self) -> tuple[tuple[int, str], ...]:
        """Years where there are several, else months, else the two ends."""
        years = range(self.first.year + 1, self.last.year + 1)
        marks = [(date(year, 1, 1), str(year)) for year in years]
        if len(marks) < 2:
            marks = [(day, f"{day:%Y-%m}") for day in _months(self.first, self.last)]
        every = max(1, -(-len(marks) // TICKS))
        chosen = marks[::every] or [(self.first, self.first.isoformat())]
        return tuple((self.at(day), words) for day, words in chosen)


def _months(first: date, last: date) -> list[date]:
    found = []
    year, month = first.year, first.month + 1
    while (day := date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)) <= last:
        found.append(day)
        month += 1
    return found


def _days(event: CrimeEvent) -> list[date]:
    values = [event.when, *([event.until] if event.until else []), *(o.value for o in event.others)]
    return [day for one in values for day in (one.first_day, one.last_day) if day is not None]


def _bar(axis: _Axis, event: CrimeEvent) -> Bar:
    first, last = event.when.first_day, event.when.last_day
    if first is None or last is None:
        raise ValueError("an entry of unknown date has no place on the axis")
    end = (event.until.last_day if event.until else None) or last
    start = axis.at(first)
    is_day = first == last and end == last
    others = tuple(axis.at(o.value.first_day) for o in event.others if o.value.first_day)
    return Bar(
        event=event,
        start=start,
        width=max(LEAST, axis.at(max(end, first)) - start),
        at=start if is_day else None,
        sure=_sure(axis, event, last),
        others=others,
    )


def _sure(axis: _Axis, event: CrimeEvent, last: date) -> tuple[int, int] | None:
    """From the latest day on which it can have begun to the earliest on which it can have ended."""
    until = event.until.first_day if event.until else None
    if until is None or until < last:
        return None
    begun = axis.at(last)
    return begun, max(LEAST, axis.at(until) - begun)
