"""Guards about rows of registers in general."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ctj.language import say

from ..fold.step import row_items
from ..situation import Situation
from .look import counts, register, rows, subject_id
from .registry import Missing, guard

#: What ``has`` counts as people of the case instead of rows.
KINDS = frozenset({"accused", "victim"})


@guard("has")
def has(situation: Situation, /, **args: Any) -> Missing | None:
    """At least ``min`` rows of the register (or people of that kind), in ``status`` if named.

    Rows of the track's subject; on the case's track those of the case, whoever owns them, and those
    that the form passes on to the tracks that it fires. ``before``: as they stood before the form.
    """
    name, least, status = str(args["register"]), int(args.get("min", 1)), args.get("status")
    if args.get("before") == "yes":
        situation = replace(situation, rows_after=None)
    if _found(situation, name, status) >= least:
        return None
    definition = register(situation, name)
    words: dict[str, Any] = {"min": least, "register_label": name, "status_part": ""}
    if definition is not None:
        one = definition.row_label.partition("{n}")[0].strip()
        words["register_label"] = one if least == 1 and one else definition.label.lower()
    if status is not None:
        statuses = definition.statuses if definition else {}
        words["status_part"] = say(
            " as ‘%(statuses)s’", statuses=statuses.get(str(status), str(status)).lower()
        )
    return Missing(words)


def _found(situation: Situation, name: str, status: Any) -> int:
    if name in KINDS:
        return sum(one.kind == name for one in situation.projection.subjects.values())
    owner = "own" if subject_id(situation) else None
    found = rows(situation, name, owner)
    kept = [row for row in found if status is None or counts(situation, row, str(status))]
    return len(kept) + _passed_on(situation, name, status)


def _passed_on(situation: Situation, name: str, status: Any) -> int:
    return sum(
        len(row_items(situation.form, field.id))
        for field in situation.transition.form
        if field.passed_on and field.register == name and status in (None, field.sets_status)
    )
