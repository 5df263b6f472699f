"""The lists as they are described: every example finds something, every label is there."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app.catalog.records import RECORDS
from app.queries.lists import Question, read_list
from app.queries.vintages import open_reading

EXAMPLES = [(records.key, field.key) for records in RECORDS.values() for field in records.fields if field.example]


@pytest.mark.parametrize(("key", "name"), EXAMPLES)
async def test_every_example_of_a_filter_finds_something_in_the_shipped_data(
    shipped_engine: AsyncEngine, key: str, name: str
) -> None:
    records = RECORDS[key]
    field = records[name]
    parameter = f"{name}__gte" if field.reads in ("number", "date", "partial_date") else name

    async with open_reading(shipped_engine) as reading:
        found = await read_list(reading, records, Question(filters={parameter: str(field.example)}))

    assert found.rows


@pytest.mark.parametrize("key", list(RECORDS))
def test_every_field_is_described_and_every_code_field_filters(key: str) -> None:
    for field in RECORDS[key].fields:
        assert field.description.endswith("."), field.key
        assert field.label.nl
        if field.reads is not None and field.shown == "nowhere":
            assert field.sql is not None
