"""Commands that keep a database safe and sound: backup, restore, check."""

from pathlib import Path

import typer

from app.database import backup as backups
from app.database.engine import database, transaction
from app.database.schema import migrate as migrate_schema
from app.imports.prepare import differing, prepare
from app.queries import integrity
from app.queries.integrity import Finding
from app.settings import Settings, with_settings

commands = typer.Typer(rich_markup_mode=None)


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
        applied = migrate_schema(url)
        with transaction(url) as connection:
            prepare(connection)
    typer.echo(f"restored from {file}" + (f"; schema brought to {applied[-1]}" if applied else ""))


@commands.command()
@with_settings("data_dir", "database_url")
def check(settings: Settings) -> None:
    """Look for faults across tables: missing or unused sources, impossible dates, amounts that changed by ten, stale cells."""
    with database(settings) as url, transaction(url) as connection:
        findings = integrity.check(connection)
        findings += [
            Finding("cells-differ", "error", "prepared_cells", cut, f"{count} cells are not what the records say")
            for cut, count in differing(connection).items()
        ]
    for finding in findings:
        typer.echo(f"{finding.severity}: {finding.check}: {finding.table} {finding.id}: {finding.detail}")
    errors = sum(finding.severity == "error" for finding in findings)
    typer.echo(f"{len(integrity.CHECKS) + 1} checks, {errors} errors, {len(findings) - errors} warnings")
    if errors:
        raise typer.Exit(1)
