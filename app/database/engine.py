"""Connections: read-only ones for the web, and one read-write transaction for a command."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from select import POLLIN, poll
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, InvalidatePoolError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.database.embedded import embedded
from app.errors import DatabaseFailure, SettingFailure
from app.settings import Settings

OLDEST_POSTGRESQL = 15

# A machine that vanished is noticed within some ten seconds, also in the middle of a query.
KEEPALIVES = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 10_000}


@contextmanager
def database(settings: Settings, *, keep: bool = False, ask: bool = True) -> Iterator[URL]:
    """Give the address of the database for the time of the block: DATABASE_URL, or the embedded server's.

    With `keep`, an embedded server that dies meanwhile is started again. Without `ask`, nothing is asked of the
    server of DATABASE_URL, so that a process may start while that is away.

    Raises:
        SettingFailure: the address is no PostgreSQL address, or the data directory cannot be written.
        DatabaseFailure: nothing answers there, or the server is older than PostgreSQL 15.

    """
    if settings.database_url is None:
        with embedded(settings.data_dir, keep=keep) as given:
            yield address(given)
        return
    url = address(settings.database_url.get_secret_value())
    if ask:
        refuse_unusable(url)
    yield url


def read_address(settings: Settings, url: URL) -> URL:
    """Return where answers are read: the replica where there is one, else the database itself."""
    if settings.database_read_url is None:
        return url
    return address(settings.database_read_url.get_secret_value(), "DATABASE_READ_URL")


def address(given: str, variable: str = "DATABASE_URL") -> URL:
    """Return an address such as postgresql://user:password@host/name for our driver.

    Raises:
        SettingFailure: it is no address, or not one of a PostgreSQL.

    """
    try:
        url = make_url(given)
    except (ArgumentError, ValueError) as error:
        raise SettingFailure(f"{variable} is no address such as postgresql://user:password@host/name") from error
    if url.get_backend_name() not in ("postgresql", "postgres"):
        raise SettingFailure(f"{variable} names {url.get_backend_name()}; betech needs PostgreSQL")
    return url.set(drivername="postgresql+psycopg")


def refuse_unusable(url: URL) -> None:
    """Raise DatabaseFailure unless a PostgreSQL of a known version answers at the address."""
    engine = writer(url)
    try:
        with engine.connect() as connection:
            version = connection.execute(text("SELECT current_setting('server_version_num')::integer / 10000")).scalar()
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise DatabaseFailure(f"no database answers at {url.render_as_string()}: {reason}") from error
    finally:
        engine.dispose()
    if version is None or version < OLDEST_POSTGRESQL:
        raise DatabaseFailure(
            f"PostgreSQL {version} at {url.render_as_string()} is too old; {OLDEST_POSTGRESQL} or newer is needed"
        )


def writer(url: URL) -> Engine:
    """Return an engine for commands: one connection, nothing kept open between uses."""
    options = "-c search_path=public -c application_name=betech"
    return create_engine(
        url, pool_size=1, max_overflow=0, connect_args={"connect_timeout": 10, "options": options, **KEEPALIVES}
    )


@contextmanager
def transaction(url: URL) -> Iterator[Connection]:
    """Give a connection in one transaction that is kept when the block ends and undone when it raises."""
    engine = writer(url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def may_write(url: URL) -> bool:
    """Tell whether the role of that address could change the schema or the data, which the web's role should not."""
    sql = """
        SELECT has_schema_privilege('public', 'CREATE')
        OR COALESCE(has_table_privilege(to_regclass('public.revisions'), 'INSERT, UPDATE, DELETE'), false)
    """
    with transaction(url) as connection:
        return bool(connection.execute(text(sql)).scalar())


def reader(url: URL, settings: Settings, connections: int | None = None) -> AsyncEngine:
    """Return an engine of the web: every transaction is read-only, REPEATABLE READ and bounded in time.

    It has as many connections as the settings say, or as are given: what asks whether the database is there, and
    what its newest revision is, has one of its own, so that it never waits behind requests.
    """
    options = {
        "default_transaction_read_only": "on",
        "default_transaction_isolation": r"repeatable\ read",
        "statement_timeout": f"{round(settings.statement_timeout_seconds * 1000)}",
        # A process that is stopped in the middle of an answer does not hold its transaction for ever.
        "idle_in_transaction_session_timeout": f"{round(settings.sending_seconds * 1000)}",
        "search_path": "public",
        "application_name": "betech",
        # How many rows a value matches decides how they are found: no plan is made without the values.
        "plan_cache_mode": "force_custom_plan",
    }
    engine = create_async_engine(
        url,
        pool_size=connections or settings.pool_size,
        max_overflow=0,
        pool_timeout=settings.statement_timeout_seconds,
        isolation_level="AUTOCOMMIT",  # a reading begins and ends its transaction itself; see app.database.driver
        connect_args={
            "connect_timeout": 5,
            "options": " ".join(f"-c {name}={value}" for name, value in options.items()),
            **KEEPALIVES,
        },
    )
    event.listen(engine.sync_engine, "checkout", refuse_broken)
    return engine


def refuse_broken(connection: Any, _record: Any, _proxy: Any) -> None:
    """Raise InvalidatePoolError, for which the pool connects anew, where the server has hung up while nobody asked.

    Nothing is sent for that: what there is to read on a connection that nobody uses is the server's farewell, or news
    of its settings, after which a new connection does no harm.
    """
    driver = connection.driver_connection
    news = poll()
    if not driver.closed:
        news.register(driver.fileno(), POLLIN)
    if driver.closed or news.poll(0):
        raise InvalidatePoolError("the server ended the connection")


def directory_of_migrations() -> Path:
    """Return where the migrations are: beside the package, or in it once installed."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "migrations"
    return inside if inside.is_dir() else package.parent / "migrations"


def newest_schema() -> str:
    """Return the newest version of the schema that this program knows, by the numbers of its migrations."""
    return max(file.name.split("_")[0] for file in (directory_of_migrations() / "versions").glob("[0-9]*.py"))
