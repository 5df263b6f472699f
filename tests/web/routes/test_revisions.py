"""Revisions, changes, versions of a record and citations over HTTP."""

import csv
import io

import feedparser
import httpx
import pytest


async def test_the_first_revision_brought_the_shipped_dataset(client: httpx.AsyncClient) -> None:
    answer = (await client.get("/v1/revisions")).json()

    (revision,) = answer["items"]
    assert (revision["number"], revision["kind"]) == (1, "dataset")
    assert {"table": "companies", "created": 193}.items() <= next(
        file for file in revision["files"] if file["table"] == "companies"
    ).items()


async def test_one_revision_has_a_page_of_its_own(client: httpx.AsyncClient) -> None:
    assert (await client.get("/v1/revisions/1")).json()["item"]["number"] == 1


@pytest.mark.parametrize("number", ["2", "0", "x", "99999999999999999999"])
async def test_a_revision_that_is_not_there_is_404(client: httpx.AsyncClient, number: str) -> None:
    answer = await client.get(f"/v1/revisions/{number}")

    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/no-such-revision")


async def test_changes_name_each_field_before_and_after(client: httpx.AsyncClient) -> None:
    answer = (await client.get("/v1/changes", params={"from": 0, "dataset": "unicorns", "limit": 1})).json()

    (change,) = answer["items"]
    assert (change["action"], change["id"]) == ("created", "aikido-security")
    assert {"field": "valuation", "before": None, "after": 1000000000} in change["changes"]
    assert answer["meta"]["total"] == 8


async def test_changes_in_csv_have_a_row_per_field(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/changes.csv", params={"from": 0, "dataset": "unicorns"})

    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert {row["id"] for row in rows if row["field"] == "became_on"} >= {"odoo", "collibra"}


async def test_a_feed_reader_reads_the_changes(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/changes.atom", params={"from": 0, "limit": 3})

    feed = feedparser.parse(answer.content)
    assert (feed.bozo, len(feed.entries)) == (False, 3)


async def test_impact_names_the_cells_that_moved_most(client: httpx.AsyncClient) -> None:
    answer = (await client.get("/v1/changes", params={"from": 0, "impact": "true", "limit": 1})).json()

    assert len(answer["meta"]["impact"]["items" if "items" in answer["meta"]["impact"] else "cells"]) == 10


async def test_the_versions_of_a_record_begin_with_the_current_one(client: httpx.AsyncClient) -> None:
    answer = (await client.get("/v1/companies/odoo/history")).json()

    (version,) = answer["items"]
    assert (version["state"], version["from_revision"], version["name"]) == ("current", 1, "Odoo")


async def test_an_answer_is_cited_in_four_languages_with_a_permalink(client: httpx.AsyncClient) -> None:
    answer = (await client.get("/v1/cite", params={"url": "/v1/companies?q=odoo"})).json()

    item = answer["item"]
    assert item["permalink"] == "/v1/companies?data_version=1&q=odoo"
    assert set(item["sentence"]) == {"en", "nl", "fr", "de"}
    assert (await client.get(item["permalink"])).status_code == 200


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("https://elsewhere.example/v1/companies", 400),
        ("/v1/nothing", 404),
        ("/v1/companies?colour=red", 400),
        ("/v1/companies?region=nowhere", 400),
        ("/v1/dimensions", 400),
    ],
)
async def test_what_cannot_be_cited_is_refused(client: httpx.AsyncClient, url: str, status: int) -> None:
    assert (await client.get("/v1/cite", params={"url": url})).status_code == status


async def test_the_citation_of_an_answer_opens_the_same_items(client: httpx.AsyncClient) -> None:
    answer = (await client.get("/v1/funding-rounds", params={"limit": 3, "lang": "nl"})).json()

    permalink = answer["meta"]["citation"].rsplit(" ", 1)[1]
    again = await client.get(permalink)
    assert again.json()["items"] == answer["items"]
    assert again.headers["cache-control"] == "public, max-age=31536000, immutable"
