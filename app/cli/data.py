"""Commands on the data: migrate, import, export, delete, merge, status."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn
from sqlalchemy import Connection
from sqlalchemy.engine import URL

from app.database.engine import database, transaction
from app.database.schema import migrate as migrate_schema
from app.errors import CommandFailure, ImportFailure
from app.imports.dataset import load_shipped
from app.imports.export import export_blocks, export_table
from app.imports.files import files_in, table_named
from app.imports.load import Order, import_files
from app.imports.locking import take_turn
from app.imports.messages import fault_lines, status_lines, summary_lines, withdrawal_lines
from app.imports.prepare import prepare as prepare_cells
from app.imports.release import write_release
from app.imports.revisions import author_name
from app.imports.status import read_status
from app.imports.withdraw import merge as merge_rows
from app.imports.withdraw import withdraw
from app.settings import Settings, with_settings

commands = typer.Typer(rich_markup_mode=None)

Author = Annotated[
    str | None,
    typer.Option("--author", help="Who makes the revision; by default the user of the system.", envvar="BETECH_AUTHOR"),
]
TableName = Annotated[str, typer.Argument(metavar="TABLE", help="Table, such as funding-rounds.")]


def prepare(settings: Settings, url: URL) -> Iterator[str]:
    """Bring the schema and the shipped dataset up to date, release what came in, and say in lines what was done."""
    applied = migrate_schema(url)
    if applied:
        yield f"schema brought to {applied[-1]}"
    with transaction(url) as connection:
        summary = load_shipped(connection)
        prepare_cells(connection)
    if summary is not None:
        yield from summary_lines(summary)
        yield released(url, settings.data_dir)


def released(url: URL, data_dir: Path) -> str:
    """Write the release of the newest revision and say where it is."""
    with transaction(url) as connection:
        found = write_release(connection, data_dir)
    return f"release {found.version} {'written to' if found.made else 'is already in'} {found.directory}"


@contextmanager
def opened(settings: Settings, *, writes: bool = True) -> Iterator[Connection]:
    """Open the one transaction of a command on a prepared database: kept at the end, undone when it raises.

    Of the commands that write, one is at work at a time; the others say that they wait.
    """
    with with_faults_told(), database(settings) as url:
        say(prepare(settings, url), err=True)
        with transaction(url) as connection:
            if writes:
                take_turn(connection, lambda: say(["another import is at work; waiting for it to end"], err=True))
            yield connection


@contextmanager
def with_faults_told() -> Iterator[None]:
    """Let the failure of an import carry a line for each fault."""
    try:
        yield
    except ImportFailure as failure:
        failure.details = tuple(fault_lines(failure.faults, failure.count))
        raise


def say(lines: Iterable[str], *, err: bool = False) -> None:
    """Print lines."""
    for line in lines:
        typer.echo(line, err=err)


@commands.command()
@with_settings("data_dir", "database_url")
def migrate(settings: Settings) -> None:
    """Bring the schema of the database and the shipped dataset to the newest version."""
    with with_faults_told(), database(settings) as url:
        say(list(prepare(settings, url)) or ["schema and dataset are at the newest version already"])


@commands.command("import")
@with_settings("data_dir", "database_url")
def import_(
    settings: Settings,
    what: Annotated[
        str, typer.Argument(metavar="TABLE|FILE|DIR", help="Table, or a directory of files named after theirs.")
    ],
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="CSV or .xlsx file with the rows.")] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Why; needed when stored rows change.")] = None,
    report: Annotated[
        Path | None, typer.Option("--report", help="Write every fault to this file, .csv or .json.", dir_okay=False)
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and count, but write nothing.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse what is only doubtful too.")] = False,
    author: Author = None,
) -> None:
    """Bring in the rows of a file, or of all files of a directory, as one revision or not at all."""
    files = chosen_files(what, file)
    with opened(settings) as connection, progress_bar() as show:
        order = Order(author_name(author), reason, dry_run, strict, report, show)
        summary = import_files(connection, files, order)
    say(summary_lines(summary))


def chosen_files(what: str, file: Path | None) -> list[tuple[str, Path]]:
    """Return the tables and files that the arguments of an import mean.

    Raises:
        CommandFailure: they mean none.

    """
    if file is not None:
        return [(table_named(what), file)]
    path = Path(what)
    if path.is_dir():
        return files_in(path)
    if path.is_file():
        return [(table_named(path.stem), path)]
    raise CommandFailure(
        f"{what} is neither a directory nor a file; say: betech import TABLE FILE, or betech import DIR"
    )


@contextmanager
def progress_bar() -> Iterator[Any]:
    """Show how far the files are read, where somebody watches."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        tasks: dict[str, TaskID] = {}

        def show(file: str, done: int, total: int) -> None:
            if file not in tasks:
                tasks[file] = progress.add_task(file, total=total)
            progress.update(tasks[file], completed=done)

        yield show


@commands.command()
@with_settings("data_dir", "database_url")
def export(
    settings: Settings,
    table: TableName,
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="CSV file to write; without it: standard output.")
    ] = None,
) -> None:
    """Write a table as the CSV that import reads back without a change."""
    name = table_named(table)
    with opened(settings, writes=False) as connection:
        if file is not None:
            export_table(connection, name, file)
        else:
            for block in export_blocks(connection, name):
                sys.stdout.buffer.write(block)
            sys.stdout.buffer.flush()


@commands.command()
@with_settings("data_dir", "database_url")
def delete(
    settings: Settings,
    table: TableName,
    key: Annotated[str, typer.Argument(metavar="ID", help="Id of the row.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; the withdrawn id answers with it.")],
    author: Author = None,
) -> None:
    """Withdraw a row to which no other refers; its history stays."""
    with opened(settings) as connection:
        summary = withdraw(connection, table_named(table), key, author=author_name(author), reason=reason)
    say(withdrawal_lines(summary))


@commands.command()
@with_settings("data_dir", "database_url")
def merge(
    settings: Settings,
    table: TableName,
    old: Annotated[str, typer.Argument(metavar="OLD_ID", help="Id of the row that goes.")],
    into: Annotated[str, typer.Argument(metavar="INTO_ID", help="Id of the row that stays.")],
    reason: Annotated[str, typer.Option("--reason", help="Why both are the same.")],
    author: Author = None,
) -> None:
    """Merge a row into another: what referred to it refers to the other, its id leads there."""
    with opened(settings) as connection:
        summary = merge_rows(connection, table_named(table), old, into, author=author_name(author), reason=reason)
    say(withdrawal_lines(summary))


@commands.command()
@with_settings("data_dir", "database_url")
def release(settings: Settings) -> None:
    """Write the bulk files of the newest revision, which then never change; they are served under /v1/releases."""
    with database(settings) as url:
        say(prepare(settings, url), err=True)
        typer.echo(released(url, settings.data_dir))


@commands.command()
@with_settings("data_dir", "database_url", "host", "port", "public_url")
def status(settings: Settings) -> None:
    """Say which database, schema, revision and dataset are in use, and how many rows each table has."""
    with database(settings) as url, transaction(url) as connection:
        found = read_status(connection)
        embedded = f"embedded in {settings.data_dir}"
        place = embedded if settings.database_url is None else url.render_as_string()
    say(status_lines(found, place, settings.public_url or f"http://{settings.host}:{settings.port}"))
