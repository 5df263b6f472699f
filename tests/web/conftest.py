"""The application over the shipped dataset, asked through its ASGI interface."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy.engine import URL

from app.main import create_app
from app.settings import Settings


@pytest.fixture(scope="session")
async def app(shipped_database: URL, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[FastAPI]:
    """The running application; nothing was released."""
    settings = Settings(
        DATABASE_URL=SecretStr(shipped_database.render_as_string(hide_password=False)),
        data_dir=tmp_path_factory.mktemp("data"),
    )
    made = create_app(settings)
    async with made.router.lifespan_context(made):
        yield made


@pytest.fixture(scope="session")
async def public_app(shipped_database: URL, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[FastAPI]:
    """An application with a public address, and with a bound of 50 rows for files."""
    settings = Settings(
        DATABASE_URL=SecretStr(shipped_database.render_as_string(hide_password=False)),
        data_dir=tmp_path_factory.mktemp("data"),
        public_url="https://data.example.be",
        max_rows=50,
    )
    made = create_app(settings)
    async with made.router.lifespan_context(made):
        yield made


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client that gets what the application answers, crashes included."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://betech.test") as asking:
        yield asking
