"""The rules that need the rows of other tables, or other rows of the same one, asked of the database as a whole."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import FromClause, Select, Table, Text, and_, cast, exists, extract, func, or_, select

from app.imports.csv_files import LINE
from app.imports.fields import key_of, stored
from app.imports.files import SourceFile
from app.imports.reading import Reader

Rows = FromClause
MONEY_UNITS = ("EUR", "USD", "EUR_PER_CAPITA", "USD_PER_CAPITA")
MOST_SHOWN = 10_000
NEAR_DAYS = 90
LARGEST_EQUITY = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Crossing:
    """A question to the database: the line and value of each row that breaks a rule, among staged rows.

    It is asked after the rows were written, of those that are new or changed. A `doubt` does not refuse.
    """

    column: str
    problem: str
    remedy: str
    question: Callable[[Rows], Select[Any]]
    doubt: bool = True


def wrong_level(column: str, level: int) -> Callable[[Rows], Select[Any]]:
    """Ask for rows whose area is of another level than 1 Region or 2 province; UNK fits everywhere."""

    def question(rows: Rows) -> Select[Any]:
        regions = stored("regions")
        return (
            select(rows.c.line, rows.c[column])
            .join(regions, regions.c.code == rows.c[column])
            .where(regions.c.level != level, regions.c.code != "UNK")
        )

    return question


def before_founding(rows: Rows) -> Select[Any]:
    """Ask for deals of companies that did not exist yet."""
    companies = stored("companies")
    return (
        select(rows.c.line, cast(rows.c.announced_on, Text))
        .join(companies, companies.c.id == rows.c.company_id)
        .where(extract("year", rows.c.announced_on) < companies.c.founded_year)
    )


def city_elsewhere(rows: Rows) -> Select[Any]:
    """Ask for companies whose city lies in another province."""
    cities = stored("cities")
    return (
        select(rows.c.line, rows.c.city)
        .join(cities, cities.c.code == rows.c.city)
        .where(cities.c.province != rows.c.province)
    )


def told_twice(rows: Rows) -> Select[Any]:
    """Ask for rounds that look like another one of the same company, stage and amount."""
    rounds = stored("funding_rounds").alias("others")
    return select(rows.c.line, rounds.c.id).join(
        rounds,
        and_(
            rounds.c.company_id == rows.c.company_id,
            rounds.c.stage == rows.c.stage,
            rounds.c.amount == rows.c.amount,
            rounds.c.id != rows.c.id,
            func.abs(rounds.c.announced_on - rows.c.announced_on) <= NEAR_DAYS,
        ),
    )


def too_large_equity(rows: Rows) -> Select[Any]:
    """Ask for equity rounds of two billion or more."""
    stages = stored("stages")
    return (
        select(rows.c.line, cast(rows.c.amount, Text))
        .join(stages, stages.c.code == rows.c.stage)
        .where(stages.c.deal_type == "equity", rows.c.amount >= LARGEST_EQUITY)
    )


def odd_unit(rows: Rows) -> Select[Any]:
    """Ask for figures in another unit than their indicator's, unless both are money."""
    indicators = stored("indicators")
    both_money = and_(rows.c.unit.in_(MONEY_UNITS), indicators.c.unit.in_(MONEY_UNITS))
    return (
        select(rows.c.line, rows.c.unit)
        .join(indicators, indicators.c.code == rows.c.indicator)
        .where(rows.c.unit != indicators.c.unit, ~both_money)
    )


def same_fact(rows: Rows) -> Select[Any]:
    """Ask for figures that another row holds already, from the same publisher."""
    others = stored("observations").alias("others")
    names = ("indicator", "region", "period", "value", "unit", "publisher")
    optional = ("sector", "stage")
    return select(rows.c.line, others.c.id).join(
        others,
        and_(
            *(others.c[name] == rows.c[name] for name in names),
            *(others.c[name].is_not_distinct_from(rows.c[name]) for name in optional),
            others.c.id != rows.c.id,
        ),
    )


def named_nowhere(column: str, words: Callable[[Any], Any], table: str) -> Callable[[Rows], Select[Any]]:
    """Ask for ids in a text that are no ids of a table."""

    def question(rows: Rows) -> Select[Any]:
        named = select(rows.c.line, words(rows.c[column]).label("word")).where(rows.c[column].is_not(None)).subquery()
        target = stored(table)
        return select(named.c.line, named.c.word).where(~exists().where(target.c.id == named.c.word))

    return question


def also_in(note: Any) -> Any:
    """Return the ids that a note lists at its end."""
    return func.unnest(func.string_to_array(func.substring(note, "also in: ([a-z0-9 -]+)$"), " "))


def ids_within(note: Any) -> Any:
    """Return what looks like the id of an observation in a text."""
    return func.unnest(func.regexp_matches(note, "[a-z0-9]+(?:-[a-z0-9]+){3,}", "g"))


def other_figure(rows: Rows) -> Select[Any]:
    """Ask for seed figures that say something else than their observation."""
    observations = stored("observations")
    return (
        select(rows.c.line, cast(rows.c.value, Text))
        .join(observations, observations.c.id == rows.c.id)
        .where(or_(observations.c.value != rows.c.value, observations.c.unit != rows.c.unit))
    )


FOUNDED_LATER = Crossing(
    "announced_on", "the deal lies before the founding year of the company", "check both", before_founding
)

CROSSINGS: Mapping[str, tuple[Crossing, ...]] = {
    "cities": (
        Crossing("nuts2", "not a province", "a NUTS 2 code, such as BE23", wrong_level("province", 2), doubt=False),
    ),
    "companies": (
        Crossing("nuts1", "not a Region", "BE1, BE2, BE3 or UNK", wrong_level("region", 1), doubt=False),
        Crossing(
            "nuts2", "not a province", "a NUTS 2 code such as BE23, or UNK", wrong_level("province", 2), doubt=False
        ),
        Crossing("city_code", "the city lies in another province", "the province of the city", city_elsewhere),
    ),
    "funding_rounds": (
        FOUNDED_LATER,
        Crossing(
            "round_id", "the same company, stage and amount within 90 days of this round", "is it one?", told_twice
        ),
        Crossing("amount", "equity of two billion or more", "whole units of the currency", too_large_equity),
    ),
    "exits": (FOUNDED_LATER,),
    "observations": (
        Crossing("unit", "not the unit of the indicator", "the unit of the indicator", odd_unit),
        Crossing("observation_id", "the same figure of the same publisher stands here too", "keep one", same_fact),
        Crossing("note", "not in sources", "", named_nowhere("note", also_in, "sources")),
        Crossing(
            "supersedes_note", "not in observations", "", named_nowhere("supersedes_note", ids_within, "observations")
        ),
    ),
    "seed_figures": (
        Crossing("value", "value or unit differ from the observation", "as the observation", other_figure, doubt=False),
    ),
}


def check_crossings(reader: Reader, source: SourceFile, staging: Table) -> None:
    """Report staged rows that break a rule across tables or are doubtful for it; all of them were written."""
    for crossing in CROSSINGS.get(source.table, ()):
        report(reader, source, crossing, crossing.question(staging))


def report(reader: Reader, source: SourceFile, crossing: Crossing, question: Select[Any]) -> None:
    """Ask a question and report what it finds."""
    found = reader.doubts if crossing.doubt else reader.faults
    for line, value in reader.connection.execute(question.order_by(LINE).limit(MOST_SHOWN)):
        found.add_one(source.name, line, crossing.problem, crossing.remedy, column=crossing.column, value=value)


def check_unique(reader: Reader, source: SourceFile, staging: Table) -> None:
    """Report values that may stand once in the table but stand twice: in the file, or in the file and the table."""
    for field in source.fields:
        if stored(source.table).c[field.name].unique:
            for question in (twice_in_file(staging, field.name), also_in_table(staging, source.table, field.name)):
                twice = Crossing(field.csv, "another row has the same value", "each value once", select, doubt=False)
                report(reader, source, twice, question)


def twice_in_file(staging: Table, column: str) -> Select[Any]:
    """Ask for rows whose value stands in an earlier row of the file."""
    value = staging.c[column]
    place = func.row_number().over(partition_by=value, order_by=staging.c.line).label("place")
    placed = select(staging.c.line, value, place).where(value.is_not(None)).subquery("placed")
    return select(placed.c.line, placed.c[column]).where(placed.c.place > 1)


def also_in_table(staging: Table, table: str, column: str) -> Select[Any]:
    """Ask for rows whose value a stored row has that the file does not replace."""
    live, key, others = stored(table), key_of(table), staging.alias("others")
    return (
        select(staging.c.line, staging.c[column])
        .join(live, and_(live.c[column] == staging.c[column], live.c[key] != staging.c[key]))
        .outerjoin(others, others.c[key] == live.c[key])
        .where(others.c[key].is_(None))
    )
