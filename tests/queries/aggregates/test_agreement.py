"""Every pair of dimensions and every measure agree with pandas, on generated records and on the shipped ones."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.catalog.dimensions import DIMENSIONS
from app.catalog.facts import FACTS
from app.queries.aggregates import Question, read
from app.queries.vintages import Reading, open_reading
from tests.conftest import WRITTEN_AT
from tests.factories import table_of
from tests.queries.aggregates.oracle import (
    EXITS,
    PER_YEAR,
    ROUNDS,
    along_time,
    compare,
    compare_zeros,
    expected,
    read_frame,
)

Rows = list[dict[str, Any]]

PLACES = [
    {"region": "BE1", "province": "BE10", "city": None},
    {"region": "BE2", "province": "BE23", "city": "BE:gent"},
    {"region": "BE2", "province": "UNK", "city": None},
    {"region": "BE3", "province": "BE35", "city": None},
    {"region": "UNK", "province": "UNK", "city": None},
]
INVESTORS: Mapping[str, str | None] = {"from-be": "BE", "also-from-be": "BE", "from-us": "US", "from-nowhere": None}
# 2019 is left out, so that there always is an empty year between others.
DAYS = st.builds(date, st.sampled_from([2018, 2020, 2021]), st.integers(1, 12), st.integers(1, 28))
DOLLARS_TO_THE_EURO = Decimal("1.25")


@st.composite
def companies(draw: st.DrawFn) -> Rows:
    """Draw some companies; places and sectors repeat."""
    rows = []
    for number in range(draw(st.integers(1, 4))):
        sector = draw(st.sampled_from(["ai", "fintech", "biotech"]))
        rows.append(
            {
                "id": f"company-{number}",
                "name": f"Company {number}",
                **draw(st.sampled_from(PLACES)),
                "sector": sector,
                "tags": [sector],
                "status": "unknown",
                "revision": 1,
            }
        )
    return rows


@st.composite
def rounds(draw: st.DrawFn) -> Rows:
    """Draw some rounds of company 0 to 3: undisclosed ones, two currencies, imprecise dates, any investors."""
    rows = []
    for number in range(draw(st.integers(1, 14))):
        day, precision = draw(DAYS), draw(st.sampled_from(["day", "day", "month", "year"]))
        day = {"day": day, "month": day.replace(day=1), "year": day.replace(month=1, day=1)}[precision]
        cents = draw(st.none() | st.integers(1, 10**6) | st.just(500))
        amount = None if cents is None else Decimal(cents) / 100
        currency = None if amount is None else draw(st.sampled_from(["EUR", "USD"]))
        euro = None if amount is None else amount if currency == "EUR" else round(amount / DOLLARS_TO_THE_EURO, 2)
        rows.append(
            {
                "id": f"round-{number}",
                "company_id": draw(st.integers(0, 3)),
                "announced_on": day,
                "date_precision": precision,
                "stage": draw(st.sampled_from(["seed", "series_a", "debt", "grant"])),
                "amount": amount,
                "currency": currency,
                "amount_eur": euro,
                "amount_usd": amount if currency == "USD" else None,
                "investor_ids": draw(st.lists(st.sampled_from(sorted(INVESTORS)), unique=True, max_size=3)),
                "lead_investor_ids": [],
                "source_ids": ["a-source"],
                "confidence": "high",
                "revision": 1,
            }
        )
    return rows


def tables_of(companies: Rows, rounds: Rows) -> dict[str, Rows]:
    """Return the rows of each table for companies and their rounds, with the investors and a source."""
    source = {"id": "a-source", "publisher": "P", "title": "T", "language": "en", "kind": "press", "revision": 1}
    investors: Rows = [
        {"id": key, "name": key, "kind": "vc", "country": country, "aliases": [], "revision": 1}
        for key, country in INVESTORS.items()
    ]
    owned = [{**row, "company_id": companies[row["company_id"] % len(companies)]["id"]} for row in rounds]
    return {"sources": [source], "investors": investors, "companies": companies, "funding_rounds": owned}


async def store(connection: AsyncConnection, companies: Rows, rounds: Rows) -> None:
    """Insert companies and their rounds, the investors and a source."""
    for table, rows in tables_of(companies, rounds).items():
        await connection.execute(insert(table_of(table)), rows)


async def check_pair(reading: Reading, dataset: str, frame: Any, keys: tuple[str, str]) -> int:
    """Compare every measure of a pair of dimensions with pandas, on a grid and in its margins."""
    times = [key for key in keys if key in PER_YEAR]
    overlap = any(DIMENSIONS[key].overlapping for key in keys)
    timed = len(times) == 1
    measures = [
        key
        for key, measure in FACTS[dataset].measures.items()
        if (timed or not measure.timed) and not (overlap and key == "share") and key != "per_capita"
    ]
    filters = {"deal_type": "all"} if dataset == "funding-rounds" else {}
    fill = "none" if {"city", "month"} <= set(keys) else "grid"  # thousands of empty cells tell nothing new
    question = Question(dataset, group_by=keys, measures=measures, filters=filters, fill=fill, totals=True)
    answer = await read(reading, question)
    table = expected(frame, keys)
    compare_zeros(answer, keys, table.reindex([*table.index, *margins(answer, keys)]))
    compared = compare(answer, keys, table)
    for place, key in enumerate(keys):
        margin = expected(frame.assign(all="ALL"), ["all", key] if place else [key, "all"])
        margin = margin.drop(columns=["rank", "share"] if overlap else ["rank"], errors="ignore")
        compared += compare(answer, keys, margin)
    if timed:
        compared += compare(answer, keys, along_time(frame, keys))
    return compared


def margins(answer: Any, keys: tuple[str, str]) -> list[tuple[Any, ...]]:
    """Return the codes of the margins of an answer."""
    places = [answer.column(key) for key in keys]
    found = [tuple(row[place] for place in places) for row in answer.rows]
    return [codes for codes in found if "ALL" in codes]


PAIRS = list(combinations(FACTS["funding-rounds"].dimensions, 2))


@pytest.mark.parametrize("part", range(5))
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(companies=companies(), rounds=rounds())
async def test_generated_records_agree(connection: AsyncConnection, part: int, companies: Rows, rounds: Rows) -> None:
    savepoint = await connection.begin_nested()
    await store(connection, companies, rounds)
    reading = Reading(connection, revision=1, updated=WRITTEN_AT, as_of=None, live=True)
    frame = await connection.run_sync(read_frame, ROUNDS)

    compared = 0
    for keys in PAIRS[part::5]:
        compared += await check_pair(reading, "funding-rounds", frame, keys)

    assert compared
    await savepoint.rollback()


@pytest.mark.parametrize(("dataset", "statement"), [("funding-rounds", ROUNDS), ("exits", EXITS)])
async def test_the_shipped_records_agree(shipped_engine: AsyncEngine, dataset: str, statement: Any) -> None:
    async with open_reading(shipped_engine) as reading:
        frame = await reading.connection.run_sync(read_frame, statement)

        compared = [
            await check_pair(reading, dataset, frame, keys) for keys in combinations(FACTS[dataset].dimensions, 2)
        ]

    assert min(compared) > 20
