"""What readers ask the owners of cases for, and what is granted."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "case_requests",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("asker_id", sa.String(32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("unnamed", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("layer", sa.String(10), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_requests_case_id_cases", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["asker_id"], ["members.id"], name="fk_case_requests_asker_id_members"),
        sa.PrimaryKeyConstraint("id", name="pk_case_requests"),
    )
    op.create_index("ix_case_requests_case_id", "case_requests", ["case_id"])
    op.create_index("ix_case_requests_asker_id", "case_requests", ["asker_id"])
    op.create_index("ix_case_requests_until", "case_requests", ["state", "until"])
    is_open = sa.text("state = 'open'")
    op.create_index(
        "uq_case_requests_open",
        "case_requests",
        ["case_id", "asker_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def downgrade() -> None:
    op.drop_table("case_requests")
