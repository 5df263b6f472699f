"""The command that serves: it readies the database in a process of its own and looks after the server processes."""

import logging.config
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

import typer
from sqlalchemy.engine import URL

import app
from app.database.engine import database, may_write, newest_schema, read_address, transaction
from app.database.health import find_state
from app.database.roles import reader_of
from app.errors import DatabaseFailure, SettingFailure
from app.imports.shipped import digest
from app.settings import Settings, as_environment, with_settings
from app.web.front import server
from app.web.front.logs import log_config

PACKAGE = Path(app.__file__).resolve().parent

commands = typer.Typer(rich_markup_mode=None)


@commands.command()
@with_settings()
def serve(settings: Settings) -> None:
    """Start the database, bring schema and dataset up to date, and serve."""
    signal.signal(signal.SIGTERM, leave)
    logging.config.dictConfig(log_config(settings))
    with server.take_port(settings) as listening, database(settings, keep=True) as url:
        read_address(settings, url)  # refuse a wrong one here, in one line
        address = plain(url)
        ready(settings, url, address)
        if settings.database_url is None:
            address = plain(reader_of(url))
        server.run(settings, address, listening, lambda: typer.echo(server.greeting(settings)))


def plain(url: URL) -> str:
    """Return an address as the environment holds it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def leave(number: int, _frame: FrameType | None) -> None:
    """End the command as after Ctrl-C, so that everything that it opened is closed."""
    raise SystemExit(128 + number)


def ready(settings: Settings, url: URL, address: str) -> None:
    """See that the database has the schema and the data, as far as the role may do that.

    Raises:
        SettingFailure: the role may write, and nobody said that it should.
        DatabaseFailure: the role may only read, and the owner has not migrated.

    """
    if settings.database_url is not None and not may_write(url):
        refuse_unprepared(url)
        return
    if settings.database_url is not None and not settings.allow_writer:
        raise SettingFailure(
            f"the role {url.username} of DATABASE_URL may change data; give the service one that may only read, "
            "or set --allow-writer (BETECH_ALLOW_WRITER=true)"
        )
    with transaction(url) as connection:
        state = find_state(connection)
    if (state.schema, state.dataset) != (newest_schema(), digest()):
        prepare(settings, address)


def refuse_unprepared(url: URL) -> None:
    """Raise DatabaseFailure unless the schema is this program's and there are data."""
    with transaction(url) as connection:
        state = find_state(connection)
    if state.schema is not None and state.schema > newest_schema():
        raise DatabaseFailure(
            f"the database has schema {state.schema}, which this version does not know; upgrade betech"
        )
    if state.schema != newest_schema():
        raise DatabaseFailure("the schema is not up to date; run 'betech migrate' as the owner of the database")
    if state.revision is None:
        raise DatabaseFailure("the database holds no data; run 'betech migrate' as the owner of the database")


def prepare(settings: Settings, address: str) -> None:
    """Run `betech migrate` in a process of its own, whose memory goes with it; it says itself what was wrong."""
    environment = os.environ | as_environment(settings) | {"DATABASE_URL": address}
    # This very package, whatever lies in the present directory.
    path = [str(PACKAGE.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    command = [sys.executable, "-P", "-m", PACKAGE.name, "migrate"]
    done = subprocess.run(command, check=False, env=environment | {"PYTHONPATH": os.pathsep.join(path)})  # noqa: S603 - ourselves
    if done.returncode:
        raise SystemExit(done.returncode)
