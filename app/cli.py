"""The command `betech`: each command opens the one transaction in which its work is kept or undone."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn
from sqlalchemy import Connection
from sqlalchemy.engine import URL

from app.database.engine import database, transaction
from app.database.engine import migrate as migrate_database
from app.errors import CommandFailure, ImportFailure, SettingFailure
from app.imports.dataset import load_shipped
from app.imports.export import export_blocks, export_table
from app.imports.files import files_in, table_named
from app.imports.load import Order, import_files
from app.imports.messages import fault_lines, status_lines, summary_lines, withdrawal_lines
from app.imports.revisions import author_name
from app.imports.status import read_status
from app.imports.withdraw import merge as merge_rows
from app.imports.withdraw import withdraw
from app.settings import Settings, describe

FLAGS = {row["name"]: row for row in describe()}

betech = typer.Typer(
    name="betech",
    help="The open data API of Belgium's tech ecosystem.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def flag(name: str) -> Any:
    """Return the command-line flag of a setting, described as the setting is."""
    row = FLAGS[name]
    return typer.Option(
        row["flag"], help=row["description"], envvar=row["variable"], show_default=row["default"] or False
    )


DataDir = Annotated[Path | None, flag("data_dir")]
DatabaseUrl = Annotated[str | None, flag("database_url")]
Author = Annotated[
    str | None,
    typer.Option("--author", help="Who makes the revision; by default the user of the system.", envvar="BETECH_AUTHOR"),
]
TableName = Annotated[str, typer.Argument(metavar="TABLE", help="Table, such as funding-rounds.")]


def read_settings(**given: Any) -> Settings:
    """Return the settings of the environment, with those given as flags before them.

    Raises:
        SettingFailure: a value is not allowed.

    """
    chosen = {FLAGS[name]["variable"] if name == "database_url" else name: value for name, value in given.items()}
    try:
        return Settings(**{name: value for name, value in chosen.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).lower()
        raise SettingFailure(f"setting {name}: {first['msg']} (given: {first['input']!r})") from error


@contextmanager
def opened(settings: Settings) -> Iterator[URL]:
    """Give the address of the database for the time of the block, its schema and the shipped dataset up to date."""
    with database(settings) as url:
        migrate_database(url)
        bring_dataset(url)
        yield url


def bring_dataset(url: URL) -> None:
    """Load the shipped dataset unless it is there, and say on standard error what that did."""
    with transaction(url) as connection:
        summary = load_shipped(connection)
    if summary is not None:
        for line in summary_lines(summary):
            typer.echo(line, err=True)


@contextmanager
def in_transaction(data_dir: Path | None, database_url: str | None) -> Iterator[Connection]:
    """Open the one transaction of a command: kept when the block ends, undone when it raises."""
    with opened(read_settings(data_dir=data_dir, database_url=database_url)) as url, transaction(url) as connection:
        yield connection


def say(lines: Iterator[str]) -> None:
    """Print lines."""
    for line in lines:
        typer.echo(line)


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


@betech.command("import")
def import_(  # noqa: PLR0913, PLR0917 - a command has as many parameters as flags
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
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Bring in the rows of a file, or of all files of a directory, as one revision or not at all."""
    files = chosen_files(what, file)
    with in_transaction(data_dir, database_url) as connection, progress_bar() as show:
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


@betech.command()
def export(
    table: TableName,
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="CSV file to write; without it: standard output.")
    ] = None,
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Write a table as the CSV that import reads back without a change."""
    name = table_named(table)
    with in_transaction(data_dir, database_url) as connection:
        if file is not None:
            export_table(connection, name, file)
        else:
            for block in export_blocks(connection, name):
                sys.stdout.buffer.write(block)
            sys.stdout.buffer.flush()


@betech.command()
def delete(
    table: TableName,
    key: Annotated[str, typer.Argument(metavar="ID", help="Id of the row.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; the withdrawn id answers with it.")],
    author: Author = None,
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Withdraw a row to which no other refers; its history stays."""
    with in_transaction(data_dir, database_url) as connection:
        summary = withdraw(connection, table_named(table), key, author=author_name(author), reason=reason)
    say(withdrawal_lines(summary))


@betech.command()
def merge(
    table: TableName,
    old: Annotated[str, typer.Argument(metavar="OLD_ID", help="Id of the row that goes.")],
    into: Annotated[str, typer.Argument(metavar="INTO_ID", help="Id of the row that stays.")],
    reason: Annotated[str, typer.Option("--reason", help="Why both are the same.")],
    author: Author = None,
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Merge a row into another: what referred to it refers to the other, its id leads there."""
    with in_transaction(data_dir, database_url) as connection:
        summary = merge_rows(connection, table_named(table), old, into, author=author_name(author), reason=reason)
    say(withdrawal_lines(summary))


@betech.command()
def status(
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
    host: Annotated[str | None, flag("host")] = None,
    port: Annotated[int | None, flag("port")] = None,
) -> None:
    """Say which database, schema, revision and dataset are in use, and how many rows each table has."""
    settings = read_settings(data_dir=data_dir, database_url=database_url, host=host, port=port)
    with database(settings) as url, transaction(url) as connection:
        found = read_status(connection)
        embedded = f"embedded in {settings.data_dir}"
        place = embedded if settings.database_url is None else url.render_as_string()
    say(status_lines(found, place, settings.public_url or f"http://{settings.host}:{settings.port}"))


@betech.command()
def migrate(data_dir: DataDir = None, database_url: DatabaseUrl = None) -> None:
    """Bring the schema of the database and the shipped dataset to the newest version."""
    with database(read_settings(data_dir=data_dir, database_url=database_url)) as url:
        applied = migrate_database(url)
        bring_dataset(url)
    typer.echo(f"applied {', '.join(applied)}" if applied else "the schema is at the newest version already")


def main() -> None:
    """Run the command line; an expected failure is one line on standard error and status 1."""
    try:
        betech()
    except ImportFailure as failure:
        for line in fault_lines(failure.faults, failure.count):
            typer.echo(line, err=True)
        typer.echo(f"betech: {failure}", err=True)
        sys.exit(1)
    except CommandFailure as failure:
        typer.echo(f"betech: {failure}", err=True)
        sys.exit(1)
    except BrokenPipeError:  # whoever read the output has gone, as with `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
