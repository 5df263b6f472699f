"""Which rows a newer dataset leaves alone: those that the user changed, withdrew, merged, or still refers to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    MetaData,
    Select,
    Subquery,
    Table,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
)

from app.imports.fields import fields_of, key_of, stored
from app.imports.relations import Reference, changes, references
from app.imports.revisions import FileSummary
from app.imports.writing import differs
from app.tables import Merge, Revision


@dataclass
class Kept:
    """What was left alone, by table: `rows` as the user has them; `moved` old id → the id that stands for it.

    `shipped` are all ids of the new dataset, also those that were left out.
    """

    rows: dict[str, set[str]] = field(default_factory=dict)
    left_out: dict[str, set[str]] = field(default_factory=dict)
    moved: dict[str, dict[str, str]] = field(default_factory=dict)
    shipped: dict[str, set[str]] = field(default_factory=dict)

    def note_shipped(self, connection: Connection, staging: Table, table: str) -> None:
        """Remember which ids the new dataset has."""
        self.shipped[table] = set(connection.execute(select(staging.c[key_of(table)])).scalars())

    def leave_out(self, connection: Connection, staging: Table, table: str, keys: Iterable[str]) -> None:
        """Take rows out of what is staged, and remember them as kept."""
        found = set(keys)
        if found:
            connection.execute(staging.delete().where(staging.c[key_of(table)].in_(found)))
            self.rows.setdefault(table, set()).update(found)


def keep_user_rows(connection: Connection, staging: Table, table: str, kept: Kept) -> None:
    """Take out of the staged rows what would undo a change of the user, and what hangs on rows withdrawn by the user."""
    absent = set(connection.execute(withdrawn_by_user(staging, table)).scalars())
    merged = connection.execute(
        select(Merge.old_id, Merge.new_id)
        .where(Merge.table == table, Merge.old_id.in_(absent))
        .order_by(Merge.revision)
    )
    same = {row.old_id: row.new_id for row in merged} | same_elsewhere(connection, staging, table)
    kept.moved[table] = same
    kept.left_out[table] = absent - same.keys()
    kept.leave_out(connection, staging, table, absent | same.keys())
    follow_moves(connection, staging, table, kept)
    hanging = set(connection.execute(hanging_rows(staging, table, kept)).scalars())
    kept.leave_out(connection, staging, table, hanging)
    stored_keys = set(connection.execute(select(stored(table).c[key_of(table)])).scalars()) if hanging else set()
    kept.left_out[table] |= hanging - stored_keys
    kept.leave_out(connection, staging, table, connection.execute(changed_by_user(staging, table)).scalars())


def former(table: str) -> Table:
    """Describe the table of former rows."""
    live = stored(table)
    columns = (Column(column.name, column.type) for column in live.columns)
    return Table(table, MetaData(schema="history"), Column("until_revision", Integer), *columns)


def of_dataset(table: str, live: FromClause) -> ColumnElement[bool]:
    """Tell whether a stored row says what a dataset last said of it: the user did not change it.

    A row that a later revision rewrote without another word, as when a rate became known, counts as the dataset's.
    """
    past, key = former(table), key_of(table)
    names = [field_.name for field_ in fields_of(table)]
    age = func.row_number().over(partition_by=past.c[key], order_by=past.c.until_revision.desc())
    said = (
        select(past, age.label("age"))
        .join(Revision, and_(Revision.number == past.c.revision, Revision.kind == "dataset"))
        .subquery("said")
    )
    written = exists().where(Revision.number == live.c.revision, Revision.kind == "dataset")
    return or_(written, exists().where(said.c[key] == live.c[key], said.c.age == 1, ~differs(said, live, names)))


def changed_by_user(staging: Table, table: str) -> Select[str]:
    """Ask for staged rows that the user changed since, to something else than they say now."""
    live, key = stored(table), key_of(table)
    names = [field_.name for field_ in fields_of(table)]
    return (
        select(live.c[key])
        .join(staging, staging.c[key] == live.c[key])
        .where(~of_dataset(table, live), differs(staging, live, names))
    )


def withdrawn_by_user(staging: Table, table: str) -> Select[str]:
    """Ask for staged rows that the user withdrew or merged since."""
    live, past, key = stored(table), former(table), key_of(table)
    end = (
        select(func.max(past.c.until_revision))
        .where(past.c[key] == staging.c[key])
        .correlate(staging)
        .scalar_subquery()
    )
    by_user = exists().where(Revision.number == end, Revision.kind != "dataset")
    return select(staging.c[key]).where(~exists().where(live.c[key] == staging.c[key]), by_user)


def same_elsewhere(connection: Connection, staging: Table, table: str) -> dict[str, str]:
    """Return staged rows that are new but whose unique value a row of the user has: staged id → the user's id."""
    live, key = stored(table), key_of(table)
    found: dict[str, str] = {}
    for column in live.columns:
        if column.unique and not column.primary_key:
            rows = connection.execute(
                select(staging.c[key], live.c[key])
                .join(live, live.c[column.name] == staging.c[column.name])
                .where(
                    live.c[key] != staging.c[key],
                    ~exists().where(stored(table).alias("own").c[key] == staging.c[key]),
                    live.c[key].not_in(select(staging.alias("all").c[key])),
                )
            )
            found.update({row[0]: row[1] for row in rows})
    return found


def follow_moves(connection: Connection, staging: Table, table: str, kept: Kept) -> None:
    """Let staged rows refer to the rows that stand for those that were merged."""
    for reference in references():
        if reference.table == table:
            for old, new in moved_of(reference, kept).items():
                values, concerned = changes([reference], staging, old, new)
                connection.execute(staging.update().values(**values).where(concerned))


def moved_of(reference: Reference, kept: Kept) -> dict[str, str]:
    """Return the moved ids of the table that a column refers to; codes are known by what follows the list."""
    if reference.target.startswith("codes:"):
        prefix = reference.target.removeprefix("codes:") + "."
        moved = kept.moved.get("codes", {})
        return {
            old.removeprefix(prefix): new.removeprefix(prefix) for old, new in moved.items() if old.startswith(prefix)
        }
    return kept.moved.get(reference.target, {})


def hanging_rows(staging: Table, table: str, kept: Kept) -> Select[str]:
    """Ask for staged rows that refer to a row which the user withdrew."""
    conditions: list[ColumnElement[bool]] = []
    for reference in references():
        if reference.table == table:
            gone = kept.left_out.get(reference.target, set())
            conditions += [reference.holds(staging, literal(key)) for key in gone]
    return select(staging.c[key_of(table)]).where(or_(literal(value=False), *conditions))


def withdraw_gone(connection: Connection, files: Sequence[FileSummary], kept: Kept) -> None:
    """Withdraw the rows that an older dataset wrote and the new one has no more, unless others still refer to them."""
    for file in reversed(files):
        live, key = stored(file.table), key_of(file.table)
        mine = select(live).where(of_dataset(file.table, live)).subquery("mine")
        gone = {row for row in connection.execute(select(mine.c[key])).scalars() if row not in kept.shipped[file.table]}
        if gone:
            needed = set(connection.execute(still_needed(mine, file.table, gone)).scalars())
            kept.rows.setdefault(file.table, set()).update(needed)
            file.deleted = connection.execute(live.delete().where(live.c[key].in_(gone - needed))).rowcount


def still_needed(rows: Subquery, table: str, keys: set[str]) -> Select[Any]:
    """Ask for the rows among some to which others refer."""
    key = key_of(table)
    conditions = []
    for reference in references():
        is_code = table == "codes" and reference.target.startswith("codes:")
        if (
            reference.target == table
            or is_code
            or (reference.target == "areas" and table in ("regions", "cities", "foreign_areas"))
        ):
            referring = stored(reference.table).alias("referring")
            value = rows.c.code if is_code else rows.c[key]
            of_list = rows.c.list == reference.target.removeprefix("codes:") if is_code else literal(value=True)
            conditions.append(and_(of_list, exists().where(reference.holds(referring, value))))
    return select(rows.c[key]).where(rows.c[key].in_(keys), or_(literal(value=False), *conditions))
