"""A team as the owner of a track: the pool of a unit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tracks", sa.Column("pool_id", sa.Uuid(as_uuid=False), nullable=True))
    op.create_index(op.f("ix_tracks_pool_id"), "tracks", ["pool_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_tracks_pool_id"), table_name="tracks")
    op.drop_column("tracks", "pool_id")
