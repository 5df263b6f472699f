"""A service of two processes on a PostgreSQL of its own, and a quiet application that knows what is right."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy.engine import URL

from app.main import create_app
from app.settings import Settings
from tests.cli.service import Service, serving
from tests.faults.load import Expected
from tests.faults.server import Server

# Short times, so that what must end ends within a test.
BOUNDS = {
    "BETECH_WORKERS": "2",
    "BETECH_STATEMENT_TIMEOUT_SECONDS": "5",
    "BETECH_REQUEST_SECONDS": "20",
    "BETECH_MAX_CONNECTIONS": "500",
}


@dataclass
class World:
    """A database, the service on it, and what its answers should be."""

    server: Server
    service: Service
    quiet: httpx.AsyncClient
    expected: Expected

    async def revise(self) -> int:
        """Make a revision and note what is right in it."""
        number = self.server.revise()
        await self.expected.note(self.quiet, number)
        return number


def plain(url: URL) -> str:
    """Return an address as the environment holds it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture(scope="package")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the shipped dataset."""
    made = Server(tmp_path_factory.mktemp("faulty"))
    made.prepare()
    yield made
    made.stop()


@pytest.fixture(scope="package")
async def quiet(patient: Server, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[httpx.AsyncClient]:
    """An application without a cache that nobody else asks; it reads as the owner, to whom no fault happens."""
    settings = Settings(
        DATABASE_URL=SecretStr(plain(patient.owner)),
        cache_mb=0,
        data_dir=tmp_path_factory.mktemp("data"),
        mcp=False,
        log_level="error",
    )
    app = create_app(settings)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://betech.test") as client,
    ):
        yield client


@pytest.fixture(scope="package")
def service(patient: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service that faults happen to."""
    directory: Path = tmp_path_factory.mktemp("faulty-output")
    given = BOUNDS | {"DATABASE_URL": plain(patient.reader), "BETECH_DATA_DIR": str(directory / "data")}
    with serving(directory, **given) as running:
        yield running


@pytest.fixture
async def world(patient: Server, service: Service, quiet: httpx.AsyncClient) -> World:
    """The whole, with the answers of the revision that holds now known."""
    made = World(patient, service, quiet, Expected())
    await made.expected.note(quiet, patient.revision)
    return made
