"""Revisions say what came in when, by whom and why."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.errors import NotFound
from app.queries.cursors import read_cursor
from app.queries.revisions import read_revision, read_revisions
from app.queries.vintages import Reading
from tests.revisions import next_revision, time_of


async def three_revisions(connection: AsyncConnection, reading: Reading) -> Reading:
    await next_revision(connection, 2, reason="A correction.")
    files = '[{"table": "companies", "name": "c.csv", "sha256": "0f", "created": 2, "changed": 1, "unchanged": 5, "deleted": 0},'
    files += ' {"table": "exits", "name": "e.csv", "sha256": "1f", "created": 1, "changed": 0, "unchanged": 0, "deleted": 0}]'
    await connection.execute(
        text("UPDATE revisions SET files = CAST(:files AS jsonb) WHERE number = 2"), {"files": files}
    )
    await next_revision(connection, 3, kind="delete", reason="It never took place.")
    return replace(reading, revision=3, updated=time_of(3))


async def test_a_revision_adds_up_what_its_files_did(connection: AsyncConnection, reading: Reading) -> None:
    now = await three_revisions(connection, reading)

    dataset = await read_revision(now, 2)

    (row,) = dataset.rows
    assert row[:8] == (2, time_of(2), "import", "test", "A correction.", 3, 1, 0)
    assert [file["name"] for file in row[8]] == ["c.csv", "e.csv"]


async def test_revisions_come_in_pages_the_newest_first(connection: AsyncConnection, reading: Reading) -> None:
    now = await three_revisions(connection, reading)

    first = await read_revisions(now, limit=2)
    word = first.links["next"]
    assert word is not None
    second = await read_revisions(now, limit=2, cursor=read_cursor(word))

    assert [[row[0] for row in page.rows] for page in (first, second)] == [[3, 2], [1]]
    assert (first.meta.total, second.links["next"]) == (3, None)
    assert [row[0] for row in (await read_revisions(now, limit=None)).rows] == [3, 2, 1]


async def test_a_former_revision_does_not_know_the_later_ones(connection: AsyncConnection, reading: Reading) -> None:
    then = replace(await three_revisions(connection, reading), revision=2)

    assert [row[0] for row in (await read_revisions(then)).rows] == [2, 1]
    with pytest.raises(NotFound, match="no data version 3; the newest is 2"):
        await read_revision(then, 3)
