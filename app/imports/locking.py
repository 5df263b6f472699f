"""One writer at a time in a database; others wait until it has kept or undone what it did."""

from collections.abc import Callable

from sqlalchemy import Connection, func, select

LOCK = 7_203_114_002  # any fixed number beside the migrations'


def wait_for_others(connection: Connection) -> None:
    """Become the one writer until the end of the transaction."""
    connection.execute(select(func.pg_advisory_xact_lock(LOCK)))


def take_turn(connection: Connection, waiting: Callable[[], None]) -> None:
    """Be the one writer of the database until the transaction ends; `waiting` is called first where another one is at work."""
    free = connection.execute(select(func.pg_try_advisory_xact_lock(LOCK))).scalar_one()
    if not free:
        waiting()
        connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
