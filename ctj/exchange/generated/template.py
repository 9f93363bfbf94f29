"""A case that was told once, as a form for others like it: the same story, other people and ids.

Ids that are random are drawn anew in the same order, ids that follow from an event follow again,
the crew is another, everything was recorded so much later on the same days, texts are sealed under
the new case's key, and the audit chain is reckoned from its first row. Nothing else differs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any

from ...audit.canonical import instant, row_hash
from ...audit.chain import NO_PREVIOUS
from ...identity.seal import Sealer
from ...queries.event_digest import digest_of_text, event_digest, event_text
from ...workflow.projection import derived_id
from .captured import AUDIT, CASE_TABLES, UUID, Captured, NotUnderstood, Row, ids_in
from .crowd import Crew, as_id
from .filling import SQLITE, CopyRows, Dialect, Filled, TupleRows, cell, place

_HASH = re.compile(r"[0-9a-f]{64}")
#: Columns with instants that follow from what happened, not from when it was recorded.
_RECKONED = frozenset({"due_at"})


@dataclass(frozen=True)
class Own:
    """What one case has of its own. ``later``: how much later than the first telling of the plan
    it was recorded; ``now``: the database's clock."""

    reference: str
    ids: tuple[str, ...]
    crew: Crew
    later: timedelta
    now: datetime

    @classmethod
    def drawn(
        cls, like: Sequence[str], rng: Random, reference: str, crew: Crew, now: datetime
    ) -> Own:
        """As many ids as ``like``, in order, so that what was sorted by id stays sorted."""
        ids = sorted(as_id(rng.getrandbits(128)) for _ in like)
        later = timedelta(microseconds=rng.randrange(8 * 3600 * 1_000_000))
        return cls(reference, tuple(ids), crew, later, now)


class Template:
    """One captured case, compiled for one database."""

    def __init__(self, captured: Captured, crew: Crew, dialect: Dialect) -> None:
        self._captured, self._dialect = captured, dialect
        self._crew_ids = {found: name for name, found in crew.ids().items()}
        found = ids_in(captured) - self._crew_ids.keys() - captured.derived.keys()
        self.random_ids = tuple(sorted(found))
        if any(one[14] == "5" for one in self.random_ids):
            raise NotUnderstood(", ".join(one for one in self.random_ids if one[14] == "5"))
        self._names = self._named_ids()
        self._moments = {one: f"t{n}" for n, one in enumerate(captured.recorded)}
        self._case_place = self.random_ids.index(captured.case_id)
        self._derived = self._how_derived()
        self._sealed = self._what_is_sealed()
        self._digests = self._event_texts()
        self._bodies = [self._body(number, row) for number, row in enumerate(captured.audit, 1)]
        rows_of = TupleRows if dialect is SQLITE else CopyRows
        self.tables: list[Any] = [
            rows_of.of(table, [self._cells(table, row) for row in rows])
            for table, rows in self._all_rows()
            if rows
        ]
        self.events = len(captured.rows["events"])
        self.chain_length = len(captured.audit)

    def _named_ids(self) -> dict[str, str]:
        named = {one: f"i{n}" for n, one in enumerate(self.random_ids)}
        named |= {one: f"id{n}" for n, one in enumerate(self._captured.derived)}
        return named | {one: f"ic {name}" for one, name in self._crew_ids.items()}

    def _marked(self, text: str) -> str:
        """The text with a place for each id."""
        return UUID.sub(lambda found: place(self._names[found[0]]), text)

    def _how_derived(self) -> list[tuple[str, str, tuple[Filled, ...]]]:
        """Name, name of the event, parts; a part may be an id that was derived before."""
        found = []
        for made, (event_id, parts) in self._captured.derived.items():
            filled = tuple(Filled(self._marked(part)) for part in parts)
            found.append((self._names[made], self._names[event_id], filled))
        return found

    def _what_is_sealed(self) -> list[tuple[str, str, Filled, Filled]]:
        """Name, hash in the context, context and content of each sealed cell."""
        found = []
        for number, ((table, _), (context, content)) in enumerate(self._captured.sealed.items()):
            told = json.dumps(content, ensure_ascii=False, sort_keys=True)
            told = told.replace(self._captured.reference, place("reference"))
            marked = self._marked(_HASH.sub(self._content_hash, context))
            found.append((f"s{number}", table, Filled(marked), Filled(self._marked(told))))
        return found

    def _content_hash(self, found: re.Match[str]) -> str:
        """A place for the hash of what was approved; other hashes are the same in every case."""
        hashes = [row["content_hash"] for row in self._captured.rows["approvals"]]
        return place(f"a{hashes.index(found[0])}") if found[0] in hashes else found[0]

    def _event_texts(self) -> list[Filled]:
        texts = []
        for row in self._captured.rows["events"]:
            text = self._marked(event_text(row))
            sealed = self._sealed_name("events", row)
            if sealed is not None:
                text = text.replace(row["sealed"].hex(), place(f"x{sealed[1:]}"))
            moment = row["recorded_at"]
            text = text.replace(moment.isoformat(), place(f"iso {self._moments[moment]}"))
            texts.append(Filled(text))
        return texts

    def _sealed_name(self, table: str, row: Row) -> str | None:
        places = list(self._captured.sealed)
        key = (table, str(row["id"]))
        return f"s{places.index(key)}" if key in self._captured.sealed else None

    def _body(self, number: int, row: Row) -> Filled:
        digests = {
            event_digest(one): f"d{n}" for n, one in enumerate(self._captured.rows["events"])
        }

        def of_hash(found: re.Match[str]) -> str:
            if found[0] == row["previous"]:
                return place(f"h{number - 1}")
            return place(digests[found[0]]) if found[0] in digests else self._content_hash(found)

        text = _HASH.sub(of_hash, self._marked(row["body"]))
        at = f'"at":"{instant(row["at"])}"'
        return Filled(text.replace(at, f'"at":"{place("now")}"', 1))

    def _all_rows(self) -> list[tuple[Any, tuple[Row, ...]]]:
        return [
            *((table, self._captured.rows[table.name]) for table in CASE_TABLES),
            (AUDIT, self._captured.audit),
        ]

    def _cells(self, table: Any, row: Row) -> list[Any]:
        return [
            cell(self._dialect, column, self._value(table.name, row, column.name), self._marked)
            for column in table.columns
        ]

    def _value(self, table: str, row: Row, name: str) -> Any:
        value = row[name]
        if isinstance(value, bytes):
            return place(str(self._sealed_name(table, row)))
        if isinstance(value, datetime) and name not in _RECKONED and value in self._moments:
            return place(self._moments[value])
        if name == "reference":
            return place("reference")
        if name == "content_hash":
            return self._content_hash(_HASH.match(value))  # type: ignore[arg-type]
        if table == AUDIT.name and name in _OF_AUDIT:
            return place(_OF_AUDIT[name](row["seq"]))
        return value

    def case_id(self, own: Own) -> str:
        """The id of the new case."""
        return own.ids[self._case_place]

    def person_ids(self, own: Own) -> list[str]:
        """The ids of the new case's people."""
        people = {row["id"] for row in self._captured.rows["persons"]}
        return [new for old, new in zip(self.random_ids, own.ids, strict=True) if old in people]

    def filled(self, own: Own, sealer: Sealer) -> tuple[list[Any], str]:
        """The rows of each of ``tables``, and the hash of the last row of the case's chain."""
        values = self._ids(own)
        case_id = self.case_id(own)
        for number, row in enumerate(self._captured.rows["approvals"]):
            told = f"{row['content_hash']} for {case_id}"
            values[f"a{number}"] = sha256(told.encode()).hexdigest()
        self._put_moments(own, values)
        self._put_sealed(values, sealer)
        for number, text in enumerate(self._digests):
            values[f"d{number}"] = digest_of_text(text.fill(values))
        last = self._put_audit(own, values)
        return [one.fill(values) for one in self.tables], last

    def _ids(self, own: Own) -> dict[str, Any]:
        values: dict[str, Any] = {f"i{n}": one for n, one in enumerate(own.ids)}
        values |= {f"ic {name}": one for name, one in own.crew.ids().items()}
        for name, event, parts in self._derived:
            values[name] = derived_id(values[event], *(part.fill(values) for part in parts))
        if self._dialect is SQLITE:
            values |= {f"b{name[1:]}": one.replace("-", "") for name, one in values.items()}
        values["reference"] = own.reference
        return values

    def _put_moments(self, own: Own, values: dict[str, Any]) -> None:
        for moment, name in self._moments.items():
            values[name] = self._dialect.moment(moment + own.later)
            values[f"iso {name}"] = (moment + own.later).isoformat()
        values["now"] = instant(own.now)
        values["clock"] = self._dialect.moment(own.now)

    def _put_sealed(self, values: dict[str, Any], sealer: Sealer) -> None:
        for name, _, context, content in self._sealed:
            sealed = sealer.seal(context.fill(values), json.loads(content.fill(values)))
            values[name] = self._dialect.sealed(sealed)
            values[f"x{name[1:]}"] = sealed.hex()

    def _put_audit(self, own: Own, values: dict[str, Any]) -> str:
        values["h0"] = NO_PREVIOUS
        last = NO_PREVIOUS
        for number, text in enumerate(self._bodies, 1):
            body = text.fill(values)
            last = row_hash(body)
            values[f"h{number}"] = last
            values[f"y{number}"] = self._dialect.text(body)
        return last


_OF_AUDIT: Mapping[str, Callable[[int], str]] = {
    "body": lambda seq: f"y{seq}",
    "hash": lambda seq: f"h{seq}",
    "previous": lambda seq: f"h{seq - 1}",
    "at": lambda seq: "clock",
}
