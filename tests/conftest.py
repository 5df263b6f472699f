"""A real PostgreSQL for the run, one migrated database, and one undone transaction per test."""

import os
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from app.database.embedded import embedded
from app.database.engine import transaction
from app.database.schema import migrate
from app.imports.dataset import load_shipped
from app.queries.vintages import MEMORIES, Reading

WRITTEN_AT = datetime(2026, 6, 30, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[URL]:
    """The address of the run's server: BETECH_TEST_DATABASE_URL, else an embedded one in a new directory."""
    given = os.environ.get("BETECH_TEST_DATABASE_URL")
    if given:
        yield make_url(given).set(drivername="postgresql+psycopg")
        return
    home = tmp_path_factory.mktemp("database")
    for directory in (home, *home.parents[:2]):  # the server runs as another user when the tests run as root
        directory.chmod(0o755)
    with embedded(Path(home)) as address:
        yield make_url(address).set(drivername="postgresql+psycopg")


def new_database(server: URL, name: str, template: str | None = None) -> URL:
    """Make a database on the server, over a former one of that name, and return its address."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else "")))
    engine.dispose()
    return server.set(database=name)


@pytest.fixture(scope="session")
def empty_database(server: URL) -> URL:
    """A migrated database without rows."""
    url = new_database(server, "empty")
    migrate(url)
    return url


@pytest.fixture(scope="session")
async def engine(empty_database: URL) -> AsyncIterator[AsyncEngine]:
    """An engine on the empty database."""
    engine = create_async_engine(empty_database, pool_size=2)
    yield engine
    await engine.dispose()


@pytest.fixture(scope="session")
def shipped_template(server: URL) -> str:
    """The name of a migrated database with the shipped dataset as revision 1, to be copied by `new_database`."""
    url = new_database(server, "shipped_template")
    migrate(url)
    with transaction(url) as connection:
        load_shipped(connection)
    return "shipped_template"


@pytest.fixture(scope="session")
def shipped_database(server: URL, shipped_template: str) -> URL:
    """The address of a database with the shipped dataset, loaded once per run; for reading only."""
    return new_database(server, "shipped", shipped_template)


@pytest.fixture(scope="session")
async def shipped_engine(shipped_database: URL) -> AsyncIterator[AsyncEngine]:
    """An engine on the shipped dataset, for reading only."""
    engine = create_async_engine(shipped_database, pool_size=4)
    yield engine
    await engine.dispose()


@pytest.fixture
async def connection(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection within revision 1, undone after the test; the code lists are there, records are not."""
    async with engine.connect() as connection:
        transaction = await connection.begin()
        await connection.execute(
            text("INSERT INTO revisions (number, created_at, kind, author) VALUES (1, :at, 'import', 'test')"),
            {"at": WRITTEN_AT},
        )
        await connection.execute(text("SELECT set_config('betech.revision', '1', true)"))
        await load_code_lists(connection)
        yield connection
        await transaction.rollback()
    MEMORIES.kept.pop(engine, None)  # tests number their revisions alike


@pytest.fixture
def reading(connection: AsyncConnection) -> Reading:
    """A reading of what the test wrote."""
    return Reading(connection, revision=1, updated=WRITTEN_AT, as_of=None, live=True)


async def load_code_lists(connection: AsyncConnection) -> None:
    """Insert the shipped code lists, in revision 1."""
    from tests.factories import code_list_rows  # noqa: PLC0415 - factories use fixtures of this module

    for table, rows in code_list_rows():
        await connection.execute(table.insert(), rows)
