"""`betech serve`: one command to a running service, which outlives the death of its parts and leaves nothing behind."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psutil
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL

from app.cli.serving import leave, ready
from app.database.embedded import embedded
from app.database.engine import address, transaction
from app.errors import DatabaseFailure, SettingFailure
from app.settings import Settings, load
from tests.cli.service import PATIENCE, Service, betech, free_port, serving, wait_until
from tests.conftest import new_database

NOWHERE = "postgresql://somebody:secret@127.0.0.1:9/nothing"


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the embedded database of this module's services lives."""
    return tmp_path_factory.mktemp("service") / "data"


@pytest.fixture(scope="module")
def service(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service of two processes on an embedded database that it made itself."""
    with serving(tmp_path_factory.mktemp("output"), "--workers", "2", BETECH_DATA_DIR=str(data_dir)) as running:
        yield running
        assert running.stop() == 0
        assert not (data_dir / "postgres" / "postmaster.pid").exists()


def url_of(database: URL) -> str:
    return database.set(drivername="postgresql").render_as_string(hide_password=False)


def test_it_loads_the_dataset_and_greets_with_address_documentation_and_three_calls(service: Service) -> None:
    said = service.output.read_text()

    assert "schema brought to " in said
    assert f"betech answers on {service.address}\n  documentation  {service.address}/docs\n" in said
    calls = [line.strip().removeprefix("curl ").strip("'") for line in said.splitlines() if "curl" in line]
    assert len(calls) == 3
    for call in calls:
        answer = httpx.get(call, timeout=PATIENCE)
        assert answer.status_code == 200
        assert answer.json()["items"]


def test_its_processes_read_as_a_role_that_may_only_read(service: Service, data_dir: Path) -> None:
    service.get("/v1/companies?limit=1")
    with embedded(data_dir) as given, transaction(address(given)) as connection:
        sql = "SELECT DISTINCT usename FROM pg_stat_activity WHERE application_name = 'betech' AND pid <> pg_backend_pid()"
        names = connection.execute(text(sql)).scalars().all()

    assert names == ["betech_reader"]


def test_it_is_ready(service: Service) -> None:
    assert service.get("/readyz").json()["checks"] == {"database": True, "schema": True, "dataset": True}


def test_a_request_makes_one_line_that_does_not_tell_what_was_asked(service: Service) -> None:
    answer = httpx.get(
        service.address + "/v1/companies?q=mystery", headers={"X-Request-Id": "from-the-proxy-1"}, timeout=PATIENCE
    )

    wait_until(lambda: any(line.get("request_id") == "from-the-proxy-1" for line in service.lines()))
    [line] = [line for line in service.lines() if line.get("request_id") == "from-the-proxy-1"]
    assert answer.headers["X-Request-Id"] == "from-the-proxy-1"
    assert {**line, "milliseconds": 0, "timestamp": ""} == {
        "event": "request",
        "level": "info",
        "request_id": "from-the-proxy-1",
        "method": "GET",
        "route": "/v1/companies",
        "path": "/v1/companies",
        "status": 200,
        "milliseconds": 0,
        "timestamp": "",
    }
    assert "mystery" not in service.log.read_text()


def test_it_does_not_name_its_server(service: Service) -> None:
    assert "server" not in service.get("/healthz").headers


def test_an_address_that_a_client_makes_up_does_not_count(service: Service) -> None:
    answer = httpx.get(service.address + "/v1/regions", headers={"Host": "evil.example"}, timeout=PATIENCE)

    assert "evil.example" not in answer.text


def test_metrics_of_all_processes_are_added_up(service: Service) -> None:
    for _ in range(10):
        service.get("/healthz")

    text = service.get("/metrics").text
    counted = [line for line in text.splitlines() if 'route="/healthz"' in line and "_total" in line]
    assert sum(float(line.split()[-1]) for line in counted) >= 10


def test_a_command_shares_the_database_of_the_running_service(service: Service, data_dir: Path) -> None:
    done = betech("check", BETECH_DATA_DIR=str(data_dir))

    assert done.returncode == 0, done.stderr
    assert " 0 errors" in done.stdout
    assert service.get("/readyz").status_code == 200


def test_a_server_process_that_is_killed_is_replaced_while_the_other_goes_on(service: Service) -> None:
    before = service.workers()
    os.kill(min(before), signal.SIGKILL)

    wait_until(lambda: len(service.workers()) == 2 and service.workers() != before)
    assert service.get("/readyz").status_code == 200


def test_a_database_that_is_killed_comes_back(service: Service, data_dir: Path) -> None:
    pid = int((data_dir / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    os.kill(pid, signal.SIGKILL)

    wait_until(lambda: service.get("/readyz").status_code == 503 or server_pid(data_dir) not in (None, pid))
    wait_until(lambda: service.get("/readyz").status_code == 200)


def server_pid(data_dir: Path) -> int | None:
    file = data_dir / "postgres" / "postmaster.pid"
    return int(file.read_text().splitlines()[0]) if file.exists() else None


def test_a_second_service_on_the_same_port_is_refused_in_one_line(service: Service, tmp_path: Path) -> None:
    port = service.address.rpartition(":")[2]

    done = betech("serve", "--port", port, BETECH_DATA_DIR=str(tmp_path / "data"))

    said = f"betech: port {port} of 127.0.0.1 is taken; choose another with --port (BETECH_PORT)\n"
    assert (done.returncode, done.stderr) == (1, said)
    assert not (tmp_path / "data").exists()


def test_a_killed_service_leaves_nothing_in_the_way_of_the_next_which_loads_nothing_twice(
    service: Service, data_dir: Path, tmp_path: Path
) -> None:
    with serving(tmp_path, "--workers", "2", BETECH_DATA_DIR=str(data_dir)) as other:
        workers = other.workers()
        other.process.kill()
        other.process.wait()
        wait_until(lambda: not any(psutil.pid_exists(worker) for worker in workers))
    with serving(tmp_path, BETECH_DATA_DIR=str(data_dir)) as next_one:
        assert "schema" not in next_one.output.read_text()
        assert "created" not in next_one.output.read_text()
        assert next_one.get("/readyz").json()["data_version"] == 1
        assert next_one.stop(signal.SIGINT) == 0
    assert service.get("/readyz").status_code == 200  # it still has its database


def waiting(url: URL) -> bool:
    engine = create_engine(url)
    with engine.connect() as connection:
        count = connection.execute(
            text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = 'serving'")
        ).scalar()
    engine.dispose()
    return bool(count)


def settings_for(database: URL, **given: str) -> Settings:
    return load({"database_url": url_of(database), **given})


def test_a_role_that_may_write_is_refused_unless_told_otherwise(shipped_database: URL) -> None:
    said = (
        "the role postgres of DATABASE_URL may change data; give the service one that may only read, "
        "or set --allow-writer (BETECH_ALLOW_WRITER=true)"
    )
    with pytest.raises(SettingFailure) as failure:
        ready(settings_for(shipped_database), shipped_database, "")
    assert str(failure.value) == said

    ready(settings_for(shipped_database, allow_writer="true"), shipped_database, "")


@pytest.fixture
def reader(server: URL, shipped_template: str) -> Iterator[URL]:
    """The address of a copy of the shipped dataset for a role that may only read."""
    url = new_database(server, "serving", shipped_template)
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP ROLE IF EXISTS serving_reader"))
        connection.execute(text("CREATE ROLE serving_reader LOGIN"))
        for schema in ("public", "history", "vintage"):
            connection.execute(text(f"GRANT USAGE ON SCHEMA {schema} TO serving_reader"))
            connection.execute(text(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO serving_reader"))
    yield url.set(username="serving_reader")
    with engine.connect() as connection:
        connection.execute(text("DROP OWNED BY serving_reader"))
        connection.execute(text("DROP ROLE serving_reader"))
    engine.dispose()


def run_as_owner(reader: URL, sql: str) -> None:
    engine = create_engine(reader.set(username="postgres"))
    with engine.begin() as connection:
        connection.execute(text(sql))
    engine.dispose()


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (
            "DROP TABLE alembic_version",
            "the schema is not up to date; run 'betech migrate' as the owner of the database",
        ),
        (
            "UPDATE alembic_version SET version_num = '0000'",
            "the schema is not up to date; run 'betech migrate' as the owner of the database",
        ),
        (
            "UPDATE alembic_version SET version_num = '9999'",
            "the database has schema 9999, which this version does not know; upgrade betech",
        ),
        (
            "SET session_replication_role = replica; DELETE FROM revisions",
            "the database holds no data; run 'betech migrate' as the owner of the database",
        ),
    ],
)
def test_a_role_that_may_only_read_is_told_what_the_owner_must_do(reader: URL, change: str, line: str) -> None:
    ready(settings_for(reader), reader, "")
    run_as_owner(reader, change)

    with pytest.raises(DatabaseFailure) as failure:
        ready(settings_for(reader), reader, "")

    assert str(failure.value) == line


def test_a_role_that_may_only_read_serves_and_a_request_in_flight_is_answered_before_it_stops(
    reader: URL, tmp_path: Path
) -> None:
    with serving(tmp_path, DATABASE_URL=url_of(reader)) as service:
        assert service.get("/v1/companies?limit=1&data_version=1").status_code == 200
        engine = create_engine(reader.set(username="postgres"))
        with engine.connect() as holder, ThreadPoolExecutor() as pool:
            holder.execute(text("LOCK TABLE investors IN ACCESS EXCLUSIVE MODE"))
            asked = pool.submit(service.get, "/v1/investors?limit=1")
            wait_until(lambda: waits_for_a_lock(reader))
            service.process.send_signal(signal.SIGTERM)
            holder.rollback()
            assert asked.result(PATIENCE).status_code == 200
        engine.dispose()
        assert service.process.wait(PATIENCE) == 0


def waits_for_a_lock(reader: URL) -> bool:
    engine = create_engine(reader.set(username="postgres"))
    sql = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND usename = 'serving_reader'"
    with engine.connect() as connection:
        count = connection.execute(text(sql)).scalar()
    engine.dispose()
    return bool(count)


def test_what_keeps_it_from_starting_is_one_line_without_the_password() -> None:
    done = betech("serve", "--port", str(free_port()), DATABASE_URL=NOWHERE)

    assert done.returncode == 1
    assert done.stderr.startswith(
        "betech: no database answers at postgresql+psycopg://somebody:***@127.0.0.1:9/nothing: "
    )
    assert done.stderr.count("\n") == 1
    assert "secret" not in done.stderr


def test_a_database_that_cannot_be_prepared_ends_the_start_with_the_line_of_the_migration(
    server: URL, capfd: pytest.CaptureFixture[str]
) -> None:
    broken = new_database(server, "serving")
    run_as_owner(broken, "CREATE TABLE codes (id text)")

    with pytest.raises(SystemExit) as end:
        ready(settings_for(broken, allow_writer="true"), broken, url_of(broken))

    assert end.value.code == 1
    assert capfd.readouterr().err == 'betech: the schema could not be changed: relation "codes" already exists\n'


def test_server_processes_that_cannot_start_end_the_service(shipped_database: URL, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\nif '--multiprocessing-fork' in sys.argv:\n    sys.modules['app.main'] = None\n"
    )

    done = betech(
        *("serve", "--port", str(free_port()), "--allow-writer", "true"),
        DATABASE_URL=url_of(shipped_database),
        PYTHONPATH=str(tmp_path),
    )

    assert done.returncode == 1
    assert done.stderr.endswith("betech: the server processes did not start; the lines above say why\n")


def test_a_signal_ends_a_command_as_ctrl_c_does() -> None:
    with pytest.raises(SystemExit) as end:
        leave(signal.SIGTERM, None)

    assert end.value.code == 143
