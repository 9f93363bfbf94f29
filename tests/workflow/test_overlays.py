"""What the law of a jurisdiction gives: versions, fallback, labels (jurisdictions.md 0)."""

import shutil
from datetime import date

import pytest

from ctj.paths import workflows_dir
from ctj.workflow.calendar_files import calendars_from
from ctj.workflow.clocks import reckon
from ctj.workflow.overlays import (
    OverlaysRefused,
    load_overlay,
    overlay_for,
    overlays_from,
)
from ctj.workflow.projection import Clock
from ctj.workflow.reader import load

JURISDICTIONS = workflows_dir() / "jurisdictions"
PH, SG, NEUTRAL = (load_overlay(code) for code in ("PH", "SG", "neutral"))
FAMILIES = {code: c.sums["charge_family"] for code, c in load().codes["offence_type"].codes.items()}
DAY = date(2024, 9, 1)


# --- clocks


def test_a_country_s_own_rule_wins_over_the_policy_default():
    rule = PH.clock_rule("custody.police", DAY)
    assert (rule.id, rule.length, rule.unit, rule.counts_from) == (
        "ph.custody", 36, "hours", "instant",
    )  # fmt: skip
    assert (rule.article, rule.status, rule.is_policy) == ("RPC art 125", "verified", False)


def test_what_a_country_leaves_out_is_policy_and_not_law():
    rule = PH.clock_rule("bail.review", DAY)
    assert (rule.id, rule.length, rule.is_policy) == ("neutral.bail.review", 90, True)
    assert rule.as_statement()["policy"] is True
    assert rule.as_statement()["overlay"] == "neutral"


def test_a_law_without_a_limit_gives_the_policy_default_and_says_so():
    rule = SG.clock_rule("victim.reflection", DAY)
    assert (rule.length, rule.unit, rule.is_policy) == (30, "days", True)
    assert rule.without_rule.id == "sg.reflection"
    assert rule.as_statement()["article"] == "PHTA s 19(1)"


def test_a_rule_nobody_knows_is_none():
    assert PH.clock_rule("custody.moon", DAY) is None


def test_a_rule_without_length_in_law_or_policy_has_none():
    assert NEUTRAL.clock_rule("custody.total", DAY).length is None
    assert PH.clock_rule("victim.stay_permit", DAY).length is None
    assert not PH.clock_rule("victim.stay_permit", DAY).is_policy


@pytest.mark.parametrize(
    ("day", "clock", "length"),
    [
        (date(2024, 7, 30), "ph.pi.resolve", 10),
        (date(2024, 7, 31), "ph.pi.resolve.2024", None),
        (date(1999, 1, 1), "neutral.charge.decision", 30),
    ],
)
def test_the_version_is_picked_by_the_day_the_clock_starts(day, clock, length):
    rule = PH.clock_rule("charge.decision", day)
    assert (rule.id, rule.length) == (clock, length)


def test_a_version_whose_first_day_is_known_to_the_year_may_hold_in_it():
    """RA 11862 came into force in 2022 on a day that was not found."""
    assert PH.clock_rule("investigation.open", date(2022, 7, 7)).is_policy
    assert PH.clock_rule("investigation.open", date(2022, 8, 1)).id == "ph.inv.open"
    assert not PH.clock("ph.inv.open").surely_valid_on(date(2022, 8, 1))
    assert PH.clock("ph.inv.open").surely_valid_on(date(2023, 1, 1))


def test_without_a_day_the_version_in_force_is_taken():
    assert PH.clock_rule("charge.decision").id == "ph.pi.resolve.2024"


@pytest.mark.parametrize(
    ("rule", "context", "clock"),
    [
        ("custody.police", {"penalty_band": "light"}, "ph.custody.light"),
        ("custody.police", {"penalty_band": "correctional"}, "ph.custody.correctional"),
        ("custody.police", {"penalty_band": "afflictive"}, "ph.custody"),
        ("limitation.criminal", {}, "ph.limitation"),
        ("limitation.criminal", {"victim": "child"}, "ph.limitation.child"),
        ("limitation.criminal", {"aggravation": ["many_victims", "ict"]}, "ph.limitation.grave"),
        ("request.answer", {"urgent": "yes"}, "neutral.request.answer.urgent"),
        ("request.answer", {"urgent": "unknown"}, "neutral.request.answer"),
        ("victim.inform", {"matter": "escape"}, "neutral.victim.inform.danger"),
        ("victim.followup", {"clock": "follow_up_12"}, "neutral.victim.followup.12"),
    ],
)
def test_applies_if_picks_the_more_particular_statement(rule, context, clock):
    assert PH.clock_rule(rule, DAY, context).id == clock


def test_a_statement_whose_first_day_is_unknown_is_never_picked_by_itself(tmp_path):
    text = (JURISDICTIONS / "sg.yaml").read_text()
    copy = _copied(tmp_path)
    text = text.replace(
        "    length: 48\n    unit: hours\n    first_day: included\n    roll: none\n"
        "    statute: sg.cpc\n    article: CPC s 68(1)(2)\n    valid_from: 2011-01-02",
        "    length: 48\n    unit: hours\n    first_day: included\n    roll: none\n"
        "    statute: sg.cpc\n    article: CPC s 68(1)(2)\n    valid_from: unknown",
    )
    (copy / "sg.yaml").write_text(text)
    changed = overlays_from(copy)["sg"]
    assert changed.clock_rule("custody.police", DAY).is_policy
    assert changed.clock_rule("custody.police").is_policy
    assert changed.clock("sg.custody").length == 48


def test_first_day_included_means_the_minute_for_hours_and_the_whole_day_for_days(tmp_path):
    assert SG.clock("sg.custody").counts_from == "instant"
    assert SG.clock("sg.appeal").counts_from == "end_of_day"


# --- offences


@pytest.mark.parametrize(
    ("first", "last", "in_", "out"),
    [
        (date(2005, 6, 3), date(2005, 7, 8), {"ph.tip.4", "ph.tip.6", "ph.8042.6"} - {"ph.8042.6"},
         {"ph.tip.4a", "ph.tip.8", "ph.8042.6"}),
        (date(2014, 1, 1), None, {"ph.tip.4", "ph.tip.4a", "ph.8042.6"}, {"ph.tip.8"}),
        (date(2022, 8, 1), date(2022, 8, 1), {"ph.tip.8"}, set()),
        (None, None, {"ph.tip.4", "ph.tip.8", "ph.7610.5"}, set()),
        (date(2003, 5, 31), date(2003, 5, 31), {"ph.7610.5"}, {"ph.tip.4"}),
    ],
)  # fmt: skip
def test_offences_are_those_of_the_days_of_the_conduct(first, last, in_, out):
    offered = {offence.id for offence in PH.offences_on(first, last)}
    assert in_ <= offered
    assert not out & offered


def test_conduct_over_a_change_of_law_is_offered_both_versions():
    offered = {o.id for o in SG.offences_on(date(2026, 8, 1), date(2026, 9, 1))}
    assert {"sg.tip.3r", "sg.tip.3r.2026"} <= offered
    assert "sg.tip.3r.2026" not in {o.id for o in SG.offences_on(date(2026, 8, 16))}
    assert "sg.tip.3r" not in {o.id for o in SG.offences_on(date(2026, 8, 17))}


def test_an_offence_whose_first_day_is_unknown_is_offered_for_choice():
    assert "sg.pc370" in {o.id for o in SG.offences_on(date(2016, 1, 1))}


def test_a_penalty_read_less_well_than_its_article_carries_its_own_mark():
    """ph.tip.4 is V/S: the acts were read, the penalty stands in digests."""
    offence = PH.offence("ph.tip.4")
    assert (offence.status, offence.penalty.status, offence.penalty.basis) == (
        "verified", "unverified", "S",
    )  # fmt: skip
    assert (offence.penalty.min_months, offence.penalty.max_months) == (240, 240)
    assert (offence.penalty.fine.minimum, offence.penalty.fine.currency) == ("1000000", "PHP")


def test_a_penalty_without_a_mark_has_that_of_its_offence():
    assert SG.offence("sg.tip.3").penalty.status == "verified"
    assert SG.offence("sg.tip.5").penalty.basis == "S"


def test_no_minimum_is_a_fact_and_not_zero():
    penalty = SG.offence("sg.tip.3").penalty
    assert (penalty.min_months, penalty.minimum_basis) == (None, "none")


def test_six_years_and_one_day_is_73_months():
    assert PH.offence("ph.tip.8x").penalty.min_months == 73


def test_gravity_compares_rank_before_months():
    by_gravity = sorted(
        (PH.offence(i) for i in ("ph.tip.4", "ph.tip.6", "ph.tip.9", "ph.tip.11.child")),
        key=lambda offence: offence.penalty.gravity,
    )
    assert [o.id for o in by_gravity] == ["ph.tip.9", "ph.tip.4", "ph.tip.11.child", "ph.tip.6"]


@pytest.mark.parametrize(
    ("overlay", "offence", "family", "is_tip"),
    [
        (PH, "ph.tip.4", "tip", True),
        (PH, "ph.tip.4a", "attempt_tip", True),
        (PH, "ph.tip.recruit", "tip", True),
        (PH, "ph.tip.11", "other", False),
        (PH, "ph.8042.6", "illegal_recruitment", False),
        (PH, "ph.7610.5", "sexual_exploitation", False),
        (SG, "sg.pc374", "slavery_forced_labour", False),
    ],
)
def test_the_charge_family_follows_from_type_and_overlay(overlay, offence, family, is_tip):
    found = overlay.offence(offence)
    assert (found.family(FAMILIES), found.is_tip(FAMILIES)) == (family, is_tip)


# --- switches, labels, places


@pytest.mark.parametrize(
    ("overlay", "switch", "value"),
    [
        (PH, "child_under", "18"),
        (PH, "early_testimony", "yes"),
        (PH, "prosecutor_led", "no"),
        (SG, "corporate_liability", "unknown"),  # left out: neutral fills
        (SG, "levels_of_appeal", "2"),
        (NEUTRAL, "has_reflection", "no"),
        (NEUTRAL, "id_body", ""),
        (PH, "nobody_knows", ""),
    ],
)
def test_a_switch_is_the_country_s_or_neutral_s(overlay, switch, value):
    assert overlay.switch(switch) == value


def test_a_switch_that_neutral_fills_is_marked_as_policy():
    assert SG.point("corporate_liability").is_policy
    assert not SG.point("child_under").is_policy
    assert SG.point("police_may_charge").status == "verified"


def test_local_words_in_both_languages():
    assert PH.label("word", "charge") == "information"
    filipino = next(one.words for one in PH.own.labels if one.language == "fil")
    assert filipino["word"]["victim"] == "biktima-survivor"
    assert filipino["role"]["pros"] == "piskal / tagausig"
    assert PH.label("state", "suspected") is None
    assert NEUTRAL.label("word", "charge") is None


@pytest.mark.parametrize("code", ["ph", "PH", "PHL", "phl"])
def test_an_overlay_is_found_by_either_iso_code(code):
    assert load_overlay(code) is PH


@pytest.mark.parametrize("code", ["IDN", "TH", "XX", ""])
def test_a_country_without_an_overlay_runs_on_neutral(code):
    assert overlay_for(code, overlays_from(JURISDICTIONS)) is NEUTRAL


def test_a_version_hash_changes_with_the_file_and_with_neutral(tmp_path):
    copy = _copied(tmp_path)
    assert overlays_from(copy)["ph"].version_hash == PH.version_hash
    (copy / "neutral.yaml").open("a").write("\n# changed\n")
    assert overlays_from(copy)["ph"].version_hash != PH.version_hash


def test_nothing_says_that_a_lawyer_reviewed_it():
    for overlay in (PH, SG, NEUTRAL):
        stated = (*overlay.own.statutes, *overlay.own.offences, *overlay.own.clocks)
        assert not any(statement.reviewed for statement in stated)


def test_every_default_of_the_neutral_overlay_is_policy():
    assert all(clock.is_policy for clock in NEUTRAL.own.clocks)
    assert len({clock.rule for clock in NEUTRAL.own.clocks}) == 58


# --- adding a country is adding files

VALORIA = """\
jurisdiction:
  code: XV
  alpha3: XVA
  names: {en: Valoria}
  time_zone: Asia/Kolkata
  currency: XTS
statutes:
  - {id: xv.act, number: Act 1, title: Act against trafficking, valid_from: 2010}
offences:
  - {id: xv.tip, type: tip, short: Trafficking, statute: xv.act, article: s 1, valid_from: 2010,
     status: unverified, basis: U, penalty: {rank: term, min_months: 24, max_months: 120}}
clocks:
  - {id: xv.custody, rule: custody.police, length: 24, unit: hours, first_day: included,
     holder: inv, statute: xv.act,
     article: s 9, valid_from: 2010, valid_to: 2019-12-31, status: unverified, basis: U}
  - {id: xv.custody.2020, rule: custody.police, length: 30, unit: hours, first_day: included,
     holder: inv, statute: xv.act,
     article: s 9 as amended, valid_from: 2020-01-01, status: unverified, basis: U}
  - {id: xv.appeal, rule: appeal.first, kind: window, length: 10, unit: working_days,
     roll: next_working_day, statute: xv.act,
     article: s 30, valid_from: 2010, status: verified, basis: V}
procedure:
  prosecutor_led: {value: "yes", status: unverified, basis: U}
"""
VALORIAN_CALENDAR = """\
calendar: xv
working_week:
  - {days: [sun, mon, tue, wed, thu]}
valid_years: {first: 2020, last: 2021}
holidays:
  2020:
    - {date: 2020-03-16, name: Founders, scope: national, source: invented}
    - {date: 2020-03-17, name: Founders' Eve, scope: national, source: invented, estimated: true}
  2021: []
"""


def _copied(tmp_path):
    return shutil.copytree(JURISDICTIONS, tmp_path / "jurisdictions")


@pytest.fixture(scope="module")
def valoria(tmp_path_factory):
    """A country that the product has never heard of, added by two files."""
    workflows = tmp_path_factory.mktemp("workflows")
    for folder in ("jurisdictions", "calendars"):
        (workflows / folder).mkdir()
        shutil.copy(workflows_dir() / folder / "neutral.yaml", workflows / folder)
    (workflows / "jurisdictions/xv.yaml").write_text(VALORIA)
    (workflows / "calendars/xv.yaml").write_text(VALORIAN_CALENDAR)
    return (
        load_overlay("XVA", workflows / "jurisdictions"),
        calendars_from(workflows / "calendars"),
    )


def _clock_by(rule, start: str) -> Clock:
    return Clock(
        id="c", clock="x", track_id=None, subject_id=None, party=None, kind="legal",
        rule=rule.rule, statement=rule.as_statement(), length=rule.length, unit=rule.unit,
        start=start, counts_from=rule.counts_from, roll=rule.roll,
    )  # fmt: skip


def test_an_invented_country_is_added_by_files_alone(valoria):
    overlay, calendars = valoria
    zone = overlay.jurisdiction.time_zone
    old = overlay.clock_rule("custody.police", date(2019, 12, 31))
    new = overlay.clock_rule("custody.police", date(2020, 1, 1))
    assert (old.length, new.length, new.article) == (24, 30, "s 9 as amended")
    held = reckon(_clock_by(new, "2020-02-28T20:00"), calendars["xv"], zone)
    assert held.due.isoformat() == "2020-02-29T20:30:00+00:00"  # 1 March 02:00 in Kolkata
    assert overlay.switch("prosecutor_led") == "yes"
    assert overlay.switch("has_committal") == "no"
    assert [o.id for o in overlay.offences_on(date(2015, 1, 1))] == ["xv.tip"]


def test_its_working_days_are_its_own(valoria):
    """From Thu 12 March, 3 working days: Sun 15; Mon 16 off; Tue 17 estimated; Wed 18; Thu 19."""
    overlay, calendars = valoria
    rule = overlay.clock_rule("appeal.first", date(2020, 3, 12))
    clock = _clock_by(rule, "2020-03-12")
    assert overlay.jurisdiction.calendar == "xv"
    short = Clock(**{**clock.__dict__, "length": 3})
    found = reckon(short, calendars["xv"], "Asia/Kolkata")
    assert (found.last_day, found.due_or_before) == (date(2020, 3, 19), True)


def test_what_it_leaves_out_is_policy(valoria):
    overlay, _ = valoria
    assert overlay.clock_rule("trial.max", DAY).is_policy


def test_an_overlay_that_cannot_be_read_stops_loading_with_every_finding(tmp_path):
    folder = _copied(tmp_path)
    (folder / "xv.yaml").write_text(VALORIA.replace("unit: hours", "unit: weeks"))
    with pytest.raises(OverlaysRefused) as refused:
        overlays_from(folder)
    assert [f.line for f in refused.value.findings] == [13, 16]
    assert "jurisdictions/xv.yaml:13: 'unit' is 'weeks'" in str(refused.value)
