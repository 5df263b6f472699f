"""How much of what others published the records hold: our sum and every publisher's total, year by year."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on

from app.catalog.facts import Fact
from app.catalog.periods import YEAR
from app.queries.aggregates.prepared import read_cells
from app.queries.aggregates.window import Window
from app.queries.vintages import Reading
from app.tables import Observation, Qualifier, Source, Stage

COUNTRY = "BE"
BY = ("region", "year", "perimeter")

# By area and year: what others published; and our sums, over all sectors and over technology.
Published = dict[tuple[str, int], list[dict[str, Any]]]
Own = dict[tuple[str, int], tuple[Decimal, Decimal]]

# Values that are shown when they are asked for, not as a yardstick.
NO_YARDSTICK = ("disputed", "forecast")


async def read_coverage(
    reading: Reading, fact: Fact, filters: Mapping[str, str], window: Window
) -> dict[str, Any] | None:
    """Return the coverage of the years of an answer, None for facts that nobody publishes totals of.

    Whatever else is filtered, our side is equity of all companies of the area: `records_eur` in all sectors,
    `records_tech_eur` in those that technology totals count. `share` is the latter as a fraction of the published
    value. The area is that of the filter where publishers have one for it, else the country.
    """
    if fact.coverage is None:
        return None
    name = f"coverage of {fact.key}"
    if name not in reading.memory:
        reading.memory[name] = compared(await read_published(reading, fact.coverage), await read_own(reading, fact))
    covered = reading.memory[name]
    region = filters.get("region", COUNTRY)
    region = region if region in covered else COUNTRY
    held = set(window.periods(YEAR))
    years = [year for year in covered[region] if year["year"] in held]
    return {"indicator": fact.coverage, "region": region, "unit": "EUR", "deal_type": "equity", "years": years}


def compared(published: Published, own: Own) -> dict[str, list[dict[str, Any]]]:
    """Return one entry per year and area: our sums, and every publisher's total with the part of it that we hold."""
    found: dict[str, list[dict[str, Any]]] = {COUNTRY: []}
    for (region, year), values in sorted(published.items()):
        everything, technology = own.get((region, year), (Decimal(0), Decimal(0)))
        shares = [{**value, "share": float(technology / Decimal(str(value["value"])))} for value in values]
        entry = {"year": year, "records_eur": float(everything), "records_tech_eur": float(technology)}
        found.setdefault(region, []).append({**entry, "published": shares})
    return found


async def read_published(reading: Reading, indicator: str) -> Published:
    """Return the published totals of whole years by area and year: of each publisher the firmest, then the newest."""
    statement = (
        select(
            Observation.region,
            Observation.period,
            Observation.publisher,
            Observation.id.label("observation"),
            Observation.value,
            Observation.qualifier,
            Observation.source_id.label("source"),
        )
        .ext(distinct_on(Observation.region, Observation.period, Observation.publisher))
        .join(Source, Source.id == Observation.source_id)
        .join(Qualifier, Qualifier.code == Observation.qualifier)
        .where(
            Observation.indicator == indicator,
            Observation.sector.is_(None),
            Observation.stage.is_(None),
            Observation.unit == "EUR",
            Observation.value > 0,
            Observation.qualifier.not_in(NO_YARDSTICK),
            Observation.period.regexp_match(r"^\d{4}$"),
        )
        .order_by(
            Observation.region,
            Observation.period,
            Observation.publisher,
            Qualifier.order,
            Source.published_on.desc().nulls_last(),
            Observation.id,
        )
    )
    found: Published = defaultdict(list)
    for row in await reading.connection.execute(statement):
        value = {key: row._mapping[key] for key in ("publisher", "observation", "qualifier", "source")}  # noqa: SLF001
        found[row.region, int(row.period)].append({**value, "value": float(row.value)})
    return found


async def read_own(reading: Reading, fact: Fact) -> Own:
    """Return our equity sums by Region, and for the country, and year: over all sectors, and over technology alone."""
    sums: Own = defaultdict(lambda: (Decimal(0), Decimal(0)))
    cells = await read_cells(reading, fact, next(iter(fact.amounts)), BY, {"deal_type": "equity"}, ("sum",))
    found = await summed(reading, fact) if cells is None else {key: parts["sum"] for key, parts in cells.items()}
    for (region, year, technology), amount in found.items():
        for area in (region, COUNTRY):
            everything, of_technology = sums[area, year]
            sums[area, year] = (everything + amount, of_technology + amount * technology)
    return sums


async def summed(reading: Reading, fact: Fact) -> dict[tuple[str, int, bool], Decimal]:
    """Return our equity sums by Region, year and whether technology totals count the sector, from the records."""
    amount = func.coalesce(func.sum(next(iter(fact.amounts.values())).sql), 0)
    groups = [sql.label(key) for key, sql in fact.codes.items() if key in BY]
    statement = (
        select(*groups, amount.label("sum"))
        .select_from(fact.records.source)
        .where(Stage.deal_type == "equity")
        .group_by(*groups)
    )
    rows = await reading.connection.execute(statement)
    return {(row.region, row.year, row.perimeter): row.sum for row in rows}
