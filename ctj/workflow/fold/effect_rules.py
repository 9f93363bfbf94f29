"""Which rule of law a clock runs under, for whom, from when, where there are several."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..definitions import ClockDefinition
from ..situation import Situation
from .effect_persons import ANY_OUTCOME, obligations_of, persons, with_running_witness_track
from .occurrence import preferred
from .step import ROW_TYPES, holds, row_items

SERVICE = "serve_document"
ABOVE_FIRST_INSTANCE = frozenset({"record_appeal_decision", "order_retrial"})
VICTIMS_MONEY = frozenset(
    {"compensation", "restitution", "unpaid_wages", "moral_damages", "exemplary_damages"}
)
ORDER_SETTLED = frozenset({"claimed", "executed", "unenforceable", "set_aside"})


@dataclass(frozen=True, slots=True)
class Running:
    """One clock to start: its rules in order of preference, for which party or row, from when.

    ``row`` is a row that the event itself adds (field id, number; effect, register, number); its id
    is the party later.
    """

    rules: tuple[str, ...]
    party: str | None = None
    row: tuple[str | int, ...] | None = None
    subject_id: str | None = None
    start: Any = None


def runnings(situation: Situation, clock: ClockDefinition) -> Iterator[Running]:
    """One entry for each clock of that name that this step may start; often one, sometimes none.

    A clock that belongs to a person runs for each person concerned.
    """
    own = _OWN.get(clock.id)
    for running in own(situation, clock) if own is not None else (Running(clock.rules),):
        if clock.of == "track" or running.subject_id is not None:
            yield running
        else:
            yield from (replace(running, subject_id=one) for one in persons(situation))


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
    technique = situation.form.get("technique")
    rule = "special.interception" if technique == "interception" else "special.technique"
    yield Running((rule,), technique and str(technique))


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
    """One for each order of money for victims: the one recorded, else all that are still open."""
    if any(field.register == "orders" for field in situation.transition.form):
        yield from _per_row("orders")(situation, clock)
        return
    subject = situation.subject.id if situation.subject else ""
    for row in situation.projection.rows_of("orders", subject):
        if row.values.get("kind") in VICTIMS_MONEY and row.status not in ORDER_SETTLED:
            yield Running(clock.rules, row.id)


def _measures_before_day(situation: Situation, clock: ClockDefinition) -> Iterator[Running]:
    """One for each witness called to each hearing; where nobody is named, for every witness."""
    if situation.form.get("hearing") or not _adds_rows(situation, "hearings"):
        hearing = situation.form.get("hearing")
        yield Running(clock.rules, str(hearing) if hearing else None)
        return
    for field in situation.transition.form:
        if field.register == "hearings":
            for number, item in enumerate(row_items(situation.form, field.id)):
                for one in item.get("called") or with_running_witness_track(situation):
                    yield Running(clock.rules, row=(field.id, number), subject_id=str(one))


def _adds_rows(situation: Situation, register: str) -> bool:
    return any(f.register == register and f.type == "row" for f in situation.transition.form)


def _threat_answer(situation: Situation, clock: ClockDefinition) -> Iterator[Running]:
    """One for each threat that the step records; else one without row for each person named."""
    found = list(_per_row("threats")(situation, clock))
    adding = [e for e in situation.transition.row_effects if str(e.get("add")).lower() == "true"]
    holding = [effect for effect in adding if _effect_holds(situation, effect)]
    for number, effect in enumerate(holding):
        if effect.get("register") == "threats":
            found.append(Running(clock.rules, row=("effect", "threats", number)))
    yield from found or [Running(clock.rules, subject_id=one) for one in persons(situation)]


def _effect_holds(situation: Situation, effect: Mapping[str, Any]) -> bool:
    when = {
        name: (one,) if isinstance(one, str) else tuple(one)
        for name, one in effect.get("when", {}).items()
    }
    return holds(when, situation.form, {})


def _outcome_to_tell(situation: Situation, clock: ClockDefinition) -> Iterator[Running]:
    """Whoever is not needed any more is owed the outcome, unless a result waits to be told."""
    for one in persons(situation):
        if not any(obligations_of(situation, clock.id, one)):
            yield Running(clock.rules, ANY_OUTCOME, subject_id=one)


#: ``one_per`` -> the register whose rows are the parties of such clocks.
ROWS_OF = {"warrant": "warrants", "order": "orders", "asset": "assets", "task": "tasks"}


def parties_named(situation: Situation, clock: ClockDefinition) -> list[str]:
    """For which of the clocks of that name this step is meant, where there are several.

    The rows that it names (warrants, orders, assets), or the technique that ended. Empty: all.
    """
    if clock.one_per == "technique":
        ended = situation.form.get("what")
        return [str(ended)] if ended else []
    register = ROWS_OF.get(clock.one_per or "")
    found: list[str] = []
    for field in situation.transition.form if register else ():
        for item in row_items(situation.form, field.id) if field.type in ROW_TYPES else ():
            if field.register == register and item.get("row"):
                found.append(str(item["row"]))
            if register == "orders" and item.get("order"):
                found.append(str(item["order"]))
    return found


_OWN: Mapping[str, Callable[[Situation, ClockDefinition], Iterator[Running]]] = {
    "appeal_period": _appeal_period,
    "review_of_non_prosecution": _review_of_non_prosecution,
    "custody_ordered": _custody_ordered,
    "technique_expiry": _technique_expiry,
    "fine_payment": _fine_payment,
    "restitution_payment": _restitution_payment,
    "warrant_expiry": _per_row("warrants"),
    "asset_order_expiry": _per_row("assets"),
    "task_due": _per_row("tasks"),
    "measures_before_day": _measures_before_day,
    "threat_answer": _threat_answer,
    "outcome_to_tell": _outcome_to_tell,
}
