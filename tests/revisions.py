"""Revisions made by hand, for tests of what former rows are good for."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from tests.conftest import WRITTEN_AT
from tests.factories import table_of


def time_of(number: int) -> datetime:
    """Return when a revision of the tests was made: one a day."""
    return WRITTEN_AT + timedelta(days=number - 1)


async def next_revision(
    connection: AsyncConnection, number: int, *, kind: str = "import", reason: str | None = None
) -> None:
    """Begin a revision in the transaction of the test."""
    await connection.execute(
        text(
            "INSERT INTO revisions (number, created_at, kind, author, reason) VALUES (:n, :at, :kind, 'test', :reason)"
        ),
        {"n": number, "at": time_of(number), "kind": kind, "reason": reason},
    )
    await connection.execute(text("SELECT set_config('betech.revision', :n, true)"), {"n": str(number)})


async def current(connection: AsyncConnection) -> int:
    """Return the revision that was begun last."""
    number = await connection.scalar(text("SELECT current_setting('betech.revision')::integer"))
    return int(number or 0)


async def change(connection: AsyncConnection, table: str, row_id: str, **values: Any) -> None:
    """Change a row in the revision that was begun last."""
    stored = table_of(table)
    (key,) = stored.primary_key.columns
    values["revision"] = await current(connection)
    await connection.execute(stored.update().where(key == row_id).values(**values))


async def remove(connection: AsyncConnection, table: str, row_id: str, *, merged_into: str | None = None) -> None:
    """Withdraw a row in the revision that was begun last, or merge it into another one."""
    stored = table_of(table)
    (key,) = stored.primary_key.columns
    await connection.execute(stored.delete().where(key == row_id))
    if merged_into is not None:
        await connection.execute(
            text("INSERT INTO merges (table_name, old_id, new_id, revision) VALUES (:table, :old, :new, :revision)"),
            {"table": table, "old": row_id, "new": merged_into, "revision": await current(connection)},
        )
