"""Published figures as lists: places as such, periods as published, sectors that follow from a theme."""

import pytest

from app.catalog.records import RECORDS
from app.errors import BadRequest
from app.queries.lists import Question, read_list
from app.queries.vintages import Reading

Row = tuple[object, ...]


async def rows(reading: Reading, *keys: str, name: str = "observations", **filters: str) -> list[Row]:
    dataset = await read_list(reading, RECORDS[name], Question(filters=filters, limit=None))
    places = [dataset.column(key) for key in keys]
    return [tuple(row[place] for place in places) for row in dataset.rows]


async def test_a_place_means_itself_and_not_its_parts(shipped: Reading) -> None:
    found = await rows(shipped, "region", indicator="tech_funding_total", region="BE", period="2024")

    assert set(found) == {("BE",)}


async def test_children_takes_the_parts_too(shipped: Reading) -> None:
    found = await rows(
        shipped, "region", indicator="tech_funding_total", region="belgium", period="2024", children="true"
    )

    assert {region for (region,) in found} == {"BE", "BE1", "BE2", "BE3", "BE:gent"}


@pytest.mark.parametrize(
    ("spelled", "code"),
    [
        ("Gent", "BE:gent"),
        ("Ghent", "BE:gent"),
        ("Vlaanderen", "BE2"),
        ("Netherlands", "NL"),
        ("EU27_2020", "EU27_2020"),
    ],
)
async def test_places_are_found_in_any_spelling(shipped: Reading, spelled: str, code: str) -> None:
    assert {region for (region,) in await rows(shipped, "region", region=spelled)} == {code}


async def test_a_period_is_exactly_that_period(shipped: Reading) -> None:
    year = await rows(shipped, "period", indicator="tech_funding_total", region="BE", period="2024")
    half = await rows(shipped, "period", indicator="tech_funding_total", region="BE", period="2024-S1")

    assert set(year) == {("2024",)}
    assert set(half) == {("2024-H1",)}


async def test_a_year_takes_its_parts_and_no_span_of_years(shipped: Reading) -> None:
    found = await rows(shipped, "period", indicator="ict_growth_rate", year="2013:2024")

    assert {("2024",), ("2024-H1",)} <= set(found)
    assert not [period for (period,) in found if "/" in str(period)]


async def test_the_last_years_are_counted_from_what_has_happened(shipped: Reading) -> None:
    found = await rows(shipped, "period", "qualifier", last_years="1")

    assert {str(period)[:4] for period, _ in found} == {"2026"}
    assert "forecast" not in {qualifier for _, qualifier in found}


async def test_how_firm_a_value_is_is_told_in_the_letters_of_sdmx(shipped: Reading) -> None:
    found = await rows(shipped, "qualifier", "obs_status", indicator="tech_funding_total", region="BE")

    assert ("approximate", ["E"]) in found
    assert ("provisional", ["P"]) in found
    assert ("exact", []) in found


async def test_provenance_is_there_in_full(shipped: Reading) -> None:
    keys = ("publisher", "source_id", "source_url", "source_published_on", "definition", "note")
    (found,) = await rows(shipped, *keys, id="tech-funding-total-be2-2024-alvora-2025-05-transition-fr")

    assert found[:4] == (
        "Alvora Partners",
        "alvora-2025-05-transition-fr",
        "https://www.alvora-partners.com/actualites/la-belgique-accelere-sa-transition-technologique",
        "2025-05",
    )
    assert str(found[4]).startswith("Money raised by technology start-ups")
    assert "three regions sum to 1.40 bn" in str(found[5])


async def test_the_name_of_a_publisher_may_hold_a_comma(shipped: Reading) -> None:
    name = "Flemish government (AI Barometer, EWI/WEWIS)"

    assert set(await rows(shipped, "publisher", publisher=name)) == {(name,)}


async def test_a_figure_of_an_indicator_about_a_sector_stands_for_it(shipped: Reading) -> None:
    found = await rows(shipped, "sector", "indicator", name="sector-stats", region="BE")

    assert ("ict", "ict_growth_rate") in found
    assert ("ai", "ai_adoption_enterprises") in found
    assert ("fintech", "tech_funding_total") in found
    assert "exit_count" not in {indicator for _, indicator in found}


async def test_what_is_no_period_is_refused(shipped: Reading) -> None:
    with pytest.raises(BadRequest, match=r"2024-H3"):
        await rows(shipped, "period", period="2024-H3")


async def test_an_unknown_place_is_refused_with_the_one_that_was_meant(shipped: Reading) -> None:
    with pytest.raises(BadRequest) as failure:
        await rows(shipped, "region", region="Vlaandren")

    assert failure.value.faults[0].did_you_mean == "BE2"


async def test_a_place_without_a_value_is_refused(shipped: Reading) -> None:
    with pytest.raises(BadRequest, match="region"):
        await rows(shipped, "region", region=" , ")
