"""Our own numbers beside published ones: sums and counts of records by place and year, from the aggregate engine."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from sqlalchemy import Integer, cast, extract, func, or_, select

from app.catalog.comparisons import Comparison
from app.catalog.records import RECORDS
from app.queries.aggregates.engine import read
from app.queries.aggregates.question import Question
from app.queries.filters import resolve
from app.queries.vintages import Reading
from app.tables import Company, FundingRound

COUNTRY = "BE"
NUTS1_LENGTH, NUTS2_LENGTH = 3, 4


@dataclass(frozen=True, slots=True)
class Own:
    """What the records of a place and year come to: how many there are, how many have an amount, their sum."""

    count: int = 0
    disclosed: int = 0
    total: Decimal = Decimal(0)

    def __add__(self, other: "Own") -> "Own":
        return Own(self.count + other.count, self.disclosed + other.disclosed, self.total + other.total)

    def value(self, comparison: Comparison) -> Decimal:
        """Return the number that a published figure is held against."""
        return self.total if comparison.measure == "sum" else Decimal(self.count)


def level(region: str) -> str | None:
    """Return the dimension that a place is an entry of, None for places abroad, which no record has."""
    if region in (COUNTRY, "UNK"):
        return "region"
    if region.startswith("BE:"):
        return "city"
    if region.startswith(COUNTRY):
        return {NUTS1_LENGTH: "region", NUTS2_LENGTH: "province"}.get(len(region))
    return None


async def own_totals(
    reading: Reading, comparison: Comparison, regions: Iterable[str], first: int, last: int
) -> dict[tuple[str, int], Own]:
    """Return our numbers by place and year; a place and year without records has none of its own in the answer."""
    levels = sorted({dimension for dimension in map(level, regions) if dimension is not None})
    found: dict[tuple[str, int], Own] = defaultdict(Own)
    for dimension in levels:
        measures = ["count", "count_disclosed", "sum"]
        dataset = await read(
            reading,
            Question(
                comparison.records,
                group_by=[dimension, "year"],
                measures=measures,
                filters={**comparison.filters, "year": f"{first:04d}:{last:04d}"},
                fill="none",
            ),
        )
        places = [dataset.column(key) for key in (dimension, "year", *measures)]
        for row in dataset.rows:
            code, year, count, disclosed, total = (row[place] for place in places)
            own = Own(count, disclosed, Decimal(str(total or 0)))
            found[code, year] += own
            if dimension == "region":
                found[COUNTRY, year] += own
    return dict(found)


async def debatable(
    reading: Reading, comparison: Comparison, regions: Iterable[str], first: int, last: int
) -> dict[tuple[str, int], Decimal]:
    """Return by place and year the part of our sum in rounds that a publisher may well leave out.

    These are rounds that mix equity with debt or aid (their note begins with "Mixed:"), convertible bonds, and
    rounds of low confidence.
    """
    if comparison.measure != "sum":
        return {}
    records = RECORDS[comparison.records]
    resolved = await resolve(reading, records, {**comparison.filters, "year": f"{first:04d}:{last:04d}"})
    year = cast(extract("year", FundingRound.announced_on), Integer)
    doubtful = or_(
        FundingRound.note.startswith("Mixed:"), FundingRound.stage == "convertible", FundingRound.confidence == "low"
    )
    found: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    columns = {"region": Company.region, "province": Company.province, "city": Company.city}
    for dimension in sorted({entry for entry in map(level, regions) if entry is not None}):
        place = columns[dimension]
        total = func.coalesce(func.sum(FundingRound.amount_eur), 0)
        statement = (
            select(place, year, total)
            .select_from(records.source)
            .where(*resolved.conditions, doubtful)
            .group_by(place, year)
        )
        for row in await reading.connection.execute(statement):
            code, when, amount = str(row[0]), int(row[1]), Decimal(str(row[2]))
            found[code, when] += amount
            if dimension == "region":
                found[COUNTRY, when] += amount
    return dict(found)


def records_link(comparison: Comparison, region: str, year: int) -> str:
    """Return the address of the list that holds exactly the records behind a number."""
    dimension = level(region)
    place: Mapping[str, str] = {} if region == COUNTRY or dimension is None else {dimension: region}
    return f"/v1/{comparison.records}?" + urlencode({**comparison.filters, **place, "year": f"{year:04d}"})
