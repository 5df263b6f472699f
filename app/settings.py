"""Everything an operator can set: read once from the environment, documented here, passed on."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """The settings of the service, each an environment variable and, for `betech`, a flag of the same name."""

    model_config = SettingsConfigDict(env_prefix="BETECH_", env_ignore_empty=True, frozen=True, extra="ignore")

    host: Annotated[str, Field(description="Address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535, description="Port to listen on.")] = 8000
    workers: Annotated[int, Field(ge=1, le=64, description="Number of server processes.")] = 1
    data_dir: Annotated[
        Path, Field(description="Directory of the embedded database, releases and caches; made when it is missing.")
    ] = Path.home() / ".local" / "share" / "betech"
    database_url: Annotated[
        SecretStr | None,
        Field(
            validation_alias="DATABASE_URL",
            description="A PostgreSQL 15 or newer, as postgresql://user:password@host/name; "
            "empty means the embedded one in the data directory.",
        ),
    ] = None
    public_url: Annotated[
        str | None, Field(description="Address under which clients reach the service; links start with it when set.")
    ] = None
    pool_size: Annotated[int, Field(ge=1, le=100, description="Database connections of one server process.")] = 4
    statement_timeout_seconds: Annotated[
        float, Field(gt=0, le=3600, description="A database statement of a request that takes longer is ended (503).")
    ] = 10.0
    max_groups: Annotated[
        int, Field(ge=1, le=10_000_000, description="Cells that one aggregate may have; beyond it: 400.")
    ] = 100_000
    max_rows: Annotated[
        int, Field(ge=1, description="Rows that one file answer of a list may have; beyond it: 400.")
    ] = 2_000_000


def describe() -> list[dict[str, Any]]:
    """Return one entry per setting: `variable`, `flag`, `default`, `description`, in the order of the class."""
    rows = []
    for name, entry in Settings.model_fields.items():
        variable = str(entry.validation_alias or f"BETECH_{name.upper()}")
        default = "" if entry.default is None else str(entry.default).replace(str(Path.home()), "~")
        rows.append(
            {
                "name": name,
                "variable": variable,
                "flag": "--" + name.replace("_", "-"),
                "default": default,
                "description": entry.description or "",
            }
        )
    return rows
