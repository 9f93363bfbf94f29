"""The range of an offence in words, as the law states it: nothing is added, nothing converted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ctj.workflow.statements import Fine, Offence, Penalty

RANKS = {"fine": "A fine only", "life": "Life imprisonment", "death": "Death"}
_AND_OR = {"and": "and", "or": "or", "and_or": "and/or"}


def penalty_in_words(offence: Offence) -> str:
    """'15 years to 20 years; and a fine of PHP 1,000,000 to 2,000,000; caning, up to 6 strokes'."""
    penalty = offence.penalty
    parts = list(_parts(penalty))
    if not parts:
        return _without_range(offence)
    if penalty.rank == "fine" and penalty.fine is not None:
        parts = [f"A fine only: {_fine(penalty.fine)}", *parts[2:]]
    return "; ".join(parts)


def term_in_words(months: int) -> str:
    """'15 years', '6 months', '6 years 1 month'."""
    years, rest = divmod(months, 12)
    said = [f"{years} {'year' if years == 1 else 'years'}"] if years else []
    if rest or not years:
        said.append(f"{rest} {'month' if rest == 1 else 'months'}")
    return " ".join(said)


def _parts(penalty: Penalty) -> Iterator[str]:
    if penalty.rank:
        yield _prison(penalty)
    if penalty.fine is not None:
        how = _AND_OR.get(penalty.fine.and_or, "and")
        yield f"{how} a fine {_fine(penalty.fine)}".rstrip()
    if penalty.corporal:
        yield _corporal(penalty.corporal)


def _prison(penalty: Penalty) -> str:
    if penalty.rank in RANKS:
        said = RANKS[penalty.rank]
        if penalty.min_months is not None:
            said = f"{term_in_words(penalty.min_months)} to {said.lower()}"
        if penalty.alternative.get("rank") == "term":
            said += ", or a term"
        return said
    low, high = penalty.min_months, penalty.max_months
    if low is not None and low == high:
        return f"{term_in_words(low)}, fixed"
    if low is not None and high is not None:
        return f"{term_in_words(low)} to {term_in_words(high)}"
    if high is not None:
        return f"up to {term_in_words(high)}, no minimum"
    return f"at least {term_in_words(low)}" if low is not None else "a term, length not read"


def _fine(fine: Fine) -> str:
    per = f" for each {fine.per}" if fine.per not in ("", "offence") else ""
    low, high = _amount(fine.minimum), _amount(fine.maximum)
    if low and high:
        return f"of {fine.currency} {low} to {high}{per}"
    if high:
        return f"up to {fine.currency} {high}{per}"
    return f"of at least {fine.currency} {low}{per}" if low else "(amount not stated)"


def _amount(text: str | None) -> str:
    if not text:
        return ""
    whole, dot, rest = text.partition(".")
    return f"{int(whole):,}{dot}{rest}" if whole.isdecimal() else text


def _corporal(corporal: Mapping[str, object]) -> str:
    said = str(corporal.get("kind", "corporal punishment"))
    if corporal.get("strokes"):
        said += f", up to {corporal['strokes']} strokes"
    if corporal.get("mandatory") in ("yes", "no"):
        said += ", mandatory" if corporal["mandatory"] == "yes" else ", not mandatory"
    note = corporal.get("note")
    return f"{said} ({note})" if note else said


def _without_range(offence: Offence) -> str:
    if offence.is_aggravation:
        return f"changes the range of {offence.modifies.get('base', 'another offence')}"
    return "range not read"
