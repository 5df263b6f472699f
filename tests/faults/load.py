"""Clients that ask a running service without a pause, and a judge of every answer that they get."""

import asyncio
import itertools
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import httpx
import orjson

# Lists, details, aggregates, whole files, charts and documents; what was read before, and what a revision changes.
QUESTIONS = (
    "/v1/companies?limit=50",
    "/v1/companies.csv",
    "/v1/sources.ndjson",
    "/v1/funding-rounds?sort=-amount_eur&limit=20&embed=company",
    "/v1/funding-rounds.csv?year=2020:2024",
    "/v1/aggregates/funding-rounds?group_by=region,year&measures=count,sum,median",
    "/v1/aggregates/funding-rounds.csv?group_by=sector&measures=count,sum&labels=both",
    "/v1/aggregates/funding-rounds.svg?group_by=year&measures=sum",
    "/v1/aggregates/companies?group_by=region",
    "/v1/companies?limit=20&data_version=1",
    "/v1/aggregates/funding-rounds?group_by=year&data_version=1",
    "/v1/unicorns.xlsx",
    "/v1/overview?year=2023",
    "/v1/dimensions/region",
    "/v1/search?q=revision",
)
# A condition of a kind that caches do not answer; it always holds.
PAST_THE_CACHE = {"If-Unmodified-Since": "Fri, 31 Dec 2100 00:00:00 GMT"}
TAG = re.compile(r'"(\d+)-[0-9a-f]+"')
CUT = (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError, httpx.ConnectError)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: when it was asked for and how long that took, and what it holds; `fault` is what it is to be blamed for."""

    question: str
    began: float
    seconds: float
    status: int = 0
    revision: int = 0
    digest: bytes = b""
    stale: bool = False
    fault: str = ""


def digest(body: bytes) -> bytes:
    """Return what tells one body from another."""
    return blake2b(body, digest_size=16).digest()


def judged(question: str, began: float, answer: httpx.Response, tag: str) -> Answer:
    """Return an answer with what can be blamed on it alone."""
    found = TAG.search(answer.headers.get("etag", ""))
    revision = int(found[1]) if found else 0
    status, fault = answer.status_code, ""
    if status == httpx.codes.OK:
        if revision == 0:
            fault = "no entity tag"
        elif answer.headers["content-type"] == "application/json" and data_version(answer.content) != revision:
            fault = "tag and body are of two revisions"
    elif status == httpx.codes.NOT_MODIFIED:
        if answer.headers.get("etag") != tag or answer.content:
            fault = "304 of another state"
    elif answer.headers.get("content-type") != "application/problem+json":
        fault = f"{status} is no problem"
    elif status != httpx.codes.SERVICE_UNAVAILABLE:
        fault = f"{status} {answer.text[:200]}"
    elif "retry-after" not in answer.headers:
        fault = "503 without Retry-After"
    stale = "database-away" in answer.headers.get("cache-status", "")
    return Answer(
        question, began, time.monotonic() - began, status, revision, digest(answer.content), stale, fault=fault
    )


def data_version(body: bytes) -> Any:
    """Return the revision that a body names."""
    content = orjson.loads(body)
    return content.get("meta", {}).get("data_version")


@dataclass
class Load:
    """Asks an address over some connections at once until it is told to stop."""

    address: str
    clients: int = 8
    patience: float = 60.0
    answers: list[Answer] = field(default_factory=list)

    @asynccontextmanager
    async def asking(self) -> AsyncIterator[None]:
        """Ask for the time of the block."""
        tasks = [asyncio.create_task(self.ask_on(number)) for number in range(self.clients)]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            for task in tasks:
                with suppress(asyncio.CancelledError):
                    await task

    async def ask_on(self, number: int) -> None:
        """Ask one question after the other."""
        async with httpx.AsyncClient(base_url=self.address, timeout=self.patience, trust_env=False) as client:
            tags: dict[str, str] = {}
            for turn in itertools.count(number * 5):
                self.answers.append(await self.ask(client, QUESTIONS[turn % len(QUESTIONS)], turn, tags))

    async def ask(self, client: httpx.AsyncClient, question: str, turn: int, tags: dict[str, str]) -> Answer:
        """Ask one question: every other time past the cache, every fourth with a tag."""
        headers = {"Accept-Encoding": "identity", "Accept-Language": "en"}
        if turn % 2:
            headers |= PAST_THE_CACHE
        if turn % 4 == 0 and question in tags:
            headers["If-None-Match"] = tags[question]
        began = time.monotonic()
        try:
            answer = await client.get(question, headers=headers)
        except CUT as error:
            return Answer(question, began, time.monotonic() - began, fault=f"cut: {type(error).__name__}")
        except httpx.TimeoutException:
            return Answer(question, began, time.monotonic() - began, fault="hang")
        if answer.status_code == httpx.codes.OK:
            tags[question] = answer.headers.get("etag", "")
        return judged(question, began, answer, headers.get("If-None-Match", ""))


@dataclass
class Expected:
    """The bytes of every answer in every revision, by a quiet application on the same database; `known` since when."""

    bodies: dict[tuple[str, int], bytes] = field(default_factory=dict)
    known: dict[int, float] = field(default_factory=dict)

    async def note(self, client: httpx.AsyncClient, revision: int) -> None:
        """Note what each answer is in the newest revision, which has just been made."""
        self.known[revision] = time.monotonic()
        for question in QUESTIONS:
            answer = await client.get(question, headers={"Accept-Encoding": "identity", "Accept-Language": "en"})
            assert answer.status_code == httpx.codes.OK, answer.text
            found = TAG.search(answer.headers["etag"])
            assert found is not None
            self.bodies[question, int(found[1])] = digest(answer.content)

    def is_wrong(self, answer: Answer) -> bool:
        """Tell whether a complete answer is not that of the revision that it names."""
        whole = answer.status == httpx.codes.OK
        return whole and self.bodies.get((answer.question, answer.revision)) != answer.digest

    def is_late(self, answer: Answer, seconds: float) -> bool:
        """Tell whether an answer is of a revision that was not the newest any more when it had long been asked for."""
        if answer.status != httpx.codes.OK or "data_version" in answer.question:
            return False
        newest = max((number for number, since in self.known.items() if since + seconds < answer.began), default=0)
        return answer.revision < newest


@dataclass
class Verdict:
    """What came of some time under load."""

    name: str
    answers: list[Answer]
    expected: Expected
    recovery: float | None = None

    @property
    def blamed(self) -> Counter[str]:
        """What answers are to be blamed for, connections that were cut aside."""
        faults = Counter(answer.fault for answer in self.answers if answer.fault and not answer.fault.startswith("cut"))
        faults.update(f"wrong bytes of {one.question}" for one in self.answers if self.expected.is_wrong(one))
        return +faults

    @property
    def cut(self) -> int:
        """How many answers were broken off."""
        return sum(answer.fault.startswith("cut") for answer in self.answers)

    def line(self) -> str:
        """Say it in one line."""
        statuses = Counter(answer.status for answer in self.answers if answer.status)
        slowest = max((answer.seconds for answer in self.answers), default=0.0)
        stale = sum(answer.stale for answer in self.answers)
        back = "" if self.recovery is None else f", back after {self.recovery:.2f} s"
        told = ", ".join(f"{count} x {status}" for status, count in sorted(statuses.items()))
        return (
            f"{self.name:28} {told}; {stale} stale, {self.cut} cut off, slowest {slowest:.2f} s{back}; "
            f"blamed: {dict(self.blamed) or 'nothing'}"
        )


async def until_back(address: str, holds: Callable[[], bool] | None = None, patience: float = 60.0) -> float:
    """Return how long it takes until the database's own answers come again, five in a row."""
    begun, good = time.monotonic(), 0
    since = begun
    anew = httpx.Limits(max_keepalive_connections=0)  # each time over a new connection: to every server process
    async with httpx.AsyncClient(base_url=address, timeout=patience, trust_env=False, limits=anew) as client:
        while True:
            try:
                answer = await client.get("/v1/funding-rounds?limit=1", headers=PAST_THE_CACHE)
                sound = answer.status_code == httpx.codes.OK
            except CUT:
                sound = False
            good = good + 1 if sound else 0
            if good == 1:
                since = time.monotonic()
            if good == 5 and (holds is None or holds()):
                return since - begun
            assert time.monotonic() - begun < patience, "the service does not recover"
            await asyncio.sleep(0.02)
