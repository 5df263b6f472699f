"""How PostgreSQL reads aggregates of many rounds: cells alone for usual ones, covering indexes alone for all others."""

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.database.engine import transaction
from app.imports.revisions import FileSummary, begin_revision, close_revision
from app.queries.aggregates import Question, read
from app.queries.vintages import Reading, open_reading
from tests.bench.statements import recorded
from tests.conftest import new_database

MANY = 100_000
COMPANIES = """
    INSERT INTO companies (id, name, region, province, sector, tags, status, revision)
    SELECT 'many-' || i, 'Many ' || i, 'BE2', 'BE23', sector, ARRAY[sector], 'unknown', :revision
    FROM (SELECT i, (ARRAY['ai', 'fintech', 'biotech'])[1 + i % 3] AS sector FROM generate_series(1, :many / 10) AS i) AS x
"""
ROUNDS = """
    INSERT INTO funding_rounds (id, company_id, announced_on, date_precision, stage, amount, currency, amount_eur,
                                source_ids, confidence, revision)
    SELECT 'many-' || i, 'many-' || 1 + i % (:many / 10), date '2010-01-01' + i % 5000, 'day',
           (ARRAY['seed', 'series_a', 'series_b', 'debt'])[1 + i % 4], i, 'EUR', i,
           ARRAY[(SELECT min(id) FROM sources)], (ARRAY['high', 'medium', 'low'])[1 + i % 3], :revision
    FROM generate_series(1, :many) AS i
"""


@pytest.fixture(scope="module")
def url(server: URL, shipped_template: str) -> URL:
    """A database with a hundred thousand rounds, as vacuum leaves it."""
    url = new_database(server, "plans", shipped_template)
    with transaction(url) as connection:
        number = begin_revision(connection, kind="import", author="test", reason="Many rounds")
        for statement in (COMPANIES, ROUNDS):
            connection.execute(text(statement), {"revision": number, "many": MANY})
        close_revision(connection, number, [FileSummary("funding_rounds", "", "", created=MANY)])
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("VACUUM ANALYZE"))
    engine.dispose()
    return url


@pytest.fixture
async def many(url: URL) -> AsyncIterator[Reading]:
    """A reading of it."""
    engine: AsyncEngine = create_async_engine(url)
    async with open_reading(engine) as reading:
        yield reading
    await engine.dispose()


def nodes(part: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Give the nodes of a plan."""
    yield part
    for inner in part.get("Plans", ()):
        yield from nodes(inner)


async def planned(reading: Reading, **question: Any) -> list[Mapping[str, Any]]:
    """Return the nodes of the plan by which PostgreSQL reads the groups of an answer."""
    asked = Question("funding-rounds", **question)
    await read(reading, asked)
    with recorded(reading.connection) as sent:
        await read(reading, asked)
    assert len(sent) == 1
    explained = await reading.connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {sent[0].text}", sent[0].values)
    return list(nodes(explained.scalar_one()[0]["Plan"]))


def relations(plan: list[Mapping[str, Any]]) -> set[str]:
    """Return the tables that a plan reads."""
    return {node["Relation Name"] for node in plan if "Relation Name" in node}


USUAL: Mapping[str, Mapping[str, Any]] = {
    "region and year": {},
    "every measure": {
        "group_by": ("sector", "year"),
        "measures": ("count", "sum", "median", "companies", "top3_share"),
    },
    "margins": {"totals": True},
    "stages": {"group_by": ("stage", "year")},
    "a total": {"group_by": ()},
    "months": {"group_by": ("month",)},
    "a region in a year": {"group_by": ("sector",), "filters": {"year": "2020", "region": "BE2"}},
    "sums over some sectors": {"measures": ("sum",), "filters": {"sector": "ai,fintech"}},
    "dollars": {"field": "amount_usd"},
}


@pytest.mark.parametrize("name", USUAL)
async def test_a_usual_question_reads_cells_by_their_index_alone(many: Reading, name: str) -> None:
    plan = await planned(many, **USUAL[name])

    assert relations(plan) == {"prepared_cells"}
    assert {node["Index Name"] for node in plan if "Index Name" in node} == {"ix_prepared_cells_codes"}
    assert not [node for node in plan if node["Node Type"] == "Seq Scan"]


ODD: Mapping[str, Mapping[str, Any]] = {
    "how sure": {"filters": {"confidence": "high"}},
    "large ones": {"filters": {"amount_eur__gte": "50000"}},
    "some sectors": {"filters": {"sector": "ai,fintech"}},
    "some stages in a part of a year": {"filters": {"stage": "seed,series_a", "announced_on__gte": "2020-05-01"}},
    "dollars of a currency": {"field": "amount_usd", "group_by": ("year",), "filters": {"currency": "EUR"}},
}


@pytest.mark.parametrize("name", ODD)
async def test_an_odd_question_reads_rounds_by_the_covering_index_alone(many: Reading, name: str) -> None:
    plan = await planned(many, **ODD[name])

    by_rounds = {node["Node Type"] for node in plan if node.get("Relation Name") == "funding_rounds"}
    assert by_rounds == {"Index Only Scan"}
    assert {node["Index Name"] for node in plan if node.get("Relation Name") == "funding_rounds"} == {
        "ix_funding_rounds_cut"
    }


async def test_only_the_tables_that_are_asked_about_are_joined(many: Reading) -> None:
    odd = {"confidence": "high", "deal_type": "all"}

    assert relations(await planned(many, group_by=("year",), filters=odd)) == {"funding_rounds"}
    assert relations(await planned(many, filters=odd)) == {"funding_rounds", "companies"}
    assert relations(await planned(many, filters={**odd, "perimeter": "tech"})) == {
        "funding_rounds",
        "companies",
        "sectors",
    }
