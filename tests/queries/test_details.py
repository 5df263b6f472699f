"""A record that is gone says why, in every list."""

from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from app.catalog.records import RECORDS
from app.errors import Gone, NotFound
from app.queries.details import read_record
from app.queries.vintages import Reading
from tests.factories import make
from tests.revisions import next_revision, remove


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

    with pytest.raises(Gone, match=r"'rounds' was withdrawn on 2026-07-01 with data version 2: Nobody publishes it."):
        await read_record(replace(reading, revision=2), RECORDS["indicators"], "rounds")
