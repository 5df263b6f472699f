"""Impact: which cells of an aggregate moved most between two revisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.queries.aggregates.engine import read
from app.queries.aggregates.question import Question
from app.queries.events import Span
from app.queries.vintages import Reading, other_revision
from app.tables import Revision

GROUP_BY = ("region", "year")
MEASURES = ("count", "sum")
MOST_CELLS = 10
DATASET = "funding-rounds"
NOTHING: tuple[int, float] = (0, 0.0)


@dataclass(frozen=True, slots=True)
class Moved:
    """One cell: its codes, and count and sum before and after."""

    codes: tuple[Any, ...]
    before: tuple[int, float]
    after: tuple[int, float]

    @property
    def difference(self) -> float:
        """By how much the sum moved, to the cent."""
        return round(self.after[1] - self.before[1], 2)

    @property
    def place(self) -> tuple[Any, ...]:
        """What orders the cells: the largest move of the sum first, then of the count, then by code."""
        return -abs(self.difference), -abs(self.after[0] - self.before[0]), tuple(str(code) for code in self.codes)


async def read_impact(reading: Reading, span: Span) -> dict[str, Any]:
    """Return the cells of funding by region and year that moved most between the revisions of a span."""
    before, after = await read_cells(reading, span.after), await read_cells(reading, span.until)
    cells = [Moved(codes, before.get(codes, NOTHING), after.get(codes, NOTHING)) for codes in {*before, *after}]
    moved = sorted((cell for cell in cells if cell.before != cell.after), key=lambda cell: cell.place)
    return {
        "dataset": DATASET,
        "group_by": list(GROUP_BY),
        "from": span.after,
        "to": span.until,
        "moved": len(moved),
        "cells": [described(cell) for cell in moved[:MOST_CELLS]],
    }


def described(cell: Moved) -> dict[str, Any]:
    """Return a cell as the answer shows it."""
    return {
        **dict(zip(GROUP_BY, cell.codes, strict=True)),
        "count": {"before": cell.before[0], "after": cell.after[0]},
        "sum": {"before": cell.before[1], "after": cell.after[1]},
        "difference": cell.difference,
    }


async def read_cells(reading: Reading, number: int) -> Mapping[tuple[Any, ...], tuple[int, float]]:
    """Return count and sum of each cell as a revision saw it; before the first one there is nothing."""
    if number == 0:
        return {}
    updated = await reading.connection.scalar(select(Revision.created_at).where(Revision.number == number))
    if updated is None:
        return {}
    async with other_revision(reading, number, updated) as then:
        dataset = await read(then, Question(DATASET, group_by=GROUP_BY, measures=MEASURES, fill="none"))
    places = [dataset.column(key) for key in (*GROUP_BY, *MEASURES)]
    region, year, count, total = places
    return {(row[region], row[year]): (int(row[count]), float(row[total])) for row in dataset.rows}
