"""The connection to the database is lost in the middle of a step: nothing is half-saved."""

from __future__ import annotations

import pytest
from sqlalchemy import event, func, select

from ctj.model.audit import AuditRow
from ctj.model.events import Event
from tests.web.controls import form_in


@pytest.fixture
def database(postgresql_database):
    """A server that can end a connection; a file has none."""
    return postgresql_database


@pytest.mark.parametrize("at", ["INSERT INTO events", "UPDATE tracks", "INSERT INTO audit"])
def test_a_connection_lost_on_the_way_saves_nothing(story, sign_in, postgresql_databases, at):
    story.begun()
    pros = sign_in("pros")
    address = f"/cases/{story.reference}/steps/prosecution/add_note"
    form = form_in(pros.get(f"{address}?for=A1"))
    answers = {"occurred_on.unknown": ["yes"], "text": ["The docket was read."], "do": ["check"]}
    page = pros.post(f"{address}?for=A1", {**form.sent(), **answers})
    assert "What recording will do" in page
    before, engine = _written(story), story.world.database.engine
    ended: list[int] = []

    @event.listens_for(engine, "before_cursor_execute")
    def _end(connection, cursor, statement, *_rest):
        if statement.lstrip().startswith(at) and not ended:
            ended.append(
                connection.connection.info.setdefault("pid", cursor.connection.info.backend_pid)
            )
            postgresql_databases._run(f"SELECT pg_terminate_backend({ended[0]})")

    answer = pros.submit(f"{address}/check?for=A1", {"do": "record"})
    event.remove(engine, "before_cursor_execute", _end)
    page = answer.get_data(as_text=True)
    assert ended and answer.status_code == 503
    assert "The records cannot be reached just now" in page and "Nothing was recorded" in page
    assert _written(story) == before
    recorded = pros.post(f"{address}/check?for=A1", {"do": "record"})
    assert "Recorded" in recorded


def _written(story):
    with story.world.database.read() as connection:
        return [
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (Event, AuditRow)
        ]
