"""The link of an answer, and of each of its cells, lists exactly the records behind it."""

from datetime import date
from itertools import combinations
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.catalog.facts import FACTS
from app.catalog.records import RECORDS
from app.queries.aggregates import Question, read
from app.queries.filters import resolve
from app.queries.vintages import Reading
from tests.factories import make_company, make_exit, make_investor, make_round


async def listed(reading: Reading, link: str) -> int:
    """Return how many records the list at an address holds."""
    parts = urlsplit(link)
    records = RECORDS[parts.path.removeprefix("/v1/")]
    resolved = await resolve(reading, records, dict(parse_qsl(parts.query)))
    statement = select(func.count()).select_from(records.source).where(*resolved.conditions)
    return int((await reading.connection.execute(statement)).scalar_one())


async def make_records(connection: AsyncConnection) -> None:
    """Insert records of different places, times, kinds and countries, some of them not known."""
    places: list[dict[str, Any]] = [
        {"region": "BE1", "province": "BE10"},
        {"region": "BE2", "province": "BE23", "city": "BE:gent"},
        {"region": "BE2"},
        {"region": "UNK", "founded_year": 2011},
    ]
    investors = [(await make_investor(connection, country=country))["id"] for country in ("BE", "US", None)]
    times = [(date(2020, 1, 1), "year"), (date(2020, 1, 1), "month"), (date(2021, 7, 4), "day")]
    for place in places:
        company = await make_company(connection, **{"founded_year": 2010, **place})
        for number, (on, precision) in enumerate(times):
            stage = ("seed", "series_a", "debt")[number]
            await make_round(
                connection,
                company=company,
                on=on,
                date_precision=precision,
                stage=stage,
                investor_ids=investors[number : number + 2],
            )
        await make_exit(connection, company=company, on=on, kind="merger")


@pytest.mark.parametrize("dataset", ["funding-rounds", "exits", "companies"])
@pytest.mark.parametrize(
    "filters",
    [
        {},
        {"region": "BE2,BE10"},
        {"year": "2020:2021", "date_precision": "month,day", "deal_type": "all"},
        {"announced_on__gte": "2020-01-01", "last_years": "2"},
        {"founded_year__gte": "2010"},
    ],
    ids=str,
)
async def test_a_link_lists_the_records_of_its_cell(
    connection: AsyncConnection, reading: Reading, dataset: str, filters: dict[str, str]
) -> None:
    await make_records(connection)
    fact = FACTS[dataset]
    filters = {name: value for name, value in filters.items() if name in fact.records.filters}

    for group_by in combinations(fact.dimensions, 2):
        question = Question(dataset, group_by=group_by, filters=filters, fill="none", embed=["records"], totals=True)
        answer = await read(reading, question)
        counts = [row[answer.column("count")] for row in answer.rows]
        links = [str(row[-1]) for row in answer.rows]

        assert counts == [await listed(reading, link) for link in links]
        assert counts[-1] == await listed(reading, str(answer.links["records"]))
        assert links[-1] == answer.links["records"]


async def test_a_link_is_in_canonical_order(connection: AsyncConnection, reading: Reading) -> None:
    await make_records(connection)

    answer = await read(
        reading,
        Question("funding-rounds", group_by=["city", "month"], filters={"region": "flanders"}, embed=["records"]),
    )

    assert answer.rows[0][-1] == (
        "/v1/funding-rounds?announced_on__gte=2020-01-01&announced_on__lte=2020-01-31&city=BE:gent"
        "&date_precision=day,month&deal_type=equity&region=BE2"
    )


async def test_two_countries_at_once_have_no_address(connection: AsyncConnection, reading: Reading) -> None:
    await make_records(connection)

    answer = await read(
        reading,
        Question(
            "funding-rounds", group_by=["investor_country"], filters={"investor_country": "US"}, embed=["records"]
        ),
    )

    assert [(row[0], row[-1]) for row in answer.rows] == [
        ("BE", None),
        ("US", "/v1/funding-rounds?deal_type=equity&investor_country=US"),
        ("UNK", None),
    ]
