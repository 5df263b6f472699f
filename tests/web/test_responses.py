"""The headers and bodies that answers come with."""

import csv
import io

import httpx
import pytest
from starlette.applications import Starlette

from app.queries.cursors import Cursor, write_cursor

Client = httpx.AsyncClient
PLAIN = {"Accept-Encoding": "identity"}


async def test_an_answer_carries_the_headers_of_the_contract(client: Client) -> None:
    headers = (await client.get("/v1/companies?limit=2", headers=PLAIN)).headers

    assert headers["cache-control"] == "public, max-age=60, stale-while-revalidate=600"
    assert headers["vary"] == "Accept, Accept-Language, Accept-Encoding"
    assert headers["content-language"] == "en"
    assert headers["etag"].startswith('"1-')
    assert headers["last-modified"].endswith("GMT")
    assert '; rel="next"' in headers["link"]
    assert '</v1/companies?limit=2>; rel="canonical"' in headers["link"]
    assert '</openapi.json>; rel="describedby"' in headers["link"]


async def test_a_numbered_state_is_immutable(client: Client) -> None:
    headers = (await client.get("/v1/companies?data_version=1")).headers

    assert headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
async def test_a_compressed_body_has_a_weak_tag_and_the_same_content(client: Client, coding: str) -> None:
    plain = await client.get("/v1/companies", headers=PLAIN)
    coded = await client.get("/v1/companies", headers={"Accept-Encoding": coding})

    assert coded.headers["content-encoding"] == coding
    assert coded.headers["etag"] == f"W/{plain.headers['etag']}"
    assert coded.headers["vary"] == plain.headers["vary"]
    assert coded.content == plain.content


async def test_a_good_copy_gets_304_without_a_query(client: Client) -> None:
    first = await client.get("/v1/companies?limit=3")
    again = await client.get("/v1/companies?limit=3", headers={"If-None-Match": f'"other", {first.headers["etag"]}'})

    assert (again.status_code, again.content) == (304, b"")
    for name in ("cache-control", "vary", "content-language", "last-modified"):
        assert again.headers[name] == first.headers[name]
    assert again.headers["etag"].removeprefix("W/") == first.headers["etag"].removeprefix("W/")


async def test_the_tag_tells_questions_formats_and_languages_apart(client: Client) -> None:
    addresses = ("/v1/companies", "/v1/companies?limit=5", "/v1/companies.csv", "/v1/companies?lang=nl")
    tags = {(await client.get(address, headers=PLAIN)).headers["etag"] for address in addresses}

    assert len(tags) == 4


@pytest.mark.parametrize(
    "spelling",
    [
        "/v1/companies?region=BE2&limit=5",
        "/v1/companies?limit=5&region=BE2",
        "/v1/companies/?limit=5&region=BE2&labels=code&lang=en",
        "/v1/companies.json?limit=5&region=%42%45%32",
        "/v1/companies?limit=5&region=BE2,BE2&sort=name&format=json",
    ],
)
async def test_one_question_in_many_spellings_is_one_state(client: Client, spelling: str) -> None:
    answer = await client.get(spelling, headers=PLAIN)

    assert answer.json()["links"]["self"] == "/v1/companies?limit=5&region=BE2"
    assert (
        answer.headers["etag"] == (await client.get("/v1/companies?limit=5&region=BE2", headers=PLAIN)).headers["etag"]
    )


@pytest.mark.parametrize(
    "address", ["/v1/companies?limit=2", "/v1/companies.csv", "/v1/companies/odoo", "/docs", "/v1/nope"]
)
async def test_head_has_the_headers_of_get_and_no_body(client: Client, address: str) -> None:
    got = await client.get(address, headers=PLAIN)
    head = await client.head(address, headers=PLAIN)

    assert (head.status_code, head.content) == (got.status_code, b"")
    for name in ("content-type", "content-length"):
        assert head.headers[name] == got.headers[name]
    assert head.headers.get("etag") == got.headers.get("etag")


async def test_a_file_comes_in_parts(client: Client) -> None:
    whole = await client.get("/v1/companies.csv", headers=PLAIN)
    size = len(whole.content)
    part = await client.get("/v1/companies.csv", headers={"Range": "bytes=10-29", "Accept-Encoding": "gzip"})
    outside = await client.get("/v1/companies.csv", headers={"Range": f"bytes={size}-"})

    assert whole.headers["accept-ranges"] == "bytes"
    assert (part.status_code, part.content) == (206, whole.content[10:30])
    assert part.headers["content-range"] == f"bytes 10-29/{size}"
    assert part.headers["etag"] == whole.headers["etag"]
    assert (outside.status_code, outside.headers["content-range"]) == (416, f"bytes */{size}")
    assert outside.json()["type"] == "/problems/range-not-satisfiable"


async def test_json_is_never_cut_by_bytes(client: Client) -> None:
    assert (await client.get("/v1/companies", headers={"Range": "bytes=0-9"})).status_code == 200


@pytest.mark.parametrize(
    ("address", "disposition"),
    [
        ("/v1/funding-rounds.csv?limit=1", 'attachment; filename="betech-funding-rounds-v1.csv"'),
        ("/v1/companies.csv?limit=1&lang=nl&labels=both", 'attachment; filename="betech-companies-v1-nl.csv"'),
        ("/v1/companies.ndjson?limit=1", 'inline; filename="betech-companies-v1.ndjson"'),
    ],
)
async def test_a_file_has_a_good_name(client: Client, address: str, disposition: str) -> None:
    assert (await client.get(address)).headers["content-disposition"] == disposition


async def test_files_hold_all_rows_and_pages_the_same_ones(client: Client) -> None:
    text = (await client.get("/v1/funding-rounds.csv")).text
    ids = [row["id"] for row in csv.DictReader(io.StringIO(text))]
    paged: list[str] = []
    address: str | None = "/v1/funding-rounds?limit=100"
    while address:
        page = (await client.get(address)).json()
        paged += [item["id"] for item in page["items"]]
        assert page["meta"]["total"] == 266
        address = page["links"]["next"]

    assert paged == ids
    assert len(set(ids)) == 266


async def test_nothing_in_a_cacheable_answer_depends_on_time_host_or_request(client: Client) -> None:
    one = await client.get("/v1/companies", headers={"Host": "a.example", "X-Request-Id": "first-request"})
    two = await client.get("/v1/companies", headers={"Host": "b.example", "X-Forwarded-Host": "c.example"})

    assert one.content == two.content
    volatile = {"x-request-id", "cache-status"}
    assert {k: v for k, v in one.headers.items() if k not in volatile} == {
        k: v for k, v in two.headers.items() if k not in volatile
    }


async def test_links_begin_with_the_public_address_where_it_is_set(public_app: Starlette) -> None:
    transport = httpx.ASGITransport(public_app)
    async with httpx.AsyncClient(transport=transport, base_url="http://inside:8000") as client:
        answer = await client.get("/v1/companies?limit=1")

    assert answer.json()["links"]["self"] == "https://data.example.be/v1/companies?limit=1"
    assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize(
    ("address", "links"),
    [
        ("/v1/search?q=collibra&limit=1", 1),
        ("/v1/changes?dataset=exits&limit=1", 1),
        ("/v1/aggregates/exits?group_by=year&year=2024&embed=records", 2),
        ("/v1/aggregates/observations?indicator=unicorn_count&region=BE&limit=1", 1),
    ],
)
async def test_every_link_of_an_answer_begins_alike(public_app: Starlette, address: str, links: int) -> None:
    transport = httpx.ASGITransport(public_app)
    async with httpx.AsyncClient(transport=transport, base_url="http://inside:8000") as client:
        answer = (await client.get(address)).json()

    found = [answer["links"].get("records"), *(item.get("link") or item.get("records") for item in answer["items"])]
    found = [link for link in found if link]
    assert len(found) >= links
    assert {link[: len("https://data.example.be/v1/")] for link in found} == {"https://data.example.be/v1/"}
    assert not [link for link in found if link.count("https://") > 1]


async def test_a_file_beyond_the_bound_of_rows_is_refused_with_the_bound(public_app: Starlette) -> None:
    transport = httpx.ASGITransport(public_app)
    async with httpx.AsyncClient(transport=transport, base_url="http://inside:8000") as client:
        answer = await client.get("/v1/companies.csv")
        smaller = await client.get("/v1/companies.csv?limit=3")

    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/too-many-rows")
    assert answer.json()["maximum"] == 50
    assert smaller.status_code == 200


async def test_a_cursor_of_another_state_is_refused_and_one_of_a_lost_state_is_gone(client: Client) -> None:
    following = (await client.get("/v1/companies?limit=1")).json()["links"]["next"]
    lost = write_cursor(Cursor(99, ("a",), "b", "c"))

    assert (await client.get(f"{following}&data_version=1")).status_code == 200
    gone = await client.get(f"/v1/companies?cursor={lost}")
    assert (gone.status_code, gone.json()["type"]) == (410, "/problems/cursor-expired")
    other = await client.get(f"/v1/companies?cursor={lost}&data_version=1")
    assert (other.status_code, other.json()["errors"][0]["code"]) == (400, "conflict")


async def test_a_file_of_a_hundred_rows_is_not_the_file_of_all(client: Client) -> None:
    page, whole = await client.get("/v1/sources.csv?limit=100"), await client.get("/v1/sources.csv")

    assert '</v1/sources.csv?limit=100>; rel="canonical"' in page.headers["link"]
    assert page.headers["etag"] != whole.headers["etag"]
    assert (await client.get("/v1/sources?limit=100")).headers["etag"] == (await client.get("/v1/sources")).headers[
        "etag"
    ]


async def test_the_canonical_address_spells_filters_in_codes(client: Client) -> None:
    named = (await client.get("/v1/funding-rounds?region=flanders&amount_eur__gte=1e6&limit=1&year=2024")).json()

    assert named["links"]["self"] == "/v1/funding-rounds?amount_eur__gte=1000000&limit=1&region=BE2&year=2024"
