"""A record that is gone says why, in every list."""

from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from app.catalog.records import RECORDS
from app.errors import Gone, Merged, NotFound
from app.queries.details import read_record
from app.queries.vintages import Reading, other_revision
from tests.factories import make, make_company
from tests.revisions import next_revision, remove, time_of


@pytest.mark.parametrize("key", RECORDS)
async def test_what_never_was_is_not_found_in_any_list(reading: Reading, key: str) -> None:
    with pytest.raises(NotFound, match="There is no record 'nowhere'"):
        await read_record(reading, RECORDS[key], "nowhere")


async def test_a_withdrawn_indicator_gives_the_reason(connection: AsyncConnection, reading: Reading) -> None:
    names = {f"name_{lang}": "Rounds" for lang in ("en", "nl", "fr", "de")}
    await make(
        connection,
        "indicators",
        code="rounds",
        theme="funding",
        headline=False,
        unit="COUNT",
        definition_en="Rounds.",
        direction="neutral",
        comparable=True,
        **names,
    )
    await next_revision(connection, 2, kind="delete", reason="Nobody publishes it.")
    await remove(connection, "indicators", "rounds")

    with pytest.raises(Gone, match="'rounds' was withdrawn on 2026-07-01 with data version 2: Nobody publishes it"):
        await read_record(replace(reading, revision=2), RECORDS["indicators"], "rounds")


async def test_a_merged_id_leads_to_what_it_meant_at_each_time(connection: AsyncConnection, reading: Reading) -> None:
    for row_id in ("odoo", "openerp", "tinyerp"):
        await make_company(connection, id=row_id)
    await next_revision(connection, 2, kind="merge")
    await remove(connection, "companies", "tinyerp", merged_into="openerp")
    await next_revision(connection, 3)
    await make_company(connection, id="tinyerp", revision=3)
    await next_revision(connection, 4, kind="merge")
    await remove(connection, "companies", "tinyerp", merged_into="odoo")

    met: dict[int, str] = {}
    for number in (2, 4):
        async with other_revision(reading, number, time_of(number)) as then:
            with pytest.raises(Merged) as caught:
                await read_record(then, RECORDS["companies"], "tinyerp")
            met[number] = caught.value.extra["survivor"]
    async with other_revision(reading, 3, time_of(3)) as then:
        assert (await read_record(then, RECORDS["companies"], "tinyerp")).rows

    assert met == {2: "openerp", 4: "odoo"}
