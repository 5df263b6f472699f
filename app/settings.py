"""Everything an operator can set: read once from the environment or from flags, documented here, passed on."""

import difflib
import inspect
import os
from collections.abc import Callable, Mapping
from functools import wraps
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import typer
from limits import parse
from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "BETECH_"
TEST_PREFIX = "BETECH_TEST_"  # read by the tests alone


def default_data_dir() -> Path:
    """Return where this user keeps data: /var/lib for root, else the directory that XDG names."""
    if os.name == "posix" and os.geteuid() == 0:
        return Path("/var/lib/betech")
    shared = os.environ.get("XDG_DATA_HOME", "")
    home = Path(shared) if Path(shared).is_absolute() else Path.home() / ".local" / "share"
    return home / "betech"


class Settings(BaseSettings):
    """The settings of the service, each an environment variable and, for `betech`, a flag of the same name."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="ignore", hide_input_in_errors=True
    )

    host: Annotated[str, Field(description="Address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535, description="Port to listen on.")] = 8000
    workers: Annotated[int, Field(ge=1, le=64, description="Number of server processes.")] = 1
    data_dir: Annotated[
        Path,
        Field(
            description="Directory of the embedded database, releases and caches; made when it is missing. "
            "For root the default is /var/lib/betech."
        ),
    ] = Field(default_factory=default_data_dir)
    database_url: Annotated[
        SecretStr | None,
        Field(
            validation_alias=AliasChoices("DATABASE_URL", "database_url"),
            description="A PostgreSQL 15 or newer, as postgresql://user:password@host/name; "
            "empty means the embedded one in the data directory.",
        ),
    ] = None
    database_read_url: Annotated[
        SecretStr | None,
        Field(
            validation_alias=AliasChoices("DATABASE_READ_URL", "database_read_url"),
            description="A replica of that PostgreSQL, from which answers are read; it may lag behind.",
        ),
    ] = None
    allow_writer: Annotated[
        bool,
        Field(
            description="Serve although the role of DATABASE_URL may change data; "
            "then the schema and the shipped dataset are brought up to date at the start."
        ),
    ] = False
    author: Annotated[
        str | None,
        Field(description="Who makes the revisions of imports; empty means the user of the system."),
    ] = None
    public_url: Annotated[
        str | None, Field(description="Address under which clients reach the service; links start with it when set.")
    ] = None
    trusted_proxies: Annotated[
        str,
        Field(
            description="Addresses or networks of proxies, separated by commas, whose X-Forwarded-For and "
            "X-Forwarded-Proto count; empty means that nobody's do."
        ),
    ] = ""
    rate_limit: Annotated[
        str | None,
        Field(
            description="Requests that one client may make, such as 600/minute. Heavy formats count five times; "
            "what is unchanged (304) and what describes the data is free. Empty sets no limit."
        ),
    ] = None
    rate_limit_url: Annotated[
        SecretStr | None,
        Field(
            description="A Redis or Valkey, as redis://host:6379, where all processes count together; "
            "empty means that each process counts alone."
        ),
    ] = None
    pool_size: Annotated[int, Field(ge=1, le=100, description="Database connections of one server process.")] = 4
    statement_timeout_seconds: Annotated[
        float, Field(gt=0, le=3600, description="A database statement of a request that takes longer is ended (503).")
    ] = 10.0
    shutdown_seconds: Annotated[
        int, Field(ge=1, le=3600, description="Time that answers in flight get to finish when the service stops.")
    ] = 30
    request_seconds: Annotated[
        float, Field(gt=0, le=3600, description="A request that has got no answer by then is given up (503).")
    ] = 30.0
    sending_seconds: Annotated[
        float, Field(gt=0, le=86400, description="An answer that is not sent whole by then is broken off.")
    ] = 300.0
    client_seconds: Annotated[
        float,
        Field(
            gt=0,
            le=3600,
            description="A client that sends no more of its request (408), or takes nothing of its answer, "
            "for that time is let go.",
        ),
    ] = 10.0
    keep_alive_seconds: Annotated[
        int, Field(ge=1, le=3600, description="Time that a connection stays open without a request.")
    ] = 20
    max_connections: Annotated[
        int, Field(ge=1, le=100_000, description="Connections that one server process keeps; beyond it: 503.")
    ] = 2_000
    max_path_bytes: Annotated[int, Field(ge=256, le=65536, description="Bytes of a path; beyond it: 414.")] = 2_048
    max_query_bytes: Annotated[int, Field(ge=256, le=65536, description="Bytes of a query string; beyond it: 414.")] = (
        16_384
    )
    max_header_bytes: Annotated[
        int, Field(ge=1024, le=1_048_576, description="Bytes of all headers of a request; beyond it: 431.")
    ] = 32_768
    max_body_bytes: Annotated[
        int, Field(ge=1024, description="Bytes of the body of a request, which assistants alone send; beyond it: 413.")
    ] = 262_144
    heavy_reads: Annotated[
        int,
        Field(
            ge=1,
            le=100,
            description="Aggregates, charts and whole lists that a server process reads at once; "
            "one connection of the pool is left to the others.",
        ),
    ] = 3
    heavy_writes: Annotated[
        int, Field(ge=1, le=64, description="Charts, workbooks and long files that a server process writes at once.")
    ] = 2
    heavy_waiting: Annotated[
        int,
        Field(
            ge=1,
            le=100_000,
            description="Requests that may wait for each of these two, half of them of one client; beyond it: 503.",
        ),
    ] = 200
    heavy_wait_seconds: Annotated[float, Field(gt=0, le=3600, description="How long they may wait; then 503.")] = 20.0
    max_groups: Annotated[
        int, Field(ge=1, le=10_000_000, description="Cells that one aggregate may have; beyond it: 400.")
    ] = 100_000
    max_rows: Annotated[
        int, Field(ge=1, description="Rows that one file answer of a list may have; beyond it: 400.")
    ] = 2_000_000
    cache_mb: Annotated[
        int, Field(ge=0, le=65536, description="Megabytes of ready answers that a server process keeps; 0 keeps none.")
    ] = 64
    freshness_seconds: Annotated[
        float, Field(gt=0, le=60, description="How often a server process asks for the newest data version.")
    ] = 0.25
    mcp: Annotated[bool, Field(description="Answer assistants over the Model Context Protocol at /mcp.")] = True
    log_format: Annotated[
        Literal["auto", "console", "json"],
        Field(description="How log lines look; auto means console on a terminal and json elsewhere."),
    ] = "auto"
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], Field(description="The least important log lines that are kept.")
    ] = "info"

    @field_validator("trusted_proxies")
    @classmethod
    def names_addresses(cls, given: str) -> str:
        """Refuse what is no address and no network, which would silently match nobody."""
        for entry in filter(None, (part.strip() for part in given.split(","))):
            try:
                ip_network(entry)
            except ValueError as error:
                raise ValueError(f"{entry} is no address and no network such as 10.0.0.0/8") from error
        return given

    @field_validator("rate_limit")
    @classmethod
    def is_a_rate(cls, given: str | None) -> str | None:
        """Refuse what is no rate."""
        if given is not None:
            try:
                parse(given)
            except ValueError as error:
                raise ValueError(f"{given} is no rate such as 600/minute") from error
        return given

    @field_validator("rate_limit_url")
    @classmethod
    def names_a_redis(cls, given: SecretStr | None) -> SecretStr | None:
        """Refuse addresses of anything else."""
        parts = None if given is None else urlsplit(given.get_secret_value())
        if parts is not None and not (parts.scheme in ("redis", "rediss") and parts.hostname and parts.port):
            raise ValueError("it is no address such as redis://host:6379")
        return given


def variable(name: str) -> str:
    """Return the environment variable of a setting."""
    alias = Settings.model_fields[name].validation_alias
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else PREFIX + name.upper()


def flag(name: str) -> str:
    """Return the flag of a setting."""
    return "--" + name.replace("_", "-")


def describe() -> list[dict[str, Any]]:
    """Return one entry per setting: `variable`, `flag`, `default`, `description`, in the order of the class."""
    return [
        {
            "name": name,
            "variable": variable(name),
            "flag": flag(name),
            "default": default_text(name),
            "description": entry.description or "",
        }
        for name, entry in Settings.model_fields.items()
    ]


def default_text(name: str) -> str:
    """Return the default of a setting as an operator would write it; empty where there is none."""
    default = Settings.model_fields[name].default
    if name == "data_dir":
        return "~/.local/share/betech"
    if isinstance(default, bool):
        return str(default).lower()
    return "" if default is None else f"{default:g}" if isinstance(default, float) else str(default)


def load(given: Mapping[str, Any] | None = None) -> Settings:
    """Read the settings from the environment; values that are given, by name of the setting, come first.

    Raises:
        ValueError: a value is no good, or a variable BETECH_… is no setting; the message is one line.

    """
    known = {variable(name) for name in Settings.model_fields}
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and not name.startswith(TEST_PREFIX) and name not in known:
            near = difflib.get_close_matches(name, known, 1)
            raise ValueError(f"{name} is no setting" + (f"; did you mean {near[0]}?" if near else ""))
    try:
        return Settings(**{name: value for name, value in (given or {}).items() if value is not None})
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        wrong = str(fault["loc"][0]).lower()
        raise ValueError(f"{variable(wrong)} ({flag(wrong)}): {fault['msg']}") from None


def as_environment(settings: Settings) -> dict[str, str]:
    """Return the variables that make the same settings again, for the processes that the service starts."""
    values = {name: getattr(settings, name) for name in Settings.model_fields}
    return {
        variable(name): value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        for name, value in values.items()
        if value is not None
    }


def with_settings(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Turn a command's parameter `settings` into one flag per setting; without names, into all of them.

    A flag comes before the environment variable of the same name. A value that is no good ends the command with
    one line and status 2, as a usage error does.
    """
    chosen = names or tuple(Settings.model_fields)

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def run(**arguments: Any) -> None:
            given = {name: arguments.pop(name) for name in chosen}
            try:
                settings = load(given)
            except ValueError as error:
                typer.echo(f"betech: {error}", err=True)
                raise typer.Exit(2) from error
            command(settings=settings, **arguments)

        own = [entry for name, entry in inspect.signature(command).parameters.items() if name != "settings"]
        flags = [setting_flag(name) for name in chosen]
        signature = inspect.Signature([entry.replace(kind=inspect.Parameter.KEYWORD_ONLY) for entry in (*own, *flags)])
        run.__signature__ = signature  # type: ignore[attr-defined] # what inspect.signature looks for
        run.__annotations__ = {entry.name: entry.annotation for entry in signature.parameters.values()}
        return run

    return decorate


def setting_flag(name: str) -> inspect.Parameter:
    """Return the parameter that typer makes the flag of a setting from; None when the flag is not given."""
    described = next(entry for entry in describe() if entry["name"] == name)
    default = described["default"] or "empty"
    option = typer.Option(
        described["flag"],
        help=f"{described['description']} [{described['variable']}; default: {default}]",
        show_default=False,
        metavar=name.rsplit("_", 1)[-1].upper(),
        rich_help_panel="Settings",
    )
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[str | None, option]
    )
