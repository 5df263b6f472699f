"""Connections: read-only ones for the web, one read-write transaction for a command, and the schema at head."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.database.embedded import embedded
from app.errors import DatabaseFailure, SettingFailure
from app.settings import Settings

OLDEST_POSTGRESQL = 15


@contextmanager
def database(settings: Settings) -> Iterator[URL]:
    """Give the address of the database for the time of the block: DATABASE_URL, or the embedded server's.

    Raises:
        SettingFailure: the address is no PostgreSQL address, or the data directory cannot be written.
        DatabaseFailure: nothing answers there, or the server is older than PostgreSQL 15.

    """
    if settings.database_url is None:
        with embedded(settings.data_dir) as address:
            yield make_url(address).set(drivername="postgresql+psycopg")
        return
    try:
        url = make_url(settings.database_url.get_secret_value())
    except ArgumentError as error:
        raise SettingFailure("DATABASE_URL is no address such as postgresql://user:password@host/name") from error
    if url.get_backend_name() not in ("postgresql", "postgres"):
        raise SettingFailure(f"DATABASE_URL names {url.get_backend_name()}; betech needs PostgreSQL")
    url = url.set(drivername="postgresql+psycopg")
    refuse_unusable(url)
    yield url


def refuse_unusable(url: URL) -> None:
    """Raise DatabaseFailure unless a PostgreSQL of a known version answers at the address."""
    try:
        with writer(url).connect() as connection:
            version = connection.execute(text("SELECT current_setting('server_version_num')::integer / 10000")).scalar()
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise DatabaseFailure(f"no database answers at {url.render_as_string()}: {reason}") from error
    if version is None or version < OLDEST_POSTGRESQL:
        raise DatabaseFailure(f"PostgreSQL {version} at {url.render_as_string()} is too old; 15 or newer is needed")


def writer(url: URL) -> Engine:
    """Return an engine for commands: one connection, nothing kept open between uses."""
    return create_engine(url, pool_size=1, max_overflow=0, connect_args={"connect_timeout": 10})


@contextmanager
def transaction(url: URL) -> Iterator[Connection]:
    """Give a connection in one transaction that is kept when the block ends and undone when it raises."""
    engine = writer(url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def reader(url: URL, settings: Settings) -> AsyncEngine:
    """Return the web's engine: every transaction is read-only, REPEATABLE READ and bounded in time."""
    options = {
        "default_transaction_read_only": "on",
        "default_transaction_isolation": r"repeatable\ read",
        "statement_timeout": f"{round(settings.statement_timeout_seconds * 1000)}",
        "application_name": "betech",
    }
    return create_async_engine(
        url,
        pool_size=settings.pool_size,
        max_overflow=0,
        pool_timeout=settings.statement_timeout_seconds,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": 5,
            "options": " ".join(f"-c {name}={value}" for name, value in options.items()),
        },
    )


def migrations() -> Config:
    """Return alembic's configuration; the migrations stand beside the package, or in it once installed."""
    here = Path(__file__).resolve().parent.parent
    config = Config()
    inside = here / "migrations"
    config.set_main_option("script_location", str(inside if inside.is_dir() else here.parent / "migrations"))
    return config


def migrate(url: URL) -> list[str]:
    """Bring the schema to the newest version and return the versions that were applied, oldest first.

    Raises:
        DatabaseFailure: the schema is newer than this program.

    """
    config = migrations()
    with transaction(url) as connection:
        before = refuse_newer_schema(connection, config)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    scripts = ScriptDirectory.from_config(config)
    return [script.revision for script in scripts.iterate_revisions("head", before or "base")][::-1]


def refuse_newer_schema(connection: Connection, config: Config) -> str | None:
    """Return the schema's version, None when there is none yet; raise DatabaseFailure when it is unknown here."""
    version = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if version is not None and version not in known:
        raise DatabaseFailure(f"the database has schema {version}, which this version does not know; upgrade betech")
    return version


def schema_is_current(connection: Connection) -> bool:
    """Tell whether the schema is at the newest version of this program."""
    config = migrations()
    return MigrationContext.configure(connection).get_current_revision() == (
        ScriptDirectory.from_config(config).get_current_head()
    )
