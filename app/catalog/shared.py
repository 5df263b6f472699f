"""Fields that several kinds of record share: the company and where it is, dates, money, sources, search."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Date, Text, case, func, literal, literal_column, select

from app.catalog.fields import Field
from app.catalog.labels import LABELS
from app.tables import Company, Investor, Sector
from app.tables.base import LETTERS


def field(key: str, sql: Any, description: str, **options: Any) -> Field:
    """Return a field with the label that LABELS has for its key."""
    return Field(key, LABELS[key], description, sql, **options)


def identifier(sql: Any, what: str, example: str) -> Field:
    """The id of a record."""
    return field("id", sql, f"Readable, stable id of the {what}.", reads="id", sortable=True, example=example)


def company_fields(example: str) -> tuple[Field, ...]:
    """The company of a deal (`example` is one), its place and sectors; the record must join `companies` and `sectors`."""
    return (
        field(
            "company_id",
            Company.id,
            "Id of the company.",
            path=("company", "id"),
            sortable=True,
        ),
        field(
            "company_name",
            Company.name,
            "Name of the company.",
            path=("company", "name"),
            sortable=True,
            sorts_by=first_letters(Company.name_folded),
        ),
        Field(
            "company",
            LABELS["company_name"],
            "Ids of companies.",
            Company.id,
            reads="id",
            shown="nowhere",
            example=example,
        ),
        *place_fields(),
        field(
            "sector",
            Company.sector,
            "Main sector of the company; sectors add up. `ai` is cross-cutting: most AI companies have another main sector, see `tag`.",
            reads="code",
            codelist="sector",
            sortable=True,
            example="enterprise_software",
        ),
        *tag_filters(),
    )


def place_fields() -> tuple[Field, ...]:
    """Where the company is: its Region, province and city."""
    return (
        field(
            "region",
            Company.region,
            "Region of the company as a NUTS 1 code, `UNK` where it is not known. The filter takes NUTS, ISO 3166-2 and "
            "REFNIS codes, names and slugs, Regions as well as provinces; an area covers those within it.",
            reads="region",
            codelist="region",
            sortable=True,
            example="BE2",
        ),
        field(
            "province",
            Company.province,
            "Province of the company as a NUTS 2 code, `UNK` where it is not known.",
            reads="region",
            codelist="region",
            sortable=True,
            example="BE23",
        ),
        field(
            "city",
            Company.city,
            "Municipality of the company; null where it is not known.",
            reads="code",
            codelist="city",
            nullable=True,
            sortable=True,
            example="BE:gent",
        ),
    )


def tag_filters() -> tuple[Field, ...]:
    """Filters on any sector of the company, and on the perimeter of most technology counts."""
    return (
        field(
            "tag",
            Company.tags,
            "Companies that have any of these sectors or technologies, as the main one or a further one.",
            kind="list",
            reads="ids",
            codelist="sector",
            shown="nowhere",
            example="ai",
        ),
        field(
            "perimeter",
            Sector.is_technology,
            "`tech` keeps the sectors that most technology counts keep (no biotech, no medical devices), `all` keeps all.",
            reads="perimeter",
            shown="nowhere",
            example="tech",
        ),
    )


def date_fields(key: str, sql: Any, precision: Any, description: str, example: str) -> tuple[Field, ...]:
    """A date, how precisely it is known, and the filters by year."""
    return (
        field(key, sql, description, kind="date", reads="date", sortable=True, example=example),
        field(
            "date_precision",
            precision,
            "How much of the date is known: a date known to the month is written on day 1, one known to the year on 1 January.",
            reads="code",
            codelist="date_precision",
            example="day",
        ),
        field(
            "year",
            sql,
            "Years: `2024`, a list `2019,2021`, a span `2019:2024`, with open ends `2019:` or `:2024`.",
            kind="integer",
            reads="year",
            shown="nowhere",
            example="2019:2024",
        ),
        field(
            "last_years",
            sql,
            "The last N years, counted back from the newest year with data.",
            kind="integer",
            reads="years",
            shown="nowhere",
            example="5",
        ),
    )


def money(key: str, sql: Any, description: str, *, unit: str | None = None, **options: Any) -> Field:
    """An amount in whole units of its currency; null where it is not disclosed."""
    return field(
        key,
        sql,
        description,
        kind="number",
        unit=unit,
        reads="number",
        nullable=True,
        sortable=True,
        null_reason=options.pop("null_reason", "undisclosed"),
        **options,
    )


def conversion_fields(table: Any) -> tuple[Field, ...]:
    """The exchange rate behind the euro amount: null for euro amounts and where no amount or no rate is known."""
    rate = table.fx_rate
    return (
        field("fx_rate", rate, "Units of the currency that one euro bought.", kind="number", path=("fx", "rate")),
        field(
            "fx_date",
            table.fx_date,
            "Day of the rate: the last one known on the date.",
            kind="date",
            path=("fx", "date"),
        ),
        field("fx_source", table.fx_source, "Who published the rate.", path=("fx", "source")),
        field(
            "fx_approximate",
            case((rate.is_not(None), table.date_precision != "day"), else_=None),
            "True when the date is known to the month or year only, so that the rate is that of the written date.",
            kind="boolean",
            path=("fx", "approximate"),
        ),
    )


def source_fields(sql: Any) -> tuple[Field, ...]:
    """The sources of a record and the filter on them."""
    return (
        field("sources", sql, "Ids of the sources that the facts were read in.", kind="list"),
        Field("source", LABELS["source"], "Ids of sources.", sql, kind="list", reads="ids", shown="nowhere"),
    )


def remarks(table: Any) -> tuple[Field, ...]:
    """How sure a record is, and its note."""
    return (
        field(
            "confidence",
            table.confidence,
            "`high`: two sources or more, or an official page with the exact day. `low`: the year is inferred, the article "
            "undated or second-hand, or the nature of the deal unclear. `medium`: the rest.",
            reads="code",
            codelist="confidence",
            example="high",
        ),
        note(table),
    )


def note(table: Any) -> Field:
    """The note of a record."""
    return field(
        "note", table.note, "What a reader should know about the record; null when there is nothing.", nullable=True
    )


def search(sql: Any, what: str, example: str) -> Field:
    """The text search of a list."""
    return field(
        "q",
        sql,
        f"Part of {what}, without regard to case and accents.",
        reads="search",
        shown="nowhere",
        example=example,
    )


def people(investor_ids: Any, lead_ids: Any) -> ColumnElement[Any]:
    """The investors of a round as a JSON list of id, name and lead, in the order of the record."""
    part = func.unnest(investor_ids).table_valued("id", with_ordinality="place", name="part").render_derived()
    entry = func.json_build_object("id", Investor.id, "name", Investor.name, "lead", Investor.id == func.any(lead_ids))
    return (
        select(func.coalesce(func.json_agg(entry.op("ORDER BY")(part.c.place)), func.json_build_array()))
        .select_from(part.join(Investor, Investor.id == part.c.id))
        .scalar_subquery()
    )


def countries(investor_ids: Any) -> ColumnElement[Any]:
    """The countries of a round's investors as an array, `UNK` for those whose country is not known."""
    return (
        select(
            func.coalesce(
                func.array_agg(func.distinct(func.coalesce(Investor.country, "UNK"))), literal(["UNK"], ARRAY(Text))
            )
        )
        .where(Investor.id == func.any(investor_ids))
        .scalar_subquery()
    )


def first_day(published_on: Any) -> ColumnElement[Any]:
    """The first day of a date written as YYYY, YYYY-MM or YYYY-MM-DD."""
    return func.to_date(func.left(published_on.op("||")("-01-01"), 10), "YYYY-MM-DD", type_=Date)


def first_letters(name: Any) -> ColumnElement[str]:
    """As much of a name as its index holds, for the order of lists."""
    return func.left(name, literal_column(str(LETTERS)), type_=Text)


def fields(*parts: Field | Sequence[Field]) -> tuple[Field, ...]:
    """Join single fields and groups of fields."""
    joined: list[Field] = []
    for part in parts:
        joined.extend([part] if isinstance(part, Field) else part)
    return tuple(joined)
