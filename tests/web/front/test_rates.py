"""Rate limits: told in every answer that counts, refused with a time to come back, free for what costs nothing."""

import logging
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fakeredis import FakeAsyncRedis, FakeServer
from limits import parse
from limits.aio.storage import RedisStorage
from pydantic import SecretStr
from sqlalchemy.engine import URL

from app.main import create_app
from app.settings import Settings, load
from app.web.front.clients import Clients, key_of
from app.web.front.rates import Budget, budget_of
from app.web.front.windows import Windows
from tests.cli.service import free_port

COMPANIES = "/v1/companies?limit=1"


@asynccontextmanager
async def limited(database: URL, data_dir: Path, *, client: str = "192.0.2.1", **given: Any) -> AsyncIterator[Any]:
    """Run the application with a limit and give what asks it from an address."""
    settings = Settings(
        DATABASE_URL=SecretStr(database.render_as_string(hide_password=False)), data_dir=data_dir, **given
    )
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(client, 1234))
        async with httpx.AsyncClient(transport=transport, base_url="http://betech.test") as asking:
            yield asking


async def test_without_a_setting_nobody_is_limited_and_nothing_is_said(client: httpx.AsyncClient) -> None:
    assert "ratelimit" not in (await client.get(COMPANIES)).headers


async def test_each_answer_tells_what_is_left_and_the_one_too_many_is_a_problem(
    shipped_database: URL, tmp_path: Path
) -> None:
    async with limited(shipped_database, tmp_path, rate_limit="2/minute") as client:
        first, second, third = [await client.get(COMPANIES) for _ in range(3)]

    assert [answer.status_code for answer in (first, second, third)] == [200, 200, 429]
    assert first.headers["ratelimit-policy"] == '"default";q=2;w=60'
    assert re.fullmatch(r'"default";r=1;t=(60|59)', first.headers["ratelimit"])
    assert second.headers["ratelimit"].startswith('"default";r=0;t=')
    assert second.headers["cache-status"] == "betech; hit"  # what a client has left is in no answer that is kept
    body = third.json()
    assert (third.headers["content-type"], body["type"]) == ("application/problem+json", "/problems/too-many-requests")
    assert (body["limit"], body["window_seconds"], body["instance"]) == (2, 60, "/v1/companies")
    assert body["request_id"] == third.headers["x-request-id"]
    assert 0 < int(third.headers["retry-after"]) <= 60
    assert third.headers["ratelimit"].startswith('"default";r=0;t=')
    assert third.headers["access-control-allow-origin"] == "*"


async def test_what_is_unchanged_and_what_describes_the_data_is_free(shipped_database: URL, tmp_path: Path) -> None:
    async with limited(shipped_database, tmp_path, rate_limit="1/minute") as client:
        tag = (await client.get("/v1/dimensions/region")).headers["etag"]
        paths = ("/v1/dimensions", "/v1/measures", "/openapi.json", "/docs", "/healthz", "/readyz", "/metrics", "/")
        free = [await client.get(path) for path in paths]
        tag = (await client.get(COMPANIES)).headers["etag"]
        refused = await client.get(COMPANIES, headers={"If-None-Match": tag})

    assert [answer.status_code for answer in free] == [200] * len(paths)
    assert not any("ratelimit" in answer.headers for answer in free)
    assert refused.status_code == 429

    async with limited(shipped_database, tmp_path, rate_limit="2/minute") as client:
        first = await client.get(COMPANIES)
        unchanged = [await client.get(COMPANIES, headers={"If-None-Match": tag}) for _ in range(3)]
        preflight = await client.options(COMPANIES)

    assert first.headers["ratelimit"].startswith('"default";r=1;')
    assert [answer.status_code for answer in unchanged] == [304] * 3
    assert all(answer.headers["ratelimit"].startswith('"default";r=1;') for answer in unchanged)
    assert "ratelimit" not in preflight.headers


async def test_a_heavy_format_counts_five_times_and_a_fault_once(shipped_database: URL, tmp_path: Path) -> None:
    async with limited(shipped_database, tmp_path, rate_limit="10/hour") as client:
        fault = await client.get("/v1/companies?colour=red")
        heavy = await client.get("/v1/unicorns.xlsx")

    assert (fault.status_code, heavy.status_code) == (400, 200)
    assert fault.headers["ratelimit"].startswith('"default";r=9;')
    assert heavy.headers["ratelimit"].startswith('"default";r=4;')
    assert heavy.headers["ratelimit-policy"] == '"default";q=10;w=3600'


async def test_clients_are_counted_one_by_one_and_only_a_trusted_proxy_speaks_for_others(
    shipped_database: URL, tmp_path: Path
) -> None:
    behind = [{"Forwarded": f"for=198.51.100.{n}"} for n in (1, 1, 2)]
    async with limited(
        shipped_database, tmp_path, rate_limit="1/minute", trusted_proxies="10.0.0.0/8", client="10.1.2.3"
    ) as client:
        trusted = [(await client.get(COMPANIES, headers=headers)).status_code for headers in behind]
    async with limited(shipped_database, tmp_path, rate_limit="1/minute", client="10.1.2.3") as client:
        made_up = [(await client.get(COMPANIES, headers=headers)).status_code for headers in behind]

    assert trusted == [200, 429, 200]
    assert made_up == [200, 429, 429]


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("x" * 500, "x" * 64),
    ],
)
def test_an_ipv6_network_of_one_subscriber_is_one_client(address: str, key: str) -> None:
    assert key_of(address) == key


@pytest.mark.parametrize(
    ("forwarded", "client"),
    [
        (b"for=192.0.2.60;proto=http;by=203.0.113.43", "192.0.2.60"),
        (b'For="[2001:db8:cafe::17]:4711"', "2001:db8:cafe::/64"),
        (b"for=6.6.6.6, for=192.0.2.43:80, for=10.0.0.9", "192.0.2.43"),
        (b"for=10.0.0.9", "10.0.0.1"),
        (b"for=unknown", "unknown"),
        (b";;;=,,", "10.0.0.1"),
    ],
)
def test_the_last_address_that_is_no_proxy_of_ours_is_the_client(forwarded: bytes, client: str) -> None:
    scope = {"client": ("10.0.0.1", 1), "headers": [(b"forwarded", forwarded)]}

    assert Clients("10.0.0.0/8, 172.16.0.1").of(scope) == client


def test_a_request_without_a_peer_has_a_client_too() -> None:
    assert Clients("").of({"client": None, "headers": []}) == "unknown"


async def test_a_window_ends_and_the_oldest_clients_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    windows = Windows(most_clients=3)
    now = [100.0]
    monkeypatch.setattr("app.web.front.windows.time.monotonic", lambda: now[0])

    for name in ("a", "a", "b"):
        await windows.incr(name, 60)
    assert [await windows.get(name) for name in ("a", "b", "c")] == [2, 1, 0]

    now[0] += 61
    assert await windows.get("a") == 0
    for name in ("c", "d", "e", "f"):
        await windows.incr(name, 60)
    assert list(windows.spent) == ["d", "e", "f"]
    await windows.clear("d")
    assert (await windows.check(), await windows.reset(), windows.spent) == (True, 2, {})


def test_a_rate_or_a_place_that_means_nothing_is_refused_at_the_start() -> None:
    for name, value, said in (
        ("rate_limit", "often", "often is no rate such as 600/minute"),
        ("rate_limit_url", "mysql://x", "it is no address such as redis://host:6379"),
        ("rate_limit_url", "redis://host", "it is no address such as redis://host:6379"),
        ("trusted_proxies", "10.0.0.0/8, proxy", "proxy is no address and no network such as 10.0.0.0/8"),
    ):
        with pytest.raises(ValueError, match=re.escape(said)):
            load({name: value})


async def test_while_the_shared_place_is_away_each_process_counts_alone_and_says_so_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    budget = budget_of(load({"rate_limit": "3/minute", "rate_limit_url": f"redis://127.0.0.1:{free_port()}"}))
    assert budget is not None

    with caplog.at_level(logging.WARNING, "betech.web"):
        for _ in range(2):
            await budget.spend("a", 1)
            budget.away_until -= 60  # as if it were time to look again
        left = await budget.left("a")

    assert left.quota == 1
    assert [record.message for record in caplog.records if record.name == "betech.web"] == [
        "the shared rate limits cannot be reached, each process counts alone: StorageError"
    ]


async def test_processes_that_share_a_redis_count_together() -> None:
    shared = FakeServer()
    storages = [
        RedisStorage(
            "async+redis://there:6379",
            implementation="redispy",
            connection_pool=FakeAsyncRedis(server=shared).connection_pool,  # type: ignore[arg-type] # passed on as it is
        )
        for _ in range(2)
    ]
    budgets = [Budget(parse("3/minute"), storage) for storage in storages]
    for budget in budgets:
        await budget.spend("192.0.2.1", 1)

    left = [await budget.left("192.0.2.1") for budget in budgets]

    assert [entry.quota for entry in left] == [1, 1]
    assert all(0 < entry.seconds <= 60 for entry in left)


@pytest.mark.parametrize("jump", [-86_400, 86_400])
async def test_a_clock_that_jumps_changes_no_window(monkeypatch: pytest.MonkeyPatch, jump: int) -> None:
    budget = Budget(parse("3/minute"))
    await budget.spend("a", 1)
    now = time.time()
    monkeypatch.setattr("app.web.front.rates.time.time", lambda: now + jump)

    left = await budget.left("a")

    assert left.quota == 2
    assert 0 < left.seconds <= 60
