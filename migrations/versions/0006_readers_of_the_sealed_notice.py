"""Who reads the sealed notice 'this accused is also a victim' of a case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ctj.model.base import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.Uuid(as_uuid=False)


def upgrade() -> None:
    op.create_table(
        "match_readers",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("named_by", ID, nullable=False),
        sa.Column("named_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_match_readers_case_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_match_readers_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_readers")),
    )
    op.create_index(op.f("ix_match_readers_case_id_role"), "match_readers", ["case_id", "role"])


def downgrade() -> None:
    op.drop_index(op.f("ix_match_readers_case_id_role"), table_name="match_readers")
    op.drop_table("match_readers")
