"""Absences of users with their deputies; tracks that are put to sleep until a day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ctj.model.base import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.Uuid(as_uuid=False)


def upgrade() -> None:
    op.create_table(
        "absences",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("deputy_id", ID, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["deputy_id"], ["users.id"], name=op.f("fk_absences_deputy_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_absences_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )
    op.create_index(op.f("ix_absences_user_id_first_day"), "absences", ["user_id", "first_day"])
    op.create_index(op.f("ix_absences_deputy_id_first_day"), "absences", ["deputy_id", "first_day"])
    op.add_column("tracks", sa.Column("asleep_until", sa.Date(), nullable=True))
    op.add_column("tracks", sa.Column("waiting_for", sa.String(length=64), nullable=True))
    op.create_index(op.f("ix_tracks_deputy_id"), "tracks", ["deputy_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_tracks_deputy_id"), table_name="tracks")
    op.drop_column("tracks", "waiting_for")
    op.drop_column("tracks", "asleep_until")
    op.drop_table("absences")
