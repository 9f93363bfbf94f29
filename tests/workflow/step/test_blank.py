"""The questions of a step: what a page must ask, with what stands and what is wrong."""

from __future__ import annotations

from ctj.workflow.step import read
from ctj.workflow.step.answers import answers, distance, read_back
from ctj.workflow.step.blank import joint_questions, questions

from .forms import CHARGES, CONTEXT, NOW, as_of, text

HELD = text("in_custody", type="yn", required=True)
UNTIL = text("until", type="date", when={"in_custody": ("yes", "unknown")})
PLEA = text("plea", type="code", lists=("plea",), per_subject=True)
VERDICTS = text(
    "verdicts", type="row", register="charges", many=True, required=True, mode="change",
    pick=("filed", "dropped"), status_from="state", statuses=("proven", "dropped", "filed"),
    fields=(CHARGES.field("counts"), CHARGES.field("offence")),
)  # fmt: skip


def test_a_question_has_label_options_and_the_answers_that_say_why_there_is_none():
    [plea] = questions([PLEA], CONTEXT)
    assert (plea.path, plea.type, plea.value) == ("plea", "code", "")
    assert [o.value for o in plea.options] == ["guilty", "not_guilty", "no_plea"]
    assert plea.options[0].meaning == "guilty."
    assert "not_carried" not in [o.value for o in plea.no_value]
    assert "withheld" not in [o.value for o in plea.no_value]


def test_what_was_typed_stands_in_the_fields_again_with_its_error():
    fields = [HELD, UNTIL, text("sum", type="money"), PLEA]
    typed = {"in_custody": "yes", "until": {"day": "31", "month": "2", "year": "2005"}, "sum": "5"}
    result = read(fields, typed, CONTEXT)
    held, until, money, _ = questions(fields, CONTEXT, typed, result.errors)
    assert held.value == "yes" and not held.has_error
    assert until.value == {"day": "31", "month": "2", "year": "2005"}
    assert [e.path for e in until.errors] == ["until.day"]
    assert money.value == {"amount": "5", "currency": ""} and money.has_error


def test_a_date_in_text_form_is_taken_apart_for_the_page():
    [until] = questions([UNTIL], CONTEXT, {"until": "2005-11-29T16:10..2006"})
    assert until.value["day"] == "29" and until.value["time"] == "16:10"
    assert until.value["to"]["year"] == "2006"
    [odd] = questions([UNTIL], CONTEXT, {"until": "yesterday"})
    assert odd.value == {"written": "yesterday"}


def test_the_condition_of_a_question_is_told_in_words():
    [_, until] = questions([HELD, UNTIL], CONTEXT)
    assert until.condition == (
        {"field": "in_custody", "label": "In_custody", "values": "yes unknown",
         "words": "Yes or Not known"},
    )  # fmt: skip


def test_every_charge_that_needs_a_verdict_is_asked_from_the_start():
    [verdicts] = questions([VERDICTS], CONTEXT)
    assert [row.row for row in verdicts.rows] == ["row-id-A1-1", "row-id-A1-2"]
    assert not verdicts.can_add and verdicts.row_word == "charge"
    state, counts, offence = verdicts.rows[0].questions
    assert state.path == "verdicts.0.state"
    assert [o.value for o in state.options] == ["proven", "dropped", "filed"]
    assert counts.path == "verdicts.0.counts"
    assert not offence.required, "an existing row keeps what is not asked again"
    dropped = verdicts.rows[1].questions[0]
    assert [o.value for o in dropped.options] == ["dropped"], "only what follows"


def test_a_row_keeps_what_was_typed_and_its_errors():
    given = {"verdicts": [{"row": "2", "state": "filed", "counts": "x"}]}
    wrong = read([VERDICTS], given, CONTEXT).errors
    [verdicts] = questions([VERDICTS], CONTEXT, given, wrong)
    [row] = verdicts.rows
    assert row.row == "row-id-A1-2"
    assert row.questions[0].has_error and row.questions[1].has_error
    assert row.questions[1].value == "x"


def test_several_accused_have_columns_of_their_own_beside_shared_questions():
    contexts = {label: as_of(CONTEXT, subject=CONTEXT.subjects[label]) for label in ("A1", "A2")}
    shared, own = joint_questions([HELD, PLEA, VERDICTS], contexts, {"A2": {"plea": "guilty"}})
    assert [q.id for q in shared] == ["in_custody"]
    assert [q.path for q in own["A2"]] == ["A2.plea", "A2.verdicts"]
    assert own["A2"][0].value == "guilty" and own["A1"][0].value == ""
    assert [row.row for row in own["A2"][1].rows] == ["row-id-A2-1"]


def test_answers_are_read_back_in_words():
    fields = [text("occurred_on", type="date"), HELD, VERDICTS, text("who", type="subj", many=True)]
    given = {
        "occurred_on": "2025-11-25",
        "in_custody": "unknown",
        "verdicts": [{"row": "1", "state": "proven", "counts": "2"}],
        "who": ["A1", "A2"],
    }
    result = read(fields, given, CONTEXT)
    told = answers(fields, result.typed, CONTEXT)
    assert [(a.label, a.words) for a in told if not a.rows] == [
        ("Occurred_on", "Tuesday 25 November 2025: today"),
        ("In_custody", "Not known"),
        ("Who", "A1, A2"),
    ]
    [(title, row)] = told[2].rows
    assert title == "charge 1 of A1"
    assert [(a.label, a.words) for a in row] == [("What becomes of it", "Proven"), ("Counts", "2")]


def test_what_is_sealed_is_told_as_sealed_and_never_shown():
    [answer] = answers([text("why", type="note")], {"why": {"sealed": 1}}, CONTEXT)
    assert (answer.words, answer.hidden) == ("", "sealed")


def test_dates_are_told_with_weekday_and_distance_where_the_day_is_known():
    zone = "Asia/Manila"
    assert read_back("2005-11", NOW, zone) == "November 2005"
    assert read_back("unknown", NOW, zone) == "not known"
    assert read_back("2025-11-24T09:05", NOW, zone) == "Monday 24 November 2025, 09:05: yesterday"
    assert read_back({"value": "2005-11-29", "typed": "2548-11-29"}, NOW, zone).endswith(
        "19 years ago (written as 2548-11-29, Buddhist Era)"
    )
    today = NOW.date()
    days = [today.replace(day=26), today.replace(day=13), today.replace(month=8)]
    assert [distance(day, today) for day in days] == ["tomorrow", "12 days ago", "3 months ago"]


def test_a_row_that_is_called_by_its_name_is_chosen():
    about = text("about", type="rowref", register="charges")
    [asked] = questions([about], CONTEXT, {"about": "charge 2 of A1"})
    assert asked.value == "row-id-A1-2"
    assert asked.value in [option.value for option in asked.options]
    [odd] = questions([about], CONTEXT, {"about": "charge 9 of A1"})
    assert odd.value == "charge 9 of A1"
