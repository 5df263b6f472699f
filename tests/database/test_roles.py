"""The role under which answers are read may read everything, also what is made later, and change nothing."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ProgrammingError

from app.database.engine import may_write, transaction
from app.database.roles import READER, reader_of
from tests.conftest import new_database


@pytest.fixture
def url(server: URL, shipped_template: str) -> Iterator[URL]:
    """A copy of the shipped database; what its role was given goes with it."""
    made = new_database(server, "roles", shipped_template)
    yield made
    with transaction(made) as connection:
        connection.execute(text(f"DROP OWNED BY {READER}"))


def test_it_reads_every_table_and_those_made_later_and_is_made_once(url: URL) -> None:
    assert reader_of(url) == reader_of(url)
    with transaction(url) as connection:
        connection.execute(text("CREATE TABLE later (id text); CREATE SCHEMA new; CREATE TABLE new.table (id text)"))

    with transaction(reader_of(url)) as connection:
        connection.execute(text("SELECT set_config('betech.as_of', '1', true)"))
        counted = [
            connection.execute(text(f"SELECT count(*) >= 0 FROM {table}")).scalar_one()
            for table in ("companies", "revisions", "vintage.companies", "history.companies", "later", 'new."table"')
        ]
    assert all(counted)


@pytest.mark.parametrize(
    "statement", ["DELETE FROM companies", "CREATE TABLE mine (id text)", "UPDATE revisions SET author = 'me'"]
)
def test_it_changes_nothing(url: URL, statement: str) -> None:
    reader = reader_of(url)

    assert not may_write(reader)
    with pytest.raises(ProgrammingError, match="permission denied"):
        run(reader, "SET TRANSACTION READ WRITE", statement)


def run(url: URL, *statements: str) -> None:
    with transaction(url) as connection:
        for statement in statements:
            connection.execute(text(statement))
