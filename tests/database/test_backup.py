"""Backup and restore: everything comes back, former rows too; what fails changes nothing."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from app.database.backup import backup, restore
from app.database.engine import transaction
from app.errors import DatabaseFailure, SettingFailure
from tests.conftest import new_database

STATE = """
    SELECT (SELECT count(*) FROM companies), (SELECT count(*) FROM history.companies),
           (SELECT name FROM companies WHERE id = 'odoo'), (SELECT max(number) FROM revisions)
"""


@pytest.fixture
def renamed(server: URL, shipped_template: str) -> URL:
    """The shipped dataset with a second revision that renames a company, so that there is a former row."""
    url = new_database(server, "backup", shipped_template)
    with transaction(url) as connection:
        connection.execute(text("INSERT INTO revisions (number, kind, author) VALUES (2, 'import', 'test')"))
        connection.execute(text("SELECT set_config('betech.revision', '2', true)"))
        connection.execute(text("UPDATE companies SET name = 'Odoo!', revision = 2 WHERE id = 'odoo'"))
    return url


def state(url: URL) -> tuple[object, ...]:
    with transaction(url) as connection:
        return tuple(connection.execute(text(STATE)).one())


def test_a_restored_backup_holds_everything_former_rows_too(renamed: URL, server: URL, tmp_path: Path) -> None:
    before = state(renamed)
    size = backup(renamed, tmp_path / "saved")
    empty = new_database(server, "restored")

    restore(empty, tmp_path / "saved")

    assert before[1:3] == (1, "Odoo!")
    assert state(empty) == before
    assert size == (tmp_path / "saved").stat().st_size
    assert (tmp_path / "saved").stat().st_mode & 0o777 == 0o600


def test_a_restore_takes_the_place_of_what_was_there_and_keeps_its_guards(renamed: URL, tmp_path: Path) -> None:
    backup(renamed, tmp_path / "saved")
    before = state(renamed)
    with transaction(renamed) as connection:
        connection.execute(text("INSERT INTO revisions (number, kind, author) VALUES (3, 'import', 'test')"))
        connection.execute(text("SELECT set_config('betech.revision', '3', true)"))
        connection.execute(text("UPDATE companies SET name = 'Gone', revision = 3 WHERE id = 'odoo'"))

    restore(renamed, tmp_path / "saved")

    assert state(renamed) == before
    with pytest.raises(Exception, match="revision"), transaction(renamed) as connection:
        connection.execute(text("UPDATE companies SET name = 'outside of a revision' WHERE id = 'odoo'"))


def test_a_backup_overwrites_nothing(renamed: URL, tmp_path: Path) -> None:
    (tmp_path / "saved").write_text("precious")

    with pytest.raises(SettingFailure, match="exists; a backup overwrites nothing"):
        backup(renamed, tmp_path / "saved")

    assert (tmp_path / "saved").read_text() == "precious"


def test_a_backup_that_cannot_be_written_is_refused(renamed: URL, tmp_path: Path) -> None:
    with pytest.raises(SettingFailure, match=r"cannot be written \(No such file or directory\)"):
        backup(renamed, tmp_path / "missing" / "saved")


def test_a_backup_that_fails_leaves_no_file(server: URL, tmp_path: Path) -> None:
    with pytest.raises(DatabaseFailure, match=r"^pg_dump: .*does not exist$"):
        backup(server.set(database="not_there"), tmp_path / "saved")

    assert list(tmp_path.iterdir()) == []


def test_what_is_no_backup_is_refused_and_changes_nothing(renamed: URL, tmp_path: Path) -> None:
    before = state(renamed)
    (tmp_path / "text").write_text("no backup")
    backup(renamed, tmp_path / "saved")
    whole = (tmp_path / "saved").read_bytes()
    (tmp_path / "half").write_bytes(whole[: len(whole) // 2])

    for name in ("text", "half"):
        with pytest.raises(SettingFailure, match="is no backup that this version can read"):
            restore(renamed, tmp_path / name)
    with pytest.raises(SettingFailure, match=r"cannot be read \(No such file or directory\)"):
        restore(renamed, tmp_path / "missing")

    assert state(renamed) == before


def test_a_restore_that_fails_half_way_changes_nothing(renamed: URL, tmp_path: Path) -> None:
    backup(renamed, tmp_path / "saved")
    before = state(renamed)
    with transaction(renamed) as connection:
        connection.execute(text("CREATE SCHEMA elsewhere"))
        connection.execute(
            text(
                "CREATE FUNCTION elsewhere.stop() RETURNS event_trigger LANGUAGE plpgsql AS"
                " $$ BEGIN RAISE 'no tables today'; END $$"
            )
        )
        connection.execute(
            text(
                "CREATE EVENT TRIGGER stop ON ddl_command_start WHEN TAG IN ('CREATE TABLE')"
                " EXECUTE FUNCTION elsewhere.stop()"
            )
        )

    with pytest.raises(DatabaseFailure, match="no tables today"):
        restore(renamed, tmp_path / "saved")

    assert state(renamed) == before
