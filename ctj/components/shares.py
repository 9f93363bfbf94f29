"""Shares of a figure, with their bounds and the reason where the percentage is withheld."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from .engine.durations import Duration
from .indicators import Indicator
from .kinds import Cell, Compare, Funnel, Share, Split

#: indicators.md 1.6: a share of fewer known units, or with more unknown, is withheld.
MIN_BASE = 10
MAX_UNKNOWN = Fraction(2, 5)
#: A share whose bounds lie further apart than this is shown as a range.
MAX_SPREAD = Fraction(1, 5)


@dataclass(frozen=True)
class ShareValue:
    """``numerator`` of ``denominator`` known; bounds with the unknown; ``withheld`` says why the
    percentage is not shown (the counts still are, to those who may see the cases).

    ``maybe``: units of unknown membership, perhaps with the property and perhaps without it.
    """

    cell: str
    label: str
    numerator: int
    denominator: int
    unknown: int
    withheld: str | None
    maybe: tuple[int, int] = (0, 0)

    @property
    def value(self) -> Fraction | None:
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    @property
    def bounds(self) -> tuple[Fraction, Fraction] | None:
        """Lowest and highest that the unknown allow; None where nothing is unknown."""
        perhaps, perhaps_not = self.maybe
        every = self.denominator + self.unknown
        if not (self.unknown or perhaps or perhaps_not) or not every:
            return None
        return (
            Fraction(self.numerator, every + perhaps_not),
            Fraction(self.numerator + self.unknown + perhaps, every + perhaps),
        )

    @property
    def as_range(self) -> bool:
        """Whether the bounds are too far apart for a point."""
        return self.bounds is not None and self.bounds[1] - self.bounds[0] > MAX_SPREAD


def share_value(
    cell: str,
    label: str,
    counts: tuple[int, int, int],
    *,
    young: bool,
    base: int | None = None,
    maybe: tuple[int, int] = (0, 0),
) -> ShareValue:
    """``counts``: with the property, without, unknown. ``base``: persons, where units are finer."""
    numerator, without, unknown = counts
    known = numerator + without
    base = known if base is None else base
    withheld = None
    if base < MIN_BASE:
        withheld = f"base {base}, fewer than {MIN_BASE}"
    elif unknown > MAX_UNKNOWN * (known + unknown):
        withheld = "more than 40 % unknown"
    elif young:
        withheld = "too early to judge"
    return ShareValue(cell, label, numerator, known, unknown, withheld, maybe)


def shares_of(
    indicator: Indicator,
    cells: Mapping[str, Cell],
    sizes: Mapping[str, int],
    young: bool,
    base: int | None,
) -> Iterator[ShareValue]:
    """All shares of one figure; the first is what it is told by."""
    match indicator.kind:
        case Share() as kind:
            maybe = sizes.get("maybe:with", 0), sizes.get("maybe:without", 0)
            counts = _three(sizes, "")
            title = indicator.title
            yield share_value("yes", title, counts, young=young, base=base, maybe=maybe)
            for part in kind.more:
                name = f":{part.id}"
                yield share_value(f"yes{name}", part.label, _three(sizes, name), young=young)
        case Compare() as kind:
            for part in kind.groups:
                name = f":{part.id}"
                yield share_value(f"yes{name}", part.label, _three(sizes, name), young=young)
        case Funnel() as kind:
            yield from _of_funnel(kind, cells, sizes, young)
        case Split():
            results = [n for n in cells if n.startswith("result:")]
            decided = sum(sizes[n] for n in results)
            for name in results:
                counts = sizes[name], decided - sizes[name], 0
                yield share_value(name, cells[name].label, counts, young=young)


def _of_funnel(
    kind: Funnel, cells: Mapping[str, Cell], sizes: Mapping[str, int], young: bool
) -> Iterator[ShareValue]:
    if kind.headline is not None:
        counts = _three(sizes, ":headline")
        yield share_value("yes:headline", kind.headline.label, counts, young=young)
        return
    reached = sizes[kind.finding]
    counts = reached, sizes["stage:0"] - reached, 0
    yield share_value(kind.finding, cells[kind.finding].label, counts, young=young)


def share_of_waits(waited: Duration, young: bool) -> ShareValue:
    """The fixed-horizon twin of a duration (indicators.md 1.3, point 8)."""
    done, known = waited.within_horizon
    label = f"within {waited.horizon_days} days"
    return share_value("cohort", label, (done, known - done, 0), young=young)


def _three(sizes: Mapping[str, int], suffix: str) -> tuple[int, int, int]:
    return sizes[f"yes{suffix}"], sizes[f"no{suffix}"], sizes[f"unknown{suffix}"]
