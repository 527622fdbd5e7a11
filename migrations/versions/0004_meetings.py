"""meetings: agenda, documents, minutes, decisions"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "meeting_numbers",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_meeting_numbers")),
    )
    op.create_table(
        "meetings",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=True),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("authority_id", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("exercise", sa.Boolean(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("opened", sa.Text(), nullable=False),
        sa.Column("sort_date", sa.String(length=10), nullable=False),
        sa.Column("series", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authorities.id"], name=op.f("fk_meetings_authority_id_authorities")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["members.id"], name=op.f("fk_meetings_owner_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
        sa.UniqueConstraint("number", name=op.f("uq_meetings_number")),
    )
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meetings_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_meetings_series", ["series"], unique=False)
        batch_op.create_index("ix_meetings_status", ["status", "sort_date"], unique=False)

    op.create_table(
        "meeting_audiences",
        sa.Column("meeting_id", sa.String(length=32), nullable=False),
        sa.Column("layer", sa.String(length=10), nullable=False),
        sa.Column("token", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_audiences_meeting_id_meetings"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("meeting_id", "layer", "token", name=op.f("pk_meeting_audiences")),
    )
    with op.batch_alter_table("meeting_audiences", schema=None) as batch_op:
        batch_op.create_index("ix_meeting_audiences_token", ["token", "layer", "meeting_id"], unique=False)

    op.create_table(
        "meeting_decisions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("meeting_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("assignee_id", sa.String(length=32), nullable=True),
        sa.Column("due", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=32), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["assignee_id"], ["members.id"], name=op.f("fk_meeting_decisions_assignee_id_members")),
        sa.ForeignKeyConstraint(["closed_by"], ["members.id"], name=op.f("fk_meeting_decisions_closed_by_members")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_decisions_meeting_id_meetings"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_decisions")),
    )
    with op.batch_alter_table("meeting_decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_decisions_assignee_id"), ["assignee_id"], unique=False)
        batch_op.create_index("ix_meeting_decisions_due", ["state", "due"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_decisions_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "meeting_minutes",
        sa.Column("meeting_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("saved_by", sa.String(length=32), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_minutes_meeting_id_meetings"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["saved_by"], ["members.id"], name=op.f("fk_meeting_minutes_saved_by_members")),
        sa.PrimaryKeyConstraint("meeting_id", "number", name=op.f("pk_meeting_minutes")),
    )
    op.create_table(
        "meeting_minutes_editing",
        sa.Column("meeting_id", sa.String(length=32), nullable=False),
        sa.Column("member_id", sa.String(length=32), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meetings.id"],
            name=op.f("fk_meeting_minutes_editing_meeting_id_meetings"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_meeting_minutes_editing_member_id_members")
        ),
        sa.PrimaryKeyConstraint("meeting_id", "member_id", name=op.f("pk_meeting_minutes_editing")),
    )
    op.create_table(
        "meeting_organizers",
        sa.Column("meeting_id", sa.String(length=32), nullable=False),
        sa.Column("member_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_organizers_meeting_id_meetings"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_meeting_organizers_member_id_members")),
        sa.PrimaryKeyConstraint("meeting_id", "member_id", name=op.f("pk_meeting_organizers")),
    )
    op.create_table(
        "meeting_places",
        sa.Column("meeting_id", sa.String(length=32), nullable=False),
        sa.Column("place", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_places_meeting_id_meetings"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("meeting_id", "place", name=op.f("pk_meeting_places")),
    )
    with op.batch_alter_table("meeting_places", schema=None) as batch_op:
        batch_op.create_index("ix_meeting_places_place", ["place", "meeting_id"], unique=False)

    op.create_table(
        "meeting_sessions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("meeting_id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("room", sa.String(length=300), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_sessions_meeting_id_meetings"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_sessions")),
    )
    with op.batch_alter_table("meeting_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_sessions_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "agenda_items",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("meeting_id", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("speaker_id", sa.String(length=32), nullable=True),
        sa.Column("speaker", sa.String(length=300), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("asks", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_agenda_items_meeting_id_meetings"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["meeting_sessions.id"],
            name=op.f("fk_agenda_items_session_id_meeting_sessions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["speaker_id"], ["members.id"], name=op.f("fk_agenda_items_speaker_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_items")),
    )
    with op.batch_alter_table("agenda_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agenda_items_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index("ix_agenda_items_place", ["session_id", "position"], unique=False)
        batch_op.create_index(batch_op.f("ix_agenda_items_speaker_id"), ["speaker_id"], unique=False)

    op.create_table(
        "meeting_documents",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.String(length=32), nullable=False),
        sa.Column("item_id", sa.String(length=32), nullable=True),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("authority_id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("mark", sa.String(length=12), nullable=False),
        sa.Column("named", sa.Text(), nullable=False),
        sa.Column("opened", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authorities.id"], name=op.f("fk_meeting_documents_authority_id_authorities")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["agenda_items.id"],
            name=op.f("fk_meeting_documents_item_id_agenda_items"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_documents_meeting_id_meetings"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["members.id"], name=op.f("fk_meeting_documents_owner_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_documents")),
    )
    with op.batch_alter_table("meeting_documents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_documents_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_documents_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "meeting_presentations",
        sa.Column("item_id", sa.String(length=32), nullable=False),
        sa.Column("meeting_id", sa.String(length=32), nullable=False),
        sa.Column("member_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("thing_id", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["agenda_items.id"],
            name=op.f("fk_meeting_presentations_item_id_agenda_items"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meetings.id"],
            name=op.f("fk_meeting_presentations_meeting_id_meetings"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_meeting_presentations_member_id_members")),
        sa.PrimaryKeyConstraint("item_id", "member_id", name=op.f("pk_meeting_presentations")),
    )
    with op.batch_alter_table("meeting_presentations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_presentations_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_presentations_thing_id"), ["thing_id"], unique=False)

    op.create_table(
        "meeting_document_audiences",
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.Column("token", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["meeting_documents.id"],
            name=op.f("fk_meeting_document_audiences_document_id_meeting_documents"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("document_id", "token", name=op.f("pk_meeting_document_audiences")),
    )
    with op.batch_alter_table("meeting_document_audiences", schema=None) as batch_op:
        batch_op.create_index("ix_meeting_document_audiences_token", ["token", "document_id"], unique=False)

    op.create_table(
        "meeting_document_versions",
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_by", sa.String(length=32), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by"], ["members.id"], name=op.f("fk_meeting_document_versions_added_by_members")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["meeting_documents.id"],
            name=op.f("fk_meeting_document_versions_document_id_meeting_documents"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("document_id", "number", name=op.f("pk_meeting_document_versions")),
    )
    with op.batch_alter_table("meeting_document_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_document_versions_sha256"), ["sha256"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("meeting_document_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_document_versions_sha256"))

    op.drop_table("meeting_document_versions")
    with op.batch_alter_table("meeting_document_audiences", schema=None) as batch_op:
        batch_op.drop_index("ix_meeting_document_audiences_token")

    op.drop_table("meeting_document_audiences")
    with op.batch_alter_table("meeting_presentations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_presentations_thing_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_presentations_meeting_id"))

    op.drop_table("meeting_presentations")
    with op.batch_alter_table("meeting_documents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_documents_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_documents_item_id"))

    op.drop_table("meeting_documents")
    with op.batch_alter_table("agenda_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agenda_items_speaker_id"))
        batch_op.drop_index("ix_agenda_items_place")
        batch_op.drop_index(batch_op.f("ix_agenda_items_meeting_id"))

    op.drop_table("agenda_items")
    with op.batch_alter_table("meeting_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_sessions_meeting_id"))

    op.drop_table("meeting_sessions")
    with op.batch_alter_table("meeting_places", schema=None) as batch_op:
        batch_op.drop_index("ix_meeting_places_place")

    op.drop_table("meeting_places")
    op.drop_table("meeting_organizers")
    op.drop_table("meeting_minutes_editing")
    op.drop_table("meeting_minutes")
    with op.batch_alter_table("meeting_decisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_decisions_meeting_id"))
        batch_op.drop_index("ix_meeting_decisions_due")
        batch_op.drop_index(batch_op.f("ix_meeting_decisions_assignee_id"))

    op.drop_table("meeting_decisions")
    with op.batch_alter_table("meeting_audiences", schema=None) as batch_op:
        batch_op.drop_index("ix_meeting_audiences_token")

    op.drop_table("meeting_audiences")
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.drop_index("ix_meetings_status")
        batch_op.drop_index("ix_meetings_series")
        batch_op.drop_index(batch_op.f("ix_meetings_owner_id"))

    op.drop_table("meetings")
    op.drop_table("meeting_numbers")
