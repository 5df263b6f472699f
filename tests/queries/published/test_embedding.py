"""Published figures beside the rows of our aggregates."""

from typing import Any

from app.queries.aggregates.engine import read
from app.queries.aggregates.question import Question
from app.queries.published.embedding import embed_published, published_figures
from app.queries.vintages import Reading


async def embedded(reading: Reading, dataset: str, **question: Any) -> dict[tuple[Any, ...], list[tuple[str, float]]]:
    groups = question["group_by"]
    aggregate = await read(reading, Question(dataset, measures=["count"], **question))
    found = await embed_published(reading, aggregate, question.get("filters", {}))
    return {
        tuple(row[: len(groups)]): [(figure["publisher"], figure["value"]) for figure in row[-1]] for row in found.rows
    }


async def test_a_region_and_year_carries_what_was_published_of_it(shipped: Reading) -> None:
    found = await embedded(shipped, "funding-rounds", group_by=["region", "year"], filters={"year": "2024"})

    assert found["BE2", 2024] == [("Alvora Partners", 1.06e9)]
    assert found["UNK", 2024] == []


async def test_the_country_stands_in_where_no_place_is_grouped(shipped: Reading) -> None:
    found = await embedded(shipped, "exits", group_by=["year"], filters={"year": "2023:2024"})

    assert found[2023,] == [("Syndicate One / Bain & Company / Sofina", 36.0)]


async def test_a_filter_on_one_place_and_year_stands_in_for_groups(shipped: Reading) -> None:
    found = await embedded(
        shipped, "funding-rounds", group_by=["sector"], filters={"region": "BE", "year": "2024"}, fill="none"
    )

    assert found["hospitality_travel",] == [("Agoria", 3.5e8)]


async def test_what_no_figure_is_cut_by_has_none(shipped: Reading) -> None:
    found = await embedded(shipped, "funding-rounds", group_by=["deal_type", "year"], filters={"year": "2024"})

    assert set(map(len, found.values())) == {0}


async def test_without_one_period_there_is_nothing_to_show(shipped: Reading) -> None:
    found = await embedded(shipped, "funding-rounds", group_by=["region"], filters={"year": "2020:2024"})

    assert set(map(len, found.values())) == {0}


async def test_margins_are_those_of_the_country(shipped: Reading) -> None:
    found = await embedded(shipped, "exits", group_by=["region", "year"], filters={"year": "2024"}, totals=True)

    assert found["ALL", 2024] == [("Alvora Partners", 22.0)]


async def test_an_aggregate_that_nobody_publishes_has_none(shipped: Reading) -> None:
    cell = ("BE", "2024", None, None)

    assert await published_figures(shipped, "companies", [cell]) == {cell: []}
