"""The documentation page works without an address outside and under a strict policy."""

import re

import httpx

Client = httpx.AsyncClient


async def test_the_page_loads_only_what_the_service_itself_has(client: Client) -> None:
    page = await client.get("/docs")
    policy = page.headers["content-security-policy"]
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page.text)

    assert "unsafe" not in policy
    assert "http" not in policy
    assert loaded
    assert all(address.startswith("/") for address in loaded)
    for address in loaded:
        assert (await client.get(address)).status_code == 200, address
    assert "<script>" not in page.text


async def test_an_asset_that_is_not_there_is_a_problem(client: Client) -> None:
    answer = await client.get("/docs/assets/nope.js")

    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
