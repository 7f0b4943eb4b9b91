"""What a full archive would be read through for is looked up: indexes only."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

INDEXES: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    ("answer", ("escalation_uid",), False),
    ("escalation", ("at",), False),
    ("payout", ("at",), False),
    ("promise", ("settled_at",), True),
    ("promise", ("state", "due_at"), False),
    ("remedy", ("state",), False),
    ("ticket", ("ended_at",), True),
    ("ticket", ("resolved_at",), True),
    ("ticket_row", ("respondent",), True),
)
"""Table, columns, and whether rows that say nothing there are left out."""


def upgrade() -> None:
    """Make the indexes."""
    for table, columns, told_only in INDEXES:
        said = sa.text(f"{columns[0]} IS NOT NULL") if told_only else None
        op.create_index(
            op.f(f"ix_{table}_{'_'.join(columns)}"),
            table,
            list(columns),
            unique=False,
            sqlite_where=said,
        )
