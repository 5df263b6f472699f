"""The first schema: tables, reference guards, the history of former rows, views of the rows at a revision.

Rows change only inside a revision: in a transaction that has set `betech.revision` to the number of the
revision that it makes. Statement-level triggers keep each former row in schema `history` with the
revision that ended it, and refuse references to rows that do not exist. Schema `vintage` has one view
per table, of the same name and columns, over the rows that held at revision `betech.as_of`.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Case and accents folded away; the embedded server has neither ICU nor the extension unaccent.
FOLD = r"""
CREATE FUNCTION fold(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN translate(lower(regexp_replace(normalize(words, NFKD), '[\u0300-\u036f]', '', 'g')), 'øłđæœ', 'oldao')
"""

AREAS = """
CREATE VIEW areas AS
SELECT code FROM regions UNION ALL SELECT code FROM cities UNION ALL SELECT code FROM foreign_areas
"""

# Every code or id in a column of the rows that were written must exist. Arguments: column, table, its
# key column, and for the small code lists the name of the list. Works on single values and on arrays.
CHECK_REFERENCES = """
CREATE FUNCTION check_references() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wanted text := TG_ARGV[0];
    target text := TG_ARGV[1];
    key text := TG_ARGV[2];
    list text := TG_ARGV[3];
    missing text;
    is_array boolean := (SELECT typcategory = 'A' FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid
                         WHERE attrelid = TG_RELID AND attname = wanted);
BEGIN
    EXECUTE format(
        'SELECT value FROM (SELECT DISTINCT %s AS value FROM written) AS wanted'
        ' WHERE value IS NOT NULL AND NOT EXISTS (SELECT FROM %I AS target WHERE target.%I = value%s) LIMIT 1',
        CASE WHEN is_array THEN format('unnest(%I)', wanted) ELSE quote_ident(wanted) END, target, key,
        CASE WHEN list IS NULL THEN '' ELSE format(' AND target.list = %L', list) END) INTO missing;
    IF missing IS NOT NULL THEN
        RAISE foreign_key_violation USING
            MESSAGE = format('%s of %s refers to %s, which is not in %s', wanted, TG_TABLE_NAME, missing,
                             COALESCE(list, target)),
            TABLE = TG_TABLE_NAME, COLUMN = wanted,
            CONSTRAINT = format('ref_%s_%s', TG_TABLE_NAME, wanted);
    END IF;
    RETURN NULL;
END $$
"""

# A row that others refer to by such a column stays. Arguments: key column here, small code list or '',
# and the table and column that refer.
CHECK_REFERENCED = """
CREATE FUNCTION check_referenced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    key text := TG_ARGV[0];
    list text := TG_ARGV[1];
    referring text := TG_ARGV[2];
    wanted text := TG_ARGV[3];
    used text;
    is_array boolean := (SELECT typcategory = 'A' FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid
                         WHERE attrelid = referring::regclass AND attname = wanted);
BEGIN
    EXECUTE format(
        'SELECT former.%1$I FROM former WHERE %2$s EXISTS (SELECT FROM %3$I AS refers WHERE %4$s) LIMIT 1',
        key, CASE WHEN list = '' THEN '' ELSE format('former.list = %L AND', list) END, referring,
        CASE WHEN is_array THEN format('refers.%I @> ARRAY[former.%I]', wanted, key)
             ELSE format('refers.%I = former.%I', wanted, key) END) INTO used;
    IF used IS NOT NULL THEN
        RAISE foreign_key_violation USING
            MESSAGE = format('%s of %s is still referred to by %s of %s', used, TG_TABLE_NAME, wanted, referring),
            TABLE = TG_TABLE_NAME, COLUMN = key,
            CONSTRAINT = format('ref_%s_%s', referring, wanted);
    END IF;
    RETURN NULL;
END $$
"""

KEEP_FORMER = """
CREATE FUNCTION history.keep_former() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ending integer := nullif(current_setting('betech.revision', true), '')::integer;
BEGIN
    IF ending IS NULL THEN
        IF EXISTS (SELECT FROM former) THEN
            RAISE 'rows of % change only inside a revision', TG_TABLE_NAME;
        END IF;
        RETURN NULL;
    END IF;
    EXECUTE format('INSERT INTO history.%I SELECT %s, former.* FROM former WHERE former.revision < %s',
                   TG_TABLE_NAME, ending, ending);
    RETURN NULL;
END $$
"""

# A row says which revision wrote it; a vintage would hold it twice, or not at all, if it named another one.
CHECK_REVISION = """
CREATE FUNCTION history.check_revision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    making integer := nullif(current_setting('betech.revision', true), '')::integer;
BEGIN
    IF EXISTS (SELECT FROM written WHERE written.revision IS DISTINCT FROM making) THEN
        RAISE 'rows of % change only inside a revision, and carry its number', TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$
"""

REFUSE_TRUNCATE = """
CREATE FUNCTION history.refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE 'rows of % leave one revision at a time; TRUNCATE would lose their history', TG_TABLE_NAME;
END $$
"""

# Call it for a new versioned table, and again after its columns changed (here and in schema history).
TRACK = """
CREATE FUNCTION history.track(tracked text) RETURNS void LANGUAGE plpgsql AS $$
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
    EXECUTE format('DROP VIEW IF EXISTS vintage.%I', tracked);
    EXECUTE format('CREATE VIEW vintage.%1$I AS'
                   ' SELECT %2$s FROM public.%1$I WHERE revision <= current_setting(''betech.as_of'')::integer'
                   ' UNION ALL SELECT %2$s FROM history.%1$I WHERE revision <= current_setting(''betech.as_of'')::integer'
                   ' AND until_revision > current_setting(''betech.as_of'')::integer', tracked, names);
END $$
"""

REFERENCES = [  # table, column, the table it refers to, key there, small code list
    ("sources", "date_precision", "codes", "code", "date_precision"),
    ("sources", "kind", "codes", "code", "source_kind"),
    ("companies", "tags", "sectors", "code", None),
    ("companies", "status", "codes", "code", "company_status"),
    ("investors", "kind", "codes", "code", "investor_kind"),
    ("funding_rounds", "date_precision", "codes", "code", "date_precision"),
    ("funding_rounds", "investor_ids", "investors", "id", None),
    ("funding_rounds", "lead_investor_ids", "investors", "id", None),
    ("funding_rounds", "source_ids", "sources", "id", None),
    ("funding_rounds", "confidence", "codes", "code", "confidence"),
    ("exits", "date_precision", "codes", "code", "date_precision"),
    ("exits", "amount_is", "codes", "code", "amount_is"),
    ("exits", "source_ids", "sources", "id", None),
    ("exits", "confidence", "codes", "code", "confidence"),
    ("valuations", "date_precision", "codes", "code", "date_precision"),
    ("valuations", "source_ids", "sources", "id", None),
    ("unicorns", "date_precision", "codes", "code", "date_precision"),
    ("unicorns", "status", "codes", "code", "unicorn_status"),
    ("unicorns", "source_ids", "sources", "id", None),
    ("milestones", "date_precision", "codes", "code", "date_precision"),
    ("milestones", "kind", "codes", "code", "milestone_kind"),
    ("milestones", "company_ids", "companies", "id", None),
    ("milestones", "source_ids", "sources", "id", None),
    ("indicators", "theme", "codes", "code", "theme"),
    ("indicators", "direction", "codes", "code", "direction"),
    ("observations", "region", "areas", "code", None),
]

VERSIONED = [
    "codes",
    "regions",
    "cities",
    "foreign_areas",
    "sectors",
    "deal_types",
    "stages",
    "exit_kinds",
    "qualifiers",
    "units",
    "sources",
    "fx_rates",
    "companies",
    "investors",
    "funding_rounds",
    "exits",
    "valuations",
    "unicorns",
    "unicorn_lists",
    "milestones",
    "indicators",
    "observations",
    "seed_figures",
]


CREATED = [
    "revisions",
    "codes",
    "deal_types",
    "exit_kinds",
    "foreign_areas",
    "fx_rates",
    "investors",
    "merges",
    "milestones",
    "qualifiers",
    "regions",
    "sectors",
    "sources",
    "units",
    "cities",
    "indicators",
    "stages",
    "companies",
    "observations",
    "exits",
    "funding_rounds",
    "seed_figures",
    "unicorn_lists",
    "unicorns",
    "valuations",
]


def upgrade() -> None:
    op.execute(FOLD)
    create_tables()
    op.execute(AREAS)
    op.execute(CHECK_REFERENCES)
    op.execute(CHECK_REFERENCED)
    for table, column, target, key, code_list in REFERENCES:
        guard(table, column, target, key, code_list)
    op.execute("CREATE SCHEMA history")
    op.execute("CREATE SCHEMA vintage")
    for function in (KEEP_FORMER, CHECK_REVISION, REFUSE_TRUNCATE, TRACK):
        op.execute(function)
    for table in VERSIONED:
        op.execute(f"SELECT history.track('{table}')")
    op.execute(
        "CREATE VIEW vintage.areas AS SELECT code FROM vintage.regions"
        " UNION ALL SELECT code FROM vintage.cities UNION ALL SELECT code FROM vintage.foreign_areas"
    )


def guard(table: str, column: str, target: str, key: str, code_list: str | None) -> None:
    """Guard a reference from both sides, for what foreign keys cannot do: arrays, and lists within a table."""
    arguments = f"'{column}', '{target}', '{key}'" + (f", '{code_list}'" if code_list else "")
    for event, rows in (("INSERT", "inserted"), ("UPDATE", "updated")):
        op.execute(
            f"CREATE TRIGGER ref_{column}_{rows} AFTER {event} ON {table} REFERENCING NEW TABLE AS written"
            f" FOR EACH STATEMENT EXECUTE FUNCTION check_references({arguments})"
        )
    for place in ("regions", "cities", "foreign_areas") if target == "areas" else (target,):
        op.execute(
            f"CREATE TRIGGER ref_{table}_{column} AFTER DELETE ON {place} REFERENCING OLD TABLE AS former"
            f" FOR EACH STATEMENT EXECUTE FUNCTION check_referenced('{key}', '{code_list or ''}', '{table}', '{column}')"
        )


def downgrade() -> None:
    op.execute("DROP SCHEMA vintage CASCADE")
    op.execute("DROP SCHEMA history CASCADE")
    op.execute("DROP VIEW areas")
    for table in reversed(CREATED):
        op.drop_table(table)
    op.execute("DROP FUNCTION check_references")
    op.execute("DROP FUNCTION check_referenced")
    op.execute("DROP FUNCTION fold")


def create_tables() -> None:
    op.create_table(
        "revisions",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("dataset", sa.Text(), nullable=True),
        sa.Column("files", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.CheckConstraint("kind <> 'delete' OR reason IS NOT NULL", name=op.f("ck_revisions_deletion_has_reason")),
        sa.CheckConstraint("kind IN ('dataset', 'import', 'delete', 'merge')", name=op.f("ck_revisions_kind_known")),
        sa.CheckConstraint("number > 0", name=op.f("ck_revisions_number_positive")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_revisions")),
    )
    op.create_table(
        "codes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("list", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("order", sa.SmallInteger(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_nl", sa.Text(), nullable=False),
        sa.Column("name_fr", sa.Text(), nullable=False),
        sa.Column("name_de", sa.Text(), nullable=False),
        sa.Column("description_en", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["revision"], ["revisions.number"], name=op.f("fk_codes_revision_revisions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_codes")),
    )
    op.create_index(op.f("ix_codes_revision"), "codes", ["revision"], unique=False)
    op.create_table(
        "deal_types",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("order", sa.SmallInteger(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_nl", sa.Text(), nullable=False),
        sa.Column("name_fr", sa.Text(), nullable=False),
        sa.Column("name_de", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["revision"], ["revisions.number"], name=op.f("fk_deal_types_revision_revisions")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_deal_types")),
    )
    op.create_index(op.f("ix_deal_types_revision"), "deal_types", ["revision"], unique=False)
    op.create_table(
        "exit_kinds",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("order", sa.SmallInteger(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_nl", sa.Text(), nullable=False),
        sa.Column("name_fr", sa.Text(), nullable=False),
        sa.Column("name_de", sa.Text(), nullable=False),
        sa.Column("description_en", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["revision"], ["revisions.number"], name=op.f("fk_exit_kinds_revision_revisions")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_exit_kinds")),
    )
    op.create_index(op.f("ix_exit_kinds_revision"), "exit_kinds", ["revision"], unique=False)
    op.create_table(
        "foreign_areas",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_nl", sa.Text(), nullable=False),
        sa.Column("name_fr", sa.Text(), nullable=False),
        sa.Column("name_de", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["revision"], ["revisions.number"], name=op.f("fk_foreign_areas_revision_revisions")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_foreign_areas")),
    )
    op.create_index(op.f("ix_foreign_areas_revision"), "foreign_areas", ["revision"], unique=False)
    op.create_table(
        "fx_rates",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("rate", sa.Numeric(precision=20, scale=10), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$' AND currency <> 'EUR'", name=op.f("ck_fx_rates_currency_iso")),
        sa.CheckConstraint("rate > 0", name=op.f("ck_fx_rates_rate_positive")),
        sa.ForeignKeyConstraint(["revision"], ["revisions.number"], name=op.f("fk_fx_rates_revision_revisions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fx_rates")),
    )
    op.create_index(op.f("ix_fx_rates_revision"), "fx_rates", ["revision"], unique=False)
    op.create_table(
        "investors",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("aliases", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("name_folded", sa.Text(), sa.Computed("fold(name)", persisted=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("country ~ '^[A-Z]{2}$'", name=op.f("ck_investors_country_iso")),
        sa.CheckConstraint("id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name=op.f("ck_investors_id_readable")),
        sa.ForeignKeyConstraint(["revision"], ["revisions.number"], name=op.f("fk_investors_revision_revisions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_investors")),
    )
    op.create_index(op.f("ix_investors_revision"), "investors", ["revision"], unique=False)
    op.create_table(
        "merges",
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("old_id", sa.Text(), nullable=False),
        sa.Column("new_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("old_id <> new_id", name=op.f("ck_merges_ids_differ")),
        sa.ForeignKeyConstraint(["revision"], ["revisions.number"], name=op.f("fk_merges_revision_revisions")),
        sa.PrimaryKeyConstraint("table_name", "old_id", "revision", name=op.f("pk_merges")),
    )
    op.create_table(
        "milestones",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("date_precision", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("organisations", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("company_ids", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("source_ids", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("title_folded", sa.Text(), sa.Computed("fold(title_en)", persisted=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("country ~ '^[A-Z]{2}$'", name=op.f("ck_milestones_country_iso")),
        sa.CheckConstraint(
            "date_precision = 'day' OR date_precision = 'month' AND extract(day FROM occurred_on) = 1 OR date_precision = 'year' AND extract(doy FROM occurred_on) = 1",
            name=op.f("ck_milestones_date_precision"),
        ),
        sa.CheckConstraint("id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name=op.f("ck_milestones_id_readable")),
        sa.CheckConstraint("cardinality(source_ids) > 0", name=op.f("ck_milestones_has_source")),
        sa.ForeignKeyConstraint(["revision"], ["revisions.number"], name=op.f("fk_milestones_revision_revisions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestones")),
    )
    op.create_index(op.f("ix_milestones_revision"), "milestones", ["revision"], unique=False)
    op.create_table(
        "qualifiers",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("order", sa.SmallInteger(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_nl", sa.Text(), nullable=False),
        sa.Column("name_fr", sa.Text(), nullable=False),
        sa.Column("name_de", sa.Text(), nullable=False),
        sa.Column("description_en", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["revision"], ["revisions.number"], name=op.f("fk_qualifiers_revision_revisions")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_qualifiers")),
    )
    op.create_index(op.f("ix_qualifiers_revision"), "qualifiers", ["revision"], unique=False)
    op.create_table(
        "regions",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("iso_3166_2", sa.Text(), nullable=True),
        sa.Column("refnis", sa.Text(), nullable=True),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_nl", sa.Text(), nullable=False),
        sa.Column("name_fr", sa.Text(), nullable=False),
        sa.Column("name_de", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("level BETWEEN 0 AND 2", name=op.f("ck_regions_level_known")),
        sa.ForeignKeyConstraint(["parent"], ["regions.code"], name=op.f("fk_regions_parent_regions")),
        sa.ForeignKeyConstraint(["revision"], ["revisions.number"], name=op.f("fk_regions_revision_revisions")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_regions")),
        sa.UniqueConstraint("slug", name=op.f("uq_regions_slug")),
    )
    op.create_index(op.f("ix_regions_revision"), "regions", ["revision"], unique=False)
    op.create_table(
        "sectors",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("order", sa.SmallInteger(), nullable=False),
        sa.Column("is_technology", sa.Boolean(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_nl", sa.Text(), nullable=False),
        sa.Column("name_fr", sa.Text(), nullable=False),
        sa.Column("name_de", sa.Text(), nullable=False),
        sa.Column("description_en", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["revision"], ["revisions.number"], name=op.f("fk_sectors_revision_revisions")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_sectors")),
    )
    op.create_index(op.f("ix_sectors_revision"), "sectors", ["revision"], unique=False)
    op.create_table(
        "sources",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("published_on", sa.Text(), nullable=True),
        sa.Column("date_precision", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column(
            "title_folded", sa.Text(), sa.Computed("fold(title || ' ' || publisher)", persisted=True), nullable=False
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name=op.f("ck_sources_id_readable")),
        sa.CheckConstraint("language ~ '^[a-z]{2}$'", name=op.f("ck_sources_language_iso")),
        sa.CheckConstraint(
            "published_on IS NULL AND date_precision IS NULL OR date_precision = 'year' AND published_on ~ '^\\d{4}$' OR date_precision = 'month' AND published_on ~ '^\\d{4}-(0[1-9]|1[0-2])$' OR date_precision = 'day' AND published_on ~ '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$'",
            name=op.f("ck_sources_date_precision"),
        ),
        sa.CheckConstraint("url ~ '^https?://'", name=op.f("ck_sources_url_is_http")),
        sa.ForeignKeyConstraint(["revision"], ["revisions.number"], name=op.f("fk_sources_revision_revisions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
        sa.UniqueConstraint("url", name=op.f("uq_sources_url")),
    )
    op.create_index(op.f("ix_sources_publisher"), "sources", ["publisher"], unique=False)
    op.create_index(op.f("ix_sources_revision"), "sources", ["revision"], unique=False)
    op.create_table(
        "units",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_nl", sa.Text(), nullable=False),
        sa.Column("name_fr", sa.Text(), nullable=False),
        sa.Column("name_de", sa.Text(), nullable=False),
        sa.Column("decimals", sa.SmallInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("decimals BETWEEN 0 AND 6", name=op.f("ck_units_decimals_few")),
        sa.ForeignKeyConstraint(["revision"], ["revisions.number"], name=op.f("fk_units_revision_revisions")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_units")),
    )
    op.create_index(op.f("ix_units_revision"), "units", ["revision"], unique=False)
    op.create_table(
        "cities",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_nl", sa.Text(), nullable=False),
        sa.Column("name_fr", sa.Text(), nullable=False),
        sa.Column("province", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("code ~ '^BE:[a-z]+(-[a-z]+)*$'", name=op.f("ck_cities_code_readable")),
        sa.ForeignKeyConstraint(["province"], ["regions.code"], name=op.f("fk_cities_province_regions")),
        sa.ForeignKeyConstraint(["revision"], ["revisions.number"], name=op.f("fk_cities_revision_revisions")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_cities")),
    )
    op.create_index(op.f("ix_cities_revision"), "cities", ["revision"], unique=False)
    op.create_table(
        "indicators",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("headline", sa.Boolean(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_nl", sa.Text(), nullable=False),
        sa.Column("name_fr", sa.Text(), nullable=False),
        sa.Column("name_de", sa.Text(), nullable=False),
        sa.Column("definition_en", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("comparable", sa.Boolean(), nullable=False),
        sa.Column(
            "name_folded",
            sa.Text(),
            sa.Computed("fold(name_en || ' ' || name_nl || ' ' || name_fr || ' ' || name_de)", persisted=True),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("code ~ '^[a-z0-9]+(_[a-z0-9]+)*$'", name=op.f("ck_indicators_code_readable")),
        sa.ForeignKeyConstraint(["revision"], ["revisions.number"], name=op.f("fk_indicators_revision_revisions")),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name=op.f("fk_indicators_unit_units")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_indicators")),
    )
    op.create_index(op.f("ix_indicators_revision"), "indicators", ["revision"], unique=False)
    op.create_table(
        "stages",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("order", sa.SmallInteger(), nullable=False),
        sa.Column("deal_type", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_nl", sa.Text(), nullable=False),
        sa.Column("name_fr", sa.Text(), nullable=False),
        sa.Column("name_de", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["deal_type"], ["deal_types.code"], name=op.f("fk_stages_deal_type_deal_types")),
        sa.ForeignKeyConstraint(["revision"], ["revisions.number"], name=op.f("fk_stages_revision_revisions")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_stages")),
    )
    op.create_index(op.f("ix_stages_revision"), "stages", ["revision"], unique=False)
    op.create_table(
        "companies",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("province", sa.Text(), nullable=False),
        sa.Column("founded_year", sa.SmallInteger(), nullable=True),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("tags", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("name_folded", sa.Text(), sa.Computed("fold(name)", persisted=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name=op.f("ck_companies_id_readable")),
        sa.CheckConstraint(
            "province = 'UNK' OR starts_with(province, region)", name=op.f("ck_companies_province_in_region")
        ),
        sa.CheckConstraint("website ~ '^https?://'", name=op.f("ck_companies_website_is_http")),
        sa.CheckConstraint("founded_year BETWEEN 1800 AND 2100", name=op.f("ck_companies_founded_year_plausible")),
        sa.CheckConstraint("length(region) = 3", name=op.f("ck_companies_region_is_nuts1")),
        sa.CheckConstraint("sector = tags[1]", name=op.f("ck_companies_sector_is_first_tag")),
        sa.ForeignKeyConstraint(["city"], ["cities.code"], name=op.f("fk_companies_city_cities")),
        sa.ForeignKeyConstraint(["province"], ["regions.code"], name=op.f("fk_companies_province_regions")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_companies_region_regions")),
        sa.ForeignKeyConstraint(["revision"], ["revisions.number"], name=op.f("fk_companies_revision_revisions")),
        sa.ForeignKeyConstraint(["sector"], ["sectors.code"], name=op.f("fk_companies_sector_sectors")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_companies")),
    )
    op.create_index(op.f("ix_companies_region"), "companies", ["region"], unique=False)
    op.create_index(op.f("ix_companies_revision"), "companies", ["revision"], unique=False)
    op.create_index(op.f("ix_companies_sector"), "companies", ["sector"], unique=False)
    op.create_index("ix_companies_tags", "companies", ["tags"], unique=False, postgresql_using="gin")
    op.create_table(
        "observations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("sector", sa.Text(), nullable=True),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("value", sa.Numeric(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("qualifier", sa.Text(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("supersedes_note", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name=op.f("ck_observations_id_readable")),
        sa.CheckConstraint(
            "period ~ '^\\d{4}(-(0[1-9]|1[0-2])|-Q[1-4]|-H[12]|/\\d{4})?$'", name=op.f("ck_observations_period_known")
        ),
        sa.CheckConstraint("period_start <= period_end", name=op.f("ck_observations_period_runs_forward")),
        sa.ForeignKeyConstraint(["indicator"], ["indicators.code"], name=op.f("fk_observations_indicator_indicators")),
        sa.ForeignKeyConstraint(["qualifier"], ["qualifiers.code"], name=op.f("fk_observations_qualifier_qualifiers")),
        sa.ForeignKeyConstraint(["revision"], ["revisions.number"], name=op.f("fk_observations_revision_revisions")),
        sa.ForeignKeyConstraint(["sector"], ["sectors.code"], name=op.f("fk_observations_sector_sectors")),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_observations_source_id_sources")),
        sa.ForeignKeyConstraint(["stage"], ["stages.code"], name=op.f("fk_observations_stage_stages")),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name=op.f("fk_observations_unit_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observations")),
    )
    op.create_index("ix_observations_indicator", "observations", ["indicator", "region", "period_start"], unique=False)
    op.create_index(op.f("ix_observations_revision"), "observations", ["revision"], unique=False)
    op.create_table(
        "exits",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("company_id", sa.Text(), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=False),
        sa.Column("date_precision", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("acquirer", sa.Text(), nullable=True),
        sa.Column("acquirer_country", sa.Text(), nullable=True),
        sa.Column("amount", sa.Numeric(precision=20, scale=2), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("amount_is", sa.Text(), nullable=False),
        sa.Column("source_ids", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("confidence", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("amount_eur", sa.Numeric(precision=20, scale=2), nullable=True),
        sa.Column("amount_usd", sa.Numeric(precision=20, scale=2), nullable=True),
        sa.Column("fx_rate", sa.Numeric(precision=20, scale=10), nullable=True),
        sa.Column("fx_date", sa.Date(), nullable=True),
        sa.Column("fx_source", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("(amount IS NULL) = (amount_is = 'unknown')", name=op.f("ck_exits_amount_is_fits")),
        sa.CheckConstraint("acquirer_country ~ '^[A-Z]{2}$'", name=op.f("ck_exits_acquirer_country_iso")),
        sa.CheckConstraint("amount > 0 AND currency ~ '^[A-Z]{3}$'", name=op.f("ck_exits_amount_positive")),
        sa.CheckConstraint(
            "date_precision = 'day' OR date_precision = 'month' AND extract(day FROM announced_on) = 1 OR date_precision = 'year' AND extract(doy FROM announced_on) = 1",
            name=op.f("ck_exits_date_precision"),
        ),
        sa.CheckConstraint("id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name=op.f("ck_exits_id_readable")),
        sa.CheckConstraint("kind <> 'ipo' OR acquirer IS NULL", name=op.f("ck_exits_listing_has_no_acquirer")),
        sa.CheckConstraint(
            "kind <> 'ipo' OR amount_is IN ('money_raised', 'unknown')", name=op.f("ck_exits_listing_raises_money")
        ),
        sa.CheckConstraint("(amount IS NULL) = (currency IS NULL)", name=op.f("ck_exits_amount_has_currency")),
        sa.CheckConstraint("cardinality(source_ids) > 0", name=op.f("ck_exits_has_source")),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_exits_company_id_companies")),
        sa.ForeignKeyConstraint(["kind"], ["exit_kinds.code"], name=op.f("fk_exits_kind_exit_kinds")),
        sa.ForeignKeyConstraint(["revision"], ["revisions.number"], name=op.f("fk_exits_revision_revisions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exits")),
    )
    op.create_index("ix_exits_announced_on", "exits", ["announced_on", "id"], unique=False)
    op.create_index("ix_exits_company_id", "exits", ["company_id"], unique=False)
    op.create_index(op.f("ix_exits_revision"), "exits", ["revision"], unique=False)
    op.create_table(
        "funding_rounds",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("company_id", sa.Text(), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=False),
        sa.Column("date_precision", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=20, scale=2), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("amount_eur_reported", sa.Numeric(precision=20, scale=2), nullable=True),
        sa.Column("investor_ids", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("lead_investor_ids", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("post_money", sa.Numeric(precision=20, scale=2), nullable=True),
        sa.Column("post_money_currency", sa.Text(), nullable=True),
        sa.Column("source_ids", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("confidence", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("amount_eur", sa.Numeric(precision=20, scale=2), nullable=True),
        sa.Column("amount_usd", sa.Numeric(precision=20, scale=2), nullable=True),
        sa.Column("post_money_eur", sa.Numeric(precision=20, scale=2), nullable=True),
        sa.Column("fx_rate", sa.Numeric(precision=20, scale=10), nullable=True),
        sa.Column("fx_date", sa.Date(), nullable=True),
        sa.Column("fx_source", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount > 0 AND currency ~ '^[A-Z]{3}$'", name=op.f("ck_funding_rounds_amount_positive")),
        sa.CheckConstraint(
            "date_precision = 'day' OR date_precision = 'month' AND extract(day FROM announced_on) = 1 OR date_precision = 'year' AND extract(doy FROM announced_on) = 1",
            name=op.f("ck_funding_rounds_date_precision"),
        ),
        sa.CheckConstraint("id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name=op.f("ck_funding_rounds_id_readable")),
        sa.CheckConstraint(
            "post_money > 0 AND post_money_currency ~ '^[A-Z]{3}$'", name=op.f("ck_funding_rounds_post_money_positive")
        ),
        sa.CheckConstraint("(amount IS NULL) = (currency IS NULL)", name=op.f("ck_funding_rounds_amount_has_currency")),
        sa.CheckConstraint(
            "(post_money IS NULL) = (post_money_currency IS NULL)",
            name=op.f("ck_funding_rounds_post_money_has_post_money_currency"),
        ),
        sa.CheckConstraint("amount_eur_reported > 0", name=op.f("ck_funding_rounds_amount_eur_reported_positive")),
        sa.CheckConstraint("cardinality(source_ids) > 0", name=op.f("ck_funding_rounds_has_source")),
        sa.CheckConstraint("investor_ids @> lead_investor_ids", name=op.f("ck_funding_rounds_leads_are_investors")),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_funding_rounds_company_id_companies")),
        sa.ForeignKeyConstraint(["revision"], ["revisions.number"], name=op.f("fk_funding_rounds_revision_revisions")),
        sa.ForeignKeyConstraint(["stage"], ["stages.code"], name=op.f("fk_funding_rounds_stage_stages")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding_rounds")),
    )
    op.create_index("ix_funding_rounds_announced_on", "funding_rounds", ["announced_on", "id"], unique=False)
    op.create_index("ix_funding_rounds_company_id", "funding_rounds", ["company_id"], unique=False)
    op.create_index(
        "ix_funding_rounds_investor_ids", "funding_rounds", ["investor_ids"], unique=False, postgresql_using="gin"
    )
    op.create_index(op.f("ix_funding_rounds_revision"), "funding_rounds", ["revision"], unique=False)
    op.create_table(
        "seed_figures",
        sa.Column("figure_en", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("value", sa.Numeric(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["observations.id"], name=op.f("fk_seed_figures_id_observations")),
        sa.ForeignKeyConstraint(["revision"], ["revisions.number"], name=op.f("fk_seed_figures_revision_revisions")),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name=op.f("fk_seed_figures_unit_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seed_figures")),
    )
    op.create_index(op.f("ix_seed_figures_revision"), "seed_figures", ["revision"], unique=False)
    op.create_table(
        "unicorn_lists",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Text(), nullable=True),
        sa.Column("company_id", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("as_of ~ '^\\d{4}(-(0[1-9]|1[0-2]))?$'", name=op.f("ck_unicorn_lists_as_of_month_or_year")),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_unicorn_lists_company_id_companies")),
        sa.ForeignKeyConstraint(["revision"], ["revisions.number"], name=op.f("fk_unicorn_lists_revision_revisions")),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_unicorn_lists_source_id_sources")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unicorn_lists")),
    )
    op.create_index(op.f("ix_unicorn_lists_revision"), "unicorn_lists", ["revision"], unique=False)
    op.create_table(
        "unicorns",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("became_on", sa.Date(), nullable=False),
        sa.Column("date_precision", sa.Text(), nullable=False),
        sa.Column("valuation", sa.Numeric(precision=20, scale=2), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("source_ids", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("valuation_eur", sa.Numeric(precision=20, scale=2), nullable=True),
        sa.Column("valuation_usd", sa.Numeric(precision=20, scale=2), nullable=True),
        sa.Column("fx_rate", sa.Numeric(precision=20, scale=10), nullable=True),
        sa.Column("fx_date", sa.Date(), nullable=True),
        sa.Column("fx_source", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "date_precision = 'day' OR date_precision = 'month' AND extract(day FROM became_on) = 1 OR date_precision = 'year' AND extract(doy FROM became_on) = 1",
            name=op.f("ck_unicorns_date_precision"),
        ),
        sa.CheckConstraint(
            "ended_on IS NULL OR status IN ('acquired', 'listed', 'below')", name=op.f("ck_unicorns_end_fits_status")
        ),
        sa.CheckConstraint(
            "status <> 'active' OR valuation IS NOT NULL", name=op.f("ck_unicorns_active_has_valuation")
        ),
        sa.CheckConstraint("status <> 'disputed' OR note IS NOT NULL", name=op.f("ck_unicorns_dispute_has_reason")),
        sa.CheckConstraint("valuation > 0 AND currency ~ '^[A-Z]{3}$'", name=op.f("ck_unicorns_valuation_positive")),
        sa.CheckConstraint("(valuation IS NULL) = (currency IS NULL)", name=op.f("ck_unicorns_valuation_has_currency")),
        sa.CheckConstraint("cardinality(source_ids) > 0", name=op.f("ck_unicorns_has_source")),
        sa.CheckConstraint("ended_on >= became_on", name=op.f("ck_unicorns_ends_after_start")),
        sa.ForeignKeyConstraint(["id"], ["companies.id"], name=op.f("fk_unicorns_id_companies")),
        sa.ForeignKeyConstraint(["revision"], ["revisions.number"], name=op.f("fk_unicorns_revision_revisions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unicorns")),
    )
    op.create_index(op.f("ix_unicorns_revision"), "unicorns", ["revision"], unique=False)
    op.create_table(
        "valuations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("company_id", sa.Text(), nullable=False),
        sa.Column("valued_on", sa.Date(), nullable=False),
        sa.Column("date_precision", sa.Text(), nullable=False),
        sa.Column("valuation", sa.Numeric(precision=20, scale=2), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("source_ids", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("valuation_eur", sa.Numeric(precision=20, scale=2), nullable=True),
        sa.Column("valuation_usd", sa.Numeric(precision=20, scale=2), nullable=True),
        sa.Column("fx_rate", sa.Numeric(precision=20, scale=10), nullable=True),
        sa.Column("fx_date", sa.Date(), nullable=True),
        sa.Column("fx_source", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "date_precision = 'day' OR date_precision = 'month' AND extract(day FROM valued_on) = 1 OR date_precision = 'year' AND extract(doy FROM valued_on) = 1",
            name=op.f("ck_valuations_date_precision"),
        ),
        sa.CheckConstraint("id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name=op.f("ck_valuations_id_readable")),
        sa.CheckConstraint("valuation > 0 AND currency ~ '^[A-Z]{3}$'", name=op.f("ck_valuations_valuation_positive")),
        sa.CheckConstraint(
            "(valuation IS NULL) = (currency IS NULL)", name=op.f("ck_valuations_valuation_has_currency")
        ),
        sa.CheckConstraint("cardinality(source_ids) > 0", name=op.f("ck_valuations_has_source")),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_valuations_company_id_companies")),
        sa.ForeignKeyConstraint(["revision"], ["revisions.number"], name=op.f("fk_valuations_revision_revisions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_valuations")),
    )
    op.create_index("ix_valuations_company_id", "valuations", ["company_id"], unique=False)
    op.create_index(op.f("ix_valuations_revision"), "valuations", ["revision"], unique=False)
