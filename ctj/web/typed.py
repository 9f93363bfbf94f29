"""Plain fields of a form: text without what no keyboard types, and ids that are ids."""

from __future__ import annotations

from uuid import UUID

from flask import request

LONGEST = 500
NOBODY = str(UUID(int=0))


def typed(name: str) -> str:
    """The text of a field, trimmed, at most 500 characters, without control characters."""
    text = request.form.get(name, "")[:LONGEST]
    return "".join(c for c in text if c.isprintable() or c in "\n\t").strip()


def typed_id(name: str) -> str:
    """The id that a list was to send; one that belongs to nothing where it is no id."""
    try:
        return str(UUID(request.form.get(name, "")))
    except ValueError:
        return NOBODY
