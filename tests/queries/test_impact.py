"""The cells that moved most between two revisions are named."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from app.queries.changes import Question, read_changes
from app.queries.events import Span
from app.queries.impact import read_impact
from app.queries.vintages import Reading
from tests.factories import make_company, make_round
from tests.revisions import change, next_revision, remove, time_of


async def corrected(connection: AsyncConnection, reading: Reading) -> Reading:
    """Raise one round in Flanders, move a company from Brussels to Wallonia, withdraw an undisclosed round."""
    company = await make_company(connection, id="moving", region="BE1")
    await make_round(connection, id="raised", amount=1_000_000, on=date(2023, 5, 1))
    await make_round(connection, id="same", amount=500_000, on=date(2024, 5, 1))
    await make_round(connection, id="moved", amount=300_000, on=date(2024, 5, 1), company=company)
    await make_round(connection, id="silent", amount=None, on=date(2022, 5, 1))
    await next_revision(connection, 2)
    await change(connection, "funding_rounds", "raised", amount=3_000_000.5, amount_eur=3_000_000.5)
    await change(connection, "companies", "moving", region="BE3")
    await remove(connection, "funding_rounds", "silent")
    return replace(reading, revision=2, updated=time_of(2))


def cell(region: str, year: int, count: tuple[int, int], total: tuple[float, float]) -> dict[str, Any]:
    return {
        "region": region,
        "year": year,
        "count": {"before": count[0], "after": count[1]},
        "sum": {"before": total[0], "after": total[1]},
        "difference": total[1] - total[0],
    }


async def test_the_largest_move_comes_first_and_what_stands_still_is_left_out(
    connection: AsyncConnection, reading: Reading
) -> None:
    now = await corrected(connection, reading)

    dataset = await read_changes(now, Question(after=1, until=2, impact=True))

    assert dataset.meta.extra["impact"] == {
        "dataset": "funding-rounds",
        "group_by": ["region", "year"],
        "from": 1,
        "to": 2,
        "moved": 4,
        "cells": [
            cell("BE2", 2023, (1, 1), (1_000_000, 3_000_000.5)),
            cell("BE1", 2024, (1, 0), (300_000, 0)),
            cell("BE3", 2024, (0, 1), (0, 300_000)),
            cell("BE2", 2022, (1, 0), (0, 0)),
        ],
    }


async def test_before_the_first_revision_there_was_nothing(connection: AsyncConnection, reading: Reading) -> None:
    await make_round(connection, amount=1_000_000, on=date(2023, 5, 1))

    impact = await read_impact(reading, Span(0, 1))

    assert impact["cells"] == [cell("BE2", 2023, (0, 1), (0, 1_000_000))]


async def test_no_more_than_ten_cells_are_named(connection: AsyncConnection, reading: Reading) -> None:
    for year in range(2010, 2022):
        await make_round(connection, amount=1_000_000 + year, on=date(year, 5, 1))

    impact = await read_impact(reading, Span(0, 1))

    assert impact["moved"] == 12
    assert [found["year"] for found in impact["cells"]] == list(range(2021, 2011, -1))
