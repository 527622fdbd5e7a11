"""meetings: registration, mail to participants, evaluation, calendar feeds"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "calendar_links",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("handle", sa.String(length=32), nullable=False),
        sa.Column("member_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_calendar_links_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_links")),
        sa.UniqueConstraint("handle", name=op.f("uq_calendar_links_handle")),
    )
    with op.batch_alter_table("calendar_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_links_member_id"), ["member_id"], unique=False)

    op.create_table(
        "evaluation_sheets",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("meeting_id", sa.String(length=32), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_evaluation_sheets_meeting_id_meetings"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_sheets")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("evaluation_sheets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evaluation_sheets_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "evaluations_given",
        sa.Column("meeting_id", sa.String(length=32), nullable=False),
        sa.Column("member_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_evaluations_given_meeting_id_meetings"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_evaluations_given_member_id_members")),
        sa.PrimaryKeyConstraint("meeting_id", "member_id", name=op.f("pk_evaluations_given")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "meeting_notices",
        sa.Column("meeting_id", sa.String(length=32), nullable=False),
        sa.Column("what", sa.String(length=10), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_notices_meeting_id_meetings"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("meeting_id", "what", "day", name=op.f("pk_meeting_notices")),
    )
    op.create_table(
        "meeting_sequences",
        sa.Column("meeting_id", sa.String(length=32), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_sequences_meeting_id_meetings"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_meeting_sequences")),
    )
    op.create_table(
        "participant_letters",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("meeting_id", sa.String(length=32), nullable=False),
        sa.Column("group", sa.String(length=12), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("recipients", sa.Integer(), nullable=False),
        sa.Column("sent_by", sa.String(length=32), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_participant_letters_meeting_id_meetings"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["sent_by"], ["members.id"], name=op.f("fk_participant_letters_sent_by_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant_letters")),
    )
    with op.batch_alter_table("participant_letters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_participant_letters_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "registration_desks",
        sa.Column("meeting_id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retain_until", sa.String(length=10), nullable=False),
        sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_registration_desks_meeting_id_meetings"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_registration_desks")),
    )
    with op.batch_alter_table("registration_desks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registration_desks_retain_until"), ["retain_until"], unique=False)

    op.create_table(
        "registrations",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("meeting_id", sa.String(length=32), nullable=False),
        sa.Column("member_id", sa.String(length=32), nullable=True),
        sa.Column("registered_by", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("authority", sa.String(length=300), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("delegation", sa.String(length=32), nullable=False),
        sa.Column("head", sa.Boolean(), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_registrations_meeting_id_meetings"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_registrations_member_id_members")),
        sa.ForeignKeyConstraint(["registered_by"], ["members.id"], name=op.f("fk_registrations_registered_by_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registrations")),
        sa.UniqueConstraint("meeting_id", "member_id", name=op.f("uq_registrations_meeting_id")),
    )
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registrations_delegation"), ["delegation"], unique=False)
        batch_op.create_index(batch_op.f("ix_registrations_member_id"), ["member_id"], unique=False)
        batch_op.create_index("ix_registrations_queue", ["meeting_id", "state", "queued_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_registrations_registered_by"), ["registered_by"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registrations_registered_by"))
        batch_op.drop_index("ix_registrations_queue")
        batch_op.drop_index(batch_op.f("ix_registrations_member_id"))
        batch_op.drop_index(batch_op.f("ix_registrations_delegation"))

    op.drop_table("registrations")
    with op.batch_alter_table("registration_desks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_desks_retain_until"))

    op.drop_table("registration_desks")
    with op.batch_alter_table("participant_letters", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_participant_letters_meeting_id"))

    op.drop_table("participant_letters")
    op.drop_table("meeting_sequences")
    op.drop_table("meeting_notices")
    op.drop_table("evaluations_given")
    with op.batch_alter_table("evaluation_sheets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evaluation_sheets_meeting_id"))

    op.drop_table("evaluation_sheets")
    with op.batch_alter_table("calendar_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calendar_links_member_id"))

    op.drop_table("calendar_links")
