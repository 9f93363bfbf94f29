"""Codes: one or several values of code lists, yes/no/unknown, and why there is no value."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from typing import Any

from ctj.language import mark, say

from ...dates import DatedValue, PartialDate
from ...definitions import Code, Field
from ..context import Choice, FormContext
from ..errors import Refused
from .texts import one_text

OFFENCES = "offence_statute"
MISSING = "missing"
UNKNOWN = "unknown"
#: The missing values that can be stored; 'withheld' is only ever shown (codelists.md 1.1).
NO_VALUE = {
    UNKNOWN: mark("Not known"),
    "not_asked": mark("Not asked"),
    "refused": mark("Preferred not to say"),
    "not_applicable": mark("Does not apply"),
    "not_carried": mark("Not in the source"),
}
YES_NO = {"yes": mark("Yes"), "no": mark("No"), UNKNOWN: mark("Not known")}
#: Lists kept by others (ISO): taken by their shape where `codes/` has no file of that name.
OUTSIDE = {
    "country": re.compile(r"[A-Z]{2}|at_sea", re.ASCII),
    "language": re.compile(r"[a-z]{3}", re.ASCII),
    "currency": re.compile(r"[A-Z]{3}", re.ASCII),
}
_MOST_NAMED = 12


def read(field: Field, given: Any, context: FormContext, on: PartialDate | None = None) -> Any:
    """One code, or a list of codes in the order of the list. `on` picks the offences in force."""
    if not field.many:
        if isinstance(given, list | tuple):
            given = _only(given)
        return taken(one_text(given), field.lists, context, on)
    several = list(given) if isinstance(given, list | tuple) else [given]
    codes = [
        taken(one_text(one), field.lists, context, on) for one in several if one not in ("", None)
    ]
    return _ordered(codes, choices(field.lists, context, on))


def read_yes_no(_field: Field, given: Any, _context: FormContext) -> str:
    """yes, no or unknown: three answers, never two."""
    answer = one_text(given)
    if answer not in YES_NO:
        raise Refused(
            say("'%(answer)s' is not an answer here. Say yes, no or unknown.", answer=answer[:40])
        )
    return answer


def taken(
    code: str, lists: Sequence[str], context: FormContext, on: PartialDate | None = None
) -> str:
    """`code` if it may be stored for these lists. Raises Refused with the nearest codes."""
    if code in NO_VALUE:
        return code
    for name in lists:
        if code in context.hidden.get(name, ()):
            raise Refused(
                say("'%(code)s' is not used in this jurisdiction. Choose another code.", code=code)
            )
    known = {choice.value: choice for choice in choices(lists, context, on)}
    if code in known or _from_outside(code, lists, context):
        return code
    raise Refused(
        say(
            "'%(code)s' is not in the list. %(mend)s",
            code=code[:60],
            mend=_mend(code, list(known.values())),
        )
    )


def choices(
    lists: Iterable[str], context: FormContext, on: PartialDate | None = None
) -> tuple[Choice, ...]:
    """What can be chosen from the union of the lists, in their order, without missing values."""
    found: dict[str, Choice] = {}
    for name in lists:
        if name == OFFENCES:
            found |= {choice.value: choice for choice in context.offences(on)}
        hidden = context.hidden.get(name, frozenset())
        for code in _codes(name, context):
            if code.code not in hidden and code.valid_to is None:
                found.setdefault(code.code, _choice(code, name, context))
    return tuple(found.values())


def no_value_choices(context: FormContext) -> tuple[Choice, ...]:
    """The missing values that a form offers."""
    listed = context.library.codes.get(MISSING)
    labels = {code.code: code.label for code in listed.codes.values()} if listed else {}
    offered = [code for code in NO_VALUE if code != "not_carried"]
    return tuple(Choice(code, labels.get(code) or say(NO_VALUE[code])) for code in offered)


def words(field: Field, typed: Any, context: FormContext) -> str:
    """The labels, separated by semicolons."""
    labels = {choice.value: choice.label for choice in choices(field.lists, context)}
    several = typed if isinstance(typed, list | tuple) else [typed]
    return "; ".join(labels.get(one) or say(NO_VALUE.get(one, str(one))) for one in several)


def yes_no_words(_field: Field, typed: Any, _context: FormContext) -> str:
    """Yes, No, Not known."""
    return say(YES_NO.get(str(typed), str(typed)))


def day_of(typed: Any) -> PartialDate | None:
    """The preferred date of a typed value, None where there is none."""
    return DatedValue.from_json(typed).value if typed else None


def _codes(name: str, context: FormContext) -> tuple[Code, ...]:
    listed = context.library.codes.get(name)
    return (*(listed.codes.values() if listed else ()), *context.local_codes.get(name, ()))


def _choice(code: Code, name: str, context: FormContext) -> Choice:
    label = context.local_labels.get(name, {}).get(code.code, code.label)
    return Choice(code.code, label, code.meaning)


def _from_outside(code: str, lists: Sequence[str], context: FormContext) -> bool:
    shapes = [
        OUTSIDE[name] for name in lists if name in OUTSIDE and name not in context.library.codes
    ]
    return any(shape.fullmatch(code) for shape in shapes)


def _only(given: Sequence[Any]) -> Any:
    filled = [one for one in given if one not in ("", None)]
    if len(filled) > 1:
        raise Refused(say("One value is asked for here, not several. Choose one."))
    return filled[0] if filled else ""


def _ordered(codes: list[str], known: Sequence[Choice]) -> list[str]:
    twice = {code for code in codes if codes.count(code) > 1}
    if twice:
        raise Refused(
            say("'%(sorted)s' stands here twice. Choose it once.", sorted=sorted(twice)[0])
        )
    missing = [code for code in codes if code in NO_VALUE]
    if missing and len(codes) > 1:
        raise Refused(
            say(
                "'%(missing)s' stands beside other values. Clear it, or clear the others.",
                missing=missing[0],
            )
        )
    places = {choice.value: place for place, choice in enumerate(known)}
    return sorted(codes, key=lambda code: (places.get(code, len(places)), code))


def _mend(code: str, known: list[Choice]) -> str:
    for choice in known:
        if code.casefold() in (choice.label.casefold(), choice.value.casefold()):
            return say("Write '%(value)s'.", value=choice.value)
    values = [choice.value for choice in known]
    near = difflib.get_close_matches(code, values, 3, 0.6)
    if near:
        return say("Did you mean %(listed)s?", listed=" or ".join(near))
    if not values:
        return say("This jurisdiction has no such list: choose unknown.")
    listed = ", ".join(values[:_MOST_NAMED])
    return say(
        "Use one of: %(listed)s%(value)s.",
        listed=listed,
        value=", …" if len(values) > _MOST_NAMED else "",
    )
