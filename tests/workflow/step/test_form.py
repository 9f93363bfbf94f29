"""A whole form: required answers, conditions, rows, several subjects, and what is not taken."""

from __future__ import annotations

import pytest

from ctj.workflow.step import read, read_joint
from ctj.workflow.step.form import texts

from .forms import CHARGES, CONTEXT, as_of, text

CHARGE = text(
    "charges",
    type="row",
    register="charges",
    many=True,
    required=True,
    mode="add_or_change",
    fields=CHARGES.fields,
)
VERDICTS = text(
    "verdicts",
    type="row",
    register="charges",
    many=True,
    required=True,
    mode="change",
    status_from="state",
    statuses=("proven", "dropped", "proposed"),
    fields=(CHARGES.field("counts"),),
)


def paths(result):
    return [error.path for error in result.errors]


def test_every_error_is_told_at_once_in_the_order_of_the_form():
    fields = [
        text("occurred_on", type="date", required=True),
        CHARGE,
        text("court", type="org", kind="court", required=True),
        text("plea", type="code", lists=("plea",)),
    ]
    result = read(fields, {"plea": "x", "charges": [{"offence": "?"}]}, CONTEXT)
    assert paths(result) == ["occurred_on", "charges.0.offence", "court", "plea"]
    assert str(result.errors[1]).startswith("charge 1, Offence: '?' is not in the list.")


def test_a_field_that_the_form_does_not_have_is_refused_by_name():
    result = read(
        [text("t"), CHARGE], {"t": "x", "is_admin": "yes", "charges": [{"id": "7"}]}, CONTEXT
    )
    assert paths(result) == ["is_admin", "charges.0.id", "charges.0.offence"]
    assert "no field 'is_admin'" in result.errors[0].sentence


@pytest.mark.parametrize("values", [["a"], "text", None, {"t": 1.5}, {"t": True}, {1: "a"}])
def test_input_of_another_kind_is_refused_and_never_an_error(values):
    result = read([text("t")], values, CONTEXT)
    assert result.typed == {} and len(result.errors) == 1


def test_input_without_end_is_refused():
    deep = current = {}
    for _ in range(50):
        current["t"] = {}
        current = current["t"]
    assert "nested" in read([text("t")], deep, CONTEXT).errors[0].sentence
    assert "Divide it" in read([text("t")], {"t": ["x"] * 30_000}, CONTEXT).errors[0].sentence


def test_a_condition_decides_whether_an_answer_is_asked():
    held = text("in_custody", type="yn")
    until = text("until", required=True, when={"in_custody": ("yes", "unknown")})
    led = text("led", required=True, when={"prosecutor_led": ("no",)})
    assert paths(read([held, until, led], {"in_custody": "yes"}, CONTEXT)) == ["until"]
    assert read([held, until, led], {"in_custody": "no"}, CONTEXT).is_valid
    stray = read([held, until, led], {"in_custody": "no", "until": "x"}, CONTEXT)
    assert "asked only if in_custody is yes or unknown" in stray.errors[0].sentence
    broken = read([held, until, led], {"in_custody": "?"}, CONTEXT)
    assert paths(broken) == ["in_custody"], "what depends on it is not complained of as well"


def test_an_end_before_its_start_is_refused_but_not_where_it_is_uncertain():
    dates = [text("offence_from", type="date"), text("offence_to", type="date")]
    early = read(dates, {"offence_from": "2005-03", "offence_to": "2005-02-01"}, CONTEXT)
    assert paths(early) == ["offence_to"]
    assert "1 February 2005 is before March 2005" in early.errors[0].sentence
    assert read(dates, {"offence_from": "2005-03-09", "offence_to": "2005"}, CONTEXT).is_valid
    assert read(dates, {"offence_from": "unknown", "offence_to": "2005"}, CONTEXT).is_valid


def test_rows_are_added_and_blank_ones_passed_over():
    given = {"charges": [{"offence": "ph.tip.4", "victims": ["V1"]}, {"offence": "", "counts": ""}]}
    result = read([CHARGE], given, CONTEXT)
    assert result.typed == {"charges": [{"offence": "ph.tip.4", "victims": ["id-V1"]}]}


def test_an_existing_row_is_named_by_label_number_or_id_and_asks_only_what_changes():
    for named in ("charge 1 of A1", "Charge 1", "1", "row-id-A1-1"):
        result = read([CHARGE], {"charges": [{"row": named, "counts": "2"}]}, CONTEXT)
        assert result.typed == {"charges": [{"counts": 2, "row": "row-id-A1-1"}]}, named
    other = read([CHARGE], {"charges": [{"row": "charge 1 of A2"}]}, CONTEXT)
    assert paths(other) == ["charges.0.row"], "a row of another subject"


def test_the_state_of_a_row_is_chosen_among_those_that_follow():
    good = read([VERDICTS], {"verdicts": [{"row": "1", "state": "proven"}]}, CONTEXT)
    assert good.typed == {"verdicts": [{"state": "proven", "row": "row-id-A1-1"}]}
    wrong = read([VERDICTS], {"verdicts": [{"row": "1", "state": "proposed"}]}, CONTEXT)
    assert paths(wrong) == ["verdicts.0.state"]
    assert "charge 1 of A1 is ‘Filed’" in wrong.errors[0].sentence
    assert "Use one of: proven, dropped." in wrong.errors[0].sentence
    missing = read([VERDICTS], {"verdicts": [{"row": "1"}, {"state": "proven"}]}, CONTEXT)
    assert paths(missing) == ["verdicts.0.state", "verdicts.1.row"]


def test_one_row_is_not_changed_twice_in_one_form():
    twice = [{"row": "1", "state": "proven"}, {"row": "charge 1", "state": "dropped"}]
    result = read([VERDICTS], {"verdicts": twice}, CONTEXT)
    assert paths(result) == ["verdicts.1.row"]
    assert result.errors[0].row == 2


def test_rows_in_other_states_than_those_picked_cannot_be_named():
    picking = text(
        "c",
        type="row",
        register="charges",
        many=True,
        mode="change",
        pick=("filed",),
        fields=(CHARGES.field("counts"),),
    )
    result = read([picking], {"c": [{"row": "2", "counts": "1"}]}, CONTEXT)
    assert "Use one of: charge 1 of A1." in result.errors[0].sentence


def test_one_row_is_asked_where_the_field_asks_for_one():
    single = text("c", type="row", register="charges", fields=CHARGES.fields)
    assert read([single], {"c": {"offence": "ph.tip.4"}}, CONTEXT).typed == {
        "c": [{"offence": "ph.tip.4"}]
    }
    assert paths(read([single], {"c": [{"offence": "ph.tip.4"}] * 2}, CONTEXT)) == ["c"]


def test_several_accused_each_have_an_answer_of_their_own_and_share_the_rest():
    court = text("court", type="org", kind="court", required=True)
    held = text("in_custody", type="yn", required=True, per_subject=True)
    contexts = {label: as_of(CONTEXT, subject=CONTEXT.subjects[label]) for label in ("A1", "A2")}
    given = {"court": "rtc-12", "A1": {"in_custody": "yes"}, "A2": {"in_custody": ""}}
    results = read_joint([court, held], given, contexts)
    assert results["A1"].typed == {"court": "o1", "in_custody": "yes"}
    [error] = results["A2"].errors
    assert (error.path, error.subject) == ("A2.in_custody", "A2")
    shared = read_joint([court, held], {**given, "court": "nowhere"}, contexts)
    assert shared["A1"].errors[0].subject is None
    assert shared["A1"].errors[0] == shared["A2"].errors[0]


def test_values_that_stand_fill_the_form_again():
    fields = [CHARGE, text("sum", type="money"), text("who", type="subj", kind="any", many=True)]
    given = {
        "charges": [{"row": "charge 1 of A1", "offence": "ph.tip.6", "offence_from": "2548-11"}],
        "sum": "1,000.50 THB",
        "who": ["A1", "V1"],
    }
    first = read(fields, given, CONTEXT)
    assert first.is_valid, first.errors
    again = texts(fields, first.typed, CONTEXT)
    assert again["charges"][0]["row"] == "charge 1 of A1"
    assert read(fields, again, CONTEXT).typed == first.typed


def test_one_hearing_named_for_several_accused_is_the_like_row_of_each():
    held = text("c", type="row", register="charges", many=True, mode="add_or_change",
                fields=(CHARGES.field("counts"),))  # fmt: skip
    contexts = {label: as_of(CONTEXT, subject=CONTEXT.subjects[label]) for label in ("A1", "A2")}
    results = read_joint([held], {"c": [{"row": "row-id-A1-1", "counts": "2"}]}, contexts)
    assert results["A1"].typed["c"][0]["row"] == "row-id-A1-1"
    assert results["A2"].typed["c"][0]["row"] == "row-id-A2-1"
