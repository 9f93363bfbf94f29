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
    told = {
        name: value.hex() if isinstance(value, bytes) else value
        for name, value in columns.items()
        if value is not None
    }
    text = json.dumps(
        told, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain
    )
    return sha256(_TAG + text.encode()).hexdigest()


def _plain(value: Any) -> str:
    """Days and instants (UTC) in ISO form."""
    moment = value.astimezone(UTC) if isinstance(value, datetime) else value
    return str(moment.isoformat())
