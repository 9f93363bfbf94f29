"""Guards about evidence and exhibits."""

from __future__ import annotations

from typing import Any

from ..fold.occurrence import preferred
from ..fold.person_functions import UNCOUNTED_EVIDENCE
from ..fold.step import row_items
from ..instants import local_day
from ..situation import Situation
from .look import counts, register, rows
from .registry import Missing, guard


@guard("evidence_kinds")
def evidence_kinds(situation: Situation, /, **args: Any) -> Missing | None:
    """At least ``min`` kinds of evidence beyond what the victim, or the accused, says."""
    kinds = {row.values.get("evidence_kind") for row in rows(situation, "exhibits", None)}
    kinds |= set(situation.projection.fact("case", "", "evidence_other") or ())
    found = len(kinds - {None} - UNCOUNTED_EVIDENCE)
    return None if found >= int(args["min"]) else Missing({"n": found})


@guard("exhibits_placed")
def exhibits_placed(situation: Situation, /, **args: Any) -> Missing | None:
    """Every exhibit we hold has a confirmed holder, and none is overdue for return."""
    definition = register(situation, "exhibits")
    held = definition.open_statuses if definition else ()
    today = local_day(situation.now, situation.zone)
    lost = [
        row
        for row in rows(situation, "exhibits", None)
        if row.status in held
        and (
            not (row.values.get("holder") or row.values.get("holder_org"))
            or (
                (due := preferred(row.values.get("return_by")).last_day) is not None and due < today
            )
        )
    ]
    return Missing({"n": len(lost)}) if lost else None


@guard("warrant_or_reason", asks_form=True)
def warrant_or_reason(situation: Situation, /, **args: Any) -> Missing | None:
    """The form names a warrant that was granted, or says why none was needed."""
    if situation.form.get("without_warrant_reason"):
        return None
    named = {str(item.get("row")) for item in row_items(situation.form, "warrant")}
    granted = [
        row
        for row in rows(situation, "warrants", None)
        if row.id in named and (counts(situation, row, "granted") or row.status == "executed")
    ]
    return None if granted else Missing()
