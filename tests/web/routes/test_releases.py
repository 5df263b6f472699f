"""Releases over HTTP: immutable files, ranges, the way to the newest, and what describes them."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy.engine import URL

from app.database.engine import transaction
from app.imports.release import write_release
from app.main import create_app
from app.settings import Settings


@pytest.fixture(scope="module")
async def released_app(shipped_database: URL, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[FastAPI]:
    """An application whose data directory holds the release of the shipped dataset."""
    data_dir: Path = tmp_path_factory.mktemp("released")
    with transaction(shipped_database) as connection:
        write_release(connection, data_dir)
    url = SecretStr(shipped_database.render_as_string(hide_password=False))
    app = create_app(Settings(DATABASE_URL=url, data_dir=data_dir))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def released(released_app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of that application."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(released_app), base_url="http://betech.test") as asking:
        yield asking


async def test_a_release_lists_its_files_with_their_digests(released: httpx.AsyncClient) -> None:
    (release,) = (await released.get("/v1/releases")).json()["items"]

    companies = next(table for table in release["tables"] if table["table"] == "companies")
    body = (await released.get(companies["files"]["csv"]["link"])).content
    assert hashlib.sha256(body).hexdigest() == companies["files"]["csv"]["sha256"]
    assert companies["rows"] == 193


async def test_a_file_never_changes_and_can_be_read_in_parts(released: httpx.AsyncClient) -> None:
    whole = await released.get("/v1/releases/1/companies.csv")
    part = await released.get("/v1/releases/1/companies.csv", headers={"Range": "bytes=0-9"})
    again = await released.get("/v1/releases/1/companies.csv", headers={"If-None-Match": whole.headers["etag"]})

    assert whole.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (part.status_code, part.content) == (206, whole.content[:10])
    assert again.status_code == 304


async def test_latest_leads_to_the_newest_release(released: httpx.AsyncClient) -> None:
    answer = await released.get("/v1/releases/latest/exits.parquet")

    assert (answer.status_code, answer.headers["location"]) == (302, "/v1/releases/1/exits.parquet")


@pytest.mark.parametrize(
    "path",
    [
        "/v1/releases/2/companies.csv",
        "/v1/releases/x/companies.csv",
        "/v1/releases/1/company.csv",
        "/v1/releases/latest/x",
    ],
)
async def test_what_was_not_released_is_404(released: httpx.AsyncClient, path: str) -> None:
    answer = await released.get(path)

    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("path", ["/datapackage.json", "/csvw.json"])
async def test_the_newest_release_is_described_for_open_data_tools(released: httpx.AsyncClient, path: str) -> None:
    answer = await released.get(path)

    assert "companies.csv" in answer.text
    assert (await released.get(path, headers={"If-None-Match": answer.headers["etag"]})).status_code == 304


async def test_without_a_release_the_description_is_404(client: httpx.AsyncClient) -> None:
    answer = await client.get("/datapackage.json")

    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")
