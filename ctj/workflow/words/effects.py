"""What a step demands and does, in words: guards, limits with their law, facts, rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ctj.language import say, say_many

from ..definitions import ClockDefinition, ClockUse, FactEffect, GuardUse, Transition
from ..fold import FUNCTIONS
from ..statements import LegalClock
from .parts import Legal
from .speaker import Speaker

_VERBS = {
    "start": "starts",
    "stop": "stops",
    "pause": "pauses",
    "resume": "resumes",
    "extend": "extends",
    "cancel": "cancels",
}


class _Placeholders(dict[str, Any]):
    """Leaves what is only known in a case as its name in brackets."""

    def __missing__(self, key: str) -> str:
        return f"[{key.replace('_', ' ')}]"


def guard_in_words(use: GuardUse, transition: Transition, speaker: Speaker) -> Legal:
    """What must be true, in the words that a user reads when it is not."""
    guard = speaker.library.guards.get(use.guard)
    if guard is None:
        return Legal(use.guard)
    said = (use.sentence or guard.sentence).format_map(_Placeholders(_known(use, speaker)))
    condition = speaker.condition(use.when, transition.form)
    text = said[:1].upper() + said[1:] + (f" ({condition})" if condition else "")
    return Legal(text, guard.source, guard.source_status, guard.true_when)


def _known(use: GuardUse, speaker: Speaker) -> dict[str, Any]:
    """Words for the placeholders that the track file itself fills."""
    words: dict[str, Any] = dict(use.args)
    register = use.args.get("register")
    words["subject"] = say("the person")
    words["register_label"] = speaker.register(register).lower() if register else ""
    status = use.args.get("status")
    words["status_part"] = (
        say(" as ‘%(status)s’", status=speaker.status(register, status)) if status else ""
    )
    if "transition" in use.args:
        words["did_that"] = say(
            "took the step ‘%(step_named)s’", step_named=speaker.step_named(use.args["transition"])
        )
    if "clock" in use.args:
        words["clock_label"] = speaker.clock(use.args["clock"])
    if "fact" in use.args:
        words["fact_label"] = speaker.fact(speaker.track.runs_for, use.args["fact"])
    return words


def limits_in_words(transition: Transition, speaker: Speaker) -> Iterator[Legal]:
    """What the step does to clocks; the length and article of those that it starts."""
    for key, verb in _VERBS.items():
        for use in getattr(transition.clocks, key):
            yield _limit(key, verb, use, transition, speaker)
    if transition.clocks.cancel_all_but is not None:
        kept = [speaker.clock(name) for name in transition.clocks.cancel_all_but]
        rest = say(" but ‘%(listed)s’", listed="’, ‘".join(kept)) if kept else ""
        yield Legal(say("cancels every limit of this track%(rest)s", rest=rest))
    for use in transition.clocks.tell:
        matter = speaker.code(("informed_of",), use.clock)
        condition = speaker.condition(use.when, transition.form)
        yield Legal(
            say("owes the victims to be told: %(matter)s", matter=matter)
            + (f" ({condition})" if condition else "")
        )


def _limit(key: str, verb: str, use: ClockUse, transition: Transition, speaker: Speaker) -> Legal:
    condition = speaker.condition(use.when, transition.form)
    text = f"{verb} ‘{speaker.clock(use.clock)}’" + (f" ({condition})" if condition else "")
    clock = speaker.library.clocks.get(use.clock)
    if key != "start" or clock is None:
        return Legal(text)
    return law_of(clock, speaker, text)


def law_of(clock: ClockDefinition, speaker: Speaker, text: str = "") -> Legal:
    """The length of a clock with the statement that it rests on."""
    said = text or f"‘{clock.label}’"
    rule = _rule(clock, speaker)
    if rule is None:
        status = "policy" if clock.kind == "policy" else ""
        return Legal(f"{said}: {_own_length(clock)}", "", status, clock.note)
    legal = rule.without_rule or rule
    length = _length(rule.length, rule.unit) or _own_length(clock)
    if rule.is_policy:
        why = (
            say("the law sets no limit (%(article)s)", article=legal.article)
            if rule.without_rule
            else say("policy default")
        )
        return Legal(f"{said}: {length} ({why})", legal.article, "policy", legal.note)
    return Legal(f"{said}: {length}", _cited(rule, speaker), rule.status, rule.note)


def _rule(clock: ClockDefinition, speaker: Speaker) -> LegalClock | None:
    if speaker.overlay is None:
        return None
    found = (speaker.overlay.clock_rule(rule) for rule in clock.rules)
    stated = [rule for rule in found if rule is not None]
    own = [rule for rule in stated if not rule.is_policy]
    return next(iter(own or stated), None)


def _cited(rule: LegalClock, speaker: Speaker) -> str:
    statute = speaker.overlay.statute(rule.statute) if speaker.overlay else None
    return ", ".join(part for part in (rule.article, statute.number if statute else "") if part)


def _own_length(clock: ClockDefinition) -> str:
    length = _length(clock.length, clock.unit)
    if clock.length_from:
        named = say(
            "until the date under ‘%(length_from)s’",
            length_from=clock.length_from.replace("_", " "),
        )
        return say("%(named)s, else %(length)s", named=named, length=length) if length else named
    return length or say("no limit recorded")


def _length(length: int | None, unit: str | None) -> str:
    if length is None:
        return ""
    units = {
        "hours": say_many("%(num)d hour", "%(num)d hours", length),
        "days": say_many("%(num)d day", "%(num)d days", length),
        "working_days": say_many("%(num)d working day", "%(num)d working days", length),
        "months": say_many("%(num)d month", "%(num)d months", length),
        "years": say_many("%(num)d year", "%(num)d years", length),
    }
    return units.get(unit or "", f"{length} {unit or ''}")


def fact_in_words(effect: FactEffect, transition: Transition, speaker: Speaker) -> str:
    """'sets ‘Charged’ to the date of this event'."""
    unit = effect.unit or speaker.track.runs_for
    label = f"‘{speaker.fact(unit, effect.fact)}’"
    if effect.unit:
        label += say(" of the %(unit)s", unit=effect.unit)
    fact = speaker.library.facts.get((unit, effect.fact))
    field = transition.field(effect.argument or "")
    args = say(" (of %(listed)s)", listed=", ".join(effect.args)) if effect.args else ""
    value = speaker.code(fact.lists if fact else (), effect.argument or "")
    said = {
        "date": say("sets %(label)s to the date of this event", label=label),
        "field": say(
            "sets %(label)s to the answer to ‘%(label_2)s’",
            label=label,
            label_2=field.label if field else effect.argument,
        ),
        "value": say("sets %(label)s to ‘%(value)s’", label=label, value=value),
        "clear": say("takes %(label)s back", label=label),
        "rows": say("counts the rows for %(label)s", label=label),
        "function": say(
            "reckons %(label)s%(args)s: %(function)s",
            label=label,
            args=args,
            function=_function(effect.argument or ""),
        ),
    }[effect.how]
    condition = speaker.condition(effect.when, transition.form)
    return f"{said} ({condition})" if condition else said


def _function(name: str) -> str:
    """What the named function gives: the first sentence of its description."""
    function = FUNCTIONS.get(name)
    told = (function.reckon.__doc__ or "") if function else ""
    first = " ".join(told.replace("`", "").split()).partition(". ")[0].rstrip(".")
    return first[:1].lower() + first[1:] if first else name.replace("_", " ")


def row_effect_in_words(effect: Mapping[str, Any], transition: Transition, speaker: Speaker) -> str:
    """'entries of ‘Custody’ that are open become ‘Ended’'."""
    register = str(effect.get("register"))
    name = speaker.register(register)
    status = effect.get("sets_status")
    becomes = say(" as ‘%(status)s’", status=speaker.status(register, status)) if status else ""
    if effect.get("add") in (True, "true"):
        said = say("adds to ‘%(name)s’%(becomes)s", name=name, becomes=becomes)
    else:
        said = say(
            "changes %(which)s of ‘%(name)s’%(becomes)s",
            which=_which(effect, register, speaker),
            name=name,
            becomes=becomes,
        )
    columns = ", ".join(str(column).replace("_", " ") for column in effect.get("set", {}))
    said += say(", with %(columns)s", columns=columns) if columns else ""
    when = {
        str(key): value if isinstance(value, tuple) else (str(value),)
        for key, value in effect.get("when", {}).items()
    }
    condition = speaker.condition(when, transition.form)
    return f"{said} ({condition})" if condition else said


def _which(effect: Mapping[str, Any], register: str, speaker: Speaker) -> str:
    which = effect.get("which", "all")
    if isinstance(which, tuple | list):
        return say(
            "entries that are ‘%(listed)s’",
            listed="’ or ‘".join(speaker.status(register, one) for one in which),
        )
    return {
        "open": say("the open entries"),
        "latest": say("the latest entry"),
        "others": say("the entries not named"),
        "named": say("the entries named in the form"),
        "all": say("all entries"),
    }.get(str(which), str(which))
