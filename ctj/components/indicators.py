"""How an indicator is declared: what it asks, of which unit, and how it may be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from .kinds import Kind

Direction = Literal["higher", "lower", "none", "higher_with_care", "zero"]
Unit = Literal["case", "accused", "victim", "witness", "needs", "threats"]


@dataclass(frozen=True)
class Indicator:
    """One indicator of indicators.md section 2. ``id`` is stable for ever ('4.02'), a text.

    ``follow_up``: months that a start cohort needs before it can be judged (1.2); None for counts.
    ``switch``: the rule of law without which the figure does not apply in a state. ``group``: the
    field group (process.md 2.3) that a viewer must be allowed before a number opens into persons.
    """

    id: str
    title: str
    question: str
    unit: Unit
    kind: Kind
    cohort_rule: Literal["event", "start", "stock"]
    direction: Direction
    source: str
    definition: str
    pitfalls: str
    follow_up: int | None = 24
    fields: tuple[str, ...] = field(default=())
    switch: str | None = None
    group: str | None = None

    @property
    def component(self) -> int:
        return int(self.id.split(".")[0])
