"""The schema and its versions: bring it to the newest one, tell whether it is there, refuse one from the future."""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from app.database.engine import directory_of_migrations, transaction
from app.errors import DatabaseFailure

INSUFFICIENT_PRIVILEGE = "42501"
READ_ONLY_TRANSACTION = "25006"
LOCK_NOT_AVAILABLE = "55P03"


def migrations() -> Config:
    """Return alembic's configuration."""
    config = Config()
    config.set_main_option("script_location", str(directory_of_migrations()).replace("%", "%%"))
    return config


def migrate(url: URL) -> list[str]:
    """Bring the schema to the newest version and return the versions that were applied, oldest first.

    A schema that is at the newest version is only looked at, so that a role without rights to change it will do.

    Raises:
        DatabaseFailure: the schema is newer than this program, the role may not change it, or somebody locks it.

    """
    config = migrations()
    try:
        with transaction(url) as connection:
            before = refuse_newer_schema(connection, config)
            if schema_is_current(connection):
                return []
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except DBAPIError as error:
        raise DatabaseFailure(reason(error, url)) from error
    scripts = ScriptDirectory.from_config(config)
    return [script.revision for script in scripts.iterate_revisions("head", before or "base")][::-1]


def reason(error: DBAPIError, url: URL) -> str:
    """Return one line on why the schema could not be changed."""
    state = getattr(error.orig, "sqlstate", None)
    if state in (INSUFFICIENT_PRIVILEGE, READ_ONLY_TRANSACTION):
        return f"the role {url.username} may not change the schema; run 'betech migrate' as the owner of the database"
    if state == LOCK_NOT_AVAILABLE:
        return "the schema could not be changed because others hold locks on it; stop them and start again"
    return f"the schema could not be changed: {str(error.orig).strip().splitlines()[0]}"


def refuse_newer_schema(connection: Connection, config: Config) -> str | None:
    """Return the schema's version, None when there is none yet; raise DatabaseFailure when it is unknown here."""
    version = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if version is not None and version not in known:
        raise DatabaseFailure(f"the database has schema {version}, which this version does not know; upgrade betech")
    return version


def schema_is_current(connection: Connection) -> bool:
    """Tell whether the schema is at the newest version of this program."""
    return MigrationContext.configure(connection).get_current_revision() == (
        ScriptDirectory.from_config(migrations()).get_current_head()
    )
