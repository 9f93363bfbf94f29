"""An adoption asks for every milestone and register of its track."""

from __future__ import annotations

from ctj.workflow.fold.adoption import milestones_of, rows_told

from .story import library


def form_of(track: str):
    return {field.id: field for field in library().tracks[track].transitions["adopt"].form}


def test_every_milestone_of_the_unit_is_asked_once_and_none_is_required():
    for track, unit in (("prosecution", "accused"), ("investigation", "case")):
        form = form_of(track)
        facts = [f for (of, _), f in library().facts.items() if of == unit and f.rule != "rows"]
        assert {fact.fact for fact in facts} <= set(form)
        assert not any(form[fact.fact].required for fact in facts)


def test_a_milestone_is_asked_as_what_it_is():
    form = form_of("prosecution")
    assert form["charged"].type == "date"
    assert (form["tip_charged"].type, form["sentence_months"].type) == ("yn", "num")
    assert (form["role"].type, form["role"].many, form["role"].lists) == ("code", True, ("role",))
    assert (form["outcome_now"].many, form["outcome_now"].lists) == (False, ("outcome",))


def test_registers_are_asked_as_rows_with_the_status_that_they_have_now():
    charges = form_of("prosecution")["charges"]
    assert (charges.type, charges.register, charges.status_from) == ("row", "charges", "status")
    assert "proven" in charges.statuses
    assert {one.id for one in charges.fields} >= {"offence", "is_tip", "result"}
    assert "charges" not in form_of("investigation")


def test_what_the_form_asks_is_what_the_fold_takes():
    form = form_of("prosecution")
    data = {name: [] if field.type == "row" else "unknown" for name, field in form.items()}
    told = milestones_of(data, "accused", library())
    own = {"state", "source", "note", "documents", "occurred_on", "age_on_day"}
    assert set(told) | set(rows_told(data, library())) | own >= set(form)


def test_no_other_step_is_changed():
    assert "charged" not in {
        f.id for f in library().tracks["prosecution"].transitions["charge"].form
    }
