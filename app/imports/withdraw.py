"""Take a row back: withdraw it with a reason, or merge it into another one that stays."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

import polars as pl
from sqlalchemy import Connection, Row, Table, insert, select

from app.errors import CommandFailure
from app.imports.fields import computed_key, derived_key, key_of, stored
from app.imports.refusals import explained
from app.imports.relations import Reference, changes, named_by, references_to, row_of, who_refers
from app.imports.revisions import FileSummary, Summary, begin_revision, close_revision
from app.tables import Merge


def withdraw(connection: Connection, table: str, key: str, *, author: str, reason: str) -> Summary:
    """Withdraw a row as one revision; its id answers with the reason from then on.

    Raises:
        CommandFailure: there is no such row, or others refer to it.

    """
    number = begin_revision(connection, kind="delete", author=author, reason=reason)
    row = row_of(connection, table, key)
    referring = who_refers(connection, table, row)
    if referring:
        raise CommandFailure(f"{table} {key} cannot go, others refer to it: {'; '.join(referring)}")
    with explained(key, table):
        remove(connection, table, key)
    return finished(connection, number, [FileSummary(table, key, "", deleted=1)])


def merge(connection: Connection, table: str, old: str, into: str, *, author: str, reason: str) -> Summary:
    """Merge a row into another one of its table, as one revision: what referred to it refers to the survivor.

    Raises:
        CommandFailure: a row is missing, both are the same, or both hold what may exist only once.

    """
    if old == into:
        raise CommandFailure(f"{old} cannot be merged into itself")
    number = begin_revision(connection, kind="merge", author=author, reason=reason)
    former, survivor = row_of(connection, table, old), row_of(connection, table, into)
    refuse_unlike(connection, table, former, survivor)
    files = []
    with explained(old, table):
        by_table = groupby(references_to(table, former), key=lambda reference: reference.table)
        for referring, moving in by_table:
            changed, deleted = move(
                connection, referring, list(moving), named_by(table, former), named_by(table, survivor), number
            )
            files.append(FileSummary(referring, old, "", changed=changed, deleted=deleted))
        remove(connection, table, old)
        entry = {"table_name": table, "old_id": old, "new_id": into, "revision": number}
        connection.execute(insert(Merge).values(entry))
    files.append(FileSummary(table, old, "", deleted=1))
    return finished(connection, number, [file for file in files if file.altered])


def refuse_unlike(connection: Connection, table: str, former: Row[Any], survivor: Row[Any]) -> None:
    """Raise CommandFailure where two rows cannot become one: codes of two lists, two rows of a company in a table."""
    if table == "codes" and former.list != survivor.list:
        raise CommandFailure(f"{former.id} and {survivor.id} are codes of different lists")
    for reference in references_to(table, former):
        referring = stored(reference.table)
        if reference.column == key_of(reference.table):
            both = [named_by(table, former), named_by(table, survivor)]
            keys = connection.execute(
                select(referring.c[reference.column]).where(referring.c[reference.column].in_(both))
            )
            if len(keys.all()) == len(both):
                raise CommandFailure(
                    f"{' and '.join(both)} both have a row in {reference.table}; withdraw one of them first"
                )


def move(
    connection: Connection, table: str, moving: list[Reference], old: str, new: str, revision: int
) -> tuple[int, int]:
    """Let the rows of a table refer to another row; return how many changed and how many fell together."""
    live = stored(table)
    values, concerned = changes(moving, live, old, new)
    if not {reference.column for reference in moving} & set(derived_key(table)):
        return connection.execute(live.update().values(**values, revision=revision).where(concerned)).rowcount, 0
    key, changed, deleted = key_of(table), 0, 0
    for row in connection.execute(select(live).where(concerned)).all():
        former = row._mapping[key]  # noqa: SLF001 - the documented way
        renamed = new_key(table, {**row._mapping, **dict.fromkeys(values, new)})  # noqa: SLF001 - the documented way
        if connection.execute(select(live.c[key]).where(live.c[key] == renamed)).scalar() is not None:
            deleted += remove(connection, table, former)
        else:
            statement = live.update().values(**values, **{key: renamed}, revision=revision)
            changed += connection.execute(statement.where(live.c[key] == former)).rowcount
    return changed, deleted


def new_key(table: str, row: Mapping[str, Any]) -> str:
    """Return the key that the program computes for a row."""
    parts = {name: [None if row[name] is None else str(row[name])] for name in derived_key(table)}
    frame = pl.DataFrame(parts, schema=dict.fromkeys(parts, pl.String))
    return str(frame.select(computed_key(table).alias("key")).item())


def remove(connection: Connection, table: str, key: str) -> int:
    """Delete a row; the history keeps it."""
    live: Table = stored(table)
    return connection.execute(live.delete().where(live.c[key_of(table)] == key)).rowcount


def finished(connection: Connection, number: int, files: list[FileSummary]) -> Summary:
    """Close a revision and say what it did."""
    close_revision(connection, number, files)
    return Summary(number, files)
