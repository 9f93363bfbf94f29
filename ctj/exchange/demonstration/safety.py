"""What keeps a demonstration away from real records (C41)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, insert, select

from ...key_files import only_one
from ...model.instance import Instance as InstanceRow
from ...transaction import Database, unit_of_work


class NotADemonstration(ValueError):
    """Demonstration data may not go here; ``str()`` says why and how to mend it."""


def refuse_open_address(host: str) -> None:
    """Raises NotADemonstration unless the address is this machine's own."""
    try:
        own = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        own = False
    if not own:
        raise NotADemonstration(
            f"A demonstration has known passwords, so it is not served on {host}. Use 127.0.0.1."
        )


def refuse_server_database(database: Database, *, allow: bool) -> None:
    """Raises NotADemonstration for a database server, where real records live."""
    if database.engine.dialect.name != "sqlite" and not allow:
        raise NotADemonstration(
            "The demonstration is made for the embedded database. For a server set up for tests "
            "alone say --allow-server-database."
        )


def mark_demonstration(database: Database, *, name: str, jurisdiction: str, zone: str) -> None:
    """Write the instance's row. Raises NotADemonstration if it is a real instance already."""
    with unit_of_work(database) as work:
        row = _row(work.connection)
        if row is None:
            work.connection.execute(
                insert(InstanceRow).values(
                    id=1,
                    name=name,
                    jurisdiction=jurisdiction,
                    time_zone=zone,
                    demonstration=True,
                    created_at=work.now,
                )
            )
            work.audit("demonstration.marked", objects={"jurisdiction": jurisdiction})
        elif not row.demonstration:
            raise NotADemonstration(
                f"The instance '{row.name}' is not a demonstration: nothing is loaded into it. "
                "Set CTJ_HOME to an empty folder and start again."
            )


def _row(connection: Connection) -> InstanceRow | None:
    columns = (InstanceRow.name, InstanceRow.demonstration)
    return connection.execute(select(*columns).where(InstanceRow.id == 1)).one_or_none()  # type: ignore[return-value]


@contextmanager
def one_at_a_time(home: Path) -> Iterator[None]:
    """Two starts in one folder wait for each other."""
    home.mkdir(parents=True, exist_ok=True)
    with only_one(home / "demonstration"):
        yield
