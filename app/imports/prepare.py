"""Prepare: compute the cells of every cut that a revision concerns, and write those that are other than before."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    Table,
    Text,
    case,
    cast,
    delete,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    table,
)
from sqlalchemy import column as named
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.sql.util import find_tables

from app.catalog.cuts import CODES, name_of
from app.catalog.facts import FACTS, Fact
from app.imports.copying import copy_in, copy_out
from app.imports.locking import wait_for_others
from app.imports.tallies import Amounts, Coded, amounts, different, groups, tally
from app.tables import PreparedCell, PreparedFact, Revision

CELLS: Table = PreparedCell.__table__  # type: ignore[assignment]  # a declared table is a Table
HEADERS: Table = PreparedFact.__table__  # type: ignore[assignment]  # a declared table is a Table
NEW = Table("new_cells", MetaData(), *(Column(column.name, column.type) for column in CELLS.columns))
PARTS = tuple(column.name for column in CELLS.columns if column.name not in ("cut", *CODES))
PIECE = 8_000_000
# What stands for an amount that does not fit; it is too large for tallies all the same.
TOO_LARGE = 10**16


def prepare(connection: Connection) -> list[str]:
    """Bring the cells of every fact up to the newest revision and return the facts whose cells were computed."""
    facts = [fact for fact in FACTS.values() if fact.cuts]
    newest = select(func.max(Revision.number)).scalar_subquery()
    current = select(HEADERS.c.layout).where(HEADERS.c.revision == newest)
    if {fact.layout for fact in facts} == set(connection.execute(current).scalars()):
        return []
    wait_for_others(connection)
    number = connection.execute(select(func.max(Revision.number))).scalar()
    if number is None:
        return []
    done = []
    for fact in facts:
        header = connection.execute(select(HEADERS).where(HEADERS.c.fact == fact.key)).one_or_none()
        if header is None or header.layout != fact.layout or touched(connection, fact, header.revision):
            refresh(connection, fact, number)
            done.append(fact.key)
        elif header.revision != number:
            connection.execute(HEADERS.update().values(revision=number).where(HEADERS.c.fact == fact.key))
    return done


def fields_of(fact: Fact) -> Sequence[str | None]:
    """Return the numeric fields of a fact, None alone where it has none."""
    return tuple(fact.amounts) or (None,)


def touched(connection: Connection, fact: Fact, since: int) -> bool:
    """Tell whether a row that the fact is made of was written, changed or withdrawn after a revision."""
    newer = []
    for found in find_tables(fact.records.source, include_joins=False):
        former = table(found.name, named("until_revision", Integer), schema="history")
        newer += [exists().where(found.c.revision > since), exists().where(former.c.until_revision > since)]
    return bool(connection.execute(select(or_(*newer))).scalar())


def refresh(connection: Connection, fact: Fact, number: int) -> None:
    """Compute the cells of a fact from its records, and write what is other than before.

    Amounts that are too large to be added in whole cents leave the fact unprepared, so that records answer.
    """
    try:
        columns = columns_of(fact, read_rows(connection, fact))
    except OverflowError:
        connection.execute(delete(HEADERS).where(HEADERS.c.fact == fact.key))
        return
    with staged(connection, cells_of(fact, columns)) as sizes:
        connection.execute(delete(CELLS).where(of_fact(fact, CELLS), ~known_to(NEW, CELLS)))
        connection.execute(insert(CELLS).from_select(CELLS.columns.keys(), select(NEW).where(~known_to(CELLS, NEW))))
    entry = {
        "fact": fact.key,
        "revision": number,
        "layout": fact.layout,
        "cuts": sizes,
    }
    connection.execute(upsert(HEADERS).values(entry).on_conflict_do_update(index_elements=["fact"], set_=entry))


def differing(connection: Connection) -> dict[str, int]:
    """Compute the cells of the newest revision once more; return how many of each cut are other than stored."""
    newest = select(func.max(Revision.number)).scalar_subquery()
    current = set(connection.execute(select(HEADERS.c.layout).where(HEADERS.c.revision == newest)).scalars())
    found: Counter[str] = Counter()
    for fact in FACTS.values():
        if fact.cuts and fact.layout in current:
            with staged(connection, cells_of(fact, columns_of(fact, read_rows(connection, fact)))):
                for cells, other in ((CELLS, NEW), (NEW, CELLS)):
                    missing = select(cells.c.cut).where(of_fact(fact, cells), ~known_to(other, cells))
                    found.update(connection.execute(missing).scalars())
    return dict(sorted(found.items()))


@contextmanager
def staged(connection: Connection, cells: Iterable[tuple[str, pl.DataFrame]]) -> Iterator[dict[str, int]]:
    """Put cells into a temporary table for the time of the block, cut by cut, and give how many each cut has."""
    connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {NEW.name} (LIKE {CELLS.name}) ON COMMIT DROP")
    sizes = {}
    with copy_in(connection, NEW.name, CELLS.columns.keys()) as copy:
        for name, frame in cells:
            copy.write(frame.write_csv(include_header=False).encode())
            sizes[name] = frame.height
    connection.exec_driver_sql(f"ANALYZE {NEW.name}")
    yield sizes
    connection.exec_driver_sql(f"DROP TABLE {NEW.name}")


def of_fact(fact: Fact, cells: Table) -> ColumnElement[bool]:
    """Return the condition that cells are those of a fact."""
    return cells.c.cut.startswith(f"{fact.key}/", autoescape=True)


def known_to(cells: Table, other: Table) -> ColumnElement[bool]:
    """Return the condition that a cell of the other table is, part by part, one of the cells too."""
    return exists(select(1).select_from(cells).where(whole(cells) == whole(other)))


def whole(cells: Table) -> ColumnElement[str]:
    """Return a row as text, so that rows with nulls can be compared, and quickly."""
    return cast(literal_column(cells.name), Text)


def read_rows(connection: Connection, fact: Fact) -> pl.DataFrame:
    """Return the records of a fact: the codes of each dimension that is cut by, the company, and each amount in cents."""
    columns = [sql.label(key) for key, sql in fact.codes.items()]
    schema: dict[str, Any] = {key: pl.Int32 if is_number(sql) else pl.Categorical for key, sql in fact.codes.items()}
    columns.append(fact.company_id.label("company"))
    schema["company"] = pl.Categorical
    for field, amount in fact.amounts.items():
        parts = fact.amount_columns(amount, restricted=True)
        value = parts.pop("value")
        cents = case((value > TOO_LARGE, TOO_LARGE), else_=value) * 100
        columns.append(cast(cents, BigInteger).label(field))
        columns += [cast(sql, Integer).label(f"{field} {name}") for name, sql in parts.items()]
        schema |= {field: pl.Int64, **{f"{field} {name}": pl.Int8 for name in parts}}
    question = select(*columns).select_from(fact.records.source)
    pieces = [
        pl.read_csv(piece, has_header=False, schema=schema) for piece in in_pieces(copy_out(connection, question))
    ]
    return pl.concat(pieces) if pieces else pl.DataFrame(schema=schema)


def is_number(sql: Any) -> bool:
    """Tell whether the codes of a dimension are numbers, as those of periods are."""
    return isinstance(sql.type, Integer)


def in_pieces(blocks: Iterator[bytes]) -> Iterator[BytesIO]:
    """Join blocks of whole lines into pieces worth parsing."""
    piece = BytesIO()
    for block in blocks:
        piece.write(block)
        if piece.tell() > PIECE:
            piece.seek(0)
            yield piece
            piece = BytesIO()
    if piece.tell():
        piece.seek(0)
        yield piece


def coded(column: pl.Series, kind: Any) -> Coded:
    """Return a column of codes as numbers from 0."""
    values = column.unique().sort()
    physical = column.to_physical().cast(pl.Int32).fill_null(-1).to_numpy()
    known = values.drop_nulls()
    numbers = known.to_physical().to_numpy().astype(np.int64)
    places = np.zeros(int(physical.max(initial=0)) + 2, np.min_scalar_type(len(numbers)))
    places[numbers] = np.arange(len(numbers))
    places[-1] = len(numbers)
    codes: list[Any] = known.to_list() if column.dtype.is_integer() else known.cast(pl.String).to_list()
    if isinstance(kind, Boolean):
        codes = [code == "t" for code in codes]
    return Coded(places[physical], [*codes, None] if values.null_count() else codes)


def amounts_of(rows: pl.DataFrame, field: str) -> Amounts:
    """Return the amounts of a field."""
    cents = rows.drop_in_place(field)
    flags = [rows.drop_in_place(f"{field} {name}").to_numpy().astype(np.bool_) for name in ("no_rate", "set_aside")]
    return amounts(cents.fill_null(0).to_numpy(), cents.is_not_null().to_numpy(), *flags)


@dataclass(frozen=True, slots=True)
class Columns:
    """The records of a fact as columns of numbers: codes by dimension, companies and the rows in their order, amounts."""

    size: int
    codes: Mapping[str, Coded]
    owners: npt.NDArray[Any]
    by_owner: npt.NDArray[Any]
    amounts: Mapping[str, Amounts]


def columns_of(fact: Fact, rows: pl.DataFrame) -> Columns:
    """Return records as columns of numbers; the rows are used up, column by column.

    Raises:
        OverflowError: the amounts are too large to be added in whole cents.

    """
    size = rows.height
    codes = {key: coded(rows.drop_in_place(key), sql.type) for key, sql in fact.codes.items()}
    owners = rows.drop_in_place("company").to_physical().to_numpy()
    given = {field: amounts_of(rows, field) for field in fact.amounts}
    return Columns(size, codes, owners, np.argsort(owners, kind="stable"), given)


def cells_of(fact: Fact, given: Columns) -> Iterator[tuple[str, pl.DataFrame]]:
    """Give the cells of each cut and field, as they are stored."""
    for cut in sorted(fact.cuts, key=sorted):
        columns = {key: given.codes[key] for key in CODES if key in cut}
        found = groups(columns, given.size)
        nothing = np.zeros(found.size, np.int64)
        counted = {
            "count": np.bincount(found.of, minlength=found.size),
            "companies": different(found, given.owners, given.by_owner),
            **dict.fromkeys(("count_disclosed", "no_rate", "set_aside", "total"), nothing),
        }
        for field in fields_of(fact):
            name = name_of(fact.key, field, cut)
            parts = counted | (tally(found, given.amounts[field]) if field else {})
            yield name, framed(name, columns, found.numbers, parts)


def framed(name: str, columns: dict[str, Coded], numbers: Any, parts: dict[str, Any]) -> pl.DataFrame:
    """Return cells as a frame with the columns of the table; parts of amounts are null where there are not enough."""
    size = len(parts["count"])
    data: dict[str, Any] = {"cut": [name] * size}
    data |= {
        key: [columns[key].codes[number] for number in numbers[key]] if key in columns else [None] * size
        for key in CODES
    }
    disclosed = parts["count_disclosed"]
    for part in PARTS:
        if part not in parts:
            data[part] = [None] * size
        elif CELLS.c[part].nullable:
            data[part] = pl.Series(parts[part]).set(pl.Series(disclosed < (3 if part == "largest_three" else 1)), None)
        else:
            data[part] = parts[part]
    return pl.DataFrame(data, strict=False)
