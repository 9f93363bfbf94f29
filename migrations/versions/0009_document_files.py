"""Files attached to documents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ctj.model.base import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document_files",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("case_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("row_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=False),
        sa.Column("stored_at", UtcDateTime(), nullable=False),
        sa.Column("stored_by", sa.Uuid(as_uuid=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_document_files_case_id_cases")
        ),
        sa.ForeignKeyConstraint(
            ["stored_by"], ["users.id"], name=op.f("fk_document_files_stored_by_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_files")),
        sa.UniqueConstraint("row_id", "version", name=op.f("uq_document_files_row_id_version")),
    )
    op.create_index(op.f("ix_document_files_case_id"), "document_files", ["case_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_document_files_case_id"), table_name="document_files")
    op.drop_table("document_files")
