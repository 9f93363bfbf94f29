"""A step is saved whole or not at all, and what the tables hold is what the log says."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from ctj.access.errors import NotVisible
from ctj.casework.refusals import Blocked, Conflict, FormErrors, NotAllowedHere, NotFromHere
from ctj.model.audit import AuditRow
from ctj.model.cases import Case, SubjectRow
from ctj.model.clocks import ClockRow
from ctj.model.events import Event
from ctj.model.facts import TABLES
from ctj.model.outbox import OutboxRow
from ctj.model.registers import RegisterRow
from ctj.model.tracks import Track
from ctj.model.vault import IdentityField
from tests.casework.story import CHARGE, SUSPECT, Story
from tests.world import World


@pytest.fixture
def story(world: World) -> Story:
    return Story(world)


def _count(story: Story, table: type) -> int:
    with story.world.database.read() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _fact(story: Story, unit: str, name: str) -> object:
    with story.world.database.read() as connection:
        table = TABLES[unit][0]
        return connection.execute(select(table.c[name])).scalar_one()


def test_one_accused_from_suspicion_to_final_judgment(story: Story) -> None:
    story.begun()
    story.charged()
    story.on_trial()
    story.convicted()
    fired = story.take(
        "prosecution.become_final_convicted",
        "A1",
        occurred_on="2025-01-01",
        how="period_lapsed",
    )
    assert fired.events[0].state == "needs_execution"
    assert _fact(story, "accused", "outcome_now") == "guilty_tip"
    assert _fact(story, "accused", "sentence_months") == 240
    assert _fact(story, "accused", "final_precision") == "day"
    assert _fact(story, "victim", "comp_amount") == {"PHP": "500000"}
    assert _fact(story, "charges", "charge_state") == "proven"


def test_an_event_leaves_state_rows_clocks_facts_audit_and_outbox(story: Story) -> None:
    story.begun()
    before = {table: _count(story, table) for table in (Event, AuditRow, OutboxRow)}
    fired = story.charged()
    with story.world.database.read() as connection:
        track = connection.execute(
            select(Track.state, Track.version).where(Track.id == fired.events[0].track_id)
        ).one()
        event = connection.execute(
            select(Event.sealed, Event.data, Event.late).where(Event.id == fired.event_id)
        ).one()
        clocks = connection.scalars(select(ClockRow.clock).where(ClockRow.open)).all()
        changed = connection.execute(select(Case.changed_at, Case.last_seq)).one()
    assert (track.state, track.version) == ("waiting_for_trial", fired.events[0].version)
    assert event.data["docket"] == {"sealed": 0}
    assert b"R-1234" not in event.sealed
    assert event.late
    assert "trial_start_limit" in clocks
    assert (changed.changed_at, changed.last_seq) == (fired.recorded_at, fired.events[0].seq)
    assert _count(story, RegisterRow) == 1
    for table, count in before.items():
        assert _count(story, table) == count + 1


def test_identity_stands_in_the_vault_alone(story: Story) -> None:
    story.open()
    story.suspect()
    with story.world.database.read() as connection:
        told = [str(row) for row in connection.execute(select(Event.data, Event.effects))]
        fields = set(connection.scalars(select(IdentityField.field)))
        person = connection.scalars(select(SubjectRow.person_id)).one()
    assert not any("Cruz" in one or "1980" in one for one in told)
    assert fields == {"full_name", "birth"}
    assert person is not None


def test_several_accused_are_charged_together_all_or_none(story: Story) -> None:
    story.begun()
    story.suspect(full_name="Pedro Penduko")
    with pytest.raises(Blocked) as blocked:
        story.charged("A1", "A2")
    assert {one.subject_label for one in blocked.value.missing} == {"A2"}
    assert _state(story, "A1") == "suspected"
    story.checked("A2")
    fired = story.charged("A1", "A2", A2={"charges": [{"offence": "ph.tip.4b"}]})
    assert [one.subject_label for one in fired.events] == ["A1", "A2"]
    with story.world.database.read() as connection:
        acts = connection.scalars(select(Event.act_id).where(Event.transition == "charge")).all()
        offences = connection.scalars(select(TABLES["charges"][0].c.offence)).all()
    assert len(set(acts)) == 1
    assert sorted(offences) == ["ph.tip.4a", "ph.tip.4b"]


def test_a_stale_version_is_a_conflict_and_keeps_what_was_typed(story: Story) -> None:
    story.begun()
    story.charged(seen={"A1": 2})
    with pytest.raises(Conflict) as conflict:
        story.charged(seen={"A1": 2})
    assert conflict.value.by == "Pros"
    assert conflict.value.subject == "A1"
    assert conflict.value.typed["docket"] == "R-1234"
    from ctj.casework.drafts import load_draft
    from ctj.casework.steps import Step, SubjectStep

    step = Step(story.reference, "prosecution", "charge", (SubjectStep("A1"),))
    with story.world.database.read() as connection:
        draft = load_draft(connection, story.services, story.pros, step)
    assert draft is not None
    assert draft.answers["docket"] == "R-1234"


def test_what_is_not_allowed_from_here_says_what_is(story: Story) -> None:
    story.begun()
    with pytest.raises(NotFromHere, match="cannot be recorded from there"):
        story.on_trial()
    assert _last_audit(story) == "step.refused"


def test_a_role_that_the_step_does_not_name_is_refused_and_audited(story: Story) -> None:
    story.begun()
    clerk = story.world.viewer("inv")
    story.world.grant(story.case_id, "inv")
    with pytest.raises(NotAllowedHere, match="none of these roles"):
        story.take("prosecution.charge", "A1", by=clerk, **CHARGE)
    assert _last_audit(story) == "step.refused"


def test_a_case_that_is_not_seen_is_absent(story: Story) -> None:
    story.begun()
    stranger = story.world.viewer("pros2", "pros")
    events = _count(story, Event)
    with pytest.raises(NotVisible):
        story.take("prosecution.charge", "A1", by=stranger, **CHARGE)
    assert _count(story, Event) == events
    assert _last_audit(story) == "case.not_visible"


def test_read_rights_do_not_write(story: Story) -> None:
    story.begun()
    reader = story.world.viewer("pros3", "pros")
    story.world.grant(story.case_id, "pros3", rights="read")
    with pytest.raises(NotAllowedHere, match="read this case"):
        story.take("prosecution.charge", "A1", by=reader, **CHARGE)


def test_a_warning_needs_a_reason_which_is_kept_as_a_finding(story: Story) -> None:
    story.begun()
    story.charged()
    with pytest.raises(Blocked) as blocked:
        story.take(
            "prosecution.open_trial",
            "A1",
            reasons={},
            occurred_on="2024-06-01",
            court="court",
            court_special="unknown",
            prosecutor_special="unknown",
        )
    assert not blocked.value.missing
    assert {one.guard for one in blocked.value.warnings} == {"has"}
    fired = story.on_trial()
    with story.world.database.read() as connection:
        findings = connection.scalars(
            select(Event.findings).where(Event.id == fired.event_id)
        ).one()
    assert findings[0]["guard"] == "has"
    assert "sealed" in findings[0]["reason"]


def test_every_error_of_a_form_is_told_at_once(story: Story) -> None:
    story.begun()
    with pytest.raises(FormErrors) as refused:
        story.charged(court="no such court", occurred_on="2024-02-30", in_custody="perhaps")
    paths = {error.path for error in refused.value.errors}
    assert {"court", "in_custody"} <= paths
    assert any(path.startswith("occurred_on") for path in paths)


def test_the_name_of_an_accused_in_a_note_is_found(story: Story) -> None:
    story.begun()
    with pytest.raises(FormErrors, match="A1"):
        story.charged(note="Juan de la Cruz, that is Dela Cruz Juan, was seen")


def test_a_new_person_gets_the_next_pseudonym_and_age_from_the_birth_date(story: Story) -> None:
    story.open()
    story.suspect()
    fired = story.suspect(full_name="Jose Rizalino", birth="2010-01-01")
    assert fired.added == ("A2",)
    with story.world.database.read() as connection:
        ages = connection.scalars(select(TABLES["accused"][0].c.suspected_age)).all()
    assert sorted(ages) == ["adult", "child"]


def test_nobody_is_added_without_a_search_for_known_people(story: Story) -> None:
    story.open()
    fresh = story.world.viewer("lead2", "lead")
    story.world.grant(story.case_id, "lead2")
    with pytest.raises(Blocked) as blocked:
        story.take("investigation.name_suspect", by=fresh, **SUSPECT)
    assert [one.guard for one in blocked.value.missing] == ["known_people_searched"]


def test_referring_a_file_refers_the_accused_whom_it_names(story: Story) -> None:
    story.begun()
    story.take(
        "investigation.accept_case", by=story.lead, occurred_on="2024-03-02", priority="ordinary"
    )
    story.take(
        "investigation.assign_lead",
        by=story.lead,
        occurred_on="2024-03-02",
        owner="lead@example.org",
        specialist="no",
        unit="police",
    )
    fired = story.take(
        "investigation.refer_to_prosecutor",
        by=story.lead,
        occurred_on="2024-03-10",
        prosecutor_office="office",
        accused=["A1"],
        proposed_charges=[{"offence": "ph.tip.4a"}],
    )
    assert [one.transition for one in fired.events] == ["refer_to_prosecutor", "refer_accused"]
    assert _state(story, "A1") == "needs_charge_decision"


def _state(story: Story, label: str) -> str:
    with story.world.database.read() as connection:
        return connection.execute(
            select(Track.state)
            .join(SubjectRow, SubjectRow.id == Track.subject_id)
            .where(SubjectRow.label == label, Track.track == "prosecution")
        ).scalar_one()


def _last_audit(story: Story) -> str:
    with story.world.database.read() as connection:
        return (
            connection.execute(
                select(AuditRow.action).order_by(AuditRow.at.desc(), AuditRow.seq.desc())
            )
            .scalars()
            .first()
            or ""
        )
