"""A running service with a release, on a port of its own, for the clients that others wrote."""

import threading
from collections.abc import Iterator

import pytest
import uvicorn
from pydantic import SecretStr
from sqlalchemy.engine import URL

from app.database.engine import transaction
from app.imports.release import write_release
from app.main import create_app
from app.settings import Settings
from tests.conftest import new_database

# What an analyst asks first; every client reads these cells and adds them up.
CUBE = "/v1/aggregates/funding-rounds"
QUESTION = "group_by=region,year&measures=sum&year=2019:2024"


@pytest.fixture(scope="session")
def site(server: URL, shipped_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the service over the shipped data."""
    database = new_database(server, "clients", shipped_template)
    data_dir = tmp_path_factory.mktemp("clients")
    with transaction(database) as connection:
        write_release(connection, data_dir)
    listening = uvicorn.Config("unused", port=0).bind_socket()
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    settings = Settings(
        DATABASE_URL=SecretStr(database.render_as_string(hide_password=False)), data_dir=data_dir, public_url=address
    )
    running = uvicorn.Server(uvicorn.Config(create_app(settings), log_level="warning", lifespan="on"))
    thread = threading.Thread(target=running.run, args=([listening],), daemon=True)
    thread.start()
    while not running.started:
        thread.join(0.05)
        assert thread.is_alive(), "the server did not start"
    yield address
    running.should_exit = True
    thread.join(30)
