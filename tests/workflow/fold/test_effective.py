"""Corrections take the place of the entries that they correct."""

from __future__ import annotations

from datetime import UTC, datetime

from ctj.workflow.fold import effective, root_of
from ctj.workflow.projection import EventRecord


def event(seq: int, kind: str = "transition", refers_to: int | None = None, **more) -> EventRecord:
    return EventRecord(
        id=f"e{seq}",
        case_id="case",
        track_id="track",
        seq=seq,
        act_id=f"act-{seq}",
        kind=kind,
        track="matter",
        subject_id=None,
        transition=more.pop("transition", f"step-{seq}"),
        from_state=None,
        to_state=None,
        occurred=more.pop("occurred", "unknown"),
        data=more.pop("data", {}),
        effects={},
        definition_hash="h",
        recorded_at=datetime(2020, 1, seq, tzinfo=UTC),
        refers_to=f"e{refers_to}" if refers_to else None,
        **more,
    )


def told(*events: EventRecord) -> list[tuple[str, str]]:
    return [(e.id, e.transition) for e in effective(events)]


def test_without_corrections_entries_stand_as_recorded():
    assert told(event(2), event(1)) == [("e1", "step-1"), ("e2", "step-2")]


def test_a_superseding_event_gives_the_entry_its_content_and_keeps_its_place_and_id():
    assert told(event(1), event(2), event(3, "supersede", 1)) == [
        ("e1", "step-3"),
        ("e2", "step-2"),
    ]


def test_what_stands_keeps_the_author_and_instant_of_its_root_and_names_the_correction():
    root = event(1, user_id="ana")
    (stands,) = effective([root, event(2, "supersede", 1, user_id="ben", occurred="2001")])
    assert (stands.user_id, stands.recorded_at, stands.seq) == ("ana", root.recorded_at, 1)
    assert (stands.occurred, stands.content_id) == ("2001", "e2")


def test_the_latest_correction_wins_whether_it_names_the_entry_or_the_correction_before():
    chain = [event(1), event(2, "supersede", 1), event(3, "supersede", 2)]
    beside = [event(1), event(2, "supersede", 1), event(3, "supersede", 1)]
    assert told(*chain) == told(*beside) == [("e1", "step-3")]


def test_a_withdrawn_entry_is_gone():
    assert told(event(1), event(2), event(3, "void", 1)) == [("e2", "step-2")]


def test_withdrawing_a_correction_brings_the_entry_back_as_it_was():
    assert told(event(1), event(2, "supersede", 1), event(3, "void", 2)) == [("e1", "step-1")]


def test_withdrawing_the_entry_withdraws_it_also_when_it_was_corrected():
    assert told(event(1), event(2, "supersede", 1), event(3, "void", 1)) == []


def test_withdrawing_a_withdrawal_brings_the_entry_back():
    assert told(event(1), event(2, "void", 1), event(3, "void", 2)) == [("e1", "step-1")]


def test_an_inserted_step_stands_just_before_the_entry_that_it_names():
    assert [i for i, _ in told(event(1), event(2), event(3, "insert", 2))] == ["e1", "e3", "e2"]


def test_several_inserted_before_one_entry_stand_in_the_order_of_recording():
    log = [event(1), event(2, "insert", 1), event(3, "insert", 1), event(4, "insert", 2)]
    assert [i for i, _ in told(*log)] == ["e4", "e2", "e3", "e1"]


def test_an_inserted_step_keeps_its_place_when_what_follows_it_is_withdrawn():
    log = [event(1), event(2), event(3), event(4, "insert", 2), event(5, "void", 2)]
    assert [i for i, _ in told(*log)] == ["e1", "e4", "e3"]


def test_an_inserted_step_can_be_corrected_and_withdrawn_like_any_other():
    log = [event(1), event(2, "insert", 1), event(3, "supersede", 2)]
    assert told(*log) == [("e2", "step-3"), ("e1", "step-1")]
    assert told(*log, event(4, "void", 2)) == [("e1", "step-1")]


def test_inserting_before_a_correction_inserts_before_its_entry():
    log = [event(1), event(2), event(3, "supersede", 2), event(4, "insert", 3)]
    assert [i for i, _ in told(*log)] == ["e1", "e4", "e2"]


def test_a_correction_of_something_unknown_changes_nothing():
    assert told(event(1), event(2, "supersede", 9), event(3, "void", 9)) == [("e1", "step-1")]


def test_the_root_of_a_chain_is_its_entry():
    log = [event(1), event(2, "supersede", 1), event(3, "supersede", 2), event(4, "void", 3)]
    assert {root_of(log, e.id) for e in log} == {"e1"}
