"""create_app(): settings, database, routes and logs, wired; nothing else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from starlette.applications import Starlette

from app.database.engine import address, database, reader
from app.database.health import check_readiness
from app.queries.vintages import open_reading
from app.settings import Settings, load
from app.web.application import build
from app.web.logs import Application, RequestLog
from app.web.metrics import Metrics
from app.web.service import Service


def create_app() -> Application:
    """Make the application from the settings of the environment."""
    settings = load()
    return RequestLog(application(settings), settings)


def application(settings: Settings) -> Starlette:
    """Return the routes over the database of the settings, to which it holds read-only connections while it runs."""

    @asynccontextmanager
    async def start(metrics: Metrics) -> AsyncIterator[Service]:
        if settings.database_url is None:
            with database(settings) as url:
                async with serving(url.render_as_string(hide_password=False), metrics) as service:
                    yield service
        else:  # a database that is away for now does not keep the service from starting
            async with serving(settings.database_url.get_secret_value(), metrics) as service:
                yield service

    @asynccontextmanager
    async def serving(url: str, metrics: Metrics) -> AsyncIterator[Service]:
        engine = reader(address(url), settings)
        try:
            yield Service(settings, metrics, partial(open_reading, engine), partial(check_readiness, engine))
        finally:
            await engine.dispose()

    return build(settings, start)
