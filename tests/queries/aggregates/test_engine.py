"""Reading aggregates: small cases whose numbers can be checked by hand."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from app.queries.aggregates import Question, read
from app.queries.vintages import Reading
from tests.factories import make_company, make_round


async def test_region_by_year_counts_and_sums(connection: AsyncConnection, reading: Reading) -> None:
    brussels = await make_company(connection, region="BE1")
    await make_round(connection, amount=1_000_000, on=date(2023, 3, 1))
    await make_round(connection, amount=3_000_000, on=date(2023, 4, 1))
    await make_round(connection, amount=None, on=date(2024, 4, 1), company=brussels)

    dataset = await read(reading, Question("funding-rounds", filters={"region": "BE1,BE2"}))

    assert [column.key for column in dataset.columns] == [
        "region",
        "year",
        "count",
        "count_disclosed",
        "sum",
        "median",
        "obs_status",
    ]
    assert dataset.rows == [
        ("BE1", 2023, 0, 0, 0.0, None, []),
        ("BE1", 2024, 1, 0, 0.0, None, []),
        ("BE2", 2023, 2, 2, 4_000_000.0, 2_000_000.0, []),
        ("BE2", 2024, 0, 0, 0.0, None, []),
    ]
    assert [row.get("median") for row in dataset.null_reasons] == [
        "no_observations",
        "undisclosed",
        None,
        "no_observations",
    ]
