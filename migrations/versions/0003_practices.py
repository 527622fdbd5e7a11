"""practices"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
_ID, _TIME = sa.String(length=32), sa.DateTime(timezone=True)


def _refers(table: str, column: str, other: str, cascade: bool = False) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete="CASCADE" if cascade else None)


def upgrade() -> None:
    _practices()
    _belonging_to_practices()
    _confirmations()
    _collections()
    op.create_table(
        "practice_numbers",
        sa.Column("series", sa.String(length=1), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", "country", "year", name=op.f("pk_practice_numbers")),
    )


def _practices() -> None:
    op.create_table(
        "practices",
        sa.Column("id", _ID, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=True),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column("owner_id", _ID, nullable=False),
        sa.Column("authority_id", _ID, nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("grade", sa.String(length=12), nullable=False),
        sa.Column("exercise", sa.Boolean(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("opened", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.Column("submitted_at", _TIME, nullable=True),
        sa.Column("published_at", _TIME, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        _refers("practices", "owner_id", "members"),
        _refers("practices", "authority_id", "authorities"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practices")),
        sa.UniqueConstraint("number", name=op.f("uq_practices_number")),
        sa.UniqueConstraint("owner_id", "external_id", name=op.f("uq_practices_owner_id")),
    )
    with op.batch_alter_table("practices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_practices_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_practices_status", ["status", "published_at"], unique=False)


def _belonging_to_practices() -> None:
    for table, column, length in (("practice_audiences", "token", 120), ("practice_topics", "topic", 100)):
        op.create_table(
            table,
            sa.Column("practice_id", _ID, nullable=False),
            sa.Column(column, sa.String(length=length), nullable=False),
            _refers(table, "practice_id", "practices", cascade=True),
            sa.PrimaryKeyConstraint("practice_id", column, name=op.f(f"pk_{table}")),
        )
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_index(f"ix_{table}_{column}", [column, "practice_id"], unique=False)
    op.create_table(
        "practice_editors",
        sa.Column("practice_id", _ID, nullable=False),
        sa.Column("member_id", _ID, nullable=False),
        _refers("practice_editors", "practice_id", "practices", cascade=True),
        _refers("practice_editors", "member_id", "members"),
        sa.PrimaryKeyConstraint("practice_id", "member_id", name=op.f("pk_practice_editors")),
    )
    op.create_table(
        "practice_versions",
        sa.Column("practice_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("saved_at", _TIME, nullable=False),
        sa.Column("saved_by", _ID, nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        _refers("practice_versions", "practice_id", "practices", cascade=True),
        _refers("practice_versions", "saved_by", "members"),
        sa.PrimaryKeyConstraint("practice_id", "number", name=op.f("pk_practice_versions")),
    )


def _confirmations() -> None:
    op.create_table(
        "practice_confirmations",
        sa.Column("practice_id", _ID, nullable=False),
        sa.Column("member_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("said_at", _TIME, nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("authority_id", _ID, nullable=False),
        sa.Column("answer", sa.String(length=12), nullable=False),
        sa.Column("context", sa.Text(), nullable=False),
        _refers("practice_confirmations", "practice_id", "practices", cascade=True),
        _refers("practice_confirmations", "member_id", "members"),
        _refers("practice_confirmations", "authority_id", "authorities"),
        sa.PrimaryKeyConstraint("practice_id", "member_id", "number", name=op.f("pk_practice_confirmations")),
    )


def _collections() -> None:
    op.create_table(
        "practice_collections",
        sa.Column("id", _ID, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("owner_id", _ID, nullable=False),
        sa.Column("authority_id", _ID, nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("mark", sa.String(length=12), nullable=True),
        sa.Column("named", sa.Text(), nullable=False),
        sa.Column("exercise", sa.Boolean(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        _refers("practice_collections", "owner_id", "members"),
        _refers("practice_collections", "authority_id", "authorities"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_collections")),
        sa.UniqueConstraint("number", name=op.f("uq_practice_collections_number")),
    )
    with op.batch_alter_table("practice_collections", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_practice_collections_owner_id"), ["owner_id"], unique=False)
    op.create_table(
        "practice_collection_audiences",
        sa.Column("collection_id", _ID, nullable=False),
        sa.Column("token", sa.String(length=120), nullable=False),
        _refers("practice_collection_audiences", "collection_id", "practice_collections", cascade=True),
        sa.PrimaryKeyConstraint("collection_id", "token", name=op.f("pk_practice_collection_audiences")),
    )
    with op.batch_alter_table("practice_collection_audiences", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_practice_collection_audiences_token"), ["token"], unique=False)
    op.create_table(
        "practice_collection_entries",
        sa.Column("collection_id", _ID, nullable=False),
        sa.Column("practice_id", _ID, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        _refers("practice_collection_entries", "collection_id", "practice_collections", cascade=True),
        _refers("practice_collection_entries", "practice_id", "practices", cascade=True),
        sa.PrimaryKeyConstraint("collection_id", "practice_id", name=op.f("pk_practice_collection_entries")),
    )


def downgrade() -> None:
    for table in (
        "practice_numbers",
        "practice_collection_entries",
        "practice_collection_audiences",
        "practice_collections",
        "practice_confirmations",
        "practice_versions",
        "practice_editors",
        "practice_topics",
        "practice_audiences",
        "practices",
    ):
        op.drop_table(table)
