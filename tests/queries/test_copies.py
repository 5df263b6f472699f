"""CSV files that the database writes are those that the writer of CSV writes, byte for byte."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Numeric, Text, cast, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.catalog.records import RECORDS
from app.formats import Options
from app.formats.as_csv import CsvStream
from app.queries.copies import as_float, can_copy, csv_blocks, number
from app.queries.lists import Question, read_list
from app.queries.vintages import Reading, open_reading
from tests.factories import make_company, make_investor, make_round

FLAT = Question(shape="flat", limit=None)
COPIED = [key for key, records in RECORDS.items() if can_copy(records, FLAT)]


async def both(reading: Reading, key: str, question: Question = FLAT) -> tuple[bytes, bytes]:
    """Return the rows of a list as the writer writes them and as the database does."""
    dataset = await read_list(reading, RECORDS[key], question)
    written = CsvStream(dataset, Options()).rows(dataset.rows, dataset.null_reasons)
    copied = [block async for block in csv_blocks(reading, RECORDS[key], question)]
    return written, b"".join(copied)


def test_the_database_can_write_every_list_of_deals_and_actors() -> None:
    assert {"companies", "funding-rounds", "exits", "valuations", "investors", "sources", "observations"} <= {*COPIED}


@pytest.mark.parametrize("key", COPIED)
async def test_the_shipped_lists_are_alike(shipped_engine: AsyncEngine, key: str) -> None:
    async with open_reading(shipped_engine) as reading:
        written, copied = await both(reading, key)

    assert copied == written
    assert copied.endswith(b"\r\n")


async def test_filters_orders_and_chosen_fields_are_those_of_the_list(shipped_engine: AsyncEngine) -> None:
    question = Question(
        filters={"q": "a", "year": "2019:", "amount_eur__gte": "1000000.5", "tag": "ai,fintech"},
        sort=["-amount_eur", "company_name"],
        fields=["id", "company", "amount_eur"],
        shape="flat",
        limit=None,
    )
    async with open_reading(shipped_engine) as reading:
        written, copied = await both(reading, "funding-rounds", question)

    assert copied == written != b""


async def test_cells_that_need_quotes_and_cells_that_are_empty_are_alike(
    connection: AsyncConnection, reading: Reading
) -> None:
    names = ['a "b", c', "two\nlines", "x\r\ny", " begins", "=1+1", "50% \\ _", ",", '"', "é;è"]
    for place, name in enumerate(names):
        await make_company(connection, id=f"c-{place}", name=name, note="" if place % 2 else None)

    written, copied = await both(reading, "companies")

    assert copied == written


async def test_lists_of_ids_and_amounts_are_alike(connection: AsyncConnection, reading: Reading) -> None:
    company = await make_company(connection)
    backers = [(await make_investor(connection))["id"] for _ in range(3)]
    amounts: Sequence[Any] = [None, 1, Decimal("0.5"), Decimal("12345678.91"), Decimal("900719925474099.25")]
    for place, amount in enumerate(amounts):
        await make_round(
            connection, company=company, amount=amount, on=date(2024, 1, 1 + place), investor_ids=backers[:place]
        )

    written, copied = await both(reading, "funding-rounds")

    assert copied == written


SCALED = st.decimals(min_value=Decimal("-9e15"), max_value=Decimal("9e15"), places=2)
ANY = st.decimals(allow_nan=False, allow_infinity=False, min_value=Decimal("-9e15"), max_value=Decimal("9e15"))


@given(st.lists(SCALED, min_size=1, max_size=50), st.lists(ANY, min_size=1, max_size=50))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_every_number_is_written_as_python_writes_it(
    connection: AsyncConnection, scaled: list[Decimal], other: list[Decimal]
) -> None:
    for kind, numbers, expression in ((Numeric(20, 2), scaled, number), (Numeric(), other, as_float)):
        cells = [expression(cast(literal(str(value), Text), kind)) for value in numbers]
        (row,) = await connection.execute(select(*(cell.label(f"c{place}") for place, cell in enumerate(cells))))

        assert list(row) == [str(float(value)) for value in numbers]
