"""What `ctj workflows check` refuses in overlays and calendars (jurisdictions.md 0.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import combinations
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..calendar_files import read_calendars
from ..dates import PartialDate
from ..definitions import Library
from ..overlay_files import NEUTRAL, OverlayText, read_overlays
from ..statements import LegalClock, Offence, Statement, Statute
from .findings import Finding

#: Tracks of DESIGN.md section 3. One whose file is not there yet may be named all the same.
TRACKS = frozenset(
    {
        "investigation",
        "prosecution",
        "victim_support",
        "witness_support",
        "request_out",
        "request_in",
        "police_cooperation_out",
        "police_cooperation_in",
        "mutual_legal_assistance_out",
        "mutual_legal_assistance_in",
        "extradition_out",
        "extradition_in",
        "victim_return_out",
        "victim_return_in",
        "asset_recovery_out",
        "asset_recovery_in",
    }
)
#: Who may be named beside the roles.
OTHERS = frozenset({"court", "counterpart"})
_UNLAWFUL = "unlawful_or_unexplained"


def check_overlays(workflows_dir: Path, definitions: Library) -> list[Finding]:
    """Everything that must be mended in `jurisdictions/` and `calendars/`, in order of file, line.

    Never raises for what the files say.
    """
    findings: list[Finding] = []
    overlays = read_overlays(workflows_dir / "jurisdictions", findings)
    calendars = read_calendars(workflows_dir / "calendars", findings)
    neutral = overlays.get(NEUTRAL)
    if neutral is None:
        findings.append(
            Finding("jurisdictions/neutral.yaml", 0, "There is no neutral overlay.", "Restore it.")
        )
        return sorted(set(findings))
    rules = frozenset(clock.rule for clock in neutral.clocks if clock.rule)
    findings += _rules_of_definitions(definitions, rules)
    for overlay in overlays.values():
        findings += _Check(overlay, definitions, rules).findings()
        findings += _places(overlay, calendars)
    return sorted(set(findings))


def _rules_of_definitions(definitions: Library, rules: frozenset[str]) -> Iterator[Finding]:
    for clock in definitions.clocks.values():
        for rule in clock.rules:
            if rule not in rules:
                yield Finding(
                    "clocks.yaml",
                    getattr(rule, "line", 0),
                    f"The clock '{clock.id}' names the rule '{rule}', which neutral does not hold.",
                    "Add it to jurisdictions/neutral.yaml, or correct the name.",
                )


def _places(overlay: OverlayText, calendars: Iterable[str]) -> Iterator[Finding]:
    place = overlay.jurisdiction
    if place.calendar not in calendars:
        yield Finding(
            overlay.file,
            1,
            f"There is no calendar '{place.calendar}'.",
            f"Write calendars/{place.calendar}.yaml, or name another under 'calendar'.",
        )
    for zone in place.time_zones or (place.time_zone,):
        if not _is_zone(zone):
            yield Finding(
                overlay.file,
                1,
                f"There is no time zone '{zone}'.",
                "Use an IANA name: Asia/Manila.",
            )


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


@dataclass(frozen=True)
class _Check:
    """The cross-references and ranges of one overlay."""

    overlay: OverlayText
    library: Library
    rules: frozenset[str]

    def findings(self) -> Iterator[Finding]:
        statements: tuple[Statement, ...] = (
            *self.overlay.statutes,
            *self.overlay.offences,
            *self.overlay.clocks,
        )
        yield from self._ids(statements)
        for statement in statements:
            yield from self._validity(statement)
            yield from self._statute_known(statement)
        for statute in self.overlay.statutes:
            yield from self._statute(statute)
        for offence in self.overlay.offences:
            yield from self._offence(offence)
            yield from self._penalty(offence)
        for clock in self.overlay.clocks:
            yield from self._clock(clock)
        yield from self._overlaps()

    def _ids(self, statements: tuple[Statement, ...]) -> Iterator[Finding]:
        seen: set[str] = set()
        for statement in statements:
            if statement.id in seen:
                yield _at(statement, "stands a second time", "Ids are never used twice.")
            if not statement.id.startswith(f"{self.overlay.code}."):
                yield _at(
                    statement,
                    f"does not begin with '{self.overlay.code}.'",
                    f"Begin its id with '{self.overlay.code}.'.",
                )
            seen.add(statement.id)

    def _validity(self, statement: Statement) -> Iterator[Finding]:
        begin, end = statement.valid_from, statement.valid_to
        if begin is not None and end is not None and end.certainly_before(begin):
            yield _at(statement, f"ends ({end}) before it begins ({begin})", "Correct the dates.")
        if begin is not None and begin.is_unknown and not statement.note:
            yield _at(
                statement,
                "has an unknown 'valid_from' and no note",
                "Say in 'note' why the day is not known; it then applies only by choice.",
            )

    def _statute_known(self, statement: Statement) -> Iterator[Finding]:
        known = {statute.id for statute in self.overlay.statutes}
        if statement.statute and statement.statute not in known:
            yield _at(
                statement,
                f"names the statute '{statement.statute}', which is not known",
                "Add it under 'statutes', or correct the id.",
            )

    def _statute(self, statute: Statute) -> Iterator[Finding]:
        known = {one.id for one in self.overlay.statutes}
        for other in (*statute.amends, statute.repealed_by):
            if other and other not in known:
                yield _at(statute, f"names the statute '{other}', not known", "Correct the id.")
        yield from self._codes(statute, "form", statute.forms_covered, "covers the form")

    def _offence(self, offence: Offence) -> Iterator[Finding]:
        if offence.type == "other":
            if not offence.charge_family:
                yield _at(
                    offence, "has the type 'other' and no 'charge_family'", "Write its family."
                )
        else:
            yield from self._codes(offence, "offence_type", (offence.type,), "has the type")
        family = (offence.charge_family,) if offence.charge_family else ()
        yield from self._codes(offence, "charge_family", family, "has the family")
        yield from self._codes(
            offence, "below_minimum_reason", offence.lawful_reductions, "names the reduction"
        )
        if _UNLAWFUL in offence.lawful_reductions:
            yield _at(offence, f"lists '{_UNLAWFUL}' as lawful", "Take it out.")
        for part in offence.circumstances:
            codes = part.get("codes", ())
            listed = tuple(map(str, codes)) if isinstance(codes, tuple) else (str(codes),)
            yield from self._codes(offence, "aggravation", listed, "names the circumstance")
        base = offence.modifies.get("base")
        if offence.modifies and base not in {one.id for one in self.overlay.offences}:
            yield _at(offence, f"modifies '{base}', which is not known", "Name its base offence.")

    def _penalty(self, offence: Offence) -> Iterator[Finding]:
        penalty = offence.penalty
        low, high = penalty.min_months, penalty.max_months
        if low is not None and high is not None and low > high:
            yield _at(offence, f"has a minimum of {low} above its maximum of {high}", "Correct it.")
        if penalty.fixed and low != high:
            yield _at(offence, "is 'fixed', but minimum and maximum differ", "Write one length.")
        if penalty.minimum_basis == "none" and low is not None:
            yield _at(
                offence, "has a minimum although 'min_basis' is none", "'No minimum' is no number."
            )
        fine = penalty.fine
        if fine is not None and _amount(fine.minimum) > _amount(fine.maximum) > 0:
            yield _at(offence, "has a fine whose minimum is above its maximum", "Correct it.")

    def _clock(self, clock: LegalClock) -> Iterator[Finding]:
        if clock.rule and clock.rule not in self.rules:
            yield _at(
                clock,
                f"names the rule '{clock.rule}', which is not known",
                "Use a rule of jurisdictions/neutral.yaml; without a rule it is for information.",
            )
        if clock.no_rule and clock.length is not None:
            yield _at(clock, "says 'no_rule' and has a length", "Take one of the two out.")
        for name in (*clock.starts, *clock.stops, *clock.pauses):
            yield from self._transition(clock, name)
        people = {*self.library.roles, *OTHERS, ""}
        for who in (clock.holder, *(extension.by for extension in clock.extensions)):
            if who not in people:
                yield _at(clock, f"names '{who}', which is no role", "Use a role code, or court.")

    def _transition(self, clock: LegalClock, name: str) -> Iterator[Finding]:
        track, _, transition = name.partition(".")
        definition = self.library.tracks.get(track)
        if definition is None and track in TRACKS:
            return
        if definition is None or transition not in definition.transitions:
            yield _at(
                clock,
                f"names the transition '{name}', which is not known",
                "Write track.transition.",
            )

    def _overlaps(self) -> Iterator[Finding]:
        for one, other in combinations(self.overlay.clocks, 2):
            same = one.rule and one.rule == other.rule and one.applies_if == other.applies_if
            if same and _overlap(one, other):
                yield _at(
                    other,
                    f"holds on the same days as '{one.id}' for the rule '{one.rule}'",
                    "End the older version the day before, or tell them apart by 'applies_if'.",
                )

    def _codes(
        self, statement: Statement, listed: str, codes: Iterable[str], what: str
    ) -> Iterator[Finding]:
        known = self.library.codes.get(listed)
        for code in codes:
            if known is None or code not in known.codes:
                yield _at(
                    statement,
                    f"{what} '{code}', which is no code of '{listed}'",
                    f"Use a code of codes/{listed}.yaml.",
                )


def _at(statement: Statement, reason: str, mend: str) -> Finding:
    return Finding(statement.file, statement.line, f"'{statement.id}' {reason}.", mend)


def _overlap(one: LegalClock, other: LegalClock) -> bool:
    """Whether some day is surely in both; entries that apply by choice only never overlap."""
    spans = [_sure_span(clock) for clock in (one, other)]
    if any(span is None for span in spans):
        return False
    (begin, end), (other_begin, other_end) = (span for span in spans if span is not None)
    return max(begin, other_begin) <= min(end, other_end)


def _sure_span(clock: LegalClock) -> tuple[str, str] | None:
    begin = _day(clock.valid_from, last=True) if clock.valid_from else "0001-01-01"
    end = _day(clock.valid_to, last=False) if clock.valid_to else "9999-12-31"
    return None if begin is None or end is None else (begin, end)


def _day(when: PartialDate, *, last: bool) -> str | None:
    day = when.last_day if last else when.first_day
    return None if day is None else day.isoformat()


def _amount(text: str | None) -> Decimal:
    try:
        return Decimal(text or "0")
    except InvalidOperation:
        return Decimal(0)
