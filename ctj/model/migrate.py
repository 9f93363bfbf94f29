"""Brings a database to the newest schema, with Alembic, on the connection it is given."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


def _config(migrations: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations))
    return config


def upgrade(
    connection: Connection,
    migrations: Path,
    *,
    application_role: str | None = None,
    revision: str = "head",
) -> None:
    """Run what is missing up to ``revision``. The caller owns the transaction.

    ``application_role`` (PostgreSQL) is then granted what the application needs and no more.
    """
    config = _config(migrations)
    config.attributes["connection"] = connection
    config.attributes["application_role"] = application_role
    command.upgrade(config, revision)


def downgrade(connection: Connection, migrations: Path, revision: str) -> None:
    """Undo migrations down to ``revision``; for tests of migrations."""
    config = _config(migrations)
    config.attributes["connection"] = connection
    command.downgrade(config, revision)


def is_current(connection: Connection, migrations: Path) -> bool:
    """Whether the database's schema is the newest one known to this version of CTJ."""
    script = ScriptDirectory.from_config(_config(migrations))
    return (
        MigrationContext.configure(connection).get_current_revision() == script.get_current_head()
    )
