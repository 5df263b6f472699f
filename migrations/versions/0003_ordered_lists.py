"""Lists in any order, page by page, and names found by a part of them.

Every order that a list offers has an index that ends in the id, on the rows of today and on the former ones. Parts of
names are found by their grams: three letters from each place of a name on. Only indexes and two functions are added, so
that the version before works on as it did.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# The grams of a text: from each of its letters on that one and the next two, as far as there are any.
GRAMS = """
CREATE FUNCTION grams(words text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT COST 1000
RETURN (SELECT array_to_tsvector(array_agg(substr(words, place, 3))) FROM generate_series(1, length(words)) AS place)
"""

# What the grams of a text must match for the text to hold the words; a text may match and yet not hold them.
GRAM_QUERY = r"""
CREATE FUNCTION gram_query(words text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN (
    SELECT string_agg('''' || replace(replace(substr(words, place, 3), '\', '\\'), '''', '''''') || ''''
                      || CASE WHEN length(words) < 3 THEN ':*' ELSE '' END, ' & ')::tsquery
    FROM generate_series(1, greatest(length(words) - 2, 1)) AS place
)
"""

WALKS = {
    "companies": ["region", "province", "city", "sector", "founded_year", "status"],
    "investors": ["kind", "country"],
    "sources": ["publisher", "published_on", "language", "kind"],
    "funding_rounds": ["company_id", "stage", "amount", "amount_usd"],
    "exits": ["company_id", "announced_on", "kind", "amount", "amount_eur", "amount_usd", "acquirer_country"],
    "valuations": ["company_id", "valued_on", "valuation", "valuation_eur", "valuation_usd"],
    "milestones": ["occurred_on", "kind"],
    "observations": [
        "region",
        "period",
        "period_start",
        "period_end",
        "sector",
        "stage",
        "value",
        "qualifier",
        "publisher",
        "source_id",
    ],
}
BESIDE = {"funding_rounds": ["announced_on", "amount_eur"]}
SPARSE = {"funding_rounds": ["amount_eur_reported", "post_money", "post_money_eur"]}
NAMES = {"companies": "name_folded", "investors": "name_folded", "sources": "title_folded", "exits": "acquirer"}
FOUND = {
    "companies": "name_folded",
    "investors": "name_folded",
    "sources": "title_folded",
    "milestones": "title_folded",
}
LENGTHS = {"companies": "name", "investors": "name", "sources": "title"}
HELD = [("funding_rounds", "source_ids"), ("exits", "source_ids"), ("valuations", "source_ids")]

# Indexes of the schema before that one of the new ones takes the place of.
REPLACED = [
    ("companies", "region", ["region"]),
    ("companies", "sector", ["sector"]),
    ("sources", "publisher", ["publisher"]),
    ("funding_rounds", "company_id", ["company_id"]),
    ("funding_rounds", "announced_on", ["announced_on", "id"]),
    ("exits", "company_id", ["company_id"]),
    ("exits", "announced_on", ["announced_on", "id"]),
    ("valuations", "company_id", ["company_id"]),
    ("observations", "indicator", ["indicator", "region", "period_start"]),
]


def upgrade() -> None:
    op.execute(GRAMS)
    op.execute(GRAM_QUERY)
    for table, name, _ in REPLACED:
        op.drop_index(f"ix_{table}_{name}", table)
    for table, name, columns, options in walks():
        for schema in ("public", "history"):
            op.execute(f"CREATE INDEX ix_{table}_{name} ON {schema}.{table} ({columns}{options})")
    for table, column in FOUND.items():
        for schema in ("public", "history"):
            op.execute(f"CREATE INDEX ix_{table}_grams ON {schema}.{table} USING gin (grams({column}))")
    for table, column in HELD:
        op.create_index(f"ix_{table}_{column}", table, [column], postgresql_using="gin")
    op.create_index("ix_funding_rounds_currency", "funding_rounds", ["currency"])


def walks() -> list[tuple[str, str, str, str]]:
    """Return table, name, columns and further clauses of each index that an order is read by."""
    plain = [(table, column, f"{column}, id", "") for table, columns in WALKS.items() for column in columns]
    sparse = [
        (table, column, f"{column}, id", f") WHERE ({column} IS NOT NULL")
        for table, columns in SPARSE.items()
        for column in columns
    ]
    beside = [
        (table, column, f"{column}, id", ") INCLUDE (company_id, stage")
        for table, columns in BESIDE.items()
        for column in columns
    ]
    names = [(table, column, f'"left"({column}, 300), id', "") for table, column in NAMES.items()]
    lengths = [
        (table, "length", f'length({column}), "left"({column}, 300), id', "") for table, column in LENGTHS.items()
    ]
    of_stage = "stage, amount_eur, id", ") WHERE (amount_eur IS NOT NULL"
    series = "indicator, region, period_start, id", ""
    joint = [("funding_rounds", "stage_amount_eur", *of_stage), ("observations", "indicator", *series)]
    return [*plain, *beside, *sparse, *names, *lengths, *joint]


def downgrade() -> None:
    op.drop_index("ix_funding_rounds_currency", "funding_rounds")
    for table, column in HELD:
        op.drop_index(f"ix_{table}_{column}", table)
    for table in FOUND:
        for schema in ("public", "history"):
            op.drop_index(f"ix_{table}_grams", table, schema=schema)
    for table, name, *_ in walks():
        for schema in ("public", "history"):
            op.drop_index(f"ix_{table}_{name}", table, schema=schema)
    for table, name, columns in REPLACED:
        op.create_index(f"ix_{table}_{name}", table, columns)
    op.execute("DROP FUNCTION gram_query")
    op.execute("DROP FUNCTION grams")
