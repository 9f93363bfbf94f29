"""Facts of witnesses, and of what is finer than a victim or a witness.

Needs, services, stays in shelter, punishment, measures and threats get tables of their own, each
with its history. ``fact_victims`` loses two columns that nothing wrote: needs and services are
rows.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from ctj.model.base import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.Uuid(as_uuid=False)
JSON_ = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
NEW_INDEXES = (
    ("ix_fact_cases_opened", "fact_cases", "opened_from"),
    ("ix_fact_victims_presumed", "fact_victims", "presumed_from"),
    ("ix_fact_victims_identified", "fact_victims", "identified_from"),
)

TABLES = (
    "fact_witnesses",
    "fact_witnesses_history",
    "fact_needs",
    "fact_needs_history",
    "fact_services",
    "fact_services_history",
    "fact_shelter_stays",
    "fact_shelter_stays_history",
    "fact_np_events",
    "fact_np_events_history",
    "fact_measures",
    "fact_measures_history",
    "fact_threats",
    "fact_threats_history",
)


def upgrade() -> None:
    _create_fact_witnesses()
    _create_fact_witnesses_history()
    _create_fact_needs()
    _create_fact_needs_history()
    _create_fact_services()
    _create_fact_services_history()
    _create_fact_shelter_stays()
    _create_fact_shelter_stays_history()
    _create_fact_np_events()
    _create_fact_np_events_history()
    _create_fact_measures()
    _create_fact_measures_history()
    _create_fact_threats()
    _create_fact_threats_history()
    for name, table, column in NEW_INDEXES:
        op.create_index(name, table, [column], unique=False)
    for table in ("fact_victims", "fact_victims_history"):
        op.drop_column(table, "needs")
        op.drop_column(table, "services")


def downgrade() -> None:
    for table in ("fact_victims", "fact_victims_history"):
        op.add_column(table, sa.Column("needs", sa.Text(), nullable=True))
        op.add_column(table, sa.Column("services", sa.Text(), nullable=True))
    for name, table, _column in NEW_INDEXES:
        op.drop_index(name, table_name=table)
    for table in reversed(TABLES):
        op.drop_table(table)


def _create_fact_witnesses() -> None:
    op.create_table(
        "fact_witnesses",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("known_from", UtcDateTime(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("asked_from", sa.Date(), nullable=True),
        sa.Column("asked_to", sa.Date(), nullable=True),
        sa.Column("asked_precision", sa.String(length=7), nullable=True),
        sa.Column("informed_from", sa.Date(), nullable=True),
        sa.Column("informed_to", sa.Date(), nullable=True),
        sa.Column("informed_precision", sa.String(length=7), nullable=True),
        sa.Column("agreed_from", sa.Date(), nullable=True),
        sa.Column("agreed_to", sa.Date(), nullable=True),
        sa.Column("agreed_precision", sa.String(length=7), nullable=True),
        sa.Column("refused_from", sa.Date(), nullable=True),
        sa.Column("refused_to", sa.Date(), nullable=True),
        sa.Column("refused_precision", sa.String(length=7), nullable=True),
        sa.Column("risk_assessed_from", sa.Date(), nullable=True),
        sa.Column("risk_assessed_to", sa.Date(), nullable=True),
        sa.Column("risk_assessed_precision", sa.String(length=7), nullable=True),
        sa.Column("statement_from", sa.Date(), nullable=True),
        sa.Column("statement_to", sa.Date(), nullable=True),
        sa.Column("statement_precision", sa.String(length=7), nullable=True),
        sa.Column("recorded_from", sa.Date(), nullable=True),
        sa.Column("recorded_to", sa.Date(), nullable=True),
        sa.Column("recorded_precision", sa.String(length=7), nullable=True),
        sa.Column("summoned_from", sa.Date(), nullable=True),
        sa.Column("summoned_to", sa.Date(), nullable=True),
        sa.Column("summoned_precision", sa.String(length=7), nullable=True),
        sa.Column("testified_from", sa.Date(), nullable=True),
        sa.Column("testified_to", sa.Date(), nullable=True),
        sa.Column("testified_precision", sa.String(length=7), nullable=True),
        sa.Column("withdrew_from", sa.Date(), nullable=True),
        sa.Column("withdrew_to", sa.Date(), nullable=True),
        sa.Column("withdrew_precision", sa.String(length=7), nullable=True),
        sa.Column("told_outcome_from", sa.Date(), nullable=True),
        sa.Column("told_outcome_to", sa.Date(), nullable=True),
        sa.Column("told_outcome_precision", sa.String(length=7), nullable=True),
        sa.Column("risk_level", sa.String(length=64), nullable=True),
        sa.Column("testified_age", sa.String(length=64), nullable=True),
        sa.Column("supporter", sa.String(length=16), nullable=True),
        sa.Column("measures", sa.Text(), nullable=True),
        sa.Column("special_measures", sa.Text(), nullable=True),
        sa.Column("child_measures", sa.Text(), nullable=True),
        sa.Column("withdraw_reason", sa.Text(), nullable=True),
        sa.Column("times_interviewed", sa.Integer(), nullable=True),
        sa.Column("provenance", JSON_, nullable=True),
        sa.PrimaryKeyConstraint("case_id", "subject_id", name=op.f("pk_fact_witnesses")),
    )
    op.create_index(
        op.f("ix_fact_witnesses_agreed"), "fact_witnesses", ["agreed_from"], unique=False
    )


def _create_fact_witnesses_history() -> None:
    op.create_table(
        "fact_witnesses_history",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("known_from", UtcDateTime(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("asked_from", sa.Date(), nullable=True),
        sa.Column("asked_to", sa.Date(), nullable=True),
        sa.Column("asked_precision", sa.String(length=7), nullable=True),
        sa.Column("informed_from", sa.Date(), nullable=True),
        sa.Column("informed_to", sa.Date(), nullable=True),
        sa.Column("informed_precision", sa.String(length=7), nullable=True),
        sa.Column("agreed_from", sa.Date(), nullable=True),
        sa.Column("agreed_to", sa.Date(), nullable=True),
        sa.Column("agreed_precision", sa.String(length=7), nullable=True),
        sa.Column("refused_from", sa.Date(), nullable=True),
        sa.Column("refused_to", sa.Date(), nullable=True),
        sa.Column("refused_precision", sa.String(length=7), nullable=True),
        sa.Column("risk_assessed_from", sa.Date(), nullable=True),
        sa.Column("risk_assessed_to", sa.Date(), nullable=True),
        sa.Column("risk_assessed_precision", sa.String(length=7), nullable=True),
        sa.Column("statement_from", sa.Date(), nullable=True),
        sa.Column("statement_to", sa.Date(), nullable=True),
        sa.Column("statement_precision", sa.String(length=7), nullable=True),
        sa.Column("recorded_from", sa.Date(), nullable=True),
        sa.Column("recorded_to", sa.Date(), nullable=True),
        sa.Column("recorded_precision", sa.String(length=7), nullable=True),
        sa.Column("summoned_from", sa.Date(), nullable=True),
        sa.Column("summoned_to", sa.Date(), nullable=True),
        sa.Column("summoned_precision", sa.String(length=7), nullable=True),
        sa.Column("testified_from", sa.Date(), nullable=True),
        sa.Column("testified_to", sa.Date(), nullable=True),
        sa.Column("testified_precision", sa.String(length=7), nullable=True),
        sa.Column("withdrew_from", sa.Date(), nullable=True),
        sa.Column("withdrew_to", sa.Date(), nullable=True),
        sa.Column("withdrew_precision", sa.String(length=7), nullable=True),
        sa.Column("told_outcome_from", sa.Date(), nullable=True),
        sa.Column("told_outcome_to", sa.Date(), nullable=True),
        sa.Column("told_outcome_precision", sa.String(length=7), nullable=True),
        sa.Column("risk_level", sa.String(length=64), nullable=True),
        sa.Column("testified_age", sa.String(length=64), nullable=True),
        sa.Column("supporter", sa.String(length=16), nullable=True),
        sa.Column("measures", sa.Text(), nullable=True),
        sa.Column("special_measures", sa.Text(), nullable=True),
        sa.Column("child_measures", sa.Text(), nullable=True),
        sa.Column("withdraw_reason", sa.Text(), nullable=True),
        sa.Column("times_interviewed", sa.Integer(), nullable=True),
        sa.Column("provenance", JSON_, nullable=True),
        sa.Column("known_to", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint(
            "case_id", "subject_id", "known_from", name=op.f("pk_fact_witnesses_history")
        ),
    )
    op.create_index(
        op.f("ix_fact_witnesses_history_known"),
        "fact_witnesses_history",
        ["known_to"],
        unique=False,
    )


def _create_fact_needs() -> None:
    op.create_table(
        "fact_needs",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("row_id", ID, nullable=False),
        sa.Column("known_from", UtcDateTime(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("found_from", sa.Date(), nullable=True),
        sa.Column("found_to", sa.Date(), nullable=True),
        sa.Column("found_precision", sa.String(length=7), nullable=True),
        sa.Column("met_from", sa.Date(), nullable=True),
        sa.Column("met_to", sa.Date(), nullable=True),
        sa.Column("met_precision", sa.String(length=7), nullable=True),
        sa.Column("need", sa.String(length=64), nullable=True),
        sa.Column("provenance", JSON_, nullable=True),
        sa.PrimaryKeyConstraint("case_id", "subject_id", "row_id", name=op.f("pk_fact_needs")),
    )
    op.create_index(op.f("ix_fact_needs_subject_id"), "fact_needs", ["subject_id"], unique=False)


def _create_fact_needs_history() -> None:
    op.create_table(
        "fact_needs_history",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("row_id", ID, nullable=False),
        sa.Column("known_from", UtcDateTime(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("found_from", sa.Date(), nullable=True),
        sa.Column("found_to", sa.Date(), nullable=True),
        sa.Column("found_precision", sa.String(length=7), nullable=True),
        sa.Column("met_from", sa.Date(), nullable=True),
        sa.Column("met_to", sa.Date(), nullable=True),
        sa.Column("met_precision", sa.String(length=7), nullable=True),
        sa.Column("need", sa.String(length=64), nullable=True),
        sa.Column("provenance", JSON_, nullable=True),
        sa.Column("known_to", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint(
            "case_id", "subject_id", "row_id", "known_from", name=op.f("pk_fact_needs_history")
        ),
    )
    op.create_index(
        op.f("ix_fact_needs_history_known"), "fact_needs_history", ["known_to"], unique=False
    )
    op.create_index(
        op.f("ix_fact_needs_history_subject_id"), "fact_needs_history", ["subject_id"], unique=False
    )


def _create_fact_services() -> None:
    op.create_table(
        "fact_services",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("row_id", ID, nullable=False),
        sa.Column("known_from", UtcDateTime(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("offered_from", sa.Date(), nullable=True),
        sa.Column("offered_to", sa.Date(), nullable=True),
        sa.Column("offered_precision", sa.String(length=7), nullable=True),
        sa.Column("accepted_from", sa.Date(), nullable=True),
        sa.Column("accepted_to", sa.Date(), nullable=True),
        sa.Column("accepted_precision", sa.String(length=7), nullable=True),
        sa.Column("declined_from", sa.Date(), nullable=True),
        sa.Column("declined_to", sa.Date(), nullable=True),
        sa.Column("declined_precision", sa.String(length=7), nullable=True),
        sa.Column("delivered_from", sa.Date(), nullable=True),
        sa.Column("delivered_to", sa.Date(), nullable=True),
        sa.Column("delivered_precision", sa.String(length=7), nullable=True),
        sa.Column("service", sa.String(length=64), nullable=True),
        sa.Column("service_state", sa.String(length=64), nullable=True),
        sa.Column("provenance", JSON_, nullable=True),
        sa.PrimaryKeyConstraint("case_id", "subject_id", "row_id", name=op.f("pk_fact_services")),
    )
    op.create_index(
        op.f("ix_fact_services_subject_id"), "fact_services", ["subject_id"], unique=False
    )


def _create_fact_services_history() -> None:
    op.create_table(
        "fact_services_history",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("row_id", ID, nullable=False),
        sa.Column("known_from", UtcDateTime(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("offered_from", sa.Date(), nullable=True),
        sa.Column("offered_to", sa.Date(), nullable=True),
        sa.Column("offered_precision", sa.String(length=7), nullable=True),
        sa.Column("accepted_from", sa.Date(), nullable=True),
        sa.Column("accepted_to", sa.Date(), nullable=True),
        sa.Column("accepted_precision", sa.String(length=7), nullable=True),
        sa.Column("declined_from", sa.Date(), nullable=True),
        sa.Column("declined_to", sa.Date(), nullable=True),
        sa.Column("declined_precision", sa.String(length=7), nullable=True),
        sa.Column("delivered_from", sa.Date(), nullable=True),
        sa.Column("delivered_to", sa.Date(), nullable=True),
        sa.Column("delivered_precision", sa.String(length=7), nullable=True),
        sa.Column("service", sa.String(length=64), nullable=True),
        sa.Column("service_state", sa.String(length=64), nullable=True),
        sa.Column("provenance", JSON_, nullable=True),
        sa.Column("known_to", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint(
            "case_id", "subject_id", "row_id", "known_from", name=op.f("pk_fact_services_history")
        ),
    )
    op.create_index(
        op.f("ix_fact_services_history_known"), "fact_services_history", ["known_to"], unique=False
    )
    op.create_index(
        op.f("ix_fact_services_history_subject_id"),
        "fact_services_history",
        ["subject_id"],
        unique=False,
    )


def _create_fact_shelter_stays() -> None:
    op.create_table(
        "fact_shelter_stays",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("row_id", ID, nullable=False),
        sa.Column("known_from", UtcDateTime(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("in_from", sa.Date(), nullable=True),
        sa.Column("in_to", sa.Date(), nullable=True),
        sa.Column("in_precision", sa.String(length=7), nullable=True),
        sa.Column("out_from", sa.Date(), nullable=True),
        sa.Column("out_to", sa.Date(), nullable=True),
        sa.Column("out_precision", sa.String(length=7), nullable=True),
        sa.Column("consent_from_from", sa.Date(), nullable=True),
        sa.Column("consent_from_to", sa.Date(), nullable=True),
        sa.Column("consent_from_precision", sa.String(length=7), nullable=True),
        sa.Column("shelter_kind", sa.String(length=64), nullable=True),
        sa.Column("shelter_leave_right", sa.String(length=64), nullable=True),
        sa.Column("consent_answer", sa.String(length=64), nullable=True),
        sa.Column("provenance", JSON_, nullable=True),
        sa.PrimaryKeyConstraint(
            "case_id", "subject_id", "row_id", name=op.f("pk_fact_shelter_stays")
        ),
    )
    op.create_index(
        op.f("ix_fact_shelter_stays_subject_id"), "fact_shelter_stays", ["subject_id"], unique=False
    )


def _create_fact_shelter_stays_history() -> None:
    op.create_table(
        "fact_shelter_stays_history",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("row_id", ID, nullable=False),
        sa.Column("known_from", UtcDateTime(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("in_from", sa.Date(), nullable=True),
        sa.Column("in_to", sa.Date(), nullable=True),
        sa.Column("in_precision", sa.String(length=7), nullable=True),
        sa.Column("out_from", sa.Date(), nullable=True),
        sa.Column("out_to", sa.Date(), nullable=True),
        sa.Column("out_precision", sa.String(length=7), nullable=True),
        sa.Column("consent_from_from", sa.Date(), nullable=True),
        sa.Column("consent_from_to", sa.Date(), nullable=True),
        sa.Column("consent_from_precision", sa.String(length=7), nullable=True),
        sa.Column("shelter_kind", sa.String(length=64), nullable=True),
        sa.Column("shelter_leave_right", sa.String(length=64), nullable=True),
        sa.Column("consent_answer", sa.String(length=64), nullable=True),
        sa.Column("provenance", JSON_, nullable=True),
        sa.Column("known_to", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint(
            "case_id",
            "subject_id",
            "row_id",
            "known_from",
            name=op.f("pk_fact_shelter_stays_history"),
        ),
    )
    op.create_index(
        op.f("ix_fact_shelter_stays_history_known"),
        "fact_shelter_stays_history",
        ["known_to"],
        unique=False,
    )
    op.create_index(
        op.f("ix_fact_shelter_stays_history_subject_id"),
        "fact_shelter_stays_history",
        ["subject_id"],
        unique=False,
    )


def _create_fact_np_events() -> None:
    op.create_table(
        "fact_np_events",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("row_id", ID, nullable=False),
        sa.Column("known_from", UtcDateTime(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("on_from", sa.Date(), nullable=True),
        sa.Column("on_to", sa.Date(), nullable=True),
        sa.Column("on_precision", sa.String(length=7), nullable=True),
        sa.Column("relieved_on_from", sa.Date(), nullable=True),
        sa.Column("relieved_on_to", sa.Date(), nullable=True),
        sa.Column("relieved_on_precision", sa.String(length=7), nullable=True),
        sa.Column("punishment_kind", sa.String(length=64), nullable=True),
        sa.Column("punishment_offence", sa.String(length=64), nullable=True),
        sa.Column("punishment_link", sa.String(length=64), nullable=True),
        sa.Column("punishment_relief", sa.String(length=64), nullable=True),
        sa.Column("provenance", JSON_, nullable=True),
        sa.PrimaryKeyConstraint("case_id", "subject_id", "row_id", name=op.f("pk_fact_np_events")),
    )
    op.create_index(
        op.f("ix_fact_np_events_subject_id"), "fact_np_events", ["subject_id"], unique=False
    )


def _create_fact_np_events_history() -> None:
    op.create_table(
        "fact_np_events_history",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("row_id", ID, nullable=False),
        sa.Column("known_from", UtcDateTime(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("on_from", sa.Date(), nullable=True),
        sa.Column("on_to", sa.Date(), nullable=True),
        sa.Column("on_precision", sa.String(length=7), nullable=True),
        sa.Column("relieved_on_from", sa.Date(), nullable=True),
        sa.Column("relieved_on_to", sa.Date(), nullable=True),
        sa.Column("relieved_on_precision", sa.String(length=7), nullable=True),
        sa.Column("punishment_kind", sa.String(length=64), nullable=True),
        sa.Column("punishment_offence", sa.String(length=64), nullable=True),
        sa.Column("punishment_link", sa.String(length=64), nullable=True),
        sa.Column("punishment_relief", sa.String(length=64), nullable=True),
        sa.Column("provenance", JSON_, nullable=True),
        sa.Column("known_to", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint(
            "case_id", "subject_id", "row_id", "known_from", name=op.f("pk_fact_np_events_history")
        ),
    )
    op.create_index(
        op.f("ix_fact_np_events_history_known"),
        "fact_np_events_history",
        ["known_to"],
        unique=False,
    )
    op.create_index(
        op.f("ix_fact_np_events_history_subject_id"),
        "fact_np_events_history",
        ["subject_id"],
        unique=False,
    )


def _create_fact_measures() -> None:
    op.create_table(
        "fact_measures",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("row_id", ID, nullable=False),
        sa.Column("known_from", UtcDateTime(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("asked_from", sa.Date(), nullable=True),
        sa.Column("asked_to", sa.Date(), nullable=True),
        sa.Column("asked_precision", sa.String(length=7), nullable=True),
        sa.Column("in_place_from", sa.Date(), nullable=True),
        sa.Column("in_place_to", sa.Date(), nullable=True),
        sa.Column("in_place_precision", sa.String(length=7), nullable=True),
        sa.Column("ended_from", sa.Date(), nullable=True),
        sa.Column("ended_to", sa.Date(), nullable=True),
        sa.Column("ended_precision", sa.String(length=7), nullable=True),
        sa.Column("measure", sa.String(length=64), nullable=True),
        sa.Column("measure_state", sa.String(length=64), nullable=True),
        sa.Column("provenance", JSON_, nullable=True),
        sa.PrimaryKeyConstraint("case_id", "subject_id", "row_id", name=op.f("pk_fact_measures")),
    )
    op.create_index(
        op.f("ix_fact_measures_subject_id"), "fact_measures", ["subject_id"], unique=False
    )


def _create_fact_measures_history() -> None:
    op.create_table(
        "fact_measures_history",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("row_id", ID, nullable=False),
        sa.Column("known_from", UtcDateTime(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("asked_from", sa.Date(), nullable=True),
        sa.Column("asked_to", sa.Date(), nullable=True),
        sa.Column("asked_precision", sa.String(length=7), nullable=True),
        sa.Column("in_place_from", sa.Date(), nullable=True),
        sa.Column("in_place_to", sa.Date(), nullable=True),
        sa.Column("in_place_precision", sa.String(length=7), nullable=True),
        sa.Column("ended_from", sa.Date(), nullable=True),
        sa.Column("ended_to", sa.Date(), nullable=True),
        sa.Column("ended_precision", sa.String(length=7), nullable=True),
        sa.Column("measure", sa.String(length=64), nullable=True),
        sa.Column("measure_state", sa.String(length=64), nullable=True),
        sa.Column("provenance", JSON_, nullable=True),
        sa.Column("known_to", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint(
            "case_id", "subject_id", "row_id", "known_from", name=op.f("pk_fact_measures_history")
        ),
    )
    op.create_index(
        op.f("ix_fact_measures_history_known"), "fact_measures_history", ["known_to"], unique=False
    )
    op.create_index(
        op.f("ix_fact_measures_history_subject_id"),
        "fact_measures_history",
        ["subject_id"],
        unique=False,
    )


def _create_fact_threats() -> None:
    op.create_table(
        "fact_threats",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("row_id", ID, nullable=False),
        sa.Column("known_from", UtcDateTime(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("reported_from", sa.Date(), nullable=True),
        sa.Column("reported_to", sa.Date(), nullable=True),
        sa.Column("reported_precision", sa.String(length=7), nullable=True),
        sa.Column("answered_from", sa.Date(), nullable=True),
        sa.Column("answered_to", sa.Date(), nullable=True),
        sa.Column("answered_precision", sa.String(length=7), nullable=True),
        sa.Column("threat_kind", sa.String(length=64), nullable=True),
        sa.Column("provenance", JSON_, nullable=True),
        sa.PrimaryKeyConstraint("case_id", "subject_id", "row_id", name=op.f("pk_fact_threats")),
    )
    op.create_index(
        op.f("ix_fact_threats_subject_id"), "fact_threats", ["subject_id"], unique=False
    )


def _create_fact_threats_history() -> None:
    op.create_table(
        "fact_threats_history",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("row_id", ID, nullable=False),
        sa.Column("known_from", UtcDateTime(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("reported_from", sa.Date(), nullable=True),
        sa.Column("reported_to", sa.Date(), nullable=True),
        sa.Column("reported_precision", sa.String(length=7), nullable=True),
        sa.Column("answered_from", sa.Date(), nullable=True),
        sa.Column("answered_to", sa.Date(), nullable=True),
        sa.Column("answered_precision", sa.String(length=7), nullable=True),
        sa.Column("threat_kind", sa.String(length=64), nullable=True),
        sa.Column("provenance", JSON_, nullable=True),
        sa.Column("known_to", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint(
            "case_id", "subject_id", "row_id", "known_from", name=op.f("pk_fact_threats_history")
        ),
    )
    op.create_index(
        op.f("ix_fact_threats_history_known"), "fact_threats_history", ["known_to"], unique=False
    )
    op.create_index(
        op.f("ix_fact_threats_history_subject_id"),
        "fact_threats_history",
        ["subject_id"],
        unique=False,
    )
