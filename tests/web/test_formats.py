"""Every format of every kind of route: its type, its name as a file, its language, and what HTTP offers to those who hold a part."""

from collections.abc import Iterator

import httpx
import pytest

from app.formats import FORMATS
from app.web.list_parameters import FIGURE_FORMATS, LIST_FORMATS
from app.web.routes.aggregates import AGGREGATE_FORMATS

Client = httpx.AsyncClient

ROUTES = {
    "/v1/funding-rounds": ("year=2024", LIST_FORMATS),
    "/v1/observations": ("indicator=unicorn_count&region=BE", FIGURE_FORMATS),
    "/v1/sector-stats": ("indicator=ai_adoption_enterprises&region=BE", FIGURE_FORMATS),
    "/v1/aggregates/funding-rounds": ("group_by=region,year&measures=sum&year=2023:2024", AGGREGATE_FORMATS),
    "/v1/aggregates/observations": ("indicator=unicorn_count&region=BE&measures=latest", AGGREGATE_FORMATS),
    "/v1/aggregates/unicorns": ("group_by=year&measures=count&year=2022:2024", AGGREGATE_FORMATS),
    "/v1/search": ("q=collibra", LIST_FORMATS),
    "/v1/unicorns/lists": ("", LIST_FORMATS),
}
SAME = ("content-type", "etag", "vary", "content-language", "content-disposition", "cache-control", "link")


def questions() -> Iterator[tuple[str, str, str]]:
    for path, (query, formats) in ROUTES.items():
        for key in formats:
            yield path, key, query


@pytest.mark.parametrize(("path", "key", "query"), list(questions()))
async def test_a_format_has_the_headers_of_the_contract(client: Client, path: str, key: str, query: str) -> None:
    chosen = FORMATS[key]
    address = f"{path}{'' if key == 'json' else chosen.suffix}?{query}&lang=fr"
    whole = {"Accept-Encoding": "identity"}

    answer = await client.get(address, headers=whole)
    head = await client.head(address, headers=whole)
    known = await client.get(address, headers={**whole, "If-None-Match": answer.headers["etag"]})
    packed = await client.get(address, headers={"Accept-Encoding": "gzip", "If-None-Match": '"other"'})
    part = await client.get(address, headers={**whole, "Range": "bytes=0-3"})

    assert answer.status_code == 200, answer.text[:300]
    assert answer.headers["content-type"] == chosen.media_type
    assert answer.headers["content-language"] == "fr"
    assert answer.headers["vary"] == "Accept, Accept-Language, Accept-Encoding"
    assert (head.status_code, head.content) == (200, b"")
    assert {name: head.headers.get(name) for name in SAME} == {name: answer.headers.get(name) for name in SAME}
    assert head.headers["content-length"] == str(len(answer.content))
    assert (known.status_code, known.content, known.headers["etag"]) == (304, b"", answer.headers["etag"])
    assert packed.headers["etag"].removeprefix("W/") == answer.headers["etag"]
    assert packed.headers["etag"].startswith("W/") == ("content-encoding" in packed.headers)
    disposition = answer.headers.get("content-disposition", "")
    if key == "json":
        assert (part.status_code, disposition) == (200, "")
    else:
        assert (part.status_code, part.content) == (206, answer.content[:4])
        assert part.headers["content-range"] == f"bytes 0-3/{len(answer.content)}"
        assert disposition.startswith("attachment" if chosen.attached else "inline")
        assert disposition.endswith(f'{chosen.suffix}"')


@pytest.mark.parametrize("key", [key for key in AGGREGATE_FORMATS if FORMATS[key].by_header])
async def test_suffix_parameter_and_header_give_the_same_bytes(client: Client, key: str) -> None:
    path, query = "/v1/aggregates/funding-rounds", "group_by=year&measures=sum&year=2023:2024"

    by_suffix = await client.get(f"{path}{FORMATS[key].suffix}?{query}")
    by_parameter = await client.get(f"{path}?{query}&format={key}")
    by_header = await client.get(f"{path}?{query}", headers={"Accept": FORMATS[key].accepts})

    assert by_suffix.content == by_parameter.content == by_header.content
    assert by_suffix.headers["etag"] == by_parameter.headers["etag"] == by_header.headers["etag"]
