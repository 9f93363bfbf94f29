"""When a subject went to another case: not found in the old one any more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ctj.model.base import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("subjects", sa.Column("left_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("subjects", "left_at")
