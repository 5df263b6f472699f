"""Put the application together: settings, database, logs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app.database.engine import address, reader
from app.database.health import Readiness, check_readiness
from app.settings import load
from app.web.logs import Application, RequestLog


def create_app() -> Application:
    """Make the application from the settings of the environment."""
    settings = load()
    url = settings.database_url.get_secret_value() if settings.database_url else ""
    engine = reader(address(url), settings)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        await engine.dispose()

    app = FastAPI(lifespan=lifespan)

    @app.get("/readyz")
    async def read_readiness() -> Readiness:
        return await check_readiness(engine)

    @app.get("/slow/{seconds}")
    async def read_slowly(seconds: float) -> float:
        await asyncio.sleep(seconds)
        return seconds

    return RequestLog(app, settings)
