"""Feeds and webhooks of saved searches."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "search_links",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("handle", sa.String(32), nullable=False),
        sa.Column("search_id", sa.String(32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["search_id"], ["saved_searches.id"], name="fk_search_links_search_id_saved_searches", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_search_links"),
        sa.UniqueConstraint("handle", name="uq_search_links_handle"),
    )
    op.create_index("ix_search_links_search_id", "search_links", ["search_id"])
    op.create_table(
        "webhooks",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("search_id", sa.String(32), nullable=False),
        sa.Column("url", sa.String(500), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped", sa.String(20), nullable=False),
        sa.Column("answer", sa.String(100), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["search_id"], ["saved_searches.id"], name="fk_webhooks_search_id_saved_searches", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_webhooks"),
        sa.UniqueConstraint("search_id", "url", name="uq_webhooks_search_id"),
    )
    op.create_index("ix_webhooks_search_id", "webhooks", ["search_id"])


def downgrade() -> None:
    op.drop_table("webhooks")
    op.drop_table("search_links")
