"""Nothing of a case that somebody may not see appears in Today, its lists, diary, feed or notices.

T04 for the pages of the day: random worlds, the rule said a second time by `Told.rights`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Connection, insert, select

from ctj.access.viewers import Viewer, load_viewer
from ctj.model.base import new_id
from ctj.model.cases import Case, SubjectRow
from ctj.model.clocks import ClockRow
from ctj.model.notices import Notice
from ctj.model.registers import RegisterRow
from ctj.model.tracks import Definition, Track
from ctj.queries.diary import hearings
from ctj.queries.diary_calendar import diary_calendar
from ctj.queries.notices import notices, unread_count
from ctj.queries.today.limits import limit_page
from ctj.queries.today.page import today
from ctj.queries.today.tracks import section_page, shown_states
from ctj.services import Services
from ctj.workflow.instants import local_day
from tests.security.worlds import Told, case_id, store, user_id, worlds

HOUR = timedelta(hours=1)
ZONE = "Asia/Manila"


def _examples(count: int) -> settings:
    checks = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
    return settings(max_examples=count, deadline=None, suppress_health_check=checks)


def _check(services: Services, told: Told) -> None:
    with services.database.engine.connect() as connection:
        now = services.database.now(connection)
        store(connection, told, now)
        _days_work(connection, services, told, now)
        references = {
            row.id: row.reference for row in connection.execute(select(Case.id, Case.reference))
        }
        for user in told.users:
            viewer = replace(load_viewer(connection, user_id(user)), now=now)
            seen = {references[case_id(c)] for c in told.cases if told.rights(user, c)}
            _check_viewer(connection, services, viewer, seen, set(references.values()))
        connection.rollback()


def _check_viewer(
    connection: Connection, services: Services, viewer: Viewer, seen: set[str], every: set[str]
) -> None:
    page = today(connection, viewer, services)
    hidden = every - seen
    assert not _references(page, every) & hidden
    for level in (None, "today", "late"):
        found = limit_page(connection, viewer, services, level)
        assert {line.reference for line in found.lines} <= seen
    clocks = services.library.clocks
    for key in (*shown_states(viewer, services.library), "quiet"):
        section = section_page(connection, viewer, services, key)
        assert section is None or {line.reference for line in section.lines} <= seen
    day = local_day(viewer.now, ZONE)
    diary = hearings(connection, viewer, day - timedelta(days=30), day + timedelta(days=30))
    assert {one.reference for one in diary} == seen
    calendar = diary_calendar(connection, viewer, services).decode()
    assert not {one for one in hidden if f"case {one}\r\n" in calendar}
    told = notices(connection, viewer, services.library)
    assert {line.reference for line in told.lines} == seen
    assert unread_count(connection, viewer) == len(seen)
    if page.supervised is not None:
        assert sum(one.late for one in page.supervised.overdue) == len(seen) * len(clocks)
        assert sum(one.tracks for one in page.supervised.burdens) == len(seen)
    own = [total for total in page.totals if not total.owner]
    assert sum(total.cases for total in own) <= len(seen)


def _references(page: Any, every: set[str]) -> set[str]:
    lines = [line.reference for group in page.limits for line in group.lines]
    lines += [line.reference for section in page.sections for line in section.lines]
    lines += [one.reference for one in page.hearings] + [one.reference for one in page.reports]
    lines += [one.case_reference for one in page.approvals]
    if page.supervised is not None:
        lines += [one.reference for one in page.supervised.unrecorded]
    return set(lines) & every


def _days_work(connection: Connection, services: Services, told: Told, now: datetime) -> None:
    """Each case gets a track that everybody's Today shows, a limit of every kind, and so on."""
    definition = services.library.tracks["prosecution"]
    kept = {"hash": definition.hash, "track": "prosecution", "content": "{}"}
    connection.execute(insert(Definition).values(**kept, first_used_at=now))
    for case in told.cases:
        _of_case(connection, services, told, case_id(case), now)


def _of_case(
    connection: Connection, services: Services, told: Told, case: str, now: datetime
) -> None:
    subject, track, by = new_id(), new_id(), new_id()
    made = {"created_by": by, "created_at": now}
    who = {"id": subject, "case_id": case, "kind": "accused", "label": "A1", "number": 1}
    connection.execute(insert(SubjectRow).values(**who, **made))
    definition = services.library.tracks["prosecution"].hash
    state = {"track": "prosecution", "state": "needs_more_investigation", "version": 1}
    where = {"id": track, "case_id": case, "subject_id": subject, "definition_hash": definition}
    connection.execute(insert(Track).values(**where, **state, changed_at=now - 9000 * HOUR))
    limit = {
        "case_id": case, "track_id": track, "kind": "legal", "statement": {}, "pauses": [],
        "counts_from": "end_of_day", "roll": "none", "before": False, "extensions": [],
        "calendar": "neutral", "zone": ZONE, "open": True, "due_at": now - HOUR,
        "started_by": by, "changed_by": by, "recorded_at": now - 9 * HOUR,
    }  # fmt: skip
    clocks = [{**limit, "id": new_id(), "clock": one} for one in services.library.clocks]
    connection.execute(insert(ClockRow), clocks)
    day = local_day(now, ZONE)
    row = {
        "id": new_id(), "case_id": case, "register": "hearings", "number": 1,
        "owner_kind": "accused", "owner_id": subject, "status": "planned", "created_by": by,
        "values": {"kind": "trial", "planned": day.isoformat()}, "changed_by": by, "falls_on": day,
    }  # fmt: skip
    connection.execute(insert(RegisterRow).values(row))
    for user in told.users:
        notice = {"id": new_id(), "user_id": user_id(user), "case_id": case, "kind": "task"}
        rest = {"about": "prosecution.charge", "source_id": by, "mark": "", "created_at": now}
        connection.execute(insert(Notice).values(**notice, **rest))


@_examples(15)
@given(told=worlds())
def test_the_pages_of_the_day_show_seen_cases_only(services: Services, told: Told) -> None:
    """15 worlds of two users and five cases, on both databases."""
    _check(services, told)


@pytest.mark.full
@pytest.mark.timeout(900)
@_examples(1000)
@given(told=worlds())
def test_the_same_in_a_thousand_worlds(services: Services, told: Told) -> None:
    _check(services, told)
