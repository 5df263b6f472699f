"""One writer at a time in a database; others wait until it has kept or undone what it did."""

from sqlalchemy import Connection, func, select

LOCK = 7_203_114_002  # any fixed number beside the migrations'


def wait_for_others(connection: Connection) -> None:
    """Become the one writer until the end of the transaction."""
    connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
