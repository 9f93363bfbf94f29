"""Timelines through the write path: what is taken, and what is refused with nothing half-saved."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, column, event, func, literal_column, select, table

from ctj.access.viewers import Viewer
from ctj.casework.refusals import Conflict
from ctj.casework.steps import By, Fired, Step
from ctj.casework.transitions import fire
from ctj.exchange import case_loader
from ctj.exchange.demonstration.people import seat_everybody
from ctj.exchange.load_refusals import told
from ctj.exchange.refusals import Refusal
from ctj.exchange.timeline_loader import LoadReport, load
from ctj.exchange.timeline_reader import read_timeline
from ctj.identity.keyring import KeyRing
from ctj.model.access import CaseGrant
from ctj.model.audit import AuditRow
from ctj.model.base import metadata
from ctj.model.cases import Case
from ctj.model.events import Event
from ctj.model.registers import RegisterRow
from ctj.model.tracks import Track
from ctj.model.users import User
from ctj.services import Services
from ctj.transaction import Database
from ctj.workflow.definitions import Library
from tests.conftest import services_of
from tests.exchange.conftest import CHEAP
from tests.exchange.telling import (
    CHARGE,
    CHECK,
    EVENTS,
    NAME,
    OPEN,
    SUBJECTS,
    TEAM,
    TRIAL,
    case,
    line_of,
    timeline,
    written,
)

#: Tables that a load writes even where the case is refused: the search, and the refusal itself.
BESIDE = {"audit_rows", "audit_heads", "audit_chains", "outbox"}


def loaded(services: Services, folder: Path, text: str, by: str | None = None) -> LoadReport:
    return load(services, [written(folder, text)], by)


def refused(services: Services, folder: Path, text: str) -> list[Refusal]:
    """The refusals, after looking that nothing of the case was saved."""
    before = _counts(services)
    report = loaded(services, folder, text)
    assert report.loaded == ()
    assert _counts(services) == before
    return list(report.refusals)


def _counts(services: Services) -> dict[str, int]:
    with services.database.read() as connection:
        return {
            name: connection.execute(select(func.count()).select_from(kept)).scalar_one()
            for name, kept in metadata.tables.items()
            if not name.startswith("audit") and name not in BESIDE
        }


def test_a_timeline_becomes_a_case_with_its_team_tracks_and_rows(
    seated: Services, tmp_path: Path
) -> None:
    report = loaded(seated, tmp_path, timeline())
    assert report.is_complete
    assert [(one.reference, one.events) for one in report.loaded] == [("TEST-1", 5)]
    with seated.database.read() as connection:
        states = connection.execute(select(Track.track, Track.state).order_by(Track.track)).all()
        grants = connection.execute(
            select(func.count()).where(CaseGrant.grantee_kind == "user")
        ).scalar_one()
        charges = connection.execute(
            select(RegisterRow.status).where(RegisterRow.register == "charges")
        ).scalars()
        assert sorted(map(tuple, states)) == [
            ("investigation", "needs_triage"),
            ("prosecution", "on_trial"),
            ("prosecution", "on_trial"),
        ]
        assert grants == 4
        assert list(charges) == ["filed", "filed"]


def test_a_joint_step_is_one_act_and_others_are_taken_one_by_one(
    seated: Services, tmp_path: Path
) -> None:
    loaded(seated, tmp_path, timeline())
    with seated.database.read() as connection:
        counted = select(Event.transition, func.count(Event.act_id.distinct()).label("acts"))
        found = connection.execute(counted.group_by(Event.transition))
        acts = {row.transition: row.acts for row in found}
    assert acts["charge"] == 1
    assert acts["check_non_punishment"] == 2
    assert acts["name_suspect"] == acts["create_accused"] == 2


def test_the_audit_says_who_acts_and_who_loaded(seated: Services, tmp_path: Path) -> None:
    with seated.database.read() as connection:
        steward, prosecutor = (
            connection.execute(
                select(User.id).where(User.email == f"{seat}@demo.example")
            ).scalar_one()
            for seat in ("stew", "pros")
        )
    loaded(seated, tmp_path, timeline(), steward)
    with seated.database.read() as connection:
        bodies = connection.execute(
            select(AuditRow.body).where(
                AuditRow.action == "step.recorded", AuditRow.user_id == prosecutor
            )
        ).scalars()
        events = connection.execute(select(Event.loaded_by)).scalars()
        assert all(steward in body and '"pros"' in body for body in bodies)
        assert set(events) == {steward}


def test_a_second_person_decides_where_the_step_needs_one(seated: Services, tmp_path: Path) -> None:
    withdraw = """\
      - track: prosecution
        transition: withdraw_prosecution
        subjects: [A1, A2]
        date: 2006-02
        by: pros@PH-DOJ
        approved_by: pros2@PH-DOJ
        answers: {why: Not told.}
        each:
          A1: {end_reason: insufficient_evidence}
          A2: {end_reason: witness_lost_other}
"""
    report = loaded(seated, tmp_path, timeline(case(events=EVENTS + withdraw)))
    assert [str(one) for one in report.refusals] == []
    with seated.database.read() as connection:
        used = connection.execute(
            select(Event.approval_id).where(Event.transition == "withdraw_prosecution")
        ).scalars()
        assert None not in set(used)


def test_without_the_second_person_the_step_is_refused(seated: Services, tmp_path: Path) -> None:
    withdraw = """\
      - track: prosecution
        transition: withdraw_prosecution
        subject: A1
        date: 2006-02
        by: pros@PH-DOJ
        answers: {why: Not told., end_reason: insufficient_evidence}
"""
    (one,) = refused(seated, tmp_path, timeline(case(events=EVENTS + withdraw)))
    assert "second person" in one.reason
    assert "approved_by" in one.mend
    own = withdraw.replace("        answers", "        approved_by: pros@PH-DOJ\n        answers")
    (one,) = refused(seated, tmp_path, timeline(case(events=EVENTS + own)))
    assert "You asked for this. Another person decides." in one.reason


SPOILED = [
    # an unknown code
    ("detection: self_report", "detection: self_reprot", "detection", "Did you mean self_report"),
    ("offence: ph.tip.4", "offence: ph.tip.99", "charges.0.offence", "is not in the list"),
    # impossible dates
    ("offence_from: 2005-06-03", "offence_from: 2005-02-30", "charges.0.offence_from", "30"),
    ("date: 2006-01\n", "date: 2199-01-01\n", "date", "future"),
    (
        "offence_from: 2005-06-03",
        "offence_from: 2005-06-03, offence_to: 2005-06-01",
        "charges.0.offence_to",
        "",
    ),
    # oversized text
    (
        "basis: Named in the source.",
        f"basis: {'x' * 20_001}",
        "basis",
        "20,001 characters; 20,000 are allowed",
    ),
    # unknown subjects, agencies, fields
    ("offence_from: 2005-06-03", "offence_from: unknown, victims: [V1]", "charges.0.victims", "V1"),
    ("court: PH-RTC\n", "court: PH-RTX\n", "court", "There is no court 'PH-RTX' here."),
    ("in_custody: unknown", "colour: red", "colour", "no field"),
    ("in_custody: unknown\n", "in_custody: maybe\n", "in_custody", "Say yes, no or unknown."),
    # a row of another case, by its id
    (
        "charges: [{offence",
        "charges: [{row: 6b1f8a52-1111-5222-8333-944445555666, offence",
        "charges.0.row",
        "no entry",
    ),
]


@pytest.mark.parametrize(("good", "bad", "field", "said"), SPOILED)
def test_what_a_form_cannot_take_is_told_by_line_and_field(
    seated: Services, tmp_path: Path, good: str, bad: str, field: str, said: str
) -> None:
    text = timeline().replace(good, bad, 1)
    assert text != timeline()
    refusals = refused(seated, tmp_path, text)
    (one, *_) = [refusal for refusal in refusals if refusal.field.startswith(field)]
    assert said in one.reason
    assert one.line == line_of(text, bad)
    assert one.case == "TEST-1"


def test_a_row_of_a_foreign_case_is_not_known_here(seated: Services, tmp_path: Path) -> None:
    loaded(seated, tmp_path, timeline())
    with seated.database.read() as connection:
        row = connection.execute(select(RegisterRow.id)).scalars().first()
    text = timeline(case("TEST-2")).replace("charges: [{", f"charges: [{{row: {row}, ")
    refusals = refused(seated, tmp_path, text)
    assert {one.field for one in refusals} == {"charges.0.row"}


STRUCTURE = [
    # a step not allowed from here
    (OPEN + NAME + TRIAL, SUBJECTS, TEAM, 3, "stands at ‘Suspect", "tell the step before it"),
    # a missing guard
    (OPEN + NAME + CHARGE, SUBJECTS, TEAM, 3, "Needs the non-punishment check", "check_non_pun"),
    # a warning without a reason
    (
        EVENTS.replace("        reasons: {has: The source names no hearing and no counsel.}\n", ""),
        SUBJECTS,
        TEAM,
        5,
        "(has)",
        "reasons: {has: …}",
    ),
    # unknown subjects
    (EVENTS.replace("[A1, A2], date: unknown", "[A1], date: unknown"), SUBJECTS, TEAM, 3, "A2", ""),
    (EVENTS.replace("[A1, A2], date: unknown", "[A2], date: unknown"), SUBJECTS, TEAM, 2, "A1", ""),
    # names of tracks, steps, seats, reasons
    (EVENTS.replace("n: charge", "n: chagre"), SUBJECTS, TEAM, 4, "no step", "Did you mean charge"),
    (EVENTS.replace("n: open_case", "n: accept_case"), SUBJECTS, TEAM, 1, "begins", "open_case"),
    (OPEN.replace("k: investigation", "k: inquiry"), SUBJECTS, TEAM, 1, "no track", "Use one of"),
    (EVENTS.replace("{has:", "{hass:"), SUBJECTS, TEAM, 5, "no warning 'hass'", "Use one of"),
    (EVENTS.replace("pros@PH-DOJ", "pros@PH-XXX"), SUBJECTS, TEAM, 3, "no agency", "agency add"),
    (EVENTS.replace("pros@PH-DOJ", "pros9@PH-DOJ"), SUBJECTS, TEAM, 3, "Nobody sits", "user add"),
    # a seat that may not, and one that is not on the team
    (EVENTS.replace("pros@PH-DOJ", "lead@PH-AHT"), SUBJECTS, TEAM, 3, "is for: pros", "'by'"),
    (EVENTS, SUBJECTS, "    team: [lead@PH-AHT]\n", 3, "cannot see this case", "'team'"),
    # a subject where there is none
    (
        OPEN + NAME.replace("name_suspect", "accept_case"),
        SUBJECTS,
        TEAM,
        2,
        "about the case",
        "Take the subject away.",
    ),
]


@pytest.mark.parametrize(("events", "subjects", "team", "number", "said", "mend"), STRUCTURE)
def test_a_step_that_cannot_be_taken_is_told_by_event(
    seated: Services,
    tmp_path: Path,
    events: str,
    subjects: str,
    team: str,
    number: int,
    said: str,
    mend: str,
) -> None:
    refusals = refused(
        seated, tmp_path, timeline(case(events=events, subjects=subjects, team=team))
    )
    first = refusals[0]
    assert first.event == number, refusals
    assert said in first.reason
    assert mend in first.mend
    assert first.line > 0


def test_each_refusal_is_in_the_audit_though_the_case_is_not(
    seated: Services, tmp_path: Path
) -> None:
    refused(seated, tmp_path, timeline(case(events=OPEN + NAME + CHARGE)))
    with seated.database.read() as connection:
        bodies = connection.execute(
            select(AuditRow.body).where(AuditRow.action == "step.refused")
        ).scalars()
        (body,) = bodies
        assert "non_punishment_checked" in body


def test_a_reference_that_is_there_is_refused_or_left_alone(
    seated: Services, tmp_path: Path
) -> None:
    loaded(seated, tmp_path, timeline())
    (one,) = refused(seated, tmp_path, timeline())
    assert "is there already" in one.reason
    report = load(seated, [written(tmp_path, timeline())], None, skip_known=True)
    assert (report.skipped, report.is_complete) == (("TEST-1",), True)


def test_one_case_that_is_refused_does_not_keep_another_out(
    seated: Services, tmp_path: Path
) -> None:
    bad = case("TEST-2", OPEN + NAME + CHARGE)
    report = loaded(seated, tmp_path, timeline(case("TEST-1"), bad, case("TEST-3")))
    assert [one.reference for one in report.loaded] == ["TEST-1", "TEST-3"]
    assert {one.case for one in report.refusals} == {"TEST-2"}


def test_a_track_that_changed_meanwhile_is_told_as_such(tmp_path: Path) -> None:
    (one,) = read_timeline(written(tmp_path, timeline()))
    changed = Conflict("A1", "Mateo", datetime(2026, 1, 2, 3, 4, tzinfo=UTC), {})
    (refusal,) = told(one, one.events[3], changed)
    assert "A1 was changed by Mateo at 2026-01-02 03:04 UTC" in refusal.reason
    assert refusal.line == one.events[3].line


RELATIVE = OPEN.replace("date: 2005-08-02", "date: today-2d")
RECORDED = OPEN.replace("        by:", "        recorded: 2020-03-01\n        by:")


def test_days_that_count_from_the_loading(seated: Services, tmp_path: Path) -> None:
    events = RELATIVE.replace("reported_on: 2005-08-02", "reported_on: today-3d")
    report = loaded(
        seated, tmp_path, timeline(case(events=events, subjects=""), head="relative: true\n")
    )
    assert report.is_complete, report.refusals


def test_what_was_recorded_when_can_be_said_on_a_demonstration(
    seated: Services, tmp_path: Path
) -> None:
    later = NAME.replace("by:", "recorded: 2020-03-02T09:30, by:")
    events = RECORDED + later + CHECK
    report = loaded(seated, tmp_path, timeline(case(events=events)))
    assert report.is_complete, report.refusals
    with seated.database.read() as connection:
        instants = connection.execute(
            select(Event.transition, Event.recorded_at, Event.late).order_by(Event.seq)
        ).all()
        opened_at = connection.execute(select(Case.created_at)).scalar_one()
    assert instants[0].recorded_at == opened_at == datetime(2020, 3, 1, 9, tzinfo=UTC)
    assert instants[1].recorded_at == datetime(2020, 3, 2, 1, 30, tzinfo=UTC)
    assert instants[-1].recorded_at.year > 2020


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ("2020-02-01", "before the event above"),
        ("2199-01-01", "lies ahead"),
        ("2020", "Say the day"),
    ],
)
def test_an_impossible_moment_of_recording_is_refused(
    seated: Services, tmp_path: Path, second: str, said: str
) -> None:
    later = NAME.replace("by:", f"recorded: {second}, by:")
    (one,) = refused(seated, tmp_path, timeline(case(events=RECORDED + later)))
    assert said in one.reason
    assert one.field == "recorded"


def test_a_real_instance_takes_neither_and_gives_random_references(
    seated: Services, tmp_path: Path
) -> None:
    real = replace(seated, instance=replace(seated.instance, demonstration=False))
    head = "relative: true\n"
    refusals = refused(real, tmp_path, timeline(case(events=RELATIVE, subjects=""), head=head))
    assert [one.line for one in refusals] == [1]
    refusals = refused(real, tmp_path, timeline(case(events=RECORDED, subjects="")))
    assert [one.field for one in refusals] == ["recorded"]
    (one,) = loaded(real, tmp_path, timeline()).loaded
    assert one.told_as == "TEST-1"
    assert one.reference.startswith("PH-")
    assert one.reference != "TEST-1"


BY_THE_FRONT = OPEN.replace("inv@PH-AHT", "front@PH-BOR")


def test_the_team_is_put_on_the_case_by_who_may(seated: Services, tmp_path: Path) -> None:
    text = timeline(case(events=BY_THE_FRONT, subjects=""))
    (one,) = refused(seated, tmp_path, text)
    assert "Neither who opens the case nor anybody of the team" in one.reason
    assert one.line == line_of(text, "team:")
    named = text.replace("    team:", "    team_by: mgr@PH-IAC\n    team:")
    report = loaded(seated, tmp_path, named)
    assert report.is_complete, report.refusals
    with seated.database.read() as connection:
        grants = connection.execute(
            select(func.count()).where(CaseGrant.grantee_kind == "user")
        ).scalar_one()
    assert grants == 4


@pytest.mark.parametrize(
    ("seat", "said"),
    [("adm@PH-IAC", "Choose a user who works on cases."), ("pros@PH-XXX", "There is no agency")],
)
def test_who_may_not_be_on_a_team_is_told_at_its_line(
    seated: Services, tmp_path: Path, seat: str, said: str
) -> None:
    text = timeline().replace("pros2@PH-DOJ]", f"{seat}]")
    (one,) = refused(seated, tmp_path, text)
    assert said in one.reason
    assert one.line == line_of(text, "team:")


def test_a_locked_database_is_told_and_nothing_of_the_case_is_saved(
    seated: Services, tmp_path: Path
) -> None:
    """Another program holds the file for longer than the patience of a write."""
    first = loaded(seated, tmp_path, timeline(case("TEST-0")))
    assert first.is_complete
    engine = seated.database.engine
    with engine.connect() as other, _impatient(engine):
        other.exec_driver_sql("SELECT 1")  # begins IMMEDIATE, as every write does
        report = loaded(seated, tmp_path, timeline(case("TEST-1"), case("TEST-2")))
        other.rollback()
    assert report.loaded == ()
    (one,) = report.refusals
    assert "Another step is being saved and took too long." in one.reason
    assert "--skip-known" in one.mend
    assert loaded(seated, tmp_path, timeline(case("TEST-1"))).is_complete


@contextmanager
def _impatient(engine: Engine) -> Iterator[None]:
    """Writes wait a tenth of a second."""

    def hurry(connection: Any, record: Any, proxy: Any) -> None:
        connection.execute("PRAGMA busy_timeout=100")

    event.listen(engine, "checkout", hurry)
    try:
        yield
    finally:
        event.remove(engine, "checkout", hurry)


def test_a_connection_lost_in_the_middle_saves_nothing_of_the_case(
    postgresql_database: Database,
    keyring: KeyRing,
    library: Library,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    services = services_of(postgresql_database, keyring, library, tmp_path)
    seat_everybody(services, CHEAP)
    steps = 0

    def fire_and_lose(services: Services, viewer: Viewer, step: Step, by: By) -> Fired:
        nonlocal steps
        steps += 1
        if steps == 4:
            _end_other_connections(postgresql_database)
        return fire(services, viewer, step, by)

    monkeypatch.setattr(case_loader, "fire", fire_and_lose)
    report = loaded(services, tmp_path, timeline())
    (one,) = report.refusals
    assert "The connection to the database broke." in one.reason
    with postgresql_database.read() as connection:
        assert connection.execute(select(func.count()).select_from(Case)).scalar_one() == 0
        assert connection.execute(select(func.count()).select_from(Event)).scalar_one() == 0


def _end_other_connections(database: Database) -> None:
    with database.engine.connect() as connection:
        connection.execute(
            select(func.pg_terminate_backend(literal_column("pid")))
            .select_from(table("pg_stat_activity", column("pid"), column("datname")))
            .where(
                column("datname") == func.current_database(),
                column("pid") != func.pg_backend_pid(),
            )
        )


ADOPT = """\
      - track: prosecution
        transition: adopt
        subjects: [A1, A2]
        date: unknown
        by: pros@PH-DOJ
        answers:
          state: on_trial
          source: court
          milestones: {charged: unknown, trial_start: 2016}
          rows:
            charges: [{offence: ph.tip.4, status: filed}]
"""


def test_a_matter_that_began_elsewhere_is_adopted(seated: Services, tmp_path: Path) -> None:
    report = loaded(seated, tmp_path, timeline(case(events=OPEN + ADOPT, subjects="")))
    assert [str(one) for one in report.refusals] == []
    with seated.database.read() as connection:
        states = connection.execute(
            select(Track.state).where(Track.track == "prosecution")
        ).scalars()
        origins = connection.execute(
            select(Event.origin).where(Event.transition == "adopt")
        ).scalars()
        assert list(states) == ["on_trial", "on_trial"]
        assert set(origins) == {"imported"}


@pytest.mark.parametrize(
    ("good", "bad", "field"),
    [
        ("state: on_trial", "state: somewhere", ""),
        ("charged: unknown", "charged: 2016-02-30", "charged"),
        ("offence: ph.tip.4", "offence: ph.tip.99", "charges.0.offence"),
        ("subjects: [A1, A2]", "subjects: [A2]", "subjects"),
    ],
)
def test_what_an_adoption_cannot_tell_is_refused(
    seated: Services, tmp_path: Path, good: str, bad: str, field: str
) -> None:
    text = timeline(case(events=OPEN + ADOPT.replace(good, bad), subjects=""))
    first = refused(seated, tmp_path, text)[0]
    assert first.event == 2
    assert first.field.startswith(field)
    if field not in ("", "subjects"):
        assert first.line == line_of(text, bad)
