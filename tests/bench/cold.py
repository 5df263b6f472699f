"""Cold answers: what aggregates and pages cost in the database at every size, and end to end."""

import asyncio
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import httpx
import psycopg
from sqlalchemy import text
from sqlalchemy.engine import URL

from app.database.engine import transaction
from app.imports.revisions import begin_revision, close_revision
from app.queries.cursors import read_cursor, write_cursor
from tests.bench.bench import Bench, plain
from tests.bench.goals import Goal, at_most, at_most_times, once
from tests.bench.load import ask_often, interleaved
from tests.bench.statements import Statement, application, database_milliseconds, plan_of, statements_of

FUNDING = "/v1/aggregates/funding-rounds"
USUAL = {
    "region × year with median": f"{FUNDING}?group_by=region,year",
    "region × year, 2019 to 2024": f"{FUNDING}?group_by=region,year&year=2019:2024",
    "sector with median": f"{FUNDING}?group_by=sector",
    "stage × year": f"{FUNDING}?group_by=stage,year&measures=count,sum",
    "two sectors by year, without median": f"{FUNDING}?group_by=year&sector=fintech,ai&measures=count,sum,mean",
    "sectors of Flanders, without median": f"{FUNDING}?group_by=sector&region=BE2&measures=count,sum",
}
ODD = f"{FUNDING}?group_by=region,year&sector=fintech,ai,biotech&stage=seed,series_a&confidence=high,medium&measures=median"
ROUNDS, COMPANIES = "/v1/funding-rounds", "/v1/companies"
PAGES = {
    "newest first": f"{ROUNDS}?limit=100",
    "largest first": f"{ROUNDS}?limit=100&sort=-amount_eur",
    "smallest first": f"{ROUNDS}?limit=100&sort=amount_eur",
    "by stage": f"{ROUNDS}?limit=100&sort=stage",
    "by company name": f"{ROUNDS}?limit=100&sort=company_name",
    "of one Region": f"{ROUNDS}?limit=100&region=BE2",
    "of a rare kind": f"{ROUNDS}?limit=100&stage=growth&region=BE3&currency=CHF",
    "of one investor": f"{ROUNDS}?limit=100&investor=investor-0000007",
    "above an amount": f"{ROUNDS}?limit=100&amount_eur__gte=50000000&sort=announced_on",
    "companies by name": f"{COMPANIES}?limit=100&sort=name",
    "companies whose name holds a word": f"{COMPANIES}?limit=100&q=robotics",
    "companies whose name holds what none does": f"{COMPANIES}?limit=100&q=zzyzx",
}
# Where pages lie deep in: the order of a list, its column, and the table.
DEEP = {
    f"{ROUNDS}?limit=100": ("announced_on", "funding_rounds", True),
    f"{ROUNDS}?limit=100&sort=-amount_eur": ("amount_eur", "funding_rounds", True),
    f"{COMPANIES}?limit=100&sort=name": ("name_folded", "companies", False),
}
PREPARED_MS, ODD_MS, PAGE_MS = 2.0, 150.0, 20.0
GROWTH, END_TO_END, AS_OF = 1.3, 2.5, 5.0


async def costs(bench: Bench, url: URL, questions: Mapping[str, str]) -> dict[str, float]:
    """Return by name what each question costs in the database, in milliseconds; those refused are left out."""
    found = {}
    async with application(bench, url) as client:
        for name, path in questions.items():
            try:
                statements = await statements_of(client, path)
            except httpx.HTTPStatusError as error:
                bench.say(f"{path}: {error.response.status_code} {error.response.text[:200]}")
                continue
            found[name] = database_milliseconds(url, statements, bench.patience)
            bench.say(f"{found[name]:9.2f} ms  {name}")
    return found


def size_name(size: int) -> str:
    """Write a size in few letters."""
    return f"{size // 1_000_000} M" if size >= 1_000_000 else f"{size // 1_000} k"


def aggregates(bench: Bench) -> Iterator[Goal]:
    """Measure aggregates at every size."""
    by_size = {}
    for size in bench.sizes:
        bench.say(f"aggregates at {size_name(size)} rounds")
        by_size[size] = asyncio.run(costs(bench, bench.database(size), {**USUAL, "odd": ODD}))
    bench.curves["aggregates"] = {
        name: {size: by_size[size].get(name, 0.0) for size in bench.sizes} for name in (*USUAL, "odd")
    }
    smallest, largest = bench.sizes[0], bench.largest
    for name in USUAL:
        if name not in by_size[largest]:
            continue
        for size in bench.sizes:
            yield at_most(
                f"cold aggregate, {name}, {size_name(size)}, in the database", PREPARED_MS, by_size[size][name], "ms"
            )
        yield at_most_times(
            f"cold aggregate, {name}, {size_name(largest)}",
            GROWTH,
            f"the same at {size_name(smallest)}",
            once(by_size[smallest][name], by_size[largest][name]),
            "ms",
        )
    yield at_most(
        f"median over an odd filter, {size_name(largest)}, in the database", ODD_MS, by_size[largest]["odd"], "ms"
    )
    yield from former(bench)


def former(bench: Bench) -> Iterator[Goal]:
    """Measure a question that nothing was prepared for as of a former revision, after some rows changed."""
    url = bench.database(bench.largest)
    with transaction(url) as connection:
        number = begin_revision(connection, kind="import", author="bench", reason="some rows change")
        change = "UPDATE funding_rounds SET note = 'changed', revision = :number WHERE id LIKE '%00-%'"
        connection.execute(text(change), {"number": number})
        close_revision(connection, number, [])
    everything = f"{FUNDING}?group_by=region,year&measures=median&confidence=high,medium,low"
    found = asyncio.run(costs(bench, url, {"live": everything, "former": f"{everything}&data_version={number - 1}"}))
    yield at_most_times(
        f"aggregate as of a former revision, from records, {size_name(bench.largest)}",
        AS_OF,
        "the same of the newest revision",
        once(found["live"], found["former"]),
        "ms",
    )


def pages(bench: Bench) -> Iterator[Goal]:
    """Measure pages of 100 rows at every size; those of the largest count."""
    for size in bench.sizes:
        bench.say(f"pages at {size_name(size)} rounds")
        url = bench.database(size)
        questions = dict(PAGES)
        for path, (column, table, downwards) in DEEP.items():
            name = next(known for known, asked in PAGES.items() if asked == path)
            for where, part in (("middle", 0.5), ("last", 1.0)):
                questions[f"{name}, {where} page"] = asyncio.run(
                    deep(bench, url, path, column, table, part, downwards=downwards)
                )
        found = asyncio.run(costs(bench, url, questions))
        for name, milliseconds in found.items():
            bench.curves.setdefault("pages", {}).setdefault(name, {})[size] = milliseconds
            if size == bench.largest:
                yield at_most(
                    f"page of 100 rows, {name}, {size_name(size)}, in the database", PAGE_MS, milliseconds, "ms"
                )


async def deep(bench: Bench, url: URL, path: str, column: str, table: str, part: float, *, downwards: bool) -> str:
    """Return the address of a page that lies deep in a list, by moving the cursor of the first page there."""
    async with application(bench, url) as client:
        following = (await client.get(path)).json()["links"]["next"]
    cursor = read_cursor(parse_qs(urlsplit(following).query)["cursor"][0])
    order = f"{column} {'DESC' if downwards else ''}, id"
    with psycopg.connect(plain(url)) as connection:
        total = connection.execute(f"SELECT count({column}) FROM {table}".encode()).fetchone()
        place = max(0, int(part * (total[0] if total else 0)) - 101)
        question = (
            f"SELECT {column}, id FROM {table} WHERE {column} IS NOT NULL ORDER BY {order} OFFSET {place} LIMIT 1"
        )
        row = connection.execute(question.encode()).fetchone()
    if row is None:
        raise RuntimeError(f"{table} is empty")
    moved = replace(cursor, values=(row[0], *cursor.values[1:]), id=row[1])
    return f"{path}&cursor={quote(write_cursor(moved))}"


def end_to_end(bench: Bench) -> Iterator[Goal]:
    """Compare uncached answers with a bare driver in a bare route that sends the same statements."""
    url = bench.database(bench.largest)
    names = ("region × year with median", "stage × year")

    async def asked(path: str) -> list[tuple[str, Any]]:
        async with application(bench, url) as client:
            return [(one.text, one.values) for one in await statements_of(client, path)]

    questions = {re.sub(r"\W+", "", name): asyncio.run(asked(USUAL[name])) for name in names}
    with (
        bench.service(url, BETECH_CACHE_MB="0") as service,
        bench.limit("driver_application", questions, url) as bare,
    ):
        for name, short in zip(names, questions, strict=True):
            for connections in (1,) if bench.quick else (1, 16):
                bench.say(f"uncached {name}, {connections} connections")

                def milliseconds(address: str, many: int = connections) -> float:
                    rate = ask_often(address, many, bench.seconds, {"Accept-Encoding": "identity"})
                    if rate.failed or not rate.per_second:
                        raise RuntimeError(f"{address}: {rate}")
                    return many / rate.per_second * 1000

                theirs, ours = (
                    partial(milliseconds, f"{bare}/{short}"),
                    partial(milliseconds, service.address + USUAL[name]),
                )
                found = interleaved(bench.turns, theirs, ours)
                plural = "s" if connections > 1 else ""
                yield at_most_times(
                    f"cold request end to end, {name}, {size_name(bench.largest)}, {connections} connection{plural}",
                    END_TO_END,
                    "bare driver, same framework, same statements",
                    found,
                    "ms",
                )


def measure(bench: Bench) -> Iterator[Goal]:
    """Measure all of it."""
    yield from aggregates(bench)
    yield from pages(bench)
    yield from end_to_end(bench)


def explain(bench: Bench, path: str) -> str:
    """Return how the largest database answers a path: each statement with its plan."""
    url = bench.database(bench.largest)

    async def ask() -> list[Statement]:
        async with application(bench, url) as client:
            return await statements_of(client, path)

    return "\n\n".join(f"{one.text}\n{plan_of(url, one)}" for one in asyncio.run(ask()))
