"""Runs migrations with the owner's role, then grants the application's role what it may do."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from ctj.model import metadata
from ctj.model.triggers import application_rights


def run(connection: Connection) -> None:
    """Bring the schema to the newest version in one transaction of the given connection."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        transactional_ddl=True,
        transaction_per_migration=False,
    )
    context.run_migrations()
    role = context.config.attributes.get("application_role")
    if role and connection.dialect.name == "postgresql":
        for statement in application_rights(role, sorted(metadata.tables)):
            connection.exec_driver_sql(statement)


run(context.config.attributes["connection"])
