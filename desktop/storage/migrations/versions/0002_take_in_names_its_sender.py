"""A take-in names its sender, a shipment brings back what was lost, an arrival acknowledges."""

import sqlalchemy as sa
from alembic import op

from desktop.storage.fold import applier

revision = "0002"
down_revision = "0001"

ADDED = (
    ("take_in", "sender", sa.LargeBinary(16), "source"),
    ("shipment", "returned", sa.Boolean(), "0"),
    ("arrival", "acked", sa.BigInteger(), "0"),
)
"""Table, new column, its type, and what stands in the rows that are there already."""


def upgrade() -> None:
    """Add the columns and fill them."""
    connection = op.get_bind()
    with applier(connection):
        for table, column, kind, told in ADDED:
            op.add_column(table, sa.Column(column, kind, nullable=True))
            op.execute(f"UPDATE {table} SET {column} = {told}")  # noqa: S608 - names from above
            with op.batch_alter_table(table) as batch:
                batch.alter_column(column, existing_type=kind, nullable=False)
