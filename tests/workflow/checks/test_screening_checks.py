"""What the files of screening may not say: file, line, reason, mend."""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from ctj.paths import workflows_dir
from ctj.workflow.checks.check import check
from ctj.workflow.checks.findings import Finding
from ctj.workflow.checks.found import Found
from ctj.workflow.checks.screening import check_screening
from ctj.workflow.definitions import Library
from ctj.workflow.reader.library import read, read_screening_folder

ITEMS, RULES = "screening/items.yaml", "screening/rules.yaml"
FORM = "screening/short_first_line.yaml"
RESULTS = "codes/screening_result.yaml"

REFUSALS = [
    (ITEMS, "dimension: DR", "dimension: DX", "no dimension 'DX'"),
    (ITEMS, "strength: {al: S,", "strength: {al: X,", "'al' is 'X'"),
    (ITEMS, "basis: {al: retold, cl: retold, as: assumed, cs: assumed}", "basis: {al: retold}",
     "does not say where each strength is from"),
    (ITEMS, "    ilo11: [2]\n    status: unverified", "    ilo11: [2]\n    status: verified",
     "marked verified, but its source was not read"),
    (ITEMS, "ilo11: [2]", "ilo11: [12]", "no ILO indicator '12'"),
    (ITEMS, "also: [cr_abduction]", "also: [cr_abducted]", "Did you mean cr_abduction"),
    (RULES, "result: risk_before", "result: risk_befor", "no result 'risk_befor'"),
    (RULES, "{positive: [EX]}", "{positiv: [EX]}", "not one named condition"),
    (RULES, "[DR, CR, RV, CD, VD]}]}", "[DR, CR, RV, CX, VD]}]}", "no dimension 'CX'"),
    (RULES, '  - if: {always: "yes"}\n    result: none_seen\n\n# Palermo', "\n# Palermo",
     "may end without a result"),
    (RULES, "[[2, 0, 0]", "[[2, 0]", "not 'at least so many S, M, W'"),
    (RULES, "said: Some signs.", "said: A score of 3 points.", "'score' is never said"),
    (RULES, "next_step: Offer help and try again.", "next_step: The person is not a victim.",
     "'not a victim' is never said"),
    (RULES, "advice: [presume]", "advice: [presume_now]", "no code of 'screen_advice'"),
    (FORM, "form: short_first_line", "form: short_form", "its file 'short_first_line.yaml'"),
    (FORM, "max_minutes: 10", "max_minutes: 8", "do not fit into 8 minutes"),
    (FORM, "        guidance: No document is needed.\n", "", "'q05_age' has no guidance"),
    (FORM, "text: How old are you?", "text: Why did you not leave?", "is never asked"),
    (FORM, "text: Working time", "text: Will you testify?", "is never asked"),
    (FORM, 'label: "Yes: help first", stops: emergency', 'label: "Yes", stops: emergancy',
     "no code of 'screening_stop' 'emergancy'"),
    (FORM, "sets: {dr_job: \"yes\"}", "sets: {dr_jobs: \"yes\"}", "no item 'dr_jobs'"),
    (FORM, "- {code: afraid, label: \"Separated; the person seems afraid of the companion\", "
     "flag: fear_of_companion}", "- {code: afraid, label: Nervous, item: cd_threats}",
     "from what the officer sees"),
    (FORM, "          never_had:", "          never_there:", "no code of 'papers_where'"),
    (FORM, "  - id: s04\n", "  - id: s05\n", "stands here twice"),
    (FORM, "asks: [dr_job,", "asks: [dr_jop,", "no item 'dr_jop'"),
    (FORM, "profiles: [al, cl,", "profiles: [al, ch,", "no profile 'ch'"),
    (FORM, "        by: officer", "        by: police", "'by' is 'police'"),
    (FORM, "        kind: text\n", "        kind: prose\n", "'kind' is 'prose'"),
]  # fmt: skip


@cache
def everything_else() -> Library:
    """Read once: only the folder of screening differs from test to test."""
    return read(workflows_dir()).library


def findings(folder: Path) -> list[Finding]:
    found: list[Finding] = []
    screening = read_screening_folder(folder, found)
    checked = Found(replace(everything_else(), screening=screening), set(found))
    check_screening(checked)
    return sorted(checked.findings)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(workflows_dir(), tmp_path / "workflows"))


@pytest.mark.parametrize(
    ("file", "right", "wrong", "said"),
    REFUSALS,
    ids=lambda one: one[:28] if isinstance(one, str) else "",
)
def test_it_is_refused_with_its_line(
    folder: Path, file: str, right: str, wrong: str, said: str
) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    every = findings(folder)
    found = [one for one in every if said in str(one)]
    assert found, [str(one) for one in every][:5]
    assert found[0].file.startswith("screening/")
    assert found[0].mend


def test_words_of_code_lists_are_checked_too(folder: Path) -> None:
    path = folder / RESULTS
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("label: Some signs", "label: Test failed"), encoding="utf-8")
    assert ["is never said" in one.reason for one in check(folder)] == [True]


def test_a_folder_without_screening_is_free_of_findings_about_it(folder: Path) -> None:
    shutil.rmtree(folder / "screening")
    assert not [one for one in check(folder) if one.file.startswith("screening")]
