"""Long lists flow batch by batch, and are byte for byte the whole ones."""

from collections.abc import AsyncIterator

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy.engine import URL

from app.main import create_app
from app.queries import streams
from app.settings import Settings
from app.web.routes import records

Client = httpx.AsyncClient
PLAIN = {"Accept-Encoding": "identity"}


@pytest.fixture
async def client(shipped_database: URL) -> AsyncIterator[Client]:
    """A client of an application that keeps no answers."""
    settings = Settings(DATABASE_URL=SecretStr(shipped_database.render_as_string(hide_password=False)), cache_mb=0)
    made = create_app(settings)
    transport = httpx.ASGITransport(made)
    async with (
        made.router.lifespan_context(made),
        httpx.AsyncClient(transport=transport, base_url="http://betech.test") as asking,
    ):
        yield asking


@pytest.fixture
def short_of_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every list of more than 20 rows flow, in batches of 7."""
    monkeypatch.setattr(records, "ROWS_HELD", 20)
    monkeypatch.setattr(streams, "ROWS_OF_A_BATCH", 7)


@pytest.mark.parametrize(
    "address",
    [
        "/v1/funding-rounds.csv",
        "/v1/funding-rounds.csv?csv_dialect=excel-be&notes=true&labels=both&lang=fr",
        "/v1/funding-rounds.ndjson?sort=-amount_eur&fields=id,investors,amount",
        "/v1/sources.csv?q=tijd",
        "/v1/unicorns/lists.csv",
    ],
)
async def test_a_list_that_flows_is_the_same_as_one_that_does_not(
    client: Client, address: str, request: pytest.FixtureRequest
) -> None:
    held = await client.get(address, headers=PLAIN)
    request.getfixturevalue("short_of_memory")
    flowing = await client.get(address, headers=PLAIN)

    assert flowing.content == held.content
    assert flowing.headers["etag"] == held.headers["etag"]
    assert flowing.headers["content-disposition"] == held.headers["content-disposition"]


@pytest.mark.usefixtures("short_of_memory")
async def test_a_list_that_flows_is_compressed_and_checked_like_any_other(client: Client) -> None:
    flowing = await client.get("/v1/sources.csv", headers={"Accept-Encoding": "gzip"})
    again = await client.get("/v1/sources.csv", headers={"If-None-Match": flowing.headers["etag"]})

    assert flowing.headers["content-encoding"] == "gzip"
    assert flowing.text.count("\r\n") > 1000
    assert again.status_code == 304


@pytest.mark.usefixtures("short_of_memory")
async def test_who_asks_for_a_part_or_the_size_gets_it_of_a_long_list_too(client: Client) -> None:
    part = await client.get("/v1/sources.csv", headers={"Range": "bytes=0-1"})
    head = await client.head("/v1/sources.csv", headers=PLAIN)

    assert (part.status_code, part.content) == (206, b"id")
    assert int(head.headers["content-length"]) > 1000


@pytest.mark.usefixtures("short_of_memory")
async def test_json_pages_never_flow(client: Client) -> None:
    assert len((await client.get("/v1/sources?limit=30")).json()["items"]) == 30
