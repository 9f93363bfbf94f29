"""Which rule of law a clock runs under, for whom, from when, where there are several."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..definitions import ClockDefinition
from ..situation import Situation
from .occurrence import preferred
from .step import row_items

SERVICE = "serve_document"
ABOVE_FIRST_INSTANCE = frozenset({"record_appeal_decision", "order_retrial"})
VICTIMS_MONEY = frozenset(
    {"compensation", "restitution", "unpaid_wages", "moral_damages", "exemplary_damages"}
)
ORDER_SETTLED = frozenset({"claimed", "executed", "unenforceable", "set_aside"})


@dataclass(frozen=True, slots=True)
class Running:
    """One clock to start: its rules in order of preference, for which party or row, from when.

    ``row`` (field id, number) is a row that the event itself adds; its id is the party later.
    """

    rules: tuple[str, ...]
    party: str | None = None
    row: tuple[str, int] | None = None
    subject_id: str | None = None
    start: Any = None


def runnings(situation: Situation, clock: ClockDefinition) -> Iterator[Running]:
    """One entry for each clock of that name that this step may start; often one, sometimes none."""
    own = _OWN.get(clock.id)
    if own is not None:
        yield from own(situation, clock)
    else:
        yield Running(clock.rules)


def _appeal_period(situation: Situation, clock: ClockDefinition) -> Iterator[Running]:
    """One for the accused, one for the prosecution; a service starts that of who was served."""
    above = situation.transition.id in ABOVE_FIRST_INSTANCE or _decided_above(situation)
    accused = Running(("appeal.second" if above else "appeal.first",), "accused")
    if situation.transition.id == SERVICE:
        if situation.subject is not None and situation.form.get("on") == situation.subject.id:
            yield accused
        return
    read = situation.form.get("read_on", situation.occurred)
    yield Running(accused.rules, "accused", start=read)
    yield Running(("appeal.prosecutor",), "prosecution", start=read)


def _decided_above(situation: Situation) -> bool:
    if situation.subject is None or situation.transition.id != SERVICE:
        return False
    decisions = situation.projection.rows_of("decisions", situation.subject.id)
    return bool(decisions) and int(decisions[-1].values.get("level") or 1) > 1


def _review_of_non_prosecution(situation: Situation, clock: ClockDefinition) -> Iterator[Running]:
    """One for each victim on whom the decision was served."""
    served = situation.projection.subjects.get(str(situation.form.get("on", "")))
    if served is not None and served.kind == "victim":
        yield Running(clock.rules, served.id)


def _custody_ordered(situation: Situation, clock: ClockDefinition) -> Iterator[Running]:
    """By stage; where the order names no end, the periodical review of custody runs."""
    until = situation.form.get("until") or next(
        (item["until"] for item in row_items(situation.form, "custody") if item.get("until")), None
    )
    if preferred(until).is_unknown:
        yield Running(("custody.review",))
        return
    subject = situation.subject.id if situation.subject else ""
    charged = situation.projection.fact("accused", subject, "charged") is not None
    yield Running(("custody.pretrial" if charged else "custody.precharge",))


def _technique_expiry(situation: Situation, clock: ClockDefinition) -> Iterator[Running]:
    intercepts = situation.form.get("technique") == "interception"
    yield Running(("special.interception" if intercepts else "special.technique",))


def _per_row(register: str) -> Callable[[Situation, ClockDefinition], Iterator[Running]]:
    """One for each row of the register that the form adds or names; the party is that row."""

    def per_row(situation: Situation, clock: ClockDefinition) -> Iterator[Running]:
        for field in situation.transition.form:
            if field.register == register:
                for number, item in enumerate(row_items(situation.form, field.id)):
                    row_id = item.get("row")
                    place = None if row_id else (field.id, number)
                    yield Running(clock.rules, row_id and str(row_id), place)

    return per_row


def _fine_payment(situation: Situation, clock: ClockDefinition) -> Iterator[Running]:
    """Only where the sentence in force has a fine."""
    register = situation.library.registers.get("sentence_parts")
    subject = situation.subject.id if situation.subject else ""
    parts = situation.projection.rows_of("sentence_parts", subject)
    if any(
        row.values.get("part") == "fine" and register and register.is_in(row.status, "in_force")
        for row in parts
    ):
        yield Running(clock.rules)


def _restitution_payment(situation: Situation, clock: ClockDefinition) -> Iterator[Running]:
    """One for each order of money for victims that is still open."""
    subject = situation.subject.id if situation.subject else ""
    for row in situation.projection.rows_of("orders", subject):
        if row.values.get("kind") in VICTIMS_MONEY and row.status not in ORDER_SETTLED:
            yield Running(clock.rules, row.id)


_OWN: Mapping[str, Callable[[Situation, ClockDefinition], Iterator[Running]]] = {
    "appeal_period": _appeal_period,
    "review_of_non_prosecution": _review_of_non_prosecution,
    "custody_ordered": _custody_ordered,
    "technique_expiry": _technique_expiry,
    "fine_payment": _fine_payment,
    "restitution_payment": _restitution_payment,
    "warrant_expiry": _per_row("warrants"),
}
