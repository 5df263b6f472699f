"""The embedded PostgreSQL: on any path, shared, surviving kills, stopped by the last to leave."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from app.database import cluster as clusters
from app.database.cluster import Cluster, account_for, listens
from app.database.embedded import embedded
from app.errors import DatabaseFailure, SettingFailure

USER = """
import sys, time
from pathlib import Path
from app.database.embedded import embedded
with embedded(Path(sys.argv[1])) as url:
    print(url, flush=True)
    sys.stdin.readline()
"""


@contextmanager
def other_process(data_dir: Path) -> Iterator[subprocess.Popen[str]]:
    """Run a process that uses the server of a data directory until a line comes or it is killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", USER, str(data_dir)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("postgresql://")
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def ask(url: str, sql: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(sql.encode())
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def server_pid(data_dir: Path) -> int:
    return int((data_dir / "postgres" / "postmaster.pid").read_text().splitlines()[0])


def is_running(data_dir: Path) -> bool:
    return (data_dir / "postgres" / "postmaster.pid").exists()


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with a server that was used and stopped; its path has a space."""
    path = tmp_path_factory.mktemp("data") / "a b"
    with embedded(path) as url:
        ask(url, "CREATE TABLE kept (word text)")
    return path


def test_it_is_a_postgresql_18_in_utf8_that_folds_the_letters_of_every_language(data_dir: Path) -> None:
    with embedded(data_dir) as url:
        assert str(ask(url, "SHOW server_version")).startswith("18.")
        assert ask(url, "SHOW server_encoding") == "UTF8"
        assert ask(url, "SELECT lower('ÉÏØ')") == "éïø"
        assert ask(url, "SHOW fsync") == "on"
        assert ask(url, "SHOW listen_addresses") == ""


def test_it_stops_with_its_last_user_and_keeps_what_was_written(data_dir: Path) -> None:
    with embedded(data_dir) as url:
        ask(url, "INSERT INTO kept VALUES ('stopped')")
    assert not is_running(data_dir)

    with embedded(data_dir) as url:
        assert ask(url, "SELECT count(*) FROM kept WHERE word = 'stopped'") == 1


def test_several_users_share_one_server(data_dir: Path) -> None:
    with embedded(data_dir) as first:
        with other_process(data_dir) as other, embedded(data_dir) as second:
            assert first == second
            pid = server_pid(data_dir)
            other.communicate("\n")
            assert server_pid(data_dir) == pid
        assert ask(first, "SELECT 1") == 1
    assert not is_running(data_dir)


def test_a_killed_user_leaves_a_server_that_the_next_takes_over_without_loss(data_dir: Path) -> None:
    with other_process(data_dir) as other:
        pid = server_pid(data_dir)
        with embedded(data_dir) as url:
            ask(url, "INSERT INTO kept VALUES ('killed')")
            other.kill()
            other.wait()
        assert not is_running(data_dir)  # a dead process does not count as a user

    with other_process(data_dir) as other:
        pid = server_pid(data_dir)
        other.kill()
        other.wait()
        assert is_running(data_dir)
        with embedded(data_dir) as url:
            assert server_pid(data_dir) == pid
            assert ask(url, "SELECT count(*) FROM kept WHERE word = 'killed'") == 1
    assert not is_running(data_dir)


def test_a_killed_server_is_started_again_without_loss(data_dir: Path) -> None:
    with embedded(data_dir) as url:
        ask(url, "INSERT INTO kept VALUES ('crashed')")
        os.kill(server_pid(data_dir), signal.SIGKILL)

    with embedded(data_dir) as url:
        assert ask(url, "SELECT count(*) FROM kept WHERE word = 'crashed'") == 1


def test_a_kept_server_comes_back_by_itself_at_the_same_address(data_dir: Path) -> None:
    with embedded(data_dir, keep=True) as url:
        os.kill(server_pid(data_dir), signal.SIGKILL)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                assert ask(url, "SELECT 1") == 1
                break
            except psycopg.OperationalError:
                time.sleep(0.05)
        else:
            pytest.fail("the server did not come back")
    assert not is_running(data_dir)


def test_a_leftover_pid_file_with_the_number_of_another_process_does_not_keep_it_from_starting(data_dir: Path) -> None:
    home = data_dir / "postgres"
    lines = [str(os.getppid()), str(home), "1700000000", "5432", str(home), "", "1 1", "ready"]
    (home / "postmaster.pid").write_text("\n".join(lines) + "\n")

    with embedded(data_dir) as url:
        assert ask(url, "SELECT 1") == 1


def test_variables_of_the_operators_own_postgresql_do_not_reach_it(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPORT", "6543")
    monkeypatch.setenv("PGDATA", "/nowhere")

    with embedded(data_dir) as url:
        assert ask(url, "SHOW port") == "5432"


def test_a_path_too_long_for_a_socket_gets_a_short_one_that_goes_with_the_server(tmp_path: Path) -> None:
    data_dir = tmp_path / ("long" * 30)

    with embedded(data_dir) as url:
        assert ask(url, "SELECT 1") == 1
        sockets = Cluster(data_dir / "postgres", None).socket_directory()
        assert sockets is not None
        assert len(str(sockets)) < 60
    assert not sockets.exists()


def test_a_start_that_was_killed_half_way_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "postgres.new").mkdir()
    (tmp_path / "postgres.new" / "PG_VERSION").write_text("18\n")

    with embedded(tmp_path) as url:
        assert ask(url, "SELECT 1") == 1


def test_settings_of_the_operator_come_after_ours(data_dir: Path) -> None:
    with embedded(data_dir) as url:
        assert ask(url, "SHOW jit") == "off"
        ask(url, "ALTER SYSTEM SET jit = on")
    with embedded(data_dir) as url:
        assert ask(url, "SHOW jit") == "on"
        ask(url, "ALTER SYSTEM RESET jit")


def test_a_long_log_is_put_aside(data_dir: Path) -> None:
    log = data_dir / "postgres" / "log"
    with log.open("a") as file:
        file.write("x" * 6_000_000)

    with embedded(data_dir):
        assert log.stat().st_size < 1_000_000
    assert log.with_name("log.1").exists()


def test_data_of_another_version_are_refused(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("16\n")

    with (
        pytest.raises(DatabaseFailure, match="holds data of PostgreSQL 16, this program brings 18"),
        embedded(tmp_path),
    ):
        pass


def test_a_directory_that_cannot_be_made_is_refused_with_the_setting_that_helps(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    said = r"cannot be written \(Not a directory\); choose another with --data-dir"
    with pytest.raises(SettingFailure, match=said), embedded(tmp_path / "file" / "data"):
        pass


def test_a_server_that_does_not_start_says_why(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(clusters.SETTINGS, "shared_buffers", "a lot")
    monkeypatch.setattr(clusters, "RETRY_SECONDS", 0)

    with (
        pytest.raises(DatabaseFailure, match=r"the embedded PostgreSQL did not start: .*betech\.conf"),
        embedded(data_dir),
    ):
        pass


def test_an_initdb_that_fails_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "SUPERUSER", "pg_not_allowed")

    with pytest.raises(DatabaseFailure, match=r"initdb failed in .*postgres\.new: "), embedded(tmp_path):
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another account")
def test_root_runs_it_as_an_account_of_its_own_that_may_pass_but_not_list(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)

    account = account_for(tmp_path / "postgres")

    assert account == "betech-postgres"
    assert tmp_path.stat().st_mode & 0o777 == 0o701


def test_an_ordinary_user_runs_it_as_himself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    assert account_for(tmp_path) is None


def test_an_account_that_cannot_be_made_is_a_failure_with_two_ways_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(clusters, "ACCOUNT", "not:a:name")
    with pytest.raises(SettingFailure, match="start betech as another user, or set DATABASE_URL"):
        account_for(tmp_path)

    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SettingFailure, match="there is no useradd"):
        account_for(tmp_path)


def test_nothing_listens_where_no_server_is(tmp_path: Path) -> None:
    assert not listens(tmp_path)
