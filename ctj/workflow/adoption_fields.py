"""What the adoption of a matter asks beside its state and source: every milestone of the track.

Each is optional, and a date may be unknown: an adoption sets exactly what is given (process.md
1.4). Rows are taken with the status that they have now, whatever came before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .common_fields import PAST
from .definitions import FactDefinition, Field, RegisterDefinition

#: Fact type -> type of the question; ids and rows are not asked.
_ASKED = {
    "date": "date",
    "yn": "yn",
    "code": "code",
    "set": "code",
    "money": "money",
    "number": "num",
    "count": "num",
    "org": "org",
    "place": "place",
}
#: A milestone lies in the past; the organisations among them are agencies.
_KINDS = {"date": PAST, "org": "agency"}
#: Registers that belong to every step, or that other tracks write.
_LEFT_OUT = frozenset({"documents", "notifications", "service"})


def adoption_fields(
    unit: str,
    facts: Mapping[tuple[str, str], FactDefinition],
    registers: Mapping[str, RegisterDefinition],
) -> tuple[Field, ...]:
    """The milestones of a unit, in the order of facts.yaml, then its registers by name."""
    return (*_milestones(unit, facts.values()), *_rows(unit, registers.values()))


def _milestones(unit: str, facts: Iterable[FactDefinition]) -> Iterable[Field]:
    for fact in facts:
        asked = _ASKED.get(fact.type)
        if fact.unit == unit and fact.rule != "rows" and asked is not None:
            yield Field(
                fact.fact,
                fact.label,
                asked,
                lists=fact.lists or ((fact.list,) if fact.list else ()),
                many=fact.type == "set",
                help=fact.meaning or None,
                kind=_KINDS.get(asked),
            )


def _rows(unit: str, registers: Iterable[RegisterDefinition]) -> Iterable[Field]:
    for register in sorted(registers, key=lambda one: one.id):
        if unit in register.of and register.id not in _LEFT_OUT:
            yield Field(
                register.id,
                register.label,
                "row",
                register=register.id,
                many=True,
                status_from="status",
                statuses=tuple(register.statuses),
            )
