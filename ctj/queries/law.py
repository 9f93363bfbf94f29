"""The law of one jurisdiction as this product states it, line by line, each with its marks.

What the country leaves out is filled by the neutral overlay and says so: policy, not law.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ctj.language import language, mark, say
from ctj.services import Services
from ctj.workflow.dates import PartialDate
from ctj.workflow.definitions import Library
from ctj.workflow.overlays import Overlay
from ctj.workflow.statements import LegalClock, Mark, Offence, Point, Statement, Statute, Treaty

from .legal_words import (
    SWITCHES,
    Rules,
    begun,
    clock_in_words,
    known_by,
    title_of_point,
    validity_in_words,
    value_in_words,
)
from .penalties import penalty_in_words


class NoSuchLaw(LookupError):
    """There is no overlay of that code."""


@dataclass(frozen=True)
class LawLine:
    """One legal statement. ``status``: verified, unverified, or policy (a default of ours).

    ``known`` says how it is known (read, secondary source); ``part_status`` marks a part (the
    penalty) that is known less well than the whole.
    """

    id: str
    title: str
    says: str
    article: str
    status: str
    valid: str = ""
    known: str = ""
    notes: tuple[str, ...] = ()
    part_status: str = ""


@dataclass(frozen=True)
class LawSection:
    """Lines of one kind. ``about`` says how to read them, one sentence after the other."""

    id: str
    title: str
    about: tuple[str, ...]
    lines: tuple[LawLine, ...]


@dataclass(frozen=True)
class LawAbout:
    """A jurisdiction in one line of a list."""

    code: str
    name: str
    statutes: int
    offences: int
    limits: int
    verified: int
    unverified: int
    checked_on: str


@dataclass(frozen=True)
class Law:
    """All that is stated for a jurisdiction. ``words`` are local words for ours."""

    about: LawAbout
    facts: tuple[tuple[str, str], ...]
    sections: tuple[LawSection, ...]
    words: tuple[tuple[str, str, str], ...]
    words_reviewed: bool
    lawyer_reviewed: bool


def jurisdictions(services: Services) -> tuple[LawAbout, ...]:
    """Every jurisdiction there is, the instance's own first, the neutral one last."""
    home = services.instance.jurisdiction.lower()

    def place(overlay: Overlay) -> tuple[int, str]:
        return (2 if overlay.code == "neutral" else int(overlay.code.lower() != home), overlay.code)

    return tuple(_about(overlay) for overlay in sorted(services.overlays.values(), key=place))


def law_of(services: Services, code: str) -> Law:
    """The whole law of a jurisdiction. Raises NoSuchLaw."""
    overlay = services.overlays.get(code)
    if overlay is None:
        raise NoSuchLaw
    rules = Rules.of(services.library)
    sections = (
        LawSection("statutes", say("Statutes"), (), tuple(_statutes(overlay))),
        _offence_section(overlay, services.library),
        LawSection("limits", say("Time limits"), (), tuple(_limits(overlay, rules))),
        LawSection(
            "filled",
            say("Limits that the law leaves out"),
            (say(_FILLED),),
            _filled(overlay, rules),
        ),
        LawSection(
            "switches", say("Switches of procedure"), (say(_SWITCHES),), tuple(_switches(overlay))
        ),
        LawSection("procedure", say("Procedure in words"), (), tuple(_points(overlay))),
        LawSection("institutions", say("Institutions"), (), tuple(_institutions(overlay))),
        LawSection("treaties", say("Treaties"), (), tuple(map(_treaty, overlay.own.treaties))),
    )
    return Law(
        about=_about(overlay),
        facts=tuple(_facts(overlay)),
        sections=tuple(section for section in sections if section.lines),
        words=tuple(_words(overlay)),
        words_reviewed=all(labels.reviewed for labels in overlay.own.labels),
        lawyer_reviewed=any(one.reviewed for one in _statements(overlay)),
    )


_OFFENCES = mark(
    "Each version holds for conduct on the days given. Life and death are never months."
)
_FILLED = mark(
    "Here no law is stated, or the law sets no number. These defaults "
    "are this product’s policy: they warn, and nothing in law follows "
    "from them."
)
_SWITCHES = mark(
    "Guards and forms follow these. A value filled by policy can be replaced by the law."
)


def _about(overlay: Overlay) -> LawAbout:
    own = overlay.own
    marks: list[Mark] = [*_statements(overlay), *own.institutions, *own.treaties]
    marks += list(own.procedure.values())
    is_law = overlay.code != "neutral"
    return LawAbout(
        code=overlay.code,
        name=_name(overlay),
        statutes=len(own.statutes),
        offences=len(own.offences),
        limits=len(own.clocks),
        verified=sum(one.is_verified for one in marks) if is_law else 0,
        unverified=sum(not one.is_verified for one in marks) if is_law else 0,
        checked_on=own.checked_on.in_words() if own.checked_on else "",
    )


def _name(overlay: Overlay) -> str:
    if overlay.code == "neutral":
        return say("No country: policy defaults")
    return overlay.jurisdiction.names.get(language()) or overlay.jurisdiction.names.get(
        "en", overlay.code.upper()
    )


def _statements(overlay: Overlay) -> list[Statement]:
    return [*overlay.own.statutes, *overlay.own.offences, *overlay.own.clocks]


def _facts(overlay: Overlay) -> Iterator[tuple[str, str]]:
    about = overlay.jurisdiction
    yield say("Code"), about.code
    yield say("Time zone"), about.time_zone
    if about.currency:
        yield say("Currency"), about.currency
    if about.calendar_display != "gregorian":
        yield say("Calendar shown"), about.calendar_display.replace("_", " ")
    if about.languages:
        yield say("Languages"), ", ".join(about.languages)
    if about.age_of_majority:
        yield say("Age of majority"), str(about.age_of_majority)


def _statutes(overlay: Overlay) -> Iterator[LawLine]:
    for one in overlay.statutes:
        title = f"{one.number}: {one.title}" if one.number != one.title else one.title
        line = _line(one, title, _in_force(one), overlay, article=one.article)
        yield replace(line, valid="") if one.in_force_on else line


def _in_force(statute: Statute) -> str:
    said = []
    if statute.made_on:
        said.append(say("made %(made_on)s", made_on=statute.made_on.in_words()))
    parts = [_part_in_force(part, day) for part, day in statute.in_force_on]
    return "; ".join([*said, *parts]) or say("in force; since when was not read")


def _part_in_force(part: str, day: PartialDate) -> str:
    if part in ("", "all"):
        return say("in force %(since)s", since=_since(day))
    return say("%(part)s in force %(since)s", part=part, since=_since(day))


def _since(day: PartialDate) -> str:
    return say("since a day not known") if day.is_unknown else begun(day)


def _offence_section(overlay: Overlay, library: Library) -> LawSection:
    """What is said of companies at many offences stands once, above them."""
    companies = dict.fromkeys(
        say(
            "Companies: %(legal_person)s (%(article)s)",
            legal_person=one.legal_person["says"],
            article=one.legal_person.get("article", ""),
        )
        for one in overlay.own.offences
        if one.legal_person.get("says")
    )
    lines = tuple(_offences(overlay, library))
    return LawSection("offences", say("Offences"), (say(_OFFENCES), *companies), lines)


def _offences(overlay: Overlay, library: Library) -> Iterator[LawLine]:
    for one in overlay.own.offences:
        notes = [*_offence_notes(one, library), *([one.penalty.note] if one.penalty.note else [])]
        part = one.penalty.status if one.penalty.rank and one.is_verified else ""
        yield _line(
            one,
            one.short,
            penalty_in_words(one),
            overlay,
            notes=notes,
            part=part if part == "unverified" else "",
        )


def _offence_notes(offence: Offence, library: Library) -> Iterator[str]:
    types = library.codes["offence_type"].codes
    kind = types[offence.type].label if offence.type in types else offence.type
    families = {code.code: code.sums.get("charge_family", "") for code in types.values()}
    counts = (
        say("counts as trafficking")
        if offence.is_tip(families)
        else say("does not count as trafficking")
    )
    yield f"{kind}; {counts}."
    for circumstance in offence.circumstances:
        said = circumstance.get("says") or ", ".join(map(str, _codes(circumstance.get("codes"))))
        letter = circumstance.get("letter", "")
        yield f"{letter} {said}".strip().replace("_", " ")
    reasons = library.codes["below_minimum_reason"].codes
    if offence.lawful_reductions:
        said = [reasons[r].label if r in reasons else r for r in offence.lawful_reductions]
        yield say("Below the minimum: %(listed)s.", listed=", ".join(said))
    if offence.legal_person:
        person = offence.legal_person
        who = str(person.get("liable", say("see the law"))).replace("_", " ")
        yield say(
            "Company: %(who)s (%(person)s).",
            who=who,
            person=person.get("article", say("no article")),
        )


def _codes(value: object) -> Iterable[object]:
    return value if isinstance(value, tuple | list) else ()


def _limits(overlay: Overlay, rules: Rules) -> Iterator[LawLine]:
    if overlay.code == "neutral":
        return
    for clock in overlay.own.clocks:
        says = say("The law sets no limit") if clock.no_rule else clock_in_words(clock)
        yield _line(clock, _clock_title(clock, rules), says, overlay, notes=_clock_notes(clock))


def _clock_title(clock: LegalClock, rules: Rules) -> str:
    return rules.title(clock.rule or clock.id.partition(".")[2])


def _clock_notes(clock: LegalClock) -> list[str]:
    told = [] if clock.rule else [say("For information: no step of CTJ starts it.")]
    return [*told, *([clock.on_breach] if clock.on_breach else [])]


def _filled(overlay: Overlay, rules: Rules) -> tuple[LawLine, ...]:
    stated = {clock.rule for clock in overlay.own.clocks if not clock.no_rule}
    own = frozenset() if overlay.code == "neutral" else stated
    return tuple(
        LawLine(
            id=clock.id,
            title=rules.title(clock.rule),
            says=clock_in_words(clock),
            article="",
            status="policy",
            known=known_by(clock),
            notes=(clock.note,) if clock.note else (),
        )
        for clock in overlay.neutral.clocks
        if clock.rule not in own
    )


def _switches(overlay: Overlay) -> Iterator[LawLine]:
    for name in SWITCHES:
        point = overlay.point(name)
        if point is not None:
            yield _point(point, is_policy=name not in overlay.own.procedure, overlay=overlay)


def _points(overlay: Overlay) -> Iterator[LawLine]:
    for name, point in overlay.own.procedure.items():
        if name not in SWITCHES:
            yield _point(point, is_policy=overlay.code == "neutral", overlay=overlay)


def _institutions(overlay: Overlay) -> Iterator[LawLine]:
    for point in overlay.own.institutions:
        yield _point(point, is_policy=False, overlay=overlay)


def _point(point: Point, *, is_policy: bool, overlay: Overlay) -> LawLine:
    policy = is_policy or overlay.code == "neutral"
    return LawLine(
        id=point.name,
        title=title_of_point(point.name),
        says=value_in_words(point),
        article=point.article,
        status="policy" if policy else point.status,
        known="" if policy else known_by(point),
        notes=(point.note,) if point.note else (),
    )


def _treaty(treaty: Treaty) -> LawLine:
    bound = treaty.bound_on
    says = (
        say("day of becoming bound not known")
        if bound.is_unknown
        else say("bound %(since)s", since=_since(bound))
    )
    if treaty.in_force is False:
        says = say("not in force")
    notes = [text for text in (treaty.reservations, treaty.note) if text]
    return LawLine(
        treaty.id, treaty.title, says, "", treaty.status, known=known_by(treaty), notes=tuple(notes)
    )


def _line(
    one: Statement,
    title: str,
    says: str,
    overlay: Overlay,
    *,
    article: str | None = None,
    notes: Iterable[str] = (),
    part: str = "",
) -> LawLine:
    statute = overlay.statute(one.statute)
    cited = [one.article, statute.number if statute else ""] if article is None else [article]
    return LawLine(
        id=one.id,
        title=title,
        says=says,
        article=", ".join(text for text in cited if text),
        status=one.status,
        valid=validity_in_words(one),
        known=known_by(one),
        notes=tuple(dict.fromkeys([*notes, *([one.note] if one.note else [])])),
        part_status=part,
    )


def _words(overlay: Overlay) -> Iterator[tuple[str, str, str]]:
    for labels in overlay.own.labels:
        for words in labels.words.values():
            for ours, local in words.items():
                yield labels.language, ours.replace("_", " "), local


def as_counts(sections: Iterable[LawSection]) -> Mapping[str, int]:
    """How many lines have each mark."""
    found: dict[str, int] = {}
    for section in sections:
        for line in section.lines:
            found[line.status] = found.get(line.status, 0) + 1
    return found
