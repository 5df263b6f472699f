"""Orders: every page along an index, all pages together one sorted list, whatever is equal or missing."""

from collections.abc import AsyncIterator
from datetime import date
from functools import cmp_to_key
from typing import Any

import pytest
from sqlalchemy import URL, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from app.catalog.fields import Records
from app.catalog.records import RECORDS
from app.queries.cursors import read_cursor
from app.queries.lists import Question, read_list
from app.queries.orders import read_orders, stretches, total_order
from app.queries.pages import Wanted, ordered, select_fields
from app.queries.totals import Explain
from app.queries.vintages import Reading, open_reading
from tests.conftest import new_database
from tests.revisions import next_revision

ROUNDS = 20_000
MANY = """
INSERT INTO investors (id, name, kind, country, revision)
SELECT 'i-' || n, 'Investor ' || n * 7 % 100, (ARRAY['vc','bank','corporate'])[n % 3 + 1], (ARRAY['BE', NULL, 'NL'])[n % 3 + 1], 1
FROM generate_series(1, 3000) AS n;
INSERT INTO sources (id, publisher, title, published_on, date_precision, language, kind, revision)
SELECT 's-' || n, 'Paper ' || n % 9, 'Title ' || n % 70, CASE WHEN n % 5 > 0 THEN (2000 + n % 20)::text END,
       CASE WHEN n % 5 > 0 THEN 'year' END, (ARRAY['nl','fr','en'])[n % 3 + 1], (ARRAY['press','blog'])[n % 2 + 1], 1
FROM generate_series(1, 3000) AS n;
INSERT INTO companies (id, name, region, province, city, sector, tags, founded_year, status, revision)
SELECT 'c-' || n, 'Company ' || n * 31 % 977, (ARRAY['BE2','BE1','BE3','UNK'])[n % 4 + 1],
       (ARRAY['BE23','BE10','BE33','UNK'])[n % 4 + 1], (ARRAY['BE:gent', NULL, 'BE:liege', NULL])[n % 4 + 1],
       (ARRAY['ai','fintech','biotech'])[n % 3 + 1], ARRAY[(ARRAY['ai','fintech','biotech'])[n % 3 + 1]],
       CASE WHEN n % 7 > 0 THEN 1990 + n % 30 END, (ARRAY['active','acquired'])[n % 2 + 1], 1
FROM generate_series(1, 3000) AS n;
INSERT INTO funding_rounds (id, company_id, announced_on, date_precision, stage, amount, currency, amount_eur, amount_usd,
                            amount_eur_reported, post_money, post_money_currency, post_money_eur, source_ids, confidence, revision)
SELECT 'r-' || n, 'c-' || n * 13 % 3000 + 1, date '2010-01-01' + n * 17 % 5000, 'day',
       (ARRAY['seed','series_a','grant','debt'])[n % 4 + 1], a, CASE WHEN a > 0 THEN 'EUR' END, a,
       a * 1.1, CASE WHEN n % 3 = 0 THEN a END, p, CASE WHEN p > 0 THEN 'EUR' END, p, ARRAY['s-1'], 'high', 1
FROM generate_series(1, {rounds}) AS n, LATERAL (SELECT CASE WHEN n % 5 > 0 THEN n * 7 % 900 + 1 END AS a,
                                                      CASE WHEN n % 12 = 0 THEN n % 400 + 1 END AS p) AS amounts;
INSERT INTO exits (id, company_id, announced_on, date_precision, kind, acquirer, acquirer_country, amount, currency, amount_is,
                   amount_eur, amount_usd, source_ids, confidence, revision)
SELECT 'e-' || n, 'c-' || n * 13 % 3000 + 1, date '2010-01-01' + n * 17 % 5000, 'day', (ARRAY['acquisition','merger'])[n % 2 + 1],
       CASE WHEN n % 3 > 0 THEN 'Buyer ' || n % 50 END, CASE WHEN n % 3 > 0 THEN 'US' END, a, CASE WHEN a > 0 THEN 'EUR' END,
       CASE WHEN a > 0 THEN 'price' ELSE 'unknown' END, a, a * 1.1, ARRAY['s-1'], 'high', 1
FROM generate_series(1, 4000) AS n, LATERAL (SELECT CASE WHEN n % 5 > 0 THEN n * 7 % 900 + 1 END AS a) AS amounts;
INSERT INTO valuations (id, company_id, valued_on, date_precision, valuation, currency, event, valuation_eur, valuation_usd,
                        source_ids, revision)
SELECT 'v-' || n, 'c-' || n * 13 % 3000 + 1, date '2010-01-01' + n * 17 % 5000, 'day', n * 7 % 900 + 1, 'EUR', 'round',
       CASE WHEN n % 5 > 0 THEN n * 7 % 900 + 1 END, CASE WHEN n % 5 > 0 THEN n * 7 % 900 + 1 END, ARRAY['s-1'], 1
FROM generate_series(1, 4000) AS n
"""

WALKED = ("companies", "funding-rounds", "exits", "valuations", "investors", "sources")
SORTS = [
    (key, down + entry.key) for key in WALKED for entry in RECORDS[key].fields if entry.sortable for down in ("", "-")
]


async def fill(connection: AsyncConnection, rounds: int) -> None:
    """Insert generated records, many of them equal in many ways, some without values."""
    for statement in MANY.format(rounds=rounds).split(";\n"):
        await connection.execute(text(statement))


@pytest.fixture(scope="module")
async def generated(server: URL, empty_database: URL) -> AsyncIterator[AsyncEngine]:
    """An engine on a database with generated records and the statistics of them."""
    assert empty_database.database is not None
    engine = create_async_engine(new_database(server, "generated_lists"))
    yield engine
    await engine.dispose()


async def plan_nodes(reading: Reading, records: Records, sort: str) -> list[list[dict[str, Any]]]:
    """Return the nodes of the plans by which the stretches of an order are read."""
    keys = total_order(records, read_orders(records, [sort]))
    found = []
    async for stretch in stretches(reading, keys, None):
        statement = select_fields(records, (), keys).where(*stretch.conditions)
        plan = await reading.connection.scalar(Explain(ordered(statement, stretch.keys).limit(101)))
        found.append(list(nodes(plan[0]["Plan"])))
    return found


def nodes(plan: dict[str, Any]) -> Any:
    """Yield a plan and those below it."""
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)
