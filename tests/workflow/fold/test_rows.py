"""Register rows as forms and transitions write them."""

from __future__ import annotations

import pytest

from ctj.workflow.projection import derived_id

from ..story import OTHER, TIP, Story, on_trial, verdicts


@pytest.fixture
def suspect() -> Story:
    story = Story()
    story.opened()
    story.accused("A1", "2004")
    return story


def test_an_added_row_has_number_owner_status_and_an_id_that_follows_from_the_event(suspect):
    event = suspect.do("A1", "refer_accused", "2004-07", proposed_charges=[TIP, OTHER])
    first, second = suspect.rows("charges", "A1")
    assert (first.number, second.number) == (1, 2)
    assert first.id == derived_id(event.id, "proposed_charges", 0)
    assert (first.owner_kind, first.owner_id, first.status) == ("accused", "subject-A1", "proposed")
    assert first.created_by == first.changed_by == event.id


def test_a_proposed_charge_that_is_filed_stays_the_same_row(suspect):
    suspect.do("A1", "refer_accused", "2004-07", proposed_charges=[TIP])
    row = suspect.row("charges", "A1")
    suspect.do(
        "A1",
        "charge",
        "2004-08",
        charges=[{"row": row.id, "counts": 2}, OTHER],
        offence_dates="2004-01..2004-02",
    )
    first, second = suspect.rows("charges", "A1")
    assert (first.id, first.status, first.values["counts"]) == (row.id, "filed", 2)
    assert first.values["form"] == "sexual_exploitation"
    assert second.status == "filed"


def test_dates_left_empty_in_a_row_are_filled_from_the_form(suspect):
    own = {**TIP, "offence_from": "2003-11-02"}
    suspect.do("A1", "charge", "2004-08", charges=[TIP, own], offence_dates="2004-01..2004-02")
    first, second = suspect.rows("charges", "A1")
    assert first.values["offence_from"] == "2004-01..2004-02"
    assert second.values["offence_from"] == "2003-11-02"


def test_the_result_left_empty_follows_from_the_state_chosen():
    story = on_trial("A1", TIP, OTHER)
    found = verdicts(story, "A1", "proven", "dismissed")
    found[1]["result"] = "not_proceeded"
    story.do("A1", "convict", "2005-06", verdicts=found, in_absence="no")
    assert [row.values["result"] for row in story.rows("charges", "A1")] == [
        "guilty_trial",
        "not_proceeded",
    ]


def test_values_that_the_transition_sets_are_never_asked():
    story = on_trial()
    story.do("A1", "arrest", "2005-04-01T10:20", custody=[{"kind": "police"}], rights_read="yes")
    assert story.row("custody", "A1").values["from"] == "2005-04-01T10:20"


def test_an_extension_counts_up():
    story = on_trial()
    story.do(
        "A1", "order_custody", "2005-04-01", custody=[{"kind": "court_order"}], until="2005-05-01"
    )
    for until in ("2005-06-01", "2005-07-01"):
        row = story.row("custody", "A1").id
        story.do("A1", "extend_custody", "2005-05-01", custody=[{"row": row}], until=until)
    values = story.row("custody", "A1").values
    assert (values["extensions"], values["until"]) == (2, "2005-07-01")


def test_an_open_row_is_ended_by_what_ends_it():
    story = on_trial()
    story.do("A1", "arrest", "2005-04-01", custody=[{"kind": "police"}])
    story.do("A1", "release", "2005-04-03", end="bail")
    row = story.row("custody", "A1")
    assert (row.status, row.values["end"], row.values["ended"]) == ("ended", "bail", "2005-04-03")


def test_ending_what_is_not_there_is_no_error():
    story = on_trial()
    story.do("A1", "release", "2005-04-03", end="bail")
    assert story.rows("custody", "A1") == ()


def test_only_rows_that_hold_the_value_are_changed():
    story = on_trial()
    for kind in ("search", "arrest"):
        story.do("A1", "issue_warrant", "2005-03", warrants=[{"kind": kind}])
    story.do("A1", "arrest", "2005-04-01", custody=[{"kind": "police"}], warrant="yes")
    search, arrest = story.rows("warrants", "A1")
    assert (search.status, arrest.status) == ("granted", "executed")
    assert arrest.values["executed"] == "2005-04-01"


def test_the_status_of_a_row_named_in_the_form_may_follow_another_answer():
    story = on_trial()
    story.do("A1", "hold_hearing", "2005-04-01", hearings=[{"kind": "trial"}], result="adjourned")
    row = story.row("hearings", "A1")
    assert (row.status, row.values["result"]) == ("adjourned", "adjourned")


def test_decisions_are_written_by_judgments_with_their_level():
    story = on_trial()
    story.do(
        "A1", "acquit", "2005-06-01", verdicts=verdicts(story, "A1", "not_proven"), in_absence="no"
    )
    story.do(
        "A1", "lodge_appeal", "2005-06-10", by=["prosecution"], against=["acquittal"], court="c"
    )
    story.do("A1", "order_retrial", "2006-01-01", court="c")
    first, second = story.rows("decisions", "A1")
    assert (first.values["level"], first.status, first.values["read"]) == (
        1,
        "appealed",
        "2005-06-01",
    )
    assert (second.values["level"], second.values["result"]) == (2, "retrial_ordered")
    assert first.values["appealed_by"] == ["prosecution"]


def test_a_retrial_without_named_charges_sets_every_conviction_aside():
    story = on_trial("A1", TIP, OTHER)
    found = verdicts(story, "A1", "proven", "not_proven")
    story.do("A1", "convict", "2005-06", verdicts=found, in_absence="no")
    story.do("A1", "sentence", "2005-07", parts=[{"part": "custody", "months": 12}])
    story.do("A1", "lodge_appeal", "2005-08", by=["accused"], against=["conviction"], court="c")
    story.do("A1", "order_retrial", "2006", court="c")
    assert [row.status for row in story.rows("charges", "A1")] == ["quashed", "not_proven"]
    assert story.row("charges", "A1").values["result"] == "guilty_trial"


def test_rows_that_the_form_names_are_left_to_the_form():
    story = on_trial("A1", TIP, OTHER)
    found = verdicts(story, "A1", "proven", "proven")
    story.do("A1", "convict", "2005-06", verdicts=found, in_absence="no")
    story.do("A1", "sentence", "2005-07", parts=[{"part": "custody", "months": 12}])
    story.do("A1", "lodge_appeal", "2005-08", by=["accused"], against=["conviction"], court="c")
    story.do(
        "A1",
        "order_retrial",
        "2006",
        court="c",
        counts=[{"row": story.row("charges", "A1", 2).id, "state": "quashed"}],
    )
    assert [row.status for row in story.rows("charges", "A1")] == ["proven", "quashed"]


def test_a_new_sentence_after_a_retrial_takes_the_place_of_the_one_set_aside():
    story = on_trial()
    story.do("A1", "convict", "2005-06", verdicts=verdicts(story, "A1", "proven"), in_absence="no")
    story.do("A1", "sentence", "2005-07", parts=[{"part": "custody", "months": 120}])
    story.do("A1", "lodge_appeal", "2005-08", by=["accused"], against=["conviction"], court="c")
    story.do("A1", "order_retrial", "2006", court="c")
    story.do("A1", "open_trial", "2006-05", court="c")
    story.do(
        "A1",
        "convict_and_sentence",
        "2006-06",
        verdicts=verdicts(story, "A1", "proven"),
        parts=[{"part": "custody", "months": 60}],
        in_absence="no",
    )
    assert [row.status for row in story.rows("sentence_parts", "A1")] == ["remitted", "ordered"]
    assert story.fact("A1", "sentence_months") == 60


def test_what_is_sealed_says_in_which_event_it_is_sealed():
    story = on_trial()
    event = story.do(
        "A1",
        "order_custody",
        "2005-04-01",
        until="2005-05-01",
        custody=[{"kind": "court_order", "order_ref": {"sealed": 0}}],
    )
    assert story.row("custody", "A1").values["order_ref"] == {"sealed": 0, "event": event.id}


def test_what_a_correction_seals_is_sealed_in_the_correction():
    story = on_trial()
    event = story.do(
        "A1",
        "order_custody",
        "2005-04-01",
        until="2005-05-01",
        custody=[{"kind": "court_order", "order_ref": {"sealed": 0}}],
    )
    correction = story.correct(event)
    row = story.row("custody", "A1")
    assert row.created_by == event.id
    assert row.values["order_ref"] == {"sealed": 0, "event": correction.id}


def test_a_row_of_a_register_of_the_case_belongs_to_the_case():
    story = on_trial()
    story.do(
        "A1", "join_proceeding", "2005-04", proceedings=[{"court": "c", "accused": ["subject-A1"]}]
    )
    (row,) = story.projection.rows_of("proceedings")
    assert (row.owner_kind, row.owner_id) == ("case", None)
