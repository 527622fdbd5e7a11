"""Reported comments, corrections of cases, bookmarks."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def _member(table: str, column: str, **more: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["members.id"], name=f"fk_{table}_{column}_members", **more)


def upgrade() -> None:
    with op.batch_alter_table("comments") as comments:
        comments.add_column(sa.Column("hidden_for", sa.String(1000), nullable=False, server_default=""))
    with op.batch_alter_table("comments") as comments:
        comments.alter_column("hidden_for", server_default=None)
    op.create_table(
        "comment_reports",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("comment_id", sa.String(32), nullable=False),
        sa.Column("reporter_id", sa.String(32), nullable=False),
        sa.Column("owner_id", sa.String(32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(32), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name="fk_comment_reports_comment_id_comments", ondelete="CASCADE"
        ),
        _member("comment_reports", "reporter_id"),
        _member("comment_reports", "decided_by"),
        sa.PrimaryKeyConstraint("id", name="pk_comment_reports"),
    )
    op.create_index("ix_comment_reports_comment_id", "comment_reports", ["comment_id"])
    op.create_index("ix_comment_reports_state", "comment_reports", ["state"])
    is_open = sa.text("state = 'open'")
    op.create_index(
        "uq_comment_reports_open",
        "comment_reports",
        ["comment_id", "reporter_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_table(
        "case_corrections",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("proposer_id", sa.String(32), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("field", sa.String(20), nullable=False),
        sa.Column("passage", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(32), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name="fk_case_corrections_case_id_cases", ondelete="CASCADE"
        ),
        _member("case_corrections", "proposer_id"),
        _member("case_corrections", "decided_by"),
        sa.PrimaryKeyConstraint("id", name="pk_case_corrections"),
    )
    op.create_index("ix_case_corrections_case_id", "case_corrections", ["case_id"])
    op.create_index("ix_case_corrections_proposer_id", "case_corrections", ["proposer_id"])
    op.create_table(
        "bookmarks",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("member_id", sa.String(32), nullable=False),
        sa.Column("thing", sa.String(80), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("remind_on", sa.String(10), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        _member("bookmarks", "member_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_bookmarks"),
        sa.UniqueConstraint("member_id", "thing", name="uq_bookmarks_member_id"),
    )
    op.create_index("ix_bookmarks_due", "bookmarks", ["remind_on"])


def downgrade() -> None:
    op.drop_table("bookmarks")
    op.drop_table("case_corrections")
    op.drop_table("comment_reports")
    with op.batch_alter_table("comments") as comments:
        comments.drop_column("hidden_for")
