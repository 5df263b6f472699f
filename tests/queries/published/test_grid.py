"""The grid of published values: publishers compete, so nothing is summed."""

from typing import Any

import pytest

from app.errors import BadRequest
from app.queries.published.grid import GridQuestion, read_grid
from app.queries.vintages import Reading


async def grid(reading: Reading, **question: Any) -> tuple[list[str], list[tuple[Any, ...]]]:
    dataset = await read_grid(reading, GridQuestion(**question))
    return [column.key for column in dataset.columns], [tuple(row) for row in dataset.rows]


async def test_each_place_and_year_tells_how_many_publish_and_how_far_apart_they_are(shipped: Reading) -> None:
    keys, rows = await grid(shipped, filters={"indicator": "tech_funding_total", "region": "BE", "year": "2022:2024"})

    assert keys == [
        "region",
        "year",
        "publishers",
        "min",
        "max",
        "spread",
        "latest",
        "latest_publisher",
        "obs_status",
        "unit",
    ]
    assert rows == [
        ("BE", 2022, 3, 1.04e9, 1.5e9, 4.6e8, 1.41e9, "Agoria", ["E"], "EUR"),
        ("BE", 2023, 2, 4.24e8, 7.38e8, 3.14e8, 7.38e8, "Agoria", [], "EUR"),
        ("BE", 2024, 2, 1.428e9, 1.43e9, 2e6, 1.43e9, "Alvora Partners", ["E"], "EUR"),
    ]


async def test_a_year_without_a_figure_is_on_the_grid_with_a_reason(shipped: Reading) -> None:
    dataset = await read_grid(
        shipped, GridQuestion(filters={"indicator": "exit_count", "region": "BE", "year": "2021"})
    )

    assert [tuple(row[:4]) for row in dataset.rows] == [] or dataset.rows[0][2] == 0
    assert all(reasons["min"] == "no_observations" for reasons in dataset.null_reasons)


async def test_disputed_values_and_forecasts_come_only_when_asked_for(shipped: Reading) -> None:
    filters = {"indicator": "tech_funding_total", "region": "BE", "year": "2022"}

    _, without = await grid(shipped, filters=filters)
    _, asked = await grid(shipped, filters={**filters, "qualifier": "disputed"})

    assert without[0][3] == 1.04e9
    assert asked[0][3] == 7.01e8


async def test_several_indicators_are_rows_of_their_own(shipped: Reading) -> None:
    keys, rows = await grid(
        shipped,
        filters={"indicator": "exit_count,tech_funding_total", "region": "BE", "year": "2024"},
        measures=["max"],
    )

    assert keys[:4] == ["indicator", "region", "year", "max"]
    assert [row[:4] for row in rows] == [("exit_count", "BE", 2024, 22), ("tech_funding_total", "BE", 2024, 1.43e9)]


async def test_units_that_differ_are_kept_apart(shipped: Reading) -> None:
    keys, rows = await grid(shipped, filters={"indicator": "vc_investment"}, fill="none")

    assert "unit" in keys
    assert {row[keys.index("unit")] for row in rows} >= {"EUR", "USD"}


async def test_embedding_adds_every_value_with_its_source(shipped: Reading) -> None:
    dataset = await read_grid(
        shipped,
        GridQuestion(filters={"indicator": "tech_funding_total", "region": "BE2", "year": "2024"}, embed=["published"]),
    )

    column = dataset.columns[-1]
    assert (column.key, column.shown) == ("published", "nested")
    (value,) = dataset.rows[0][-1]
    assert (value["publisher"], value["source"]["id"]) == ("Alvora Partners", "alvora-2025-05-transition-fr")


async def test_one_publisher_a_cell_makes_a_cube_and_several_make_none(shipped: Reading) -> None:
    filters = {"indicator": "rd_intensity", "region": "BE,BE1", "publisher": "Eurostat", "year": "2015:2020"}

    cube = await read_grid(shipped, GridQuestion(filters=filters))
    contested = await read_grid(shipped, GridQuestion(filters={"indicator": "tech_funding_total", "region": "BE"}))

    assert cube.grid
    assert not contested.grid


async def test_sectors_may_follow_from_the_theme_of_the_indicator(shipped: Reading) -> None:
    keys, rows = await grid(
        shipped, kind="sector-stats", filters={"indicator": "ict_growth_rate", "region": "BE", "year": "2024"}
    )

    assert keys[:3] == ["sector", "region", "year"]
    assert rows[0][:5] == ("ict", "BE", 2024, 2, 1.9)


async def test_periods_can_be_grouped_instead_of_years(shipped: Reading) -> None:
    _, rows = await grid(
        shipped,
        filters={"indicator": "tech_funding_total", "region": "BE", "year": "2024"},
        group_by=["region", "period"],
        measures=["latest"],
    )

    assert [row[:3] for row in rows] == [("BE", "2024", 1.43e9), ("BE", "2024-H1", 6.87e8)]


async def test_totals_and_sectors_stand_side_by_side_when_sectors_are_grouped(shipped: Reading) -> None:
    dataset = await read_grid(
        shipped,
        GridQuestion(
            filters={"indicator": "tech_funding_total", "region": "BE", "year": "2024"},
            group_by=["sector"],
            measures=["max"],
        ),
    )

    assert [tuple(row[:2]) for row in dataset.rows] == [
        ("ALL", 1.43e9),
        ("hospitality_travel", 3.5e8),
        ("cleantech_energy", 3.87e8),
    ]
    assert dataset.codes["sector"][0].label.fr == "Tous"


async def test_a_limit_keeps_the_full_number(shipped: Reading) -> None:
    dataset = await read_grid(shipped, GridQuestion(filters={"indicator": "rd_intensity"}, fill="none", limit=3))

    assert len(dataset.rows) == 3
    assert dataset.meta.total is not None
    assert dataset.meta.total > 3


@pytest.mark.parametrize(
    ("question", "parameter"),
    [
        ({"group_by": ["regio"]}, "group_by"),
        ({"group_by": ["year", "period"]}, "group_by"),
        ({"group_by": ["indicator", "region", "year", "sector", "stage"]}, "group_by"),
        ({"measures": ["sum"]}, "measures"),
        ({"fill": "some"}, "fill"),
        ({"embed": ["records"]}, "embed"),
        ({"filters": {"indicator": "unicorn"}}, "indicator"),
        ({"filters": {"year": "1000:9000"}}, "group_by"),
    ],
)
async def test_what_cannot_be_asked_is_refused_by_name(
    shipped: Reading, question: dict[str, Any], parameter: str
) -> None:
    with pytest.raises(BadRequest) as failure:
        await read_grid(shipped, GridQuestion(**question))

    assert parameter in {fault.parameter for fault in failure.value.faults}
