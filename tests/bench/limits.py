"""The limits that we are held against: an ASGI application of ready bytes, and a driver in a bare route of the framework."""

import os
import pickle
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson
from fastapi import FastAPI, Response
from psycopg_pool import AsyncConnectionPool

from app.settings import Settings
from app.web.front.server import Supervisor, server_config, take_port, without_main_module

READY = "BENCH_READY"  # file with the answers of the raw application, by path
ADDRESS = "BENCH_ADDRESS"  # of the database that the bare driver asks


def raw_application() -> Any:
    """Return an ASGI application that sends the bytes it was given, and does nothing else."""
    ready = pickle.loads(Path(os.environ[READY]).read_bytes())  # noqa: S301 - written by the bench itself

    async def answer(scope: Any, _receive: Any, send: Any) -> None:
        start, body = ready[scope["path"]]
        await send(start)
        await send(body)

    return answer


def message(status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the two messages of an answer."""
    start = {"type": "http.response.start", "status": status, "headers": headers}
    return start, {"type": "http.response.body", "body": body}


def driver_application() -> FastAPI:
    """Return one route that sends some statements in one transaction and writes the rows of the last one as JSON."""
    questions: dict[str, list[tuple[str, Any]]] = pickle.loads(Path(os.environ[READY]).read_bytes())  # noqa: S301 - our own
    pool = AsyncConnectionPool(os.environ[ADDRESS], min_size=4, max_size=4, open=False, kwargs={"prepare_threshold": 0})

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with pool:
            yield

    app = FastAPI(lifespan=lifespan)

    @app.get("/{name}")
    async def answer(name: str) -> Response:
        async with pool.connection() as connection:
            for question in questions[name]:
                rows = await (await connection.execute(*question)).fetchall()
        return Response(orjson.dumps(rows, default=str), media_type="application/json")

    return app


def serve(application: str, port: int) -> None:
    """Serve an application by the very server of `betech serve`, with one process, until told to stop."""
    settings = Settings(port=port, log_level="warning")
    config = server_config(settings)
    config.app, config.lifespan = f"tests.bench.limits:{application}", "auto"
    with without_main_module(), take_port(settings) as listening:
        Supervisor(config, [listening], lambda: print("started", flush=True)).run()  # noqa: T201 - for whoever waits


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
