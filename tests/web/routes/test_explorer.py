"""The explorer's page, words and files over HTTP."""

import json
import re

import httpx
import pytest
from fastapi import FastAPI

from app.languages import LANGUAGES
from app.web.routes.explorer import HOME, assets, edition, texts

NAMED = re.compile(r'\bt\(\s*"([a-zA-Z_.0-9]+)"')
MADE = re.compile(r"\bt\(\s*`([^`]+)`")


def scripts() -> str:
    """Return all scripts of the page as one text."""
    return "\n".join(content.decode() for (folder, _), content in assets().items() if folder == "scripts")


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_the_page_comes_in_the_language_of_its_reader(client: httpx.AsyncClient, lang: str) -> None:
    answer = await client.get("/", headers={"Accept": "text/html", "Accept-Language": f"{lang},en;q=0.1"})

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-language"] == lang
    assert f'<html lang="{lang}">' in answer.text
    words = json.loads(answer.text.split('id="words">')[1].split("</script>")[0])
    assert words["lang"] == lang
    assert words["texts"]["nav.overview"] == texts(lang)["nav.overview"]


async def test_an_address_that_names_a_language_comes_first(client: httpx.AsyncClient) -> None:
    answer = await client.get("/?lang=de&view=explore&anything=else", headers={"Accept-Language": "nl"})

    assert answer.headers["content-language"] == "de"


async def test_the_policy_allows_own_scripts_and_nothing_inline(client: httpx.AsyncClient) -> None:
    answer = await client.get("/")

    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert re.findall(r"<script(?! type=\"application/json\")(?![^>]*\bsrc=)", answer.text) == []
    assert re.findall(r"\son\w+=|\sstyle=|<style", answer.text.split('id="words">')[0]) == []
    assert re.findall(r"(?:src|href)=\"(?:https?:)?//", answer.text) == []


async def test_a_known_page_is_not_sent_again(client: httpx.AsyncClient) -> None:
    first = await client.get("/", headers={"Accept-Language": "nl"})

    again = await client.get("/", headers={"Accept-Language": "nl", "If-None-Match": first.headers["etag"]})
    other = await client.get("/", headers={"Accept-Language": "fr", "If-None-Match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert other.status_code == 200


async def test_files_stay_for_ever_under_the_address_of_their_edition(client: httpx.AsyncClient) -> None:
    page = await client.get("/")
    addresses = re.findall(r'(?:src|href)="(/explorer/[^"]+)"', page.text)

    answers = [await client.get(address) for address in addresses]

    assert len(addresses) > 20
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.headers["cache-control"] for answer in answers} == {"public, max-age=31536000, immutable"}


async def test_another_edition_gets_the_present_file_but_does_not_keep_it(client: httpx.AsyncClient) -> None:
    answer = await client.get("/explorer/former/scripts/main.js")

    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")
    assert answer.headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize("path", ["scripts/none.js", "scripts/..%2Ftexts.json", "data/companies.csv"])
async def test_what_is_no_file_of_the_page_is_not_served(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(f"/explorer/{edition()}/{path}")

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


async def test_the_map_is_served(client: httpx.AsyncClient) -> None:
    words = (await client.get("/explorer/words/nl")).json()

    found = (await client.get(words["addresses"]["map"])).json()

    assert sorted(found["objects"]) == ["nuts1", "nuts2"]


async def test_words_come_in_each_language_and_no_other(client: httpx.AsyncClient) -> None:
    dutch = (await client.get("/explorer/words/nl")).json()
    unknown = await client.get("/explorer/words/es")

    assert dutch["places"]["BE3"] == "Waals Gewest"
    assert unknown.status_code == 404
    assert "en, nl, fr, de" in unknown.json()["detail"]


async def test_links_begin_under_the_public_address_but_stay_on_this_host(public_app: FastAPI) -> None:
    transport = httpx.ASGITransport(public_app)
    async with httpx.AsyncClient(transport=transport, base_url="http://inside") as client:
        words = (await client.get("/explorer/words/en")).json()

    assert words["addresses"]["words"] == "/explorer/words/{lang}"


def test_every_text_exists_in_every_language_with_the_same_values() -> None:
    every = json.loads((HOME / "texts.json").read_text(encoding="utf-8"))

    for key, translations in every.items():
        assert tuple(translations) == LANGUAGES, key
        assert all(text.strip() for text in translations.values()), key
        assert len({tuple(sorted(re.findall(r"\{\w+\}", text))) for text in translations.values()}) == 1, key


def test_every_text_that_a_script_names_exists_and_none_is_left_over() -> None:
    source = scripts()
    known = {re.sub(r"\.(one|other)$", "", key) for key in texts("en")}
    made = [re.compile(re.sub(r"\\\$\\\{.*?\\\}", ".+", re.escape(key))) for key in MADE.findall(source)]

    missing = set(NAMED.findall(source)) - known
    unused = {
        key
        for key in known
        if f'"{key}"' not in source and not key.startswith("site.") and not any(one.fullmatch(key) for one in made)
    }

    assert missing == set()
    assert unused == set()


def test_scripts_stay_small_and_say_what_they_are() -> None:
    for (folder, name), content in assets().items():
        if folder == "scripts":
            text = content.decode()
            assert text.startswith("/** "), name
            assert text.count("\n") < 300, name
            assert "innerHTML" not in text, name
            assert "eval(" not in text, name
