"""Today: who sees which limit and track, in which group, counted; in at most eight queries.

Planted and seen to fail: the end of the local day taken in UTC; limits that were over before they
were recorded let in; `all_visible` left out of the limits.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from ctj.access.viewers import Viewer
from ctj.identity.keyring import KeyRing
from ctj.queries.today.limits import limit_page
from ctj.queries.today.page import Today, today
from ctj.queries.today.tracks import section_page
from ctj.transaction import Database
from ctj.workflow.definitions import Library
from tests.conftest import services_of
from tests.queries.caseload import Caseload
from tests.round_trips import counted
from tests.world import World

#: 08:10 on Wednesday 25 November 2026 in Manila.
NOW = datetime(2026, 11, 25, 0, 10, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MIDNIGHT = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)


@pytest.fixture
def load(world: World) -> Caseload:
    return Caseload(world, NOW)


def _case(world: World, *names: str) -> str:
    case_id = world.bare_case()
    world.grant_all(case_id, *names)
    return case_id


def _today(world: World, name: str = "pros", now: datetime = NOW) -> Today:
    viewer = replace(world.viewer(name), now=now)
    with world.database.read() as connection:
        return today(connection, viewer, world.services)


def _groups(found: Today) -> dict[str, int]:
    return {group.level: group.count for group in found.limits}


def test_limits_stand_in_groups_by_the_local_day_of_their_zone(
    world: World, load: Caseload
) -> None:
    case = _case(world, "pros")
    for due in (NOW + HOUR, MIDNIGHT, MIDNIGHT + timedelta(minutes=1), NOW - HOUR):
        load.limit(case, due)
    load.limit(case, NOW + 8 * DAY)
    found = _today(world)
    assert [(g.level, g.count) for g in found.limits] == [
        ("today", 2), ("late", 1), ("week", 1), ("later", 1),
    ]  # fmt: skip
    assert found.limits[0].lines[0].distance == "1 h"
    load.limit(case, datetime(2026, 11, 25, 4, 59, tzinfo=UTC), zone="America/New_York")
    load.limit(case, datetime(2026, 11, 25, 16, 30, tzinfo=UTC), zone="Australia/Sydney")
    assert _groups(_today(world)) == {"today": 3, "late": 1, "week": 2, "later": 1}


def test_a_limit_over_before_it_was_recorded_presses_nobody(world: World, load: Caseload) -> None:
    case = _case(world, "pros")
    load.limit(case, NOW - DAY, recorded_at=NOW - HOUR)
    load.limit(case, NOW - DAY, open=False)
    assert _today(world).limits == ()


def test_limits_of_one_case_that_end_together_are_one_line(world: World, load: Caseload) -> None:
    case = _case(world, "pros")
    for label in ("A1", "A2"):
        subject = load.subject(case, label)
        track = load.track(case, subject_id=subject)
        load.limit(case, NOW + DAY * 2, track_id=track, subject_id=subject)
    (group,) = _today(world).limits
    assert group.count == 2
    assert [[s[1] for s in line.subjects] for line in group.lines] == [["A1", "A2"]]


def test_what_is_owed_to_somebody_stands_apart(world: World, load: Caseload) -> None:
    case = _case(world, "vso")
    load.limit(case, NOW - DAY, clock="tell_victim")
    found = _today(world, "vso")
    assert found.limits == () and found.owed is not None
    assert [(found.owed.count, line.level) for line in found.owed.lines] == [(1, "late")]


def test_each_role_sees_the_limits_it_answers_for(world: World, load: Caseload) -> None:
    case = _case(world, "pros", "inv", "lead", "vso")
    load.limit(case, NOW + HOUR, clock="trial_start_limit")
    load.limit(case, NOW + HOUR, clock="triage")
    seen = {name: _groups(_today(world, name)) for name in ("pros", "inv", "lead", "vso")}
    assert seen == {"pros": {"today": 1}, "inv": {"today": 1}, "lead": {"today": 1}, "vso": {}}


def test_of_a_colleague_only_when_away_and_only_to_the_deputy(world: World, load: Caseload) -> None:
    case = _case(world, "pros", "pros2", "pros3")
    track = load.track(case, owner_id=world.user("pros2"))
    load.limit(case, NOW + HOUR, track_id=track)
    assert _today(world).limits == () and _today(world).totals == ()
    load.away("pros2", "pros", date(2026, 11, 20), date(2026, 12, 1))
    found = _today(world)
    assert _groups(found) == {"today": 1}
    assert found.limits[0].lines[0].owner == "Pros2"
    (total,) = found.totals
    assert (total.owner, total.until, total.tracks) == ("Pros2", date(2026, 12, 1), 1)
    assert _today(world, "pros3").limits == ()
    assert _today(world, now=NOW + 30 * DAY).limits == ()


def test_a_pool_of_the_team_is_everybodys(world: World, load: Caseload) -> None:
    team = world.team("pros")
    case = _case(world, "pros", "pros2")
    track = load.track(case, owner_id=team)
    load.limit(case, NOW + HOUR, track_id=track)
    assert _groups(_today(world)) == {"today": 1}
    assert _groups(_today(world, "pros2")) == {}


def test_what_sleeps_leaves_the_page_but_its_limits_run_on(world: World, load: Caseload) -> None:
    case = _case(world, "pros")
    track = load.track(case, asleep_until=date(2026, 12, 24))
    load.limit(case, NOW + 8 * DAY, track_id=track)
    found = _today(world)
    assert found.sections == () and _groups(found) == {"later": 1}
    assert len(_today(world, now=NOW + 30 * DAY).sections) == 1


def test_states_stand_on_the_side_that_their_words_say(world: World, load: Caseload) -> None:
    case = _case(world, "pros", "lead")
    for state in ("needs_charge_decision", "needs_more_investigation", "halted", "executed"):
        load.track(case, state)
    sides = {one.key: one.side for one in _today(world).sections}
    assert sides == {
        "prosecution.needs_charge_decision": "next",
        "prosecution.needs_more_investigation": "waiting",
        "prosecution.halted": "waiting",
    }
    back = _today(world, "lead").of("back")
    assert [one.key for one in back] == ["prosecution.needs_more_investigation"]


@pytest.mark.parametrize(
    ("track", "state", "days"),
    [("prosecution", "on_trial", 180), ("investigation", "with_prosecutor", 90)],
)
def test_gone_quiet_after_the_days_of_rule_q11(
    world: World, load: Caseload, track: str, state: str, days: int
) -> None:
    name = "pros" if track == "prosecution" else "lead"
    if state not in world.services.library.tracks[track].states:
        state = next(s.id for s in world.services.library.tracks[track].states.values() if s.today)
    case = _case(world, name)
    load.track(case, state, track=track, quiet=days)
    assert _today(world, name).of("quiet") == ()
    load.track(case, state, track=track, quiet=days + 1)
    (quiet,) = _today(world, name).of("quiet")
    assert quiet.count == 1


def test_lists_go_on_where_the_page_before_ended(world: World, load: Caseload) -> None:
    case = _case(world, "pros")
    load.limits([(case, NOW + n * HOUR) for n in range(1, 31)])
    load.tracks([case] * 30)
    viewer = replace(world.viewer("pros"), now=NOW)
    with world.database.read() as connection:
        first = limit_page(connection, viewer, world.services)
        rest = limit_page(connection, viewer, world.services, None, first.following)
        some = section_page(connection, viewer, world.services, "prosecution.on_trial")
        assert some is not None
        more = section_page(
            connection, viewer, world.services, "prosecution.on_trial", some.following
        )
    assert (len(first.lines), len(rest.lines), rest.following) == (25, 5, None)
    assert not {one.clock_id for one in first.lines} & {one.clock_id for one in rest.lines}
    assert more is not None and (len(some.lines), len(more.lines)) == (25, 5)


def test_hearings_of_today_and_those_without_a_result(world: World, load: Caseload) -> None:
    world.supervises("mgr")
    case = _case(world, "pros")
    _supervised(world, case)
    for label in ("A1", "A2"):
        load.hearing(case, "2026-11-25T10:30", load.subject(case, label))
    load.hearing(case, "2026-11-24")
    (hearing,) = _today(world).hearings
    assert (hearing.time, hearing.labels) == ("10:30", ("A1", "A2"))
    found = _today(world, "mgr").supervised
    assert found is not None and found.unrecorded_count == 1


def test_a_manager_sees_what_is_overdue_and_who_carries_it(world: World, load: Caseload) -> None:
    world.supervises("mgr")
    case = _case(world, "pros")
    _supervised(world, case)
    owned = load.track(case, owner_id=world.user("pros"), quiet=200)
    load.track(case)
    load.track(case, "executed")
    load.limit(case, NOW - DAY, track_id=owned)
    found = _today(world, "mgr").supervised
    assert found is not None
    assert [(one.clock, one.late) for one in found.overdue] == [("trial_start_limit", 1)]
    assert sorted((b.person, b.tracks, b.quiet, b.late) for b in found.burdens) == [
        ("", 1, 0, 0), ("Pros", 1, 1, 1),
    ]  # fmt: skip
    assert found.quiet == 1


def _supervised(world: World, case_id: str) -> None:
    from ctj.access.grants import Grant, give
    from ctj.transaction import unit_of_work

    with unit_of_work(world.database) as work:
        grant = Grant("supervisors", world.agency("police"), "supervision", "read")
        give(work.connection, case_id, grant, by=None, now=NOW - 100 * DAY)


def test_at_most_eight_queries_at_ten_thousand_tracks(
    postgresql_database: Database, keyring: KeyRing, library: Library, tmp_path: Path
) -> None:
    world = World(services_of(postgresql_database, keyring, library, tmp_path))
    load = Caseload(world, NOW)
    cases = [_case(world, "pros") for _ in range(20)]
    many = [case for case in cases for _ in range(500)]
    load.tracks(many[:5000], "on_trial")
    load.tracks(many[5000:], "waiting_for_trial", quiet=200)
    load.limits([(case, NOW + (n - 5000) * HOUR) for n, case in enumerate(many)])
    for case in cases:
        load.hearing(case, "2026-11-25T10:30", load.subject(case))
    viewer = replace(world.viewer("pros"), now=NOW)
    found, trips = _on_the_wire(world, viewer)
    assert sum(group.count for group in found.limits) == 10_000
    assert sum(one.count for one in found.sections if one.side != "quiet") == 10_000
    assert trips <= 8 + 2  # begin and roll back


def _on_the_wire(world: World, viewer: Viewer) -> tuple[Today, int]:
    with counted(world.database) as (proxied, trips):
        with proxied.read() as connection:
            connection.exec_driver_sql("SELECT 1")
        trips.count = 0
        with proxied.read() as connection:
            found = today(connection, viewer, world.services)
        return found, trips.count


def test_nothing_needs_who_sees_no_case(world: World, load: Caseload) -> None:
    case = _case(world, "pros")
    load.limit(case, NOW + HOUR)
    load.track(case)
    load.hearing(case, "2026-11-25T10:30")
    assert _today(world, "pros9").is_empty
