"""An error of the database is a report or one clear line; any other error is not hidden."""

import psycopg
import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError

from app.errors import DatabaseFailure, ImportFailure
from app.imports.refusals import explained


def test_a_refused_row_is_a_fault_of_the_file(connection: Connection) -> None:
    with pytest.raises(ImportFailure) as refused, explained("file.csv", "investors"):
        connection.execute(text("INSERT INTO investors (id, name, kind, revision) VALUES ('a', NULL, 'vc', 1)"))

    [fault] = refused.value.faults
    assert (fault.file, fault.column, refused.value.count) == ("file.csv", "name", 1)
    assert fault.problem.startswith("the database refuses a row: null value in column")


def test_a_value_that_the_driver_refuses_is_a_fault_too(connection: Connection) -> None:
    with pytest.raises(ImportFailure), explained("file.csv", "investors"):
        raise psycopg.DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")
    assert connection.closed is False


def test_a_database_that_is_held_by_others_is_one_clear_line(connection: Connection) -> None:
    connection.execute(text("SET LOCAL statement_timeout = 10"))
    said = r"the database could not take file\.csv: canceling statement"
    with pytest.raises(DatabaseFailure, match=said), explained("file.csv", "investors"):
        connection.execute(text("SELECT pg_sleep(1)"))


def test_a_fault_of_the_program_stays_one(connection: Connection) -> None:
    with pytest.raises(ProgrammingError), explained("file.csv", "investors"):
        connection.execute(text("SELECT no_such_column FROM investors"))
