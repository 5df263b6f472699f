"""What a query string may say, and what is refused."""

from typing import Any

import httpx
import pytest

Client = httpx.AsyncClient


async def faults(client: Client, address: str) -> list[dict[str, Any]]:
    """Return the errors of a request that must be a 400."""
    answer = await client.get(address)
    assert answer.status_code == 400, answer.text
    return list(answer.json()["errors"])


async def test_an_unknown_parameter_is_refused_with_what_was_meant(client: Client) -> None:
    answer = await client.get("/v1/companies?vintage_date=2024-01-01&regoin=BE2")

    body = answer.json()
    assert (answer.status_code, body["type"], body["title"]) == (
        400,
        "/problems/unknown-parameter",
        "Unknown query parameter",
    )
    assert [(fault["parameter"], fault["code"], fault["did_you_mean"]) for fault in body["errors"]] == [
        ("vintage_date", "unknown_parameter", "as_of"),
        ("regoin", "unknown_parameter", "region"),
    ]
    assert "region" in body["errors"][0]["allowed"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("limit=ten", "not_a_number"),
        ("limit=0", "out_of_range"),
        ("limit=1001", "out_of_range"),
        ("limit=5&limit=6", "not_a_number"),
        ("limit=%D9%A3", "not_a_number"),
        ("limit=99999999999999999999999", "out_of_range"),
        ("as_of=yesterday", "not_a_date"),
        ("as_of=20250630", "not_a_date"),
        ("as_of=2025-06-30&data_version=1", "conflict"),
        ("data_version=-1", "out_of_range"),
        ("lang=it", "unknown_value"),
        ("labels=", "empty_value"),
        ("labels=boht", "unknown_value"),
        ("sort=name,,id", "empty_value"),
        ("sort=-nmae", "unknown_value"),
        ("fields=id,nmae", "unknown_value"),
        ("founded_year__gte=old", "not_a_number"),
        ("city__isnull=maybe", "not_a_boolean"),
        ("region=Flandres", "unknown_code"),
        ("q=%00", "bad_character"),
        ("notes=true", "dead_combination"),
        ("csv_dialect=excel-be", "dead_combination"),
        ("format=yaml", "unknown_format"),
        ("cursor=abc", "invalid_cursor"),
    ],
)
async def test_every_fault_of_a_value_is_named(client: Client, query: str, code: str) -> None:
    assert [fault["code"] for fault in await faults(client, f"/v1/companies?{query}")] == [code]


async def test_all_faults_come_at_once(client: Client) -> None:
    found = await faults(client, "/v1/companies?limit=x&lang=it&labels=all")

    assert {fault["parameter"] for fault in found} == {"limit", "lang", "labels"}


async def test_a_required_parameter_that_is_missing_is_named(client: Client) -> None:
    assert [(fault["parameter"], fault["code"]) for fault in await faults(client, "/v1/search")] == [("q", "missing")]


async def test_a_text_beyond_its_length_is_refused(client: Client) -> None:
    assert [fault["code"] for fault in await faults(client, f"/v1/search?q={'a' * 201}")] == ["too_long"]


async def test_a_query_string_that_is_no_text_is_refused(client: Client) -> None:
    answer = await client.get("/v1/companies?q=%FF%FE")

    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/bad-encoding")


async def test_a_query_string_beyond_the_bound_is_414(client: Client) -> None:
    answer = await client.get(f"/v1/companies?q={'a' * 17_000}")

    assert (answer.status_code, answer.json()["type"]) == (414, "/problems/uri-too-long")


async def test_a_repeated_parameter_is_the_comma_form(client: Client) -> None:
    repeated = await client.get("/v1/companies?region=BE2&region=BE1&limit=3")
    comma = await client.get("/v1/companies?limit=3&region=BE1,BE2")

    assert repeated.json() == comma.json()
    assert repeated.headers["etag"] == comma.headers["etag"]


async def test_the_format_of_path_and_parameter_may_not_contradict_each_other(client: Client) -> None:
    assert [fault["code"] for fault in await faults(client, "/v1/companies.csv?format=ndjson")] == ["conflict"]
    assert (await client.get("/v1/companies.csv?format=csv&limit=1")).status_code == 200
