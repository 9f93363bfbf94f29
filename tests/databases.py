"""Databases for tests: made from a template, dropped after. On PostgreSQL with both roles."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from ctj.model import metadata
from ctj.model.migrate import upgrade
from ctj.paths import migrations_dir
from ctj.transaction import Database

POSTGRES_URL = "CTJ_TEST_POSTGRES_URL"
_LOCAL = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"


class SqliteDatabases:
    """Each is a copy of one migrated file."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._count = folder, 0
        self._template = folder / "template.sqlite3"
        migrate(f"sqlite:///{self._template}")

    def new_file(self) -> Path:
        self._count += 1
        made = self._folder / f"{self._count}.sqlite3"
        shutil.copy(self._template, made)
        return made

    @contextmanager
    def new(self) -> Iterator[Database]:
        made = self.new_file()
        database = Database.open(f"sqlite:///{made}")
        try:
            yield database
        finally:
            database.close()
            for file in self._folder.glob(f"{made.name}*"):
                file.unlink()


class PostgresqlDatabases:
    """Each is a copy of one migrated template, owned by one role and used by another."""

    def __init__(self) -> None:
        self._server = make_url(os.environ.get(POSTGRES_URL) or _LOCAL)
        self._admin = create_engine(self._server, isolation_level="AUTOCOMMIT")
        self._name = f"ctj_test_{secrets.token_hex(4)}"
        self.owner, self.application = f"{self._name}_owner", f"{self._name}_app"
        self._password, self._count = secrets.token_hex(16), 0
        self._free: list[str] = []
        for role in (self.owner, self.application):
            self._run(f"CREATE ROLE {role} LOGIN PASSWORD '{self._password}'")
        self._create(self._template)
        migrate(self.url(self._template, self.owner), self.application)

    @property
    def _template(self) -> str:
        return f"{self._name}_template"

    def url(self, name: str, role: str) -> str:
        url: URL = self._server.set(username=role, password=self._password, database=name)
        return url.render_as_string(hide_password=False)

    def new_name(self) -> str:
        self._count += 1
        made = f"{self._name}_{self._count}"
        self._create(made, self._template)
        return made

    def drop(self, name: str) -> None:
        self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    @contextmanager
    def new(self) -> Iterator[Database]:
        """An empty database: one that was emptied after its last test, or a new one."""
        name = self._free.pop() if self._free else self.new_name()
        database = Database.open(self.url(name, self.application))
        try:
            yield database
        finally:
            database.close()
            self._empty(name)

    def _empty(self, name: str) -> None:
        """Take out all rows as the server's own user: much faster than a new database."""
        server = create_engine(self._server.set(database=name))
        tables = [table.name for table in metadata.sorted_tables]
        with server.begin() as connection:
            connection.execute(text("SET session_replication_role = replica"))
            connection.execute(text(";".join(f"DELETE FROM {table}" for table in tables)))
        server.dispose()
        self._free.append(name)

    def drop_all(self) -> None:
        for number in range(self._count + 1):
            self.drop(f"{self._name}_{number}")
        self.drop(self._template)
        for role in (self.owner, self.application):
            self._run(f"DROP ROLE IF EXISTS {role}")
        self._admin.dispose()

    def _create(self, name: str, template: str | None = None) -> None:
        source = f" TEMPLATE {template}" if template else ""
        self._run(f"CREATE DATABASE {name} OWNER {self.owner}{source}")

    def _run(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))


def migrate(url: str, application_role: str | None = None) -> None:
    """All tables, with the owner's role."""
    database = Database.open(url)
    with database.engine.connect() as connection:
        upgrade(connection, migrations_dir(), application_role=application_role)
        connection.commit()
    database.close()


def why_no_postgresql() -> str:
    """Empty where a server answers; else what the skipped tests say."""
    engine = create_engine(
        os.environ.get(POSTGRES_URL) or _LOCAL, connect_args={"connect_timeout": 3}
    )
    try:
        engine.connect().close()
    except DBAPIError as error:
        return f"PostgreSQL does not answer ({type(error.orig).__name__}); {POSTGRES_URL} names one"
    finally:
        engine.dispose()
    return ""
