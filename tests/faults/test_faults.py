"""Whatever happens to the database, answers are right, or a 503 that says when to come back, and never a half one."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager

from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from tests.cli.service import wait_until
from tests.faults.conftest import World
from tests.faults.load import Load, Verdict, until_back
from tests.faults.server import MOST_CONNECTIONS

# `make torture` holds each fault longer, several times, and counts how soon the service is back.
ROUNDS = int(os.environ.get("BETECH_TEST_FAULT_ROUNDS", "0"))
HELD = float(os.environ.get("BETECH_TEST_FAULT_SECONDS", "0.5"))
BACK = float(os.environ.get("BETECH_TEST_BACK_SECONDS", "60"))

Fault = Callable[[World], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def stopped(world: World) -> AsyncIterator[None]:
    """The server is stopped by its administrator, and started again."""
    await asyncio.to_thread(world.server.stop)
    yield
    await asyncio.to_thread(world.server.start)


@asynccontextmanager
async def killed(world: World) -> AsyncIterator[None]:
    """The server dies, and recovers at its next start."""
    await asyncio.to_thread(world.server.kill)
    yield
    await asyncio.to_thread(world.server.start)


@asynccontextmanager
async def restarted(world: World) -> AsyncIterator[None]:
    """The server is restarted at once."""
    yield
    await asyncio.to_thread(world.server.stop)
    await asyncio.to_thread(world.server.start)


@asynccontextmanager
async def cut_off(world: World) -> AsyncIterator[None]:
    """Sessions are ended in the middle of their queries, again and again."""
    ending = asyncio.create_task(again_and_again(world.server.cut_off))
    yield
    ending.cancel()
    await asyncio.gather(ending, return_exceptions=True)


async def again_and_again(act: Callable[[], None]) -> None:
    while True:
        await asyncio.to_thread(act)
        await asyncio.sleep(0.05)


@asynccontextmanager
async def crowded(world: World) -> AsyncIterator[None]:
    """Others hold every connection that the server has."""
    with ExitStack() as held:
        await asyncio.to_thread(take_all, world, held)
        yield


def take_all(world: World, held: ExitStack) -> None:
    """Take every connection, from the service too."""
    engine = create_engine(world.server.reader, poolclass=NullPool)
    world.server.cut_off()
    for _ in range(MOST_CONNECTIONS * 2):
        try:
            held.enter_context(engine.connect())
        except OperationalError:
            return


@asynccontextmanager
async def frozen(world: World) -> AsyncIterator[None]:
    """The server stands still: connections stay open and nothing comes."""
    with world.server.frozen():
        yield


@asynccontextmanager
async def locked(world: World) -> AsyncIterator[None]:
    """Queries wait longer than a statement may take."""
    with ExitStack() as held:
        await asyncio.to_thread(held.enter_context, world.server.locked("funding_rounds"))
        yield


@asynccontextmanager
async def read_only(world: World) -> AsyncIterator[None]:
    """The server takes no change any more."""
    world.server.run("ALTER ROLE ALL SET default_transaction_read_only = on")
    world.server.cut_off()
    yield
    world.server.run("ALTER ROLE ALL RESET default_transaction_read_only")


@asynccontextmanager
async def full(world: World) -> AsyncIterator[None]:
    """The server's disk is full, as queries that need some of it notice."""
    with ExitStack() as held:
        await asyncio.to_thread(held.enter_context, world.server.full())
        yield


@asynccontextmanager
async def process_killed(world: World) -> AsyncIterator[None]:
    """A server process of the service dies; another takes its place."""
    before = world.service.workers()
    os.kill(min(before), signal.SIGKILL)
    yield
    await asyncio.to_thread(wait_until, lambda: len(world.service.workers() - {min(before)}) == len(before))


FAULTS: Mapping[str, Fault] = {
    "database stopped": stopped,
    "database restarted": restarted,
    "database killed": killed,
    "sessions cut off": cut_off,
    "out of connections": crowded,
    "database stands still": frozen,
    "queries locked": locked,
    "database read-only": read_only,
    "disk full": full,
    "server process killed": process_killed,
}
# What the usual run tries; the others are variations.
USUAL = (
    "database killed",
    "sessions cut off",
    "out of connections",
    "database stands still",
)
# Only the death of a server process, which holds connections, may break one off.
MAY_CUT = ("server process killed",)


async def test_under_every_fault_answers_are_right_or_503_and_the_service_comes_back_by_itself(world: World) -> None:
    verdicts = []
    for name in [*(FAULTS if ROUNDS else USUAL)] * (ROUNDS or 1):
        load = Load(world.service.address, clients=8 if ROUNDS else 3)
        async with load.asking():
            await asyncio.sleep(HELD / 4)
            async with FAULTS[name](world):
                await asyncio.sleep(HELD)
            recovery = await until_back(world.service.address)
            await world.revise()
            await asyncio.sleep(HELD / 4)
        verdicts.append(Verdict(name, load.answers, world.expected, recovery))
        print(verdicts[-1].line())  # noqa: T201 - what `make torture` is run for

    for verdict in verdicts:
        assert verdict.blamed == {}, verdict.line()
        assert verdict.cut == 0 or verdict.name in MAY_CUT, verdict.line()
        assert verdict.recovery is not None
        assert verdict.recovery < BACK, verdict.line()


async def test_while_the_database_is_away_what_was_answered_before_is_answered_with_a_note(world: World) -> None:
    path = "/v1/companies?limit=7"
    for _ in range(20):  # until both processes keep it
        world.service.get(path)
    async with stopped(world):
        await asyncio.sleep(1)
        answers = [await asyncio.to_thread(world.service.get, path) for _ in range(4)]
        ready = await asyncio.to_thread(world.service.get, "/readyz")
        fresh = await asyncio.to_thread(world.service.get, "/v1/companies?limit=8&sort=-id&fields=name")
    await until_back(world.service.address)

    kept = [answer for answer in answers if answer.status_code == 200]
    assert kept  # by one of the two processes at least
    assert {answer.headers["cache-status"] for answer in kept} == {"betech; hit; detail=database-away"}
    assert all(answer.status_code == 503 for answer in answers if answer not in kept)
    assert (ready.status_code, fresh.status_code, fresh.headers["retry-after"]) == (503, 503, "1")


def test_no_page_of_a_problem_tells_what_the_database_said(world: World) -> None:
    with world.server.full():
        answer = world.service.get("/v1/funding-rounds?limit=3&sort=id")

    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unavailable")
    assert "pgsql_tmp" not in answer.text
