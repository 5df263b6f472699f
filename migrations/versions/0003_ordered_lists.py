"""Lists in any order, page by page, and names found by a part of them.

Every order that a list offers has an index that ends in the id, on the rows of today and on the former ones. Parts of
names are found by their grams: three letters from each place of a name on. Indexes and two functions are added, and the
views of former rows written so that they use the indexes; the version before works on as it did.
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

# history.track() of the first schema, but for the view at its end.
TRACK_BEGINS = """CREATE OR REPLACE FUNCTION history.track(tracked text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    key text := (SELECT attname FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
                 WHERE indrelid = format('public.%I', tracked)::regclass AND indisprimary);
    names text := (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
                   WHERE attrelid = format('public.%I', tracked)::regclass AND attnum > 0 AND NOT attisdropped);
BEGIN
    IF to_regclass(format('history.%I', tracked)) IS NULL THEN
        EXECUTE format('CREATE TABLE history.%1$I (until_revision integer NOT NULL REFERENCES public.revisions (number),'
                       ' LIKE public.%1$I, CHECK (revision < until_revision),'
                       ' PRIMARY KEY (%2$I, until_revision))', tracked, key);
        EXECUTE format('CREATE INDEX ON history.%I (until_revision)', tracked);
        EXECUTE format('CREATE INDEX ON history.%I (revision)', tracked);
        EXECUTE format('CREATE TRIGGER check_inserted AFTER INSERT ON public.%I REFERENCING NEW TABLE AS written'
                       ' FOR EACH STATEMENT EXECUTE FUNCTION history.check_revision()', tracked);
        EXECUTE format('CREATE TRIGGER check_updated AFTER UPDATE ON public.%I REFERENCING NEW TABLE AS written'
                       ' FOR EACH STATEMENT EXECUTE FUNCTION history.check_revision()', tracked);
        EXECUTE format('CREATE TRIGGER keep_updated AFTER UPDATE ON public.%I REFERENCING OLD TABLE AS former'
                       ' FOR EACH STATEMENT EXECUTE FUNCTION history.keep_former()', tracked);
        EXECUTE format('CREATE TRIGGER keep_deleted AFTER DELETE ON public.%I REFERENCING OLD TABLE AS former'
                       ' FOR EACH STATEMENT EXECUTE FUNCTION history.keep_former()', tracked);
        EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.%I'
                       ' FOR EACH STATEMENT EXECUTE FUNCTION history.refuse_truncate()', tracked);
    END IF;
"""

# The rows that held at a revision, with what limits them around both kinds: so they are walked along the indexes of both.
VIEW = """
    EXECUTE format('DROP VIEW IF EXISTS vintage.%I', tracked);
    EXECUTE format('CREATE VIEW vintage.%1$I AS SELECT %2$s FROM ('
                   'SELECT %2$s, NULL::integer AS until_revision FROM public.%1$I'
                   ' UNION ALL SELECT %2$s, until_revision FROM history.%1$I) AS versions'
                   ' WHERE revision <= current_setting(''betech.as_of'')::integer'
                   ' AND (until_revision IS NULL OR until_revision > current_setting(''betech.as_of'')::integer)',
                   tracked, names);
END $$
"""

# The same as the first schema wrote it.
FORMER_VIEW = """
    EXECUTE format('DROP VIEW IF EXISTS vintage.%I', tracked);
    EXECUTE format('CREATE VIEW vintage.%1$I AS'
                   ' SELECT %2$s FROM public.%1$I WHERE revision <= current_setting(''betech.as_of'')::integer'
                   ' UNION ALL SELECT %2$s FROM history.%1$I WHERE revision <= current_setting(''betech.as_of'')::integer'
                   ' AND until_revision > current_setting(''betech.as_of'')::integer', tracked, names);
END $$
"""

VERSIONED = """
SELECT history.track(tablename) FROM pg_tables WHERE schemaname = 'history' ORDER BY tablename
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
    track_by(VIEW)
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


def track_by(view: str) -> None:
    """Show former rows by another view, in all versioned tables; the view of areas hangs on three of them."""
    op.execute("DROP VIEW vintage.areas")
    op.execute(TRACK_BEGINS + view)
    op.execute(VERSIONED)
    op.execute(
        "CREATE VIEW vintage.areas AS SELECT code FROM vintage.regions"
        " UNION ALL SELECT code FROM vintage.cities UNION ALL SELECT code FROM vintage.foreign_areas"
    )


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
    track_by(FORMER_VIEW)
    op.execute("DROP FUNCTION gram_query")
    op.execute("DROP FUNCTION grams")
