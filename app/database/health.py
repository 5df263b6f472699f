"""Whether the service can answer: the database is reachable, its schema is this program's, and it holds data."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.database.engine import newest_schema


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


async def check_readiness(engine: AsyncEngine) -> Readiness:
    """Ask the database; a database that cannot be asked is a finding, not a failure."""
    try:
        async with engine.connect() as connection:
            found = await connection.execute(
                text("SELECT to_regclass('public.alembic_version'), to_regclass('public.revisions')")
            )
            if None in found.one():
                return Readiness(database_reachable=True)
            version = (await connection.execute(text("SELECT version_num FROM public.alembic_version"))).scalar()
            revision = (await connection.execute(text("SELECT max(number) FROM public.revisions"))).scalar()
    except (SQLAlchemyError, OSError):
        return Readiness(database_reachable=False)
    return Readiness(database_reachable=True, schema_current=version == newest_schema(), revision=revision)
