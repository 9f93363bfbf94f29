"""Text, reference, note: what may be written, how much of it, and no sealed names in the clear."""

from __future__ import annotations

import unicodedata
from typing import Any

from ctj.language import say

from ...definitions import Field
from ..context import FormContext
from ..errors import NAME_IN_TEXT, Refused

TEXT_LENGTH = 200
NOTE_LENGTH = 20_000
#: Invisible characters that turn the direction of a line and so can hide what it says.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def one_text(given: Any) -> str:
    """`given` as a text without space around it. Raises Refused for a list or a mapping."""
    if isinstance(given, str):
        return str(given).strip()
    if isinstance(given, int) and not isinstance(given, bool):
        return str(given)
    raise Refused(say("One text is asked for here, not a list or several parts."))


def read(field: Field, given: Any, context: FormContext) -> str:
    """The text, in Unicode form C. Raises Refused."""
    long = field.type == "note"
    text = cleaned(one_text(given), lines=long)
    limit = NOTE_LENGTH if long else TEXT_LENGTH
    if len(text) > limit:
        rest = say("Shorten it.") if long else say("Shorten it, and put the rest in the note.")
        raise Refused(
            say(
                "This has %(words)s characters; %(limit)s are allowed. %(rest)s",
                words=f"{len(text):,}",
                limit=f"{limit:,}",
                rest=rest,
            )
        )
    if not field.identifying:
        _refuse_name(field, text, context)
        if long:
            context.look_at(text)
    return text


def cleaned(text: str, *, lines: bool) -> str:
    """Unicode form C, one kind of line end; characters that nobody can see are refused."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    for place, sign in enumerate(text, 1):
        if sign in "\n\t" and lines:
            continue
        if sign == "\n":
            raise Refused(say("This field takes one line. Write it on one line."))
        if unicodedata.category(sign) in ("Cc", "Cs") or sign in _TURNING:
            raise Refused(
                say(
                    "Character %(place)s cannot be shown (U+%(ord)s). Delete it and "
                    "type the text again.",
                    place=place,
                    ord=f"{ord(sign):04X}",
                )
            )
    return text.strip()


def text(_field: Field, typed: Any, _context: FormContext) -> Any:
    """What to put into the field again."""
    return typed


def words(_field: Field, typed: Any, _context: FormContext) -> str:
    """The text itself."""
    return str(typed)


def _refuse_name(field: Field, text: str, context: FormContext) -> None:
    """A name passes with a reason, but never where the text would stand in the clear."""
    label = context.found_name(text)
    if label is None or (field.sealed and context.may_pass(label)):
        return
    raise Refused(
        say("This holds the sealed name of %(label)s. Write %(label)s in its place.", label=label),
        passes=NAME_IN_TEXT if field.sealed else "",
    )
