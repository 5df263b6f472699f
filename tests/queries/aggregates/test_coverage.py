"""A funding aggregate says how much of what others published its records hold."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from tests.factories import make, make_company, make_round, make_source
from tests.queries.aggregates.conftest import Ask


async def publish(connection: AsyncConnection, indicator: str, value: float, **values: Any) -> dict[str, Any]:
    """Insert an observation for Belgium in 2020, with a source of its own."""
    source = await make_source(connection, published_on=values.pop("published_on", None), date_precision="day")
    defaults = {
        "id": f"{indicator.replace('_', '-')}-{source['id']}",
        "indicator": indicator,
        "region": "BE",
        "period": "2020",
        "period_start": date(2020, 1, 1),
        "period_end": date(2020, 12, 31),
        "value": Decimal(str(value)),
        "unit": "EUR",
        "qualifier": "exact",
        "publisher": "Agoria",
        "source_id": source["id"],
    }
    return await make(connection, "observations", **{**defaults, **values})


async def make_indicator(connection: AsyncConnection, code: str, unit: str) -> None:
    """Insert an indicator."""
    await make(
        connection,
        "indicators",
        code=code,
        theme="funding",
        headline=True,
        unit=unit,
        **{f"name_{lang}": code for lang in ("en", "nl", "fr", "de")},
        definition_en="…",
        direction="up_is_good",
        comparable=True,
    )


async def test_our_technology_equity_is_a_part_of_every_published_total(connection: AsyncConnection, ask: Ask) -> None:
    await make_indicator(connection, "tech_funding_total", "EUR")
    biotech = await make_company(connection, sector="biotech")
    await make_round(connection, amount=300, on=date(2020, 2, 1))
    await make_round(connection, amount=500, on=date(2020, 2, 1), company=biotech)
    await make_round(connection, amount=900, on=date(2020, 2, 1), stage="debt")
    agoria = await publish(connection, "tech_funding_total", 1200)
    await publish(connection, "tech_funding_total", 1000, qualifier="approximate", published_on="2022-01-01")
    await publish(connection, "tech_funding_total", 999, qualifier="disputed", publisher="A blog")
    await publish(connection, "tech_funding_total", 900, sector="fintech")
    sirris = await publish(connection, "tech_funding_total", 600, publisher="Sirris", published_on="2021-05-01")
    await publish(connection, "tech_funding_total", 500, publisher="Sirris", published_on="2021-02-01")

    dataset = await ask(group_by=["sector"], filters={"sector": "biotech"})

    assert dataset.meta.extra["coverage"] == {
        "indicator": "tech_funding_total",
        "region": "BE",
        "unit": "EUR",
        "deal_type": "equity",
        "years": [
            {
                "year": 2020,
                "records_eur": 800.0,
                "records_tech_eur": 300.0,
                "published": [
                    {
                        "publisher": "Agoria",
                        "observation": agoria["id"],
                        "qualifier": "exact",
                        "source": agoria["source_id"],
                        "value": 1200.0,
                        "share": 0.25,
                    },
                    {
                        "publisher": "Sirris",
                        "observation": sirris["id"],
                        "qualifier": "exact",
                        "source": sirris["source_id"],
                        "value": 600.0,
                        "share": 0.5,
                    },
                ],
            }
        ],
    }


async def test_coverage_keeps_to_the_years_and_the_area_of_the_answer(connection: AsyncConnection, ask: Ask) -> None:
    await make_indicator(connection, "tech_funding_total", "EUR")
    await make_round(connection, amount=300, on=date(2020, 2, 1))
    await publish(connection, "tech_funding_total", 1200)
    await publish(connection, "tech_funding_total", 400, region="BE2")

    async def years(**filters: str) -> list[tuple[Any, Any]]:
        coverage = (await ask(group_by=[], filters=filters)).meta.extra["coverage"]
        return [(coverage["region"], year["published"][0]["value"]) for year in coverage["years"]]

    assert await years() == [("BE", 1200.0)]
    assert await years(region="BE2") == [("BE2", 400.0)]
    assert await years(region="BE1") == [("BE", 1200.0)]
    assert await years(year="2021") == []
    assert "coverage" not in (await ask("exits", group_by=[])).meta.extra


async def test_per_capita_divides_by_the_population_of_the_area_in_that_year(
    connection: AsyncConnection, ask: Ask
) -> None:
    await make_indicator(connection, "population", "COUNT")
    await make_round(connection, amount=300, on=date(2020, 2, 1))
    newest = await publish(connection, "population", 60, unit="COUNT", region="BE2", published_on="2022-01-01")
    await publish(connection, "population", 50, unit="COUNT", region="BE2", published_on="2021-01-01")
    await publish(connection, "population", 100, unit="COUNT", region="BE", published_on="2021-01-01")
    parts: dict[str, Any] = {"measures": ["per_capita"], "totals": True}

    dataset = await ask(**parts, filters={"region": "BE2,BE1"})

    place = dataset.column("per_capita")
    assert [(*row[:2], row[place]) for row in dataset.rows] == [
        ("BE1", 2020, None),
        ("BE1", "ALL", None),
        ("BE2", 2020, 5.0),
        ("BE2", "ALL", 5.0),
        ("ALL", 2020, None),
        ("ALL", "ALL", None),
    ]
    assert dataset.null_reasons[0] == {"per_capita": "not_covered"}
    assert dataset.columns[place].unit == "EUR_PER_CAPITA"
    assert dataset.meta.extra["population"] == [
        {
            "observation": newest["id"],
            "region": "BE2",
            "year": 2020,
            "value": 60.0,
            "publisher": "Agoria",
            "source": newest["source_id"],
        }
    ]
    country = await ask(**parts, group_by=["sector"])
    assert [row[country.column("per_capita")] for row in country.rows] == [3.0, 3.0]
    one = await ask(**parts, group_by=["sector"], filters={"region": "BE2", "province": "BE2"})
    assert [row[one.column("per_capita")] for row in one.rows] == [5.0, 5.0]


async def test_per_capita_is_not_covered_without_a_population(connection: AsyncConnection, ask: Ask) -> None:
    await make_company(connection)

    dataset = await ask("companies", group_by=["region"], measures=["per_capita"])

    assert dataset.rows == [("BE2", 1, None)]
    assert dataset.null_reasons == [{"per_capita": "not_covered"}]
    assert dataset.columns[-1].unit == "RATIO"
