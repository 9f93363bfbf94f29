"""A track definition as canonical text, and back: what the database keeps under its hash.

The text is JSON in the order of the definition, without whatever has its default value, so that a
new attribute in `definitions.py` changes neither the text nor the hash of an older version. Lines,
file names and the hash itself are not content and are left out. The database keeps it as text.
"""

from __future__ import annotations

import hashlib
import json
import typing
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from functools import cache
from typing import Any

from .definitions import TrackDefinition

_NOT_CONTENT = frozenset({"line", "file", "hash"})


def definition_to_text(definition: TrackDefinition) -> str:
    """The canonical text: same content, same text."""
    return json.dumps(_plain_data(definition), ensure_ascii=False, separators=(",", ":"))


def definition_from_text(text: str) -> TrackDefinition:
    """The definition that `text` tells, under the hash of that text.

    Raises ValueError where the text is not a definition.
    """
    try:
        made = _build(TrackDefinition, json.loads(text))
    except (KeyError, TypeError) as wrong:
        raise ValueError(f"This stored text is not a track definition: {wrong}.") from wrong
    return replace(typing.cast(TrackDefinition, made), hash=_sha256(text))


def hash_of(definition: TrackDefinition) -> str:
    """SHA-256 (hexadecimal) of the canonical text."""
    return _sha256(definition_to_text(definition))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _plain_data(value: Any) -> Any:
    """Dataclasses as mappings in the order of their fields; the order of states is content."""
    if is_dataclass(value) and not isinstance(value, type):
        kept = ((f.name, getattr(value, f.name), f) for f in fields(value))
        return {
            name: _plain_data(one)
            for name, one, f in kept
            if name not in _NOT_CONTENT and one != _default(f)
        }
    if isinstance(value, Mapping):
        return {str(key): _plain_data(one) for key, one in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(str(one) for one in value)
    if isinstance(value, list | tuple):
        return [_plain_data(one) for one in value]
    return str(value) if isinstance(value, str) else value


def _default(field: Field[Any]) -> Any:
    if field.default is not MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not MISSING else MISSING


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _build(kind: type, data: Mapping[str, Any]) -> Any:
    """A dataclass from a mapping; keys that the class no longer has are passed over."""
    hints = _hints(kind)
    needed = {"hash": ""} if kind is TrackDefinition else {}
    known = {f.name: _shape(hints[f.name], data[f.name]) for f in fields(kind) if f.name in data}
    return kind(**needed, **known)


def _shape(hint: Any, value: Any) -> Any:
    """`value` (plain JSON) as what the type hint of an attribute says."""
    if value is None:
        return None
    if isinstance(hint, type) and is_dataclass(hint):
        return _build(hint, value)
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        return tuple(_shape(inner[0], one) for one in value)
    if origin is frozenset:
        return frozenset(value)
    if origin is Mapping:
        return {key: _shape(inner[1], one) for key, one in value.items()}
    if type(None) in inner:
        return _shape(next(one for one in inner if one is not type(None)), value)
    return _frozen(value)


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_frozen(one) for one in value)
    if isinstance(value, dict):
        return {key: _frozen(one) for key, one in value.items()}
    return value
