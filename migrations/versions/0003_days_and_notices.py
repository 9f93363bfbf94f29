"""The day a hearing falls on, notices with each user's choices, and secret addresses of calendars.

``falls_on`` is filled from what the rows hold already, so that old hearings stand in the diary.
"""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from ctj.model.base import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.Uuid(as_uuid=False)
JSON_ = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.add_column("register_rows", sa.Column("falls_on", sa.Date(), nullable=True))
    op.create_index("ix_register_rows_diary", "register_rows", ["register", "status", "falls_on"])
    _fill_days()
    _create_notices()
    op.create_table(
        "notice_choices",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_notice_choices_user_id"),
        sa.PrimaryKeyConstraint("user_id", "kind", name="pk_notice_choices"),
    )
    _create_feeds()


def _create_notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("about", sa.String(length=64), nullable=False),
        sa.Column("subject_id", ID, nullable=True),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("mail_claimed_at", UtcDateTime(), nullable=True),
        sa.Column("mailed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_notices_user_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_notices_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.UniqueConstraint(
            "user_id", "kind", "source_id", "mark", name="uq_notices_user_id_kind_source_id_mark"
        ),
    )
    op.create_index("ix_notices_of_user", "notices", ["user_id", "created_at"])
    op.create_index("ix_notices_case_id", "notices", ["case_id"])


def _create_feeds() -> None:
    op.create_table(
        "calendar_feeds",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("counted_from", UtcDateTime(), nullable=True),
        sa.Column("reads", sa.Integer(), nullable=False),
        sa.Column("audited_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_calendar_feeds_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_feeds"),
        sa.UniqueConstraint("token_hash", name="uq_calendar_feeds_token_hash"),
    )
    op.create_index("ix_calendar_feeds_user_id", "calendar_feeds", ["user_id"])


def _fill_days() -> None:
    rows = sa.table(
        "register_rows",
        sa.column("id", ID),
        sa.column("register", sa.String),
        sa.column("values", JSON_),
        sa.column("falls_on", sa.Date),
    )
    connection = op.get_bind()
    found = connection.execute(sa.select(rows).where(rows.c.register == "hearings")).all()
    for row in found:
        day = _day((row.values or {}).get("planned"))
        if day:
            change = sa.update(rows).where(rows.c.id == row.id).values(falls_on=day)
            connection.execute(change)


def _day(planned: object) -> date | None:
    """The first day of a date known to the day or minute: '2026-11-25', '2026-11-25T10:30'."""
    text = planned.get("value") if isinstance(planned, dict) else planned
    if not isinstance(text, str) or len(text) not in (10, 16):
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def downgrade() -> None:
    op.drop_table("calendar_feeds")
    op.drop_table("notice_choices")
    op.drop_table("notices")
    op.drop_index("ix_register_rows_diary", table_name="register_rows")
    op.drop_column("register_rows", "falls_on")
