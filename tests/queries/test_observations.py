"""Published figures: lists with all filters, sector figures, indicators."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app.catalog.records import RECORDS
from app.queries.lists import Question, read_list
from app.queries.vintages import Reading, open_reading


@pytest.fixture
async def shipped(shipped_engine: AsyncEngine) -> AsyncIterator[Reading]:
    async with open_reading(shipped_engine) as reading:
        yield reading


async def values(reading: Reading, name: str = "observations", **filters: str) -> list[tuple[object, ...]]:
    dataset = await read_list(reading, RECORDS[name], Question(filters=filters, limit=None))
    keys = ("region", "period", "value", "publisher")
    places = [dataset.column(key) for key in keys]
    return [tuple(row[place] for place in places) for row in dataset.rows]


async def test_a_region_means_itself_and_not_its_parts(shipped: Reading) -> None:
    rows = await values(shipped, indicator="tech_funding_total", region="BE", period="2024")
    assert {row[0] for row in rows} == {"BE"}
    assert {row[2] for row in rows if row[3] == "Agoria"} >= {1_430_000_000.0, 1_428_000_000.0}


async def test_children_takes_the_parts_too(shipped: Reading) -> None:
    rows = await values(shipped, indicator="tech_funding_total", region="belgium", period="2024", children="true")
    assert {row[0] for row in rows} == {"BE", "BE1", "BE2", "BE3", "BE:gent"}


async def test_sector(shipped: Reading) -> None:
    dataset = await read_list(
        shipped, RECORDS["sector-stats"], Question(filters={"sector": "ict", "indicator": "ict_growth_rate"}, limit=5)
    )
    print(dataset.rows[0], dataset.codes.keys())
    dataset = await read_list(shipped, RECORDS["indicators"], Question(filters={"q": "unicorn"}, limit=5))
    print(dataset.rows)
    for name in ("observations", "sector-stats", "indicators"):
        for f in RECORDS[name].fields:
            if f.reads and f.example:
                d = await read_list(shipped, RECORDS[name], Question(filters={f.key: f.example}, limit=1))
                assert d.meta.total, (name, f.key)
            if f.sortable:
                await read_list(shipped, RECORDS[name], Question(sort=["-" + f.key], limit=1))
