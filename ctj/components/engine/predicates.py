"""Questions about one unit, answered yes, no or unknown (indicators.md 1.4 and 1.6).

A predicate is data. ``sql.py`` compiles it for both databases; ``memory.py`` answers it for one row
and is what the tests compare with. ``Sure``, ``Refuted`` and ``Open`` turn three values into two.

Dates are ranges of local days: a test against a limit is yes if every day of the range satisfies
it, no if none does, otherwise unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


class Predicate:
    """Base of all questions; combine with ``&``, ``|`` and ``~``."""

    def __and__(self, other: Predicate) -> Predicate:
        return And((self, other))

    def __or__(self, other: Predicate) -> Predicate:
        return Or((self, other))

    def __invert__(self) -> Predicate:
        return Not(self)


@dataclass(frozen=True)
class Happened(Predicate):
    """The date fact occurred on or before ``by``. Absent is 'no' for native records, else unknown.
    Recorded with an unknown date it has happened, unless ``dateless`` says that this stands for
    'not known whether' (a punishment whose link to the trafficking is only possible)."""

    fact: str
    by: date
    dateless: bool = True


@dataclass(frozen=True)
class During(Predicate):
    """The date fact lies in the period with its whole range; unknown where it straddles a border,
    has no date, or is absent from an imported record."""

    fact: str
    first: date
    last: date


@dataclass(frozen=True)
class Within(Predicate):
    """The end occurred within so many calendar months of the start; a negative span is within."""

    start: str
    end: str
    months: int


@dataclass(frozen=True)
class WithinDays(Predicate):
    """The end occurred within so many days of the start; a negative span is within."""

    start: str
    end: str
    days: int


@dataclass(frozen=True)
class Before(Predicate):
    """``earlier`` occurred on or before ``later``. While ``later`` has not happened at all, having
    happened is enough."""

    earlier: str
    later: str


@dataclass(frozen=True)
class WithinOuter(Predicate):
    """Inside ``Some``: this unit's ``end`` within so many months of the ``start`` of the unit that
    asks; a negative span is within."""

    start: str
    end: str
    months: int


@dataclass(frozen=True)
class Some(Predicate):
    """At least ``least`` units of another kind in the same case (or of the same person in it)
    satisfy ``part``; no while fewer can."""

    unit: str
    part: Predicate
    same_subject: bool = False
    least: int = 1


@dataclass(frozen=True)
class Has(Predicate):
    """The set holds one of ``values`` (without values: anything). Absent is 'no' for native
    records unless ``absent_is_no`` is false; a set that holds missing values alone is unknown."""

    fact: str
    values: tuple[str, ...] = ()
    absent_is_no: bool = True


@dataclass(frozen=True)
class AtLeast(Predicate):
    """At least so many of the parts are yes; no while fewer can be."""

    parts: tuple[Predicate, ...]
    least: int


@dataclass(frozen=True)
class Foreign(Predicate):
    """No citizenship is that of the state whose case it is; unknown where none is known."""


@dataclass(frozen=True)
class InFull(Predicate):
    """The money ``paid`` reaches ``owed`` in every currency of it; no where nothing is owed."""

    paid: str
    owed: str


@dataclass(frozen=True)
class Is(Predicate):
    """The code or yes/no fact is one of ``values``; unknown where absent or missing."""

    fact: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Imported(Predicate):
    """The record came from an old register."""


@dataclass(frozen=True)
class And(Predicate):
    """One known 'no' makes a no, whatever is unknown beside it; else one unknown is unknown."""

    parts: tuple[Predicate, ...]


@dataclass(frozen=True)
class Or(Predicate):
    """One known 'yes' makes a yes; else one unknown is unknown."""

    parts: tuple[Predicate, ...]


@dataclass(frozen=True)
class Not(Predicate):
    """Yes for no and no for yes; unknown stays."""

    part: Predicate


@dataclass(frozen=True)
class Sure(Predicate):
    """Yes where the part is yes, else no: never unknown."""

    part: Predicate


@dataclass(frozen=True)
class Refuted(Predicate):
    """Yes where the part is no, else no."""

    part: Predicate


@dataclass(frozen=True)
class Open(Predicate):
    """Yes where the part is unknown, else no."""

    part: Predicate


#: Codes of the common list ``missing`` (codelists.md 1.1): none of them counts as 'no'.
MISSING = ("unknown", "not_asked", "refused", "not_carried", "withheld")


def facts_of(predicate: Predicate) -> frozenset[str]:
    """Every fact of the unit itself that a predicate reads."""
    match predicate:
        case Happened(fact=fact) | During(fact=fact) | Is(fact=fact) | Has(fact=fact):
            return frozenset({fact})
        case Within(start=first, end=second) | WithinDays(start=first, end=second):
            return frozenset({first, second})
        case Before(earlier=first, later=second) | InFull(paid=first, owed=second):
            return frozenset({first, second})
        case And(parts=parts) | Or(parts=parts) | AtLeast(parts=parts):
            return frozenset().union(*(facts_of(p) for p in parts))
        case Not(part=part) | Sure(part=part) | Refuted(part=part) | Open(part=part):
            return facts_of(part)
        case Foreign():
            return frozenset({"citizenship"})
    return frozenset()
