"""The schema's versions: up, down, as the tables say, refused from the future, refused without the right."""

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import URL

from app.database.engine import newest_schema, transaction
from app.database.schema import migrate, migrations, schema_is_current
from app.errors import DatabaseFailure
from tests.conftest import new_database


@pytest.fixture
def fresh(server: URL) -> URL:
    """A database without any table."""
    return new_database(server, "fresh")


def test_the_number_in_the_file_names_is_the_head_of_the_migrations() -> None:
    assert newest_schema() == ScriptDirectory.from_config(migrations()).get_current_head()


def test_migrations_are_one_line_without_branches() -> None:
    scripts = ScriptDirectory.from_config(migrations())

    assert len(scripts.get_heads()) == 1
    assert [script.revision for script in scripts.walk_revisions()] == sorted(
        (script.revision for script in scripts.walk_revisions()), reverse=True
    )


def test_migrating_applies_what_is_missing_and_nothing_twice(fresh: URL) -> None:
    assert migrate(fresh)[-1] == newest_schema()
    assert migrate(fresh) == []
    with transaction(fresh) as connection:
        assert schema_is_current(connection)


def test_every_migration_can_be_undone(fresh: URL) -> None:
    migrate(fresh)
    config = migrations()

    with transaction(fresh) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    with transaction(fresh) as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
        assert set(inspect(connection).get_schema_names()) == {"information_schema", "public"}

    assert migrate(fresh)[-1] == newest_schema()


def test_the_migrations_make_exactly_the_tables_of_the_code(fresh: URL) -> None:
    migrate(fresh)
    config = migrations()

    with transaction(fresh) as connection:
        config.attributes["connection"] = connection
        command.check(config)


def test_a_schema_from_the_future_is_refused(fresh: URL) -> None:
    migrate(fresh)
    with transaction(fresh) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(DatabaseFailure, match="has schema 9999, which this version does not know; upgrade betech"):
        migrate(fresh)


def test_a_role_that_may_only_read_is_told_who_may_migrate(fresh: URL) -> None:
    engine = create_engine(fresh, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP ROLE IF EXISTS schema_test_reader"))
        connection.execute(text("CREATE ROLE schema_test_reader LOGIN PASSWORD 'x'"))
    engine.dispose()

    said = "the role schema_test_reader may not change the schema; run 'betech migrate' as the owner of the database"
    with pytest.raises(DatabaseFailure) as failure:
        migrate(fresh.set(username="schema_test_reader"))
    assert str(failure.value) == said


def test_a_schema_that_cannot_be_made_is_one_line(fresh: URL) -> None:
    with transaction(fresh) as connection:
        connection.execute(text("CREATE TABLE codes (id text)"))

    with pytest.raises(DatabaseFailure, match=r'^the schema could not be changed: relation "codes" already exists$'):
        migrate(fresh)
