"""Several services on one PostgreSQL, and one on a replica that lags: each answer is that of one revision, and says which."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.cli.service import Service, serving, wait_until
from tests.faults.conftest import World, plain

PATH = "/v1/companies?limit=5"


@pytest.fixture
def second(world: World, tmp_path: Path) -> Iterator[Service]:
    """Another machine's service on the same database."""
    with serving(tmp_path, DATABASE_URL=plain(world.server.reader), BETECH_DATA_DIR=str(tmp_path / "data")) as running:
        yield running


def seen(service: Service) -> int:
    """Return the revision that a service answers from; its tag and its body agree on it."""
    answer = service.get(PATH)
    version: int = answer.json()["meta"]["data_version"]
    assert answer.headers["etag"].removeprefix("W/").startswith(f'"{version}-')
    return version


def test_two_services_see_a_new_revision_and_give_the_same_bytes(world: World, second: Service) -> None:
    services = (world.service, second)
    assert {seen(service) for service in services} == {world.server.revision}

    number, begun = world.server.revise(), time.monotonic()
    for service in services:
        wait_until(lambda service=service: seen(service) == number)
    print(f"both saw the revision after {time.monotonic() - begun:.2f} s")  # noqa: T201 - what `make torture` is run for

    answers = [service.get(PATH) for service in services]
    assert answers[0].content == answers[1].content
    assert answers[0].headers["etag"] == answers[1].headers["etag"]


def test_a_replica_that_lags_is_answered_from_as_it_stands(world: World, tmp_path: Path) -> None:
    with ExitStack() as stack:
        engine = create_engine(world.server.owner.set(database="template1"), isolation_level="AUTOCOMMIT")
        stack.callback(engine.dispose)
        connection = stack.enter_context(engine.connect())
        connection.execute(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'postgres'"))
        connection.execute(text("CREATE DATABASE replica TEMPLATE postgres STRATEGY file_copy"))
        behind, ahead = world.server.revision, world.server.revise()
        given = {
            "DATABASE_URL": plain(world.server.reader),
            "DATABASE_READ_URL": plain(world.server.reader.set(database="replica")),
            "BETECH_DATA_DIR": str(tmp_path / "data"),
        }
        lagging = stack.enter_context(serving(tmp_path, **given))

        assert seen(lagging) == behind < ahead
        ready = lagging.get("/readyz").json()
        answer = lagging.get(f"/v1/companies?data_version={ahead}")

    assert (ready["status"], ready["data_version"]) == ("ok", behind)
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/no-such-revision")
