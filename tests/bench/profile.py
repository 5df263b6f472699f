"""Where the time of an uncached request goes, by layer."""

import asyncio
import cProfile
import pstats
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from tests.bench.bench import Bench
from tests.bench.cold import ROUNDS, USUAL
from tests.bench.statements import application

REQUESTS, SECONDS = 300, 4.0  # as many as there is time for
WARM = 8
QUESTIONS = {
    "aggregate, region × year": USUAL["region × year with median"],
    "list, 50 rounds": f"{ROUNDS}?limit=50",
    "observations": "/v1/observations?indicator=tech_funding_total&region=BE&period=2024",
}
# The first that fits a function's file names its layer.
LAYERS = (
    ("serialiser", ("/app/formats/", "orjson", "/app/dataset", "/json/")),
    ("compression", ("starlette_compress", "brotli", "gzip", "zlib", "zstandard")),
    ("questions to the database (app/queries, app/catalog)", ("/app/queries/", "/app/catalog/", "/app/tables/")),
    ("reading and answering HTTP (app/web)", ("/app/web/", "/app/main", "/app/errors", "/app/languages")),
    ("driver (psycopg)", ("psycopg",)),
    ("statements (SQLAlchemy)", ("sqlalchemy", "greenlet")),
    ("framework (FastAPI, Starlette)", ("fastapi", "starlette", "anyio", "contextlib")),
    ("lines and metrics", ("structlog", "prometheus_client", "logging")),
    ("client of the measurement", ("httpx", "httpcore", "/tests/bench/")),
    ("event loop", ("asyncio", "selectors", "/threading")),
)
OTHER = "the rest of Python"
WAITING = "the database, waited for"
CLIENT = "client of the measurement"


@dataclass(frozen=True, slots=True)
class Profile:
    """One question: milliseconds per request, in all and by layer, without those of the measuring client."""

    question: str
    milliseconds: float
    layers: Mapping[str, float]


def layer_of(file: str) -> str:
    """Return the layer that a file of code belongs to."""
    path = file.replace("\\", "/")
    return next((name for name, parts in LAYERS if any(part in path for part in parts)), OTHER)


def by_layer(stats: pstats.Stats) -> dict[str, float]:
    """Return the seconds of each layer; what is written in C counts for whoever called it."""
    found: dict[str, float] = defaultdict(float)
    entries: Any = stats.stats  # type: ignore[attr-defined]  # there, though the stubs do not say so
    for (file, _line, name), (_calls, _all, own, _total, callers) in entries.items():
        if file != "~":
            found[layer_of(file)] += own
        elif "poll" in name or "select" in name:
            found[WAITING] += own
        else:
            for (caller, _, _), (_, _, part, _) in callers.items():
                found[layer_of(caller)] += part
    return found


async def profiled(client: httpx.AsyncClient, path: str) -> Profile:
    """Ask for a path again and again and take apart what it costs."""
    for _ in range(WARM):
        (await client.get(path)).raise_for_status()
    profiler, asked, begun = cProfile.Profile(), 0, time.perf_counter()
    profiler.enable()
    while asked < REQUESTS and time.perf_counter() - begun < SECONDS:
        await client.get(path)
        asked += 1
    profiler.disable()
    layers = {name: seconds * 1000 / asked for name, seconds in by_layer(pstats.Stats(profiler)).items()}
    layers.pop(CLIENT, None)
    return Profile(path, sum(layers.values()), dict(sorted(layers.items(), key=lambda entry: -entry[1])))


def measure(bench: Bench) -> list[Profile]:
    """Take the usual questions apart, on the largest database."""

    async def ask() -> list[Profile]:
        async with application(bench, bench.database(bench.largest)) as client:
            found = []
            for name, path in QUESTIONS.items():
                bench.say(f"profile of {name}")
                taken = await profiled(client, path)
                found.append(Profile(name, taken.milliseconds, taken.layers))
            return found

    return asyncio.run(ask())
