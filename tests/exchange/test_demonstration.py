"""The demonstration: every case loads, and says what its source says."""

from collections import Counter

import pytest
from sqlalchemy import func, select

from ctj.exchange.demonstration.caseload import files, load_caseload
from ctj.exchange.demonstration.people import seat_everybody
from ctj.exchange.timeline_reader import read_timelines
from ctj.identity.keyring import KeyRing
from ctj.model.base import metadata
from ctj.model.cases import Case, SubjectRow
from ctj.model.events import Event
from ctj.model.tracks import Track
from ctj.model.vault import IdentityField
from ctj.queries.verify import verify
from ctj.services import Services
from ctj.transaction import Database
from ctj.workflow.definitions import Library
from tests.conftest import services_of
from tests.exchange.conftest import CHEAP

#: The whole demonstration is loaded once for this module: long on a busy machine.
pytestmark = pytest.mark.timeout(600)

FACTS = metadata.tables["fact_accused"]
SOURCE_CASES = 20


def facts_of(services: Services, reference: str) -> dict[str, dict[str, object]]:
    """State and facts of each accused, by pseudonym."""
    query = (
        select(SubjectRow.label, Track.state, FACTS)
        .select_from(FACTS)
        .join(SubjectRow, SubjectRow.id == FACTS.c.subject_id)
        .join(Track, (Track.subject_id == SubjectRow.id) & (Track.track == "prosecution"))
        .join(Case, Case.id == FACTS.c.case_id)
        .where(Case.reference == reference)
    )
    with services.database.read() as connection:
        return {row.label: dict(row._mapping) for row in connection.execute(query)}


def test_every_case_of_the_source_is_there_and_no_other(demonstration: Services) -> None:
    with demonstration.database.read() as connection:
        loaded = set(connection.execute(select(Case.reference)).scalars())
    told = read_timelines(files())
    assert loaded == {one.reference for one in told} == {path.stem for path in files()}
    assert len([one for one in told if not one.relative]) == SOURCE_CASES + 1  # an engine example


def test_at_least_fourteen_run_from_the_naming_of_the_suspects(demonstration: Services) -> None:
    with demonstration.database.read() as connection:
        kinds = connection.execute(
            select(Case.reference, Event.transition)
            .join(Event, Event.case_id == Case.id)
            .where(Event.track == "prosecution")
        ).all()
    adopted = {row.reference for row in kinds if row.transition == "adopt"}
    named = {row.reference for row in kinds if row.transition == "create_accused"}
    judged = {row.reference for row in kinds if row.transition.startswith(("convict", "acquit"))}
    retold = {one.reference for one in read_timelines(files()) if not one.relative}
    assert len((named & judged & retold) - adopted - {"AU-HCA-39-2008"}) >= 14


def test_three_accused_of_whom_one_is_at_large(demonstration: Services) -> None:
    facts = facts_of(demonstration, "PH-GR-195419")
    assert {label: one["state"] for label, one in facts.items()} == {
        "A1": "needs_execution",
        "A2": "needs_execution",
        "A3": "halted",
    }
    first = facts["A1"]
    assert str(first["verdict_from"]) == "2005-11-29"
    assert str(first["final_from"]) == "2011-10-12"
    assert (first["outcome"], first["final_outcome"]) == ("guilty_tip", "guilty_tip")
    assert first["appeal_result"] == "damages_changed"
    assert facts["A3"]["outcome"] is None


def test_a_conflict_of_sources_keeps_both_dates(demonstration: Services) -> None:
    query = (
        select(Event.occurred)
        .join(Case, Case.id == Event.case_id)
        .where(Case.reference == "PH-GR-195419", Event.transition == "convict_and_sentence")
    )
    with demonstration.database.read() as connection:
        occurred = connection.execute(query).scalars().first()
    assert occurred == {
        "value": "2005-11-29",
        "source": "court",
        "alternatives": [{"value": "2005-12-29", "source": "other"}],
    }


def test_a_hundred_and_three_accused(demonstration: Services) -> None:
    facts = facts_of(demonstration, "TH-BKK-ROHINGYA-2017")
    assert Counter(one["outcome"] for one in facts.values()) == {
        "guilty_tip": 62,
        "acquitted": 40,
        None: 1,
    }
    assert facts["A103"]["state"] == "on_trial"
    assert [facts[label]["sentence_months"] for label in ("A1", "A2", "A3", "A4")] == [
        984,
        600,
        48,
        None,
    ]
    query = (
        select(Event.transition, func.count(), func.count(Event.act_id.distinct()))
        .join(Case, Case.id == Event.case_id)
        .where(Case.reference == "TH-BKK-ROHINGYA-2017", Event.transition == "charge")
        .group_by(Event.transition)
    )
    with demonstration.database.read() as connection:
        assert tuple(connection.execute(query).one()) == ("charge", 103, 1)


def test_the_longest_appeal(demonstration: Services) -> None:
    facts = facts_of(demonstration, "AU-HCA-39-2008")
    states = {label: one["state"] for label, one in facts.items()}
    assert states == {
        "A1": "needs_execution",
        "A2": "waiting_for_sentence",
        "A3": "waiting_for_trial",
    }
    first = facts["A1"]
    assert (first["sentence_months"], first["outcome_now"]) == (108, "guilty_tip")
    assert str(first["final_from"]) == "2009-08-17"
    assert facts["A3"]["outcome"] is None


def test_the_wages_of_one_victim_and_no_appeal_that_was_only_announced(
    demonstration: Services,
) -> None:
    facts = facts_of(demonstration, "SG-LABOUR-FIRST-2020")
    assert {one["state"] for one in facts.values()} == {"appeal_period_running"}
    assert {one["sentence_months"] for one in facts.values()} == {66}
    victims = metadata.tables["fact_victims"]
    query = (
        select(SubjectRow.label, victims.c.comp_amount)
        .join(SubjectRow, SubjectRow.id == victims.c.subject_id)
        .join(Case, Case.id == victims.c.case_id)
        .where(Case.reference == "SG-LABOUR-FIRST-2020")
    )
    with demonstration.database.read() as connection:
        sums = {row.label: row.comp_amount for row in connection.execute(query)}
    assert "4878.31" in str(sums["V1"])
    assert sums["V2"] is None


def test_the_retold_cases_name_nobody_and_the_invented_ones_do(demonstration: Services) -> None:
    query = (
        select(Case.reference)
        .join(SubjectRow, SubjectRow.case_id == Case.id)
        .join(IdentityField, IdentityField.person_id == SubjectRow.person_id)
        .distinct()
    )
    with demonstration.database.read() as connection:
        with_identity = set(connection.execute(query).scalars())
    assert with_identity
    assert all("-DEMO-" in reference for reference in with_identity)


def test_no_victim_of_a_retold_case_fills_a_day_with_limits_of_the_past(
    demonstration: Services,
) -> None:
    """Their support is taken over: neither its limits nor what was to be told then is owed now."""
    retold = {one.reference for one in read_timelines(files()) if not one.relative}
    clocks = metadata.tables["clocks"]
    query = (
        select(Case.reference, SubjectRow.label, clocks.c.clock)
        .join(SubjectRow, SubjectRow.id == clocks.c.subject_id)
        .join(Case, Case.id == clocks.c.case_id)
        .where(clocks.c.open, SubjectRow.kind == "victim")
    )
    states = (
        select(Case.reference, Track.state)
        .join(Case, Case.id == Track.case_id)
        .where(Track.track.in_(["victim_support", "witness_support"]))
    )
    with demonstration.database.read() as connection:
        running = [tuple(row) for row in connection.execute(query) if row.reference in retold]
        stand = {row.state for row in connection.execute(states) if row.reference in retold}
    assert running == []
    assert stand == {"handed_over", "finished"}


def test_who_was_found_to_be_a_victim_and_by_whom(demonstration: Services) -> None:
    victims = metadata.tables["fact_victims"]
    query = (
        select(Case.reference, victims.c.id_outcome, victims.c.identified_by, func.count())
        .join(Case, Case.id == victims.c.case_id)
        .where(Case.reference.in_(["PH-GR-219952", "SG-HC-ACQUITTAL-2020", "PH-GR-273990"]))
        .group_by(Case.reference, victims.c.id_outcome, victims.c.identified_by)
    )
    with demonstration.database.read() as connection:
        found = {tuple(row) for row in connection.execute(query)}
    assert found == {
        ("PH-GR-219952", "identified", "court", 10),
        ("SG-HC-ACQUITTAL-2020", None, None, 1),  # acquitted: no decision on the person
        ("PH-GR-273990", None, None, 3),  # convicted of an attempt
    }


def what_differs(services: Services) -> list[object]:
    """What ``facts verify`` would tell."""
    with services.database.read() as connection:
        verified = verify(connection, services)
    assert verified.cases == len(read_timelines(files()))
    return list(verified.findings)


def test_what_the_tables_hold_is_what_the_events_say(demonstration: Services) -> None:
    assert what_differs(demonstration) == []


def test_a_second_load_finds_everything_there(demonstration: Services) -> None:
    assert seat_everybody(demonstration, CHEAP) == 0
    report = load_caseload(demonstration)
    assert report.loaded == report.refusals == ()
    assert len(report.skipped) == len(read_timelines(files()))


@pytest.mark.full
def test_all_of_it_loads_on_postgresql(
    postgresql_database: Database, keyring: KeyRing, library: Library, tmp_path
) -> None:
    services = services_of(postgresql_database, keyring, library, tmp_path)
    seat_everybody(services, CHEAP)
    report = load_caseload(services)
    assert [str(one) for one in report.refusals] == []
    assert len(report.loaded) == len(read_timelines(files()))
    assert what_differs(services) == []
