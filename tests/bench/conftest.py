"""Databases for what the bench generates."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import URL

from tests.conftest import new_database


@pytest.fixture(scope="module")
def bench_database(server: URL, shipped_template: str) -> URL:
    """A database with the shipped dataset whose tests undo what they write."""
    return new_database(server, "bench", shipped_template)


@pytest.fixture
def undone(bench_database: URL) -> Iterator[Connection]:
    """A connection in a transaction that is undone after the test."""
    engine = create_engine(bench_database)
    with engine.connect() as connection:
        transaction = connection.begin()
        yield connection
        transaction.rollback()
    engine.dispose()
