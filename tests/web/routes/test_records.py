"""Lists, details and the search over HTTP."""

import httpx
import pytest

Client = httpx.AsyncClient


@pytest.mark.parametrize("region", ["BE2", "flanders", "BE-VLG", "02000", "Vlaanderen", "Flandre"])
async def test_a_region_is_understood_in_any_spelling_and_covers_its_provinces(client: Client, region: str) -> None:
    body = (await client.get("/v1/companies", params={"region": region, "limit": "1000"})).json()

    assert body["meta"]["total"] == 80
    assert {item["region"] for item in body["items"]} == {"BE2"}
    assert body["meta"]["query"]["filters"] == {"region": "BE2"}


async def test_a_detail_has_one_item_with_its_whole_company(client: Client) -> None:
    body = (await client.get("/v1/unicorns/odoo?embed=company,sources")).json()

    assert set(body) == {"item", "meta", "links"}
    assert body["item"]["company"]["city"] == "BE:ramillies"
    assert body["item"]["sources"][0]["publisher"]
    assert body["links"]["self"] == "/v1/unicorns/odoo?embed=company,sources"


async def test_an_id_that_never_was_is_404(client: Client) -> None:
    answer = await client.get("/v1/companies/nope")

    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")


async def test_an_empty_list_is_200_with_the_same_shape(client: Client) -> None:
    answer = await client.get("/v1/companies?q=no-company-is-called-so")

    assert (answer.status_code, answer.json()["items"], answer.json()["meta"]["total"]) == (200, [], 0)


async def test_unicorns_are_those_of_the_first_definition_unless_all_are_asked_for(client: Client) -> None:
    default = (await client.get("/v1/unicorns")).json()
    everything = (await client.get("/v1/unicorns?definition=all")).json()
    before = (await client.get("/v1/unicorns?at=2018-01-01")).json()

    assert default["meta"]["query"]["filters"]["definition"] == "private_usd1bn"
    assert everything["meta"]["total"] == 8 > default["meta"]["total"]
    assert before["items"] == []


async def test_the_search_finds_a_company_before_its_deals(client: Client) -> None:
    items = (await client.get("/v1/search?q=COLLIBRA")).json()["items"]

    assert items[0]["link"] == "/v1/companies/collibra"
    assert {item["dataset"] for item in items} >= {"companies", "funding-rounds", "unicorns"}


async def test_a_search_for_a_list_that_is_not_there_is_refused(client: Client) -> None:
    answer = await client.get("/v1/search?q=a&dataset=compnies")

    assert answer.json()["errors"][0]["did_you_mean"] == "companies"


async def test_every_row_of_a_former_state_is_asked_for_by_date(client: Client) -> None:
    early = await client.get("/v1/companies?as_of=2001-01-01")
    future = await client.get("/v1/companies?as_of=2999-01-01")
    unknown = await client.get("/v1/companies?data_version=99")

    assert (early.status_code, early.json()["type"]) == (404, "/problems/before-first-revision")
    assert early.json()["earliest"]
    assert (future.status_code, future.json()["errors"][0]["code"]) == (400, "in_future")
    assert (unknown.status_code, unknown.json()["type"]) == (404, "/problems/no-such-revision")
