"""The range of an offence in words, as the law states it: nothing is added, nothing converted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ctj.language import mark, say, say_many
from ctj.workflow.statements import Fine, Offence, Penalty

RANKS = {"fine": mark("A fine only"), "life": mark("Life imprisonment"), "death": mark("Death")}
_AND_OR = {"and": mark("and"), "or": mark("or"), "and_or": mark("and/or")}


def penalty_in_words(offence: Offence) -> str:
    """'15 years to 20 years; and a fine of PHP 1,000,000 to 2,000,000; caning, up to 6 strokes'."""
    penalty = offence.penalty
    parts = list(_parts(penalty))
    if not parts:
        return _without_range(offence)
    if penalty.rank == "fine" and penalty.fine is not None:
        parts = [say("A fine only: %(fine)s", fine=_fine(penalty.fine)), *parts[2:]]
    return "; ".join(parts)


def term_in_words(months: int) -> str:
    """'15 years', '6 months', '6 years 1 month'."""
    years, rest = divmod(months, 12)
    said = [say_many("%(num)d year", "%(num)d years", years)] if years else []
    if rest or not years:
        said.append(say_many("%(num)d month", "%(num)d months", rest))
    return " ".join(said)


def _parts(penalty: Penalty) -> Iterator[str]:
    if penalty.rank:
        yield _prison(penalty)
    if penalty.fine is not None:
        how = say(_AND_OR.get(penalty.fine.and_or, "and"))
        yield say("%(how)s a fine %(fine)s", how=how, fine=_fine(penalty.fine)).rstrip()
    if penalty.corporal:
        yield _corporal(penalty.corporal)


def _prison(penalty: Penalty) -> str:
    if penalty.rank in RANKS:
        said = say(RANKS[penalty.rank])
        if penalty.min_months is not None:
            said = say(
                "%(term)s to %(said)s",
                term=term_in_words(penalty.min_months),
                said=said.lower(),
            )
        if penalty.alternative.get("rank") == "term":
            said += say(", or a term")
        return said
    low, high = penalty.min_months, penalty.max_months
    if low is not None and low == high:
        return say("%(term)s, fixed", term=term_in_words(low))
    if low is not None and high is not None:
        return say(
            "%(low)s to %(high)s",
            low=term_in_words(low),
            high=term_in_words(high),
        )
    if high is not None:
        return say("up to %(term)s, no minimum", term=term_in_words(high))
    return (
        say("at least %(term)s", term=term_in_words(low))
        if low is not None
        else say("a term, length not read")
    )


def _fine(fine: Fine) -> str:
    per = say(" for each %(per)s", per=fine.per) if fine.per not in ("", "offence") else ""
    low, high = _amount(fine.minimum), _amount(fine.maximum)
    if low and high:
        return say(
            "of %(currency)s %(low)s to %(high)s%(per)s",
            currency=fine.currency,
            low=low,
            high=high,
            per=per,
        )
    if high:
        return say("up to %(currency)s %(high)s%(per)s", currency=fine.currency, high=high, per=per)
    return (
        say("of at least %(currency)s %(low)s%(per)s", currency=fine.currency, low=low, per=per)
        if low
        else say("(amount not stated)")
    )


def _amount(text: str | None) -> str:
    if not text:
        return ""
    whole, dot, rest = text.partition(".")
    return f"{int(whole):,}{dot}{rest}" if whole.isdecimal() else text


def _corporal(corporal: Mapping[str, object]) -> str:
    said = str(corporal.get("kind", say("corporal punishment")))
    if corporal.get("strokes"):
        said += say(", up to %(corporal)s strokes", corporal=corporal["strokes"])
    if corporal.get("mandatory") in ("yes", "no"):
        said += say(", mandatory") if corporal["mandatory"] == "yes" else say(", not mandatory")
    note = corporal.get("note")
    return f"{said} ({note})" if note else said


def _without_range(offence: Offence) -> str:
    if offence.is_aggravation:
        return say(
            "changes the range of %(modifies)s",
            modifies=offence.modifies.get("base", say("another offence")),
        )
    return say("range not read")
