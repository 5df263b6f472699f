"""Changes tell what differs between revisions, field by field, with the reason."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from app.catalog.tracked import TRACKED
from app.dataset import Dataset
from app.errors import BadRequest, NotFound
from app.queries.changes import Question, read_changes
from app.queries.cursors import read_cursor
from app.queries.vintages import Reading
from tests.factories import make_company, make_investor, make_round
from tests.revisions import change, next_revision, remove, time_of


def items(dataset: Dataset) -> list[tuple[Any, ...]]:
    """Return revision, list, id and action of each row."""
    places = [dataset.column(key) for key in ("revision", "dataset", "id", "action")]
    return [tuple(row[place] for place in places) for row in dataset.rows]


async def four_revisions(connection: AsyncConnection, reading: Reading) -> Reading:
    """Create in 1, change in 2, withdraw and create in 3, merge in 4."""
    company = await make_company(connection, id="odoo", name="OpenERP")
    await make_company(connection, id="openerp", name="Open ERP")
    await make_round(connection, id="odoo-2010-seed", company=company, amount=3_000_000.5)
    await next_revision(connection, 2, reason="They changed their name.")
    await change(connection, "companies", "odoo", name="Odoo", tags=["enterprise_software", "ai"])
    await next_revision(connection, 3, reason="It never took place.", kind="delete")
    await remove(connection, "funding_rounds", "odoo-2010-seed")
    await make_investor(connection, id="gimv", revision=3, name="Gimv", country="BE")
    await next_revision(connection, 4, reason="The same company.", kind="merge")
    await remove(connection, "companies", "openerp", merged_into="odoo")
    return replace(reading, revision=4, updated=time_of(4))


async def test_the_newest_changes_come_first(connection: AsyncConnection, reading: Reading) -> None:
    now = await four_revisions(connection, reading)

    dataset = await read_changes(now, Question(after=1))

    assert items(dataset) == [
        (4, "companies", "openerp", "merged"),
        (3, "investors", "gimv", "created"),
        (3, "funding-rounds", "odoo-2010-seed", "deleted"),
        (2, "companies", "odoo", "changed"),
    ]
    assert dataset.meta.total == 4


async def test_a_change_shows_each_field_before_and_after(connection: AsyncConnection, reading: Reading) -> None:
    now = await four_revisions(connection, reading)

    dataset = await read_changes(now, Question(after=1, until=2))

    (row,) = dataset.rows
    assert row[dataset.column("changes")] == [
        {"field": "name", "before": "OpenERP", "after": "Odoo"},
        {"field": "tags", "before": ["enterprise_software"], "after": ["enterprise_software", "ai"]},
    ]
    assert row[dataset.column("reason")] == "They changed their name."
    assert row[dataset.column("time")] == time_of(2)
    assert row[dataset.column("link")] == "/v1/companies/odoo/history"


async def test_a_flat_answer_has_a_row_for_each_field(connection: AsyncConnection, reading: Reading) -> None:
    now = await four_revisions(connection, reading)

    dataset = await read_changes(now, Question(after=2, datasets=["funding-rounds", "investors"], shape="flat"))

    places = [dataset.column(key) for key in ("id", "field", "before", "after")]
    rows = [tuple(row[place] for place in places) for row in dataset.rows]
    assert ("odoo-2010-seed", "amount", "3000000.5", None) in rows
    assert ("gimv", "country", None, "BE") in rows
    assert not [row for row in rows if row[1] == "aliases"]
    assert dataset.meta.total == 2
    assert dataset.meta.query["filters"] == {"dataset": "investors,funding-rounds"}


async def test_since_counts_from_the_start_of_that_day(connection: AsyncConnection, reading: Reading) -> None:
    now = await four_revisions(connection, reading)

    found = [
        {row[0] for row in items(await read_changes(now, Question(since=time_of(number).date())))}
        for number in (1, 3, 4)
    ]

    assert found == [{1, 2, 3, 4}, {3, 4}, {4}]
    assert items(await read_changes(now, Question(since=date(2999, 1, 1)))) == []


async def test_a_former_revision_does_not_know_what_came_later(connection: AsyncConnection, reading: Reading) -> None:
    now = await four_revisions(connection, reading)

    dataset = await read_changes(replace(now, revision=3), Question(after=2))

    assert {row[0] for row in items(dataset)} == {3}


@pytest.mark.parametrize("size", [1, 2, 3])
async def test_the_pages_hold_every_change_once(connection: AsyncConnection, reading: Reading, size: int) -> None:
    now = await four_revisions(connection, reading)
    question = Question(datasets=["companies", "funding-rounds", "investors"], limit=size)

    pages = [await read_changes(now, question)]
    while (word := pages[-1].links["next"]) is not None:
        pages.append(await read_changes(now, replace(question, cursor=read_cursor(word))))

    whole = await read_changes(now, replace(question, limit=None))
    assert [item for page in pages for item in items(page)] == items(whole)
    assert len(whole.rows) == whole.meta.total == 7


async def test_every_table_tells_its_changes(reading: Reading) -> None:
    dataset = await read_changes(reading, Question(limit=None))

    assert {"codes", "regions", "sectors"} <= {row[1] for row in items(dataset)}
    assert len(TRACKED) == 23


@pytest.mark.parametrize(
    ("question", "parameter"),
    [
        (Question(datasets=["fundingrounds"]), "dataset"),
        (Question(since=date(2026, 6, 30), after=1), "since"),
        (Question(after=2, until=1), "from"),
        (Question(after=-1), "from"),
    ],
)
async def test_what_cannot_be_is_refused(reading: Reading, question: Question, parameter: str) -> None:
    with pytest.raises(BadRequest) as caught:
        await read_changes(replace(reading, revision=3), question)

    assert [fault.parameter for fault in caught.value.faults] == [parameter]


@pytest.mark.parametrize("until", [0, 9])
async def test_a_revision_that_is_not_there_is_not_found(reading: Reading, until: int) -> None:
    with pytest.raises(NotFound, match="There is no data version"):
        await read_changes(reading, Question(until=until))


async def test_a_file_of_too_many_changes_is_refused_with_the_maximum(reading: Reading) -> None:
    with pytest.raises(BadRequest) as caught:
        await read_changes(reading, Question(limit=None, most=10))

    assert (caught.value.problem, caught.value.extra) == ("too-many-rows", {"maximum": 10})


@pytest.mark.parametrize("values", [(2,), (2, 1, 1), ("2", 1), (0, 1), (9, 1), (10**30, 1)])
async def test_a_cursor_that_was_not_made_here_is_refused(
    connection: AsyncConnection, reading: Reading, values: tuple[Any, ...]
) -> None:
    now = await four_revisions(connection, reading)
    page = await read_changes(now, Question(limit=1))
    made = read_cursor(page.links["next"] or "")

    with pytest.raises(BadRequest, match="cursor cannot be read"):
        await read_changes(now, Question(limit=1, cursor=replace(made, values=values)))
