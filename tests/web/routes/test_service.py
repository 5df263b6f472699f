"""Alive, ready, measures, and the pages of the problem types."""

import re
from pathlib import Path

import httpx
import pytest

from app.languages import LANGUAGES
from app.web.problem_types import PROBLEM_TYPES, WIDER

Client = httpx.AsyncClient


async def test_the_service_is_alive_and_ready(client: Client) -> None:
    ready = await client.get("/readyz")

    assert (await client.get("/healthz")).json()["status"] == "ok"
    assert ready.json() == {
        "status": "ok",
        "checks": {"database": True, "schema": True, "dataset": True},
        "data_version": 1,
    }
    assert ready.headers["cache-control"] == "no-store"


async def test_measures_name_routes_by_template_and_made_up_paths_by_one_name(client: Client) -> None:
    await client.get("/v1/companies/odoo")
    await client.get("/v1/companies/showpad")
    await client.get("/one-of-many-made-up-paths")

    text = (await client.get("/metrics")).text

    assert re.search(r'betech_requests_total\{method="GET",route="/v1/companies/\{id\}",status="200"\} [1-9]', text)
    assert 'route="unmatched",status="404"' in text
    assert "made-up" not in text
    assert "betech_request_seconds_bucket" in text
    assert "betech_data_version 1.0" in text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("slug", PROBLEM_TYPES)
async def test_every_problem_type_has_a_page_in_every_language(client: Client, slug: str, lang: str) -> None:
    page = await client.get(f"/problems/{slug}?lang={lang}", headers={"Accept": "text/html"})
    told = await client.get(f"/problems/{slug}?lang={lang}", headers={"Accept": "application/json"})

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["content-language"] == told.headers["content-language"] == lang
    assert f'lang="{lang}"' in page.text
    assert told.json()["title"] == getattr(PROBLEM_TYPES[slug].title, lang)
    assert told.json()["status"] == PROBLEM_TYPES[slug].status


async def test_the_index_of_problem_types_names_them_all(client: Client) -> None:
    items = (await client.get("/problems")).json()["items"]

    assert [item["type"] for item in items] == [f"/problems/{slug}" for slug in PROBLEM_TYPES]


async def test_an_unknown_problem_type_is_404_and_an_unknown_language_400(client: Client) -> None:
    assert (await client.get("/problems/nope")).status_code == 404
    assert (await client.get("/problems/not-found?lang=it")).status_code == 400
    assert (await client.get("/healthz?verbose=1")).json()["type"] == "/problems/unknown-parameter"


def test_narrower_kinds_lead_to_types_that_exist() -> None:
    assert set(WIDER.values()) <= set(PROBLEM_TYPES)


async def test_the_title_of_a_problem_is_in_the_readers_language(client: Client) -> None:
    answer = await client.get("/v1/nope", headers={"Accept-Language": "fr-BE"})

    assert answer.json()["title"] == "Introuvable"


async def test_many_processes_report_their_measures_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))

    assert (await client.get("/metrics")).status_code == 200
