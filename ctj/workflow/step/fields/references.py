"""Subjects, users, organisations, places, other cases: named by what people write, stored by id."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from typing import Any

from ctj.language import mark, say

from ...definitions import Field
from ...projection import Subject
from ..context import Choice, FormContext
from ..errors import Refused
from .codes import UNKNOWN
from .texts import one_text

_PLACE = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?", re.ASCII)
_PLACES_BESIDE = {
    UNKNOWN: mark("Not known"),
    "at_sea": mark("At sea"),
    "abroad_unspecified": mark("Abroad"),
}
#: The kind of a user field that asks for a team: the pool of a unit.
POOL = "pool"
#: Kinds of organisations that answer for a kind asked: an authority is any but a provider.
_KINDS = {
    "agency": ("agency", "prosecution"),
    "authority": ("agency", "prosecution", "court", "counterpart"),
}


def read_subject(field: Field, given: Any, context: FormContext) -> Any:
    """Ids of subjects named by their labels (A1, V2)."""
    return _each(field, given, lambda label: _subject(field, label, context).id)


def read_user(field: Field, given: Any, context: FormContext) -> Any:
    """Ids of users."""
    return _each(field, given, lambda text: _user(field, text, context))


def read_org(field: Field, given: Any, context: FormContext) -> Any:
    """Ids of organisations of the kind asked, or 'unknown'."""
    return _each(field, given, lambda text: _org(field, text, context))


def read_place(field: Field, given: Any, _context: FormContext) -> Any:
    """A code of ISO 3166-2 (its shape), of ISO 3166-1, or 'unknown'."""
    return _each(field, given, _place)


def read_reference(field: Field, given: Any, context: FormContext) -> Any:
    """Ids of another case, request or event, by reference."""
    return _each(field, given, lambda text: _found(field, text, context))


def subjects_of(kind: str | None, context: FormContext) -> tuple[Choice, ...]:
    """The subjects of the case that may be named."""
    return tuple(
        Choice(label, label, kind=subject.kind)
        for label, subject in context.subjects.items()
        if kind in (None, "any") or subject.kind == kind
    )


def users_of(kind: str | None, context: FormContext) -> tuple[Choice, ...]:
    """The users that may be named, or the teams where a pool is asked."""
    return tuple(one for one in context.users if one.kind == (kind or ""))


def orgs_of(kind: str | None, context: FormContext) -> tuple[Choice, ...]:
    """The organisations that answer for a kind."""
    if kind in (None, "any"):
        return context.orgs
    kinds = _KINDS.get(kind or "", (kind,))
    return tuple(choice for choice in context.orgs if choice.kind in kinds)


def subject_text(_field: Field, typed: Any, context: FormContext) -> Any:
    """Labels in place of ids."""
    return _mapped(typed, context.label_of)


def subject_words(_field: Field, typed: Any, context: FormContext) -> str:
    """'A1, A2'."""
    return _joined(typed, context.label_of)


def user_words(_field: Field, typed: Any, context: FormContext) -> str:
    """Names of users."""
    return _joined(typed, lambda one: _label(one, context.users))


def org_words(_field: Field, typed: Any, context: FormContext) -> str:
    """Names of organisations."""
    return _joined(typed, lambda one: _label(one, context.orgs))


def place_words(_field: Field, typed: Any, _context: FormContext) -> str:
    """The code; the page puts the name beside it."""
    return _joined(typed, lambda one: say(_PLACES_BESIDE[one]) if one in _PLACES_BESIDE else one)


def _each(field: Field, given: Any, reads: Callable[[str], str]) -> Any:
    if not field.many:
        if isinstance(given, list | tuple):
            filled = [one for one in given if one not in ("", None)]
            if len(filled) != 1:
                raise Refused(say("One is asked for here, not several. Choose one."))
            given = filled[0]
        return reads(one_text(given))
    several = given if isinstance(given, list | tuple) else [given]
    found = [reads(one_text(one)) for one in several if one not in ("", None)]
    for place, one in enumerate(found):
        if one in found[:place]:
            raise Refused(
                say(
                    "Entry %(value)s names the same as one before it. Name each once.",
                    value=place + 1,
                )
            )
    return found


def _subject(field: Field, label: str, context: FormContext) -> Subject:
    subject = context.subjects.get(label)
    allowed = [choice.value for choice in subjects_of(field.kind, context)]
    if subject is None or label not in allowed:
        kind = {"accused": "accused", "victim": "victim"}.get(field.kind or "", "person")
        listed = (
            say("Use one of: %(listed)s.", listed=", ".join(allowed))
            if allowed
            else say("Add the %(kind)s first.", kind=kind)
        )
        raise Refused(
            say(
                "This case has no %(kind)s '%(label)s'. %(listed)s",
                kind=kind,
                label=label[:20],
                listed=listed,
            )
        )
    return subject


def _user(field: Field, text: str, context: FormContext) -> str:
    return _chosen(text, users_of(field.kind, context), "team" if field.kind == POOL else "user")


def _org(field: Field, text: str, context: FormContext) -> str:
    if text == UNKNOWN:
        return text
    return _chosen(text, orgs_of(field.kind, context), field.kind or "organisation")


def _chosen(text: str, choices: Iterable[Choice], what: str) -> str:
    known = list(choices)
    for choice in known:
        if text == choice.value or text in choice.names:
            return choice.value
    same = [choice for choice in known if choice.label.casefold() == text.casefold()]
    if len(same) == 1:
        return same[0].value
    near = difflib.get_close_matches(text, [choice.label for choice in known], 3, 0.6)
    mend = (
        say("Did you mean %(listed)s?", listed=" or ".join(near))
        if near
        else say("Choose one from the list.")
    )
    raise Refused(
        say(
            "There is no %(what)s '%(words)s' here. %(mend)s", what=what, words=text[:60], mend=mend
        )
    )


def _place(text: str) -> str:
    if text in _PLACES_BESIDE or _PLACE.fullmatch(text):
        return text
    raise Refused(
        say(
            "'%(words)s' is not a place code. Use ISO 3166-2, for instance "
            "PH-MNL, or unknown; anything finer belongs in a note.",
            words=text[:40],
        )
    )


def _found(field: Field, text: str, context: FormContext) -> str:
    found = context.find(field.type, text) if len(text) <= 100 else None
    if found is None:
        raise Refused(
            say(
                "There is no %(type)s '%(words)s'. Check the reference.",
                type=field.type,
                words=text[:60],
            )
        )
    return found


def _label(value: str, choices: Iterable[Choice]) -> str:
    if value == UNKNOWN:
        return say("Not known")
    return next((choice.label for choice in choices if choice.value == value), value)


def _mapped(typed: Any, names: Callable[[str], str]) -> Any:
    return [names(one) for one in typed] if isinstance(typed, list | tuple) else names(typed)


def _joined(typed: Any, names: Callable[[str], str]) -> str:
    several = typed if isinstance(typed, list | tuple) else [typed]
    return ", ".join(names(one) for one in several)
