"""Former revisions over HTTP: what was said once is said again, and what is gone says why."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy.engine import URL

from app.database.engine import transaction
from app.imports.load import Order, import_files
from app.imports.withdraw import merge, withdraw
from app.main import create_app
from app.settings import Settings
from tests.conftest import new_database
from tests.factories import DATA


@pytest.fixture(scope="module")
def revised(server: URL, shipped_template: str, tmp_path_factory: pytest.TempPathFactory) -> URL:
    """The shipped dataset; in revision 2 Odoo has another name, in 3 a round is withdrawn, in 4 two investors merge."""
    url = new_database(server, "revised", shipped_template)
    path = tmp_path_factory.mktemp("revised") / "companies.csv"
    path.write_text((DATA / "companies.csv").read_text(encoding="utf-8").replace("\nodoo,Odoo,", "\nodoo,Odoo SA,"))
    with transaction(url) as connection:
        import_files(connection, [("companies", path)], Order(author="test", reason="Its legal name."))
    with transaction(url) as connection:
        withdraw(connection, "funding_rounds", "collibra-2021-11-series-e-plus", author="test", reason="It was a loan.")
    with transaction(url) as connection:
        merge(connection, "investors", "meusinvest", "noshaq", author="test", reason="It took the new name.")
    return url


@pytest.fixture
async def asking(revised: URL, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application over the revised data."""
    app = create_app(Settings(DATABASE_URL=SecretStr(revised.render_as_string(hide_password=False)), data_dir=tmp_path))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://betech.test") as client:
            yield client


async def test_a_withdrawn_record_is_410_with_the_reason_and_was_200_before(asking: httpx.AsyncClient) -> None:
    path = "/v1/funding-rounds/collibra-2021-11-series-e-plus"

    gone, before = await asking.get(path), await asking.get(path, params={"data_version": 2})

    assert (gone.status_code, before.status_code) == (410, 200)
    assert gone.json()["detail"].endswith("with data version 3: It was a loan.")


async def test_a_merged_id_leads_to_the_survivor_and_was_itself_before(asking: httpx.AsyncClient) -> None:
    moved = await asking.get("/v1/investors/meusinvest")
    before = await asking.get("/v1/investors/meusinvest", params={"data_version": 3})

    assert (moved.status_code, moved.headers["location"]) == (308, "/v1/investors/noshaq")
    assert before.json()["item"]["id"] == "meusinvest"


@pytest.mark.parametrize(
    "question",
    [
        "/v1/companies?q=odoo",
        "/v1/aggregates/funding-rounds?group_by=region,year&measures=count,sum,median",
        "/v1/aggregates/funding-rounds.csv?group_by=sector",
        "/v1/funding-rounds.csv?company=collibra",
        "/v1/investors?q=noshaq",
        "/v1/unicorns",
        "/v1/observations?indicator=tech_funding_total&limit=5",
        "/v1/dimensions/sector",
    ],
)
async def test_a_permalink_is_the_same_bytes_at_every_asking(asking: httpx.AsyncClient, question: str) -> None:
    joint = "&" if "?" in question else "?"
    former = [await asking.get(f"{question}{joint}data_version=1") for _ in range(2)]
    newest = await asking.get(question)
    named = await asking.get(f"{question}{joint}data_version=4")

    assert [answer.status_code for answer in (*former, newest, named)] == [200] * 4
    assert former[0].content == former[1].content
    assert former[0].headers["cache-control"] == "public, max-age=31536000, immutable"
    if "csv" in question:
        assert named.content == newest.content
    else:
        assert {**named.json(), "links": {}} == {**newest.json(), "links": {}}


async def test_an_answer_of_a_former_revision_is_cited_with_that_revision(asking: httpx.AsyncClient) -> None:
    cited = (await asking.get("/v1/cite", params={"url": "/v1/companies?q=odoo&data_version=1"})).json()["item"]
    page = (await asking.get("/v1/companies", params={"limit": 1, "data_version": 2})).json()
    next_page = (await asking.get("/v1/cite", params={"url": page["links"]["next"]})).json()["item"]

    assert (cited["data_version"], cited["permalink"]) == (1, "/v1/companies?data_version=1&q=odoo")
    names = [company["name"] for company in (await asking.get(cited["permalink"])).json()["items"]]
    assert names == ["Odoo"]
    assert next_page["data_version"] == 2


async def test_the_history_names_reasons_and_times(asking: httpx.AsyncClient) -> None:
    answer = (await asking.get("/v1/companies/odoo/history")).json()

    told = [(item["name"], item["state"], item["from_revision"], item["reason"]) for item in answer["items"]]
    assert told[0] == ("Odoo SA", "current", 2, "Its legal name.")
    assert told[1][:3] == ("Odoo", "replaced", 1)


async def test_changes_tell_of_everything_since_the_first_revision(asking: httpx.AsyncClient) -> None:
    answer = (await asking.get("/v1/changes", params={"from": 1, "impact": "true"})).json()

    told = {(item["revision"], item["dataset"], item["id"], item["action"]) for item in answer["items"]}
    assert {
        (2, "companies", "odoo", "changed"),
        (3, "funding-rounds", "collibra-2021-11-series-e-plus", "deleted"),
        (4, "investors", "meusinvest", "merged"),
    } <= told
    assert [cell["year"] for cell in answer["meta"]["impact"]["cells"]] == [2021]
