"""The tools for assistants, asked by the protocol's own client."""

from typing import Any

import httpx
import mcp
import pytest


async def call(site: str, tool: str, **arguments: Any) -> Any:
    async with mcp.Client(f"{site}/mcp") as client:
        return await client.call_tool(tool, arguments)


async def test_five_read_only_tools_with_typed_results(site: str) -> None:
    async with mcp.Client(f"{site}/mcp") as client:
        tools = (await client.list_tools()).tools

    assert [tool.name for tool in tools] == [
        "search_indicators",
        "list_codes",
        "query_aggregates",
        "check_number",
        "explain_figure",
    ]
    assert all(tool.annotations and tool.annotations.read_only_hint and tool.output_schema for tool in tools)


async def test_an_aggregate_has_the_sum_of_the_api(site: str) -> None:
    filters = {"region": "BE2", "year": "2019:2024"}
    result = await call(site, "query_aggregates", dataset="funding-rounds", group_by=["year"], filters=filters)
    answer = result.structured_content

    async with httpx.AsyncClient(timeout=60) as asking:
        same = (await asking.get(answer["link"])).json()

    assert sum(row["sum"] for row in answer["rows"]) == pytest.approx(sum(row["sum"] for row in same["items"]))
    assert answer["sources"] and answer["sources_total"] >= len(answer["sources"])


async def test_a_check_names_who_confirms(site: str) -> None:
    found = (
        await call(site, "explain_figure", indicator="tech_funding_total", region="BE", year="2024")
    ).structured_content
    first = found["figures"][0]

    checked = await call(
        site, "check_number", value=str(first["value"]), unit=first["unit"], region="BE", year=first["period"]
    )

    assert checked.structured_content["verdict"] != "unknown"
    assert first["source"]["link"].startswith(f"{site}/v1/sources/")


async def test_words_find_indicators_and_lists_have_codes(site: str) -> None:
    found = (await call(site, "search_indicators", words="funding total")).structured_content
    codes = (await call(site, "list_codes", codelist="region", lang="nl")).structured_content

    assert "tech_funding_total" in {entry["code"] for entry in found["indicators"]}
    assert {"code": "BE2", "name": "Vlaams Gewest", "parent": "BE"} in codes["codes"]


async def test_faults_are_told_as_the_api_tells_them(site: str) -> None:
    result = await call(site, "query_aggregates", dataset="exits", filters={"region": "flandres"}, measures=["summ"])
    unknown = await call(site, "list_codes", codelist="regions")

    assert result.is_error
    assert "Did you mean measures=sum?" in result.content[0].text
    assert "Did you mean codelist=region?" in unknown.content[0].text


def test_no_stream_of_events_is_opened(site: str) -> None:
    answer = httpx.get(f"{site}/mcp", timeout=60)

    assert (answer.status_code, answer.headers["allow"]) == (405, "POST, OPTIONS")
    assert answer.headers["content-type"] == "application/problem+json"
