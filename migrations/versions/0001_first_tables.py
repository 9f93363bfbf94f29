"""All tables of the first version, append-only triggers included.

Frozen: a later change is a later migration. Fact tables have the columns of indicators.md 2.0.1.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from ctj.model.base import UtcDateTime
from ctj.model.triggers import postgresql_triggers, sqlite_triggers

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.Uuid(as_uuid=False)
JSON_ = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    _create_anchors()
    _create_audit_heads()
    _create_audit_rows()
    _create_audit_salts()
    _create_definitions()
    _create_fact_accused()
    _create_fact_accused_history()
    _create_fact_cases()
    _create_fact_cases_history()
    _create_fact_charges()
    _create_fact_charges_history()
    _create_fact_hearings()
    _create_fact_hearings_history()
    _create_fact_orders()
    _create_fact_orders_history()
    _create_fact_payments()
    _create_fact_payments_history()
    _create_fact_victims()
    _create_fact_victims_history()
    _create_instance()
    _create_organisations()
    _create_outbox()
    _create_persons()
    _create_sign_in_attempts()
    _create_blind_indexes()
    _create_cases()
    _create_identity_fields()
    _create_person_keys()
    _create_teams()
    _create_users()
    _create_approvals()
    _create_case_grants()
    _create_case_keys()
    _create_clocks()
    _create_credentials()
    _create_drafts()
    _create_events()
    _create_known_devices()
    _create_one_time_links()
    _create_recovery_codes()
    _create_recusals()
    _create_register_rows()
    _create_seals()
    _create_sessions()
    _create_subjects()
    _create_supervisions()
    _create_team_members()
    _create_user_roles()
    _create_seal_members()
    _create_tracks()
    triggers = (
        postgresql_triggers() if op.get_bind().dialect.name == "postgresql" else sqlite_triggers()
    )
    for statement in triggers:
        op.execute(statement)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS ctj_append_only() CASCADE")


def _create_anchors() -> None:
    op.create_table(
        "anchors",
        sa.Column("id", ID, nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("chains", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anchors")),
    )


def _create_audit_heads() -> None:
    op.create_table(
        "audit_heads",
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_audit_heads")),
    )


def _create_audit_rows() -> None:
    op.create_table(
        "audit_rows",
        sa.Column("id", ID, nullable=False),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("case_id", ID, nullable=True),
        sa.Column("user_id", ID, nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_rows")),
        sa.UniqueConstraint("chain", "seq", name=op.f("uq_audit_rows_chain_seq")),
    )
    op.create_index(
        op.f("ix_audit_rows_case_id_action_at"),
        "audit_rows",
        ["case_id", "action", "at"],
        unique=False,
    )
    op.create_index(op.f("ix_audit_rows_user_id_at"), "audit_rows", ["user_id", "at"], unique=False)


def _create_audit_salts() -> None:
    op.create_table(
        "audit_salts",
        sa.Column("id", ID, nullable=False),
        sa.Column("audit_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("field", sa.String(length=64), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_salts")),
    )
    op.create_index(op.f("ix_audit_salts_audit_id"), "audit_salts", ["audit_id"], unique=False)
    op.create_index(op.f("ix_audit_salts_person_id"), "audit_salts", ["person_id"], unique=False)


def _create_definitions() -> None:
    op.create_table(
        "definitions",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("track", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("first_used_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_definitions")),
    )


def _create_fact_accused() -> None:
    op.create_table(
        "fact_accused",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("known_from", UtcDateTime(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("suspected_from", sa.Date(), nullable=True),
        sa.Column("suspected_to", sa.Date(), nullable=True),
        sa.Column("suspected_precision", sa.String(length=7), nullable=True),
        sa.Column("arrested_from", sa.Date(), nullable=True),
        sa.Column("arrested_to", sa.Date(), nullable=True),
        sa.Column("arrested_precision", sa.String(length=7), nullable=True),
        sa.Column("located_abroad_from", sa.Date(), nullable=True),
        sa.Column("located_abroad_to", sa.Date(), nullable=True),
        sa.Column("located_abroad_precision", sa.String(length=7), nullable=True),
        sa.Column("accused_referred_from", sa.Date(), nullable=True),
        sa.Column("accused_referred_to", sa.Date(), nullable=True),
        sa.Column("accused_referred_precision", sa.String(length=7), nullable=True),
        sa.Column("declined_from", sa.Date(), nullable=True),
        sa.Column("declined_to", sa.Date(), nullable=True),
        sa.Column("declined_precision", sa.String(length=7), nullable=True),
        sa.Column("charged_from", sa.Date(), nullable=True),
        sa.Column("charged_to", sa.Date(), nullable=True),
        sa.Column("charged_precision", sa.String(length=7), nullable=True),
        sa.Column("trial_start_from", sa.Date(), nullable=True),
        sa.Column("trial_start_to", sa.Date(), nullable=True),
        sa.Column("trial_start_precision", sa.String(length=7), nullable=True),
        sa.Column("verdict_from", sa.Date(), nullable=True),
        sa.Column("verdict_to", sa.Date(), nullable=True),
        sa.Column("verdict_precision", sa.String(length=7), nullable=True),
        sa.Column("disposed_from", sa.Date(), nullable=True),
        sa.Column("disposed_to", sa.Date(), nullable=True),
        sa.Column("disposed_precision", sa.String(length=7), nullable=True),
        sa.Column("confiscation_ordered_from", sa.Date(), nullable=True),
        sa.Column("confiscation_ordered_to", sa.Date(), nullable=True),
        sa.Column("confiscation_ordered_precision", sa.String(length=7), nullable=True),
        sa.Column("confiscation_done_from", sa.Date(), nullable=True),
        sa.Column("confiscation_done_to", sa.Date(), nullable=True),
        sa.Column("confiscation_done_precision", sa.String(length=7), nullable=True),
        sa.Column("appealed_from", sa.Date(), nullable=True),
        sa.Column("appealed_to", sa.Date(), nullable=True),
        sa.Column("appealed_precision", sa.String(length=7), nullable=True),
        sa.Column("appeal_decided_from", sa.Date(), nullable=True),
        sa.Column("appeal_decided_to", sa.Date(), nullable=True),
        sa.Column("appeal_decided_precision", sa.String(length=7), nullable=True),
        sa.Column("final_from", sa.Date(), nullable=True),
        sa.Column("final_to", sa.Date(), nullable=True),
        sa.Column("final_precision", sa.String(length=7), nullable=True),
        sa.Column("absconded_from", sa.Date(), nullable=True),
        sa.Column("absconded_to", sa.Date(), nullable=True),
        sa.Column("absconded_precision", sa.String(length=7), nullable=True),
        sa.Column("kind", sa.String(length=64), nullable=True),
        sa.Column("sex", sa.String(length=64), nullable=True),
        sa.Column("main_role", sa.String(length=64), nullable=True),
        sa.Column("official_kind", sa.String(length=64), nullable=True),
        sa.Column("suspected_age", sa.String(length=64), nullable=True),
        sa.Column("charged_age", sa.String(length=64), nullable=True),
        sa.Column("verdict_age", sa.String(length=64), nullable=True),
        sa.Column("final_age", sa.String(length=64), nullable=True),
        sa.Column("court_special", sa.String(length=64), nullable=True),
        sa.Column("prosecutor_special", sa.String(length=64), nullable=True),
        sa.Column("plea", sa.String(length=64), nullable=True),
        sa.Column("outcome", sa.String(length=64), nullable=True),
        sa.Column("end_reason", sa.String(length=64), nullable=True),
        sa.Column("appeal_result", sa.String(length=64), nullable=True),
        sa.Column("outcome_now", sa.String(length=64), nullable=True),
        sa.Column("final_outcome", sa.String(length=64), nullable=True),
        sa.Column("official", sa.String(length=16), nullable=True),
        sa.Column("police_offence", sa.String(length=16), nullable=True),
        sa.Column("tip_charged", sa.String(length=16), nullable=True),
        sa.Column("tip_trial", sa.String(length=16), nullable=True),
        sa.Column("tip_verdict", sa.String(length=16), nullable=True),
        sa.Column("in_absence", sa.String(length=16), nullable=True),
        sa.Column("suspended", sa.String(length=16), nullable=True),
        sa.Column("lawful_reduction", sa.String(length=16), nullable=True),
        sa.Column("citizenship", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("related_charges", sa.Text(), nullable=True),
        sa.Column("charge_forms", sa.Text(), nullable=True),
        sa.Column("sentence_kind", sa.Text(), nullable=True),
        sa.Column("appealed_by", sa.Text(), nullable=True),
        sa.Column("sentence_months", sa.Integer(), nullable=True),
        sa.Column("min_months", sa.Integer(), nullable=True),
        sa.Column("max_months", sa.Integer(), nullable=True),
        sa.Column("hearings_adjourned", sa.Integer(), nullable=True),
        sa.Column("provenance", JSON_, nullable=True),
        sa.PrimaryKeyConstraint("case_id", "subject_id", name=op.f("pk_fact_accused")),
    )
    op.create_index("ix_fact_accused_charged", "fact_accused", ["charged_from"], unique=False)
    op.create_index("ix_fact_accused_suspected", "fact_accused", ["suspected_from"], unique=False)
    op.create_index("ix_fact_accused_verdict", "fact_accused", ["verdict_from"], unique=False)


def _create_fact_accused_history() -> None:
    op.create_table(
        "fact_accused_history",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("known_from", UtcDateTime(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("suspected_from", sa.Date(), nullable=True),
        sa.Column("suspected_to", sa.Date(), nullable=True),
        sa.Column("suspected_precision", sa.String(length=7), nullable=True),
        sa.Column("arrested_from", sa.Date(), nullable=True),
        sa.Column("arrested_to", sa.Date(), nullable=True),
        sa.Column("arrested_precision", sa.String(length=7), nullable=True),
        sa.Column("located_abroad_from", sa.Date(), nullable=True),
        sa.Column("located_abroad_to", sa.Date(), nullable=True),
        sa.Column("located_abroad_precision", sa.String(length=7), nullable=True),
        sa.Column("accused_referred_from", sa.Date(), nullable=True),
        sa.Column("accused_referred_to", sa.Date(), nullable=True),
        sa.Column("accused_referred_precision", sa.String(length=7), nullable=True),
        sa.Column("declined_from", sa.Date(), nullable=True),
        sa.Column("declined_to", sa.Date(), nullable=True),
        sa.Column("declined_precision", sa.String(length=7), nullable=True),
        sa.Column("charged_from", sa.Date(), nullable=True),
        sa.Column("charged_to", sa.Date(), nullable=True),
        sa.Column("charged_precision", sa.String(length=7), nullable=True),
        sa.Column("trial_start_from", sa.Date(), nullable=True),
        sa.Column("trial_start_to", sa.Date(), nullable=True),
        sa.Column("trial_start_precision", sa.String(length=7), nullable=True),
        sa.Column("verdict_from", sa.Date(), nullable=True),
        sa.Column("verdict_to", sa.Date(), nullable=True),
        sa.Column("verdict_precision", sa.String(length=7), nullable=True),
        sa.Column("disposed_from", sa.Date(), nullable=True),
        sa.Column("disposed_to", sa.Date(), nullable=True),
        sa.Column("disposed_precision", sa.String(length=7), nullable=True),
        sa.Column("confiscation_ordered_from", sa.Date(), nullable=True),
        sa.Column("confiscation_ordered_to", sa.Date(), nullable=True),
        sa.Column("confiscation_ordered_precision", sa.String(length=7), nullable=True),
        sa.Column("confiscation_done_from", sa.Date(), nullable=True),
        sa.Column("confiscation_done_to", sa.Date(), nullable=True),
        sa.Column("confiscation_done_precision", sa.String(length=7), nullable=True),
        sa.Column("appealed_from", sa.Date(), nullable=True),
        sa.Column("appealed_to", sa.Date(), nullable=True),
        sa.Column("appealed_precision", sa.String(length=7), nullable=True),
        sa.Column("appeal_decided_from", sa.Date(), nullable=True),
        sa.Column("appeal_decided_to", sa.Date(), nullable=True),
        sa.Column("appeal_decided_precision", sa.String(length=7), nullable=True),
        sa.Column("final_from", sa.Date(), nullable=True),
        sa.Column("final_to", sa.Date(), nullable=True),
        sa.Column("final_precision", sa.String(length=7), nullable=True),
        sa.Column("absconded_from", sa.Date(), nullable=True),
        sa.Column("absconded_to", sa.Date(), nullable=True),
        sa.Column("absconded_precision", sa.String(length=7), nullable=True),
        sa.Column("kind", sa.String(length=64), nullable=True),
        sa.Column("sex", sa.String(length=64), nullable=True),
        sa.Column("main_role", sa.String(length=64), nullable=True),
        sa.Column("official_kind", sa.String(length=64), nullable=True),
        sa.Column("suspected_age", sa.String(length=64), nullable=True),
        sa.Column("charged_age", sa.String(length=64), nullable=True),
        sa.Column("verdict_age", sa.String(length=64), nullable=True),
        sa.Column("final_age", sa.String(length=64), nullable=True),
        sa.Column("court_special", sa.String(length=64), nullable=True),
        sa.Column("prosecutor_special", sa.String(length=64), nullable=True),
        sa.Column("plea", sa.String(length=64), nullable=True),
        sa.Column("outcome", sa.String(length=64), nullable=True),
        sa.Column("end_reason", sa.String(length=64), nullable=True),
        sa.Column("appeal_result", sa.String(length=64), nullable=True),
        sa.Column("outcome_now", sa.String(length=64), nullable=True),
        sa.Column("final_outcome", sa.String(length=64), nullable=True),
        sa.Column("official", sa.String(length=16), nullable=True),
        sa.Column("police_offence", sa.String(length=16), nullable=True),
        sa.Column("tip_charged", sa.String(length=16), nullable=True),
        sa.Column("tip_trial", sa.String(length=16), nullable=True),
        sa.Column("tip_verdict", sa.String(length=16), nullable=True),
        sa.Column("in_absence", sa.String(length=16), nullable=True),
        sa.Column("suspended", sa.String(length=16), nullable=True),
        sa.Column("lawful_reduction", sa.String(length=16), nullable=True),
        sa.Column("citizenship", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("related_charges", sa.Text(), nullable=True),
        sa.Column("charge_forms", sa.Text(), nullable=True),
        sa.Column("sentence_kind", sa.Text(), nullable=True),
        sa.Column("appealed_by", sa.Text(), nullable=True),
        sa.Column("sentence_months", sa.Integer(), nullable=True),
        sa.Column("min_months", sa.Integer(), nullable=True),
        sa.Column("max_months", sa.Integer(), nullable=True),
        sa.Column("hearings_adjourned", sa.Integer(), nullable=True),
        sa.Column("provenance", JSON_, nullable=True),
        sa.Column("known_to", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint(
            "case_id", "subject_id", "known_from", name=op.f("pk_fact_accused_history")
        ),
    )
    op.create_index(
        "ix_fact_accused_history_known", "fact_accused_history", ["known_to"], unique=False
    )


def _create_fact_cases() -> None:
    op.create_table(
        "fact_cases",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("known_from", UtcDateTime(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("opened_from", sa.Date(), nullable=True),
        sa.Column("opened_to", sa.Date(), nullable=True),
        sa.Column("opened_precision", sa.String(length=7), nullable=True),
        sa.Column("detected_from", sa.Date(), nullable=True),
        sa.Column("detected_to", sa.Date(), nullable=True),
        sa.Column("detected_precision", sa.String(length=7), nullable=True),
        sa.Column("specialist_from_from", sa.Date(), nullable=True),
        sa.Column("specialist_from_to", sa.Date(), nullable=True),
        sa.Column("specialist_from_precision", sa.String(length=7), nullable=True),
        sa.Column("fin_inv_from", sa.Date(), nullable=True),
        sa.Column("fin_inv_to", sa.Date(), nullable=True),
        sa.Column("fin_inv_precision", sa.String(length=7), nullable=True),
        sa.Column("restrained_from", sa.Date(), nullable=True),
        sa.Column("restrained_to", sa.Date(), nullable=True),
        sa.Column("restrained_precision", sa.String(length=7), nullable=True),
        sa.Column("joint_from", sa.Date(), nullable=True),
        sa.Column("joint_to", sa.Date(), nullable=True),
        sa.Column("joint_precision", sa.String(length=7), nullable=True),
        sa.Column("prosecutor_contact_from", sa.Date(), nullable=True),
        sa.Column("prosecutor_contact_to", sa.Date(), nullable=True),
        sa.Column("prosecutor_contact_precision", sa.String(length=7), nullable=True),
        sa.Column("referred_from", sa.Date(), nullable=True),
        sa.Column("referred_to", sa.Date(), nullable=True),
        sa.Column("referred_precision", sa.String(length=7), nullable=True),
        sa.Column("closed_from", sa.Date(), nullable=True),
        sa.Column("closed_to", sa.Date(), nullable=True),
        sa.Column("closed_precision", sa.String(length=7), nullable=True),
        sa.Column("reopened_from", sa.Date(), nullable=True),
        sa.Column("reopened_to", sa.Date(), nullable=True),
        sa.Column("reopened_precision", sa.String(length=7), nullable=True),
        sa.Column("detection", sa.String(length=64), nullable=True),
        sa.Column("extent", sa.String(length=64), nullable=True),
        sa.Column("main_form", sa.String(length=64), nullable=True),
        sa.Column("close_reason", sa.String(length=64), nullable=True),
        sa.Column("proactive", sa.String(length=16), nullable=True),
        sa.Column("specialist", sa.String(length=16), nullable=True),
        sa.Column("company_named", sa.String(length=16), nullable=True),
        sa.Column("foreign_element", sa.Text(), nullable=True),
        sa.Column("forms", sa.Text(), nullable=True),
        sa.Column("acts", sa.Text(), nullable=True),
        sa.Column("means", sa.Text(), nullable=True),
        sa.Column("evidence_other", sa.Text(), nullable=True),
        sa.Column("lead_agency", ID, nullable=True),
        sa.Column("place", sa.String(length=64), nullable=True),
        sa.Column("restrained_sum", JSON_, nullable=True),
        sa.Column("provenance", JSON_, nullable=True),
        sa.PrimaryKeyConstraint("case_id", "subject_id", name=op.f("pk_fact_cases")),
    )


def _create_fact_cases_history() -> None:
    op.create_table(
        "fact_cases_history",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("known_from", UtcDateTime(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("opened_from", sa.Date(), nullable=True),
        sa.Column("opened_to", sa.Date(), nullable=True),
        sa.Column("opened_precision", sa.String(length=7), nullable=True),
        sa.Column("detected_from", sa.Date(), nullable=True),
        sa.Column("detected_to", sa.Date(), nullable=True),
        sa.Column("detected_precision", sa.String(length=7), nullable=True),
        sa.Column("specialist_from_from", sa.Date(), nullable=True),
        sa.Column("specialist_from_to", sa.Date(), nullable=True),
        sa.Column("specialist_from_precision", sa.String(length=7), nullable=True),
        sa.Column("fin_inv_from", sa.Date(), nullable=True),
        sa.Column("fin_inv_to", sa.Date(), nullable=True),
        sa.Column("fin_inv_precision", sa.String(length=7), nullable=True),
        sa.Column("restrained_from", sa.Date(), nullable=True),
        sa.Column("restrained_to", sa.Date(), nullable=True),
        sa.Column("restrained_precision", sa.String(length=7), nullable=True),
        sa.Column("joint_from", sa.Date(), nullable=True),
        sa.Column("joint_to", sa.Date(), nullable=True),
        sa.Column("joint_precision", sa.String(length=7), nullable=True),
        sa.Column("prosecutor_contact_from", sa.Date(), nullable=True),
        sa.Column("prosecutor_contact_to", sa.Date(), nullable=True),
        sa.Column("prosecutor_contact_precision", sa.String(length=7), nullable=True),
        sa.Column("referred_from", sa.Date(), nullable=True),
        sa.Column("referred_to", sa.Date(), nullable=True),
        sa.Column("referred_precision", sa.String(length=7), nullable=True),
        sa.Column("closed_from", sa.Date(), nullable=True),
        sa.Column("closed_to", sa.Date(), nullable=True),
        sa.Column("closed_precision", sa.String(length=7), nullable=True),
        sa.Column("reopened_from", sa.Date(), nullable=True),
        sa.Column("reopened_to", sa.Date(), nullable=True),
        sa.Column("reopened_precision", sa.String(length=7), nullable=True),
        sa.Column("detection", sa.String(length=64), nullable=True),
        sa.Column("extent", sa.String(length=64), nullable=True),
        sa.Column("main_form", sa.String(length=64), nullable=True),
        sa.Column("close_reason", sa.String(length=64), nullable=True),
        sa.Column("proactive", sa.String(length=16), nullable=True),
        sa.Column("specialist", sa.String(length=16), nullable=True),
        sa.Column("company_named", sa.String(length=16), nullable=True),
        sa.Column("foreign_element", sa.Text(), nullable=True),
        sa.Column("forms", sa.Text(), nullable=True),
        sa.Column("acts", sa.Text(), nullable=True),
        sa.Column("means", sa.Text(), nullable=True),
        sa.Column("evidence_other", sa.Text(), nullable=True),
        sa.Column("lead_agency", ID, nullable=True),
        sa.Column("place", sa.String(length=64), nullable=True),
        sa.Column("restrained_sum", JSON_, nullable=True),
        sa.Column("provenance", JSON_, nullable=True),
        sa.Column("known_to", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint(
            "case_id", "subject_id", "known_from", name=op.f("pk_fact_cases_history")
        ),
    )
    op.create_index("ix_fact_cases_history_known", "fact_cases_history", ["known_to"], unique=False)


def _create_fact_charges() -> None:
    op.create_table(
        "fact_charges",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("row_id", ID, nullable=False),
        sa.Column("known_from", UtcDateTime(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("charge_family", sa.String(length=64), nullable=True),
        sa.Column("form", sa.String(length=64), nullable=True),
        sa.Column("charge_state", sa.String(length=64), nullable=True),
        sa.Column("charge_outcome", sa.String(length=64), nullable=True),
        sa.Column("offence", sa.String(length=64), nullable=True),
        sa.Column("is_tip", sa.String(length=16), nullable=True),
        sa.Column("provenance", JSON_, nullable=True),
        sa.PrimaryKeyConstraint("case_id", "subject_id", "row_id", name=op.f("pk_fact_charges")),
    )
    op.create_index(
        op.f("ix_fact_charges_subject_id"), "fact_charges", ["subject_id"], unique=False
    )


def _create_fact_charges_history() -> None:
    op.create_table(
        "fact_charges_history",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("row_id", ID, nullable=False),
        sa.Column("known_from", UtcDateTime(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("charge_family", sa.String(length=64), nullable=True),
        sa.Column("form", sa.String(length=64), nullable=True),
        sa.Column("charge_state", sa.String(length=64), nullable=True),
        sa.Column("charge_outcome", sa.String(length=64), nullable=True),
        sa.Column("offence", sa.String(length=64), nullable=True),
        sa.Column("is_tip", sa.String(length=16), nullable=True),
        sa.Column("provenance", JSON_, nullable=True),
        sa.Column("known_to", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint(
            "case_id", "subject_id", "row_id", "known_from", name=op.f("pk_fact_charges_history")
        ),
    )
    op.create_index(
        "ix_fact_charges_history_known", "fact_charges_history", ["known_to"], unique=False
    )
    op.create_index(
        op.f("ix_fact_charges_history_subject_id"),
        "fact_charges_history",
        ["subject_id"],
        unique=False,
    )


def _create_fact_hearings() -> None:
    op.create_table(
        "fact_hearings",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("row_id", ID, nullable=False),
        sa.Column("known_from", UtcDateTime(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("held_from", sa.Date(), nullable=True),
        sa.Column("held_to", sa.Date(), nullable=True),
        sa.Column("held_precision", sa.String(length=7), nullable=True),
        sa.Column("hearing_result", sa.String(length=64), nullable=True),
        sa.Column("adjournment_reason", sa.String(length=64), nullable=True),
        sa.Column("provenance", JSON_, nullable=True),
        sa.PrimaryKeyConstraint("case_id", "subject_id", "row_id", name=op.f("pk_fact_hearings")),
    )
    op.create_index(
        op.f("ix_fact_hearings_subject_id"), "fact_hearings", ["subject_id"], unique=False
    )


def _create_fact_hearings_history() -> None:
    op.create_table(
        "fact_hearings_history",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("row_id", ID, nullable=False),
        sa.Column("known_from", UtcDateTime(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("held_from", sa.Date(), nullable=True),
        sa.Column("held_to", sa.Date(), nullable=True),
        sa.Column("held_precision", sa.String(length=7), nullable=True),
        sa.Column("hearing_result", sa.String(length=64), nullable=True),
        sa.Column("adjournment_reason", sa.String(length=64), nullable=True),
        sa.Column("provenance", JSON_, nullable=True),
        sa.Column("known_to", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint(
            "case_id", "subject_id", "row_id", "known_from", name=op.f("pk_fact_hearings_history")
        ),
    )
    op.create_index(
        "ix_fact_hearings_history_known", "fact_hearings_history", ["known_to"], unique=False
    )
    op.create_index(
        op.f("ix_fact_hearings_history_subject_id"),
        "fact_hearings_history",
        ["subject_id"],
        unique=False,
    )


def _create_fact_orders() -> None:
    op.create_table(
        "fact_orders",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("row_id", ID, nullable=False),
        sa.Column("known_from", UtcDateTime(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("order_kind", sa.String(length=64), nullable=True),
        sa.Column("compensation_route", sa.String(length=64), nullable=True),
        sa.Column("order_state", sa.String(length=64), nullable=True),
        sa.Column("payer", sa.String(length=64), nullable=True),
        sa.Column("ordered_from", sa.Date(), nullable=True),
        sa.Column("ordered_to", sa.Date(), nullable=True),
        sa.Column("ordered_precision", sa.String(length=7), nullable=True),
        sa.Column("amount", JSON_, nullable=True),
        sa.Column("provenance", JSON_, nullable=True),
        sa.PrimaryKeyConstraint("case_id", "subject_id", "row_id", name=op.f("pk_fact_orders")),
    )
    op.create_index(op.f("ix_fact_orders_subject_id"), "fact_orders", ["subject_id"], unique=False)


def _create_fact_orders_history() -> None:
    op.create_table(
        "fact_orders_history",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("row_id", ID, nullable=False),
        sa.Column("known_from", UtcDateTime(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("order_kind", sa.String(length=64), nullable=True),
        sa.Column("compensation_route", sa.String(length=64), nullable=True),
        sa.Column("order_state", sa.String(length=64), nullable=True),
        sa.Column("payer", sa.String(length=64), nullable=True),
        sa.Column("ordered_from", sa.Date(), nullable=True),
        sa.Column("ordered_to", sa.Date(), nullable=True),
        sa.Column("ordered_precision", sa.String(length=7), nullable=True),
        sa.Column("amount", JSON_, nullable=True),
        sa.Column("provenance", JSON_, nullable=True),
        sa.Column("known_to", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint(
            "case_id", "subject_id", "row_id", "known_from", name=op.f("pk_fact_orders_history")
        ),
    )
    op.create_index(
        "ix_fact_orders_history_known", "fact_orders_history", ["known_to"], unique=False
    )
    op.create_index(
        op.f("ix_fact_orders_history_subject_id"),
        "fact_orders_history",
        ["subject_id"],
        unique=False,
    )


def _create_fact_payments() -> None:
    op.create_table(
        "fact_payments",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("row_id", ID, nullable=False),
        sa.Column("known_from", UtcDateTime(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("on_from", sa.Date(), nullable=True),
        sa.Column("on_to", sa.Date(), nullable=True),
        sa.Column("on_precision", sa.String(length=7), nullable=True),
        sa.Column("payment_from", sa.String(length=64), nullable=True),
        sa.Column("amount", JSON_, nullable=True),
        sa.Column("provenance", JSON_, nullable=True),
        sa.PrimaryKeyConstraint("case_id", "subject_id", "row_id", name=op.f("pk_fact_payments")),
    )
    op.create_index(
        op.f("ix_fact_payments_subject_id"), "fact_payments", ["subject_id"], unique=False
    )


def _create_fact_payments_history() -> None:
    op.create_table(
        "fact_payments_history",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("row_id", ID, nullable=False),
        sa.Column("known_from", UtcDateTime(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("on_from", sa.Date(), nullable=True),
        sa.Column("on_to", sa.Date(), nullable=True),
        sa.Column("on_precision", sa.String(length=7), nullable=True),
        sa.Column("payment_from", sa.String(length=64), nullable=True),
        sa.Column("amount", JSON_, nullable=True),
        sa.Column("provenance", JSON_, nullable=True),
        sa.Column("known_to", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint(
            "case_id", "subject_id", "row_id", "known_from", name=op.f("pk_fact_payments_history")
        ),
    )
    op.create_index(
        "ix_fact_payments_history_known", "fact_payments_history", ["known_to"], unique=False
    )
    op.create_index(
        op.f("ix_fact_payments_history_subject_id"),
        "fact_payments_history",
        ["subject_id"],
        unique=False,
    )


def _create_fact_victims() -> None:
    op.create_table(
        "fact_victims",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("known_from", UtcDateTime(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("first_contact_from", sa.Date(), nullable=True),
        sa.Column("first_contact_to", sa.Date(), nullable=True),
        sa.Column("first_contact_precision", sa.String(length=7), nullable=True),
        sa.Column("screened_from", sa.Date(), nullable=True),
        sa.Column("screened_to", sa.Date(), nullable=True),
        sa.Column("screened_precision", sa.String(length=7), nullable=True),
        sa.Column("presumed_from", sa.Date(), nullable=True),
        sa.Column("presumed_to", sa.Date(), nullable=True),
        sa.Column("presumed_precision", sa.String(length=7), nullable=True),
        sa.Column("identified_from", sa.Date(), nullable=True),
        sa.Column("identified_to", sa.Date(), nullable=True),
        sa.Column("identified_precision", sa.String(length=7), nullable=True),
        sa.Column("id_decided_from", sa.Date(), nullable=True),
        sa.Column("id_decided_to", sa.Date(), nullable=True),
        sa.Column("id_decided_precision", sa.String(length=7), nullable=True),
        sa.Column("identified_abroad_from", sa.Date(), nullable=True),
        sa.Column("identified_abroad_to", sa.Date(), nullable=True),
        sa.Column("identified_abroad_precision", sa.String(length=7), nullable=True),
        sa.Column("lost_contact_from", sa.Date(), nullable=True),
        sa.Column("lost_contact_to", sa.Date(), nullable=True),
        sa.Column("lost_contact_precision", sa.String(length=7), nullable=True),
        sa.Column("referred_support_from", sa.Date(), nullable=True),
        sa.Column("referred_support_to", sa.Date(), nullable=True),
        sa.Column("referred_support_precision", sa.String(length=7), nullable=True),
        sa.Column("offered_from", sa.Date(), nullable=True),
        sa.Column("offered_to", sa.Date(), nullable=True),
        sa.Column("offered_precision", sa.String(length=7), nullable=True),
        sa.Column("support_declined_from", sa.Date(), nullable=True),
        sa.Column("support_declined_to", sa.Date(), nullable=True),
        sa.Column("support_declined_precision", sa.String(length=7), nullable=True),
        sa.Column("age_presumed_from", sa.Date(), nullable=True),
        sa.Column("age_presumed_to", sa.Date(), nullable=True),
        sa.Column("age_presumed_precision", sa.String(length=7), nullable=True),
        sa.Column("needs_assessed_from", sa.Date(), nullable=True),
        sa.Column("needs_assessed_to", sa.Date(), nullable=True),
        sa.Column("needs_assessed_precision", sa.String(length=7), nullable=True),
        sa.Column("first_service_from", sa.Date(), nullable=True),
        sa.Column("first_service_to", sa.Date(), nullable=True),
        sa.Column("first_service_precision", sa.String(length=7), nullable=True),
        sa.Column("legal_aid_from", sa.Date(), nullable=True),
        sa.Column("legal_aid_to", sa.Date(), nullable=True),
        sa.Column("legal_aid_precision", sa.String(length=7), nullable=True),
        sa.Column("shelter_in_from", sa.Date(), nullable=True),
        sa.Column("shelter_in_to", sa.Date(), nullable=True),
        sa.Column("shelter_in_precision", sa.String(length=7), nullable=True),
        sa.Column("shelter_out_from", sa.Date(), nullable=True),
        sa.Column("shelter_out_to", sa.Date(), nullable=True),
        sa.Column("shelter_out_precision", sa.String(length=7), nullable=True),
        sa.Column("reflection_from_from", sa.Date(), nullable=True),
        sa.Column("reflection_from_to", sa.Date(), nullable=True),
        sa.Column("reflection_from_precision", sa.String(length=7), nullable=True),
        sa.Column("reflection_to_from", sa.Date(), nullable=True),
        sa.Column("reflection_to_to", sa.Date(), nullable=True),
        sa.Column("reflection_to_precision", sa.String(length=7), nullable=True),
        sa.Column("departed_from", sa.Date(), nullable=True),
        sa.Column("departed_to", sa.Date(), nullable=True),
        sa.Column("departed_precision", sa.String(length=7), nullable=True),
        sa.Column("victim_arrested_from", sa.Date(), nullable=True),
        sa.Column("victim_arrested_to", sa.Date(), nullable=True),
        sa.Column("victim_arrested_precision", sa.String(length=7), nullable=True),
        sa.Column("victim_charged_from", sa.Date(), nullable=True),
        sa.Column("victim_charged_to", sa.Date(), nullable=True),
        sa.Column("victim_charged_precision", sa.String(length=7), nullable=True),
        sa.Column("victim_detained_from", sa.Date(), nullable=True),
        sa.Column("victim_detained_to", sa.Date(), nullable=True),
        sa.Column("victim_detained_precision", sa.String(length=7), nullable=True),
        sa.Column("victim_deported_from", sa.Date(), nullable=True),
        sa.Column("victim_deported_to", sa.Date(), nullable=True),
        sa.Column("victim_deported_precision", sa.String(length=7), nullable=True),
        sa.Column("charges_dropped_from", sa.Date(), nullable=True),
        sa.Column("charges_dropped_to", sa.Date(), nullable=True),
        sa.Column("charges_dropped_precision", sa.String(length=7), nullable=True),
        sa.Column("released_from", sa.Date(), nullable=True),
        sa.Column("released_to", sa.Date(), nullable=True),
        sa.Column("released_precision", sa.String(length=7), nullable=True),
        sa.Column("comp_claimed_from", sa.Date(), nullable=True),
        sa.Column("comp_claimed_to", sa.Date(), nullable=True),
        sa.Column("comp_claimed_precision", sa.String(length=7), nullable=True),
        sa.Column("comp_ordered_from", sa.Date(), nullable=True),
        sa.Column("comp_ordered_to", sa.Date(), nullable=True),
        sa.Column("comp_ordered_precision", sa.String(length=7), nullable=True),
        sa.Column("comp_paid_from", sa.Date(), nullable=True),
        sa.Column("comp_paid_to", sa.Date(), nullable=True),
        sa.Column("comp_paid_precision", sa.String(length=7), nullable=True),
        sa.Column("return_wish_from", sa.Date(), nullable=True),
        sa.Column("return_wish_to", sa.Date(), nullable=True),
        sa.Column("return_wish_precision", sa.String(length=7), nullable=True),
        sa.Column("returned_from", sa.Date(), nullable=True),
        sa.Column("returned_to", sa.Date(), nullable=True),
        sa.Column("returned_precision", sa.String(length=7), nullable=True),
        sa.Column("return_risk_assessed_from", sa.Date(), nullable=True),
        sa.Column("return_risk_assessed_to", sa.Date(), nullable=True),
        sa.Column("return_risk_assessed_precision", sa.String(length=7), nullable=True),
        sa.Column("followed_until_from", sa.Date(), nullable=True),
        sa.Column("followed_until_to", sa.Date(), nullable=True),
        sa.Column("followed_until_precision", sa.String(length=7), nullable=True),
        sa.Column("retrafficked_from", sa.Date(), nullable=True),
        sa.Column("retrafficked_to", sa.Date(), nullable=True),
        sa.Column("retrafficked_precision", sa.String(length=7), nullable=True),
        sa.Column("status_document_from", sa.Date(), nullable=True),
        sa.Column("status_document_to", sa.Date(), nullable=True),
        sa.Column("status_document_precision", sa.String(length=7), nullable=True),
        sa.Column("sex", sa.String(length=64), nullable=True),
        sa.Column("age_group", sa.String(length=64), nullable=True),
        sa.Column("migration_status", sa.String(length=64), nullable=True),
        sa.Column("main_form", sa.String(length=64), nullable=True),
        sa.Column("screening_tool", sa.String(length=64), nullable=True),
        sa.Column("screening_result", sa.String(length=64), nullable=True),
        sa.Column("id_outcome", sa.String(length=64), nullable=True),
        sa.Column("identified_by", sa.String(length=64), nullable=True),
        sa.Column("child_at_id", sa.String(length=64), nullable=True),
        sa.Column("shelter_consent", sa.String(length=64), nullable=True),
        sa.Column("interpreter_needed", sa.String(length=16), nullable=True),
        sa.Column("interpreter", sa.String(length=16), nullable=True),
        sa.Column("referral_consent", sa.String(length=16), nullable=True),
        sa.Column("np_answer", sa.String(length=16), nullable=True),
        sa.Column("return_voluntary", sa.String(length=16), nullable=True),
        sa.Column("no_news_wanted", sa.String(length=16), nullable=True),
        sa.Column("citizenship", sa.Text(), nullable=True),
        sa.Column("missed_contact", sa.Text(), nullable=True),
        sa.Column("forms", sa.Text(), nullable=True),
        sa.Column("needs", sa.Text(), nullable=True),
        sa.Column("accepted", sa.Text(), nullable=True),
        sa.Column("services", sa.Text(), nullable=True),
        sa.Column("comp_route", sa.Text(), nullable=True),
        sa.Column("place", sa.String(length=64), nullable=True),
        sa.Column("comp_amount", JSON_, nullable=True),
        sa.Column("comp_paid_sum", JSON_, nullable=True),
        sa.Column("provenance", JSON_, nullable=True),
        sa.PrimaryKeyConstraint("case_id", "subject_id", name=op.f("pk_fact_victims")),
    )


def _create_fact_victims_history() -> None:
    op.create_table(
        "fact_victims_history",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("known_from", UtcDateTime(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("first_contact_from", sa.Date(), nullable=True),
        sa.Column("first_contact_to", sa.Date(), nullable=True),
        sa.Column("first_contact_precision", sa.String(length=7), nullable=True),
        sa.Column("screened_from", sa.Date(), nullable=True),
        sa.Column("screened_to", sa.Date(), nullable=True),
        sa.Column("screened_precision", sa.String(length=7), nullable=True),
        sa.Column("presumed_from", sa.Date(), nullable=True),
        sa.Column("presumed_to", sa.Date(), nullable=True),
        sa.Column("presumed_precision", sa.String(length=7), nullable=True),
        sa.Column("identified_from", sa.Date(), nullable=True),
        sa.Column("identified_to", sa.Date(), nullable=True),
        sa.Column("identified_precision", sa.String(length=7), nullable=True),
        sa.Column("id_decided_from", sa.Date(), nullable=True),
        sa.Column("id_decided_to", sa.Date(), nullable=True),
        sa.Column("id_decided_precision", sa.String(length=7), nullable=True),
        sa.Column("identified_abroad_from", sa.Date(), nullable=True),
        sa.Column("identified_abroad_to", sa.Date(), nullable=True),
        sa.Column("identified_abroad_precision", sa.String(length=7), nullable=True),
        sa.Column("lost_contact_from", sa.Date(), nullable=True),
        sa.Column("lost_contact_to", sa.Date(), nullable=True),
        sa.Column("lost_contact_precision", sa.String(length=7), nullable=True),
        sa.Column("referred_support_from", sa.Date(), nullable=True),
        sa.Column("referred_support_to", sa.Date(), nullable=True),
        sa.Column("referred_support_precision", sa.String(length=7), nullable=True),
        sa.Column("offered_from", sa.Date(), nullable=True),
        sa.Column("offered_to", sa.Date(), nullable=True),
        sa.Column("offered_precision", sa.String(length=7), nullable=True),
        sa.Column("support_declined_from", sa.Date(), nullable=True),
        sa.Column("support_declined_to", sa.Date(), nullable=True),
        sa.Column("support_declined_precision", sa.String(length=7), nullable=True),
        sa.Column("age_presumed_from", sa.Date(), nullable=True),
        sa.Column("age_presumed_to", sa.Date(), nullable=True),
        sa.Column("age_presumed_precision", sa.String(length=7), nullable=True),
        sa.Column("needs_assessed_from", sa.Date(), nullable=True),
        sa.Column("needs_assessed_to", sa.Date(), nullable=True),
        sa.Column("needs_assessed_precision", sa.String(length=7), nullable=True),
        sa.Column("first_service_from", sa.Date(), nullable=True),
        sa.Column("first_service_to", sa.Date(), nullable=True),
        sa.Column("first_service_precision", sa.String(length=7), nullable=True),
        sa.Column("legal_aid_from", sa.Date(), nullable=True),
        sa.Column("legal_aid_to", sa.Date(), nullable=True),
        sa.Column("legal_aid_precision", sa.String(length=7), nullable=True),
        sa.Column("shelter_in_from", sa.Date(), nullable=True),
        sa.Column("shelter_in_to", sa.Date(), nullable=True),
        sa.Column("shelter_in_precision", sa.String(length=7), nullable=True),
        sa.Column("shelter_out_from", sa.Date(), nullable=True),
        sa.Column("shelter_out_to", sa.Date(), nullable=True),
        sa.Column("shelter_out_precision", sa.String(length=7), nullable=True),
        sa.Column("reflection_from_from", sa.Date(), nullable=True),
        sa.Column("reflection_from_to", sa.Date(), nullable=True),
        sa.Column("reflection_from_precision", sa.String(length=7), nullable=True),
        sa.Column("reflection_to_from", sa.Date(), nullable=True),
        sa.Column("reflection_to_to", sa.Date(), nullable=True),
        sa.Column("reflection_to_precision", sa.String(length=7), nullable=True),
        sa.Column("departed_from", sa.Date(), nullable=True),
        sa.Column("departed_to", sa.Date(), nullable=True),
        sa.Column("departed_precision", sa.String(length=7), nullable=True),
        sa.Column("victim_arrested_from", sa.Date(), nullable=True),
        sa.Column("victim_arrested_to", sa.Date(), nullable=True),
        sa.Column("victim_arrested_precision", sa.String(length=7), nullable=True),
        sa.Column("victim_charged_from", sa.Date(), nullable=True),
        sa.Column("victim_charged_to", sa.Date(), nullable=True),
        sa.Column("victim_charged_precision", sa.String(length=7), nullable=True),
        sa.Column("victim_detained_from", sa.Date(), nullable=True),
        sa.Column("victim_detained_to", sa.Date(), nullable=True),
        sa.Column("victim_detained_precision", sa.String(length=7), nullable=True),
        sa.Column("victim_deported_from", sa.Date(), nullable=True),
        sa.Column("victim_deported_to", sa.Date(), nullable=True),
        sa.Column("victim_deported_precision", sa.String(length=7), nullable=True),
        sa.Column("charges_dropped_from", sa.Date(), nullable=True),
        sa.Column("charges_dropped_to", sa.Date(), nullable=True),
        sa.Column("charges_dropped_precision", sa.String(length=7), nullable=True),
        sa.Column("released_from", sa.Date(), nullable=True),
        sa.Column("released_to", sa.Date(), nullable=True),
        sa.Column("released_precision", sa.String(length=7), nullable=True),
        sa.Column("comp_claimed_from", sa.Date(), nullable=True),
        sa.Column("comp_claimed_to", sa.Date(), nullable=True),
        sa.Column("comp_claimed_precision", sa.String(length=7), nullable=True),
        sa.Column("comp_ordered_from", sa.Date(), nullable=True),
        sa.Column("comp_ordered_to", sa.Date(), nullable=True),
        sa.Column("comp_ordered_precision", sa.String(length=7), nullable=True),
        sa.Column("comp_paid_from", sa.Date(), nullable=True),
        sa.Column("comp_paid_to", sa.Date(), nullable=True),
        sa.Column("comp_paid_precision", sa.String(length=7), nullable=True),
        sa.Column("return_wish_from", sa.Date(), nullable=True),
        sa.Column("return_wish_to", sa.Date(), nullable=True),
        sa.Column("return_wish_precision", sa.String(length=7), nullable=True),
        sa.Column("returned_from", sa.Date(), nullable=True),
        sa.Column("returned_to", sa.Date(), nullable=True),
        sa.Column("returned_precision", sa.String(length=7), nullable=True),
        sa.Column("return_risk_assessed_from", sa.Date(), nullable=True),
        sa.Column("return_risk_assessed_to", sa.Date(), nullable=True),
        sa.Column("return_risk_assessed_precision", sa.String(length=7), nullable=True),
        sa.Column("followed_until_from", sa.Date(), nullable=True),
        sa.Column("followed_until_to", sa.Date(), nullable=True),
        sa.Column("followed_until_precision", sa.String(length=7), nullable=True),
        sa.Column("retrafficked_from", sa.Date(), nullable=True),
        sa.Column("retrafficked_to", sa.Date(), nullable=True),
        sa.Column("retrafficked_precision", sa.String(length=7), nullable=True),
        sa.Column("status_document_from", sa.Date(), nullable=True),
        sa.Column("status_document_to", sa.Date(), nullable=True),
        sa.Column("status_document_precision", sa.String(length=7), nullable=True),
        sa.Column("sex", sa.String(length=64), nullable=True),
        sa.Column("age_group", sa.String(length=64), nullable=True),
        sa.Column("migration_status", sa.String(length=64), nullable=True),
        sa.Column("main_form", sa.String(length=64), nullable=True),
        sa.Column("screening_tool", sa.String(length=64), nullable=True),
        sa.Column("screening_result", sa.String(length=64), nullable=True),
        sa.Column("id_outcome", sa.String(length=64), nullable=True),
        sa.Column("identified_by", sa.String(length=64), nullable=True),
        sa.Column("child_at_id", sa.String(length=64), nullable=True),
        sa.Column("shelter_consent", sa.String(length=64), nullable=True),
        sa.Column("interpreter_needed", sa.String(length=16), nullable=True),
        sa.Column("interpreter", sa.String(length=16), nullable=True),
        sa.Column("referral_consent", sa.String(length=16), nullable=True),
        sa.Column("np_answer", sa.String(length=16), nullable=True),
        sa.Column("return_voluntary", sa.String(length=16), nullable=True),
        sa.Column("no_news_wanted", sa.String(length=16), nullable=True),
        sa.Column("citizenship", sa.Text(), nullable=True),
        sa.Column("missed_contact", sa.Text(), nullable=True),
        sa.Column("forms", sa.Text(), nullable=True),
        sa.Column("needs", sa.Text(), nullable=True),
        sa.Column("accepted", sa.Text(), nullable=True),
        sa.Column("services", sa.Text(), nullable=True),
        sa.Column("comp_route", sa.Text(), nullable=True),
        sa.Column("place", sa.String(length=64), nullable=True),
        sa.Column("comp_amount", JSON_, nullable=True),
        sa.Column("comp_paid_sum", JSON_, nullable=True),
        sa.Column("provenance", JSON_, nullable=True),
        sa.Column("known_to", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint(
            "case_id", "subject_id", "known_from", name=op.f("pk_fact_victims_history")
        ),
    )
    op.create_index(
        "ix_fact_victims_history_known", "fact_victims_history", ["known_to"], unique=False
    )


def _create_instance() -> None:
    op.create_table(
        "instance",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("jurisdiction", sa.String(length=64), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_instance_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instance")),
    )


def _create_organisations() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", ID, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("agency_kind", sa.String(length=64), nullable=True),
        sa.Column("jurisdiction", sa.String(length=64), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("code", name=op.f("uq_organisations_code")),
    )
    op.create_index(
        op.f("ix_organisations_kind_name"), "organisations", ["kind", "name"], unique=False
    )


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("payload", JSON_, nullable=False),
        sa.Column("case_id", ID, nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("leased_until", UtcDateTime(), nullable=True),
        sa.Column("lease", ID, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("failed_at", UtcDateTime(), nullable=True),
        sa.Column("last_error", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index("ix_outbox_due", "outbox", ["done_at", "failed_at", "due_at"], unique=False)


def _create_persons() -> None:
    op.create_table(
        "persons",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("erased_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
    )


def _create_sign_in_attempts() -> None:
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", ID, nullable=False),
        sa.Column("account", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("device", sa.String(length=200), nullable=True),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempts")),
    )
    op.create_index(
        op.f("ix_sign_in_attempts_account_at"), "sign_in_attempts", ["account", "at"], unique=False
    )
    op.create_index(
        op.f("ix_sign_in_attempts_address_at"), "sign_in_attempts", ["address", "at"], unique=False
    )


def _create_blind_indexes() -> None:
    op.create_table(
        "blind_indexes",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("field", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=64), nullable=False),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_blind_indexes_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blind_indexes")),
        sa.UniqueConstraint(
            "person_id",
            "field",
            "purpose",
            "digest",
            name=op.f("uq_blind_indexes_person_id_field_purpose_digest"),
        ),
    )
    op.create_index(
        op.f("ix_blind_indexes_purpose_digest"),
        "blind_indexes",
        ["purpose", "digest"],
        unique=False,
    )


def _create_cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", ID, nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("jurisdiction", sa.String(length=64), nullable=False),
        sa.Column("lead_agency_id", ID, nullable=False),
        sa.Column("description", sa.String(length=200), nullable=True),
        sa.Column("sensitivity", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("canary", sa.Boolean(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("accused_count", sa.Integer(), nullable=False),
        sa.Column("victim_count", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", ID, nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lead_agency_id"], ["organisations.id"], name=op.f("fk_cases_lead_agency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("reference", name=op.f("uq_cases_reference")),
    )
    op.create_index(op.f("ix_cases_changed_at_id"), "cases", ["changed_at", "id"], unique=False)
    op.create_index(op.f("ix_cases_jurisdiction"), "cases", ["jurisdiction"], unique=False)
    op.create_index(op.f("ix_cases_lead_agency_id"), "cases", ["lead_agency_id"], unique=False)
    op.create_index(
        "ix_cases_reference_beginning",
        "cases",
        ["reference"],
        unique=False,
        postgresql_ops={"reference": "varchar_pattern_ops"},
    )


def _create_identity_fields() -> None:
    op.create_table(
        "identity_fields",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("field", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("group", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("event_id", ID, nullable=True),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_identity_fields_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_fields")),
        sa.UniqueConstraint(
            "person_id", "field", "number", name=op.f("uq_identity_fields_person_id_field_number")
        ),
    )


def _create_person_keys() -> None:
    op.create_table(
        "person_keys",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("root_version", sa.Integer(), nullable=False),
        sa.Column("destroyed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_person_keys_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person_keys")),
    )


def _create_teams() -> None:
    op.create_table(
        "teams",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("agency_id", ID, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["organisations.id"], name=op.f("fk_teams_agency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
    )
    op.create_index(op.f("ix_teams_agency_id"), "teams", ["agency_id"], unique=False)


def _create_users() -> None:
    op.create_table(
        "users",
        sa.Column("id", ID, nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("agency_id", ID, nullable=False),
        sa.Column("clearance", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=64), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("deactivated_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["organisations.id"], name=op.f("fk_users_agency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
    )
    op.create_index(op.f("ix_users_agency_id"), "users", ["agency_id"], unique=False)


def _create_approvals() -> None:
    op.create_table(
        "approvals",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=True),
        sa.Column("what", sa.String(length=64), nullable=False),
        sa.Column("track_id", ID, nullable=True),
        sa.Column("transition", sa.String(length=64), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("seen", JSON_, nullable=False),
        sa.Column("requested_by", ID, nullable=False),
        sa.Column("requested_role", sa.String(length=64), nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by", ID, nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decision", sa.String(length=64), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_approvals_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
    )
    op.create_index(
        op.f("ix_approvals_case_id_content_hash"),
        "approvals",
        ["case_id", "content_hash"],
        unique=False,
    )


def _create_case_grants() -> None:
    op.create_table(
        "case_grants",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("grantee_kind", sa.String(length=64), nullable=False),
        sa.Column("grantee_id", ID, nullable=False),
        sa.Column("basis", sa.String(length=64), nullable=False),
        sa.Column("rights", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("granted_by", ID, nullable=True),
        sa.Column("granted_at", UtcDateTime(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_grants_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_grants")),
    )
    op.create_index(
        "ix_case_grants_list",
        "case_grants",
        ["grantee_kind", "grantee_id", "changed_at", "case_id"],
        unique=False,
    )
    op.create_index(
        "ix_case_grants_object",
        "case_grants",
        ["case_id", "grantee_kind", "grantee_id"],
        unique=False,
    )


def _create_case_keys() -> None:
    op.create_table(
        "case_keys",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("root_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_keys_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_keys")),
    )


def _create_clocks() -> None:
    op.create_table(
        "clocks",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("track_id", ID, nullable=True),
        sa.Column("subject_id", ID, nullable=True),
        sa.Column("clock", sa.String(length=64), nullable=False),
        sa.Column("party", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("rule", sa.String(length=64), nullable=True),
        sa.Column("statement", JSON_, nullable=False),
        sa.Column("length", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(length=64), nullable=True),
        sa.Column("start", JSON_, nullable=True),
        sa.Column("counts_from", sa.String(length=64), nullable=False),
        sa.Column("roll", sa.String(length=64), nullable=False),
        sa.Column("before", sa.Boolean(), nullable=False),
        sa.Column("fixed_end", JSON_, nullable=True),
        sa.Column("pauses", JSON_, nullable=False),
        sa.Column("extensions", JSON_, nullable=False),
        sa.Column("cap", JSON_, nullable=True),
        sa.Column("stopped", JSON_, nullable=True),
        sa.Column("cancelled", JSON_, nullable=True),
        sa.Column("calendar", sa.String(length=64), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("started_by", ID, nullable=False),
        sa.Column("changed_by", ID, nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_clocks_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clocks")),
    )
    op.create_index(op.f("ix_clocks_case_id_clock"), "clocks", ["case_id", "clock"], unique=False)
    op.create_index("ix_clocks_open_due", "clocks", ["open", "due_at"], unique=False)
    op.create_index(op.f("ix_clocks_subject_id"), "clocks", ["subject_id"], unique=False)


def _create_credentials() -> None:
    op.create_table(
        "credentials",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("password_changed_at", UtcDateTime(), nullable=True),
        sa.Column("totp_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("totp_confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("totp_last_step", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_credentials_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_credentials")),
    )


def _create_drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=True),
        sa.Column("step", sa.String(length=200), nullable=False),
        sa.Column("seen", JSON_, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_drafts_case_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_drafts_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint(
            "user_id", "case_id", "step", name=op.f("uq_drafts_user_id_case_id_step")
        ),
    )


def _create_events() -> None:
    op.create_table(
        "events",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("track_id", ID, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("act_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("track", sa.String(length=64), nullable=False),
        sa.Column("subject_id", ID, nullable=True),
        sa.Column("transition", sa.String(length=64), nullable=False),
        sa.Column("from_state", sa.String(length=64), nullable=True),
        sa.Column("to_state", sa.String(length=64), nullable=True),
        sa.Column("occurred", JSON_, nullable=False),
        sa.Column("occurred_from", sa.Date(), nullable=True),
        sa.Column("occurred_to", sa.Date(), nullable=True),
        sa.Column("precision", sa.String(length=64), nullable=False),
        sa.Column("data", JSON_, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("effects", JSON_, nullable=False),
        sa.Column("findings", JSON_, nullable=False),
        sa.Column("definition_hash", sa.String(length=64), nullable=False),
        sa.Column("refers_to", ID, nullable=True),
        sa.Column("approval_id", ID, nullable=True),
        sa.Column("user_id", ID, nullable=True),
        sa.Column("agency_id", ID, nullable=True),
        sa.Column("role", sa.String(length=64), nullable=True),
        sa.Column("loaded_by", ID, nullable=True),
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_events_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("case_id", "seq", name=op.f("uq_events_case_id_seq")),
    )
    op.create_index(op.f("ix_events_act_id"), "events", ["act_id"], unique=False)
    op.create_index(op.f("ix_events_track_id_seq"), "events", ["track_id", "seq"], unique=False)


def _create_known_devices() -> None:
    op.create_table(
        "known_devices",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.Column("last_used_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_known_devices_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_devices")),
    )
    op.create_index(
        op.f("ix_known_devices_user_id_device"),
        "known_devices",
        ["user_id", "device"],
        unique=False,
    )


def _create_one_time_links() -> None:
    op.create_table(
        "one_time_links",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("purpose", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=200), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", ID, nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_one_time_links_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_one_time_links_token_hash")),
    )
    op.create_index(op.f("ix_one_time_links_user_id"), "one_time_links", ["user_id"], unique=False)


def _create_recovery_codes() -> None:
    op.create_table(
        "recovery_codes",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("code_hash", sa.String(length=200), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_recovery_codes_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_recovery_codes_code_hash")),
    )
    op.create_index(op.f("ix_recovery_codes_user_id"), "recovery_codes", ["user_id"], unique=False)


def _create_recusals() -> None:
    op.create_table(
        "recusals",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("from_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_recusals_case_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_recusals_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recusals")),
    )
    op.create_index(
        op.f("ix_recusals_case_id_user_id"), "recusals", ["case_id", "user_id"], unique=False
    )


def _create_register_rows() -> None:
    op.create_table(
        "register_rows",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("register", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("owner_kind", sa.String(length=64), nullable=False),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("status", sa.String(length=64), nullable=True),
        sa.Column("values", JSON_, nullable=False),
        sa.Column("created_by", ID, nullable=False),
        sa.Column("changed_by", ID, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_register_rows_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_rows")),
    )
    op.create_index(
        op.f("ix_register_rows_case_id_register"),
        "register_rows",
        ["case_id", "register"],
        unique=False,
    )


def _create_seals() -> None:
    op.create_table(
        "seals",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("sealed_at", UtcDateTime(), nullable=False),
        sa.Column("unsealed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_seals_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seals")),
    )
    op.create_index(op.f("ix_seals_case_id"), "seals", ["case_id"], unique=False)


def _create_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", ID, nullable=False),
        sa.Column("token_hash", sa.String(length=200), nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("stage", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_seen_at", UtcDateTime(), nullable=False),
        sa.Column("idle_seconds", sa.Integer(), nullable=False),
        sa.Column("absolute_until", UtcDateTime(), nullable=False),
        sa.Column("stepped_up_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_why", sa.String(length=64), nullable=True),
        sa.Column("user_agent", sa.String(length=200), nullable=True),
        sa.Column("flashes", JSON_, nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sessions_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sessions_token_hash")),
    )
    op.create_index(op.f("ix_sessions_user_id"), "sessions", ["user_id"], unique=False)


def _create_subjects() -> None:
    op.create_table(
        "subjects",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("created_by", ID, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_subjects_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_subjects_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subjects")),
        sa.UniqueConstraint("case_id", "label", name=op.f("uq_subjects_case_id_label")),
    )
    op.create_index(op.f("ix_subjects_label"), "subjects", ["label"], unique=False)
    op.create_index(op.f("ix_subjects_person_id"), "subjects", ["person_id"], unique=False)


def _create_supervisions() -> None:
    op.create_table(
        "supervisions",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("agency_id", ID, nullable=False),
        sa.Column("from_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["organisations.id"], name=op.f("fk_supervisions_agency_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_supervisions_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervisions")),
    )
    op.create_index(
        op.f("ix_supervisions_user_id_agency_id"),
        "supervisions",
        ["user_id", "agency_id"],
        unique=False,
    )


def _create_team_members() -> None:
    op.create_table(
        "team_members",
        sa.Column("id", ID, nullable=False),
        sa.Column("team_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_team_members_team_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_team_members_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_members")),
    )
    op.create_index(op.f("ix_team_members_team_id"), "team_members", ["team_id"], unique=False)
    op.create_index(
        op.f("ix_team_members_user_id_team_id"),
        "team_members",
        ["user_id", "team_id"],
        unique=False,
    )


def _create_user_roles() -> None:
    op.create_table(
        "user_roles",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("granted_by", ID, nullable=True),
        sa.Column("granted_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_user_roles_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_roles")),
    )
    op.create_index(op.f("ix_user_roles_user_id"), "user_roles", ["user_id"], unique=False)


def _create_seal_members() -> None:
    op.create_table(
        "seal_members",
        sa.Column("id", ID, nullable=False),
        sa.Column("seal_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["seal_id"], ["seals.id"], name=op.f("fk_seal_members_seal_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_seal_members_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal_members")),
    )
    op.create_index(
        op.f("ix_seal_members_seal_id_user_id"),
        "seal_members",
        ["seal_id", "user_id"],
        unique=False,
    )


def _create_tracks() -> None:
    op.create_table(
        "tracks",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("track", sa.String(length=64), nullable=False),
        sa.Column("subject_id", ID, nullable=True),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("definition_hash", sa.String(length=64), nullable=False),
        sa.Column("since", JSON_, nullable=True),
        sa.Column("since_event", ID, nullable=True),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("deputy_id", ID, nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", ID, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_tracks_case_id")),
        sa.ForeignKeyConstraint(
            ["definition_hash"], ["definitions.hash"], name=op.f("fk_tracks_definition_hash")
        ),
        sa.ForeignKeyConstraint(["subject_id"], ["subjects.id"], name=op.f("fk_tracks_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracks")),
    )
    op.create_index(op.f("ix_tracks_case_id_track"), "tracks", ["case_id", "track"], unique=False)
    op.create_index(op.f("ix_tracks_owner_id"), "tracks", ["owner_id"], unique=False)
    op.create_index(op.f("ix_tracks_track_state"), "tracks", ["track", "state"], unique=False)


TABLES = (
    "anchors",
    "audit_heads",
    "audit_rows",
    "audit_salts",
    "definitions",
    "fact_accused",
    "fact_accused_history",
    "fact_cases",
    "fact_cases_history",
    "fact_charges",
    "fact_charges_history",
    "fact_hearings",
    "fact_hearings_history",
    "fact_orders",
    "fact_orders_history",
    "fact_payments",
    "fact_payments_history",
    "fact_victims",
    "fact_victims_history",
    "instance",
    "organisations",
    "outbox",
    "persons",
    "sign_in_attempts",
    "blind_indexes",
    "cases",
    "identity_fields",
    "person_keys",
    "teams",
    "users",
    "approvals",
    "case_grants",
    "case_keys",
    "clocks",
    "credentials",
    "drafts",
    "events",
    "known_devices",
    "one_time_links",
    "recovery_codes",
    "recusals",
    "register_rows",
    "seals",
    "sessions",
    "subjects",
    "supervisions",
    "team_members",
    "user_roles",
    "seal_members",
    "tracks",
)
