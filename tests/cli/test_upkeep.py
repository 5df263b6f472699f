"""backup, restore, check: as an operator calls them."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL
from typer.testing import CliRunner, Result

from app.cli import commands, upkeep
from app.database.engine import transaction
from tests.conftest import new_database


@pytest.fixture
def database(server: URL, shipped_template: str) -> URL:
    """A copy of the shipped dataset."""
    return new_database(server, "upkeep", shipped_template)


def run(url: URL, *arguments: str) -> Result:
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return CliRunner().invoke(commands, [*arguments, "--database-url", address], catch_exceptions=False)


def change(url: URL, sql: str) -> None:
    with transaction(url) as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text(sql))


def test_a_backup_says_how_large_it_is_and_comes_back(database: URL, tmp_path: Path) -> None:
    file = tmp_path / "saved"

    assert run(database, "backup", str(file)).output == f"{file}: {file.stat().st_size / 1e6:.1f} MB\n"
    change(database, "UPDATE companies SET name = 'Gone'")
    assert run(database, "restore", str(file)).output == f"restored from {file}\n"

    with transaction(database) as connection:
        assert connection.execute(text("SELECT count(*) FROM companies WHERE name = 'Gone'")).scalar() == 0


def test_a_restored_backup_of_an_older_schema_is_brought_up_to_date(
    database: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "saved"
    run(database, "backup", str(file))
    monkeypatch.setattr(upkeep, "migrate_schema", lambda _url: ["0002", "0003"])

    said = run(database, "restore", str(file)).output

    assert said == f"restored from {file}; schema brought to 0003\n"


def test_a_check_without_errors_ends_well_and_counts_warnings(database: URL) -> None:
    done = run(database, "check")

    assert done.exit_code == 0
    assert done.output.splitlines()[-1].endswith(" warnings")
    assert " 0 errors, " in done.output.splitlines()[-1]


def test_a_check_that_finds_an_error_names_it_and_ends_with_status_1(database: URL) -> None:
    change(database, "UPDATE milestones SET occurred_on = '2999-01-01' WHERE id = (SELECT min(id) FROM milestones)")

    done = run(database, "check")

    assert done.exit_code == 1
    [line] = [line for line in done.output.splitlines() if line.startswith("error: ")]
    assert line.startswith("error: date-in-future: milestones ")
    assert line.endswith(": occurred_on is 2999-01-01")


def test_a_check_tells_of_cells_that_are_not_what_the_records_say(database: URL) -> None:
    change(database, "UPDATE prepared_cells SET count = count + 1 WHERE cut = 'companies//region'")

    done = run(database, "check")

    assert done.exit_code == 1
    [line] = [line for line in done.output.splitlines() if line.startswith("error: ")]
    assert line.startswith("error: cells-differ: prepared_cells companies//region: ")


def test_a_backup_that_holds_no_cells_is_restored_with_them(database: URL, tmp_path: Path) -> None:
    change(database, "DELETE FROM prepared_facts")
    run(database, "backup", str(tmp_path / "saved"))

    run(database, "restore", str(tmp_path / "saved"))

    with transaction(database) as connection:
        assert connection.execute(text("SELECT count(*) FROM prepared_facts WHERE revision = 1")).scalar() == 3
