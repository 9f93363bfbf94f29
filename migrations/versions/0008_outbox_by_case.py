"""The outbox by case and kind, and notices that name an agency instead of a case.

A case's warnings are planned anew after each of its steps, so they are looked up by case. Who
supervises a searcher is told of a match whose case he may not see: of the agency alone.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.Uuid(as_uuid=False)


def upgrade() -> None:
    op.create_index("ix_outbox_case_id_kind", "outbox", ["case_id", "kind"])
    with op.batch_alter_table("notices") as notices:
        notices.alter_column("case_id", existing_type=ID, nullable=True)
        notices.add_column(sa.Column("agency_id", ID, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("notices") as notices:
        notices.drop_column("agency_id")
        notices.alter_column("case_id", existing_type=ID, nullable=False)
    op.drop_index("ix_outbox_case_id_kind", table_name="outbox")
