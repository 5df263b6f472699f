"""Readiness: reachable, at this program's schema, with data."""

from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import create_async_engine

from app.database.engine import newest_schema, transaction
from app.database.health import Readiness, State, check_readiness, find_state
from app.database.schema import migrate
from app.imports.shipped import digest
from tests.conftest import new_database


async def readiness(url: URL) -> Readiness:
    engine = create_async_engine(url)
    found = await check_readiness(engine)
    await engine.dispose()
    return found


async def test_a_database_that_is_away_is_a_finding() -> None:
    found = await readiness(URL.create("postgresql+psycopg", "x", "y", "127.0.0.1", 9, "z"))

    assert found == Readiness(database_reachable=False)
    assert not found.ready


async def test_a_database_without_tables_is_reachable_and_not_ready(server: URL) -> None:
    found = await readiness(new_database(server, "health"))

    assert found == Readiness(database_reachable=True)
    assert not found.ready


async def test_a_schema_of_another_version_is_not_ready(server: URL) -> None:
    url = new_database(server, "health")
    migrate(url)
    with transaction(url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))

    assert await readiness(url) == Readiness(database_reachable=True, schema_current=False)


async def test_a_database_without_data_is_not_ready(empty_database: URL) -> None:
    found = await readiness(empty_database)

    assert found == Readiness(database_reachable=True, schema_current=True)
    assert not found.dataset_loaded
    assert not found.ready


async def test_the_shipped_database_is_ready(shipped_database: URL) -> None:
    found = await readiness(shipped_database)

    assert found == Readiness(database_reachable=True, schema_current=True, revision=1)
    assert found.ready


def test_the_state_of_a_database_names_schema_revision_and_dataset(server: URL, shipped_database: URL) -> None:
    with transaction(new_database(server, "health")) as connection:
        assert find_state(connection) == State()
    with transaction(shipped_database) as connection:
        assert find_state(connection) == State(newest_schema(), 1, digest())
