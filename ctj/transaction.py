"""The database and the one unit of work: the only place that commits (DESIGN section 2).

Writes run in `unit_of_work`: everything in it, its audit rows and its outbox rows are there, or
nothing is. Reads run in `Database.read`: read-only, deferred, never committed. On SQLite writes
begin IMMEDIATE under WAL; without that it silently loses updates (stack.md section 9).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import (
    Connection,
    DateTime,
    Engine,
    create_engine,
    event,
    func,
    insert,
    literal_column,
    make_url,
    select,
    type_coerce,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.elements import ColumnElement

from .audit import Entry, Head, IdentityValue, append, case_chain
from .audit import lock as lock_chains
from .model.base import UtcDateTime, new_id
from .model.outbox import OutboxRow

#: Seconds that a write waits for another one before it gives up with a sentence.
PATIENCE = 10
_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={PATIENCE * 1000}",
)
_POSTGRESQL_SETTINGS = (
    f"-c lock_timeout={PATIENCE}s -c statement_timeout=30s "
    "-c idle_in_transaction_session_timeout=60s -c timezone=UTC"
)
_BUSY_STATES = frozenset({"55P03", "40P01", "40001", "57014"})


class DatabaseUnavailable(Exception):
    """The database did not do its part. ``str()`` is a sentence for the person who waits."""


class DatabaseBusy(DatabaseUnavailable):
    """Another write held what this one needs for too long; nothing was saved."""


class DatabaseLost(DatabaseUnavailable):
    """The connection broke. ``unsure``: it broke while committing, so it may have been saved."""

    def __init__(self, sentence: str, *, unsure: bool = False) -> None:
        super().__init__(sentence)
        self.unsure = unsure


@dataclass(frozen=True)
class Actor:
    """Who does it, as the audit names them. ``loaded_by``: who runs the loader that acts so."""

    kind: Literal["user", "system", "loader"] = "system"
    user_id: str | None = None
    agency_id: str | None = None
    role: str | None = None
    session_id: str | None = None
    loaded_by: str | None = None


SYSTEM = Actor()


class Database:
    """One per application; wraps an Engine. Nobody else opens a connection."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @classmethod
    def open(cls, url: str, **options: Any) -> Database:
        """The database at ``url``; ``options`` go to SQLAlchemy's create_engine."""
        parsed = make_url(url)
        if parsed.drivername in ("postgresql", "postgres"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        if parsed.get_backend_name() == "sqlite":
            engine = create_engine(parsed, hide_parameters=True, **options)
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        else:
            given = dict(options.pop("connect_args", {}))
            settings = f"{_POSTGRESQL_SETTINGS} {given.pop('options', '')}".strip()
            connect_args = {"options": settings, **given}
            engine = create_engine(
                parsed, hide_parameters=True, connect_args=connect_args, **options
            )
        return cls(engine)

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A read-only connection; whatever it did is rolled back."""
        with _told(), self.engine.connect() as connection:
            reading = connection.execution_options(ctj_read=True, postgresql_readonly=True)
            try:
                yield reading
            finally:
                reading.rollback()

    def now(self, connection: Connection) -> datetime:
        """The database's clock: an aware UTC instant."""
        moment: datetime = connection.execute(select(clock(connection))).scalar_one()
        return moment


def clock(connection: Connection) -> ColumnElement[datetime]:
    """The database's clock at this statement, as a column that other selections can carry.

    Not the beginning of the transaction: who waited for a lock must not record an earlier instant
    than who held it.
    """
    if connection.dialect.name == "postgresql":
        return type_coerce(func.clock_timestamp(type_=DateTime(timezone=True)), UtcDateTime)
    return literal_column("strftime('%Y-%m-%d %H:%M:%f000', 'now')", UtcDateTime)


def _prepare_sqlite(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in _SQLITE_PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reading = bool(connection.get_execution_options().get("ctj_read"))
    if connection.info.get("query_only", False) is not reading:
        connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reading else 'OFF'}")
        connection.info["query_only"] = reading
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


@dataclass
class _Open:
    """What all units of work joined in one transaction share."""

    database: Database
    connection: Connection
    now: datetime | None = None
    entries: list[Entry] = field(default_factory=list)
    outbox: list[dict[str, Any]] = field(default_factory=list)
    refusals: list[Entry] = field(default_factory=list)
    heads: dict[str, Head] = field(default_factory=dict)
    failed: bool = False


@contextmanager
def together(connection: Connection) -> Iterator[None]:
    """Statements inside go to PostgreSQL in one round trip; SQLite has none to spare.

    Nothing inside may look at a result, not even at how many rows were changed. What fails, fails
    at the end.
    """
    if connection.dialect.name != "postgresql":
        yield
        return
    driver: Any = connection.connection.driver_connection
    try:
        with driver.pipeline():
            yield
    except connection.dialect.loaded_dbapi.Error as error:
        raise DBAPIError(None, None, error, connection_invalidated=driver.closed) from error


class UnitOfWork:
    """One thing that somebody does. Inner ones join the outermost, which alone commits."""

    def __init__(self, shared: _Open, actor: Actor, recorded_at: datetime | None) -> None:
        self._shared = shared
        self._recorded_at = recorded_at.astimezone(UTC) if recorded_at else None
        self.actor = actor

    @property
    def connection(self) -> Connection:
        """The connection of the transaction. Nobody may commit it."""
        return self._shared.connection

    @property
    def database(self) -> Database:
        """The database that this works on."""
        return self._shared.database

    @property
    def now(self) -> datetime:
        """The database's clock, fixed when first asked; ``recorded_at`` where one was given."""
        if self._recorded_at is not None:
            return self._recorded_at
        return self.clock

    @property
    def recorded_at_given(self) -> bool:
        """Whether a demonstration says when this was recorded."""
        return self._recorded_at is not None

    @property
    def clock(self) -> datetime:
        """The database's clock itself, whatever ``recorded_at`` says."""
        if self._shared.now is None:
            self._shared.now = self._shared.database.now(self.connection)
        return self._shared.now

    def fix_clock(self, moment: datetime) -> None:
        """Take the clock from a selection that carried it, which spares a round trip."""
        if self._shared.now is None:
            self._shared.now = moment

    def lock(self, case_ids: Iterable[str]) -> None:
        """Lock the chains of these cases until the commit, all at once and in order.

        Who writes to a case holds this lock, so that what guards read cannot be overtaken.
        """
        wanted = {case_chain(case_id) for case_id in case_ids} - self._shared.heads.keys()
        if wanted:
            self._shared.heads |= lock_chains(self.connection, wanted)

    def audit(
        self,
        action: str,
        *,
        case_id: str | None = None,
        rule: str | None = None,
        objects: Mapping[str, Any] | None = None,
        identity: Sequence[IdentityValue] = (),
    ) -> None:
        """An audit row, written just before the commit; without a case on the instance's chain."""
        entry = Entry(action, self.actor, case_id, rule, objects or {}, identity)
        self._shared.entries.append(entry)

    def refused(
        self,
        action: str,
        *,
        case_id: str | None = None,
        rule: str | None = None,
        objects: Mapping[str, Any] | None = None,
    ) -> None:
        """An audit row for a refusal: written in a transaction of its own after the roll-back."""
        self._shared.refusals.append(Entry(action, self.actor, case_id, rule, objects or {}))

    def outbox(
        self,
        kind: str,
        payload: Mapping[str, str],
        *,
        case_id: str | None = None,
        due_at: datetime | None = None,
    ) -> None:
        """Work for after the commit; ``payload`` holds ids only (C32)."""
        row = {"id": new_id(), "kind": kind, "payload": dict(payload), "case_id": case_id}
        self._shared.outbox.append({**row, "due_at": due_at})


_CURRENT: ContextVar[_Open | None] = ContextVar("ctj_unit_of_work", default=None)


@contextmanager
def unit_of_work(
    database: Database, actor: Actor = SYSTEM, *, recorded_at: datetime | None = None
) -> Iterator[UnitOfWork]:
    """Everything inside is saved together, or nothing is. Inside another one it joins that one.

    ``recorded_at`` stands for the database's clock where a demonstration says when something was
    recorded; the audit keeps the true clock. Raises DatabaseBusy, DatabaseLost.
    """
    outer = _CURRENT.get()
    if outer is not None and outer.database is database:
        with _joined(outer):
            yield UnitOfWork(outer, actor, recorded_at)
        return
    with _outermost(database) as shared:
        yield UnitOfWork(shared, actor, recorded_at)


def is_in_unit_of_work(database: Database) -> bool:
    """Whether a unit of work of this database is open here, which another one would join."""
    outer = _CURRENT.get()
    return outer is not None and outer.database is database


@contextmanager
def _joined(outer: _Open) -> Iterator[None]:
    """An inner failure fails the whole, even if someone outside catches it."""
    try:
        yield
    except BaseException:
        outer.failed = True
        raise


@contextmanager
def _outermost(database: Database) -> Iterator[_Open]:
    shared: _Open | None = None
    try:
        with _told(), database.engine.connect() as connection:
            shared = _Open(database, connection)
            token = _CURRENT.set(shared)
            try:
                yield shared
                if shared.failed:
                    raise RuntimeError("a part of this unit of work failed: nothing was saved")
                _finish(shared)
            finally:
                _CURRENT.reset(token)
    except BaseException:
        if shared is not None and shared.refusals:
            record_refusals(database, shared.refusals)
        raise


def _finish(shared: _Open) -> None:
    """Audit and outbox rows, then the commit."""
    if shared.entries or shared.outbox:
        now = shared.now or shared.database.now(shared.connection)
        append(shared.connection, shared.entries, now, shared.heads)
        if shared.outbox:
            rows = [
                {**row, "created_at": now, "due_at": row["due_at"] or now, "attempts": 0}
                for row in shared.outbox
            ]
            shared.connection.execute(insert(OutboxRow), rows)
    try:
        shared.connection.commit()
    except DBAPIError as error:
        if error.connection_invalidated:
            raise DatabaseLost(
                "The connection to the database broke while this was being saved. It may have been "
                "saved or not: look at the case before you try again.",
                unsure=True,
            ) from error
        raise


def record_refusals(database: Database, refusals: Sequence[Entry]) -> None:
    """Audit rows of what was refused, in a transaction of their own."""
    with _told(), database.engine.connect() as connection:
        append(connection, refusals, database.now(connection))
        connection.commit()


@contextmanager
def _told() -> Iterator[None]:
    """What the driver says about locks and lost connections, as sentences."""
    try:
        yield
    except DBAPIError as error:
        told = _explained(error)
        if told is None:
            raise
        raise told from error


def _explained(error: DBAPIError) -> DatabaseUnavailable | None:
    if error.connection_invalidated or _is_refused_connection(error):
        return DatabaseLost("The connection to the database broke. Nothing was saved: try again.")
    text = str(error.orig)
    if "database is locked" in text or getattr(error.orig, "sqlstate", None) in _BUSY_STATES:
        return DatabaseBusy(
            "Another step is being saved and took too long. Nothing was saved: try again."
        )
    if "unable to open database file" in text:
        return DatabaseLost("The database file cannot be opened. Nothing was saved.")
    return None


def _is_refused_connection(error: DBAPIError) -> bool:
    """A connection that could not be made at all has no statement."""
    return error.statement is None and type(error.orig).__name__ in (
        "OperationalError",
        "ConnectionTimeout",
        "AdminShutdown",
    )
