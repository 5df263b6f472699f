"""The access paths over prepared cells: the cube, where each group is one cell, and cells that are added up."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Double,
    Integer,
    Select,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.engine import URL, Dialect
from sqlalchemy.sql.visitors import iterate, replacement_traverse

from app.catalog.cuts import Cut, name_of, with_followers
from app.catalog.dimensions import ALL, UNKNOWN
from app.catalog.facts import FACTS, Fact
from app.catalog.measures import MEASURES
from app.database.driver import ask
from app.queries.aggregates.narrowing import Narrowed, narrowed, widened
from app.queries.aggregates.question import Asked
from app.queries.aggregates.records import Key, Parts, Scope, grouping_sets, parts_of
from app.queries.codelists import CodeLists
from app.queries.vintages import Reading
from app.tables import PreparedCell, PreparedFact

CELLS = PreparedCell.__table__
DIALECT: Dialect = URL.create("postgresql+psycopg").get_dialect()()
HEADERS = "prepared facts"
FLAGS = ("no_rate", "set_aside")


@dataclass(frozen=True, slots=True)
class Piece:
    """One grouping set as it is read: its dimensions, the cut, and whether several cells make a group."""

    keys: tuple[str, ...]
    cut: Cut
    merged: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """What tells the statement of a question from those of others, whatever codes are asked for.

    `filters` has each dimension that is narrowed and how: to one code, to several, to what is not known, or to both.
    """

    fact: str
    field: str | None
    group_by: tuple[str, ...]
    pieces: tuple[Piece, ...]
    filters: tuple[tuple[str, str], ...]
    measures: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What is read of each group: the measures, and the flags of amounts."""
        return self.measures if self.field is None else (*self.measures, *FLAGS)


async def read_headers(reading: Reading) -> None:
    """Remember, once per revision, whose cells are those of the revision, and how many of them each cut has."""
    if reading.live and HEADERS not in reading.memory:
        statement = select(PreparedFact).where(PreparedFact.revision == reading.revision)
        rows = (await reading.connection.execute(statement)).all()
        reading.memory[HEADERS] = {row.fact: row.cuts for row in rows if row.layout == FACTS[row.fact].layout}


def serves_cube(reading: Reading, asked: Asked, scope: Scope) -> bool:
    """Tell whether every group of an answer is one prepared cell."""
    shape = shape_of(reading, asked, scope, left(reading, asked.fact, scope))
    return shape is not None and not any(piece.merged for piece in shape.pieces)


def serves_cells(reading: Reading, asked: Asked, scope: Scope) -> bool:
    """Tell whether every group of an answer can be added up from prepared cells."""
    return shape_of(reading, asked, scope, left(reading, asked.fact, scope)) is not None


def left(reading: Reading, fact: Fact, scope: Scope) -> Narrowed | None:
    """Return which codes the filters of an answer leave; None where they look at anything else."""
    years = range(scope.window.since.year, scope.window.until.year + 1)
    codes = narrowed(fact, scope.conditions, years)
    lists: CodeLists | None = reading.memory.get("code_lists")
    return codes if codes is None or lists is None else widened(codes, lists)


def shape_of(reading: Reading, asked: Asked, scope: Scope, codes: Narrowed | None) -> Shape | None:
    """Return how prepared cells answer a question; None when they cannot."""
    fact, parts = asked.fact, parts_of(asked)
    # A revision that was the newest when its headers were remembered is not the one whose cells are stored now.
    cuts = reading.memory.get(HEADERS, {}).get(fact.key) if reading.live else None
    if not cuts or codes is None or scope.restricted != (fact.restriction is not None):
        return None
    if any(MEASURES[name].cell is None for name in parts):
        return None
    mergeable = all(merges(name) for name in parts)
    pieces = [piece_of(fact, asked.field, keys, codes, cuts, mergeable) for keys in grouping_sets(asked)]
    if None in pieces:
        return None
    filters = tuple((key, how(codes[key])) for key in sorted(codes))
    return Shape(fact.key, asked.field, asked.group_by, tuple(p for p in pieces if p is not None), filters, parts)


def piece_of(
    fact: Fact, field: str | None, keys: tuple[str, ...], codes: Narrowed, cuts: Mapping[str, int], mergeable: bool
) -> Piece | None:
    """Return how one grouping set is read: from the cut that has its groups as cells, else from the smallest that has its parts."""
    fixed = {key for key, found in codes.items() if len(found) == 1}
    cut = with_followers((*keys, *codes))
    if cut in fact.cuts and cut <= with_followers(keys) | with_followers(fixed):
        return Piece(keys, cut, merged=False)
    wider = [found for found in fact.cuts if cut <= found] if mergeable else []
    if not wider:
        return None
    return Piece(keys, min(wider, key=lambda found: cuts[name_of(fact.key, field, found)]), merged=True)


def how(codes: frozenset[Any]) -> str:
    """Return in which way a dimension is narrowed to some codes."""
    if None in codes:
        return "unknown" if len(codes) == 1 else "some"
    return "one" if len(codes) == 1 else "several"


@lru_cache
def merges(name: str) -> bool:
    """Tell whether a measure of a group can be made of the cells within it."""
    return all("merged_by" in column.info for column in columns_in(cell_value(name)))


def cell_value(name: str) -> Any:
    """Return a measure, or a flag, as an expression over the columns of a cell."""
    expression = None if name in FLAGS else MEASURES[name].cell
    return CELLS.c[name] if expression is None else expression(CELLS.c)


@lru_cache
def is_fraction(name: str) -> bool:
    """Tell whether a measure is a binary fraction, which records answer rounded to cents."""
    return isinstance(cell_value(name).type, Double)


def columns_in(expression: Any) -> Iterator[Any]:
    """Give the columns of cells in an expression."""
    return (element for element in iterate(expression) if getattr(element, "table", None) is CELLS)


def merged(expression: Any) -> Any:
    """Return the expression of a measure over all cells of a group in place of one."""

    def moved(element: Any, **_: Any) -> Any:
        if getattr(element, "table", None) is not CELLS:
            return None
        return cast(getattr(func, element.info["merged_by"])(element), BigInteger)

    return replacement_traverse(expression, {}, moved)


@lru_cache(maxsize=2048)
def statement(shape: Shape) -> bytes:
    """Return the SQL of a shape: one row per group with the place of its piece, its codes and its measures."""
    selects = [piece_select(shape, place) for place in range(len(shape.pieces))]
    whole = selects[0] if len(selects) == 1 else union_all(*selects)
    return str(whole.limit(bindparam("most", type_=Integer)).compile(dialect=DIALECT)).encode()


def piece_select(shape: Shape, place: int) -> Select[Any]:
    """Return the statement of one grouping set."""
    piece = shape.pieces[place]
    codes = [CELLS.c[key] if key in piece.keys else null().label(key) for key in shape.group_by]
    values = {name: cell_value(name) for name in shape.names}
    columns = [(merged(value) if piece.merged else value).label(name) for name, value in values.items()]
    found = (
        select(literal_column(str(place)).label("piece"), *codes, *columns)
        .where(CELLS.c.cut == bindparam(f"cut_{place}", type_=Text))
        .where(*(condition(key, way) for key, way in shape.filters))
    )
    return found.group_by(*(CELLS.c[key] for key in piece.keys)) if piece.merged else found


def condition(key: str, way: str) -> ColumnElement[bool]:
    """Return the condition that a dimension has one of the codes that are bound under its name."""
    column = CELLS.c[key]
    if way == "unknown":
        return column.is_(None)
    if way == "one":
        return column == bindparam(key, type_=column.type)
    several = column == func.any(bindparam(key, type_=ARRAY(column.type)))
    return several if way == "several" else or_(several, column.is_(None))


async def read_prepared(reading: Reading, asked: Asked, scope: Scope, most: int) -> dict[Key, Parts]:
    """Return the parts of every cell that occurs, as records would give them."""
    codes = left(reading, asked.fact, scope)
    shape = shape_of(reading, asked, scope, codes)
    if shape is None or codes is None:
        raise LookupError("a question was sent to prepared cells that do not hold its answer")
    bound: dict[str, Any] = {"most": most + 1}
    for place, piece in enumerate(shape.pieces):
        bound[f"cut_{place}"] = name_of(shape.fact, shape.field, piece.cut)
    for key, way in shape.filters:
        known = [code for code in codes[key] if code is not None]
        bound[key] = known[0] if way == "one" else known
    return read_rows(shape, await ask(reading.connection, statement(shape), bound))


async def read_cells(
    reading: Reading, fact: Fact, field: str, keys: tuple[str, ...], fixed: Mapping[str, str], measures: tuple[str, ...]
) -> dict[Key, Parts] | None:
    """Return measures of a whole fact by dimensions and traits, some others fixed to a code; None when no cut has them."""
    await read_headers(reading)
    cut = with_followers((*keys, *fixed))
    name = name_of(fact.key, field, cut)
    if not reading.live or name not in reading.memory[HEADERS].get(fact.key, {}):
        return None
    filters = tuple((key, "one") for key in sorted(fixed))
    shape = Shape(fact.key, field, keys, (Piece(keys, cut, merged=False),), filters, ("count", *measures))
    bound = {**fixed, "cut_0": name, "most": reading.memory[HEADERS][fact.key][name]}
    return read_rows(shape, await ask(reading.connection, statement(shape), bound))


def read_rows(shape: Shape, rows: Iterable[Sequence[Any]]) -> dict[Key, Parts]:
    """Return the parts of each group by its codes; quartiles are rounded as those of records are."""
    names, first = shape.names, len(shape.group_by) + 1
    count = names.index("count")
    rounded = [place for place, name in enumerate(names) if is_fraction(name)]
    blanks = [tuple(UNKNOWN if key in piece.keys else ALL for key in shape.group_by) for piece in shape.pieces]
    found: dict[Key, Parts] = {}
    for row in rows:
        codes, values = tuple(row[1:first]), [*row[first:]]
        if None in codes:
            codes = tuple(b if code is None else code for code, b in zip(codes, blanks[row[0]], strict=True))
        for place in rounded:
            if values[place] is not None:
                values[place] = Decimal(f"{values[place]:.2f}")
        if values[count]:
            found[codes] = dict(zip(names, values, strict=True))
    return found
