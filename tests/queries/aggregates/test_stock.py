"""Unicorns are a stock: counted and valued at the end of each period, with those that came and those that went."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from app.dataset import Dataset
from app.errors import BadRequest
from tests.factories import make_company
from tests.queries.aggregates.conftest import Ask, make_unicorn

BILLION = 1_000_000_000


def flows(dataset: Dataset) -> list[tuple[Any, ...]]:
    """Return the period, how many there are, what they are worth in million, and how many came and went."""
    places = [dataset.column(key) for key in (dataset.columns[0].key, "count", "sum", "new", "lost")]
    return [
        (period, count, worth / 1_000_000, new, lost)
        for period, count, worth, new, lost in (tuple(row[place] for place in places) for row in dataset.rows)
    ]


async def test_it_is_counted_and_valued_at_the_end_of_each_period(connection: AsyncConnection, ask: Ask) -> None:
    await make_unicorn(
        connection,
        since=date(2021, 3, 1),
        priced=((date(2021, 3, 1), BILLION), (date(2022, 5, 1), 2 * BILLION)),
    )
    await make_unicorn(
        connection,
        since=date(2022, 1, 1),
        status="listed",
        ended_on=date(2023, 12, 31),
        priced=((date(2022, 1, 1), BILLION),),
    )

    dataset = await ask("unicorns", group_by=["year"])

    assert flows(dataset) == [
        (2021, 1, 800.0, 1, 0),
        (2022, 2, 2400.0, 1, 0),
        (2023, 1, 1600.0, 0, 1),
        (2024, 1, 1600.0, 0, 0),
        (2025, 1, 1600.0, 0, 0),
        (2026, 1, 1600.0, 0, 0),
    ]
    assert dataset.rows[-1][-1] == ["P"]
    assert dataset.meta.query["filters"] == {"definition": "private_usd1bn"}


async def test_one_that_is_priced_lower_is_out_until_it_is_priced_higher(connection: AsyncConnection, ask: Ask) -> None:
    await make_unicorn(
        connection,
        since=date(2021, 3, 1),
        priced=(
            (date(2021, 3, 1), BILLION),
            (date(2022, 5, 1), BILLION / 2),
            (date(2023, 5, 1), BILLION),
        ),
    )
    parts: dict[str, Any] = {"group_by": ["year"], "filters": {"year": "2021:2023"}}

    private = await ask("unicorns", **parts)
    ever = await ask("unicorns", **{**parts, "filters": {"year": "2021:2023", "definition": "ever_usd1bn"}})

    assert flows(private) == [(2021, 1, 800.0, 1, 0), (2022, 0, 0.0, 0, 1), (2023, 1, 800.0, 1, 0)]
    assert [row[1] for row in ever.rows] == [1, 1, 1]


async def test_disputed_ones_count_under_no_definition(connection: AsyncConnection, ask: Ask) -> None:
    await make_unicorn(connection, since=date(2021, 3, 1), status="disputed", note="nobody else says so")

    for definition in ("private_usd1bn", "ever_usd1bn"):
        dataset = await ask("unicorns", group_by=[], filters={"definition": definition})
        assert dataset.rows[0][0] == 0


async def test_one_that_left_on_a_day_nobody_knows_counts_as_ever(connection: AsyncConnection, ask: Ask) -> None:
    await make_unicorn(connection, since=date(2021, 3, 1), status="acquired")

    assert (await ask("unicorns", group_by=[])).rows[0][0] == 0
    assert (await ask("unicorns", group_by=[], filters={"definition": "ever_usd1bn"})).rows[0][0] == 1


async def test_a_price_that_is_not_known_counts_but_adds_nothing(connection: AsyncConnection, ask: Ask) -> None:
    await make_unicorn(connection, since=date(2026, 1, 1))

    dataset = await ask("unicorns", group_by=["year"], measures=["median"])

    assert dataset.rows == [(2026, 1, 0, None, ["P"])]
    assert dataset.null_reasons == [{"median": "undisclosed"}]


async def test_it_certainly_is_one_when_an_imprecise_date_is_over(connection: AsyncConnection, ask: Ask) -> None:
    await make_unicorn(connection, since=date(2025, 1, 1), date_precision="year")
    await make_unicorn(connection, since=date(2025, 5, 1), date_precision="month")

    dataset = await ask("unicorns", group_by=["month"], filters={"year": "2025"}, measures=["count"])

    assert [(row[0], row[1]) for row in dataset.rows] == [
        *(("2025-05", 1), ("2025-06", 1), ("2025-07", 1), ("2025-08", 1)),
        *(("2025-09", 1), ("2025-10", 1), ("2025-11", 1), ("2025-12", 2)),
    ]


async def test_without_time_it_is_the_stock_at_a_date(connection: AsyncConnection, ask: Ask) -> None:
    brussels = await make_company(connection, region="BE1")
    await make_unicorn(connection, since=date(2021, 3, 1), company=brussels)
    await make_unicorn(connection, since=date(2024, 3, 1))

    now = await ask("unicorns", group_by=["region"], totals=True, measures=["count"])
    then = await ask("unicorns", group_by=["region"], totals=True, measures=["count"], filters={"at": "2023-12-31"})

    assert [row[:2] for row in now.rows] == [("BE1", 1), ("BE2", 1), ("ALL", 2)]
    assert [row[:2] for row in then.rows] == [("BE1", 1), ("ALL", 1)]
    assert now.links["records"] == "/v1/unicorns?at=2026-06-30&definition=private_usd1bn"
    assert then.links["records"] == "/v1/unicorns?at=2023-12-31&definition=private_usd1bn"


async def test_the_margin_over_time_is_the_stock_at_the_end_and_all_flows(
    connection: AsyncConnection, ask: Ask
) -> None:
    await make_unicorn(connection, since=date(2020, 3, 1), status="listed", ended_on=date(2022, 1, 1))
    await make_unicorn(connection, since=date(2021, 3, 1), priced=((date(2021, 3, 1), BILLION),))
    await make_unicorn(connection, since=date(2022, 3, 1), priced=((date(2022, 3, 1), 3 * BILLION),))

    dataset = await ask(
        "unicorns",
        group_by=["year"],
        filters={"year": "2021:2022"},
        measures=["count", "sum", "new", "lost", "share"],
        totals=True,
        embed=["records"],
    )

    assert [row[:-2] for row in dataset.rows] == [
        (2021, 2, 1, 800_000_000.0, 1, 0, 1.0),
        (2022, 2, 2, 3_200_000_000.0, 1, 1, 1.0),
        ("ALL", 2, 2, 3_200_000_000.0, 2, 1, 1.0),
    ]
    assert [row[-1] for row in dataset.rows] == [
        "/v1/unicorns?at=2021-12-31&definition=private_usd1bn",
        "/v1/unicorns?at=2022-12-31&definition=private_usd1bn",
        "/v1/unicorns?at=2022-12-31&definition=private_usd1bn",
    ]


async def test_a_share_of_a_stock_is_of_what_is_there_at_the_same_time(connection: AsyncConnection, ask: Ask) -> None:
    brussels = await make_company(connection, region="BE1")
    await make_unicorn(connection, since=date(2021, 3, 1), company=brussels, priced=((date(2021, 3, 1), BILLION),))
    await make_unicorn(connection, since=date(2022, 3, 1), priced=((date(2022, 3, 1), 3 * BILLION),))

    dataset = await ask(
        "unicorns", group_by=["year", "region"], filters={"year": "2021:2022"}, measures=["share"], fill="none"
    )

    assert [(*row[:2], row[4]) for row in dataset.rows] == [
        (2021, "BE1", 1.0),
        (2022, "BE1", 0.25),
        (2022, "BE2", 0.75),
    ]


async def test_filters_on_the_valuation_hold_at_the_end_of_each_period(connection: AsyncConnection, ask: Ask) -> None:
    await make_unicorn(
        connection,
        since=date(2021, 3, 1),
        priced=((date(2021, 3, 1), BILLION), (date(2022, 5, 1), 2 * BILLION)),
    )

    dataset = await ask(
        "unicorns",
        group_by=["year"],
        filters={"year": "2021:2022", "latest_valuation_eur__gte": "1000000000"},
        measures=["count"],
    )

    assert [row[:2] for row in dataset.rows] == [(2021, 0), (2022, 1)]


async def test_a_stock_has_no_future_and_one_kind_of_period(connection: AsyncConnection, ask: Ask) -> None:
    await make_unicorn(connection, since=date(2021, 3, 1))

    assert (await ask("unicorns", group_by=["year"], filters={"year": "2027"})).rows == []
    assert (await ask("unicorns", group_by=[], filters={"year": "2027"})).rows[0][0] == 0
    last = await ask("unicorns", group_by=["quarter"], fill="grid", filters={"last_years": "1"}, measures=["count"])
    assert [row[0] for row in last.rows] == ["2021-Q1", "2021-Q2", "2021-Q3", "2021-Q4"]
    with pytest.raises(BadRequest, match="one kind of period"):
        await ask("unicorns", group_by=["year", "month"])
    with pytest.raises(BadRequest, match="no definition of a unicorn") as refused:
        await ask("unicorns", filters={"definition": "private_usd1bm"})
    assert refused.value.faults[0].did_you_mean == "private_usd1bn"
    with pytest.raises(BadRequest, match="no date") as misread:
        await ask("unicorns", filters={"at": "2020-01-01,2021-01-01"})
    assert misread.value.faults[0].parameter == "at"


async def test_time_before_the_first_unicorn_is_empty_at_no_cost(connection: AsyncConnection, ask: Ask) -> None:
    await make_unicorn(connection, since=date(2021, 3, 1))

    ages = await ask("unicorns", group_by=["month"], filters={"year": "0001:2021"}, measures=["count"])
    before = await ask("unicorns", group_by=["region"], filters={"at": "0001-01-01"})
    ever = await ask("unicorns", group_by=[], filters={"year": "0001:"}, measures=["new"])

    assert [row[0] for row in ages.rows] == [f"2021-{month:02d}" for month in range(3, 13)]
    assert before.rows == []
    assert ever.rows == [(1,)]
