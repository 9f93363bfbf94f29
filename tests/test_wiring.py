"""What a process needs before it can serve."""

from __future__ import annotations

from ctj.model.migrate import is_current
from ctj.paths import migrations_dir
from ctj.transaction import Database


def test_the_application_can_tell_whether_it_fits_the_schema(database: Database) -> None:
    """Also with the application's role on PostgreSQL, which does not own the tables."""
    with database.read() as connection:
        assert is_current(connection, migrations_dir())
