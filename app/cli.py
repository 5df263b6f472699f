"""The command line: every command of `betech`, each in one transaction that it keeps or undoes."""

import logging.config
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import typer
from sqlalchemy.engine import URL

from app.database import backup as backups
from app.database.engine import database, may_write, transaction
from app.database.schema import migrate, refuse_unprepared
from app.errors import CommandFailure, SettingFailure
from app.imports.dataset import load_shipped
from app.queries import integrity
from app.settings import Settings, with_settings
from app.web import server
from app.web.logs import log_config

commands = typer.Typer(
    help="The open data service of Belgium's tech ecosystem.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def prepare(url: URL) -> str:
    """Bring the schema and the shipped dataset up to date and say in a line what was done."""
    applied = migrate(url)
    with transaction(url) as connection:
        summary = load_shipped(connection)
    done = [f"schema {applied[-1]}"] if applied else []
    if summary is not None:
        done.append(f"dataset loaded as data version {summary.revision}")
    return ", ".join(done)


@commands.command()
@with_settings()
def serve(settings: Settings) -> None:
    """Start the database, bring schema and dataset up to date, and serve."""
    run_service(settings, prepare=prepare)


@commands.command()
@with_settings("data_dir", "database_url")
def backup(file: Path, settings: Settings) -> None:
    """Write the whole database, former rows included, to FILE; the service may go on."""
    with database(settings) as url:
        size = backups.backup(url, file)
    typer.echo(f"{file}: {size / 1e6:.1f} MB")


@commands.command()
@with_settings("data_dir", "database_url")
def restore(file: Path, settings: Settings) -> None:
    """Put what a backup holds in the place of what the database holds, all or nothing; stop the service before."""
    with database(settings) as url:
        backups.restore(url, file)
        applied = migrate(url)
    typer.echo(f"restored from {file}" + (f"; schema brought to {applied[-1]}" if applied else ""))


@commands.command()
@with_settings("data_dir", "database_url")
def check(settings: Settings) -> None:
    """Look for faults across tables: missing or unused sources, impossible dates, amounts that changed by ten."""
    with database(settings) as url, transaction(url) as connection:
        findings = integrity.check(connection)
    for finding in findings:
        typer.echo(f"{finding.severity}: {finding.check}: {finding.table} {finding.id}: {finding.detail}")
    errors = sum(finding.severity == "error" for finding in findings)
    typer.echo(f"{len(integrity.CHECKS)} checks, {errors} errors, {len(findings) - errors} warnings")
    if errors:
        raise typer.Exit(1)


def run_service(settings: Settings, prepare: Callable[[URL], str]) -> None:
    """Serve until a signal comes; `prepare` readies the database before and says in a line what it did."""
    signal.signal(signal.SIGTERM, leave)
    logging.config.dictConfig(log_config(settings))
    with server.take_port(settings) as listening, database(settings, keep=True) as url:
        if settings.database_url is not None and not may_write(url):
            refuse_unprepared(url)
        elif settings.database_url is not None and not settings.allow_writer:
            raise SettingFailure(
                f"the role {url.username} of DATABASE_URL may change data; give the service one that may only read, "
                "or set --allow-writer (BETECH_ALLOW_WRITER=true)"
            )
        else:
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
        commands(prog_name="betech")
    except CommandFailure as failure:
        typer.echo(f"betech: {failure}", err=True)
        sys.exit(1)
