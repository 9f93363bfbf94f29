"""The digest of an event that stands in the audit chain, so that the chain proves its content."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

_TAG = b"ctj/event/1\n"


def event_digest(columns: Mapping[str, Any]) -> str:
    """SHA-256 over all columns that are not empty, the sealed part included; keys in order."""
    return digest_of_text(event_text(columns))


def digest_of_text(text: str) -> str:
    """SHA-256 of an event's text, with a tag: these bytes are an event and nothing else."""
    return sha256(_TAG + text.encode()).hexdigest()


def event_text(columns: Mapping[str, Any]) -> str:
    """The one text that the columns of an event have."""
    told = {
        name: value.hex() if isinstance(value, bytes) else value
        for name, value in columns.items()
        if value is not None
    }
    return json.dumps(
        told, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain
    )


def _plain(value: Any) -> str:
    """Days and instants (UTC) in ISO form."""
    moment = value.astimezone(UTC) if isinstance(value, datetime) else value
    return str(moment.isoformat())
