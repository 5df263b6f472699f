"""Cells that are computed ahead of the questions, for the newest revision alone, and indexes for all other aggregates.

They are filled by the program: with the next revision, and before that when it starts or migrates. Until then
`prepared_facts` has no row, so that nobody reads them. The version before neither reads nor writes them; what it
writes makes a newer revision than theirs, so that they are not read either. Imports wait while the indexes are
built, some seconds for a million rounds; readers do not.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "prepared_facts",
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("layout", sa.Text(), nullable=False),
        sa.Column("cuts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["revision"], ["revisions.number"], name=op.f("fk_prepared_facts_revision_revisions")),
        sa.PrimaryKeyConstraint("fact", name=op.f("pk_prepared_facts")),
    )
    op.create_table(
        "prepared_cells",
        sa.Column("cut", sa.Text(), nullable=False),
        sa.Column("deal_type", sa.Text(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("sector", sa.Text(), nullable=True),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("perimeter", sa.Boolean(), nullable=True),
        sa.Column("exit_kind", sa.Text(), nullable=True),
        sa.Column("province", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("quarter", sa.Integer(), nullable=True),
        sa.Column("month", sa.Integer(), nullable=True),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("companies", sa.BigInteger(), nullable=False),
        sa.Column("count_disclosed", sa.BigInteger(), nullable=False),
        sa.Column("no_rate", sa.BigInteger(), nullable=False),
        sa.Column("set_aside", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("smallest", sa.BigInteger(), nullable=True),
        sa.Column("largest", sa.BigInteger(), nullable=True),
        sa.Column("largest_three", sa.BigInteger(), nullable=True),
        sa.Column("p25", sa.Double(), nullable=True),
        sa.Column("median", sa.Double(), nullable=True),
        sa.Column("p75", sa.Double(), nullable=True),
    )
    op.create_index(
        "ix_prepared_cells_codes",
        "prepared_cells",
        [
            "cut",
            "deal_type",
            "year",
            "region",
            "sector",
            "stage",
            "perimeter",
            "exit_kind",
            "province",
            "city",
            "quarter",
            "month",
        ],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_index(
        "ix_companies_cut",
        "companies",
        ["id"],
        unique=False,
        postgresql_include=["region", "province", "city", "sector", "revision"],
    )
    op.create_index(
        "ix_funding_rounds_cut",
        "funding_rounds",
        ["stage", "announced_on"],
        unique=False,
        postgresql_include=[
            "company_id",
            "date_precision",
            "confidence",
            "currency",
            "amount",
            "amount_eur",
            "amount_usd",
            "revision",
        ],
    )


def downgrade() -> None:
    op.drop_index("ix_funding_rounds_cut", table_name="funding_rounds")
    op.drop_index("ix_companies_cut", table_name="companies")
    op.drop_table("prepared_cells")
    op.drop_table("prepared_facts")
