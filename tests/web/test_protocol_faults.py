"""Faults of the assistants' protocol are problems, or the protocol's own errors, and name no library."""

import httpx
import pytest

Client = httpx.AsyncClient
JSON = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json", "Host": "127.0.0.1"}


@pytest.mark.parametrize(
    ("body", "message"),
    [("{", "Parse error"), ("null", "Invalid params"), ('{"jsonrpc":"2.0"}', "Invalid params")],
)
async def test_what_is_no_message_of_the_protocol_is_an_error_of_it_without_details(
    client: Client, body: str, message: str
) -> None:
    answer = await client.post("/mcp", content=body, headers=JSON)

    assert (answer.status_code, answer.json()["error"]["message"]) == (400, message)
    assert set(answer.json()["error"]) == {"code", "message"}


async def test_what_is_refused_before_it_is_read_is_a_problem(client: Client) -> None:
    answer = await client.post("/mcp", content="x", headers={**JSON, "Content-Type": "text/plain"})

    assert (answer.headers["content-type"], answer.json()["status"]) == ("application/problem+json", answer.status_code)
    assert answer.status_code == 400


async def test_arguments_that_a_tool_does_not_take_are_told_without_the_librarys_name(client: Client) -> None:
    call = {"name": "query_aggregates", "arguments": {"dataset": "nothing"}}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}

    answer = await client.post("/mcp", json=body, headers=JSON)

    assert answer.status_code == 200
    assert answer.json()["result"]["isError"] is True
    assert "dataset" in answer.text
    assert "pydantic" not in answer.text
