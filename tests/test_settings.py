"""Settings: read from the environment and from flags, refused in one line, described for the README."""

import os
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from app.settings import Settings, as_environment, default_data_dir, describe, load, with_settings


@pytest.fixture(autouse=True)
def no_settings_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start every test from the defaults."""
    for name in list(os.environ):
        if name.startswith(("BETECH_", "DATABASE_")):
            monkeypatch.delenv(name)


def test_a_value_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BETECH_PORT", "9000")
    monkeypatch.setenv("DATABASE_URL", "postgresql://reader:secret@db/betech")

    settings = load()

    assert settings.port == 9000
    assert settings.database_url is not None
    assert settings.database_url.get_secret_value() == "postgresql://reader:secret@db/betech"


def test_a_value_that_is_given_comes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BETECH_PORT", "9000")
    monkeypatch.setenv("DATABASE_URL", "postgresql://environment/x")

    settings = load({"port": "9001", "database_url": "postgresql://flag/x", "host": None})

    assert (settings.port, settings.host) == (9001, "127.0.0.1")
    assert settings.database_url is not None
    assert settings.database_url.get_secret_value() == "postgresql://flag/x"


def test_an_empty_variable_is_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BETECH_PORT", "")
    monkeypatch.setenv("DATABASE_URL", "")

    assert (load().port, load().database_url) == (8000, None)


def test_a_variable_that_is_no_setting_is_refused_with_the_nearest_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BETECH_PROT", "9000")

    with pytest.raises(ValueError, match=r"^BETECH_PROT is no setting; did you mean BETECH_PORT\?$"):
        load()


def test_a_variable_that_resembles_no_setting_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BETECH_XYZZY_QUUX_FOO", "1")

    with pytest.raises(ValueError, match=r"^BETECH_XYZZY_QUUX_FOO is no setting$"):
        load()


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("BETECH_PORT", "70000", "BETECH_PORT (--port): Input should be less than or equal to 65535"),
        ("BETECH_WORKERS", "two", "BETECH_WORKERS (--workers): Input should be a valid integer"),
        ("BETECH_LOG_FORMAT", "xml", "BETECH_LOG_FORMAT (--log-format): Input should be 'auto', 'console' or 'json'"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_variable_and_flag(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, line: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(ValueError) as failure:  # noqa: PT011 - the line is compared below
        load()

    assert str(failure.value).startswith(line)


def test_no_secret_is_shown_where_settings_are_printed() -> None:
    assert "secret" not in repr(load({"database_url": "postgresql://reader:secret@db/betech"}))


def test_the_environment_of_a_started_process_makes_the_same_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(
        {"port": 9000, "database_url": "postgresql://db/betech", "data_dir": "/srv/x y", "allow_writer": True}
    )

    for name, value in as_environment(settings).items():
        monkeypatch.setenv(name, value)

    assert load() == settings


def test_data_stand_where_xdg_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", "/srv/data")
    assert default_data_dir() == Path("/srv/data/betech")

    monkeypatch.setenv("XDG_DATA_HOME", "relative/is/invalid")
    assert default_data_dir() == tmp_path / ".local/share/betech"

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert default_data_dir() == Path("/var/lib/betech")


def test_every_setting_is_described() -> None:
    entries = {entry["name"]: entry for entry in describe()}

    assert set(entries) == set(Settings.model_fields)
    assert all(entry["description"].endswith(".") for entry in entries.values())
    assert entries["port"] | {"description": ""} == {
        "name": "port",
        "variable": "BETECH_PORT",
        "flag": "--port",
        "default": "8000",
        "description": "",
    }
    assert entries["database_url"]["variable"] == "DATABASE_URL"
    assert entries["allow_writer"]["default"] == "false"
    assert entries["statement_timeout_seconds"]["default"] == "10"


def command_line() -> typer.Typer:
    commands = typer.Typer(rich_markup_mode=None)

    @commands.command()
    @with_settings()
    def serve(settings: Settings) -> None:
        """Serve."""
        typer.echo(f"{settings.host} {settings.port}")

    @commands.command("import")
    @with_settings("data_dir")
    def bring_in(table: str, settings: Settings, dry_run: bool = False) -> None:
        """Import."""
        typer.echo(f"{table} {dry_run} {settings.data_dir}")

    return commands


def test_every_setting_is_a_flag() -> None:
    shown = CliRunner().invoke(command_line(), ["serve", "--help"]).output

    assert all(f"{entry['flag']} " in shown for entry in describe())


def test_a_flag_sets_its_setting() -> None:
    assert CliRunner().invoke(command_line(), ["serve", "--port", "9000"]).output == "127.0.0.1 9000\n"


def test_a_command_keeps_its_own_arguments_beside_the_settings_that_it_takes() -> None:
    run = CliRunner().invoke(command_line(), ["import", "companies", "--dry-run", "--data-dir", "/srv/x"])

    assert run.output == "companies True /srv/x\n"
    assert CliRunner().invoke(command_line(), ["import", "companies", "--port", "1"]).exit_code == 2


def test_a_wrong_flag_ends_the_command_with_one_line() -> None:
    run = CliRunner().invoke(command_line(), ["serve", "--port", "0"])

    assert run.exit_code == 2
    assert run.stderr == "betech: BETECH_PORT (--port): Input should be greater than or equal to 1\n"
