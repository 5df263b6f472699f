"""The role of the embedded database under which answers are read: SELECT alone, as on servers."""

from sqlalchemy import text
from sqlalchemy.engine import URL

from app.database.engine import transaction

READER = "betech_reader"
SCHEMAS = ("public", "history", "vintage")

# Two commands that start at once both find no role; the lock lets the second one find it.
LOCK = "SELECT pg_advisory_xact_lock(hashtext('betech roles'))"
MAKE = f"""
    DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{READER}') THEN CREATE ROLE {READER} LOGIN; END IF;
    END $$
"""
GRANTS = (
    f"ALTER ROLE {READER} SET default_transaction_read_only = on",
    f"ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO {READER}",  # for what migrations and restores make later
    f"ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO {READER}",
)


def reader_of(url: URL) -> URL:
    """Return the same address for a role that may only read; the role is made, and given what it may read."""
    with transaction(url) as connection:
        for statement in (LOCK, MAKE, *GRANTS):
            connection.execute(text(statement))
        for schema in SCHEMAS:
            connection.execute(text(f"GRANT USAGE ON SCHEMA {schema} TO {READER}"))
            connection.execute(text(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {READER}"))
    return url.set(username=READER)
