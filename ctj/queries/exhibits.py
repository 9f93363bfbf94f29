"""Exhibits of a case, each with its chain of custody step by step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from ctj.language import say
from ctj.model.organisations import Organisation
from ctj.model.users import User
from ctj.services import Services
from ctj.workflow.instants import local_day
from ctj.workflow.projection import EventRecord, Row

from .case_texts import reads_narratives, texts_of, told
from .chronology import dated
from .open_case import OpenCase

STEP = "move_exhibit"
REGISTER = "exhibits"
CHAIN = "custody_chain"
PAGE = 50


@dataclass(frozen=True)
class Handover:
    """One step of the chain. ``status``: offered, accepted, refused. ``condition`` is None where
    this viewer does not read narratives. ``mine``: this viewer may answer it."""

    name: str
    giver: str
    receiver: str
    on: Any
    why: str
    condition: str | None
    status: str
    answered_on: Any
    mine: bool


@dataclass(frozen=True)
class Exhibit:
    """One exhibit; ``holder`` is '' where nobody confirmed to hold it. ``overdue``: it should have
    gone back by now. ``offered``: a hand-over waits for its answer."""

    name: str
    number: int
    kind: str
    proves: str
    found_on: Any
    found_by: str
    registered_by: str
    where: str | None
    seal: str | None
    status: str
    status_label: str
    held: bool
    holder: str
    return_to: str
    return_by: Any
    overdue: bool
    chain: tuple[Handover, ...]

    @property
    def offered(self) -> bool:
        """Whether a hand-over waits for its answer."""
        return any(step.status == "offered" for step in self.chain)


@dataclass(frozen=True)
class Exhibits:
    """One page of exhibits. ``unplaced``, ``overdue``, ``waiting``: of the whole case."""

    rows: tuple[Exhibit, ...]
    total: int
    page: int
    pages: int
    unplaced: int
    overdue: int
    waiting: int


def exhibits(
    connection: Connection, services: Services, opened: OpenCase, *, page: int = 1
) -> Exhibits:
    """The exhibits of a case that the viewer is known to see, newest number last."""
    reader = _Reader(connection, services, opened)
    every = reader.rows
    pages = max(1, -(-len(every) // PAGE))
    page = min(max(page, 1), pages)
    shown = every[(page - 1) * PAGE : page * PAGE]
    reader.read_names(shown)
    held = [row for row in every if row.status in reader.open_statuses]
    return Exhibits(
        rows=tuple(reader.exhibit(row) for row in shown),
        total=len(every),
        page=page,
        pages=pages,
        unplaced=sum(not _holder_id(row) for row in held),
        overdue=sum(reader.is_overdue(row) for row in held),
        waiting=sum(row.status == "offered" for chain in reader.chains.values() for row in chain),
    )


def held_exhibits(opened: OpenCase) -> list[tuple[str, str]]:
    """(name, name) of the exhibits that can change hands, for a list to choose from."""
    definition = opened.file.library.registers[REGISTER]
    rows = opened.projection.rows_of(REGISTER, None)
    names = [
        say("exhibit %(number)s", number=row.number)
        for row in rows
        if row.status in definition.open_statuses
    ]
    return [(name, name) for name in names]


def _holder_id(row: Row) -> str:
    return str(row.values.get("holder") or row.values.get("holder_org") or "")


class _Reader:
    """Reads what the page needs, once."""

    def __init__(self, connection: Connection, services: Services, opened: OpenCase) -> None:
        self.connection, self.services, self.opened = connection, services, opened
        self.rows = sorted(opened.projection.rows_of(REGISTER, None), key=lambda row: row.number)
        self.definition = opened.file.library.registers[REGISTER]
        self.open_statuses = self.definition.open_statuses
        self.chains: dict[str, list[Row]] = defaultdict(list)
        for row in sorted(opened.projection.rows_of(CHAIN, None), key=lambda row: row.number):
            self.chains[str(row.values.get("exhibit"))].append(row)
        self.today = local_day(opened.viewer.now, opened.file.zone)
        self.events: dict[str, EventRecord] = {}
        self.names: dict[str, str] = {}
        self.texts: dict[str, Mapping[str, Any]] = {}

    def read_names(self, shown: Sequence[Row]) -> None:
        """Names and narratives of the rows of one page."""
        rows = [*shown, *(step for row in shown for step in self.chains.get(row.id, ()))]
        made = {row.created_by for row in shown}
        self.events = {one.id: one for one in self.opened.file.standing if one.id in made}
        sealed = {
            str(value["event"])
            for row in rows
            for value in row.values.values()
            if isinstance(value, Mapping) and "event" in value
        }
        self.texts = texts_of(self.connection, self.services, self.opened, sealed)
        columns = ("holder", "holder_org", "found_by", "giver", "receiver", "receiver_org")
        ids = {str(row.values[name]) for row in rows for name in columns if row.values.get(name)}
        ids |= {one.user_id for one in self.events.values() if one.user_id}
        self._read(sorted(ids))

    def _read(self, ids: Sequence[str]) -> None:
        for table in (User, Organisation):
            found = self.connection.execute(select(table.id, table.name).where(table.id.in_(ids)))
            self.names.update({row.id: row.name for row in found})

    def named(self, row: Row, *columns: str) -> str:
        """The name of the first of these columns that holds somebody."""
        found = [str(row.values[name]) for name in columns if row.values.get(name)]
        return self.names.get(found[0], "") if found else ""

    def is_overdue(self, row: Row) -> bool:
        """Whether it surely should have gone back before today."""
        if row.values.get("return_by") is None:
            return False
        due = dated(row.values["return_by"]).value.last_day
        return due is not None and due < self.today

    def exhibit(self, row: Row) -> Exhibit:
        """The row as the page shows it."""
        values, made = row.values, self.events.get(row.created_by)
        held = row.status in self.open_statuses
        return Exhibit(
            name=say("exhibit %(number)s", number=row.number),
            number=row.number,
            kind=str(values.get("kind", "")),
            proves=str(values.get("evidence_kind", "")),
            found_on=values.get("on"),
            found_by=self.named(row, "found_by"),
            registered_by=self.names.get((made.user_id if made else "") or "", ""),
            where=self.text(values.get("found_where")),
            seal=self.text(values.get("sealed_no")),
            status=row.status or "",
            status_label=self.definition.statuses.get(row.status or "", row.status or ""),
            held=held,
            holder=self.named(row, "holder", "holder_org"),
            return_to=str(values.get("return_to") or ""),
            return_by=values.get("return_by"),
            overdue=held and self.is_overdue(row),
            chain=tuple(self._handover(step) for step in self.chains.get(row.id, ())),
        )

    def text(self, value: Any) -> str | None:
        """A narrative of a row; None where it is not for this viewer."""
        if value is None:
            return ""
        return told(value, self.texts, "") if reads_narratives(self.opened) else None

    def _handover(self, row: Row) -> Handover:
        values = row.values
        return Handover(
            name=say("hand-over %(number)s", number=row.number),
            giver=self.named(row, "giver"),
            receiver=self.named(row, "receiver", "receiver_org"),
            on=values.get("on"),
            why=str(values.get("why", "")),
            condition=self.text(values.get("condition")),
            status=row.status or "",
            answered_on=values.get("answered_on"),
            mine=row.status == "offered" and self._is_for_me(row),
        )

    def _is_for_me(self, row: Row) -> bool:
        """The receiver answers; for an office, anybody but the one who gave."""
        me, receiver = self.opened.viewer.user_id, row.values.get("receiver")
        if not self.opened.identity.may_write:
            return False
        return receiver == me if receiver else row.values.get("giver") != me
