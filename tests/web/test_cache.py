"""The cache in front changes nothing but the time that an answer takes."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from sqlalchemy.engine import URL

from app.main import create_app
from app.settings import Settings
from app.web.application import Application, operations
from app.web.cache import MOST_SPELLINGS, Cache
from app.web.freshness import Freshness
from app.web.metrics import Metrics

PATHS = [
    operation.path.format(**{name: part.example for name, part in operation.path_parameters.items()})
    for operation in operations(Settings())
]


@pytest.fixture(scope="module")
async def plain_app(shipped_database: URL, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[FastAPI]:
    """The same application without a cache."""
    url = SecretStr(shipped_database.render_as_string(hide_password=False))
    app = create_app(Settings(DATABASE_URL=url, cache_mb=0, data_dir=tmp_path_factory.mktemp("data")))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def plain(plain_app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application without a cache."""
    transport = httpx.ASGITransport(plain_app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://betech.test") as asking:
        yield asking


def told(answer: httpx.Response) -> tuple[Any, ...]:
    """Return all that an answer says, but for its request's id and what the cache says of itself."""
    own = {name: value for name, value in answer.headers.items() if name not in ("x-request-id", "cache-status")}
    body = answer.content
    if answer.status_code >= 400:  # a problem names its request, so that its compressed length differs
        del own["content-length"]
        body = b"".join(part for part in body.split(b",") if b"request_id" not in part)
    return answer.status_code, own, body


@pytest.mark.parametrize("path", PATHS)
async def test_every_route_answers_alike_with_and_without_the_cache(
    client: httpx.AsyncClient, plain: httpx.AsyncClient, path: str
) -> None:
    expected = told(await plain.get(path))

    for _ in range(2):
        assert told(await client.get(path)) == expected


async def test_the_second_answer_is_a_hit_and_says_so(client: httpx.AsyncClient) -> None:
    path, headers = "/v1/companies?q=collibra&limit=7", {"Accept-Encoding": "identity"}
    await client.get(path, headers=headers)
    answer = await client.get(path, headers=headers)
    head = await client.head(path, headers=headers)
    held = await client.get(path, headers={**headers, "If-None-Match": answer.headers["etag"]})

    assert answer.headers["cache-status"] == "betech; hit"
    assert (head.content, head.headers["content-length"]) == (b"", str(len(answer.content)))
    assert (held.status_code, held.content, held.headers["etag"]) == (304, b"", answer.headers["etag"])


async def test_a_problem_is_never_kept(client: httpx.AsyncClient) -> None:
    for _ in range(2):
        answer = await client.get("/v1/companies?colour=red")

        assert (answer.status_code, answer.headers.get("cache-status")) == (400, "betech; fwd=miss")


async def test_languages_formats_and_encodings_are_kept_apart(client: httpx.AsyncClient) -> None:
    path = "/v1/dimensions/region"
    for language in ("nl", "fr", "nl"):
        answer = await client.get(path, headers={"Accept-Language": language, "Accept-Encoding": "gzip"})
        assert (answer.headers["content-language"], answer.headers["content-encoding"]) == (language, "gzip")
    answer = await client.get(path, headers={"Accept-Language": "nl", "Accept-Encoding": "identity"})
    assert "content-encoding" not in answer.headers


PIECES = st.sampled_from(
    [
        "region=BE2",
        "region=flanders",
        "REGION=BE2",
        "region=be2,BE1",
        "region=BE1&region=BE2",
        "year=2020%3A2022",
        "year=2020:2022",
        "limit=100",
        "limit=5",
        "limit=0",
        "sort=-amount_eur",
        "sort=",
        "fields=id,amount_eur",
        "labels=both",
        "lang=nl",
        "lang=xx",
        "format=csv",
        "format=json",
        "%66ormat=json",
        "q=a%20b",
        "q=a+b",
        "data_version=1",
        "as_of=2020-01-01",
        "nothing=1",
        "%ff=1",
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(PIECES, max_size=4), slash=st.sampled_from(["", "/", ".csv"]))
async def test_no_spelling_of_a_question_makes_the_cache_answer_otherwise(
    client: httpx.AsyncClient, plain: httpx.AsyncClient, pieces: list[str], slash: str
) -> None:
    address = f"/v1/funding-rounds{slash}?{'&'.join(pieces)}"

    expected = told(await plain.get(address))

    assert told(await client.get(address)) == expected
    assert told(await client.get(address)) == expected


class Counting:
    """An application that counts how often it is asked, and takes its time."""

    def __init__(self, body: bytes = b"[]") -> None:
        self.asked = 0
        self.body = body

    async def __call__(self, _scope: Any, _receive: Any, send: Any) -> None:
        """Answer every request alike."""
        self.asked += 1
        await asyncio.sleep(0.01)
        headers = [(b"etag", b'"1-a"'), (b"cache-control", b"public")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


@pytest.fixture
def fresh() -> Freshness:
    """A freshness that has seen revision 1."""
    freshness = Freshness(1)
    freshness.state = (1, "then")
    return freshness


async def ask(app: Any, path: str) -> int:
    """Ask an application and return the status of its answer."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://betech.test") as client:
        return (await client.get(path)).status_code


async def test_many_clients_on_one_question_make_one_flight(fresh: Freshness) -> None:
    counting = Counting()
    cache = Cache(counting, fresh, Metrics(), 1_000_000)

    await asyncio.gather(*(ask(cache, "/v1/x") for _ in range(64)))

    assert counting.asked == 1


async def test_a_new_revision_empties_the_cache(fresh: Freshness) -> None:
    counting = Counting()
    cache = Cache(counting, fresh, Metrics(), 1_000_000)

    await ask(cache, "/v1/x")
    fresh.state = (2, "now")
    await ask(cache, "/v1/x")

    assert counting.asked == 2


async def test_the_cache_never_outgrows_its_bound(fresh: Freshness) -> None:
    cache = Cache(Counting(b"x" * 10_000), fresh, Metrics(), 100_000)

    for number in range(30):
        await ask(cache, f"/v1/{number}")

    assert cache.bytes <= 100_000
    assert len(cache.kept) == 9


async def test_an_answer_that_is_too_long_passes_through(fresh: Freshness) -> None:
    cache = Cache(Counting(b"x" * 50_000), fresh, Metrics(), 100_000)

    assert await ask(cache, "/v1/x") == 200
    assert not cache.kept


async def asked_with(app: Any, path: str, *headers: tuple[str, str]) -> httpx.Response:
    """Ask an application with exactly these headers beside the host, and return its answer."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://betech.test") as client:
        request = client.build_request("GET", path)
        request.headers = httpx.Headers([("host", "betech.test"), *headers])
        return await client.send(request)


SPELLINGS = [
    "/v1/funding-rounds?region=BE2&year=2020:2022&limit=5",
    "/v1/funding-rounds/?limit=5&year=2020%3A2022&region=BE2",
    "/v1/funding-rounds.json?year=2020:2022&region=BE2&limit=5",
    "/v1/funding-rounds?%72egion=BE2&format=json&lang=en&year=2020:2022&limit=5&labels=code",
]


async def test_one_question_in_many_spellings_is_kept_once(client: httpx.AsyncClient, app: Application) -> None:
    cache = app.front
    assert isinstance(cache, Cache)
    cache.forget()

    answers = [await client.get(path, headers={"Accept-Encoding": "identity"}) for path in SPELLINGS]

    assert len(cache.kept) == 1
    assert len({answer.content for answer in answers}) == 1
    assert [answer.headers["cache-status"] for answer in answers] == ["betech; fwd=miss", *["betech; hit"] * 3]


async def test_spellings_of_an_answer_are_bounded(fresh: Freshness) -> None:
    cache = Cache(Counting(), fresh, Metrics(), 1_000_000, lambda scope: ("one", scope))

    for number in range(100):
        await ask(cache, f"/v1/x?{number}")

    assert (len(cache.kept), len(cache.ready)) == (1, MOST_SPELLINGS)
    assert cache.bytes == sum(kept.size for kept in cache.kept.values())


async def test_a_flood_of_questions_does_not_drive_out_what_is_asked_again(fresh: Freshness) -> None:
    counting = Counting(b"x" * 1_000)
    cache = Cache(counting, fresh, Metrics(), 100_000)

    for number in range(300):
        await ask(cache, "/v1/usual")
        await ask(cache, f"/v1/junk/{number}")

    assert counting.asked == 301
    assert cache.bytes <= 100_000


async def test_what_is_no_longer_asked_makes_room(fresh: Freshness) -> None:
    cache = Cache(Counting(b"x" * 10_000), fresh, Metrics(), 100_000)

    for number in range(9):
        for _ in range(2):
            await ask(cache, f"/v1/former/{number}")
    for number in range(18):
        await ask(cache, f"/v1/present/{number}")

    assert all("present" in spelling[0] for spelling in cache.ready)


@pytest.mark.parametrize("name", ["accept", "accept-language", "accept-encoding", "if-none-match", "x-request-id"])
async def test_a_header_that_says_two_things_is_not_looked_up(fresh: Freshness, name: str) -> None:
    counting = Counting()
    cache = Cache(counting, fresh, Metrics(), 1_000_000)

    for second in ("b", "c"):
        await asked_with(cache, "/v1/x", (name, "a"), (name, second))

    assert (counting.asked, len(cache.kept)) == (2, 0)


async def test_the_last_of_two_headers_never_answers_for_the_first(
    client: httpx.AsyncClient, app: Application, plain: httpx.AsyncClient
) -> None:
    await asked_with(app, "/v1/dimensions/region", ("accept-language", "fr"))

    answer = await asked_with(app, "/v1/dimensions/region", ("accept-language", "nl"), ("accept-language", "fr"))

    assert answer.headers["content-language"] == "nl"


async def test_request_ids_are_given_back_or_made_and_never_twice(fresh: Freshness) -> None:
    cache = Cache(Counting(), fresh, Metrics(), 1_000_000)
    await asked_with(cache, "/v1/x")

    given = await asked_with(cache, "/v1/x", ("x-request-id", "mine-12345"))
    made = [(await asked_with(cache, "/v1/x")).headers["x-request-id"] for _ in range(50)]
    unsound = await asked_with(cache, "/v1/x", ("x-request-id", "mine 12345"))

    assert given.headers["x-request-id"] == "mine-12345"
    assert len(set(made)) == 50
    assert unsound.headers.get("cache-status") != "betech; hit"


async def test_what_one_client_breaks_off_is_asked_anew_for_those_who_wait(fresh: Freshness) -> None:
    class Broken(Counting):
        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            if not self.asked:
                self.asked += 1
                await asyncio.sleep(0.01)
                raise ConnectionError
            await super().__call__(scope, receive, send)

    broken = Broken()
    cache = Cache(broken, fresh, Metrics(), 1_000_000)

    answers = await asyncio.gather(*(ask(cache, "/v1/x") for _ in range(3)), return_exceptions=True)

    assert [answer for answer in answers if isinstance(answer, int)] == [200, 200]


async def test_hits_are_counted_by_status(fresh: Freshness) -> None:
    metrics = Metrics()
    cache = Cache(Counting(), fresh, metrics, 1_000_000)
    for _ in range(5):
        await asked_with(cache, "/v1/x")
    await asked_with(cache, "/v1/x", ("if-none-match", 'W/"1-a", "other"'))

    assert b'betech_cache_hits_total{status="200"} 4.0' in metrics.text()
    assert b'betech_cache_hits_total{status="304"} 1.0' in metrics.text()


async def test_an_answer_while_the_database_is_away_says_so(fresh: Freshness) -> None:
    cache = Cache(Counting(), fresh, Metrics(), 1_000_000)
    await asked_with(cache, "/v1/x")
    fresh.doubtful = True

    answer = await asked_with(cache, "/v1/x")

    assert answer.headers["cache-status"] == "betech; hit; detail=database-away"


PARAMETERS = st.sampled_from(
    [
        *("region=BE2", "region=flanders", "REGION=BE2", "region=be2,BE1", "region=BE1&region=BE2", "%72egion=BE2"),
        *("year=2020%3A2022", "year=2020:2022", "year=2022:2020", "year=", "group_by=region,year", "group_by=year"),
        *("group_by=region%2Cyear", "group_by=colour", "measures=count", "measures=sum,count", "measures=count,sum"),
        *("fill=none", "lang=fr", "lang=en", "labels=code", "labels=both", "format=csv", "format=json", "format=xml"),
        *("sort=-count", "limit=5", "limit=05", "data_version=1", "stage=seed%20", "stage=seed", "&", "=", "%zz=1"),
    ]
)
HEADER_VALUES = {
    "accept": ["*/*", "text/csv", "application/json", "text/html", "image/svg+xml;q=0.9, */*;q=0.1", "nothing/known"],
    "accept-language": ["nl", "fr-BE, nl;q=0.5", "de;q=x", "en", "xx"],
    "accept-encoding": ["gzip", "br", "zstd", "identity", "gzip, br", "br;q=0, gzip", "*", "GZIP", ""],
    "if-none-match": ["*", '"never"'],
    "range": ["bytes=0-9"],
}
HEADERS = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in HEADER_VALUES.items()})


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(["/v1/aggregates/funding-rounds", "/v1/funding-rounds", "/v1/dimensions/region", "/v1/none"]),
    slash=st.sampled_from(["", "/", ".csv", ".json", ".pdf"]),
    pieces=st.lists(PARAMETERS, max_size=4),
    headers=st.lists(HEADERS, min_size=2, max_size=3),
    method=st.sampled_from(["GET", "GET", "GET", "HEAD"]),
)
async def test_no_request_is_answered_otherwise_because_of_those_before(
    client: httpx.AsyncClient,
    plain: httpx.AsyncClient,
    path: str,
    slash: str,
    pieces: list[str],
    headers: list[dict[str, str]],
    method: str,
) -> None:
    for asked in (pieces, list(reversed(pieces))):
        address = f"{path}{slash}?{'&'.join(asked)}"
        for given_headers in (*headers, *headers):
            expected = await plain.request(method, address, headers=given_headers)
            answer = await client.request(method, address, headers=given_headers)

            assert told(answer) == told(expected)
            if answer.status_code >= 400:
                assert answer.headers.get("cache-status") != "betech; hit"


async def test_who_takes_an_answer_slowly_holds_up_nobody_who_asks_the_same(
    fresh: Freshness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.web.cache.FLIGHT_SECONDS", 0.01)
    cache = Cache(Counting(), fresh, Metrics(), 1_000_000)
    scope = {"type": "http", "method": "GET", "path": "/v1/x", "query_string": b"", "headers": []}
    taken = asyncio.Event()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    async def slowly(_message: Any) -> None:
        await taken.wait()

    slow = asyncio.create_task(cache(scope, receive, slowly))
    await asyncio.sleep(0)

    assert await ask(cache, "/v1/x") == 200

    taken.set()
    await slow
