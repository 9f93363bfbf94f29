"""Values that the product writes into rows: ``sets``, ``set`` and ``fills`` of track files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..projection import Row
from .step import Step

#: Returned where a value kind gives nothing: the row keeps what it had.
NOTHING = object()
#: Returned by ``{clear: true}``.
CLEARED = object()

_KINDS = frozenset({"field", "value", "clear", "next", "add"})


def is_value_kind(spec: Any) -> bool:
    """Whether a ``fills`` entry is a value kind; otherwise it is a table from status to value."""
    return not isinstance(spec, Mapping) or bool(_KINDS & set(spec))


def value_of(step: Step, spec: Any, row: Row | None, name: str, siblings: Iterable[Row]) -> Any:
    """What ``spec`` gives for column ``name`` of ``row`` (None: a new one), or NOTHING, CLEARED.

    ``siblings`` are the rows of the same register and owner, for ``{next: level}``.
    """
    if spec == "date":
        return step.event.occurred
    if not isinstance(spec, Mapping):
        return NOTHING
    if "field" in spec:
        return _field(step, spec)
    if "value" in spec:
        return spec["value"]
    if "next" in spec:
        return 1 + max(
            (number_of(one.values.get(str(spec["next"]))) for one in siblings), default=0
        )
    if "add" in spec:
        return number_of(row.values.get(name) if row else None) + number_of(spec["add"])
    return CLEARED if str(spec.get("clear", "")) in ("true", "True") else NOTHING


def _field(step: Step, spec: Mapping[str, Any]) -> Any:
    value = marked(step, step.data.get(str(spec["field"])))
    if value is not None:
        return value
    return step.event.occurred if spec.get("else") == "date" else NOTHING


def marked(step: Step, value: Any) -> Any:
    """The value as a row keeps it: a sealed or vaulted one says which event holds it."""
    if (
        isinstance(value, Mapping)
        and ("sealed" in value or "vault" in value)
        and "event" not in value
    ):
        return {**value, "event": step.event.content_id or step.event.id}
    return value


def number_of(value: Any) -> int:
    """A whole number; 0 for what is none (absent, unknown)."""
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0
