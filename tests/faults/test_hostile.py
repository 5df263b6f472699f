"""Hostile requests get an answer of their own kind: no failure of the service, and no word of how it is made."""

import asyncio
import json
import os
import re
from collections import Counter
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy.engine import URL

from app.main import create_app
from app.settings import Settings
from tests.faults.conftest import World
from tests.faults.hostile import RAW, Hostility, Request

# `make torture` sends ten thousand each way; BETECH_TEST_SEED draws others.
COUNT = int(os.environ.get("BETECH_TEST_HOSTILE", "1200"))
BYTES = int(os.environ.get("BETECH_TEST_BYTES", "250"))
SEED = int(os.environ.get("BETECH_TEST_SEED", "2026"))
AT_ONCE = 8
PATIENCE = 60.0

# None of these words is in what is sent, so that no echo of it is taken for one.
LEAKS = re.compile(
    rb"psycopg|sqlalchemy|asyncpg|Traceback|site-packages|LINE 1:|SQLSTATE|uvicorn|starlette|fastapi|pydantic|httptools|"
    rb"/usr/|/home/|/root/|/var/lib|/tmp/|PostgreSQL \d|Python/|relation \"|syntax error at|invalid input syntax",
    re.IGNORECASE,
)
BOUNDS = (b'"seconds":', b'"at_once":')
PROBLEMS = (b"application/problem+json", b"application/vnd.sdmx.error+xml")
OWN_STATUSES = {
    200,
    202,
    204,
    206,
    301,
    302,
    304,
    307,
    308,
    400,
    404,
    405,
    406,
    408,
    410,
    411,
    413,
    414,
    415,
    416,
    421,
    429,
    431,
}


def faults_of(method: bytes, status: int, headers: dict[bytes, bytes], body: bytes) -> list[str]:
    """Return what is wrong with an answer."""
    kind = headers.get(b"content-type", b"").partition(b";")[0]
    spoken = kind == b"application/json" and b'"jsonrpc"' in body  # the protocol of assistants has errors of its own
    found = []
    if status not in OWN_STATUSES:
        found.append(f"status {status}")
    if status >= 400 and method != b"HEAD" and kind not in PROBLEMS and not spoken:
        found.append(f"{status} as {kind.decode()}")
    if status >= 400 or spoken:
        leak = LEAKS.search(body)
        found += [f"leak of {leak[0].decode()}"] if leak else []
    if b"server" in headers or b"x-powered-by" in headers or b"x-injected" in headers or b"set-cookie" in headers:
        found.append("a header that should not be there")
    if kind == b"application/problem+json" and method != b"HEAD" and b"content-encoding" not in headers:
        json.loads(body)
    return found


@pytest.fixture(scope="module")
async def hostile_app(shipped_database: URL, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The application with a small bound for files."""
    url = SecretStr(shipped_database.render_as_string(hide_password=False))
    app = create_app(Settings(DATABASE_URL=url, data_dir=tmp_path_factory.mktemp("data"), log_level="error"))
    async with app.router.lifespan_context(app):
        yield app


async def ask(app: FastAPI, request: Request) -> list[str]:
    """Ask the application as a server would and return what is wrong with its answer."""
    path, _, query = request.target.partition(b"?")
    given = iter([{"type": "http.request", "body": request.body, "more_body": False}])
    messages: list[Any] = []

    async def receive() -> Any:
        for message in given:
            return message
        return await asyncio.Event().wait()  # who asks stays

    async def send(message: Any) -> None:
        messages.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": request.method.decode("ascii"), "scheme": "http",
        "path": unquote(path.decode("latin-1")), "raw_path": path, "query_string": query, "root_path": "",
        "headers": [(b"host", b"127.0.0.1"), *request.headers], "client": ("192.0.2.1", 1), "server": ("betech.test", 80), "state": {},
    }  # fmt: skip
    await asyncio.wait_for(app(scope, receive, send), PATIENCE)
    start = messages[0]
    body = b"".join(message.get("body", b"") for message in messages[1:])
    return faults_of(request.method, start["status"], dict(start["headers"]), body)


async def test_no_request_makes_the_application_fail_or_talk(hostile_app: FastAPI) -> None:
    found: dict[str, Request] = {}
    counted: Counter[str] = Counter()
    for request in Hostility(SEED).requests(COUNT):
        for fault in await ask(hostile_app, request):
            counted[fault] += 1
            found.setdefault(fault, request)

    assert counted == {}, {fault: (request.raw[:600], counted[fault]) for fault, request in found.items()}


async def exchange(address: httpx.URL, raw: bytes) -> tuple[int, dict[bytes, bytes], bytes]:
    """Send bytes over a connection and return the first answer, status 0 when there is none."""
    reader, writer = await asyncio.open_connection(address.host, address.port)
    try:
        writer.write(raw)
        received = b""
        try:
            async with asyncio.timeout(PATIENCE):
                while part := await reader.read(2**20):
                    received += part
        except ConnectionError:
            pass
    finally:
        writer.transport.abort()
    received = received.removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n")
    head, _, body = received.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(b":") for line in lines[1:])}
    return int(lines[0].split()[1]) if head else 0, headers, body


async def test_no_bytes_make_the_server_fail_or_talk(world: World) -> None:
    address = httpx.URL(world.service.address)
    drawn = [(request.method, request.raw) for request in Hostility(SEED + 1).requests(BYTES)]
    waiting = [*((b"RAW", raw) for raw in RAW), *drawn]
    found: dict[str, bytes] = {}
    counted: Counter[str] = Counter()

    async def work() -> None:
        while waiting:
            method, raw = waiting.pop()
            status, headers, body = await exchange(address, raw)
            if status == 0 or (b"transfer-encoding" in headers and status >= 400):
                continue  # nothing to judge: the client broke off, or the size is told in the body
            if status == 503 and any(bound in body for bound in BOUNDS):
                continue  # the machine is busy otherwise: a bound was met, and said
            for fault in faults_of(method, status, headers, body):
                counted[fault] += 1
                found.setdefault(fault, raw)

    workers = world.service.workers()
    await asyncio.gather(*(work() for _ in range(AT_ONCE)))

    assert counted == {}, {fault: (raw[:600], counted[fault]) for fault, raw in found.items()}
    assert world.service.workers() == workers
    assert world.service.get("/readyz").status_code == 200
