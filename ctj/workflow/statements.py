"""What an overlay states: statutes, offences with penalty ranges, legal clocks, procedure.

Each statement carries its article, `status` (verified or unverified), `basis` (V read, T title
read, S secondary source, U general knowledge), source and validity. Nothing here is legal advice;
`verified` means that we read the text, never that a lawyer approved it (that is `reviewed`).
Source: jurisdictions.md section 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from .dates import PartialDate

Status = Literal["verified", "unverified"]

#: Penalty ranks in order of gravity; they are compared before months.
RANKS = ("fine", "term", "life", "death")
#: Charge families whose offences are trafficking provisions.
TIP_FAMILIES = frozenset({"tip", "tip_child", "attempt_tip"})


@dataclass(frozen=True, kw_only=True)
class Mark:
    """How well something is known."""

    status: Status = "unverified"
    basis: str = ""
    copy: str = ""
    source: str = ""
    note: str = ""

    @property
    def is_verified(self) -> bool:
        return self.status == "verified"


@dataclass(frozen=True, kw_only=True)
class Statement(Mark):
    """A rule of law, or of policy, with the days on which this version holds.

    `valid_from` None = always (policy); an unknown `valid_from` = only where the user chooses it.
    `valid_to` is inclusive, None = in force. `temporal` says which day picks the version.
    """

    id: str
    overlay: str
    article: str = ""
    statute: str = ""
    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None
    temporal: str = "any"
    lenient: bool = False
    reviewed: Mapping[str, str] = field(default_factory=dict)
    file: str = ""
    line: int = 0

    def surely_valid_on(self, day: date) -> bool:
        """Whether it holds on `day` whatever the unknown part of its dates is."""
        return self._holds(day, surely=True)

    def possibly_valid_on(self, day: date) -> bool:
        """Whether it may hold on `day`, where its dates are known to the month or year only."""
        return self._holds(day, surely=False)

    def possibly_valid_within(self, first: date, last: date) -> bool:
        """Whether it may hold on some day from `first` to `last`."""
        begun = self.valid_from is None or (
            self.valid_from.first_day is not None and self.valid_from.first_day <= last
        )
        ended = self.valid_to is not None and (
            self.valid_to.last_day is not None and self.valid_to.last_day < first
        )
        return begun and not ended

    def _holds(self, day: date, *, surely: bool) -> bool:
        if self.valid_from is not None:
            begins = self.valid_from.last_day if surely else self.valid_from.first_day
            if begins is None or day < begins:
                return False
        if self.valid_to is None:
            return True
        ends = self.valid_to.first_day if surely else self.valid_to.last_day
        return ends is None or day <= ends


@dataclass(frozen=True, kw_only=True)
class Statute(Statement):
    """An act, code, rule or treaty; `in_force_on` lists (part, date) where parts differ."""

    number: str = ""
    title: str = ""
    title_local: str = ""
    kind: str = ""
    made_on: PartialDate | None = None
    in_force_on: tuple[tuple[str, PartialDate], ...] = ()
    amends: tuple[str, ...] = ()
    repealed_by: str = ""
    forms_covered: tuple[str, ...] = ()
    child_means_required: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Fine:
    """A fine as the law states it; amounts are exact decimal texts in `currency`."""

    minimum: str | None = None
    maximum: str | None = None
    currency: str = ""
    category: str = ""
    per: str = "offence"
    and_or: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Penalty(Mark):
    """The range of one offence. `rank` is the gravest kind that may be imposed; life and death are
    never turned into months. `minimum_basis` is none where the law sets no minimum."""

    rank: str = ""
    min_months: int | None = None
    max_months: int | None = None
    fixed: bool = False
    alternative: Mapping[str, str] = field(default_factory=dict)
    fine: Fine | None = None
    corporal: Mapping[str, str] = field(default_factory=dict)
    minimum_basis: str = "statute"

    @property
    def gravity(self) -> tuple[int, int]:
        """For comparing offences: rank first, then the longest term (none = 0)."""
        rank = RANKS.index(self.rank) if self.rank in RANKS else -1
        return rank, self.max_months or 0


@dataclass(frozen=True, kw_only=True)
class Offence(Statement):
    """A provision that can be charged. `type` is a code of `offence_type`; `charge_family` is set
    only where the family is not the one into which that code sums."""

    type: str = ""
    charge_family: str = ""
    counts_as_tip: bool = False
    short: str = ""
    victim: str = "any"
    child_under: int | None = None
    means_required: bool | None = None
    penalty: Penalty = field(default_factory=Penalty)
    modifies: Mapping[str, object] = field(default_factory=dict)
    circumstances: tuple[Mapping[str, object], ...] = ()
    lawful_reductions: tuple[str, ...] = ()
    legal_person: Mapping[str, object] = field(default_factory=dict)
    extraterritorial: tuple[str, ...] = ()

    @property
    def is_aggravation(self) -> bool:
        """Whether it only changes the range of another offence."""
        return bool(self.modifies)

    def family(self, family_of_type: Mapping[str, str]) -> str:
        """Its code of `charge_family`, given what each `offence_type` sums into (codelists 5.5)."""
        if self.charge_family:
            return self.charge_family
        if self.type == "tip" and self.victim == "child":
            return "tip_child"
        return family_of_type.get(self.type, "other")

    def is_tip(self, family_of_type: Mapping[str, str]) -> bool:
        """Whether it counts as a trafficking provision (codelists 5.5)."""
        return self.counts_as_tip or self.family(family_of_type) in TIP_FAMILIES


@dataclass(frozen=True, kw_only=True)
class Extension:
    """How long, how often and by whom a clock may be extended; a ceiling, never assumed."""

    length: int | None
    unit: str
    times: int | None = None
    by: str = ""
    condition: str = ""


@dataclass(frozen=True, kw_only=True)
class LegalClock(Statement):
    """A time limit as an overlay states it; `is_policy` if it is this product's default.

    `length` None: no number is stated. `applies_if` maps a context key to its accepted codes.
    `without_rule` is the country's own statement that its law sets no limit, where it has one.
    """

    rule: str = ""
    kind: str = "limit"
    holder: str = ""
    protects: str = ""
    length: int | None = None
    unit: str = "days"
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    pauses: tuple[str, ...] = ()
    starts_from: str = "event"
    counts_from: str = "end_of_day"
    roll: str = "none"
    before: bool = False
    extensions: tuple[Extension, ...] = ()
    cap: tuple[int, str] | None = None
    applies_if: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    warn: tuple[str, ...] = ()
    on_breach: str = ""
    effect: str = "none_stated"
    no_rule: bool = False
    is_policy: bool = False
    without_rule: LegalClock | None = None

    def as_statement(self) -> dict[str, object]:
        """What a clock row keeps of it: id, rule, overlay, article, marks. Plain JSON data."""
        legal = self.without_rule or self
        return {
            "id": self.id,
            "rule": self.rule,
            "overlay": self.overlay,
            "article": legal.article,
            "statute": legal.statute,
            "status": legal.status,
            "basis": legal.basis,
            "policy": self.is_policy,
            "note": legal.note,
        }


@dataclass(frozen=True, kw_only=True)
class Point(Mark):
    """One point of procedure or one body. `value` is a switch's text; `says` is in words."""

    name: str
    value: str = ""
    says: str = ""
    article: str = ""
    is_policy: bool = False
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class Treaty(Mark):
    """An instrument and since when the state is bound; `bound_on` unknown where not known."""

    id: str
    title: str
    bound_on: PartialDate
    in_force: bool | None = None
    reservations: str = ""
    line: int = 0
