"""The embed: one chart alone, without a script."""

import re

import httpx
import pytest

FUNDING = "/embed?dataset=funding-rounds&group_by=region,year&measures=sum&year=2015:2024"
MOST_BYTES = 100_000


@pytest.mark.parametrize(("lang", "title"), [("nl", "Kapitaalrondes"), ("fr", "Levées de fonds")])
async def test_an_embed_is_a_drawing_with_title_source_and_the_way_back(
    client: httpx.AsyncClient, lang: str, title: str
) -> None:
    answer = await client.get(f"{FUNDING}&lang={lang}")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert len(answer.content) < MOST_BYTES
    assert answer.text.count("<svg ") == 2  # one for wide frames, one for narrow ones
    assert "<script" not in answer.text
    assert title in re.findall(r"<h1>(.+?)</h1>", answer.text)[0]
    assert "betech" in answer.text
    assert (
        'href="/?view=explore&amp;dataset=funding-rounds&amp;group_by=region,year&amp;measures=sum&amp;year=2015:2024"'
        in answer.text
    )


async def test_anybody_may_frame_it_and_it_loads_only_its_style(client: httpx.AsyncClient) -> None:
    answer = await client.get(FUNDING)

    policy = answer.headers["content-security-policy"]
    assert policy == "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
    assert "x-frame-options" not in answer.headers
    assert re.findall(r"\sstyle=|\son\w+=", answer.text) == []
    (style,) = re.findall(r'<link rel="stylesheet" href="([^"]+)"', answer.text)
    assert (await client.get(style)).status_code == 200


async def test_no_two_parts_of_it_share_an_id(client: httpx.AsyncClient) -> None:
    ids = re.findall(r'\bid="([^"]+)"', (await client.get(FUNDING)).text)

    assert len(ids) == len(set(ids))


async def test_it_is_kept_as_the_api_is(client: httpx.AsyncClient) -> None:
    first = await client.get(FUNDING)

    again = await client.get(FUNDING, headers={"If-None-Match": first.headers["etag"]})
    lasting = await client.get(f"{FUNDING}&data_version=1")

    assert first.headers["cache-control"] == "public, max-age=60, stale-while-revalidate=600"
    assert (again.status_code, again.content) == (304, b"")
    assert lasting.headers["cache-control"] == "public, max-age=31536000, immutable"


async def test_the_default_is_funding_by_region_and_year(client: httpx.AsyncClient) -> None:
    answer = await client.get("/embed")

    assert answer.status_code == 200
    assert "?view=explore&amp;dataset=funding-rounds" in answer.text


async def test_a_size_that_is_asked_for_gets_one_drawing_of_it(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"{FUNDING}&width=500&height=300&theme=dark")

    assert answer.text.count("<svg ") == 1
    assert 'width="500" height="300"' in answer.text
    assert '<html lang="en" class="dark">' in answer.text


async def test_what_has_no_chart_is_refused_by_name(client: httpx.AsyncClient) -> None:
    answer = await client.get("/embed?dataset=exit")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["did_you_mean"] == "exits"


async def test_what_the_aggregate_does_not_understand_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.get("/embed?dataset=exits&group_bye=year")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["did_you_mean"] == "group_by"
