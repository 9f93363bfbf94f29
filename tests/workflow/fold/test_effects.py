"""What the law gives to a step, resolved when it is fired (effects.py)."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from ctj.workflow.fold.effect_context import context_of
from ctj.workflow.fold.effect_rows import FAMILY_OF_TYPE, family_of, is_tip
from ctj.workflow.fold.effects import resolve_effects

from ..story import TIP, Story, library, on_trial, overlay


@pytest.fixture(scope="module")
def offences():
    return overlay("PH").own.offences


def test_a_charge_takes_family_range_and_whether_it_is_trafficking_from_the_overlay(offences):
    offence = next(o for o in offences if o.type == "tip" and o.penalty.min_months)
    story = on_trial("A1", {"offence": offence.id}, jurisdiction="PH")
    values = story.row("charges", "A1").values
    assert values["is_tip"] == "yes"
    assert values["family"] in ("tip", "tip_child")
    assert values["min_months"] == offence.penalty.min_months
    assert values["penalty_rank"] == offence.penalty.rank


def test_what_the_user_answered_stays(offences):
    offence = next(o for o in offences if o.type == "tip")
    own = {"offence": offence.id, "is_tip": "unknown", "family": "other"}
    story = on_trial("A1", own, jurisdiction="PH")
    values = story.row("charges", "A1").values
    assert (values["is_tip"], values["family"]) == ("unknown", "other")


def test_an_offence_that_the_overlay_does_not_hold_gives_nothing():
    story = on_trial("A1", {"offence": "unknown"}, jurisdiction="PH")
    assert "is_tip" not in story.row("charges", "A1").values
    assert story.fact("A1", "tip_charged") == "unknown"


def test_every_offence_of_every_overlay_has_a_family():
    families = set(library().codes["charge_family"].codes)
    for code in ("PH", "SG"):
        for offence in overlay(code).own.offences:
            situation = Story(code).situation(None, "open_case")
            assert family_of(situation, offence) in families


def test_the_table_of_types_agrees_with_the_code_list():
    listed = library().codes.get("offence_type")
    if listed is None:
        pytest.skip("offence types come from the overlays alone")
    for code in listed.codes.values():
        family = code.sums.get("charge_family")
        assert family is None or family.split(";")[0].split(" ")[0] == FAMILY_OF_TYPE[code.code]


def test_conspiracy_and_attempt_are_trafficking_and_use_of_services_is_not(offences):
    by_type = {o.type: is_tip(o) for o in offences if not o.counts_as_tip}
    assert {by_type[t] for t in ("tip", "tip_attempt") if t in by_type} == {"yes"}
    assert by_type.get("tip_use", "no") == "no"


def test_a_step_keeps_article_and_mark_of_the_law_that_it_rests_on():
    story = Story("PH")
    story.opened()
    story.accused("A1", "2004")
    story.do("A1", "arrest", "2019-05-01T10:00", custody=[{"kind": "police"}])
    clock = story.clock("custody_initial", "A1")
    assert clock.statement["article"]
    assert clock.statement["status"] in ("verified", "unverified")
    assert clock.statement["overlay_version"] == story.overlay.version_hash
    assert clock.kind == "legal"
    assert clock.calendar == "ph"


def test_effects_are_plain_json_and_leave_out_what_is_empty():
    story = on_trial(jurisdiction="PH")
    form = {"until": "2005-05-01", "custody": [{"kind": "court_order"}]}
    effects = resolve_effects(story.situation("A1", "order_custody", "2005-04-01", **form))
    assert json.loads(json.dumps(effects)) == effects
    assert set(effects) == {"clocks"}
    assert resolve_effects(story.situation("A1", "add_note", "2005-04-01")) == {}


def test_the_law_may_ask_for_what_is_known_of_person_and_charges():
    story = on_trial("A1", {**TIP, "aggravations": ["child"]})
    story.do("A1", "arrest", "2005-04-01", custody=[{"kind": "police"}])
    context = context_of(story.situation("A1", "release", end="bail"))
    assert context["in_custody"] == "yes"
    assert context["aggravation"] == ["child"]
    assert (context["end"], context["kind"], context["victim"]) == ("bail", "natural", [])


@pytest.mark.parametrize(("danger", "length"), [("yes", (1, "days")), ("no", (3, "working_days"))])
def test_a_statement_holds_for_the_answer_that_it_names(danger, length):
    story = Story()
    story.do(None, "open_case", "2004-02-05", reported_on="2004-02-03", danger_now=danger)
    clock = story.clock("triage", None)
    assert (clock.length, clock.unit) == length


def test_switches_that_a_condition_names_are_kept_with_the_event():
    story = Story()
    story.opened()
    story.do(None, "accept_case", "2004")
    event = story.do(None, "assign_lead", "2004", owner="u", specialist="no", unit="x")
    assert event.effects["switches"] == {"prosecutor_led": "no"}


@pytest.mark.parametrize(("led", "started"), [("no", True), ("unknown", True), ("yes", False)])
def test_a_prosecutor_led_system_starts_no_clock_for_early_contact(led, started):
    story = Story()
    own = story.overlay.own
    point = replace(story.overlay.point("prosecutor_led"), value=led)
    own = replace(own, procedure={**own.procedure, "prosecutor_led": point})
    story.overlay = replace(story.overlay, own=own)
    story.opened()
    story.do(None, "accept_case", "2004")
    story.do(None, "assign_lead", "2004", owner="u", specialist="no", unit="x")
    assert (story.clock("early_prosecutor", None) is not None) is started
    assert story.clock("specialist_in_time", None) is not None


def test_the_same_person_as_a_victim_is_kept_with_the_event_and_reached_by_the_fact():
    story = on_trial()
    story.subjects["A1"] = replace(story.subjects["A1"], person_id="person-1")
    story.person("V1", "person-1")
    story.person("V2", "person-2")
    event = story.do("A1", "check_non_punishment", "2005-04", link="direct", decision="linked_drop")
    assert event.effects["same_person"] == ["subject-V1"]
    arrest = story.do("A1", "arrest", "2005-04", custody=[{"kind": "police"}])
    drop = {"link": "no_link", "decision": "not_a_victim"}
    assert "same_person" not in arrest.effects
    assert "same_person" not in story.do("A1", "check_non_punishment", "2005", **drop).effects
    assert story.fact("V1", "charges_dropped") == "2005-04"
    assert story.fact("V2", "charges_dropped") is None
