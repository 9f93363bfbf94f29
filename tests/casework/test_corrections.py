"""Mending the record: superseded, withdrawn, inserted; refused where it cannot be."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from ctj.access.viewers import Viewer
from ctj.casework.approvals import decide, request
from ctj.casework.corrections import correct, preview_correction
from ctj.casework.refusals import (
    Conflict,
    DoesNotFollow,
    FormErrors,
    NeedsApproval,
    NotAllowedHere,
)
from ctj.casework.steps import CORRECT, INSERT, WITHDRAW, Correction, Fired
from ctj.identity.narratives import open_case
from ctj.model.events import Event
from ctj.model.facts import TABLES
from ctj.model.tracks import Track
from ctj.queries.situations import CaseFile, load_case
from ctj.workflow.projection import Projection
from tests.casework.story import CHARGE, SUSPECT, Story
from tests.world import World


@pytest.fixture
def story(world: World) -> Story:
    story = Story(world).begun()
    story.world.viewer("pros2", "pros")
    story.world.grant(story.case_id, "pros2")
    return story


def mend(
    story: Story, kind: str, fired: Fired | int, track: str = "prosecution", **more: Any
) -> Correction:
    entry = str(fired if isinstance(fired, int) else fired.events[0].seq)
    return Correction(
        story.reference,
        track,
        kind,
        entry,
        "wrong_date",
        "The court's date was read wrongly.",
        **more,
    )


def agreed(story: Story, viewer: Viewer, correction: Correction) -> Fired:
    """Recorded, with the second person who is needed."""
    try:
        return correct(story.services, viewer, correction)
    except NeedsApproval:
        approval = request(story.services, viewer, correction)
        fired = decide(story.services, story.world.viewer("pros2"), approval, "approved")
        assert fired is not None
        return fired


def case_of(story: Story) -> CaseFile:
    with story.world.database.read() as connection:
        now = story.world.database.now(connection)
        return load_case(connection, story.services, story.case_id, now)


def fact(story: Story, name: str) -> Any:
    with story.world.database.read() as connection:
        table = TABLES["accused"][0]
        return connection.execute(select(table.c[name])).scalar_one()


def test_a_corrected_date_replaces_the_fact_and_keeps_the_error_readable(story: Story) -> None:
    charged = story.charged()
    correction = mend(story, CORRECT, charged, answers={**CHARGE, "occurred_on": "2024-04-03"})
    seen = preview_correction(story.services, story.pros, correction)
    assert seen.second_person is None
    assert any("charged" in facts for facts in seen.changes.facts.values())
    fired = correct(story.services, story.pros, correction)
    assert fact(story, "charged_from").isoformat() == "2024-04-03"
    case = case_of(story)
    assert [one.kind for one in case.log][-1] == "supersede"
    assert case.log[-1].refers_to == charged.event_id
    assert len(case.log) == fired.events[0].seq
    assert case.log[-2].occurred == "2024-04-01"


def test_superseding_with_the_same_answers_changes_nothing(story: Story) -> None:
    charged = story.charged()
    before = case_of(story).projection
    correct(story.services, story.pros, mend(story, CORRECT, charged, answers=CHARGE))
    after = case_of(story).projection
    assert after.facts == before.facts
    assert _plain(after) == _plain(before)
    assert {t.state for t in after.tracks.values()} == {t.state for t in before.tracks.values()}


def _plain(projection: Projection) -> dict[str, Any]:
    """Rows without where their sealed values stand, which follows the newest content."""
    return {
        key: (row.status, {n: v for n, v in row.values.items() if "sealed" not in str(v)})
        for key, row in projection.rows.items()
    }


def test_a_narrative_left_out_stays_as_it_was(story: Story) -> None:
    charged = story.charged()
    answers = {name: value for name, value in CHARGE.items() if name != "docket"}
    correct(story.services, story.pros, mend(story, CORRECT, charged, answers=answers))
    with story.world.database.read() as connection:
        event = connection.execute(
            select(Event.id, Event.sealed, Event.data).where(Event.kind == "supersede")
        ).one()
        opener = open_case(connection, story.services.keyring, story.case_id)
    told = opener.open(f"event:{event.id}", event.sealed)
    assert told[str(event.data["docket"]["sealed"])] == "R-1234"


def test_withdrawing_the_last_entry_restores_the_state_before(story: Story) -> None:
    before = case_of(story).projection
    charged = story.charged()
    agreed(story, story.pros, mend(story, WITHDRAW, charged))
    after = case_of(story).projection
    assert after.rows == before.rows
    assert after.facts == before.facts
    assert {t.state for t in after.tracks.values()} == {t.state for t in before.tracks.values()}
    with story.world.database.read() as connection:
        assert connection.scalars(select(TABLES["charges"][0].c.row_id)).all() == []
        kept = connection.scalars(select(TABLES["charges"][1].c.charge_state)).all()
    assert kept == ["filed"]


def test_what_no_longer_fits_is_refused_with_the_entry_that_does_not(story: Story) -> None:
    charged = story.charged()
    trial = story.on_trial()
    with pytest.raises(DoesNotFollow) as refused:
        preview_correction(story.services, story.pros, mend(story, WITHDRAW, charged))
    assert refused.value.event_id == trial.event_id
    assert refused.value.seq == trial.events[0].seq
    assert "A1" in str(refused.value)


def test_a_withdrawal_and_a_court_outcome_need_a_second_person(story: Story) -> None:
    charged = story.charged()
    with pytest.raises(NeedsApproval):
        correct(story.services, story.pros, mend(story, WITHDRAW, charged))


def test_a_forgotten_step_is_inserted_before_an_entry(story: Story) -> None:
    charged = story.charged()
    correction = mend(
        story,
        INSERT,
        charged,
        forgotten="add_note",
        answers={"occurred_on": "2024-03-20", "text": "A forgotten note."},
    )
    correct(story.services, story.pros, correction)
    case = case_of(story)
    order = [one.transition for one in case.standing if one.track == "prosecution"]
    assert order[-2:] == ["add_note", "charge"]
    assert case.log[-1].kind == "insert"


def test_a_step_that_does_not_start_there_cannot_be_inserted(story: Story) -> None:
    charged = story.charged()
    correction = mend(
        story,
        INSERT,
        charged,
        forgotten="open_trial",
        answers={
            "occurred_on": "2024-03-20",
            "court": "court",
            "court_special": "unknown",
            "prosecutor_special": "unknown",
        },
    )
    with pytest.raises(NotAllowedHere, match="cannot be recorded from there"):
        correct(story.services, story.pros, correction)


def test_withdrawing_the_naming_of_a_suspect_withdraws_the_prosecution(story: Story) -> None:
    named = story.suspect(full_name="Other Person")
    agreed(story, story.lead, mend(story, WITHDRAW, named, "investigation"))
    case = case_of(story)
    assert case.subject("A2") is not None
    assert len([t for t in case.projection.tracks.values() if t.track == "prosecution"]) == 1
    again = story.suspect(full_name="Third Person")
    assert again.added == ("A3",)


def test_what_a_step_brought_about_is_mended_through_it(story: Story) -> None:
    created = next(e for e in case_of(story).log if e.transition == "create_accused")
    with pytest.raises(NotAllowedHere, match="mend that entry instead"):
        correct(story.services, story.lead, mend(story, WITHDRAW, created.seq))
    named = next(e for e in case_of(story).log if e.transition == "name_suspect")
    answers = {k: v for k, v in SUSPECT.items() if k not in ("full_name", "birth", "basis")}
    correction = mend(
        story, CORRECT, named.seq, "investigation", answers={**answers, "sex": "female"}
    )
    correct(story.services, story.lead, correction)
    assert fact(story, "sex") == "female"
    assert fact(story, "suspected_age") == "adult"


def test_a_reason_and_an_explanation_are_asked(story: Story) -> None:
    charged = story.charged()
    wrong = Correction(
        story.reference, "prosecution", WITHDRAW, str(charged.events[0].seq), "because", ""
    )
    with pytest.raises(FormErrors) as refused:
        correct(story.services, story.pros, wrong)
    assert {error.path for error in refused.value.errors} == {"reason", "explanation"}


def test_a_stale_correction_is_a_conflict(story: Story) -> None:
    charged = story.charged()
    with pytest.raises(Conflict):
        correct(
            story.services,
            story.pros,
            mend(story, CORRECT, charged, answers=CHARGE, seen_version=1),
        )


def test_who_may_not_take_the_step_may_not_mend_it(story: Story) -> None:
    charged = story.charged()
    vso = story.world.viewer("vso")
    story.world.grant(story.case_id, "vso")
    with pytest.raises(NotAllowedHere, match="data steward"):
        correct(story.services, vso, mend(story, CORRECT, charged))


def test_the_track_counts_every_event_recorded_on_it(story: Story) -> None:
    charged = story.charged()
    correct(story.services, story.pros, mend(story, CORRECT, charged, answers=CHARGE))
    with story.world.database.read() as connection:
        version = connection.scalars(
            select(Track.version).where(Track.track == "prosecution")
        ).one()
    assert version == charged.events[0].version + 1
