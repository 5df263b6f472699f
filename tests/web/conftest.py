"""The application over the shipped dataset, asked through its ASGI interface."""

from collections.abc import AsyncIterator

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy.engine import URL
from starlette.applications import Starlette

from app.main import create_app
from app.settings import Settings


@pytest.fixture(scope="session")
async def app(shipped_database: URL) -> AsyncIterator[Starlette]:
    """The running application."""
    settings = Settings(DATABASE_URL=SecretStr(shipped_database.render_as_string(hide_password=False)))
    application = create_app(settings)
    async with application.router.lifespan_context(application):
        yield application


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """A client that gets what the application answers, crashes included."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://betech.test") as asking:
        yield asking
