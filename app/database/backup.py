"""Backup and restore of the whole database, former rows and all, by PostgreSQL's own programs; all or nothing."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from sqlalchemy.engine import URL

from app.database.cluster import PROGRAMS, error_line
from app.errors import DatabaseFailure, SettingFailure

SCHEMAS = ("public", "history", "vintage")
NEWER_SETTINGS = (b"SET transaction_timeout",)  # PostgreSQL 17
HEAD_LINES = 30
EMPTY = f"SET lock_timeout = '30s'; DROP SCHEMA IF EXISTS {', '.join(SCHEMAS)} CASCADE"


def backup(url: URL, file: Path) -> int:
    """Write the database, as it is at one moment, to a new file, and return the file's size in bytes.

    Raises:
        SettingFailure: the file exists, or its directory cannot be written.
        DatabaseFailure: the database cannot be read; no file is left behind.

    """
    if file.exists():
        raise SettingFailure(f"{file} exists; a backup overwrites nothing")
    part = file.with_name(file.name + ".part")
    try:
        part.touch(mode=0o600)
    except OSError as error:
        raise SettingFailure(f"{file} cannot be written ({error.strerror})") from error
    try:
        schemas = [f"--schema={name}" for name in SCHEMAS]
        run("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", *schemas, f"--file={part}")
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)
    return file.stat().st_size


def restore(url: URL, file: Path) -> None:
    """Put the content of a backup in the place of what the database holds, in one transaction.

    Raises:
        SettingFailure: the file cannot be read or is no backup.
        DatabaseFailure: the database refused; it holds what it held before.

    """
    try:
        file.open("rb").close()
    except OSError as error:
        raise SettingFailure(f"{file} cannot be read ({error.strerror})") from error
    with tempfile.TemporaryDirectory(prefix="betech-") as directory:
        script = Path(directory) / "restore.sql"
        try:
            run("pg_restore", None, "--no-owner", "--no-privileges", f"--file={script}", str(file))
        except DatabaseFailure as error:
            raise SettingFailure(f"{file} is no backup that this version can read ({error})") from error
        without_newer_settings(script)
        quiet = ("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null")
        run("psql", url, *quiet, "--single-transaction", f"--command={EMPTY}", f"--file={script}")


def without_newer_settings(script: Path) -> None:
    """Take out of the head of a script what only a PostgreSQL as new as the programs would understand."""
    former = script.rename(script.with_suffix(".full"))
    with former.open("rb") as source, script.open("wb") as target:
        for _ in range(HEAD_LINES):
            line = source.readline()
            if not line.startswith(NEWER_SETTINGS):
                target.write(line)
        shutil.copyfileobj(source, target)
    former.unlink()


def run(program: str, url: URL | None, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on the database; the password travels in the environment, unseen by `ps`.

    Raises:
        DatabaseFailure: it failed; the message is its last line.

    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    command = [str(PROGRAMS / program), *arguments]
    if url is not None:
        environment["PGPASSWORD"] = url.password or ""
        target = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
        command.append(f"--dbname={target.replace('+', '%20')}")
    done = subprocess.run(  # noqa: S603 - our own programs, without a shell
        command,
        check=False,
        capture_output=True,
        text=True,
        env=environment | {"LC_ALL": "C", "PGOPTIONS": "-c client_min_messages=error"},
    )
    if done.returncode:
        raise DatabaseFailure(f"{program}: {error_line(done.stderr).removeprefix(program + ':').strip()}")
