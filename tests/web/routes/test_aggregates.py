"""Aggregates and published figures over HTTP."""

import csv
import io

import httpx
import openpyxl
import pyarrow.parquet as pq
import pytest

from app.queries import provenance

Client = httpx.AsyncClient


async def test_an_aggregate_by_region_and_year_adds_up_to_its_records(client: Client) -> None:
    body = (await client.get("/v1/aggregates/funding-rounds?year=2023:2024&embed=records")).json()

    for item in body["items"]:
        records = (await client.get(f"{item['records']}&limit=1000")).json()
        assert records["meta"]["total"] == item["count"]
        assert round(sum(row["amount_eur"] or 0 for row in records["items"]), 2) == item["sum"]


async def test_the_link_to_the_records_holds_the_rows_behind_the_whole(client: Client) -> None:
    body = (await client.get("/v1/aggregates/funding-rounds?group_by=&year=2024&data_version=1")).json()
    records = (await client.get(body["links"]["records"])).json()

    assert "data_version=1" in body["links"]["records"]
    assert [records["meta"]["total"]] == [item["count"] for item in body["items"]]


async def test_an_aggregate_is_the_same_in_csv(client: Client) -> None:
    query = "group_by=sector,year&year=2020:&measures=count,sum"
    items = (await client.get(f"/v1/aggregates/funding-rounds?{query}")).json()["items"]
    text = (await client.get(f"/v1/aggregates/funding-rounds.csv?{query}")).text
    rows = list(csv.DictReader(io.StringIO(text)))

    assert [(row["sector"], row["year"], float(row["sum"])) for row in rows] == [
        (item["sector"], str(item["year"]), item["sum"]) for item in items
    ]


@pytest.mark.parametrize("form", ["xlsx", "parquet", "jsonstat", "svg", "png", "vegalite"])
async def test_an_aggregate_comes_in_every_format(client: Client, form: str) -> None:
    answer = await client.get(f"/v1/aggregates/funding-rounds.{form}?year=2019:2024")

    assert (answer.status_code, bool(answer.content)) == (200, True)


async def test_published_figures_stand_beside_a_cell_in_nested_formats_alone(client: Client) -> None:
    query = "year=2024&group_by=year&embed=published"
    nested = await client.get(f"/v1/aggregates/funding-rounds?{query}")
    flat = await client.get(f"/v1/aggregates/funding-rounds.csv?{query}")

    assert nested.json()["items"][0]["published"][0]["publisher"]
    assert (flat.status_code, flat.json()["errors"][0]["code"]) == (400, "dead_combination")


async def test_a_sentence_is_checked_in_the_language_of_its_reader(client: Client) -> None:
    text = "Les start-ups technologiques belges ont levé 1,43 milliard d'euros en 2024."
    item = (await client.get("/v1/check", params={"text": text, "lang": "fr"})).json()["item"]

    assert item["verdict"] == "confirmed"
    assert "milliard" in item["sentence"]


async def test_a_check_needs_a_value_or_a_text(client: Client) -> None:
    answer = await client.get("/v1/check")

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "missing")


async def test_the_reconciliation_is_nested_in_json_and_a_table_in_csv(client: Client) -> None:
    items = (await client.get("/v1/reconciliation?year=2022:2024&region=BE")).json()["items"]
    rows = list(csv.DictReader(io.StringIO((await client.get("/v1/reconciliation.csv?year=2022:2024&region=BE")).text)))

    assert [item["year"] for item in items] == [2022, 2023, 2024]
    assert len(rows) == sum(len(item["published"]) for item in items)


async def test_the_overview_names_where_each_figure_comes_from(client: Client) -> None:
    item = (await client.get("/v1/overview?year=2024&region=flanders&lang=nl")).json()["item"]

    assert (item["region"], item["year"]) == ("BE2", 2024)
    assert {figure["from"] for figure in item["figures"]} <= {"published", "records", None}


async def test_links_of_a_numbered_state_lead_to_the_same_state(client: Client) -> None:
    item = (await client.get("/v1/reconciliation?year=2024&region=BE&data_version=1")).json()["items"][0]

    assert "data_version=1" in item["records"]["links"]["records"]
    assert "data_version=1" in item["published"][0]["links"]["self"]


async def test_an_indicator_comes_with_its_whole_series(client: Client) -> None:
    item = (await client.get("/v1/indicators/tech_funding_total")).json()["item"]

    assert item["unit"] == "EUR"
    assert len(item["series"]) == item["observations"]


async def test_an_aggregate_names_the_sources_of_its_records_and_counts_them(client: Client) -> None:
    query = "group_by=year&year=2023&region=BE2"
    answer = (await client.get(f"/v1/aggregates/funding-rounds?{query}")).json()
    records = (await client.get(answer["links"]["records"] + "&limit=1000")).json()["items"]
    behind = {source for record in records for source in record["sources"]}

    assert set(answer["meta"]["sources"]) <= behind
    assert answer["meta"]["sources_total"] == len(behind)


async def test_files_tell_publisher_and_title_of_their_sources(client: Client) -> None:
    query = "group_by=year&year=2023&region=BE2"
    book = openpyxl.load_workbook(io.BytesIO((await client.get(f"/v1/aggregates/funding-rounds.xlsx?{query}")).content))
    lines = [str(row[1]) for row in book.worksheets[1].iter_rows(values_only=True) if row[1]]
    picture = (await client.get(f"/v1/aggregates/funding-rounds.svg?{query}")).text
    grid = (await client.get("/v1/aggregates/observations.jsonstat?indicator=tech_funding_total&region=BE")).json()
    rounds = pq.read_schema(io.BytesIO((await client.get("/v1/funding-rounds.parquet?year=2023")).content))

    assert any("”, 2023" in line and "https://" in line for line in lines)
    assert "/v1/funding-rounds?deal_type=equity&region=BE2&year=2023" in lines
    assert "Sources: " in picture
    assert "https://" in grid["source"]
    assert "https://" in rounds.metadata[b"sources"].decode()


async def test_answers_without_records_or_with_very_many_name_no_source(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    companies = (await client.get("/v1/aggregates/companies?group_by=region")).json()["meta"]
    nothing = (await client.get("/v1/aggregates/exits?group_by=region&year=1990")).json()["meta"]
    monkeypatch.setattr(provenance, "MOST_RECORDS", 10)
    many = (await client.get("/v1/aggregates/exits?group_by=region")).json()["meta"]

    assert [meta["sources"] for meta in (companies, nothing, many)] == [[], [], []]


@pytest.mark.parametrize("few", [True, False])
async def test_long_lists_are_searched_for_sources_for_files_alone(
    client: Client, monkeypatch: pytest.MonkeyPatch, few: bool
) -> None:
    monkeypatch.setattr(provenance, "MOST_HELD", 5_000 if few else 10)
    query = f"group_by=region&year={2019 + few}"
    table = (await client.get(f"/v1/aggregates/exits?{query}")).json()["meta"]
    picture = (await client.get(f"/v1/aggregates/exits.svg?{query}")).text

    assert bool(table["sources"]) is few
    assert "Sources: " in picture


@pytest.mark.parametrize("kind", ["observations", "sector-stats"])
@pytest.mark.parametrize(("suffix", "theme"), [("svg", "dark"), ("vegalite", "ai_digital,light"), ("jsonstat", None)])
async def test_published_figures_are_drawn_and_read_as_cubes(
    client: Client, kind: str, suffix: str, theme: str | None
) -> None:
    query = {"region": "BE", "indicator": "ai_adoption_enterprises"} | ({"theme": theme} if theme else {})

    answer = await client.get(f"/v1/{kind}.{suffix}", params=query)

    assert answer.status_code == 200
    assert "Statbel" in answer.text


async def test_a_theme_is_of_an_indicator_and_in_charts_of_colours_too(client: Client) -> None:
    dark = await client.get("/v1/observations.svg?theme=dark,funding&region=BE2")
    light = await client.get("/v1/observations.svg?theme=funding&region=BE2")
    table = await client.get("/v1/observations?theme=dark")

    assert ("#14181f" in dark.text, "#14181f" in light.text) == (True, False)
    assert 'theme=dark,funding>; rel="canonical"' in dark.headers["link"]
    assert table.json()["errors"][0]["code"] == "unknown_code"
