"""The endpoint for assistants: what it takes, under which names, and that it can be turned off."""

import httpx
import pytest
from fastapi import FastAPI

from app.main import create_app
from app.settings import Settings
from app.web.assistants import protection

PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
HEADERS = {"Accept": "application/json, text/event-stream"}


async def test_only_messages_are_taken(client: httpx.AsyncClient) -> None:
    read, told = await client.get("/mcp"), await client.options("/mcp")

    assert (read.status_code, read.headers["allow"], read.json()["type"]) == (
        405,
        "POST, OPTIONS",
        "/problems/method-not-allowed",
    )
    assert (told.status_code, told.headers["access-control-allow-methods"]) == (204, "POST, OPTIONS")


@pytest.mark.parametrize(("host", "status"), [("127.0.0.1:8000", 200), ("elsewhere.example", 400)])
async def test_a_name_that_is_not_ours_is_refused(app: FastAPI, host: str, status: int) -> None:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}") as asking:
        answer = await asking.post("/mcp", json=PING, headers=HEADERS)

    assert answer.status_code == status


def test_the_public_address_is_a_name_of_ours() -> None:
    public = protection(Settings(public_url="https://data.example.be"))
    wide = protection(Settings(host="0.0.0.0"))  # noqa: S104 - nothing listens

    assert "data.example.be" in public.allowed_hosts
    assert "https://data.example.be" in public.allowed_origins
    assert not wide.enable_dns_rebinding_protection


async def test_a_setting_turns_it_off() -> None:
    transport = httpx.ASGITransport(create_app(Settings(mcp=False)), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://betech.test") as asking:
        answer = await asking.post("/mcp", json=PING, headers=HEADERS)

    assert answer.status_code == 404
