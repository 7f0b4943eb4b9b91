"""Tickets keep pauses and extensions, sites their opening hours, list rows where a clock began."""

import sqlalchemy as sa
from alembic import op

from desktop.storage.fold import applier

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the columns and the table; a list row's clock began when the ticket was received."""
    with applier(op.get_bind()):
        op.add_column("ticket", sa.Column("timing", sa.Text(), nullable=True))
        op.add_column("ticket", sa.Column("severity_set_at", sa.BigInteger(), nullable=True))
        op.add_column("site", sa.Column("hours", sa.Text(), nullable=True))
        op.add_column("ticket_row", sa.Column("due_since", sa.BigInteger(), nullable=True))
        op.execute("UPDATE ticket_row SET due_since = received_at WHERE due_at IS NOT NULL")
        op.add_column("ticket_row", sa.Column("proposed", sa.Text(), nullable=True))
        op.create_index(
            op.f("ix_ticket_row_proposed"),
            "ticket_row",
            ["proposed"],
            sqlite_where=sa.text("proposed IS NOT NULL"),
        )
        op.create_table(
            "review",
            sa.Column("site", sa.LargeBinary(16), nullable=False),
            sa.Column("uid", sa.LargeBinary(16), nullable=False),
            sa.Column("ticket_site", sa.LargeBinary(16), nullable=False),
            sa.Column("ticket_uid", sa.LargeBinary(16), nullable=False),
            sa.Column("approved", sa.Boolean(), nullable=False),
            sa.Column("text", sa.Text(), nullable=True),
            sa.Column("reviewer", sa.Text(), nullable=True),
            sa.Column("at", sa.BigInteger(), nullable=False),
            sa.Column("by", sa.LargeBinary(16), nullable=True),
            sa.PrimaryKeyConstraint("site", "uid", name=op.f("pk_review")),
        )
        op.create_index(op.f("ix_review_ticket_uid"), "review", ["ticket_uid"])
        op.create_table(
            "clock_event",
            sa.Column("site", sa.LargeBinary(16), nullable=False),
            sa.Column("uid", sa.LargeBinary(16), nullable=False),
            sa.Column("ticket_site", sa.LargeBinary(16), nullable=False),
            sa.Column("ticket_uid", sa.LargeBinary(16), nullable=False),
            sa.Column("act", sa.Text(), nullable=False),
            sa.Column("at", sa.BigInteger(), nullable=False),
            sa.Column("by", sa.LargeBinary(16), nullable=True),
            sa.Column("ground", sa.Text(), nullable=True),
            sa.Column("units", sa.BigInteger(), nullable=True),
            sa.Column("reason", sa.Text(), nullable=True),
            sa.Column("evidence_site", sa.LargeBinary(16), nullable=True),
            sa.Column("evidence_uid", sa.LargeBinary(16), nullable=True),
            sa.Column("told_at", sa.BigInteger(), nullable=True),
            sa.Column("told_how", sa.Text(), nullable=True),
            sa.PrimaryKeyConstraint("site", "uid", name=op.f("pk_clock_event")),
        )
        op.create_index(op.f("ix_clock_event_ticket_uid"), "clock_event", ["ticket_uid"])
