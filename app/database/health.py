"""Whether the service can answer: the database is reachable, its schema is this program's, and it holds data."""

import asyncio
from dataclasses import dataclass

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.database.engine import newest_schema

PATIENCE_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Readiness:
    """What a readiness check found; `revision` is the newest data version, None where there is none."""

    database_reachable: bool
    schema_current: bool = False
    revision: int | None = None

    @property
    def dataset_loaded(self) -> bool:
        """Whether the database holds any data."""
        return self.revision is not None

    @property
    def ready(self) -> bool:
        """Whether requests can be answered."""
        return self.database_reachable and self.schema_current and self.dataset_loaded


@dataclass(frozen=True, slots=True)
class State:
    """What a database holds: the version of its schema, its newest revision, the digest of the last shipped dataset."""

    schema: str | None = None
    revision: int | None = None
    dataset: str | None = None


TABLES = text("SELECT to_regclass('public.alembic_version'), to_regclass('public.revisions')")
STATE = text("""
    SELECT (SELECT version_num FROM public.alembic_version), (SELECT max(number) FROM public.revisions),
           (SELECT dataset FROM public.revisions WHERE dataset IS NOT NULL ORDER BY number DESC LIMIT 1)
""")


def find_state(connection: Connection) -> State:
    """Return the state of a database; all is None before the first migration."""
    if None in connection.execute(TABLES).one():
        return State()
    return State(*connection.execute(STATE).one())


async def check_readiness(engine: AsyncEngine) -> Readiness:
    """Ask the database; a database that cannot be asked is a finding, not a failure."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS), engine.connect() as connection:
            state = await connection.run_sync(find_state)
    except (SQLAlchemyError, OSError):  # a TimeoutError is one
        return Readiness(database_reachable=False)
    return Readiness(database_reachable=True, schema_current=state.schema == newest_schema(), revision=state.revision)
