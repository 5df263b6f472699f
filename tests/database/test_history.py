"""Former rows are kept with the span of revisions in which they held."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from tests.factories import make_company, make_round


async def next_revision(connection: AsyncConnection, number: int) -> None:
    await connection.execute(
        text("INSERT INTO revisions (number, kind, author) VALUES (:n, 'import', 'test')"), {"n": number}
    )
    await connection.execute(text("SELECT set_config('betech.revision', :n, true)"), {"n": str(number)})


async def names_as_of(connection: AsyncConnection, number: int) -> list[str]:
    await connection.execute(text("SELECT set_config('betech.as_of', :n, true)"), {"n": str(number)})
    rows = await connection.execute(text("SELECT name FROM vintage.companies ORDER BY id"))
    return list(rows.scalars())


async def test_a_vintage_shows_the_rows_that_held_then(connection: AsyncConnection) -> None:
    await make_company(connection, id="odoo", name="OpenERP")
    await next_revision(connection, 2)
    await connection.execute(text("UPDATE companies SET name = 'Odoo', revision = 2 WHERE id = 'odoo'"))
    await next_revision(connection, 3)
    await connection.execute(text("DELETE FROM companies WHERE id = 'odoo'"))

    assert [await names_as_of(connection, number) for number in (1, 2, 3)] == [["OpenERP"], ["Odoo"], []]


async def test_rows_change_only_inside_a_revision(connection: AsyncConnection) -> None:
    await make_company(connection, id="odoo")
    await connection.execute(text("SELECT set_config('betech.revision', '', true)"))

    with pytest.raises(DBAPIError, match="change only inside a revision"):
        await connection.execute(text("DELETE FROM companies"))


async def test_a_row_carries_the_number_of_the_revision_that_writes_it(connection: AsyncConnection) -> None:
    await make_company(connection, id="odoo")
    await next_revision(connection, 2)

    with pytest.raises(DBAPIError, match="carry its number"):
        await connection.execute(text("UPDATE companies SET name = 'Odoo' WHERE id = 'odoo'"))


async def test_rows_come_in_only_inside_a_revision(connection: AsyncConnection) -> None:
    await connection.execute(text("SELECT set_config('betech.revision', '', true)"))

    with pytest.raises(DBAPIError, match="change only inside a revision"):
        await make_company(connection, id="odoo")


async def test_a_round_cannot_name_a_source_that_does_not_exist(connection: AsyncConnection) -> None:
    with pytest.raises(IntegrityError, match="source_ids of funding_rounds refers to nowhere"):
        await make_round(connection, source_ids=["nowhere"])


async def test_a_source_that_supports_a_round_cannot_go(connection: AsyncConnection) -> None:
    await make_round(connection)

    with pytest.raises(IntegrityError, match="still referred to by source_ids of funding_rounds"):
        await connection.execute(text("DELETE FROM sources"))


async def test_every_accent_and_capital_is_folded(connection: AsyncConnection) -> None:
    await make_company(connection, name="Société ÉLECTRÏQUE Ørsted")

    row = await connection.execute(text("SELECT name_folded FROM companies"))

    assert row.scalar_one() == "societe electrique orsted"
