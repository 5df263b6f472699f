"""Only answers of this service are cited."""

import pytest

from app.errors import BadRequest
from app.queries.citations import Address, read_address

HOME = "https://betech.example/open"


@pytest.mark.parametrize(
    ("url", "public_url", "expected"),
    [
        ("/v1/exits?year=2024", None, Address("/v1/exits", "year=2024")),
        ("/v1/exits/?year=2024", HOME, Address("/v1/exits", "year=2024")),
        ("http://127.0.0.1:8000/v1/exits.csv", None, Address("/v1/exits.csv", "")),
        ("http://[::1]:8000/v1/exits", None, Address("/v1/exits", "")),
        (HOME + "/v1/exits?region=BE2#top", HOME, Address("/v1/exits", "region=BE2")),
        (" " + HOME + "/v1/exits ", HOME + "/", Address("/v1/exits", "")),
    ],
)
def test_an_answer_of_ours_is_read(url: str, public_url: str | None, expected: Address) -> None:
    assert read_address(url, public_url) == expected


@pytest.mark.parametrize(
    ("url", "public_url", "code"),
    [
        ("https://elsewhere.example/v1/exits", HOME, "foreign"),
        ("https://elsewhere.example/v1/exits", None, "foreign"),
        ("//elsewhere.example/v1/exits", None, "foreign"),
        ("https://betech.example/opening/v1/exits", HOME, "foreign"),
        ("https://someone@betech.example/open/v1/exits", HOME, "foreign"),
        ("ftp://betech.example/open/v1/exits", HOME, "foreign"),
        ("javascript:alert(1)", None, "foreign"),
        ("/docs", None, "not_an_answer"),
        ("/v1/../metrics", None, "not_an_answer"),
        ("", None, "not_an_answer"),
        ("/v1/exits?q=a b", None, "not_an_address"),
        ("/v1/exits\\n", None, "not_an_address"),
        ("http://[::1", None, "not_an_address"),
        ("http://127.0.0.1:port/v1/exits", None, "not_an_address"),
        ("/v1/" + "x" * 9000, None, "not_an_address"),
    ],
)
def test_anything_else_is_refused(url: str, public_url: str | None, code: str) -> None:
    with pytest.raises(BadRequest) as caught:
        read_address(url, public_url)

    assert [(fault.parameter, fault.code) for fault in caught.value.faults] == [("url", code)]
