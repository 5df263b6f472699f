"""Every version of a record can be read, with its span and its reasons."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from app.catalog.records import RECORDS
from app.dataset import Dataset
from app.errors import BadRequest, NotFound
from app.queries.cursors import read_cursor
from app.queries.details import read_record
from app.queries.history import read_history
from app.queries.vintages import Reading
from tests.factories import make_company, make_round
from tests.revisions import change, next_revision, remove, time_of


def cells(dataset: Dataset, *keys: str) -> list[tuple[Any, ...]]:
    places = [dataset.column(key) for key in keys]
    return [tuple(row[place] for place in places) for row in dataset.rows]


async def renamed(connection: AsyncConnection, reading: Reading) -> Reading:
    """Make a company, rename it in revision 2 and withdraw it in revision 3; return a reading of that."""
    await make_company(connection, id="odoo", name="TinyERP")
    await next_revision(connection, 2, reason="They changed their name.")
    await change(connection, "companies", "odoo", name="OpenERP")
    await next_revision(connection, 3, reason="Not Belgian after all.", kind="delete")
    await remove(connection, "companies", "odoo")
    return replace(reading, revision=3, updated=time_of(3))


async def test_a_withdrawn_record_shows_all_it_ever_said(connection: AsyncConnection, reading: Reading) -> None:
    now = await renamed(connection, reading)

    dataset = await read_history(now, RECORDS["companies"], "odoo")

    assert cells(dataset, "name", "from_revision", "until_revision", "state", "reason", "end_reason") == [
        ("OpenERP", 2, 3, "withdrawn", "They changed their name.", "Not Belgian after all."),
        ("TinyERP", 1, 2, "replaced", None, "They changed their name."),
    ]
    assert cells(dataset, "from", "until")[0] == (time_of(2), time_of(3))


async def test_what_came_later_is_unknown_to_a_former_revision(connection: AsyncConnection, reading: Reading) -> None:
    now = await renamed(connection, reading)

    dataset = await read_history(replace(now, revision=2, updated=time_of(2)), RECORDS["companies"], "odoo")

    assert cells(dataset, "name", "until_revision", "state") == [
        ("OpenERP", None, "current"),
        ("TinyERP", 2, "replaced"),
    ]


async def test_the_current_version_equals_the_record(connection: AsyncConnection, reading: Reading) -> None:
    company = await make_company(connection, name="OpenERP")
    await make_round(connection, id="odoo-2010-seed", company=company)
    await next_revision(connection, 2)
    await change(connection, "companies", company["id"], name="Odoo")
    now = replace(reading, revision=2, updated=time_of(2))

    dataset = await read_history(now, RECORDS["funding-rounds"], "odoo-2010-seed")

    record = await read_record(now, RECORDS["funding-rounds"], "odoo-2010-seed")
    assert dataset.rows[0][7:] == record.rows[0]
    assert cells(dataset, "company_name", "from_revision") == [("Odoo", 1)]
    assert dataset.codes == record.codes


async def test_the_reading_itself_still_sees_its_own_revision(connection: AsyncConnection, reading: Reading) -> None:
    now = await renamed(connection, reading)
    await make_company(connection, id="collibra", revision=3)

    await read_history(now, RECORDS["companies"], "odoo")

    assert (await read_record(now, RECORDS["companies"], "collibra")).rows


async def test_a_merged_record_names_its_survivor(connection: AsyncConnection, reading: Reading) -> None:
    await make_company(connection, id="openerp")
    await make_company(connection, id="odoo")
    await next_revision(connection, 2, kind="merge", reason="The same company.")
    await remove(connection, "companies", "openerp", merged_into="odoo")

    dataset = await read_history(replace(reading, revision=2), RECORDS["companies"], "openerp")

    assert cells(dataset, "state", "end_reason") == [("merged", "The same company.")]
    assert dataset.links["survivor"] == "/v1/companies/odoo"


async def test_long_histories_come_in_pages(connection: AsyncConnection, reading: Reading) -> None:
    await make_company(connection, id="odoo", name="Name 1")
    await make_company(connection, id="collibra")
    for number in range(2, 6):
        await next_revision(connection, number)
        await change(connection, "companies", "odoo", name=f"Name {number}")
    now = replace(reading, revision=5)

    first = await read_history(now, RECORDS["companies"], "odoo", limit=3)
    word = first.links["next"]
    assert word is not None
    second = await read_history(now, RECORDS["companies"], "odoo", limit=3, cursor=read_cursor(word))

    assert cells(first, "name") == [("Name 5",), ("Name 4",), ("Name 3",)]
    assert cells(second, "name") == [("Name 2",), ("Name 1",)]
    assert (first.meta.total, second.links["next"]) == (5, None)
    with pytest.raises(BadRequest, match="belongs to another question"):
        await read_history(now, RECORDS["companies"], "collibra", cursor=read_cursor(word))


@pytest.mark.parametrize("row_id", ["nowhere", "no\x00where"])
async def test_what_never_was_has_no_history(reading: Reading, row_id: str) -> None:
    with pytest.raises(NotFound, match="There is no record"):
        await read_history(reading, RECORDS["companies"], row_id)


@pytest.mark.parametrize("key", RECORDS)
async def test_every_list_has_histories(reading: Reading, key: str) -> None:
    with pytest.raises(NotFound):
        await read_history(reading, RECORDS[key], "nowhere")
