"""Legal limits, points of procedure and marks in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ctj.language import mark, say, say_many
from ctj.workflow.dates import PartialDate
from ctj.workflow.definitions import Library
from ctj.workflow.statements import LegalClock, Mark, Point, Statement

#: Points of procedure that guards and forms ask, in the order in which they are shown.
SWITCHES: Mapping[str, str] = {
    "child_under": mark("A child is somebody under"),
    "prosecutor_led": mark("Does the prosecutor lead the investigation?"),
    "police_may_charge": mark("May the police charge?"),
    "has_committal": mark("Is there a committal before trial?"),
    "levels_of_appeal": mark("Levels of appeal"),
    "corporate_liability": mark("Can a company be accused?"),
    "early_testimony": mark("Can a witness testify before trial?"),
    "has_reflection": mark("Is there a reflection period?"),
    "id_body": mark("Who identifies victims"),
    "minimum_penalty": mark("Minimum penalty"),
}
_BASIS = {
    "V": mark("text read"),
    "T": mark("title read only"),
    "S": mark("from a secondary source"),
    "U": mark("general knowledge, not read"),
}
_COPIES = {"unofficial": mark("in an unofficial copy"), "official": mark("in the official text")}
_HOLDERS = {
    "inv": mark("the investigator"),
    "pros": mark("the prosecutor"),
    "court": mark("the court"),
    "vso": mark("the victim support officer"),
    "counterpart": mark("the other side"),
}
_COUNTS = {
    "instant": mark("counted from the minute"),
    "start_of_day": mark("the first day counts"),
}
_ANSWERS = {"yes": mark("Yes"), "no": mark("No"), "unknown": mark("Not known"), "": ""}


@dataclass(frozen=True)
class Rules:
    """Names of legal rules by the time limits that follow them."""

    labels: Mapping[str, str]

    @classmethod
    def of(cls, library: Library) -> Rules:
        """Each rule is called as the first clock that names it."""
        labels: dict[str, str] = {}
        for clock in library.clocks.values():
            for rule in clock.rules:
                labels.setdefault(rule, open_ended(clock.label))
        return cls(labels)

    def title(self, rule: str) -> str:
        """'First custody: before a judge, or release', with the part of the rule if shared."""
        label = self.labels.get(rule)
        plain = rule.replace(".", ": ").replace("_", " ")
        plain = plain[:1].upper() + plain[1:]
        shared = label is not None and sum(one == label for one in self.labels.values()) > 1
        if label is None:
            return plain
        return f"{label} ({rule.partition('.')[2].replace('_', ' ')})" if shared else label


def open_ended(label: str) -> str:
    """The label of a clock where no person and no matter stand in its places."""
    return label.replace("{subject}", say("the victim")).replace(": {matter}", "")


def clock_in_words(clock: LegalClock) -> str:
    """'36 hours, counted from the minute; binds the investigator; protects the accused'."""
    return "; ".join(_clock_parts(clock))


def _clock_parts(clock: LegalClock) -> Iterator[str]:
    if clock.length is None:
        length = say("no number stated")
    else:
        before = say(" before the day") if clock.before else ""
        length = f"{_length(clock.length, clock.unit)}{before}"
    counted = say(_COUNTS.get(clock.counts_from, ""))
    yield f"{length}, {counted}" if counted and clock.length is not None else length
    if clock.starts_from not in ("", "event"):
        yield say("from %(starts_from)s", starts_from=clock.starts_from.replace("_", " "))
    for extension in clock.extensions:
        times = (
            say(", %(times)s times", times=extension.times) if (extension.times or 0) > 1 else ""
        )
        by = say(" by the %(by)s", by=extension.by) if extension.by else ""
        more = f" ({extension.condition})" if extension.condition else ""
        longer = _length(extension.length, extension.unit)
        yield (
            say(
                "may be extended%(by)s by %(longer)s%(times)s%(more)s",
                by=by,
                longer=longer,
                times=times,
                more=more,
            )
            if longer
            else say("extensible%(by)s%(more)s", by=by, more=more)
        )
    if clock.cap is not None:
        yield say("in all at most %(length)s", length=_length(*clock.cap))
    for key, codes in clock.applies_if.items():
        yield say("where %(key)s is %(listed)s", key=key, listed=" or ".join(codes)).replace(
            "_", " "
        )
    if clock.holder in _HOLDERS:
        yield say("binds %(holders)s", holders=say(_HOLDERS[clock.holder]))
    if clock.protects:
        yield say("protects the %(protects)s", protects=clock.protects)


def _length(length: int | None, unit: str) -> str:
    if length is None:
        return ""
    units = {
        "hours": say_many("%(num)d hour", "%(num)d hours", length),
        "days": say_many("%(num)d day", "%(num)d days", length),
        "working_days": say_many("%(num)d working day", "%(num)d working days", length),
        "months": say_many("%(num)d month", "%(num)d months", length),
        "years": say_many("%(num)d year", "%(num)d years", length),
    }
    return units.get(unit, f"{length} {unit.replace('_', ' ')}")


def validity_in_words(one: Statement) -> str:
    """'since 6 February 2013, until …', 'first day not read: chosen by the user', ''."""
    begins, ends = one.valid_from, one.valid_to
    if begins is None and ends is None:
        return ""
    if begins is not None and begins.is_unknown:
        said = say("first day not read: chosen by the user")
    else:
        said = begun(begins) if begins is not None else say("always")
    return (
        say("%(said)s, until %(ends)s", said=said, ends=ends.in_words())
        if ends is not None
        else said
    )


def begun(day: PartialDate) -> str:
    """'since June 2003'; 'since a day from … to …' where the text gives a range only."""
    words = day.in_words()
    return (
        say("since a day from %(words)s", words=words)
        if day.precision == "range"
        else say("since %(words)s", words=words)
    )


def known_by(mark: Mark) -> str:
    """How it is known: 'text read in an unofficial copy: Republic Act 11862'."""
    said = say(_BASIS.get(mark.basis, ""))
    if mark.basis == "V" and mark.copy in _COPIES:
        said += f" {say(_COPIES[mark.copy])}"
    source = "" if mark.source == "policy" else mark.source
    return ": ".join(text for text in (said, source) if text)


def title_of_point(name: str) -> str:
    """The question that a switch answers, or its name in words."""
    plain = name.replace("_", " ").replace("mla ", say("mutual legal assistance and "))
    return say(SWITCHES.get(name, "")) or plain[:1].upper() + plain[1:]


def value_in_words(point: Point) -> str:
    """'No', '18', or the sentence."""
    value = say(_ANSWERS.get(point.value, point.value))
    return ". ".join(text for text in (value, point.says) if text)
