"""The application over the shipped data, asked through its ASGI interface."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL
from starlette.applications import Starlette

from app.database.engine import migrate
from app.main import create_app
from app.settings import Settings
from app.tables import TABLES
from tests.conftest import WRITTEN_AT, new_database
from tests.factories import shipped_rows, table_of


@pytest.fixture(scope="session")
def web_database(server: URL) -> Iterator[URL]:
    url = new_database(server, "web")
    migrate(url)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO revisions (number, created_at, kind, author) VALUES (1, :at, 'dataset', 'test')"),
            {"at": WRITTEN_AT},
        )
        connection.execute(text("SELECT set_config('betech.revision', '1', true)"))
        for name in TABLES:
            if name not in ("fx_rates", "unicorn_lists"):
                connection.execute(table_of(name).insert(), shipped_rows(name))
    engine.dispose()
    yield url


@pytest.fixture(scope="session")
async def app(web_database: URL) -> AsyncIterator[Starlette]:
    settings = Settings(DATABASE_URL=SecretStr(web_database.render_as_string(hide_password=False)))
    application = create_app(settings)
    async with application.router.lifespan_context(application):
        yield application


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://betech.test") as asking:
        yield asking
