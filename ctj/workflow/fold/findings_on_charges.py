"""What a charge row says: whether it was proven, of what, and whether that is trafficking.

A charge that was set aside keeps its result, so that a higher court can restore it; it is not
proven meanwhile. Where another offence was found than charged, the offence found counts.
"""

from __future__ import annotations

from ..definitions import RegisterDefinition
from ..projection import Row

GUILTY = frozenset({"guilty_plea", "guilty_trial", "guilty_lesser", "guilty_attempt"})
#: Statuses of an appeal under which the result of the row stands.
BY_RESULT = frozenset({"upheld", "changed", "restored"})
#: ``charge_outcome`` -> outcome of the person (codelists.md 5.6); guilty is told apart by is_tip.
OUTCOME_OF_RESULT = {
    "acquitted": "acquitted",
    "not_criminally_responsible": "acquitted",
    "dismissed_court": "dismissed",
    "withdrawn_prosecution": "withdrawn",
    "not_proceeded": "withdrawn",
    "diverted": "diverted",
    "transferred": "transferred",
    "abated_death": "died",
}
OUTCOME_OF_STATUS = {"not_proven": "acquitted", "dismissed": "dismissed", "quashed": "acquitted"}
#: Order of precedence of the person's outcome over all counts (codelists.md 5.6).
PRECEDENCE = ("acquitted", "dismissed", "withdrawn", "diverted", "transferred", "died")


def is_proven(row: Row) -> bool:
    """Whether the accused stands convicted on this charge."""
    if row.status in ("proven", "proven_lesser"):
        return True
    return row.status in BY_RESULT and row.values.get("result") in GUILTY


def is_tip_found(row: Row) -> str:
    """Whether what was proven is a trafficking offence: yes, no, unknown.

    A lesser or other offence of which nothing more is known is not trafficking (process.md 8.1).
    """
    lesser = row.status == "proven_lesser" or row.values.get("result") == "guilty_lesser"
    if "found_is_tip" in row.values:
        return str(row.values["found_is_tip"])
    if lesser or row.values.get("found_offence"):
        return "no"
    return str(row.values.get("is_tip", "unknown"))


def is_filed(register: RegisterDefinition, row: Row) -> bool:
    """Whether the charge stands before the court, without a finding in force."""
    return register.is_in(row.status, "filed")


def outcome(rows: list[Row]) -> str | None:
    """The person's outcome over all charges; None where nothing is decided.

    ``unknown`` where the accused is guilty, but not of what: a charge not known to be trafficking.
    """
    proven = [is_tip_found(row) for row in rows if is_proven(row)]
    if "yes" in proven:
        return "guilty_tip"
    if proven:
        return "unknown" if "unknown" in proven else "guilty_other"
    found = {_other_outcome(row) for row in rows}
    return next((one for one in PRECEDENCE if one in found), None)


def _other_outcome(row: Row) -> str | None:
    if row.status == "quashed":
        return OUTCOME_OF_STATUS["quashed"]
    by_result = OUTCOME_OF_RESULT.get(str(row.values.get("result")))
    return by_result or OUTCOME_OF_STATUS.get(row.status or "")
