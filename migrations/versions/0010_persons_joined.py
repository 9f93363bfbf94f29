"""Records of one person, joined by two people and parted again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ctj.model.base import Json, UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.Uuid(as_uuid=False)


def upgrade() -> None:
    op.create_table(
        "person_merges",
        sa.Column("id", ID, nullable=False),
        sa.Column("kept_id", ID, nullable=False),
        sa.Column("joined_id", ID, nullable=False),
        sa.Column("kept_subject", ID, nullable=False),
        sa.Column("joined_subject", ID, nullable=False),
        sa.Column("because", sa.String(length=64), nullable=False),
        sa.Column("moved", Json, nullable=False),
        sa.Column("asked_by", ID, nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("decision", sa.String(length=64), nullable=True),
        sa.Column("decided_by", ID, nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("undo_asked_by", ID, nullable=True),
        sa.Column("undo_asked_at", UtcDateTime(), nullable=True),
        sa.Column("undone_by", ID, nullable=True),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["joined_id"], ["persons.id"], name=op.f("fk_person_merges_joined_id")
        ),
        sa.ForeignKeyConstraint(["kept_id"], ["persons.id"], name=op.f("fk_person_merges_kept_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_merges")),
    )
    op.create_index(op.f("ix_person_merges_kept_id"), "person_merges", ["kept_id"])
    op.create_index(op.f("ix_person_merges_joined_id"), "person_merges", ["joined_id"])
    op.create_table(
        "person_links",
        sa.Column("joined_id", ID, nullable=False),
        sa.Column("kept_id", ID, nullable=False),
        sa.Column("merge_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["joined_id"], ["persons.id"], name=op.f("fk_person_links_joined_id")
        ),
        sa.ForeignKeyConstraint(["kept_id"], ["persons.id"], name=op.f("fk_person_links_kept_id")),
        sa.ForeignKeyConstraint(
            ["merge_id"], ["person_merges.id"], name=op.f("fk_person_links_merge_id")
        ),
        sa.PrimaryKeyConstraint("joined_id", name=op.f("pk_person_links")),
    )
    op.create_index(op.f("ix_person_links_kept_id"), "person_links", ["kept_id"])


def downgrade() -> None:
    op.drop_table("person_links")
    op.drop_table("person_merges")
