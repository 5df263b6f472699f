"""What is too long is refused with the bound, and what takes too long is given up: no client waits for ever."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from app.settings import Settings
from app.web.bounds import Bounds
from app.web.clients import CLIENT, Clients
from app.web.frame import Frame
from app.web.logs import RequestLines
from app.web.metrics import Metrics

SETTINGS = Settings(
    DATABASE_URL=None,
    max_path_bytes=256,
    max_query_bytes=256,
    max_header_bytes=1024,
    max_body_bytes=1024,
    request_seconds=0.05,
    sending_seconds=0.05,
    client_seconds=0.05,
)


def framed(app: Any) -> Frame:
    """Put an application behind the bounds, within the frame that gives requests their id."""
    return Frame(Bounds(app, SETTINGS, Clients("")), Metrics(), RequestLines(SETTINGS))


async def echo(_scope: Any, receive: Any, send: Any) -> None:
    """Answer with what came, and with who sent it."""
    message = await receive()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": CLIENT.get().encode() + b" " + message["body"]})


async def ask(app: Any, method: str, path: str, **given: Any) -> httpx.Response:
    transport = httpx.ASGITransport(framed(app), raise_app_exceptions=False, client=("192.0.2.9", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://betech.test") as client:
        return await client.request(method, path, **given)


async def chunks(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 100):
        yield b"x" * 100


@pytest.mark.parametrize(
    ("method", "path", "given", "status", "said"),
    [
        ("GET", "/" + "a" * 300, {}, 414, "The path has 301 bytes; 256 are allowed."),
        ("GET", "/?" + "q" * 300, {}, 414, "The query string has 300 bytes; 256 are allowed."),
        ("GET", "/", {"headers": {"X-Long": "x" * 2000}}, 431, "1024 are allowed."),
        ("GET", "/", {"content": b"x" * 2000}, 413, "The body has 2000 bytes or more; 1024 are allowed."),
        ("POST", "/", {"content": chunks(3000)}, 413, "The body has 1100 bytes or more; 1024 are allowed."),
    ],
)
async def test_what_is_too_long_is_refused_with_the_bound(
    method: str, path: str, given: dict[str, Any], status: int, said: str
) -> None:
    answer = await ask(echo, method, path, **given)

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert said in answer.json()["detail"]
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


async def test_a_body_within_the_bound_is_passed_on_whole_with_its_sender() -> None:
    assert (await ask(echo, "POST", "/", content=chunks(1000))).text == "192.0.2.9 " + "x" * 1000


async def test_a_body_that_does_not_come_is_408() -> None:
    async def slowly() -> AsyncIterator[bytes]:
        yield b"x"
        await asyncio.sleep(5)

    answer = await ask(echo, "POST", "/", content=slowly())

    assert (answer.status_code, answer.json()["type"]) == (408, "/problems/too-slow")


async def test_an_answer_that_is_not_found_in_time_is_503_before_the_work_has_ended() -> None:
    ended = asyncio.Event()

    async def stubborn(_scope: Any, _receive: Any, _send: Any) -> None:
        try:
            await asyncio.sleep(30)
        finally:
            await asyncio.sleep(0.05)
            ended.set()

    answer = await ask(stubborn, "GET", "/v1/companies")

    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unavailable")
    assert answer.json()["detail"] == "No answer was found within 0.05 seconds; ask for less at once, or filter more."
    assert answer.headers["retry-after"] == "30"
    assert ended.is_set()


async def test_an_answer_that_comes_too_late_is_thrown_away() -> None:
    async def late(scope: Any, receive: Any, send: Any) -> None:
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            await echo(scope, receive, send)

    assert (await ask(late, "GET", "/")).status_code == 503


async def test_an_answer_that_is_sent_too_slowly_is_broken_off(caplog: pytest.LogCaptureFixture) -> None:
    sent: list[dict[str, Any]] = []

    async def endless(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        while True:
            await send({"type": "http.response.body", "body": b"x", "more_body": True})
            await asyncio.sleep(0.01)

    async def send(message: Any) -> None:
        sent.append(message)

    with caplog.at_level(logging.WARNING, "betech.web"):
        await framed(endless)(scope_of("/"), nothing, send)

    assert sent[-1]["more_body"]
    assert "was not sent within the time" in caplog.text


async def test_who_is_cancelled_from_outside_stays_cancelled() -> None:
    async def forever(_scope: Any, _receive: Any, _send: Any) -> None:
        await asyncio.sleep(30)

    async def send(_message: Any) -> None:
        pass

    asked = asyncio.create_task(framed(forever)(scope_of("/"), nothing, send))
    await asyncio.sleep(0.01)
    asked.cancel()

    with pytest.raises(asyncio.CancelledError):
        await asked


async def nothing() -> dict[str, Any]:
    return {"type": "http.request", "body": b""}


def scope_of(path: str) -> dict[str, Any]:
    return {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": [], "client": None}


async def test_what_is_no_request_passes() -> None:
    passed: list[Any] = []

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        passed.append(scope)

    unused: Callable[..., Any] = nothing
    await Bounds(app, SETTINGS, Clients(""))({"type": "lifespan"}, unused, unused)

    assert passed == [{"type": "lifespan"}]


@pytest.mark.parametrize(("asked", "status"), [("bytes=9999999-", 416), ("bytes=a-b", 400)])
async def test_a_part_of_a_file_that_cannot_be_given_is_refused_with_a_problem(
    client: httpx.AsyncClient, asked: str, status: int
) -> None:
    answer = await client.get("/static/docs.js", headers={"Range": asked})

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert ("content-range" in answer.headers) == (status == 416)
