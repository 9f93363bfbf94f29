"""The shipped workflow files: what `ctj workflows check` cannot know of the process model."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ctj.paths import workflows_dir
from ctj.workflow.definitions import Field, Library, Transition
from ctj.workflow.reader.library import read

EFFECTS = ("start", "stop", "pause", "resume", "extend", "cancel")
COLUMNS = ("starts", "stops", "pauses", "resumes", "extends", "cancels")
LAW = re.compile(r"UNTOC|Palermo|ACTIP|ICCPR|Convention|Protocol|Declaration|Act |Law |S\d\.\d\d")


@pytest.fixture(scope="module")
def library() -> Library:
    reading = read(workflows_dir())
    assert reading.findings == ()
    return reading.library


def own(library: Library, track: str) -> list[Transition]:
    """The transitions that the file of the track itself holds."""
    return [t for t in library.tracks[track].transitions.values() if t.file == f"{track}.yaml"]


def all_of(library: Library) -> Iterator[tuple[str, Transition]]:
    for track in library.tracks:
        acts = [t for t in library.tracks[track].transitions.values() if t.file == "common.yaml"]
        moving = (one for one in acts if one.clocks.start or one.clocks.stop)
        for transition in (*own(library, track), *moving):
            yield f"{track}.{transition.id}", transition


def test_the_prosecution_track_is_whole(library: Library) -> None:
    track, written = library.tracks["prosecution"], own(library, "prosecution")
    assert len(track.states) == 16
    assert sum(not t.is_act for t in written) == 36
    assert sum(t.is_act for t in written) == 26


def test_the_track_of_witnesses_is_whole(library: Library) -> None:
    track, written = library.tracks["witness_support"], own(library, "witness_support")
    assert len(track.states) == 13
    assert sum(not t.is_act for t in written) == 19
    assert sum(t.is_act for t in written) == 14


def test_withdrawing_as_a_witness_asks_nothing_of_anybody(library: Library) -> None:
    withdraw = library.tracks["witness_support"].transitions["withdraw"]
    assert (withdraw.needs, withdraw.warns, withdraw.fires) == ((), (), ())


def test_what_a_person_is_owed_belongs_to_the_person(library: Library) -> None:
    of_person = {clock.id for clock in library.clocks.values() if clock.of == "person"}
    assert of_person == {"tell_victim", "outcome_to_tell", "threat_answer", "measures_before_day"}


MODEL = Path(__file__).with_name("investigation_model.csv")


def _model() -> list[dict[str, str]]:
    with MODEL.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _asked(transition: Transition) -> set[str]:
    """Ids that the form asks, required ones with a star; a row field by its register."""
    found = set()
    for field in transition.form:
        star = "*" if field.required else ""
        found |= {field.id + star, f"row:{field.register}{star}"}
        found |= {one.id + ("*" if one.required else "") for one in field.fields}
    return found


def _clocks(transition: Transition) -> set[str]:
    effects, marks = transition.clocks, {"+": "start", "-": "stop", "~": "pause", "^": "resume"}
    marks |= {">": "extend", "!": "tell"}
    found = {m + use.clock for m, verb in marks.items() for use in getattr(effects, verb)}
    but = effects.cancel_all_but
    if but is not None:
        found.add(f"x:all_but({','.join(but)})" if but else "x:all")
    return found


def test_the_investigation_track_is_whole(library: Library) -> None:
    track, written = library.tracks["investigation"], own(library, "investigation")
    assert len(track.states) == 13
    assert sum(not t.is_act for t in written) == 18
    assert sum(t.is_act for t in written) == 26
    assert {t.id for t in written} == {row["id"] for row in _model()}
    assert [s.id for s in track.states.values() if s.kind == "parked"] == ["needs_review"]
    assert {s.id for s in track.states.values() if s.is_done} == track.groups["done"]


@pytest.mark.parametrize("row", _model(), ids=lambda row: row["id"])
def test_each_step_of_the_investigation_is_that_of_the_model(
    library: Library, row: dict[str, str]
) -> None:
    step = library.tracks["investigation"].transitions[row["id"]]
    assert step.to == (None if row["to"] == "same" else row["to"])
    assert set(step.who) == set(row["who"].split())
    guards = sorted([g.guard for g in step.needs] + [f"?{g.guard}" for g in step.warns])
    assert guards == sorted(row["guards"].split())
    assert _clocks(step) == set(row["clocks"].split())
    facts = {f"{f.unit}.{f.fact}" if f.unit else f.fact for f in step.facts}
    assert facts == set(row["facts"].split())
    asked = _asked(step)
    missing = {f for f in row["form"].split() if f not in asked and f + "*" not in asked}
    assert missing == set()


def test_victim_support_is_whole(library: Library) -> None:
    track, written = library.tracks["victim_support"], own(library, "victim_support")
    assert len(track.states) == 13
    assert sum(not t.is_act for t in written) == 22
    assert sum(t.is_act for t in written) == 45


def test_the_five_stages_are_told_by_the_states(library: Library) -> None:
    states = library.tracks["prosecution"].states.values()
    assert {s.id for s in states if s.stage is None} == {"halted", "diverted"}
    assert {s.mark for s in states if s.mark} == {"halted", "diverted"}


@pytest.mark.parametrize("effect,column", list(zip(EFFECTS, COLUMNS, strict=True)))
def test_clocks_and_transitions_say_the_same(library: Library, effect: str, column: str) -> None:
    by_transition = {
        (use.clock, name)
        for name, transition in all_of(library)
        for use in getattr(transition.clocks, effect)
    }
    by_clock = {
        (clock.id, name)
        for clock in library.clocks.values()
        for name in getattr(clock, column)
        if name.partition(".")[0] in library.tracks
    }
    assert by_transition == by_clock


def test_whatever_victims_are_told_is_a_matter_of_the_list(library: Library) -> None:
    told = {use.clock for _, t in all_of(library) for use in t.clocks.tell}
    assert told <= set(library.codes["informed_of"].codes)


def test_every_date_says_of_what_it_is(library: Library) -> None:
    assert [name for name, t in all_of(library) if not t.occurred_label] == []


def test_a_source_that_cites_law_says_whether_it_was_read(library: Library) -> None:
    text = {
        track: (workflows_dir() / f"{track}.yaml").read_text("utf-8") for track in library.tracks
    }
    for name, transition in all_of(library):
        if LAW.search(transition.source):
            track = name.partition(".")[0]
            block = text[track].partition(f"  - id: {transition.id}\n")[2].partition("\n  - id:")[0]
            assert "source_status:" in block, name


def rows(library: Library) -> Iterator[tuple[str, Field]]:
    for name, transition in all_of(library):
        for field in transition.form:
            if field.type == "row":
                yield name, field


def test_rows_take_statuses_that_their_register_knows(library: Library) -> None:
    for name, field in rows(library):
        known = library.registers[field.register or ""].statuses
        wanted = {*field.statuses, *field.pick, *filter(None, [field.sets_status])}
        assert wanted <= set(known), name


def test_a_fixed_status_can_be_reached_from_every_row_that_is_offered(library: Library) -> None:
    for name, field in rows(library):
        moves = library.registers[field.register or ""].moves
        for status in field.pick:
            if field.sets_status and field.sets_status != status:
                assert field.sets_status in moves.get(status, ()), (name, field.id, status)


def test_an_added_row_has_its_required_columns(library: Library) -> None:
    for name, field in rows(library):
        columns = library.registers[field.register or ""].fields
        given = {one.id for one in field.fields} | set(field.sets) | set(field.fills)
        if field.mode != "change":
            missing = {c.id for c in columns if c.required} - given
            assert missing == set(), (name, field.id)


def test_row_effects_write_columns_and_statuses_that_exist(library: Library) -> None:
    for name, transition in all_of(library):
        fields = {field.id for field in transition.form}
        for effect in transition.row_effects:
            register = library.registers[effect["register"]]
            assert effect.get("sets_status", register.initial) in register.statuses, name
            for column, spec in effect.get("set", {}).items():
                assert register.field(column), (name, column)
                asked = spec.get("field") if isinstance(spec, dict) else None
                assert asked is None or asked in fields, (name, column)


def test_facts_of_codes_take_the_field_of_the_same_list(library: Library) -> None:
    for name, transition in all_of(library):
        unit = library.tracks[name.partition(".")[0]].runs_for
        for effect in transition.facts:
            fact = library.facts[(effect.unit or unit, effect.fact)]
            field = transition.field(effect.argument or "") if effect.how == "field" else None
            if field is not None and fact.type in ("code", "set"):
                assert fact.list in field.lists, (name, fact.fact)
                assert fact.type == "set" or not field.many, (name, fact.fact)


def test_every_meaning_stands_without_the_pages_of_the_designers(library: Library) -> None:
    """No code sends its reader to a page that is not shipped."""
    for codes in library.codes.values():
        for code in codes.codes.values():
            assert code.meaning, (codes.id, code.code)
            assert not re.search(r"\.md|→|`|\[f\]|\[s\]|\[gk\]", code.meaning + code.label)
