"""What every answer has around it: an id, fixed headers, the right methods; and crashes that tell nothing."""

import logging

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy.engine import URL
from starlette.requests import Request
from starlette.responses import Response

from app.main import create_app
from app.settings import Settings
from app.web.routing import plain_route

Client = httpx.AsyncClient


async def test_every_answer_carries_the_security_headers(client: Client) -> None:
    for address in ("/v1/companies?limit=1", "/v1/nope", "/healthz"):
        headers = (await client.get(address)).headers

        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'none'; frame-ancestors 'none'")
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
        assert headers["access-control-allow-origin"] == "*"
        assert "strict-transport-security" not in headers
        assert "set-cookie" not in headers
        assert (
            "ETag, Link, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id"
            in headers["access-control-expose-headers"]
        )


async def test_a_sound_request_id_is_kept_and_another_replaced(client: Client) -> None:
    kept = await client.get("/v1/nope", headers={"X-Request-Id": "newsroom-42"})
    replaced = await client.get("/v1/nope", headers={"X-Request-Id": "<script>"})

    assert kept.headers["x-request-id"] == kept.json()["request_id"] == "newsroom-42"
    assert replaced.headers["x-request-id"] == replaced.json()["request_id"] != "<script>"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"])
async def test_a_method_that_writes_is_405_and_names_those_that_read(client: Client, method: str) -> None:
    answer = await client.request(method, "/v1/companies")

    assert (answer.status_code, answer.json()["type"]) == (405, "/problems/method-not-allowed")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


async def test_a_browser_may_ask_from_any_origin(client: Client) -> None:
    answer = await client.options(
        "/v1/companies", headers={"Origin": "https://app.example", "Access-Control-Request-Method": "GET"}
    )

    assert (answer.status_code, answer.content) == (204, b"")
    assert "GET" in answer.headers["access-control-allow-methods"]
    assert "If-None-Match" in answer.headers["access-control-allow-headers"]


@pytest.mark.parametrize("address", ["/nope", "/v1", "/v1/nope/", "/%00", "/v1/companies/%2e%2e/x", "//v1/companies"])
async def test_an_unknown_path_is_a_problem(client: Client, address: str) -> None:
    answer = await client.get(f"http://betech.test{address}")

    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert answer.headers["cache-control"] == "no-store"


async def test_a_crash_tells_its_id_and_nothing_else(app: FastAPI, caplog: pytest.LogCaptureFixture) -> None:
    async def crash(_: Request) -> Response:
        raise RuntimeError("SELECT secret FROM /srv/betech")

    app.router.routes.insert(0, plain_route("/crash", crash))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    with caplog.at_level(logging.ERROR, "betech.web"):
        async with httpx.AsyncClient(transport=transport, base_url="http://betech.test") as client:
            answer = await client.get("/crash")
    del app.router.routes[0]

    body = answer.json()
    assert (answer.status_code, body["type"]) == (500, "/problems/internal")
    assert "secret" not in answer.text
    assert body["request_id"] in caplog.text
    assert "SELECT secret" in caplog.text


async def test_a_database_that_is_away_is_503_with_a_time_to_come_back(server: URL) -> None:
    nowhere = server.set(database="there-is-no-such-database")
    settings = Settings(DATABASE_URL=SecretStr(nowhere.render_as_string(hide_password=False)))
    made = create_app(settings)
    transport = httpx.ASGITransport(made, raise_app_exceptions=False)
    async with (
        made.router.lifespan_context(made),
        httpx.AsyncClient(transport=transport, base_url="http://betech.test") as client,
    ):
        answer = await client.get("/v1/companies")
        ready = await client.get("/readyz")
        alive = await client.get("/healthz")

    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unavailable")
    assert answer.headers["retry-after"] == "1"
    assert "there-is-no-such-database" not in answer.text
    assert (ready.status_code, ready.json()["checks"]["database"]) == (503, False)
    assert alive.status_code == 200


async def test_a_statement_that_takes_too_long_is_503(shipped_database: URL) -> None:
    settings = Settings(
        DATABASE_URL=SecretStr(shipped_database.render_as_string(hide_password=False)),
        statement_timeout_seconds=0.001,
    )
    made = create_app(settings)
    transport = httpx.ASGITransport(made, raise_app_exceptions=False)
    async with (
        made.router.lifespan_context(made),
        httpx.AsyncClient(transport=transport, base_url="http://betech.test") as client,
    ):
        answer = await client.get("/v1/overview?year=2023")

    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unavailable")
    assert int(answer.headers["retry-after"]) > 0


async def test_a_mistyped_address_is_told_the_nearest_one(client: Client) -> None:
    answer = await client.get("/v1/fundingrounds")

    assert (answer.status_code, answer.json()["did_you_mean"]) == (404, "/v1/funding-rounds")


async def test_an_address_far_from_all_is_told_none(client: Client) -> None:
    assert "did_you_mean" not in (await client.get("/wp-login.php")).json()
