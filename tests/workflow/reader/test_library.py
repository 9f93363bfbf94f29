"""What the reader makes of a small library."""

from __future__ import annotations

import pytest

from ctj.workflow.reader import DefinitionsRefused, library_with_stored, load, read
from ctj.workflow.stored import definition_from_text, definition_to_text

from .. import small


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return load(small.write(tmp_path_factory.mktemp("small")))


def test_groups_are_expanded_in_the_order_of_the_states(library):
    matter = library.tracks["matter"]
    assert matter.transitions["charge"].from_states == ("open", "waiting")
    assert matter.transitions["withdraw"].from_states == ("open", "waiting", "tried")
    assert matter.transitions["add_note"].from_states == ("open", "waiting", "tried", "ended")
    assert matter.states["tried"].groups == {"live", "any", "not_done"}


def test_an_act_keeps_the_state_and_a_creating_transition_starts_from_nothing(library):
    matter = library.tracks["matter"]
    assert matter.transitions["hold_hearing"].is_act
    assert not matter.transitions["adopt"].is_act
    assert [t.id for t in matter.allowed_from(None)] == ["open_matter", "adopt"]


def test_every_transition_has_the_common_fields_and_age_where_a_fact_needs_it(library):
    matter = library.tracks["matter"]
    fields = [f.id for f in matter.transitions["charge"].form]
    assert fields == [
        *("occurred_on", "charges", "court", "in_custody", "bail_sum"),
        *("age_on_day", "source", "documents", "note"),
    ]
    assert "age_on_day" not in [f.id for f in matter.transitions["convict"].form]
    adoption = matter.transitions["adopt"]
    assert adoption.field("source").required, "a field that the file writes itself stands"


def test_a_row_field_asks_the_columns_of_its_register_or_those_it_names(library):
    matter = library.tracks["matter"]
    charges = matter.transitions["charge"].field("charges")
    assert [f.id for f in charges.fields] == ["offence", "result", "counts"]
    verdicts = matter.transitions["convict"].field("verdicts")
    assert [f.id for f in verdicts.fields] == ["result"]
    assert verdicts.fields[0].lists == ("plea",)
    assert verdicts.statuses == ("proven", "dropped")


def test_conditions_facts_and_clocks_are_read_in_all_their_forms(library):
    matter = library.tracks["matter"]
    charge, convict = matter.transitions["charge"], matter.transitions["convict"]
    assert charge.warns[0].when == {"in_custody": ("yes", "unknown")}
    assert dict(charge.needs[0].args) == {"register": "charges", "min": 1, "status": "filed"}
    told = {(f.unit, f.fact): (f.how, f.argument, f.args) for f in charge.facts + convict.facts}
    assert told[(None, "charged")] == ("date", None, ())
    assert told[(None, "charged_age")] == ("function", "age_on", ())
    assert told[(None, "tip_charged")] == ("function", "has_tip", ("filed",))
    assert told[(None, "charges")] == ("rows", None, ())
    assert told[(None, "outcome")] == ("value", "guilty", ())
    assert told[("victim", "comp_ordered")] == ("date", None, ())
    assert convict.facts[1].when == {"verdicts": ("yes",)}
    assert matter.transitions["withdraw"].clocks.cancel_all_but == ()
    assert [u.clock for u in charge.clocks.start] == ["trial_limit"]


def test_a_stored_definition_comes_back_equal_and_under_its_hash(library):
    matter = library.tracks["matter"]
    again = definition_from_text(definition_to_text(matter))
    assert again.hash == matter.hash
    assert definition_to_text(again) == definition_to_text(matter)
    assert again.transitions["charge"].needs == matter.transitions["charge"].needs
    assert again.states == matter.states


def test_the_hash_changes_with_the_content_and_with_the_common_acts_but_not_with_comments(tmp_path):
    first = load(small.write(tmp_path / "a")).tracks["matter"].hash
    moved = small.FILES["matter.yaml"].replace("states:", "# a comment\nstates:")
    assert load(small.write(tmp_path / "b", matter=moved)).tracks["matter"].hash == first
    worded = small.FILES["matter.yaml"].replace("button: Charge", "button: File the charge")
    assert load(small.write(tmp_path / "c", matter=worded)).tracks["matter"].hash != first
    shared = small.FILES["common.yaml"].replace("Add a note", "Write a note")
    assert load(small.write(tmp_path / "d", common=shared)).tracks["matter"].hash != first


def test_older_stored_versions_are_known_by_their_hash(tmp_path, library):
    worded = small.FILES["matter.yaml"].replace("button: Charge", "button: File the charge")
    newer = load(small.write(tmp_path, matter=worded))
    old = library.tracks["matter"]
    both = library_with_stored(newer, [definition_to_text(old)])
    assert both.by_hash[old.hash].transitions["charge"].label == "Charge"
    assert both.tracks["matter"].transitions["charge"].label == "File the charge"


def test_a_library_is_made_once_for_the_same_content(tmp_path, library):
    assert load(small.write(tmp_path)) is library


def test_texts_of_a_library_in_use_are_ordinary_texts(library):
    matter = library.tracks["matter"]
    assert {type(key) for key in matter.states} == {str}
    assert type(matter.transitions["charge"].needs[0].guard) is str


def test_what_cannot_be_read_is_told_with_file_line_and_mend(tmp_path):
    folder = small.write(tmp_path)
    line = small.spoil(folder, "matter.yaml", "kind: waiting", "kind: pending")
    with pytest.raises(DefinitionsRefused) as refused:
        load(folder)
    [finding] = refused.value.findings
    assert (finding.file, finding.line) == ("matter.yaml", line)
    assert "waiting" in finding.mend


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("matter.yaml", "button: Withdraw", "buton: Withdraw", "key 'buton'"),
        ("matter.yaml", "  - id: withdraw", "  - id: charge", "'charge' stands here a second time"),
        ("matter.yaml", '["@live"]', '["@alive"]', "no group '@alive'"),
        ("matter.yaml", "[open, waiting]", '[open, "@live"]', "contains itself"),
        ("matter.yaml", "joint: true", "joint: perhaps", "'joint' is 'perhaps'"),
        ("matter.yaml", "track: matter", "track: affair", "called 'affair'"),
        ("matter.yaml", "{clear: true}", "{clear: false}", "not set to anything"),
        ("matter.yaml", "id: withdraw", "id: add_note", "an act that every track has"),
        ("clocks.yaml", "unit: days", "unit: fortnights", "'fortnights'"),
        (
            "registers/charges.yaml",
            "status_list: charge_state",
            "status_list: x",
            "no code list 'x'",
        ),
        ("registers/charges.yaml", "max: 999", "max: many", "whole number"),
        ("codes/plea.yaml", "code: not_guilty", "code: guilty", "stands here a second time"),
        ("guards.yaml", "guard: has", "guard: &a has", "anchor"),
        ("facts.yaml", "rule: first", "rule: best", "'rule' is 'best'"),
    ],
)
def test_each_thing_that_does_not_fit_is_a_finding(tmp_path, name, old, new, told):
    folder = small.write(tmp_path)
    line = small.spoil(folder, name, old, new)
    findings = read(folder).findings
    found = [f for f in findings if told in f.reason and f.file == name]
    assert found, [str(f) for f in findings]
    assert abs(found[0].line - line) <= 1 and found[0].mend


def test_an_absent_file_is_a_finding(tmp_path):
    folder = small.write(tmp_path)
    (folder / "guards.yaml").unlink()
    assert [f.file for f in read(folder).findings] == ["guards.yaml"]
