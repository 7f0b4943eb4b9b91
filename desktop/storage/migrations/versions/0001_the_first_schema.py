"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table, the ledger's guards and the search index."""
    op.create_table(
        "answer",
        sa.Column("escalation_site", sa.LargeBinary(16), nullable=False),
        sa.Column("escalation_uid", sa.LargeBinary(16), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.LargeBinary(16), nullable=True),
        sa.Column("ticket_site", sa.LargeBinary(16), nullable=False),
        sa.Column("ticket_uid", sa.LargeBinary(16), nullable=False),
        sa.Column("site", sa.LargeBinary(16), nullable=False),
        sa.Column("uid", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("site", "uid", name=op.f("pk_answer")),
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_ticket_uid"), ["ticket_uid"], unique=False)

    op.create_table(
        "approval",
        sa.Column("remedy_site", sa.LargeBinary(16), nullable=False),
        sa.Column("remedy_uid", sa.LargeBinary(16), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.LargeBinary(16), nullable=True),
        sa.Column("ticket_site", sa.LargeBinary(16), nullable=False),
        sa.Column("ticket_uid", sa.LargeBinary(16), nullable=False),
        sa.Column("site", sa.LargeBinary(16), nullable=False),
        sa.Column("uid", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("site", "uid", name=op.f("pk_approval")),
    )
    with op.batch_alter_table("approval", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approval_ticket_uid"), ["ticket_uid"], unique=False)

    op.create_table(
        "arrival",
        sa.Column("uid", sa.LargeBinary(16), nullable=False),
        sa.Column("source", sa.LargeBinary(16), nullable=False),
        sa.Column("epoch", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_arrival")),
        sa.UniqueConstraint(
            "source",
            "epoch",
            "number",
            "manifest",
            name=op.f("uq_arrival_source_epoch_number_manifest"),
        ),
    )
    op.create_table(
        "conflict",
        sa.Column("ticket_site", sa.LargeBinary(16), nullable=False),
        sa.Column("ticket_uid", sa.LargeBinary(16), nullable=False),
        sa.Column("entry_site", sa.LargeBinary(16), nullable=False),
        sa.Column("entry_seq", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.LargeBinary(16), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("site", sa.LargeBinary(16), nullable=False),
        sa.Column("uid", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("site", "uid", name=op.f("pk_conflict")),
    )
    with op.batch_alter_table("conflict", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conflict_ticket_uid"), ["ticket_uid"], unique=False)

    op.create_table(
        "contact_point",
        sa.Column("person_site", sa.LargeBinary(16), nullable=False),
        sa.Column("person_uid", sa.LargeBinary(16), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("whose", sa.Text(), nullable=True),
        sa.Column("site", sa.LargeBinary(16), nullable=False),
        sa.Column("uid", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("site", "uid", name=op.f("pk_contact_point")),
    )
    with op.batch_alter_table("contact_point", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contact_point_person_uid"), ["person_uid"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_contact_point_value"), ["value"], unique=False)

    op.create_table(
        "custody_step",
        sa.Column("evidence_site", sa.LargeBinary(16), nullable=False),
        sa.Column("evidence_uid", sa.LargeBinary(16), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.LargeBinary(16), nullable=True),
        sa.Column("ticket_site", sa.LargeBinary(16), nullable=False),
        sa.Column("ticket_uid", sa.LargeBinary(16), nullable=False),
        sa.Column("site", sa.LargeBinary(16), nullable=False),
        sa.Column("uid", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("site", "uid", name=op.f("pk_custody_step")),
    )
    with op.batch_alter_table("custody_step", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_custody_step_ticket_uid"), ["ticket_uid"], unique=False
        )

    op.create_table(
        "day_close",
        sa.Column("business_day", sa.Text(), nullable=False),
        sa.Column("supplement", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_by", sa.LargeBinary(16), nullable=True),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.BigInteger(), nullable=False),
        sa.Column("head_seq", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("site", sa.LargeBinary(16), nullable=False),
        sa.Column("uid", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("site", "uid", name=op.f("pk_day_close")),
    )
    with op.batch_alter_table("day_close", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_day_close_site_business_day"), ["site", "business_day"], unique=False
        )

    op.create_table(
        "draft",
        sa.Column("uid", sa.LargeBinary(16), nullable=False),
        sa.Column("counter", sa.Text(), nullable=False),
        sa.Column("by", sa.LargeBinary(16), nullable=True),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_draft")),
    )
    op.create_table(
        "enrolment",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Text(), nullable=False),
        sa.Column("secret_digest", sa.LargeBinary(), nullable=False),
        sa.Column("invited_at", sa.BigInteger(), nullable=False),
        sa.Column("site", sa.LargeBinary(16), nullable=False),
        sa.Column("uid", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("site", "uid", name=op.f("pk_enrolment")),
    )
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enrolment_code"), ["code"], unique=False)

    op.create_table(
        "entry",
        sa.Column("site", sa.LargeBinary(16), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("use_case", sa.Text(), nullable=False),
        sa.Column("actor", sa.LargeBinary(16), nullable=True),
        sa.Column("command", sa.LargeBinary(16), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.PrimaryKeyConstraint("site", "seq", name=op.f("pk_entry")),
        sa.UniqueConstraint("command", name=op.f("uq_entry_command")),
    )
    op.create_table(
        "entry_ticket",
        sa.Column("ticket_uid", sa.LargeBinary(16), nullable=False),
        sa.Column("site", sa.LargeBinary(16), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("ticket_uid", "site", "seq", name=op.f("pk_entry_ticket")),
    )
    op.create_table(
        "escalation",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.LargeBinary(16), nullable=True),
        sa.Column("to_site", sa.LargeBinary(16), nullable=True),
        sa.Column("ticket_site", sa.LargeBinary(16), nullable=False),
        sa.Column("ticket_uid", sa.LargeBinary(16), nullable=False),
        sa.Column("site", sa.LargeBinary(16), nullable=False),
        sa.Column("uid", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("site", "uid", name=op.f("pk_escalation")),
    )
    with op.batch_alter_table("escalation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_escalation_ticket_uid"), ["ticket_uid"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("vault_key", sa.LargeBinary(), nullable=False),
        sa.Column("original_site", sa.LargeBinary(16), nullable=True),
        sa.Column("original_uid", sa.LargeBinary(16), nullable=True),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.Column("taken_by", sa.LargeBinary(16), nullable=True),
        sa.Column("ticket_site", sa.LargeBinary(16), nullable=False),
        sa.Column("ticket_uid", sa.LargeBinary(16), nullable=False),
        sa.Column("site", sa.LargeBinary(16), nullable=False),
        sa.Column("uid", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("site", "uid", name=op.f("pk_evidence")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_sha256"), ["sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_ticket_uid"), ["ticket_uid"], unique=False)

    op.create_table(
        "note",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.LargeBinary(16), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("ticket_site", sa.LargeBinary(16), nullable=False),
        sa.Column("ticket_uid", sa.LargeBinary(16), nullable=False),
        sa.Column("site", sa.LargeBinary(16), nullable=False),
        sa.Column("uid", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("site", "uid", name=op.f("pk_note")),
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_note_ticket_uid"), ["ticket_uid"], unique=False)

    op.create_table(
        "payout",
        sa.Column("remedy_site", sa.LargeBinary(16), nullable=False),
        sa.Column("remedy_uid", sa.LargeBinary(16), nullable=False),
        sa.Column("means", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("voucher", sa.Text(), nullable=True),
        sa.Column("receiver", sa.Text(), nullable=True),
        sa.Column("witness", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.LargeBinary(16), nullable=True),
        sa.Column("ticket_site", sa.LargeBinary(16), nullable=False),
        sa.Column("ticket_uid", sa.LargeBinary(16), nullable=False),
        sa.Column("site", sa.LargeBinary(16), nullable=False),
        sa.Column("uid", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("site", "uid", name=op.f("pk_payout")),
    )
    with op.batch_alter_table("payout", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payout_ticket_uid"), ["ticket_uid"], unique=False)

    op.create_table(
        "person",
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("id_type", sa.Text(), nullable=True),
        sa.Column("id_number", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("best_time", sa.Text(), nullable=True),
        sa.Column("site", sa.LargeBinary(16), nullable=False),
        sa.Column("uid", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("site", "uid", name=op.f("pk_person")),
    )
    op.create_table(
        "promise",
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.LargeBinary(16), nullable=True),
        sa.Column("told_how", sa.Text(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("ticket_site", sa.LargeBinary(16), nullable=False),
        sa.Column("ticket_uid", sa.LargeBinary(16), nullable=False),
        sa.Column("site", sa.LargeBinary(16), nullable=False),
        sa.Column("uid", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("site", "uid", name=op.f("pk_promise")),
    )
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_promise_ticket_uid"), ["ticket_uid"], unique=False)

    op.create_table(
        "remedy",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.BigInteger(), nullable=False),
        sa.Column("proposed_by", sa.LargeBinary(16), nullable=True),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ticket_site", sa.LargeBinary(16), nullable=False),
        sa.Column("ticket_uid", sa.LargeBinary(16), nullable=False),
        sa.Column("site", sa.LargeBinary(16), nullable=False),
        sa.Column("uid", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("site", "uid", name=op.f("pk_remedy")),
    )
    with op.batch_alter_table("remedy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_remedy_ticket_uid"), ["ticket_uid"], unique=False)

    op.create_table(
        "rule_pack",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("site", sa.LargeBinary(16), nullable=False),
        sa.Column("uid", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("site", "uid", name=op.f("pk_rule_pack")),
    )
    with op.batch_alter_table("rule_pack", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rule_pack_digest"), ["digest"], unique=False)

    op.create_table(
        "search_text",
        sa.Column("rid", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_search_text")),
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "shipment",
        sa.Column("uid", sa.LargeBinary(16), nullable=False),
        sa.Column("destination", sa.LargeBinary(16), nullable=False),
        sa.Column("epoch", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("from_seq", sa.BigInteger(), nullable=False),
        sa.Column("to_seq", sa.BigInteger(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("delivered_to", sa.Text(), nullable=True),
        sa.Column("delivered_at", sa.BigInteger(), nullable=True),
        sa.Column("receipted_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_shipment")),
        sa.UniqueConstraint(
            "destination", "epoch", "number", name=op.f("uq_shipment_destination_epoch_number")
        ),
    )
    op.create_table(
        "site",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("pack", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("site", sa.LargeBinary(16), nullable=False),
        sa.Column("uid", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("site", "uid", name=op.f("pk_site")),
    )
    op.create_table(
        "site_key",
        sa.Column("site_uid", sa.LargeBinary(16), nullable=False),
        sa.Column("signing", sa.LargeBinary(), nullable=False),
        sa.Column("sealing", sa.Text(), nullable=False),
        sa.Column("recovery", sa.Text(), nullable=True),
        sa.Column("enrolment", sa.LargeBinary(16), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("site", sa.LargeBinary(16), nullable=False),
        sa.Column("uid", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("site", "uid", name=op.f("pk_site_key")),
    )
    with op.batch_alter_table("site_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_site_key_site_uid"), ["site_uid"], unique=False)

    op.create_table(
        "staff",
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("site", sa.LargeBinary(16), nullable=False),
        sa.Column("uid", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("site", "uid", name=op.f("pk_staff")),
    )
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_login"), ["login"], unique=False)

    op.create_table(
        "staff_key",
        sa.Column("staff_uid", sa.LargeBinary(16), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.LargeBinary(16), nullable=True),
        sa.Column("replaces", sa.LargeBinary(16), nullable=True),
        sa.Column("site", sa.LargeBinary(16), nullable=False),
        sa.Column("uid", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("site", "uid", name=op.f("pk_staff_key")),
    )
    with op.batch_alter_table("staff_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_key_staff_uid"), ["staff_uid"], unique=False)

    op.create_table(
        "subject_key",
        sa.Column("subject", sa.LargeBinary(16), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_subject_key")),
    )
    op.create_table(
        "take_in",
        sa.Column("source", sa.LargeBinary(16), nullable=False),
        sa.Column("epoch", sa.Text(), nullable=False),
        sa.Column("bundle", sa.BigInteger(), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("from_seq", sa.BigInteger(), nullable=False),
        sa.Column("to_seq", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.Column("verdicts", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("site", sa.LargeBinary(16), nullable=False),
        sa.Column("uid", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("site", "uid", name=op.f("pk_take_in")),
    )
    with op.batch_alter_table("take_in", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_take_in_source_to_seq"), ["source", "to_seq"], unique=False
        )

    op.create_table(
        "thumbnail",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("png", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_thumbnail")),
    )
    op.create_table(
        "ticket",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("business_day", sa.Text(), nullable=False),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.Column("nature", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("demands", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("asked", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=True),
        sa.Column("batch", sa.Text(), nullable=True),
        sa.Column("order", sa.Text(), nullable=True),
        sa.Column("bought_on", sa.Text(), nullable=True),
        sa.Column("goods_kept", sa.Text(), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("registered_at", sa.BigInteger(), nullable=False),
        sa.Column("registered_by", sa.LargeBinary(16), nullable=True),
        sa.Column("complainant_site", sa.LargeBinary(16), nullable=True),
        sa.Column("complainant_uid", sa.LargeBinary(16), nullable=True),
        sa.Column("representative", sa.Text(), nullable=True),
        sa.Column("respondent_staff", sa.LargeBinary(16), nullable=True),
        sa.Column("respondent_name", sa.Text(), nullable=True),
        sa.Column("respondent_counter", sa.Text(), nullable=True),
        sa.Column("respondent_partner", sa.Text(), nullable=True),
        sa.Column("flags", sa.Text(), nullable=False),
        sa.Column("source_name", sa.Text(), nullable=True),
        sa.Column("source_number", sa.Text(), nullable=True),
        sa.Column("source_due", sa.Text(), nullable=True),
        sa.Column("pack", sa.Text(), nullable=False),
        sa.Column("custodian", sa.LargeBinary(16), nullable=False),
        sa.Column("offered_to", sa.LargeBinary(16), nullable=True),
        sa.Column("with_manager", sa.Boolean(), nullable=False),
        sa.Column("assignee", sa.LargeBinary(16), nullable=True),
        sa.Column("responded_at", sa.BigInteger(), nullable=True),
        sa.Column("resolved_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("told_how", sa.Text(), nullable=True),
        sa.Column("routes_told", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("site", sa.LargeBinary(16), nullable=False),
        sa.Column("uid", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("site", "uid", name=op.f("pk_ticket")),
        sa.UniqueConstraint("number", name=op.f("uq_ticket_number")),
    )
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ticket_complainant_uid"), ["complainant_uid"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_ticket_site_business_day_serial"),
            ["site", "business_day", "serial"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_ticket_uid"), ["uid"], unique=False)

    op.create_table(
        "ticket_row",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("site", sa.LargeBinary(16), nullable=False),
        sa.Column("uid", sa.LargeBinary(16), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("business_day", sa.Text(), nullable=False),
        sa.Column("nature", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("custodian", sa.LargeBinary(16), nullable=False),
        sa.Column("with_manager", sa.Boolean(), nullable=False),
        sa.Column("assignee", sa.LargeBinary(16), nullable=True),
        sa.Column("respondent", sa.LargeBinary(16), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("complainant", sa.Text(), nullable=False),
        sa.Column("evidence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_ticket_row")),
        sa.UniqueConstraint("uid", name=op.f("uq_ticket_row_uid")),
    )
    with op.batch_alter_table("ticket_row", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ticket_row_assignee_is_open"), ["assignee", "is_open"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_ticket_row_is_open_due_at_rid"),
            ["is_open", "due_at", "rid"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_ticket_row_received_at_rid"), ["received_at", "rid"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_ticket_row_site_business_day"), ["site", "business_day"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_ticket_row_status_received_at_rid"),
            ["status", "received_at", "rid"],
            unique=False,
        )

    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER entry_no_{act.lower()} BEFORE {act} ON entry "
            "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
        )
    # REPLACE deletes without asking the triggers above.
    op.execute(
        "CREATE TRIGGER entry_no_replace BEFORE INSERT ON entry WHEN EXISTS (SELECT 1 FROM entry "
        "WHERE site = NEW.site AND seq = NEW.seq OR command = NEW.command) "
        "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
    )
    op.execute(
        "CREATE VIRTUAL TABLE ticket_search USING fts5(body, content='', "
        "contentless_delete=1, tokenize='unicode61 remove_diacritics 0')"
    )
