"""A refusal for each thing that may not be in the files: file, line, reason, mend (issue 2.2)."""

from __future__ import annotations

import pytest

from ctj.paths import workflows_dir
from ctj.workflow.checks.check import check
from ctj.workflow.reader import load
from ctj.workflow.stored import definition_to_text

from .. import small

MATTER = "matter.yaml"
CHARGES = "registers/charges.yaml"
PLEA = "codes/plea.yaml"

REFUSALS = [
    # states and ways
    (MATTER, "    to: waiting\n", "    to: wating\n", "no state 'wating'. Did you mean waiting"),
    (MATTER, "from: [tried]", "from: [tred]", "no state 'tred'"),
    (MATTER, "    from: [open]\n    to: waiting", "    from: [open]\n    to: open",
     "'waiting' cannot be reached"),
    (MATTER, 'before: [open, waiting]\n  live: ["@before", tried]',
     "before: [open]\n  live: [open, tried]", "'waiting' has no way out and is not done"),
    (MATTER, "kind: done", "kind: working", "'ended' has no way out and is not done"),
    (MATTER, '"Waiting for further investigation"', '"Further investigation"',
     "does not say who must act"),
    (MATTER, "id: withdraw", "id: With-draw", "not in snake_case"),
    (MATTER, "stage: on_trial", "stage: in_trial", "no stage 'in_trial'"),
    (MATTER, "roles: [pros]", "roles: [judge]", "no role 'judge'"),
    (MATTER, "who: [pros, lead]", "who: [pros, boss]", "no role 'boss'"),
    (MATTER, "    who: [pros, lead]\n", "", "Nobody may fire 'charge'"),
    (MATTER, '    from: ["@live"]\n', "    from: []\n", "'withdraw' starts from no state"),
    (MATTER, "    source: invented 5\n", "", "'withdraw' names no source"),
    (MATTER, "    button: Withdraw\n", "    button: Withdraw\n    fired_by: [matter.gone]\n",
     "no transition 'gone'"),
    # forms
    (MATTER, "list: person_kind, required", "list: person_kinds, required",
     "no code list 'person_kinds'"),
    (MATTER, "type: code, list: person_kind, required", "type: code, required", "names no list"),
    (MATTER, "register: charges, many: true, required", "register: chargs, many: true, required",
     "no register 'chargs'"),
    (MATTER, "sets_status: filed}", "sets_status: file}", "no status of 'charges' 'file'"),
    (MATTER, "statuses: [proven, dropped]", "statuses: [proved]",
     "no status of 'charges' 'proved'"),
    (MATTER, "sets_status: filed}", "sets_status: filed, sets: {count: date}}",
     "no column of 'charges' 'count'"),
    (MATTER, "sets_status: filed}", "sets_status: filed, fills: {counts: {field: many}}}",
     "no field of this form 'many'"),
    (MATTER, "    source: invented 5\n",
     "    source: x\n    row_effects: [{register: charge, which: all}]\n", "no register 'charge'"),
    (MATTER, "    source: invented 5\n",
     "    source: x\n    row_effects: [{register: charges, which: [filled]}]\n",
     "no status of 'charges' 'filled'"),
    (MATTER, "    source: invented 5\n",
     "    source: x\n    row_effects: [{register: charges, set: {resul: date}}]\n",
     "no column of 'charges' 'resul'"),
    (MATTER, "    source: invented 5\n",
     "    source: x\n    pages: [{title: All, fields: [a, b, c, d, e, f, g, h, i]}]\n",
     "The page 'All' asks 9 questions"),
    (MATTER, "    source: invented 5\n",
     "    source: x\n    pages: [{title: All, fields: [occurred_on, occurred_on]}]\n",
     "'occurred_on' stands on two pages of 'withdraw'"),
    (MATTER, "    source: invented 5\n",
     "    source: x\n    pages: [{title: All, fields: [occurred_on]}]\n",
     "No page of 'withdraw' asks"),
    (MATTER, "    source: invented 5\n",
     "    source: x\n    pages: [{title: All, fields: [ocurred_on]}]\n",
     "no field of the form of 'withdraw' 'ocurred_on'"),
    (MATTER, "fields: [result]", "fields: [reslt]", "no column of 'charges' 'reslt'"),
    (MATTER, "type: org, kind: court", "type: org, kind: tribunal", "no kind of organisation"),
    (MATTER, "type: subj, kind: victim", "type: subj, kind: judge",
     "no kind of subject 'judge'"),
    (MATTER, "group: name", "group: nickname", "no group of identity fields 'nickname'"),
    (MATTER, 'when: {in_custody: "no"}', 'when: {in_prison: "no"}',
     "no field or switch 'in_prison'"),
    (MATTER, 'when: {in_custody: "no"}', "when: {in_custody: perhaps}",
     "no answer to 'in_custody' 'perhaps'"),
    (MATTER, "status_from: state, ", "", "statuses that nobody can choose"),
    # guards
    (MATTER, "{guard: has, register", "{guard: hass, register", "no guard 'hass'"),
    (MATTER, "register: charges, min: 1", "register: charge, min: 1", "no register 'charge'"),
    (MATTER, "min: 1, status: filed", "status: filed", "needs 'min'"),
    (MATTER, "min: 1, status: filed", "min: 1, state: filed", "no argument of 'has' 'state'"),
    (MATTER, "min: 1, status: filed", "min: 1, status: filled", "no status of 'charges' 'filled'"),
    ("guards.yaml", "  sentence: Needs the reason.\n", "", "'reasons_recorded' has no sentence"),
    ("guards.yaml", "- guard: reasons_recorded", "- guard: reasons_given", "no guard 'reasons_re"),
    # clocks
    (MATTER, "start: [trial_limit]", "start: [trail_limit]", "no clock 'trail_limit'"),
    (MATTER, "tell: [verdict]", "tell: [verdicts]", "no code of 'informed_of' 'verdicts'"),
    (MATTER, "clocks: {stop: [trial_limit]}", "clocks: {}",
     "does not stop the clock 'trial_limit'"),
    ("clocks.yaml", "stops: [matter.convict]", "stops: []", "clocks.yaml does not say so"),
    ("clocks.yaml", "starts: [matter.charge]", "starts: [matter.charges]",
     "no transition 'charges'"),
    ("clocks.yaml", "  rule: trial.first\n", "", "'trial_limit' names no rule"),
    ("clocks.yaml", "rule: trial.first", "rule: trial.firs", "which neutral does not hold"),
    ("clocks.yaml", "warn: [30 d, 7 d]", "warn: [soon]", "'soon' does not say when"),
    ("clocks.yaml", "owner: pros", "owner: prosecutor", "no role 'prosecutor'"),
    ("clocks.yaml", "length: {value: 60, unit: days}", "length: {from_form: until}",
     "asks for 'until'"),
    ("clocks.yaml", "owner: pros", "owner: pros\n  counts_from: fact:bron", "no fact 'bron'"),
    # facts
    (MATTER, "charged: date", "charged_on: date", "no fact of 'accused' 'charged_on'"),
    (MATTER, "victim.comp_ordered", "victim.comp_orderd", "no fact of 'victim' 'comp_orderd'"),
    (MATTER, "kind: {field: kind}", "kind: {field: king}", "no field of this form 'king'"),
    (MATTER, "outcome: {value: guilty}", "outcome: {value: guity}", "no code of 'outcome' 'guity'"),
    (MATTER, "function: has_tip", "function: has_tips", "no function 'has_tips'"),
    (MATTER, "charges: rows", "charges: date", "is of type row"),
    ("facts.yaml", "list: outcome", "list: outcomes", "no code list 'outcomes'"),
    # registers
    (CHARGES, "initial: proposed", "initial: propsed", "no status of 'charges' 'propsed'"),
    (CHARGES, "to: [filed, dropped]", "to: [field, dropped]", "no status of 'charges' 'field'"),
    (CHARGES, "of: [accused]", "of: [suspect]", "no owner 'suspect'"),
    (CHARGES, "list: plea", "list: pleas", "no code list 'pleas'"),
    (CHARGES, "charge {n} of {subject}", "charge of {subject}", "without their number"),
    (CHARGES, "min: 1, max: 999", "min: 9, max: 1", "is above its most"),
    # roles
    ("roles.yaml", "separations: [[inv, stew]]", "separations: [[inv, boss]]", "no role 'boss'"),
    ("roles.yaml", "separations: [[inv, stew]]", "separations: [[inv, inv]]", "from itself"),
    ("roles.yaml", "pros: reveal}", "prosecutor: reveal}", "no role 'prosecutor'"),
    # code lists (codelists.md 0.2)
    (PLEA, "code: guilty", "code: Guilty", "not in snake_case"),
    (PLEA, "code: not_guilty", "code: guilty", "stands here a second time"),
    (PLEA, ", meaning: Guilty.", "", "'guilty' has no meaning"),
    (PLEA, "meaning: Guilty.", "meaning: Guilty., parent: all", "no code for 'parent' 'all'"),
    (PLEA, "meaning: Guilty.", "meaning: Guilty., parent: guilty", "in a circle"),
    (PLEA, "meaning: Guilty.", "meaning: Guilty., replaced_by: x", "no code for 'replaced_by'"),
    (PLEA, "meaning: Guilty.", "meaning: Guilty., maps: {glotip: {out: Nothing}}",
     "'Nothing' is no value of glotip"),
    (PLEA, "meaning: Guilty.", "meaning: Guilty., maps: {oldtime: {out: Nothing}}",
     "maps to 'oldtime', whose values are not shipped"),
    ("codes/person_kind.yaml", "meaning: Legal.", "meaning: Legal., maps: {old: {in: [person]}}",
     "maps in to natural and legal"),
    # the overlay part is called
    ("jurisdictions/neutral.yaml", "kind: limit", "kind: limits", "limits"),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    small.write(tmp_path)
    (tmp_path / "standards").mkdir()
    (tmp_path / "standards" / "glotip.yaml").write_text("values: [Forced labour]\n")
    small.spoil(tmp_path, "codes/person_kind.yaml", "meaning: Natural.",
                "meaning: Natural., maps: {old: {in: [person]}}")  # fmt: skip
    return tmp_path


def test_the_small_library_is_free_of_findings(folder):
    assert check(folder) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    REFUSALS,
    ids=[f"{case[0].split('.')[0]}-{case[3][:40]}" for case in REFUSALS],
)
def test_each_wrong_thing_is_refused_with_file_line_reason_and_mend(folder, name, old, new, told):
    small.spoil(folder, name, old, new)
    findings = check(folder)
    named = [f for f in findings if told in f"{f.reason} {f.mend}"]
    assert named, [str(f) for f in findings]
    assert named[0].reason and named[0].mend
    assert named[0].file.endswith(".yaml")
    assert named[0].line > 0


def test_a_guard_without_a_function_is_refused(folder):
    small.spoil(folder, "guards.yaml", "guard: reasons_recorded", "guard: reasons_given")
    small.spoil(folder, MATTER, "guard: reasons_recorded}", "guard: reasons_given}")
    assert any("a sentence but no function" in f.reason for f in check(folder))


def test_everything_wrong_is_told_at_once(folder):
    small.spoil(folder, MATTER, "start: [trial_limit]", "start: [nothing]")
    small.spoil(folder, MATTER, "who: [pros, lead]", "who: [nobody]")
    small.spoil(folder, PLEA, "code: guilty", "code: GUILTY")
    assert len({f.line for f in check(folder)}) >= 3


def test_lines_point_at_the_wrong_word(folder):
    line = small.spoil(folder, MATTER, "status: filed}", "status: filled}")
    [finding] = check(folder)
    assert (finding.file, finding.line) == (MATTER, line)


@pytest.mark.parametrize(
    ("name", "old", "new", "gone"),
    [
        ("guards.yaml", "- guard: has\n", "- guard: has_some\n", "names the guard 'has'"),
        ("clocks.yaml", "- clock: trial_limit", "- clock: limit", "names the clock 'trial_limit'"),
        ("facts.yaml", "{fact: charged, ", "{fact: charged_on, ", "the fact 'accused.charged'"),
        (CHARGES, "{id: counts,", "{id: count,", "the column 'charges.counts'"),
        ("roles.yaml", "role: lead,", "role: leader,", "names the role 'lead'"),
        ("codes/charge_state.yaml", "code: filed,", "code: lodged,", "the status 'charges.filed'"),
    ],
)  # fmt: skip
def test_what_a_stored_version_names_cannot_be_removed(folder, name, old, new, gone):
    stored = [definition_to_text(track) for track in load(folder).tracks.values()]
    assert check(folder, stored) == []
    small.spoil(folder, name, old, new)
    found = [f for f in check(folder, stored) if gone in f.reason]
    assert found, [str(f) for f in check(folder, stored)]
    assert "which is gone" in found[0].reason and "Restore it" in found[0].mend


def test_a_code_list_or_a_track_that_a_stored_version_names_cannot_be_removed(folder):
    stored = [definition_to_text(track) for track in load(folder).tracks.values()]
    (folder / "codes" / "offence.yaml").unlink()
    (folder / "matter.yaml").unlink()
    reasons = " ".join(f.reason for f in check(folder, stored))
    assert "the code list 'offence'" in reasons and "the track 'matter'" in reasons


def test_a_stored_text_that_is_no_definition_is_a_finding(folder):
    assert [f.file for f in check(folder, ["{}"])] == ["(stored)"]


def test_the_definitions_of_this_repository_are_free_of_findings():
    assert [str(finding) for finding in check(workflows_dir())] == []
