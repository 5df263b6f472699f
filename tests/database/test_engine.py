"""Connections: which addresses are taken, what the web's sessions may do, which role may write."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from app.database import engine as engines
from app.database.engine import address, database, may_write, read_address, reader, transaction
from app.errors import DatabaseFailure, SettingFailure
from app.settings import Settings, load

NOWHERE = "postgresql://somebody:secret@127.0.0.1:9/nothing"


def settings_for(url: URL | str) -> Settings:
    given = url if isinstance(url, str) else url.render_as_string(hide_password=False)
    return load({"database_url": given, "pool_size": 1, "statement_timeout_seconds": 0.5})


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ("nonsense", "DATABASE_URL is no address such as postgresql://user:password@host/name"),
        ("postgresql://host:port/name", "DATABASE_URL is no address such as postgresql://user:password@host/name"),
        ("mysql://host/name", "DATABASE_URL names mysql; betech needs PostgreSQL"),
    ],
)
def test_what_is_no_address_of_a_postgresql_is_refused(given: str, line: str) -> None:
    with pytest.raises(SettingFailure) as failure:
        address(given)

    assert str(failure.value) == line


def test_answers_are_read_from_the_replica_where_there_is_one() -> None:
    main = address("postgresql://main/betech")
    assert read_address(load({"database_url": "postgresql://main/betech"}), main) is main

    replica = read_address(load({"database_read_url": "postgresql://replica/betech"}), main)
    assert replica.host == "replica"

    with pytest.raises(SettingFailure, match="DATABASE_READ_URL names mysql; betech needs PostgreSQL"):
        read_address(load({"database_read_url": "mysql://replica/betech"}), main)


def test_an_address_in_the_old_spelling_is_taken() -> None:
    assert address("postgres://db/betech").drivername == "postgresql+psycopg"


def test_a_database_that_is_away_is_one_line_without_the_password() -> None:
    with pytest.raises(DatabaseFailure) as failure, database(settings_for(NOWHERE)):
        pass

    line = str(failure.value)
    assert line.startswith("no database answers at postgresql+psycopg://somebody:***@127.0.0.1:9/nothing: ")
    assert "\n" not in line
    assert "secret" not in line


def test_a_process_may_start_while_the_database_is_away() -> None:
    with database(settings_for(NOWHERE), ask=False) as url:
        assert url.host == "127.0.0.1"


def test_a_database_that_is_too_old_is_refused(server: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "OLDEST_POSTGRESQL", 99)

    said = r"PostgreSQL \d+ at .* is too old; 99 or newer is needed"
    with pytest.raises(DatabaseFailure, match=said), database(settings_for(server)):
        pass


def test_without_an_address_the_embedded_server_is_used(tmp_path: Path) -> None:
    with database(load({"data_dir": tmp_path})) as url:
        assert url.drivername == "postgresql+psycopg"
        assert (tmp_path / "postgres" / "postmaster.pid").exists()


async def test_the_webs_sessions_can_only_read_and_see_one_state(empty_database: URL) -> None:
    engine = reader(empty_database, settings_for(empty_database))
    async with engine.connect() as connection:
        assert (await connection.execute(text("SHOW transaction_isolation"))).scalar() == "repeatable read"
        with pytest.raises(DBAPIError, match="read-only transaction"):
            await connection.execute(text("INSERT INTO revisions (number, kind, author) VALUES (9, 'import', 'x')"))
    await engine.dispose()


async def test_a_statement_of_the_web_that_takes_too_long_is_ended(empty_database: URL) -> None:
    engine = reader(empty_database, settings_for(empty_database))
    async with engine.connect() as connection:
        with pytest.raises(DBAPIError, match="statement timeout"):
            await connection.execute(text("SELECT pg_sleep(5)"))
    await engine.dispose()


def test_a_transaction_is_kept_when_it_ends_and_undone_when_it_fails(server: URL) -> None:
    with transaction(server) as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS kept (word text)"))
    with pytest.raises(RuntimeError), transaction(server) as connection:  # noqa: PT012
        connection.execute(text("INSERT INTO kept VALUES ('undone')"))
        raise RuntimeError
    with transaction(server) as connection:
        assert connection.execute(text("SELECT count(*) FROM kept")).scalar() == 0
        connection.execute(text("DROP TABLE kept"))


def test_a_role_that_may_write_is_told_from_one_that_may_only_read(server: URL, empty_database: URL) -> None:
    admin = create_engine(empty_database, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("DROP ROLE IF EXISTS engine_test_reader"))
        connection.execute(text("CREATE ROLE engine_test_reader LOGIN PASSWORD 'x'"))
    admin.dispose()

    assert may_write(empty_database)
    assert may_write(server)  # before the first migration: it may make tables
    assert not may_write(empty_database.set(username="engine_test_reader"))
