"""Triggers guard the references of rounds from both sides, as foreign keys would."""

from threading import Thread

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from tests.conftest import new_database
from tests.factories import make_company, make_round, make_source

NEW_COMPANY = """
    INSERT INTO companies (id, name, region, province, sector, tags, status, revision)
    SELECT 'new', name, region, province, sector, tags, status, 2 FROM companies WHERE id = 'odoo'
"""
NEW_ROUND = """
    INSERT INTO funding_rounds (id, company_id, announced_on, date_precision, stage, source_ids, confidence, revision)
    SELECT 'new-round', 'new', announced_on, date_precision, stage, source_ids, confidence, 3
    FROM funding_rounds LIMIT 1
"""


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ("UPDATE funding_rounds SET company_id = 'nobody'", "company_id of funding_rounds refers to nobody"),
        ("UPDATE funding_rounds SET stage = 'series_x'", "stage of funding_rounds refers to series_x"),
        ("DELETE FROM companies", "company_id of funding_rounds"),
        ("UPDATE companies SET id = 'another'", "company_id of funding_rounds"),
        ("DELETE FROM stages", "stage of funding_rounds"),
        ("UPDATE stages SET code = 'another' WHERE code = 'seed'", "stage of funding_rounds"),
    ],
)
async def test_what_a_round_refers_to_is_there_and_stays(
    connection: AsyncConnection, change: str, refused: str
) -> None:
    await make_round(connection)

    with pytest.raises(IntegrityError, match=refused):
        await connection.execute(text(change))


@pytest.mark.parametrize("change", ["DELETE FROM revisions", "UPDATE revisions SET number = 7"])
async def test_the_revision_that_wrote_a_round_stays(connection: AsyncConnection, change: str) -> None:
    company = await make_company(connection)
    source = await make_source(connection)
    await connection.execute(text("INSERT INTO revisions (number, kind, author) VALUES (2, 'import', 'test')"))
    await connection.execute(text("SELECT set_config('betech.revision', '2', true)"))
    await make_round(connection, company=company, source_ids=[source["id"]], revision=2)

    with pytest.raises(IntegrityError, match="2 of revisions is still referred to by revision of funding_rounds"):
        await connection.execute(text(f"{change} WHERE number = 2"))


async def test_a_company_without_rounds_may_go_and_others_may_change(connection: AsyncConnection) -> None:
    await make_round(connection)
    await make_company(connection, id="without-rounds")

    await connection.execute(text("DELETE FROM companies WHERE id = 'without-rounds'"))
    await connection.execute(text("UPDATE companies SET name = 'Renamed'"))

    names = await connection.execute(text("SELECT DISTINCT name FROM companies"))
    assert list(names.scalars()) == ["Renamed"]


def in_revision(connection: Connection, number: int) -> None:
    """Let a transaction make a revision."""
    connection.execute(
        text("INSERT INTO revisions (number, kind, author) VALUES (:number, 'import', 'test')"), {"number": number}
    )
    connection.execute(text("SELECT set_config('betech.revision', :number, true)"), {"number": str(number)})


def test_a_company_cannot_go_while_somebody_else_writes_a_round_of_it(server: URL, shipped_template: str) -> None:
    engine = create_engine(new_database(server, "two_writers", shipped_template))
    refused = []

    def rename() -> None:
        try:
            with engine.begin() as other:
                in_revision(other, 4)
                other.execute(text("UPDATE companies SET id = 'renamed', revision = 4 WHERE id = 'new'"))
        except IntegrityError as error:
            refused.append(str(error.orig).partition("\n")[0])

    with engine.begin() as connection:
        in_revision(connection, 2)
        connection.execute(text(NEW_COMPANY))
    thread = Thread(target=rename)
    with engine.begin() as connection:
        in_revision(connection, 3)
        connection.execute(text(NEW_ROUND))
        thread.start()
        thread.join(0.5)
        waits = thread.is_alive()
    thread.join()
    engine.dispose()

    assert waits
    assert refused == ["new of companies is still referred to by company_id of funding_rounds"]
