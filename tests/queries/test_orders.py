"""Orders: every page along an index, all pages together one sorted list, whatever is equal or missing."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import cmp_to_key, partial
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from app.catalog.fields import Records
from app.catalog.records import RECORDS
from app.database.schema import migrate
from app.queries.cursors import read_cursor
from app.queries.lists import Question, read_list
from app.queries.names import holding
from app.queries.orders import read_orders, stretches, total_order
from app.queries.pages import ordered, select_fields
from app.queries.totals import Explain, matching
from app.queries.vintages import Reading, open_reading
from tests.conftest import load_code_lists, new_database
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
async def generated(server: URL) -> AsyncIterator[AsyncEngine]:
    """An engine on a database with generated records and the statistics of them."""
    url = new_database(server, "generated_lists")
    migrate(url)
    engine = create_async_engine(url, isolation_level="REPEATABLE READ")
    async with engine.begin() as connection:
        await next_revision(connection, 1)
        await load_code_lists(connection)
        await fill(connection, ROUNDS)
        await connection.execute(text("ANALYZE"))
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


@pytest.mark.parametrize(("key", "sort"), SORTS)
async def test_every_order_is_walked_along_an_index_either_way(generated: AsyncEngine, key: str, sort: str) -> None:
    async with open_reading(generated) as reading:
        plans = await plan_nodes(reading, RECORDS[key], sort)

    for plan in plans:
        if any(node.get("One-Time Filter") == "false" for node in plan):  # no row lacks such a value
            continue
        assert [node["Node Type"] for node in plan if node["Node Type"] == "Sort"] == []
        assert any("Index" in node["Node Type"] for node in plan)


@pytest.mark.parametrize("key", WALKED)
async def test_names_are_found_by_their_grams(generated: AsyncEngine, key: str) -> None:
    async with open_reading(generated) as reading:
        held = await holding(
            reading, RECORDS[key]["q"].sql, {"investors": "tor 17", "sources": "tle 17"}.get(key, "any 17")
        )
        statement = matching(RECORDS[key], [held.found])
        plan = await reading.connection.scalar(Explain(statement))

    used = {node.get("Index Name", "") for node in nodes(plan[0]["Plan"])}
    assert {name for name in used if name.endswith("_grams")}


PAGED = [
    ("funding-rounds", {}, ["-amount_eur"]),
    ("funding-rounds", {}, ["amount_eur_reported"]),
    ("funding-rounds", {}, ["-post_money_eur"]),
    ("funding-rounds", {}, ["deal_type"]),
    ("funding-rounds", {}, ["-deal_type"]),
    ("funding-rounds", {}, ["-region"]),
    ("funding-rounds", {}, ["city"]),
    ("funding-rounds", {}, ["-city", "amount"]),
    ("funding-rounds", {}, ["company_name", "-announced_on"]),
    ("funding-rounds", {"q": "company 17"}, ["-amount_eur"]),
    ("funding-rounds", {"region": "BE2", "amount_status": "undisclosed"}, ["-amount_eur", "stage"]),
    ("exits", {}, ["acquirer"]),
    ("exits", {"city": "BE:gent"}, ["-acquirer_country"]),
    ("companies", {}, ["-founded_year"]),
    ("sources", {}, ["-published_on", "title"]),
]


@pytest.mark.parametrize(("key", "filters", "sort"), PAGED, ids=str)
@pytest.mark.parametrize("counted", [100, 100_000])
async def test_all_pages_together_are_one_sorted_list(
    generated: AsyncEngine, key: str, filters: dict[str, str], sort: list[str], counted: int
) -> None:
    records, size = RECORDS[key], 997
    async with open_reading(generated) as reading:
        whole = await read_list(reading, records, Question(filters=filters, sort=sort, limit=None))
        pages: list[list[Any]] = []
        cursor = None
        while True:
            question = Question(filters=filters, sort=sort, limit=size, cursor=cursor, counted=counted)
            page = await read_list(reading, records, question)
            pages.append([row[0] for row in page.rows])
            following = page.links["next"]
            if following is None:
                break
            cursor = read_cursor(following)

    ids = [row[0] for row in whole.rows]
    assert [one for page in pages for one in page] == ids
    assert len(set(ids)) == len(ids)
    assert all(len(page) == size for page in pages[:-1])
    values = [tuple(row[whole.column(word.removeprefix("-"))] for word in sort) for row in whole.rows]
    assert values == sorted(values, key=cmp_to_key(partial(compared, sort=sort)))


def compared(left: Any, right: Any, *, sort: list[str]) -> int:
    """Compare two rows by the values of an order, nulls last; names without regard to case."""
    for one, other, word in zip(left, right, sort, strict=True):
        if one == other:
            continue
        if one is None or other is None:
            return 1 if one is None else -1
        smaller = str(one).lower() < str(other).lower() if isinstance(one, str) else one < other
        return (1 if word.startswith("-") else -1) * (1 if smaller else -1)
    return 0


async def test_totals_are_exact_up_to_a_bound_and_said_to_be_estimates_beyond(generated: AsyncEngine) -> None:
    async with open_reading(generated) as reading:
        rounds = RECORDS["funding-rounds"]
        exact = await read_list(reading, rounds, Question(counted=ROUNDS))
        beyond = await read_list(reading, rounds, Question(counted=ROUNDS - 1))
        few = await read_list(reading, rounds, Question(filters={"announced_on": "2012-02-29"}, counted=5_000))
        many = await read_list(reading, rounds, Question(filters={"stage": "seed"}, counted=500))

    assert (exact.meta.total, exact.meta.total_is_estimate) == (ROUNDS, False)
    assert beyond.meta.total_is_estimate
    assert ROUNDS / 2 < (beyond.meta.total or 0) < ROUNDS * 2.5
    assert not few.meta.total_is_estimate
    assert few.meta.total == len(few.rows) > 0
    assert many.meta.total_is_estimate


async def test_former_rows_are_walked_by_the_same_pages(generated: AsyncEngine) -> None:
    async with generated.connect() as connection:
        transaction = await connection.begin()
        await next_revision(connection, 2)
        await connection.execute(text("UPDATE funding_rounds SET amount_eur = 5, revision = 2 WHERE id LIKE 'r-1%'"))
        then = Reading(connection, 1, date_time(), None, live=False)
        now = await read_list(then, RECORDS["funding-rounds"], Question(sort=["-amount_eur"], limit=500))
        await connection.execute(
            text("SELECT set_config('search_path', 'vintage, public', true), set_config('betech.as_of', '1', true)")
        )
        former = Reading(connection, 1, date_time(), None, live=False)
        before = await read_list(former, RECORDS["funding-rounds"], Question(sort=["-amount_eur"], limit=500))
        await transaction.rollback()
    async with open_reading(generated) as reading:
        untouched = await read_list(reading, RECORDS["funding-rounds"], Question(sort=["-amount_eur"], limit=500))

    assert before.rows == untouched.rows
    assert now.rows != untouched.rows


def date_time() -> datetime:
    """Return a moment after all that happened."""
    return datetime(2026, 6, 30, tzinfo=UTC)
