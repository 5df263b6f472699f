"""Prepared cells answer as records do, are those of the revision that is read, and are read where they can be."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import combinations, islice
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, insert, text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.catalog.dimensions import DIMENSIONS
from app.catalog.facts import FACTS
from app.database.engine import transaction
from app.database.schema import migrate
from app.dataset import Dataset
from app.imports.revisions import FileSummary, begin_revision, close_revision
from app.queries.aggregates import Question, plan, read
from app.queries.aggregates.prepared import HEADERS
from app.queries.vintages import Reading, open_reading
from tests.bench.statements import recorded
from tests.conftest import new_database
from tests.factories import code_list_rows, table_of
from tests.queries.aggregates.oracle import ROUNDS, read_frame
from tests.queries.aggregates.test_agreement import PAIRS, Rows, check_pair, companies, rounds, tables_of

QUICK = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
FILTERS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "funding-rounds": {
        "deal_type": ("all", "equity", "debt,grant"),
        "year": ("2018", "2018:2020", "2018,2021", "2019", ":2018", "2020:"),
        "last_years": ("1", "3"),
        "announced_on__gte": ("2020-01-01", "2020-05-01"),
        "announced_on__lt": ("2021-01-01",),
        "region": ("BE2", "BE1,BE2", "BE23", "BE1,BE23", "BE", "UNK"),
        "province": ("BE23", "BE2"),
        "city": ("BE:gent",),
        "city__isnull": ("true", "false"),
        "sector": ("ai", "ai,fintech"),
        "tag": ("ai",),
        "stage": ("seed", "seed,series_a", "debt"),
        "perimeter": ("tech", "all"),
        "confidence": ("high",),
        "amount_eur__gte": ("100",),
        "investor_country": ("BE",),
    },
    "companies": {
        "founded_year": ("2012", "2010,2012"),
        "founded_year__gte": ("2011",),
        "founded_year__isnull": ("true",),
        "region": ("BE2",),
        "sector": ("ai",),
        "perimeter": ("tech",),
        "status": ("unknown",),
    },
}


@pytest.fixture(scope="module")
def url(server: URL) -> URL:
    """A database of these tests, with the code lists as revision 1."""
    url = new_database(server, "prepared")
    migrate(url)
    with transaction(url) as connection:
        write(connection, {table.name: rows for table, rows in code_list_rows()})
    return url


@pytest.fixture(scope="module")
async def prepared(url: URL) -> AsyncIterator[AsyncEngine]:
    """An engine on that database."""
    engine = create_async_engine(url)
    yield engine
    await engine.dispose()


def write(connection: Connection, tables: Mapping[str, Rows], over: tuple[str, ...] = ()) -> int:
    """Write rows as a revision, in the place of all rows of some tables, and return its number."""
    number = begin_revision(connection, kind="import", author="test", reason="test")
    for table in over:
        connection.execute(delete(table_of(table)))
    for table, rows in tables.items():
        if rows:
            connection.execute(insert(table_of(table)), [{**row, "revision": number} for row in rows])
    close_revision(connection, number, [FileSummary("funding_rounds", "", "", created=1)])
    return number


def replace_records(url: URL, companies: Rows, rounds: Rows) -> None:
    """Write companies and rounds in the place of those that were there."""
    with transaction(url) as connection:
        over = ("funding_rounds", "companies", "investors", "sources")
        write(connection, tables_of(companies, rounds), over)


@contextmanager
def only(*keys: str) -> Iterator[list[str]]:
    """Leave only some access paths, and note which ones are taken."""
    taken: list[str] = []
    known = plan.PATHS
    plan.PATHS = tuple(noting(path, taken) for path in known if path.key in keys)
    try:
        yield taken
    finally:
        plan.PATHS = known


def noting(path: plan.Path, taken: list[str]) -> plan.Path:
    """Return a path that notes when it is taken."""

    async def read_it(*asked: Any) -> Any:
        taken.append(path.key)
        return await path.read(*asked)

    return replace(path, read=read_it)


async def both(reading: Reading, question: Question) -> tuple[str, Dataset, Dataset]:
    """Return the path that a question takes, its answer by it, and its answer from records."""
    with only("cube", "cells", "records") as taken:
        answer = await read(reading, question)
    with only("records"):
        return taken[0], answer, await read(reading, question)


@st.composite
def questions(draw: st.DrawFn, dataset: str) -> Question:
    """Draw any question about a fact that has an answer."""
    fact = FACTS[dataset]
    group_by = draw(st.lists(st.sampled_from(sorted(fact.dimensions)), unique=True, max_size=3))
    overlapping = any(DIMENSIONS[key].overlapping for key in group_by)
    timed = any(DIMENSIONS[key].period for key in group_by)
    offered = [
        key
        for key, measure in fact.measures.items()
        if key != "per_capita" and (timed or not measure.timed) and not (key == "share" and overlapping)
    ]
    names = draw(st.lists(st.sampled_from(sorted(FILTERS[dataset])), unique=True, max_size=3))
    return Question(
        dataset,
        group_by=group_by,
        measures=draw(st.lists(st.sampled_from(offered), unique=True, min_size=1)),
        field=draw(st.sampled_from(sorted(fact.amounts))) if fact.amounts else None,
        filters={name: draw(st.sampled_from(FILTERS[dataset][name])) for name in names},
        fill="none" if {"city", "month"} <= set(group_by) else draw(st.sampled_from([None, "grid", "none"])),
        totals=draw(st.booleans()),
        sort=draw(st.sampled_from([[], ["-count"]])),
        having=draw(st.sampled_from([None, "count__gte:1"])),
    )


@QUICK
@given(companies=companies(), rounds=rounds(), data=st.data())
async def test_cells_answer_any_question_as_records_do(
    url: URL, prepared: AsyncEngine, companies: Rows, rounds: Rows, data: st.DataObject
) -> None:
    replace_records(url, companies, rounds)

    async with open_reading(prepared) as reading:
        for dataset in ("funding-rounds",) * 30 + ("companies",) * 10:
            question = data.draw(questions(dataset))
            _, answer, expected = await both(reading, question)
            assert answer == expected, question


@QUICK
@given(companies=companies(), rounds=rounds())
async def test_cells_agree_with_pandas(url: URL, prepared: AsyncEngine, companies: Rows, rounds: Rows) -> None:
    replace_records(url, companies, rounds)
    with transaction(url) as connection:
        frame = read_frame(connection, ROUNDS)
    taken: list[str] = []

    async with open_reading(prepared) as reading:
        with only("cube", "cells", "records") as taken:
            for keys in islice(PAIRS, 0, None, 2):
                await check_pair(reading, "funding-rounds", frame, keys)

    assert "cube" in taken


async def test_the_shipped_answers_are_the_same_from_cells(shipped_engine: AsyncEngine) -> None:
    usual = [
        (dataset, keys, filters)
        for dataset, filtered in (
            ("funding-rounds", [{}, {"perimeter": "tech"}, {"year": "2019:2023"}]),
            ("exits", [{}, {"kind": "acquisition"}]),
            ("companies", [{}, {"perimeter": "tech"}]),
        )
        for filters in filtered
        for keys in combinations(
            [key for key in ("region", "year", "sector", "stage", "exit_kind") if key in FACTS[dataset].dimensions], 2
        )
    ]
    taken = set()

    async with open_reading(shipped_engine) as reading:
        for dataset, keys, filters in usual:
            path, answer, expected = await both(reading, Question(dataset, group_by=keys, filters=filters, totals=True))
            taken.add((dataset, path))
            assert answer == expected

    assert {("funding-rounds", "cube"), ("exits", "cube"), ("companies", "cube")} <= taken


PATHS_OF: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "the usual answer": ("cube", {}),
    "margins": ("cube", {"totals": True}),
    "a total": ("cube", {"group_by": ()}),
    "medians by sector and year": ("cube", {"group_by": ("sector", "year"), "measures": ("median", "companies")}),
    "stages": ("cube", {"group_by": ("stage", "year"), "measures": ("top3_share",)}),
    "every deal type": ("cube", {"filters": {"deal_type": "all"}}),
    "another deal type": ("cube", {"filters": {"deal_type": "debt"}}),
    "all stages of a deal type": ("cube", {"filters": {"stage": "debt"}}),
    "one year": ("cube", {"group_by": ("region",), "filters": {"year": "2020"}}),
    "some years of a series": ("cube", {"filters": {"year": "2018:2020"}}),
    "one sector": ("cube", {"filters": {"sector": "ai"}}),
    "the perimeter": ("cube", {"filters": {"perimeter": "tech"}}),
    "dollars": ("cube", {"field": "amount_usd"}),
    "sums over some sectors": ("cells", {"measures": ("sum", "mean", "max"), "filters": {"sector": "ai,fintech"}}),
    "sums over some years": (
        "cells",
        {"group_by": ("region",), "measures": ("sum",), "filters": {"year": "2018:2020"}},
    ),
    "medians over some sectors": ("records", {"filters": {"sector": "ai,fintech"}}),
    "a part of a year": ("records", {"filters": {"announced_on__gte": "2020-05-01"}}),
    "an odd filter": ("records", {"filters": {"confidence": "high"}}),
    "what overlaps": ("records", {"group_by": ("investor_country",)}),
}


@pytest.mark.parametrize("name", PATHS_OF)
async def test_each_question_takes_the_cheapest_path(url: URL, prepared: AsyncEngine, name: str) -> None:
    path, question = PATHS_OF[name]
    replace_records(
        url, [COMPANY], [{**ROUND, "id": str(year), "announced_on": f"{year}-02-03"} for year in (2018, 2021)]
    )

    async with open_reading(prepared) as reading:
        taken, answer, expected = await both(reading, Question("funding-rounds", **question))

    assert (taken, answer) == (path, expected)


COMPANY = {
    "id": "a-company",
    "name": "A",
    "region": "BE2",
    "province": "BE23",
    "sector": "ai",
    "tags": ["ai"],
    "status": "unknown",
}
ROUND = {
    "id": "a-round",
    "company_id": 0,
    "announced_on": "2020-02-03",
    "date_precision": "day",
    "stage": "seed",
    "amount": 100,
    "currency": "EUR",
    "amount_eur": 100,
    "investor_ids": [],
    "lead_investor_ids": [],
    "source_ids": ["a-source"],
    "confidence": "high",
}


async def taken_path(engine: AsyncEngine, data_version: int | None = None) -> str:
    """Return the path that the usual question takes at a revision."""
    async with open_reading(engine, data_version=data_version) as reading:
        with only("cube", "cells", "records") as taken:
            await read(reading, Question("funding-rounds"))
    return taken[0]


async def test_a_former_revision_is_read_from_records(url: URL, prepared: AsyncEngine) -> None:
    replace_records(url, [COMPANY], [ROUND])
    async with open_reading(prepared) as reading:
        before = reading.revision
    assert await taken_path(prepared) == "cube"

    replace_records(url, [COMPANY], [])

    assert await taken_path(prepared) == "cube"
    assert await taken_path(prepared, data_version=before) == "records"


@pytest.mark.parametrize("stale", ["DELETE FROM prepared_facts", "UPDATE prepared_facts SET layout = 'old'"])
async def test_cells_that_are_not_of_the_revision_are_not_read(url: URL, prepared: AsyncEngine, stale: str) -> None:
    replace_records(url, [COMPANY], [ROUND])
    with transaction(url) as connection:
        connection.execute(text(stale))
        connection.execute(text("UPDATE prepared_cells SET count = 99"))

    assert await taken_path(prepared) == "records"


async def test_a_writer_that_knows_no_cells_leaves_them_behind(url: URL, prepared: AsyncEngine) -> None:
    replace_records(url, [COMPANY], [ROUND])
    with transaction(url) as connection:
        number = begin_revision(connection, kind="import", author="an older release", reason="x")
        connection.execute(delete(table_of("funding_rounds")))

    assert number
    assert await taken_path(prepared) == "records"


@pytest.mark.parametrize("huge", [10**14, 10**17])
async def test_amounts_too_large_for_whole_cents_are_left_to_records(
    url: URL, prepared: AsyncEngine, huge: int
) -> None:
    replace_records(url, [COMPANY], [{**ROUND, "amount": huge, "amount_eur": huge}])

    assert await taken_path(prepared) == "records"
    async with open_reading(prepared) as reading:
        assert (await read(reading, Question("funding-rounds", group_by=(), measures=("sum",)))).rows == [
            (1, 1, float(huge))
        ]


async def test_a_usual_question_sends_one_statement(shipped_engine: AsyncEngine) -> None:
    async with open_reading(shipped_engine) as reading:
        await read(reading, Question("funding-rounds"))

        with recorded(reading.connection) as sent:
            await read(reading, Question("funding-rounds", totals=True))

    assert len(sent) == 1
    assert HEADERS in reading.memory
