"""Saved searches, what they have found, what has changed since they were asked."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("member_id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("alerts", sa.Boolean(), nullable=False),
        sa.Column("problem", sa.String(40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name="fk_saved_searches_member_id_members", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_saved_searches"),
    )
    op.create_index("ix_saved_searches_member_id", "saved_searches", ["member_id"])
    op.create_table(
        "saved_matches",
        sa.Column("search_id", sa.String(32), nullable=False),
        sa.Column("thing", sa.String(80), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["search_id"], ["saved_searches.id"], name="fk_saved_matches_search_id_saved_searches", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("search_id", "thing", name="pk_saved_matches"),
    )
    op.create_index("ix_saved_matches_found", "saved_matches", ["search_id", "found_at"])
    op.create_table(
        "changed_things",
        sa.Column("thing", sa.String(80), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("thing", name="pk_changed_things"),
    )


def downgrade() -> None:
    op.drop_table("changed_things")
    op.drop_table("saved_matches")
    op.drop_table("saved_searches")
