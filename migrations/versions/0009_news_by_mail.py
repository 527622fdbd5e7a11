"""News by mail: how often for each, what is on its way, what came back."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    with op.batch_alter_table("follows") as follows:
        follows.add_column(sa.Column("cadence", sa.String(10), nullable=False, server_default="daily"))
    with op.batch_alter_table("follows") as follows:
        follows.alter_column("cadence", server_default=None)
    with op.batch_alter_table("notices") as notices:
        notices.add_column(sa.Column("mail_due_at", sa.DateTime(timezone=True), nullable=True))
        notices.add_column(sa.Column("mailed_in", sa.String(32), nullable=True))
        notices.create_index("ix_notices_mail", ["mail_due_at", "member_id"])
        notices.create_index("ix_notices_mailed_in", ["mailed_in"])
    with op.batch_alter_table("saved_searches") as searches:
        searches.add_column(sa.Column("cadence", sa.String(10), nullable=False, server_default="now"))
    op.execute("UPDATE saved_searches SET cadence = 'off' WHERE NOT alerts")
    with op.batch_alter_table("saved_searches") as searches:
        searches.alter_column("cadence", server_default=None)
        searches.drop_column("alerts")
    op.create_table(
        "mail_choices",
        sa.Column("member_id", sa.String(32), nullable=False),
        sa.Column("own", sa.String(10), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("stopped", sa.String(20), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name="fk_mail_choices_member_id_members", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", name="pk_mail_choices"),
    )
    op.create_table(
        "news_mails",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("member_id", sa.String(32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name="fk_news_mails_member_id_members", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_news_mails"),
    )
    unsent = sa.text("sent_at IS NULL")
    op.create_index(
        "uq_news_mails_unsent",
        "news_mails",
        ["member_id"],
        unique=True,
        sqlite_where=unsent,
        postgresql_where=unsent,
    )
    op.create_table(
        "mail_returns",
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("member_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name="fk_mail_returns_member_id_members", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("name", name="pk_mail_returns"),
    )
    op.create_index("ix_mail_returns_member_id", "mail_returns", ["member_id"])


def downgrade() -> None:
    op.drop_table("mail_returns")
    op.drop_table("news_mails")
    op.drop_table("mail_choices")
    with op.batch_alter_table("saved_searches") as searches:
        searches.add_column(sa.Column("alerts", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.execute("UPDATE saved_searches SET alerts = false WHERE cadence = 'off'")
    with op.batch_alter_table("saved_searches") as searches:
        searches.alter_column("alerts", server_default=None)
        searches.drop_column("cadence")
    with op.batch_alter_table("notices") as notices:
        notices.drop_index("ix_notices_mailed_in")
        notices.drop_index("ix_notices_mail")
        notices.drop_column("mailed_in")
        notices.drop_column("mail_due_at")
    with op.batch_alter_table("follows") as follows:
        follows.drop_column("cadence")
