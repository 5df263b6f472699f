"""Run the migrations on the connection that is handed over, one process at a time, with timeouts.

`app.database` hands over an open connection; the `alembic` command connects to DATABASE_URL itself.
"""

import os

from alembic import context
from sqlalchemy import Connection, create_engine, text

from app.tables import Table

LOCK = 7_203_114_001  # any fixed number: one migration of this project at a time in a database


def run(connection: Connection) -> None:
    """Migrate within one transaction, behind an advisory lock, giving up on locks that others hold."""
    context.configure(
        connection=connection,
        target_metadata=Table.metadata,
        transaction_per_migration=False,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        connection.execute(text("SET LOCAL lock_timeout = '10s'"))
        connection.execute(text("SET LOCAL statement_timeout = '15min'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    url = os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://", 1)
    with create_engine(url).connect() as connection:
        run(connection)
        connection.commit()
