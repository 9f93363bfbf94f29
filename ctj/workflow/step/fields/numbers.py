"""Whole numbers."""

from __future__ import annotations

import re
from typing import Any

from ctj.language import say

from ...definitions import Field
from ..context import FormContext
from ..errors import Refused
from .codes import UNKNOWN
from .texts import one_text

LARGEST = 1_000_000_000


def read(field: Field, given: Any, _context: FormContext) -> int | str:
    """The number, or 'unknown'. Raises Refused outside the field's limits."""
    written = one_text(given)
    if written == UNKNOWN:
        return written
    if not re.fullmatch(r"-?[0-9]{1,12}", written):
        raise Refused(
            say(
                "'%(written)s' is not a whole number. Write digits only, or unknown.",
                written=written[:40],
            )
        )
    number = int(written)
    least = 0 if field.minimum is None else field.minimum
    most = LARGEST if field.maximum is None else field.maximum
    if not least <= number <= most:
        raise Refused(
            say(
                "%(number)s is not between %(least)s and %(most)s. Check the number.",
                number=number,
                least=least,
                most=f"{most:,}",
            )
        )
    return number


def text(_field: Field, typed: Any, _context: FormContext) -> Any:
    """What to put into the field again."""
    return str(typed)


def words(_field: Field, typed: Any, _context: FormContext) -> str:
    """The digits."""
    return say("Not known") if typed == UNKNOWN else f"{typed:,}"
