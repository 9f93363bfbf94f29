"""Every form of every track can be answered from its own questions, wholly and with the least."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ctj.workflow.overlays import load_overlay
from ctj.workflow.projection import Projection, Row, Subject
from ctj.workflow.reader import load
from ctj.workflow.step import Choice, read
from ctj.workflow.step.answers import answers
from ctj.workflow.step.blank import questions
from ctj.workflow.step.case_context import context_of
from ctj.workflow.step.form import texts

LIBRARY = load()
NOW = datetime(2025, 11, 25, 3, 0, tzinfo=UTC)
EVERY = [
    pytest.param(track.id, step.id, id=f"{track.id}.{step.id}")
    for track in LIBRARY.tracks.values()
    for step in track.transitions.values()
]
SUBJECTS = {
    label: Subject(f"id-{label}", label, kind)
    for label, kind in (("A1", "accused"), ("A2", "accused"), ("V1", "victim"))
}


def rows_of_every_register() -> dict[str, Row]:
    """A row in each status of each register, as if A1 had been through everything."""
    rows = {}
    for register in LIBRARY.registers.values():
        owner = "accused" if {"accused", "any"} & set(register.of) else "case"
        for number, status in enumerate(register.statuses or {"": ""}, 1):
            row_id = f"{register.id}-{number}"
            owner_id = "id-A1" if owner == "accused" else None
            rows[row_id] = Row(
                row_id, register.id, number, owner, owner_id, status or None, {}, "e1", "e1"
            )
    return rows


@pytest.fixture(scope="module")
def form_context():
    projection = Projection(
        "case", "PH", subjects={s.id: s for s in SUBJECTS.values()}, rows=rows_of_every_register()
    )
    orgs = tuple(
        Choice(f"o-{kind}", kind.capitalize(), kind=kind)
        for kind in ("agency", "court", "prosecution", "provider", "counterpart")
    )
    return context_of(
        LIBRARY,
        load_overlay("PH"),
        projection,
        subject=SUBJECTS["A1"],
        now=NOW,
        zone="Asia/Manila",
        users=(Choice("u1", "Ana Reyes"), Choice("t1", "Team A", kind="pool")),
        orgs=orgs,
        find=lambda kind, text: f"{kind}-1",
    )


def answer(question) -> object:
    """A good answer to one question."""
    if question.rows or question.row_word:
        first = question.names[0].value if question.names and not question.can_add else None
        given = [{"row": row.row or first, **of_row(row)} for row in question.rows]
        return given[: None if question.many else 1]
    plain = {
        "text": "a short text",
        "ref": "GR 195419",
        "note": "What was found.",
        "date": {"day": "29", "month": "11", "year": "2005"},
        "num": str(question.minimum or 1),
        "money": {"amount": "50000.00", "currency": "PHP"},
        "place": "PH-MNL",
        "case": "CTJ-1",
        "request": "R-1",
        "event": "E-1",
    }
    if question.type in plain:
        return plain[question.type]
    chosen = [question.options[0].value] if question.options else ["unknown"]
    return chosen if question.many else chosen[0]


def of_row(row) -> dict[str, object]:
    """Answers to the questions of one row whose condition holds."""
    given: dict[str, object] = {}
    for question in row.questions:
        if all(
            given.get(one["field"].rpartition(".")[2]) in one["values"].split()
            for one in question.condition
        ):
            given[question.id] = answer(question)
    return given


def meant(step, form_context, *, least: bool) -> dict[str, object]:
    """Answers to all questions, or to the required ones; conditions are met or left out."""
    given: dict[str, object] = {}
    for question in questions(step.form, form_context):
        if least and not question.required:
            continue
        if question.condition and not all(
            given.get(one["field"]) in one["values"].split() for one in question.condition
        ):
            continue
        given[question.id] = answer(question)
    if least:
        for field in step.form:
            rows = given.get(field.id)
            if field.type == "row" and isinstance(rows, list):
                kept = {f.id for f in field.fields if f.required and not f.when}
                kept |= {"row", field.status_from}
                given[field.id] = [{k: v for k, v in row.items() if k in kept} for row in rows]
    return given


def step_of(track: str, transition: str):
    return LIBRARY.tracks[track].transitions[transition]


@pytest.mark.parametrize(("track", "transition"), EVERY)
@pytest.mark.parametrize("least", [False, True], ids=["full", "least"])
def test_a_form_is_answered_from_its_own_questions(track, transition, least, form_context):
    step = step_of(track, transition)
    given = meant(step, form_context, least=least)
    result = read(step.form, given, form_context)
    assert result.errors == (), [str(error) for error in result.errors]
    assert (
        read(step.form, texts(step.form, result.typed, form_context), form_context).typed
        == result.typed
    )
    told = answers(step.form, result.typed, form_context)
    assert {one.field_id for one in told} == set(result.typed)


@pytest.mark.parametrize(("track", "transition"), EVERY)
def test_each_required_answer_that_is_missing_is_told_at_its_field(track, transition, form_context):
    step = step_of(track, transition)
    given = meant(step, form_context, least=True)
    for field in step.form:
        if not field.required or field.id not in given:
            continue
        without = {name: value for name, value in given.items() if name != field.id}
        errors = read(step.form, without, form_context).errors
        assert field.id in [error.path for error in errors], field.id


@pytest.mark.parametrize(("track", "transition"), EVERY)
def test_no_nonsense_in_any_field_is_taken_or_breaks_the_reader(track, transition, form_context):
    step = step_of(track, transition)
    for nonsense in ("\x00", "x" * 25_000, ["a", "b", "c"], {"a": {"b": "c"}}, "ｘ¿"):
        given = {field.id: nonsense for field in step.form}
        result = read(step.form, given, form_context)
        texts_only = {f.id for f in step.form if f.type in ("text", "ref", "note")}
        found = {"case", "request", "event"}
        free = texts_only | {f.id for f in step.form if f.type in found}
        assert set(result.typed) <= free
