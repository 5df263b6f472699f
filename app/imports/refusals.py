"""What the database refuses, in words for whoever wrote the file: the last guard, behind every check."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.exc import DBAPIError

from app.errors import CellFault, DatabaseFailure, ImportFailure
from app.imports.checks import RULES
from app.imports.fields import fields_of

AWAY = (psycopg.OperationalError, psycopg.InterfaceError)
EXPECTED = (psycopg.IntegrityError, psycopg.DataError, *AWAY)  # any other error is a fault of this program


@contextmanager
def explained(file: str, table: str) -> Iterator[None]:
    """Turn an error of the database within the block into a report that names file, rule and row.

    Raises:
        ImportFailure: the database refused a row.
        DatabaseFailure: the database is away, out of room, or held by others.

    """
    try:
        yield
    except DBAPIError as error:
        if isinstance(error.orig, EXPECTED):
            raise refusal(error.orig, file, table) from error
        raise
    except EXPECTED as error:
        raise refusal(error, file, table) from error


def refusal(error: psycopg.Error, file: str, table: str) -> ImportFailure | DatabaseFailure:
    """Return the failure that an error of the database means."""
    said = error.diag.message_primary or str(error).strip().partition("\n")[0] or "no answer"
    if isinstance(error, AWAY):
        return DatabaseFailure(f"the database could not take {file}: {said}; nothing was written")
    name = error.diag.constraint_name or ""
    rule = next((rule for rule in RULES.get(table, ()) if rule.guards and name == f"ck_{table}_{rule.guards}"), None)
    detail = (error.diag.message_detail or "")[:300]
    if rule is None or not isinstance(rule.problem, str) or not isinstance(rule.remedy, str):
        fault = CellFault(file, 0, error.diag.column_name, None, f"the database refuses a row: {said}", detail)
    else:
        column = next((field.csv for field in fields_of(table) if field.name == rule.column), rule.column)
        fault = CellFault(file, 0, column, None, f"{rule.problem} ({detail})", rule.remedy)
    return ImportFailure(f"1 fault in {file}; nothing was written", [fault], 1)
