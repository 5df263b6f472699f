"""The front page of a year: every headline figure once, chosen in the open."""

from typing import Any

import pytest

from app.errors import BadRequest
from app.queries.overview.answer import OverviewQuestion, overview
from app.queries.vintages import Reading
from tests.factories import shipped_rows


async def figures(reading: Reading, **question: Any) -> dict[str, Any]:
    item = (await overview(reading, OverviewQuestion(**question))).item
    assert item is not None
    return {row["indicator"]: row for row in item["figures"]}


async def test_every_headline_indicator_is_there_once_with_labels_in_four_languages(shipped: Reading) -> None:
    found = await figures(shipped, year="2024")

    assert set(found) == {row["code"] for row in shipped_rows("indicators") if row["headline"]}
    assert found["unicorn_count"]["labels"] == {"en": "Unicorns", "nl": "Unicorns", "fr": "Licornes", "de": "Einhörner"}


async def test_without_a_year_the_newest_well_covered_one_is_taken(shipped: Reading) -> None:
    answer = await overview(shipped, OverviewQuestion())

    assert answer.item is not None
    assert (answer.item["year"], answer.item["region"]) == (2024, "BE")


async def test_a_figure_says_who_published_it_who_agrees_and_how_it_changed(shipped: Reading) -> None:
    row = (await figures(shipped, year="2024"))["tech_funding_total"]

    assert (row["value"], row["unit"], row["from"], row["publishers"], row["agree"]) == (
        1.43e9,
        "EUR",
        "published",
        2,
        2,
    )
    assert row["change"] == {
        "value": 0.937669,
        "unit": "RATIO",
        "previous": 7.38e8,
        "publisher": "Agoria",
        "observation": "tech-funding-total-be-2023-trends-levif-2024-12-1428m",
    }
    assert row["links"]["reconciliation"] == "/v1/reconciliation?indicator=tech_funding_total&region=BE&year=2024"


async def test_publishers_that_differ_make_a_figure_disputed_with_its_range(shipped: Reading) -> None:
    row = (await figures(shipped, year="2024"))["ai_funding_share"]

    assert (row["disputed"], row["range"], row["agree"]) == (True, {"min": 50.0, "max": 70.0}, 1)


async def test_a_rate_changes_in_points(shipped: Reading) -> None:
    row = (await figures(shipped, year="2024"))["ai_adoption_enterprises"]

    assert row["change"]["unit"] == "PERCENT"
    assert row["change"]["value"] == pytest.approx(10.91)


async def test_our_records_fill_in_where_nobody_published_and_say_that_they_are_a_sample(shipped: Reading) -> None:
    found = await figures(shipped, year="2024", region="flanders", lang="nl")

    assert (found["exit_count"]["value"], found["exit_count"]["from"]) == (2, "records")
    assert found["exit_count"]["sentence"] == "Exits, Vlaams Gewest, 2024: 2 (onze gegevens, een steekproef)."
    assert found["exit_count"]["change"] is None
    assert (found["unicorn_count"]["value"], found["unicorn_count"]["change"]["value"]) == (3, 0.5)
    assert found["unicorn_count"]["records"]["links"]["records"] == "/v1/unicorns?at=2024-12-31&region=BE2"


async def test_what_nobody_knows_is_null_with_a_reason(shipped: Reading) -> None:
    row = (await figures(shipped, year="2024"))["startup_count"]

    assert (row["value"], row["from"], row["sentence"]) == (None, None, None)
    assert row["null_reasons"] == {"value": "not_covered", "change": "not_covered"}


async def test_a_stock_counted_within_the_year_is_its_newest_count(shipped: Reading) -> None:
    row = (await figures(shipped, year="2022"))["unicorn_count"]

    assert (row["period"], row["value"], row["publisher"]) == ("2022-06", 4.0, "Le Soir")


async def test_a_country_abroad_has_published_figures_alone(shipped: Reading) -> None:
    found = await figures(shipped, year="2022", region="Netherlands")

    assert {row["from"] for row in found.values()} <= {"published", None}


@pytest.mark.parametrize(
    ("question", "parameter"),
    [({"year": "2024:2025"}, "year"), ({"year": "24"}, "year"), ({"region": "Mars"}, "region")],
)
async def test_what_cannot_be_read_is_refused_by_name(
    shipped: Reading, question: dict[str, str], parameter: str
) -> None:
    with pytest.raises(BadRequest) as failure:
        await overview(shipped, OverviewQuestion(**question))  # type: ignore[arg-type]  # strings alone

    assert failure.value.faults[0].parameter == parameter
