"""Hot answers: how close the cache in front comes to an application that does nothing but send ready bytes."""

from collections.abc import Iterator
from dataclasses import dataclass

import httpx

from tests.bench.bench import Bench
from tests.bench.goals import Goal, at_least
from tests.bench.limits import message
from tests.bench.load import ask_often, interleaved
from tests.cli.service import Service

QUESTIONS = {
    "aggregate": "/v1/aggregates/funding-rounds?group_by=region,year&year=2019:2024",
    "list": "/v1/funding-rounds?sort=-amount_eur&limit=50",
    "observation": "/v1/observations?indicator=tech_funding_total&region=BE&period=2024",
}
CODINGS = ("identity", "gzip", "br", "zstd")
CONNECTIONS = (1, 16, 64)
PART = 0.9
LIMIT = "raw ASGI, same uvicorn, same bytes"


@dataclass(frozen=True, slots=True)
class Asking:
    """One request that is asked over and over, and the answer that the limit gives to it."""

    name: str
    path: str
    headers: dict[str, str]
    answer: tuple[dict[str, object], dict[str, object]]


def asking(service: Service, name: str, path: str, coding: str, *, held: bool = False) -> Asking:
    """Ask until the answer comes from the cache, and take it for the limit."""
    headers = {"Accept-Encoding": coding}
    with httpx.Client(base_url=service.address) as client:
        client.get(path, headers=headers)
        if held:
            headers["If-None-Match"] = client.get(path, headers=headers).headers["etag"]
        with client.stream("GET", path, headers=headers) as answer:
            body = b"".join(answer.iter_raw())
            sent = [(key.lower(), value) for key, value in answer.headers.raw if key.lower() != b"date"]
    if answer.headers.get("cache-status") != "betech; hit" or answer.status_code != (304 if held else 200):
        raise RuntimeError(f"{path} is not answered from the cache: {answer.status_code} {dict(answer.headers)}")
    return Asking(f"/{name}-{coding}{'-held' * held}", path, headers, message(answer.status_code, sent, body))


def measure(bench: Bench) -> Iterator[Goal]:
    """Compare answers from the cache with the same bytes sent by a raw application."""
    with bench.service(bench.database(bench.sizes[0])) as service:
        asked: list[tuple[str, Asking, tuple[int, ...]]] = []
        for name, path in QUESTIONS.items():
            first = name == "aggregate"
            known = (2 if first else 1) if bench.quick else (4 if first else 2)
            for coding in CODINGS[:known]:
                wide = first if not bench.quick else first and coding == "identity"
                counts: tuple[int, ...] = (
                    CONNECTIONS if wide or (coding == "identity" and not bench.quick) else CONNECTIONS[1:2]
                )
                asked.append((f"hot {name}, 200, {coding}", asking(service, name, path, coding), counts))
        held = asking(service, "aggregate", QUESTIONS["aggregate"], "identity", held=True)
        asked.append(("hot aggregate, 304", held, CONNECTIONS[1:2] if bench.quick else CONNECTIONS))
        with bench.limit("raw_application", {one.name: one.answer for _, one, _ in asked}) as raw:
            for what, one, counts in asked:
                for connections in counts:
                    yield compare(bench, what, one, connections, raw, service.address)


def compare(bench: Bench, what: str, one: Asking, connections: int, raw: str, ours: str) -> Goal:
    """Measure both in turn."""
    bench.say(f"{what}, {connections} connections")

    def rate(address: str) -> float:
        found = ask_often(address, connections, bench.seconds, one.headers)
        if found.failed:
            raise RuntimeError(f"{address}: {found.failed} answers were no success")
        return found.per_second

    found = interleaved(bench.turns, lambda: rate(raw + one.name), lambda: rate(ours + one.path))
    name = f"{what}, {connections} connection{'s' if connections > 1 else ''}"
    return at_least(name, PART, LIMIT, found, "/s")
