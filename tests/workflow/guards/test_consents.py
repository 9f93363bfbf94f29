"""When an answer to one purpose stands: overrides, children, recipients (process.md 7)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ctj.workflow.consent.answers import Asking, standing
from ctj.workflow.dates import parse
from ctj.workflow.projection import EventRecord, Row

NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)
LAW = {
    "overridden": "yes",
    "override_law": "RA 7610",
    "override_article": "s.1",
    "override_authority": "Court",
    "override_scope": "Name, to the court",
}


def answer(answer: str = "yes", **more: Any) -> Row:
    names = ("status", "made", "changed")
    values = {"purpose": "share_police", "on": "2024-05-01", "given_by": "self", "answer": answer}
    values |= {name: value for name, value in more.items() if name not in names}
    made = more.get("made", "made")
    return Row(
        "r", "consents", 1, "victim", "v", more.get("status"), values, made,
        more.get("changed", made),
    )  # fmt: skip


def event(name: str, user: str, before_now: timedelta) -> EventRecord:
    return EventRecord(
        name, "c", "t", 1, "a", "transition", "victim_support", "v", "record_consent", None, None,
        "2024-05-01", {}, {}, "0", NOW - before_now, user,
    )  # fmt: skip


def why(*rows: Row, child: bool = False, events: Any = (), on: str = "2024-06-01") -> str | None:
    asking = Asking(parse(on), NOW, child, {one.id: one for one in events})
    return standing(rows, rows[0].values["purpose"], "police", asking).why


def hours(many: float) -> timedelta:
    return timedelta(hours=many)


@pytest.mark.parametrize(("age", "stands"), [(23, True), (24, True), (24.1, False)])
def test_an_override_without_a_second_person_ends_after_a_day(age: float, stands: bool) -> None:
    found = why(answer("no", **LAW), events=[event("made", "one", hours(age))])
    assert (found is None) is stands


@pytest.mark.parametrize(
    ("second", "after", "stands"), [("two", 20, True), ("one", 20, False), ("two", 25, False)]
)
def test_another_person_confirms_an_override_within_a_day(
    second: str, after: float, stands: bool
) -> None:
    row = answer("no", **LAW, confirmed="yes", changed="later")
    told = [event("made", "one", hours(100)), event("later", second, hours(100 - after))]
    assert (why(row, events=told) is None) is stands


@pytest.mark.parametrize("left_out", sorted(set(LAW) - {"overridden"}))
def test_an_override_names_law_article_authority_and_scope(left_out: str) -> None:
    told = {name: value for name, value in LAW.items() if name != left_out}
    made = [event("made", "one", hours(1))]
    assert why(answer("no", **LAW), events=made) is None
    assert why(answer("no", **told), events=made) is not None


@pytest.mark.parametrize(
    ("purpose", "stands"),
    [("contact", True), ("support", True), ("testimony", False), ("return", False),
     ("statistics", False), ("interview", False)],
)  # fmt: skip
def test_only_sharing_contact_and_support_may_be_overridden(purpose: str, stands: bool) -> None:
    row = answer("no", **LAW, purpose=purpose)
    assert (why(row, events=[event("made", "one", hours(1))]) is None) is stands


def test_a_guardian_answers_for_a_child_who_is_heard() -> None:
    heard = answer(given_by="guardian", child_heard="yes")
    assert why(heard, child=True) is None
    assert why(answer(given_by="self_and_guardian"), child=True) is None
    unheard = answer(given_by="guardian", child_heard="no")
    assert why(unheard, child=True) == "given without hearing the child"
    assert why(answer(), child=True) == "not given by the guardian of the child"
    assert why(answer()) is None


def test_what_a_child_refuses_itself_no_guardian_allows() -> None:
    refused, allowed = answer("no"), answer(given_by="guardian", child_heard="yes")
    assert why(refused, allowed, child=True) == "refused by the child"
    both = answer(given_by="self_and_guardian")
    assert why(refused, both, child=True) is None


def test_an_answer_counts_for_the_recipients_that_it_names_and_from_its_day() -> None:
    assert why(answer(recipient=["court"])) == "never asked"
    assert why(answer(recipient=["court", "police"])) is None
    assert why(answer(recipient=["police"]), answer("no", recipient=["court"])) is None
    assert why(answer(), on="2024-04-30") == "never asked"
    assert why(answer(until="2024-05-31")) == "no longer valid"
    assert why(answer(status="withdrawn")) == "withdrawn"


def test_what_a_child_takes_back_no_guardian_gives_alone() -> None:
    withdrawn = answer(given_by="self_and_guardian", status="withdrawn")
    allowed = answer(given_by="guardian", child_heard="yes")
    assert why(withdrawn, allowed, child=True) == "refused by the child"
    assert why(withdrawn, answer(given_by="self_and_guardian"), child=True) is None
