"""The command line: every command of `betech`, each in one transaction that it keeps or undoes."""

import signal
import sys
from collections.abc import Callable
from types import FrameType

import typer
from sqlalchemy.engine import URL

from app.database.engine import database
from app.database.schema import migrate
from app.errors import CommandFailure
from app.settings import Settings, with_settings
from app.web import server

commands = typer.Typer(
    help="The open data service of Belgium's tech ecosystem.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def migrate_alone(url: URL) -> str:
    """Bring the schema to the newest version."""
    applied = migrate(url)
    return f"schema {applied[-1]}" if applied else ""


@commands.command()
@with_settings()
def serve(settings: Settings) -> None:
    """Start the database, bring schema and dataset up to date, and serve."""
    run_service(settings, prepare=migrate_alone)


@commands.command()
def version() -> None:
    """Print the version of the program."""
    typer.echo("1.0.0")


def run_service(settings: Settings, prepare: Callable[[URL], str]) -> None:
    """Serve until a signal comes; `prepare` readies the database before and says in a line what it did."""
    signal.signal(signal.SIGTERM, leave)
    with server.take_port(settings) as listening, database(settings) as url:
        done = prepare(url)
        if done:
            typer.echo(done)
        address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        server.run(settings, address, listening, lambda: typer.echo(server.greeting(settings)))


def leave(number: int, _frame: FrameType | None) -> None:
    """End the command as after Ctrl-C, so that everything that it opened is closed."""
    raise SystemExit(128 + number)


def main() -> None:
    """Run the command line; an expected failure is one line on standard error and a status that is not 0."""
    try:
        commands()
    except CommandFailure as failure:
        print(f"betech: {failure}", file=sys.stderr)  # noqa: T201 - the command line's own output
        sys.exit(1)
