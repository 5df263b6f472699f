"""Which format and language a request gets."""

import httpx
import pytest

from app.web.negotiation import choose_language

Client = httpx.AsyncClient


@pytest.mark.parametrize(
    ("address", "accept", "content_type"),
    [
        ("/v1/companies", None, "application/json"),
        ("/v1/companies", "*/*", "application/json"),
        ("/v1/companies", "text/html,application/xhtml+xml,text/csv;q=0.9", "application/json"),
        ("/v1/companies", "text/csv", "text/csv; charset=utf-8; header=present"),
        ("/v1/companies", "application/json;q=0.5, text/csv", "text/csv; charset=utf-8; header=present"),
        ("/v1/companies", "application/x-ndjson, */*;q=0.1", "application/x-ndjson"),
        ("/v1/companies?format=csv", "application/json", "text/csv; charset=utf-8; header=present"),
        ("/v1/companies.ndjson", "text/csv", "application/x-ndjson"),
        ("/v1/companies.json", "text/csv", "application/json"),
        ("/v1/companies.csv/", None, "text/csv; charset=utf-8; header=present"),
    ],
)
async def test_suffix_goes_over_parameter_over_header(
    client: Client, address: str, accept: str | None, content_type: str
) -> None:
    answer = await client.get(address, headers={"Accept": accept} if accept else {})

    assert (answer.status_code, answer.headers["content-type"]) == (200, content_type)


@pytest.mark.parametrize("address", ["/v1/companies.svg", "/v1/companies?format=jsonstat", "/v1/dimensions.csv"])
async def test_a_format_that_the_route_has_not_is_406_with_those_it_has(client: Client, address: str) -> None:
    answer = await client.get(address)

    assert (answer.status_code, answer.json()["type"]) == (406, "/problems/not-acceptable")
    assert "json" in answer.json()["errors"][0]["allowed"]


async def test_an_accept_header_that_nothing_matches_is_406(client: Client) -> None:
    answer = await client.get("/v1/companies", headers={"Accept": "application/pdf"})

    assert answer.status_code == 406


async def test_an_unknown_suffix_is_404(client: Client) -> None:
    assert (await client.get("/v1/companies.foo")).status_code == 404
    assert (await client.get("/v1/companies/odoo.foo")).status_code == 404


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("nl-BE,nl;q=0.9,en;q=0.8", "nl"),
        ("it, fr-BE;q=0.7, de;q=0.8", "de"),
        ("pt", "en"),
        ("fr;q=0, nl;q=abc", "en"),
        ("*", "en"),
    ],
)
def test_the_language_follows_the_header(header: str, language: str) -> None:
    assert choose_language(header) == language


async def test_the_parameter_goes_over_the_header_and_codes_never_change(client: Client) -> None:
    dutch = await client.get("/v1/companies/odoo?labels=both&lang=nl", headers={"Accept-Language": "fr"})
    french = await client.get("/v1/companies/odoo?labels=both", headers={"Accept-Language": "fr"})

    assert dutch.headers["content-language"] == "nl"
    assert french.headers["content-language"] == "fr"
    assert dutch.json()["item"]["region"] == french.json()["item"]["region"] == "BE3"
    assert dutch.json()["item"]["region_label"] == "Waals Gewest"
    assert french.json()["item"]["region_label"] == "Région wallonne"
