"""create_app(): settings, database, errors and routes, wired; nothing else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from starlette.types import ASGIApp

from app.database.engine import database, read_address, reader
from app.database.health import check_readiness
from app.queries.vintages import open_reading
from app.settings import Settings, load
from app.web.application import Application, build
from app.web.front.metrics import Metrics
from app.web.service import Service


def create_app(settings: Settings | None = None) -> Application:
    """Return the ASGI application; while it runs it holds read-only connections to the database of the settings."""
    chosen = settings or load()

    @asynccontextmanager
    async def start(metrics: Metrics) -> AsyncIterator[Service]:
        with database(chosen, ask=False) as url:
            where = read_address(chosen, url)
            engine, watcher = reader(where, chosen), reader(where, chosen, connections=1)
            try:
                yield Service(
                    settings=chosen,
                    metrics=metrics,
                    open_reading=partial(open_reading, engine),
                    watch_reading=partial(open_reading, watcher),
                    readiness=partial(check_readiness, watcher),
                )
            finally:
                await engine.dispose()
                await watcher.dispose()

    return build(chosen, start)


def create_front() -> ASGIApp:
    """Return what the server calls: what stands in front of the application, where anything does, without a detour."""
    app = create_app()
    return app.front or app
