"""The calls that the README shows give the answers that it shows."""

import io
import json
import re
from pathlib import Path

import httpx
import pandas as pd

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
CALLS = README.partition("<!-- calls -->")[2].partition("<!-- /calls -->")[0]
BLOCKS = re.findall(r"```(?:\w*)\n(.*?)```\n```\n(.*?)```", CALLS, re.DOTALL)
ROOT = "http://127.0.0.1:8000"


def address(call: str) -> str:
    """Return the address that a call asks, root-relative."""
    found = re.search(rf"{ROOT}([^'\"]+)['\"]", call)
    assert found is not None, call
    return found[1]


async def answer_to(client: httpx.AsyncClient, number: int) -> tuple[str, str]:
    """Return what a call of the README gets, and what the README says that it gets."""
    call, shown = BLOCKS[number]
    answer = await client.get(address(call))
    assert answer.status_code == 200, answer.text
    return answer.text, shown


def test_there_are_five_calls() -> None:
    assert len(BLOCKS) == 5


async def test_the_tables_of_curl_are_as_shown(client: httpx.AsyncClient) -> None:
    for number in (0, 1):
        text, shown = await answer_to(client, number)
        assert text.replace("\r\n", "\n") == shown


async def test_the_sentence_of_the_check_is_as_shown(client: httpx.AsyncClient) -> None:
    text, shown = await answer_to(client, 2)

    assert shown.strip() in text


async def test_the_table_of_pandas_is_as_shown(client: httpx.AsyncClient) -> None:
    text, shown = await answer_to(client, 3)

    assert pd.read_csv(io.StringIO(text)).to_string() == shown.rstrip("\n")


async def test_the_list_of_fetch_is_as_shown(client: httpx.AsyncClient) -> None:
    text, shown = await answer_to(client, 4)

    assert [unicorn["company"]["name"] for unicorn in json.loads(text)["items"]] == json.loads(shown)
