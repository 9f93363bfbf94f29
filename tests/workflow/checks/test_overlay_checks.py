"""Each refusal of jurisdictions.md 0.2, planted once in an invented country."""

import shutil

import pytest

from ctj.paths import workflows_dir
from ctj.workflow.checks.overlays import check_overlays
from ctj.workflow.reader import load

LIBRARY = load()

OVERLAY = """\
jurisdiction: {code: XV, names: {en: Valoria}, time_zone: Asia/Kolkata}
statutes:
  - {id: xv.act, number: Act 1, title: Act, valid_from: 2010, forms_covered: [forced_labour]}
offences:
  - id: xv.tip
    type: tip
    short: Trafficking
    statute: xv.act
    article: s 1
    valid_from: 2010
    status: unverified
    basis: U
    penalty: {rank: term, min_months: 24, max_months: 120}
    lawful_reductions: [minor]
  - id: xv.tip.agg
    type: tip
    short: Of a child
    statute: xv.act
    article: s 2
    valid_from: 2010
    status: unverified
    basis: U
    modifies: {base: xv.tip, factor: "+1/3"}
    circumstances:
      - {codes: [child]}
clocks:
  - id: xv.custody
    rule: custody.police
    length: 24
    unit: hours
    holder: inv
    stops: [prosecution.release]
    extensions: [{length: 24, unit: hours, by: court}]
    statute: xv.act
    article: s 9
    valid_from: 2010
    valid_to: 2019-12-31
    status: unverified
    basis: U
  - id: xv.custody.2020
    rule: custody.police
    length: 30
    unit: hours
    holder: inv
    statute: xv.act
    article: s 9
    valid_from: 2020-01-01
    status: verified
    basis: V
procedure:
  prosecutor_led: {value: "yes", status: unverified, basis: U}
"""
CALENDAR = """\
calendar: xv
working_week: [{days: [mon, tue, wed, thu, fri]}]
valid_years: {first: 2024, last: 2025}
holidays:
  2024: []
  2025: []
"""


@pytest.fixture
def folder(tmp_path):
    for name in ("jurisdictions", "calendars"):
        (tmp_path / name).mkdir()
        shutil.copy(workflows_dir() / name / "neutral.yaml", tmp_path / name)
    (tmp_path / "calendars/xv.yaml").write_text(CALENDAR)
    return tmp_path


def found_in(folder, text):
    (folder / "jurisdictions/xv.yaml").write_text(text)
    return check_overlays(folder, LIBRARY)


def test_what_is_shipped_has_nothing_to_mend():
    assert check_overlays(workflows_dir(), LIBRARY) == []


def test_the_invented_country_has_nothing_to_mend(folder):
    assert found_in(folder, OVERLAY) == []


PLANTED = {
    "clock without article": (
        "    article: s 9\n    valid_from: 2020-01-01",
        "    valid_from: 2020-01-01",
        40,
        "has no 'article'",
    ),
    "clock without status": (
        "    status: verified\n    basis: V",
        "    basis: V",
        40,
        "has no 'status'",
    ),
    "clock without first day": ("    valid_from: 2020-01-01\n", "", 40, "has no 'valid_from'"),
    "offence without article": ("    article: s 1\n", "", 5, "has no 'article'"),
    "offence without status": (
        "    status: unverified\n    basis: U\n    penalty",
        "    basis: U\n    penalty",
        5,
        "has no 'status'",
    ),
    "verified by hearsay": (
        "status: verified\n    basis: V",
        "status: verified\n    basis: S",
        48,
        "is 'verified', but its basis is 'S'",
    ),
    "penalty verified by hearsay": (
        "max_months: 120}",
        "max_months: 120, status: verified, basis: T}",
        13,
        "is 'verified', but its basis is 'T'",
    ),
    "versions that overlap": (
        "valid_to: 2019-12-31",
        "valid_to: 2020-01-01",
        40,
        "holds on the same days as 'xv.custody'",
    ),
    "version without end": ("    valid_to: 2019-12-31\n", "", 39, "holds on the same days"),
    "ends before it begins": (
        "valid_to: 2019-12-31",
        "valid_to: 2009-12-31",
        27,
        "ends (2009-12-31) before it begins (2010)",
    ),
    "unknown first day without note": (
        "    valid_from: 2020-01-01\n",
        "    valid_from: unknown\n",
        40,
        "and no note",
    ),
    "impossible day": ("valid_from: 2020-01-01", "valid_from: 2020-02-30", 47, "30 February 2020"),
    "unknown statute": (
        "statute: xv.act\n    article: s 1\n",
        "statute: xv.actt\n    article: s 1\n",
        5,
        "the statute 'xv.actt'",
    ),
    "amends an unknown statute": (
        "forms_covered: [forced_labour]",
        "amends: [xv.old]",
        3,
        "the statute 'xv.old'",
    ),
    "unknown form": ("[forced_labour]", "[forced_work]", 3, "no code of 'form'"),
    "unknown transition": ("prosecution.release", "prosecution.let_go", 27, "'prosecution.let_go'"),
    "unknown track": ("prosecution.release", "prosecutions.release", 27, "'prosecutions.release'"),
    "unknown unit": (
        "length: 30\n    unit: hours",
        "length: 30\n    unit: weeks",
        43,
        "'unit' is 'weeks'",
    ),
    "unknown rule": (
        "rule: custody.police\n    length: 30",
        "rule: custody.polic\n    length: 30",
        40,
        "the rule 'custody.polic'",
    ),
    "unknown offence type": (
        "type: tip\n    short: Trafficking",
        "type: tipp\n    short: Trafficking",
        5,
        "no code of 'offence_type'",
    ),
    "other without family": (
        "type: tip\n    short: Trafficking",
        "type: other\n    short: Trafficking",
        5,
        "no 'charge_family'",
    ),
    "unknown family": (
        "type: tip\n    short: Trafficking",
        "type: other\n    charge_family: x\n    short: Trafficking",
        5,
        "no code of 'charge_family'",
    ),
    "unknown role": ("holder: inv\n    stops", "holder: cop\n    stops", 27, "names 'cop'"),
    "unknown role of an extension": ("by: court", "by: judge", 27, "names 'judge'"),
    "minimum above maximum": (
        "min_months: 24",
        "min_months: 240",
        5,
        "minimum of 240 above its maximum of 120",
    ),
    "fixed but a range": (
        "max_months: 120}",
        "max_months: 120, fixed: true}",
        5,
        "minimum and maximum differ",
    ),
    "minimum that is none": (
        "max_months: 120}",
        "max_months: 120, min_basis: none}",
        5,
        "'min_basis' is none",
    ),
    "fine turned round": (
        "max_months: 120}",
        "max_months: 120, fine: {min: 200, max: 100.5}}",
        5,
        "fine whose minimum",
    ),
    "unknown reduction": ("[minor]", "[mercy]", 5, "no code of 'below_minimum_reason'"),
    "unlawful reduction": ("[minor]", "[unlawful_or_unexplained]", 5, "as lawful"),
    "unknown circumstance": ("[child]", "[night]", 15, "no code of 'aggravation'"),
    "unknown base": ("base: xv.tip,", "base: xv.top,", 15, "modifies 'xv.top'"),
    "unknown key": (
        "    holder: inv\n    stops",
        "    holdr: inv\n    stops",
        31,
        "the key 'holdr'",
    ),
    "the same id twice": ("id: xv.custody.2020", "id: xv.custody", 40, "stands a second time"),
    "id of another country": (
        "id: xv.custody.2020",
        "id: ph.custody.2020",
        40,
        "does not begin with 'xv.'",
    ),
    "no rule but a length": (
        "    length: 30\n",
        "    length: 30\n    no_rule: true\n",
        40,
        "says 'no_rule' and has a length",
    ),
    "length of zero": ("length: 30", "length: 0", 42, "has the length 0"),
    "length in words": ("length: 30", "length: thirty", 42, "whole number"),
    "switch without status": (
        '{value: "yes", status: unverified, basis: U}',
        '{value: "yes"}',
        51,
        "has no 'status'",
    ),
    "no penalty": (
        "    penalty: {rank: term, min_months: 24, max_months: 120}\n",
        "",
        5,
        "has no 'penalty'",
    ),
    "no time zone": ("Asia/Kolkata", "Asia/Valoria", 1, "no time zone 'Asia/Valoria'"),
    "no calendar": ("time_zone:", "calendar: xw, time_zone:", 1, "no calendar 'xw'"),
    "code of another file": ("code: XV", "code: XW", 1, "its code is 'XW'"),
    "no jurisdiction": ("jurisdiction: {code", "jurisdictions: {code", 1, "no 'jurisdiction'"),
    "a tag": ("status: verified", "status: !x verified", 48, "A tag (!x)"),
}


@pytest.mark.parametrize(("was", "is_", "line", "says"), PLANTED.values(), ids=PLANTED.keys())
def test_a_planted_fault_is_named_with_file_line_and_mend(folder, was, is_, line, says):
    assert OVERLAY.count(was) >= 1
    findings = found_in(folder, OVERLAY.replace(was, is_))
    named = [f for f in findings if says in f.reason]
    assert named, [str(f) for f in findings]
    assert (named[0].file, named[0].line) == ("jurisdictions/xv.yaml", line)
    assert named[0].mend


def test_a_year_that_the_calendar_does_not_hold_is_named(folder):
    (folder / "calendars/xv.yaml").write_text(CALENDAR.replace("  2025: []\n", ""))
    [finding] = found_in(folder, OVERLAY)
    assert (finding.file, finding.line) == ("calendars/xv.yaml", 3)
    assert "holds 2025" in finding.reason


def test_a_track_whose_file_is_not_there_yet_may_be_named(folder):
    assert found_in(folder, OVERLAY.replace("prosecution.release", "extradition_in.grant")) == []


def test_without_the_neutral_overlay_nothing_else_is_said(folder):
    (folder / "jurisdictions/neutral.yaml").unlink()
    assert any("no neutral overlay" in f.reason for f in found_in(folder, OVERLAY))


def test_a_clock_that_names_a_rule_that_neutral_does_not_hold_is_refused(folder):
    text = (folder / "jurisdictions/neutral.yaml").read_text()
    cut = "\n".join(line for line in text.splitlines() if "rule: bail.review" not in line)
    (folder / "jurisdictions/neutral.yaml").write_text(cut)
    findings = found_in(folder, OVERLAY)
    assert any("'bail.review'" in f.reason and f.file == "clocks.yaml" for f in findings)
