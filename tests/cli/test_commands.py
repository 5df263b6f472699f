"""The command line as a whole: its commands, what it loads, and how it ends."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app import cli
from app.cli import MODULES, commands, main
from tests.cli.service import betech

HEAVY = ("polars", "openpyxl", "alembic", "pyarrow", "pandas", "xlsxwriter")


def test_the_help_names_every_command_with_a_sentence() -> None:
    shown = CliRunner().invoke(commands, ["--help"]).output

    for name in MODULES:
        [line] = [line for line in shown.splitlines() if line.strip().startswith(f"{name} ")]
        assert len(line.split()) > 4


@pytest.mark.parametrize("name", MODULES)
def test_every_command_explains_its_flags(name: str) -> None:
    run = CliRunner().invoke(commands, [name, "--help"])

    assert run.exit_code == 0
    assert "--data-dir DIR" in run.output
    assert "--database-url URL" in run.output


def test_a_command_that_does_not_exist_is_refused() -> None:
    run = CliRunner().invoke(commands, ["sevre"])

    assert run.exit_code == 2
    assert "No such command 'sevre'" in run.output


def test_the_service_starts_without_what_only_imports_need() -> None:
    done = betech_python(f"import sys, app.cli.serving; print([name for name in {HEAVY} if name in sys.modules])")

    assert done == "[]\n"


def test_a_server_process_starts_without_what_only_some_answers_need() -> None:
    done = betech_python(f"import sys, app.main; print([name for name in {HEAVY} if name in sys.modules])")

    assert done == "[]\n"


def betech_python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout


def test_an_expected_failure_is_one_line_and_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["betech", "status", "--data-dir", "/dev/null/data"])

    with pytest.raises(SystemExit) as end:
        main()

    assert end.value.code == 1
    assert capsys.readouterr().err == (
        "betech: the data directory /dev/null/data cannot be written (Not a directory); choose another with --data-dir\n"
    )


def test_a_reader_of_the_output_who_leaves_is_no_failure_to_tell(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def leave(**_options: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(cli, "commands", leave)
    with (tmp_path / "output").open("w") as output:
        monkeypatch.setattr(sys, "stdout", output)
        with pytest.raises(SystemExit) as end:
            main()
        os.write(output.fileno(), b"lost")

    assert end.value.code == 1
    assert (tmp_path / "output").read_text() == ""


def test_the_package_is_a_program() -> None:
    done = betech("--help")

    assert done.returncode == 0
    assert "betech [OPTIONS] COMMAND" in done.stdout
