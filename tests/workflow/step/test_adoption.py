"""A matter that began elsewhere: what an adoption takes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ctj.workflow.overlays import load_overlay
from ctj.workflow.projection import Projection, Subject
from ctj.workflow.reader import load
from ctj.workflow.step.adoption import milestone_fields, read_adoption
from ctj.workflow.step.case_context import context_of

LIBRARY = load()
TRACK = LIBRARY.tracks["prosecution"]
A1 = Subject("id-A1", "A1", "accused")


@pytest.fixture(scope="module")
def form_context():
    return context_of(
        LIBRARY,
        load_overlay("PH"),
        Projection("case", "PH", subjects={"id-A1": A1}),
        subject=A1,
        now=datetime(2025, 11, 25, tzinfo=UTC),
        zone="Asia/Manila",
    )


def test_the_milestones_known_are_taken_as_precisely_as_they_are_known(form_context):
    result = read_adoption(
        TRACK,
        {
            "occurred_on": "unknown",
            "state": "waiting_for_appeal",
            "source": "court",
            "milestones": {
                "charged": "2005-11",
                "verdict": {"value": "2009-03-05", "source": "court"},
                "outcome": "guilty_tip",
                "tip_charged": "yes",
                "sentence_months": "240",
                "arrested": "unknown",
            },
            "rows": {"charges": [{"offence": "unknown", "status": "proven", "counts": "2"}]},
        },
        form_context,
    )
    assert result.errors == ()
    assert result.typed["milestones"] == {
        "charged": "2005-11",
        "verdict": {"value": "2009-03-05", "source": "court"},
        "outcome": "guilty_tip",
        "tip_charged": "yes",
        "sentence_months": 240,
        "arrested": "unknown",
    }
    assert result.typed["rows"] == {
        "charges": [{"offence": "unknown", "counts": 2, "status": "proven"}]
    }


def test_what_is_wrong_is_told_at_its_place(form_context):
    result = read_adoption(
        TRACK,
        {
            "occurred_on": "unknown",
            "state": "on_appeal",
            "milestones": {"charged": "2031", "invented": "2005", "outcome": "guilty"},
            "rows": {"charges": [{"status": "proved"}], "needs_of_nobody": []},
        },
        form_context,
    )
    told = {error.path: error.sentence for error in result.errors}
    assert "waiting_for_appeal" in told["state"]
    assert "Nothing is chosen" in told["source"]
    assert "in the future" in told["milestones.charged.year"]
    assert "no field 'invented'" in told["milestones.invented"]
    assert "not in the list" in told["milestones.outcome"]
    assert "rows.charges.0.offence" in told and "rows.charges.0.status" in told
    assert "rows.needs_of_nobody" in told


def test_every_fact_of_the_unit_that_is_no_table_can_be_a_milestone():
    asked = {field.id for field in milestone_fields(TRACK, LIBRARY)}
    facts = {f for (unit, f), fact in LIBRARY.facts.items() if unit == "accused"}
    assert facts - asked == {"charges", "hearings", "orders"}
