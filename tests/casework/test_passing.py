"""C07: a sealed name in a text is refused with the pseudonym; with a reason it is recorded, kept as
a finding and audited. What only looks like a number or an address warns."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from ctj.casework import team
from ctj.casework.cases import describe
from ctj.casework.drafts import load_draft, save_draft
from ctj.casework.passing import LOOKALIKE
from ctj.casework.preview import preview
from ctj.casework.refusals import FormErrors
from ctj.casework.steps import Step
from ctj.identity.lookalikes import looks_like
from ctj.model.audit import AuditRow
from ctj.model.events import Event
from ctj.workflow.definitions import Field
from ctj.workflow.step import FormContext
from ctj.workflow.step.errors import NAME_IN_TEXT, Refused
from ctj.workflow.step.fields import texts
from tests.casework.story import Story
from tests.world import EPOCH, World

WHY = "Reyes is also the village of the port."
NAMED = "We met Reyes and Santos at the port."


@pytest.fixture
def story(world: World) -> Story:
    story = Story(world)
    story.open()
    story.victim()
    return story


def note(story: Story, text: str, **reasons: str) -> Any:
    told = {"occurred_on": "2024-03-03", "text": text}
    return story.take("investigation.add_note", by=story.lead, reasons=reasons, **told)


def last(story: Story) -> tuple[Any, list[str]]:
    """Findings of the newest event, and what the audit says of texts that passed."""
    with story.world.database.read() as connection:
        found = connection.scalar(
            select(Event.findings).order_by(Event.seq.desc()).where(Event.case_id == story.case_id)
        )
        rows = connection.scalars(select(AuditRow.body).where(AuditRow.action == "text.passed"))
        return found, list(rows)


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_name_is_refused_with_the_pseudonym_and_says_that_a_reason_lets_it_pass(
    story: Story, reason: str
) -> None:
    with pytest.raises(FormErrors) as refused:
        note(story, NAMED, name_in_text=reason)
    (error,) = refused.value.errors
    assert "Write V1 in its place" in error.sentence and error.passes == NAME_IN_TEXT
    assert last(story)[1] == []


def test_with_a_reason_it_is_recorded_as_a_finding_and_audited(story: Story) -> None:
    note(story, NAMED, name_in_text=WHY)
    findings, audited = last(story)
    (one,) = findings
    assert one["guard"] == NAME_IN_TEXT and "V1" in one["sentence"]
    assert one["reason"] == {"sealed": 1}, "the reason may name people: sealed with the case"
    (row,) = audited
    assert NAME_IN_TEXT in row and "Reyes" not in row


def test_a_reason_given_for_nothing_leaves_nothing(story: Story) -> None:
    note(story, "Nobody is named here.", name_in_text=WHY)
    assert last(story) == ([], [])


@pytest.mark.parametrize(("kind", "passes"), [("text", False), ("ref", True), ("note", True)])
def test_a_text_in_the_clear_never_passes(library: Any, kind: str, passes: bool) -> None:
    context = FormContext(library, EPOCH, found_name=lambda _: "V1", may_pass=lambda _: True)
    one = Field(id="one", label="One", type=kind)
    if passes:
        assert texts.read(one, NAMED, context) == NAMED
    else:
        with pytest.raises(Refused) as refused:
            texts.read(one, NAMED, context)
        assert refused.value.passes == ""


def test_the_reason_is_kept_with_the_draft(story: Story) -> None:
    step = Step(
        story.reference,
        "investigation",
        "add_note",
        answers={"occurred_on": "2024-03-03", "text": NAMED},
        reasons={NAME_IN_TEXT: WHY},
    )
    save_draft(story.services, story.lead, step)
    with story.world.database.read() as connection:
        kept = load_draft(connection, story.services, story.lead, step)
    assert kept is not None and kept.reasons == {NAME_IN_TEXT: WHY}
    told = preview(story.services, story.lead, step)
    assert [one.guard for one in told.warnings] == [NAME_IN_TEXT]


def test_what_looks_like_a_number_warns_and_waits_for_no_reason(story: Story) -> None:
    note(story, "Call +62 812 3456 7890 after six.")
    ((one,), (_row,)) = last(story)
    assert one["guard"] == LOOKALIKE and "a telephone number" in one["sentence"]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Call 0917 123 4567 after six", {"telephone"}),
        ("Tel. (02) 8523-8481", {"telephone"}),
        ("Passport P1234567A was taken", {"document"}),
        ("wrote to helper.two@example.org", {"mail"}),
        ("lives at 12 Mabini Street", {"street"}),
        ("tinggal di Jalan Merdeka No. 5", {"street"}),
        ("อยู่ที่ถนนสุขุมวิท 21", {"street"}),
        ("Met on 2024-03-01, again 01.04.2024 and 5/6/2024", set()),
        ("Docket 123456, 40,000 pesos, 14 people, section 4(a)", set()),
        ("Paid 1500000 in 2023 and 20000000 in 2024", set()),
        ("Soi dogs barked; the street was empty at 6", set()),
        ("From 01-03-2024 to 05-03-2024 at sea", set()),
    ],
)
def test_patterns(text: str, kinds: set[str]) -> None:
    assert looks_like(text) == kinds


def test_no_reason_or_description_beside_the_forms_holds_a_name(story: Story) -> None:
    services, lead = story.services, story.lead
    until = lead.now.date() + timedelta(days=30)
    share = team.NewShare("agency", story.world.agency("office"), "read", NAMED, until)
    with pytest.raises(FormErrors, match="Write V1 in its place"):
        team.share(services, lead, story.reference, share)
    with pytest.raises(FormErrors, match="Write V1 in its place"):
        team.recuse(services, lead, story.reference, NAMED)
    with pytest.raises(FormErrors, match="Write V1 in its place"):
        describe(services, lead, story.reference, NAMED)
    describe(services, lead, story.reference, "Forced labour at sea")
