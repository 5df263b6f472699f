"""What is in the database: schema, revision, dataset, and how many rows each table has."""

from dataclasses import dataclass, field
from datetime import datetime

from alembic.migration import MigrationContext
from sqlalchemy import Connection, func, select

from app.database.schema import schema_is_current
from app.imports.fields import stored
from app.imports.shipped import digest, stored_digest
from app.tables import TABLES, Revision


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a database; `revision` and `updated` are None before the first data, `rows` is by table."""

    schema: str | None
    schema_is_current: bool
    revision: int | None = None
    updated: datetime | None = None
    dataset: str | None = None
    dataset_is_current: bool = False
    rows: dict[str, int] = field(default_factory=dict)


def read_status(connection: Connection) -> Status:
    """Return the state of a database; one without the newest schema has nothing but its version to tell."""
    schema = MigrationContext.configure(connection).get_current_revision()
    if not schema_is_current(connection):
        return Status(schema, schema_is_current=False)
    newest = select(Revision.number, Revision.created_at).order_by(Revision.number.desc()).limit(1)
    revision = connection.execute(newest).one_or_none()
    dataset = stored_digest(connection)
    return Status(
        schema=schema,
        schema_is_current=True,
        revision=None if revision is None else revision.number,
        updated=None if revision is None else revision.created_at,
        dataset=dataset,
        dataset_is_current=dataset == digest(),
        rows={
            table: connection.execute(select(func.count()).select_from(stored(table))).scalar_one() for table in TABLES
        },
    )
