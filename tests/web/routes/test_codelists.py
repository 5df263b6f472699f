"""Code lists over HTTP."""

import httpx

Client = httpx.AsyncClient


async def test_the_index_leads_to_every_list(client: Client) -> None:
    items = (await client.get("/v1/dimensions")).json()["items"]

    for name in (
        "region",
        "city",
        "area",
        "sector",
        "stage",
        "deal_type",
        "exit_kind",
        "publisher",
        "unit",
        "obs_status",
    ):
        assert name in [item["code"] for item in items]
    for item in items:
        found = (await client.get(item["link"])).json()
        assert (found["code"], len(found["items"])) == (item["code"], item["entries"])


async def test_a_region_has_its_labels_its_parent_and_its_other_codes(client: Client) -> None:
    body = (await client.get("/v1/dimensions/region?lang=nl")).json()
    flanders = next(entry for entry in body["items"] if entry["code"] == "BE2")

    assert (body["label"], flanders["label"], flanders["parent"]) == ("Gewesten en provincies", "Vlaams Gewest", "BE")
    assert flanders["labels"]["fr"] == "Région flamande"
    assert flanders["crosswalk"] == {"iso_3166_2": "BE-VLG", "refnis": "02000", "slug": "flanders"}


async def test_an_unknown_list_is_404_with_what_was_meant(client: Client) -> None:
    answer = await client.get("/v1/dimensions/sectr")

    assert (answer.status_code, answer.json()["did_you_mean"]) == (404, "sector")


async def test_measures_are_defined_with_the_datasets_that_have_them(client: Client) -> None:
    body = (await client.get("/v1/measures?lang=fr")).json()
    total = next(measure for measure in body["items"] if measure["code"] == "sum")

    assert (total["unit"], "funding-rounds" in total["datasets"], "companies" in total["datasets"]) == (
        "AMOUNT",
        True,
        False,
    )
    assert {dimension["code"] for dimension in body["dimensions"]} >= {"region", "year", "sector", "investor_country"}
