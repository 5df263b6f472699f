"""A client that sends too much, too slowly or nothing, or does not take its answer, is let go; others notice nothing."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from app.settings import Settings
from app.web.front.connections import Connection

SETTINGS = Settings(
    DATABASE_URL=None,
    max_path_bytes=256,
    max_query_bytes=256,
    max_header_bytes=1024,
    client_seconds=0.2,
    sending_seconds=0.6,
    keep_alive_seconds=1,
    max_connections=3,
)
MEGABYTE = b"x" * 1_000_000


class Bounded(Connection):
    """A connection with small bounds."""

    settings = SETTINGS


async def app(scope: Any, _receive: Any, send: Any) -> None:
    """Answer 30 MB under /much, the same in parts under /stream, and little elsewhere, slowly under /slow."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"connection", b"keep-alive")]})
    if scope["path"] == "/slow":
        await asyncio.sleep(0.5)
    if scope["path"] == "/much":
        await send({"type": "http.response.body", "body": MEGABYTE * 30, "more_body": True})
    if scope["path"] == "/stream":
        for _ in range(30):
            await send({"type": "http.response.body", "body": MEGABYTE, "more_body": True})
    await send({"type": "http.response.body", "body": b"well"})


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """The port of a server with small bounds."""
    config = uvicorn.Config(app, lifespan="off", log_config=None, timeout_keep_alive=1)
    config.load()
    state = ServerState()
    server = await asyncio.get_running_loop().create_server(
        lambda: Bounded(config=config, server_state=state, app_state={}), "127.0.0.1", 0
    )
    async with server:
        yield server.sockets[0].getsockname()[1]


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """Open a connection for the time of the block."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**16)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def exchange(port: int, *parts: bytes, pause: float = 0) -> bytes:
    """Send parts and return all that comes until the server ends the connection."""
    async with connected(port) as (reader, writer):
        answer = asyncio.create_task(received(reader))
        for part in parts:
            writer.write(part)
            await asyncio.sleep(pause)
        return await answer


async def received(reader: asyncio.StreamReader) -> bytes:
    """Return all that comes."""
    answer = b""
    with suppress(ConnectionError):
        while part := await reader.read(2**16):
            answer += part
    return answer


def problem(answer: bytes) -> tuple[int, dict[str, Any], bytes]:
    """Return the status and the body of an answer that is a problem, and its head."""
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head
    assert b"content-length: %d" % len(body) in head
    assert b"x-content-type-options: nosniff" in head
    return int(head.split()[1]), json.loads(body), head


@pytest.mark.parametrize(
    ("sent", "status", "type_"),
    [
        (b"GET /" + b"a" * 9000, 414, "uri-too-long"),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 20_000, 431, "headers-too-large"),
        (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 3_000 + b"\r\n", 431, "headers-too-large"),
        (b"NONSENSE\r\n\r\n", 400, "bad-request"),
        (b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400, "bad-request"),
        (b"\x16\x03\x01\x02\x00\x01\x00", 400, "bad-request"),
        (b"GET /\xff HTTP/1.1\r\n\r\n", 400, "bad-request"),
    ],
)
async def test_what_cannot_be_heard_is_refused_with_a_problem(port: int, sent: bytes, status: int, type_: str) -> None:
    found, body, head = problem(await exchange(port, sent))

    assert (found, body["type"], body["status"]) == (status, f"/problems/{type_}", status)
    assert b"connection: close" in head
    assert body["request_id"].encode() in head


async def test_a_head_that_arrives_bit_by_bit_and_never_ends_is_refused_within_the_bound(port: int) -> None:
    status, body, _ = problem(
        await exchange(port, b"GET / HTTP/1.1\r\n", *[b"X-Filling: yes\r\n" * 20] * 9, pause=0.001)
    )

    assert (status, body["detail"]) == (431, "The headers have more bytes than the 1024 that are allowed.")


async def test_a_request_that_stops_in_the_middle_is_408(port: int) -> None:
    status, body, _ = problem(await exchange(port, b"GET / HTTP/1.1\r\nHost:"))

    assert (status, body["detail"]) == (408, "The request did not arrive within 0.2 seconds.")


async def test_a_connection_on_which_nothing_is_asked_ends_without_a_word(port: int) -> None:
    assert await exchange(port, b"") == b""


async def test_a_connection_that_is_idle_ends_and_one_byte_now_and_then_keeps_it_not(port: int) -> None:
    request = b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"

    answer = await asyncio.wait_for(exchange(port, request, *[b"x"] * 20, pause=0.1), 60)

    assert answer.startswith(b"HTTP/1.1 200 OK")


async def test_an_answer_that_takes_longer_than_the_clients_time_is_given(port: int) -> None:
    assert (await exchange(port, b"GET /slow HTTP/1.1\r\nConnection: close\r\n\r\n")).endswith(b"well\r\n0\r\n\r\n")


async def test_a_second_request_that_is_broken_does_not_stand_in_the_first_ones_answer(port: int) -> None:
    answer = await exchange(port, b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n", b"NONSENSE\r\n\r\n")

    assert b"problem" not in answer
    assert not answer.endswith(b"0\r\n\r\n")


@pytest.mark.parametrize("path", [b"/much", b"/stream"])
async def test_a_client_that_takes_nothing_of_its_answer_is_let_go(port: int, path: bytes) -> None:
    async with connected(port) as (reader, writer):
        writer.write(b"GET " + path + b" HTTP/1.1\r\nHost: x\r\n\r\n")
        await asyncio.sleep(1)
        with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
            await reader.readexactly(len(MEGABYTE) * 30)


async def test_a_client_that_takes_very_little_at_a_time_is_let_go_too(port: int) -> None:
    taken = 0
    async with connected(port) as (reader, writer):
        writer.write(b"GET /much HTTP/1.1\r\nHost: x\r\n\r\n")
        with suppress(ConnectionResetError):
            while part := await reader.read(100_000):
                taken += len(part)
                await asyncio.sleep(0.02)

    assert taken < len(MEGABYTE) * 30


async def test_one_connection_too_many_is_503_and_the_next_one_is_heard(port: int) -> None:
    request = b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n"
    async with connected(port), connected(port), connected(port):
        await asyncio.sleep(0.05)
        status, body, head = problem(await exchange(port, b""))

    assert (status, body["type"]) == (503, "/problems/unavailable")
    assert b"retry-after: 1" in head
    await asyncio.sleep(0.05)
    assert (await exchange(port, request)).startswith(b"HTTP/1.1 200 OK")
