"""Reading aggregates: small cases whose numbers can be checked by hand."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.dataset import Dataset
from app.errors import BadRequest
from app.queries.aggregates import Question, read
from app.queries.vintages import Reading
from tests.conftest import WRITTEN_AT
from tests.factories import make_company, make_exit, make_investor, make_round
from tests.queries.aggregates.conftest import Ask


def rows(dataset: Dataset, *keys: str) -> list[tuple[Any, ...]]:
    """Return some columns of an answer."""
    places = [dataset.column(key) for key in keys]
    return [tuple(row[place] for place in places) for row in dataset.rows]


def reasons(dataset: Dataset, key: str) -> list[str | None]:
    """Return why a measure is null, row by row."""
    return [why.get(key) for why in dataset.null_reasons]


async def test_undisclosed_amounts_count_but_add_nothing(connection: AsyncConnection, ask: Ask) -> None:
    await make_round(connection, amount=2_000_000, on=date(2020, 5, 1))
    await make_round(connection, amount=None, on=date(2020, 6, 1))

    dataset = await ask(group_by=["year"], measures=["sum"])

    assert rows(dataset, "year", "count", "count_disclosed", "sum") == [(2020, 2, 1, 2_000_000.0)]


async def test_a_year_without_rounds_is_zero_and_its_median_null_for_a_reason(
    connection: AsyncConnection, ask: Ask
) -> None:
    await make_round(connection, on=date(2019, 5, 1))
    await make_round(connection, amount=None, on=date(2021, 5, 1))

    dataset = await ask(group_by=["year"])

    assert rows(dataset, "year", "count", "sum", "median") == [
        (2019, 1, 1_000_000.0, 1_000_000.0),
        (2020, 0, 0.0, None),
        (2021, 1, 0.0, None),
    ]
    assert reasons(dataset, "median") == [None, "no_observations", "undisclosed"]
    assert dataset.grid


async def test_by_default_a_grid_holds_every_region_and_year(connection: AsyncConnection, ask: Ask) -> None:
    brussels = await make_company(connection, region="BE1")
    await make_round(connection, on=date(2023, 3, 1))
    await make_round(connection, amount=3_000_000, on=date(2024, 4, 1), company=brussels)

    dataset = await ask()

    assert rows(dataset, "region", "year", "count") == [
        ("BE1", 2023, 0),
        ("BE1", 2024, 1),
        ("BE2", 2023, 1),
        ("BE2", 2024, 0),
        ("BE3", 2023, 0),
        ("BE3", 2024, 0),
        ("UNK", 2023, 0),
        ("UNK", 2024, 0),
    ]
    assert [column.key for column in dataset.columns] == [
        *("region", "year", "count", "count_disclosed", "sum", "median", "obs_status")
    ]
    assert [code.code for code in dataset.codes["region"]] == ["BE1", "BE2", "BE3", "UNK"]


async def test_without_a_grid_only_what_occurs_is_there(connection: AsyncConnection, ask: Ask) -> None:
    await make_round(connection, on=date(2019, 5, 1))
    await make_round(connection, on=date(2021, 5, 1))

    assert rows(await ask(group_by=["year"], fill="none"), "year") == [(2019,), (2021,)]


async def test_a_grid_runs_from_the_bounds_of_the_filter(connection: AsyncConnection, ask: Ask) -> None:
    await make_round(connection, on=date(2020, 5, 1))

    assert rows(await ask(group_by=["year"], filters={"year": "2018:2021"}), "year", "count") == [
        (2018, 0),
        (2019, 0),
        (2020, 1),
        (2021, 0),
    ]
    assert rows(await ask(group_by=["year"], filters={"year": ":2019"}), "year") == []
    assert rows(await ask(group_by=["year"], filters={"year": "2018,2020"}), "year") == [(2018,), (2020,)]
    assert rows(await ask(group_by=["year"], filters={"last_years": "2"}), "year") == [(2019,), (2020,)]
    assert rows(
        await ask(
            group_by=["month"],
            fill="grid",
            filters={"announced_on__gte": "2020-04-02", "announced_on__lt": "2020-07-01"},
        ),
        "month",
        "count",
    ) == [("2020-04", 0), ("2020-05", 1), ("2020-06", 0)]


async def test_a_grid_ends_with_the_calendar(connection: AsyncConnection, ask: Ask) -> None:
    await make_round(connection, on=date(2020, 5, 1))

    dataset = await ask(
        group_by=["year"], filters={"announced_on__gte": "9990-01-01", "announced_on__lte": "9999-12-31"}
    )

    assert rows(dataset, "year")[-1] == (9998,)
    assert rows(await ask(group_by=["year"], filters={"announced_on__gt": "9999-12-31"}), "year") == []


async def test_a_filter_narrows_the_grid_to_what_it_leaves(connection: AsyncConnection, ask: Ask) -> None:
    ghent = await make_company(connection, province="BE23", city="BE:gent")
    await make_round(connection, company=ghent)

    async def codes(key: str, **filters: str) -> list[Any]:
        return [row[0] for row in rows(await ask(group_by=[key], fill="grid", filters=filters), key)]

    assert await codes("region", region="flanders,BE35") == ["BE2", "BE3"]
    assert await codes("region", city="BE:gent") == ["BE2"]
    assert await codes("province", region="BE2") == ["BE21", "BE22", "BE23", "BE24", "BE25"]
    assert await codes("stage", deal_type="debt,grant") == ["debt", "grant"]
    assert await codes("deal_type", stage="seed,debt") == ["equity", "debt"]
    assert await codes("sector", sector="fintech,ai") == ["ai", "fintech"]
    assert "biotech" in await codes("sector")
    assert "biotech" not in await codes("sector", perimeter="tech")


async def test_a_date_known_to_the_year_goes_to_no_month(connection: AsyncConnection, ask: Ask) -> None:
    await make_round(connection, on=date(2020, 1, 1), date_precision="year")
    await make_round(connection, on=date(2020, 2, 1), date_precision="month")

    assert rows(await ask(group_by=["month"]), "month", "count") == [("2020-02", 1), ("UNK", 1)]
    assert rows(await ask(group_by=["quarter"]), "quarter", "count") == [("2020-Q1", 1), ("UNK", 1)]
    assert rows(await ask(group_by=["year"]), "year", "count") == [(2020, 2)]


async def test_what_is_not_known_is_a_group_of_its_own(connection: AsyncConnection, ask: Ask) -> None:
    await make_round(connection, company=await make_company(connection, region="UNK"))
    await make_round(connection, company=await make_company(connection, region="BE1", province="BE10"))

    dataset = await ask(group_by=["region", "province", "city"], totals=True)

    found = rows(dataset, "region", "province", "city", "count")
    assert ("UNK", "UNK", "UNK", 1) in found
    assert ("BE1", "BE10", "UNK", 1) in found
    assert ("ALL", "ALL", "ALL", 2) in found
    assert [code.code for code in dataset.codes["city"]] == ["UNK", "ALL"]


async def test_an_unknown_province_is_no_unknown_region(connection: AsyncConnection, ask: Ask) -> None:
    await make_round(connection, company=await make_company(connection, region="BE2", province="UNK"))
    await make_round(connection, company=await make_company(connection, region="UNK"))

    said = {
        group: next(code.label.en for code in (await ask(group_by=[group])).codes["region"] if code.code == "UNK")
        for group in ("region", "province")
    }

    assert said == {"region": "Region not known", "province": "Not known"}


async def test_amounts_of_two_currencies_add_up_in_the_field_that_is_asked_for(
    connection: AsyncConnection, ask: Ask
) -> None:
    await make_round(connection, amount=100)
    await make_round(connection, amount=125, currency="USD", amount_eur=100, amount_usd=125, fx_rate="1.25")

    euro = await ask(group_by=["stage"])
    dollar = await ask(group_by=["stage"], field="amount_usd")

    assert rows(euro, "sum", "count_disclosed") == [(200.0, 2)]
    assert rows(dollar, "sum", "count_disclosed") == [(125.0, 1)]
    assert [c.unit for c in dollar.columns if c.key in ("sum", "count")] == ["COUNT", "USD"]


async def test_an_amount_without_a_rate_is_not_in_the_sum_and_says_so(connection: AsyncConnection, ask: Ask) -> None:
    await make_round(connection, amount=100, currency="KRW", amount_eur=None)

    dataset = await ask(group_by=["stage"])

    assert rows(dataset, "count", "count_disclosed", "sum", "median") == [(1, 0, 0.0, None)]
    assert reasons(dataset, "median") == ["no_rate"]
    assert dataset.meta.notes == [
        "Amounts left out of the sums because no exchange rate is known for their date: 1.",
    ]


async def test_every_statistic_of_the_amounts(connection: AsyncConnection, ask: Ask) -> None:
    company = await make_company(connection)
    for amount in (1, 2, 3, 10):
        await make_round(connection, amount=amount, company=company)

    keys = ["sum", "mean", "median", "p25", "p75", "min", "max", "companies"]
    keys += ["top1_share", "top3_share", "sum_excl_top1"]
    dataset = await ask(group_by=[], measures=keys)

    assert rows(dataset, *keys) == [(16.0, 4.0, 2.5, 1.75, 4.75, 1.0, 10.0, 1, 0.625, 0.9375, 6.0)]


async def test_robustness_under_three_amounts_is_too_few(connection: AsyncConnection, ask: Ask) -> None:
    for amount in (1, 2, None):
        await make_round(connection, amount=amount)

    dataset = await ask(group_by=[], measures=["top1_share", "top3_share", "sum_excl_top1"])

    assert rows(dataset, "count", "top1_share", "top3_share", "sum_excl_top1") == [(3, None, None, None)]
    assert set(dataset.null_reasons[0].values()) == {"too_few"}


async def test_equity_is_the_default_unless_type_or_stage_is_asked_for(connection: AsyncConnection, ask: Ask) -> None:
    await make_round(connection, stage="seed")
    await make_round(connection, stage="debt")

    async def count(**parts: Any) -> tuple[int, Any, Any]:
        dataset = await ask(**{"group_by": [], **parts})
        return sum(row[0] for row in dataset.rows), dataset.meta.query["filters"], dataset.links["records"]

    assert await count() == (1, {"deal_type": "equity"}, "/v1/funding-rounds?deal_type=equity")
    assert await count(filters={"deal_type": "all"}) == (
        2,
        {"deal_type": "all"},
        "/v1/funding-rounds?deal_type=all",
    )
    assert await count(filters={"stage": "debt"}) == (1, {"stage": "debt"}, "/v1/funding-rounds?stage=debt")
    for key in ("stage", "deal_type"):
        assert rows(await ask(group_by=[key]), "count") == [(1,), (1,)]


async def test_totals_are_computed_from_the_records(connection: AsyncConnection, ask: Ask) -> None:
    walloon = await make_company(connection, region="BE3")
    for amount, company in ((1, None), (2, None), (9, walloon)):
        await make_round(connection, amount=amount, company=company, on=date(2020, 1, 5))

    dataset = await ask(filters={"region": "BE2,BE3"}, measures=["median", "rank", "share"], totals=True)

    assert rows(dataset, "region", "year", "count", "median", "rank", "share") == [
        ("BE2", 2020, 2, 1.5, 2, 0.25),
        ("BE2", "ALL", 2, 1.5, 2, 0.25),
        ("BE3", 2020, 1, 9.0, 1, 0.75),
        ("BE3", "ALL", 1, 9.0, 1, 0.75),
        ("ALL", 2020, 3, 2.0, None, 1.0),
        ("ALL", "ALL", 3, 2.0, None, 1.0),
    ]
    assert [code.code for code in dataset.codes["region"]] == ["BE2", "BE3", "ALL"]
    assert dataset.grid


async def test_a_share_is_of_the_whole_answer_or_of_a_group(connection: AsyncConnection, ask: Ask) -> None:
    walloon = await make_company(connection, region="BE3")
    await make_round(connection, amount=1, on=date(2020, 1, 5))
    await make_round(connection, amount=3, on=date(2020, 1, 5), company=walloon)
    await make_round(connection, amount=4, on=date(2021, 1, 5), company=walloon)
    parts: dict[str, Any] = {"filters": {"region": "BE2,BE3"}, "measures": ["share"]}

    whole = await ask(**parts)
    by_year = await ask(**parts, share_within=["year"])
    by_region = await ask(**parts, share_within=["region"], totals=True)

    assert [row[0] for row in rows(whole, "share")] == [0.125, 0.0, 0.375, 0.5]
    assert [row[0] for row in rows(by_year, "share")] == [0.25, 0.0, 0.75, 1.0]
    assert rows(by_region, "region", "year", "share") == [
        ("BE2", 2020, 1.0),
        ("BE2", 2021, 0.0),
        ("BE2", "ALL", 1.0),
        ("BE3", 2020, 3 / 7),
        ("BE3", 2021, 4 / 7),
        ("BE3", "ALL", 1.0),
        ("ALL", 2020, 0.5),
        ("ALL", 2021, 0.5),
        ("ALL", "ALL", 1.0),
    ]
    assert by_year.meta.query["share_within"] == ["year"]


async def test_a_share_of_nothing_is_null(connection: AsyncConnection, ask: Ask) -> None:
    await make_round(connection, amount=None)

    assert reasons(await ask(group_by=["stage"], measures=["share"]), "share") == ["no_observations"]


async def test_growth_runs_along_time_within_the_other_groups(connection: AsyncConnection, ask: Ask) -> None:
    for year, amount in ((2018, 100), (2020, 50), (2021, 75)):
        await make_round(connection, amount=amount, on=date(year, 6, 1))

    keys = ["sum", "yoy", "cagr", "cumulative", "ma3"]
    dataset = await ask(group_by=["year"], measures=keys)

    assert rows(dataset, "year", "sum", "yoy", "cumulative", "ma3") == [
        (2018, 100.0, None, 100.0, None),
        (2019, 0.0, -1.0, 100.0, None),
        (2020, 50.0, None, 150.0, 50.0),
        (2021, 75.0, 0.5, 225.0, 41.67),
    ]
    assert reasons(dataset, "yoy") == ["not_covered", None, "previous_is_zero", None]
    assert reasons(dataset, "ma3") == ["not_covered", "not_covered", None, None]
    assert [row[0] for row in rows(dataset, "cagr")] == [
        None,
        -1.0,
        pytest.approx(0.5**0.5 - 1),
        pytest.approx(0.75 ** (1 / 3) - 1),
    ]
    assert reasons(dataset, "cagr") == ["not_covered", None, None, None]


async def test_growth_is_the_same_when_empty_years_are_not_shown(connection: AsyncConnection, ask: Ask) -> None:
    for year, amount in ((2018, 100), (2020, 50)):
        await make_round(connection, amount=amount, on=date(year, 6, 1))

    dataset = await ask(group_by=["year"], measures=["yoy", "cumulative", "ma3"], fill="none")

    assert rows(dataset, "year", "yoy", "cumulative", "ma3") == [(2018, None, 100.0, None), (2020, None, 150.0, 50.0)]
    assert reasons(dataset, "yoy") == ["not_covered", "previous_is_zero"]


async def test_a_quarter_grows_on_the_same_quarter_of_the_year_before(connection: AsyncConnection, ask: Ask) -> None:
    await make_round(connection, amount=100, on=date(2020, 5, 1))
    await make_round(connection, amount=150, on=date(2021, 6, 1))
    await make_round(connection, amount=7, on=date(2021, 1, 1), date_precision="year")

    dataset = await ask(group_by=["quarter"], measures=["yoy", "cumulative", "cagr"])

    assert rows(dataset, "quarter", "yoy", "cumulative") == [
        ("2020-Q2", None, 100.0),
        ("2021-Q2", 0.5, 250.0),
        ("UNK", None, None),
    ]
    assert [why.get("yoy") for why in dataset.null_reasons] == ["not_covered", None, "not_applicable"]
    assert dataset.null_reasons[2] == dict.fromkeys(("yoy", "cumulative", "cagr"), "not_applicable")


async def test_years_and_quarters_together_have_one_time(connection: AsyncConnection, ask: Ask) -> None:
    await make_round(connection, amount=100, on=date(2020, 5, 1))
    await make_round(connection, amount=150, on=date(2021, 6, 1))

    dataset = await ask(group_by=["year", "quarter"], measures=["sum", "yoy", "cumulative"], totals=True, fill="none")

    assert rows(dataset, "year", "quarter", "sum", "yoy", "cumulative") == [
        (2020, "2020-Q2", 100.0, None, 100.0),
        (2020, "ALL", 100.0, None, 100.0),
        (2021, "2021-Q2", 150.0, 0.5, 250.0),
        (2021, "ALL", 150.0, 0.5, 250.0),
        ("ALL", "2020-Q2", 100.0, None, 100.0),
        ("ALL", "2021-Q2", 150.0, 0.5, 250.0),
        ("ALL", "ALL", 250.0, None, None),
    ]
    grid = await ask(group_by=["year", "quarter"], measures=["yoy"], filters={"year": "2020:2021"})
    assert len(grid.rows) == 2 * 8
    assert reasons(grid, "yoy")[4:8] == ["not_applicable"] * 4


async def test_the_running_year_is_provisional_and_has_no_growth(connection: AsyncConnection, ask: Ask) -> None:
    for year in (2024, 2025, 2026):
        await make_round(connection, on=date(year, 2, 1))
    parts: dict[str, Any] = {"group_by": ["year"], "measures": ["yoy", "ma3", "cagr"]}

    dataset = await ask(**parts)
    included = await ask(**parts, partial="include")

    assert rows(dataset, "year", "yoy", "obs_status") == [(2024, None, []), (2025, 0.0, []), (2026, None, ["P"])]
    assert dataset.null_reasons[2] == dict.fromkeys(("yoy", "ma3", "cagr"), "partial_period")
    assert rows(included, "year", "yoy", "obs_status")[2] == (2026, 0.0, ["P"])


async def test_an_open_end_stops_at_the_day_of_the_revision(connection: AsyncConnection, ask: Ask) -> None:
    await make_round(connection, on=date(2026, 2, 1))

    months = rows(await ask(group_by=["month"], fill="grid"), "month", "obs_status")

    assert months[-2:] == [("2026-05", []), ("2026-06", ["P"])]


async def test_having_keeps_the_groups_that_meet_every_condition(connection: AsyncConnection, ask: Ask) -> None:
    for stage, amounts in (("seed", (1, 2)), ("series_a", (5,)), ("growth", (9, 9))):
        for amount in amounts:
            await make_round(connection, stage=stage, amount=amount)

    dataset = await ask(group_by=["stage"], having="sum__gte:3,count__gt:1", measures=["count"], totals=True)

    assert rows(dataset, "stage", "count") == [("seed", 2), ("growth", 2), ("ALL", 5)]
    assert dataset.meta.query["having"] == "sum__gte:3,count__gt:1"
    assert rows(await ask(group_by=["stage"], having="median__lt:9,top1_share__lte:1"), "stage") == []


async def test_sort_and_limit_name_the_full_number(connection: AsyncConnection, ask: Ask) -> None:
    for stage, amount in (("seed", 1), ("series_a", 9), ("series_b", None), ("growth", 9)):
        await make_round(connection, stage=stage, amount=amount)

    dataset = await ask(group_by=["stage"], sort=["-max", "-stage"], limit=3)

    assert rows(dataset, "stage", "sum") == [("growth", 9.0), ("series_a", 9.0), ("seed", 1.0)]
    assert (dataset.meta.total, dataset.meta.limit, dataset.grid) == (4, 3, False)
    assert rows(await ask(group_by=["stage"], sort=["max"], totals=True), "stage") == [
        *(("seed",), ("series_a",), ("growth",), ("series_b",), ("ALL",))
    ]


async def test_countries_of_investors_overlap_but_totals_count_a_round_once(
    connection: AsyncConnection, ask: Ask
) -> None:
    people = [(await make_investor(connection, country=country))["id"] for country in ("US", "BE", "BE", None)]
    await make_round(connection, amount=5, investor_ids=people[:3])
    await make_round(connection, amount=7, investor_ids=people[3:])
    await make_round(connection, amount=9)

    dataset = await ask(group_by=["investor_country"], totals=True, measures=["sum", "rank"])

    assert rows(dataset, "investor_country", "count", "sum") == [
        ("BE", 1, 5.0),
        ("US", 1, 5.0),
        ("UNK", 2, 16.0),
        ("ALL", 3, 21.0),
    ]
    assert [code.label.nl for code in dataset.codes["country"]] == [
        "België",
        "Verenigde Staten",
        "Niet bekend",
        "Alle",
    ]


async def test_exits_sum_prices_unless_filtered_otherwise(connection: AsyncConnection, ask: Ask) -> None:
    await make_exit(connection, amount=10)
    await make_exit(connection, amount=90, amount_is="enterprise_value", kind="merger")
    await make_exit(connection, amount=None)

    prices = await ask("exits", group_by=["exit_kind"])
    everything = await ask("exits", group_by=[], filters={"amount_is": "price,enterprise_value"})

    assert rows(prices, "exit_kind", "count", "count_disclosed", "sum") == [
        ("acquisition", 2, 1, 10.0),
        ("merger", 1, 0, 0.0),
    ]
    assert reasons(prices, "median") == [None, "not_applicable"]
    assert prices.meta.query["amounts"] == {"amount_is": "price"}
    assert prices.meta.notes == ["Amounts are prices paid for shares (amount_is=price); every exit is counted."]
    assert prices.links["records"] == "/v1/exits"
    assert rows(everything, "count", "sum") == [(2, 100.0)]


async def test_companies_are_counted_by_the_year_of_foundation(connection: AsyncConnection, ask: Ask) -> None:
    for year in (2010, 2012, None):
        await make_company(connection, founded_year=year)

    dataset = await ask("companies", group_by=["year"], measures=["count", "cumulative", "ma3", "yoy"])

    assert rows(dataset, "year", "count", "cumulative", "ma3") == [
        (2010, 1, 1, None),
        (2011, 0, 1, None),
        (2012, 1, 2, 0.67),
        ("UNK", 1, None, None),
    ]
    units = {column.key: (column.unit, column.kind) for column in dataset.columns}
    assert (units["cumulative"], units["ma3"]) == (("COUNT", "integer"), ("COUNT", "number"))
    bounded = await ask(
        "companies", group_by=["year"], filters={"founded_year__gt": "2010", "founded_year__lte": "2013"}
    )
    assert rows(bounded, "year", "count") == [(2011, 0), (2012, 1), (2013, 0)]
    assert rows(await ask("companies", group_by=["year"], filters={"founded_year": "2012"}), "year") == [(2012,)]


async def test_nothing_at_all_is_an_empty_answer(connection: AsyncConnection, ask: Ask) -> None:
    assert (await ask(group_by=["stage", "region"])).rows == []
    assert rows(await ask(group_by=[]), "count", "sum") == [(0, 0.0)]


async def test_too_many_groups_are_refused_with_the_maximum(connection: AsyncConnection, reading: Reading) -> None:
    for stage in ("seed", "series_a", "growth"):
        await make_round(connection, stage=stage)
    by_stage = Question("funding-rounds", group_by=["stage"])

    assert len((await read(reading, by_stage, most_groups=3)).rows) == 3
    with pytest.raises(BadRequest, match="more than 2") as refused:
        await read(reading, by_stage, most_groups=2)
    assert refused.value.extra == {"maximum": 2}
    with pytest.raises(BadRequest, match="17 groups"):
        await read(reading, Question("funding-rounds", group_by=["stage"], fill="grid"), most_groups=16)
    with pytest.raises(BadRequest, match="limit goes from 1 to 5"):
        await read(reading, Question("funding-rounds", limit=6), most_groups=5)
    ten_thousand_years = Question("funding-rounds", group_by=["month"], filters={"year": "0002:9997"}, fill="grid")
    with pytest.raises(BadRequest, match="119952 groups, more than 100000"):
        await read(reading, ten_thousand_years)


async def test_the_answer_says_what_it_was_asked(connection: AsyncConnection, ask: Ask) -> None:
    await make_round(connection)

    dataset = await ask(filters={"region": "vlaanderen"}, lang="nl", totals=True, limit=1, partial="include")

    assert dataset.meta.query == {
        "dataset": "funding-rounds",
        "group_by": ["region", "year"],
        "measures": ["count", "count_disclosed", "sum", "median"],
        "filters": {"deal_type": "equity", "region": "BE2"},
        "fill": "grid",
        "field": "amount_eur",
        "limit": 1,
        "totals": True,
        "partial": "include",
    }
    assert dataset.title.en == "Funding rounds by region and year"
    assert dataset.title.de == "Finanzierungsrunden nach Region und Jahr"
    assert (await ask(group_by=[])).title.fr == "Levées de fonds"
    assert dataset.meta.data_version == 1


async def test_a_former_revision_answers_as_it_stood(connection: AsyncConnection, ask: Ask) -> None:
    former = await make_round(connection, amount=5, on=date(2020, 5, 1))
    kept = {key: former[key] for key in ("company_id", "source_ids")}
    await connection.execute(
        text("INSERT INTO revisions (number, kind, author) VALUES (2, 'import', 'test')"),
    )
    await connection.execute(text("SELECT set_config('betech.revision', '2', true)"))
    await make_round(connection, amount=7, on=date(2021, 5, 1), revision=2, **kept)
    await connection.execute(text("UPDATE funding_rounds SET amount_eur = 6, revision = 2 WHERE amount = 5"))
    now = Reading(connection, revision=2, updated=WRITTEN_AT, as_of=None, live=True)
    question = Question("funding-rounds", group_by=["year"])

    assert rows(await read(now, question), "year", "sum") == [(2020, 6.0), (2021, 7.0)]
    await connection.execute(
        text("SELECT set_config('search_path', 'vintage, public', true), set_config('betech.as_of', '1', true)")
    )
    then = Reading(connection, revision=1, updated=WRITTEN_AT, as_of=date(2026, 6, 30), live=False)
    answer = await read(then, question)
    assert rows(answer, "year", "sum") == [(2020, 5.0)]
    assert answer.meta.as_of == "2026-06-30"
    await connection.execute(text("SELECT set_config('search_path', 'public', true)"))
