"""The audit as lines of JSON, for a court's expert and `docs/verify_audit.py`."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import Connection

from .rows import all_rows

FORMAT = "ctj-audit-export-1"


def export_lines(connection: Connection) -> Iterator[str]:
    """A line that names the format, then one line a row: chain, number, hash and body."""
    yield json.dumps({"format": FORMAT}) + "\n"
    for rows in all_rows(connection):
        for chain, seq, _, row_hash, body, _ in rows:
            kept = {"chain": chain, "seq": seq, "hash": row_hash, "body": body}
            yield json.dumps(kept, ensure_ascii=False) + "\n"
