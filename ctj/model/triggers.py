"""Rules that the database keeps: append-only tables, and the application role's rights (C15)."""

from __future__ import annotations

#: Tables in which nothing is ever changed or deleted.
APPEND_ONLY = ("events", "audit_rows", "anchors", "definitions")


def sqlite_triggers() -> list[str]:
    """Triggers that refuse UPDATE and DELETE on append-only tables."""
    return [
        f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table in APPEND_ONLY
        for action in ("UPDATE", "DELETE")
    ]


def postgresql_triggers() -> list[str]:
    """The same on PostgreSQL, TRUNCATE included."""
    function = (
        "CREATE FUNCTION ctj_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    return [function] + [
        statement
        for table in APPEND_ONLY
        for statement in (
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION ctj_append_only()",
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION ctj_append_only()",
        )
    ]


def application_rights(role: str, tables: list[str]) -> list[str]:
    """Grants for the application's role: everything it needs, and on append-only tables no more
    than SELECT and INSERT. ``role`` must be a plain identifier."""
    if not role.replace("_", "").isalnum():
        raise ValueError("the application's role must be a plain identifier")
    statements = [
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT SELECT ON alembic_version TO {role}",  # a process asks whether it fits the schema
    ]
    for table in tables:
        rights = "SELECT, INSERT" if table in APPEND_ONLY else "SELECT, INSERT, UPDATE, DELETE"
        statements.append(f"REVOKE ALL ON {table} FROM {role}")
        statements.append(f"GRANT {rights} ON {table} TO {role}")
    return statements
