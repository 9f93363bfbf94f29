"""Narratives of a case, opened for those whose roles read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, select

from ctj.identity.narratives import open_case
from ctj.model.events import Event
from ctj.services import Services

from .activity import NARRATIVE_ROLES
from .open_case import OpenCase


def reads_narratives(opened: OpenCase) -> bool:
    """Whether this viewer's roles read the narrative of an investigation (process.md 2.3)."""
    return bool(opened.viewer.roles & NARRATIVE_ROLES)


def texts_of(
    connection: Connection, services: Services, opened: OpenCase, event_ids: Iterable[str]
) -> dict[str, Mapping[str, Any]]:
    """The sealed texts of events, by event id; none for who does not read narratives."""
    wanted = sorted(set(event_ids))
    if not wanted or not reads_narratives(opened):
        return {}
    rows = connection.execute(
        select(Event.id, Event.sealed).where(Event.id.in_(wanted), Event.sealed.is_not(None))
    ).all()
    if not rows:
        return {}
    opener = open_case(connection, services.keyring, opened.file.id)
    return {row.id: opener.open(f"event:{row.id}", bytes(row.sealed)) for row in rows}


def told(value: Any, texts: Mapping[str, Mapping[str, Any]], event_id: str) -> str | None:
    """The text that a placeholder stands for; '' where nothing was written, None where it is not
    for this viewer."""
    if not isinstance(value, Mapping):
        return str(value) if value is not None else ""
    found = texts.get(str(value.get("event", event_id)), {})
    text = found.get(str(value.get("sealed")))
    return None if text is None else str(text)
