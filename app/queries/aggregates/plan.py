"""The access paths to the cells of an answer, the cheapest first, and which one a question takes."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from app.queries.aggregates.prepared import read_headers, read_prepared, serves_cells, serves_cube
from app.queries.aggregates.question import Asked
from app.queries.aggregates.records import Key, Parts, Scope, read_records
from app.queries.vintages import Reading


@dataclass(frozen=True, slots=True)
class Path:
    """One way to the cells: whether it can answer a question from a reading, and how it reads them."""

    key: str
    serves: Callable[[Reading, Asked, Scope], bool]
    read: Callable[[Reading, Asked, Scope, int], Awaitable[Mapping[Key, Parts]]]


def always(_reading: Reading, _asked: Asked, _scope: Scope) -> bool:
    """Records can answer anything."""
    return True


PATHS: tuple[Path, ...] = (
    Path("cube", serves_cube, read_prepared),
    Path("cells", serves_cells, read_prepared),
    Path("records", always, read_records),
)


async def plan(reading: Reading, asked: Asked, scope: Scope) -> Path:
    """Return the first path that can answer; the last one always can."""
    await read_headers(reading)
    return next(path for path in PATHS if path.serves(reading, asked, scope))
