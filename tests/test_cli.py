"""The command line: what each command prints, writes and answers."""

import csv
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import URL

from app.cli import main
from app.cli.data import commands, progress_bar
from app.database.engine import transaction
from app.database.schema import migrations
from app.imports.load import Order, import_files
from tests.conftest import new_database
from tests.factories import DATA

INVESTORS = "investor_id,name,kind,country,aliases\n"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def url(server: URL, shipped_template: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> URL:
    """A database of its own with the shipped dataset, named by DATABASE_URL."""
    url = new_database(server, "command", shipped_template)
    monkeypatch.setenv("DATABASE_URL", url.render_as_string(hide_password=False))
    monkeypatch.setenv("BETECH_DATA_DIR", str(tmp_path / "data"))
    return url


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run a command and return its status, output and error output."""

    def call(*words: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["betech", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capfdbinary.readouterr()
        return int(ended.value.code or 0), said.out.decode(), said.err.decode()

    return call


def investors(path: Path, *rows: str) -> Path:
    path.write_text(INVESTORS + "".join(row + "\n" for row in rows), encoding="utf-8")
    return path


def values(url: URL, question: str) -> list[object]:
    with transaction(url) as connection:
        return list(connection.execute(text(question)).scalars())


def test_an_import_says_what_it_did(url: URL, run: Run, tmp_path: Path) -> None:
    path = investors(tmp_path / "new.csv", "new-fund,New Fund,vc,BE,", "83north,83North,vc,,")

    assert run("import", "Investors", path, "--author", "Ann") == (
        0, "investors: 1 created, 0 changed, 1 unchanged\nrevision 2\n", "",
    )  # fmt: skip
    assert values(url, "SELECT author FROM revisions WHERE number = 2") == ["Ann"]


def test_the_same_import_again_says_that_nothing_changed(url: URL, run: Run, tmp_path: Path) -> None:
    path = investors(tmp_path / "investors.csv", "new-fund,New Fund,vc,BE,")
    run("import", path)

    status, out, _ = run("import", path)

    assert (status, out.splitlines()[-1]) == (
        0, "nothing changed: the database holds these rows already; no revision was made",
    )  # fmt: skip
    assert values(url, "SELECT number FROM revisions") == [1, 2]


def test_a_directory_comes_in_as_one_revision(url: URL, run: Run, tmp_path: Path) -> None:
    investors(tmp_path / "investors.csv", "new-fund,New Fund,vc,BE,")
    (tmp_path / "fx-rates.csv").write_text("currency,day,rate,source\nUSD,2026-11-02,1.25,a bank\n", encoding="utf-8")

    _, out, _ = run("import", tmp_path)

    assert out.splitlines() == [
        "fx_rates: 1 created, 0 changed, 0 unchanged", "investors: 1 created, 0 changed, 0 unchanged", "revision 2",
    ]  # fmt: skip
    assert values(url, "SELECT number FROM revisions") == [1, 2]


def test_a_dry_run_says_that_it_would_need_a_reason(url: URL, run: Run, tmp_path: Path) -> None:
    path = investors(tmp_path / "investors.csv", "83north,83 North,vc,,")

    _, out, _ = run("import", path, "--dry-run")

    assert out.splitlines()[-1] == "dry run: nothing was written; it would need a --reason"
    assert values(url, "SELECT name FROM investors WHERE id = '83north'") == ["83North"]


@pytest.mark.usefixtures("url")
def test_a_refusal_shows_each_fault_in_a_line(run: Run, tmp_path: Path) -> None:
    path = investors(tmp_path / "investors.csv", "new-fund,New\x1bFund,vcc,BE,", *["a,a,b,,"] * 60)

    status, out, err = run("import", path, "--report", tmp_path / "report.csv")

    lines = err.splitlines()
    assert (status, out) == (1, "")
    assert lines[0].startswith(r"investors.csv, line 2, column name: 'New\x1bFund' stray white space")
    assert lines[1] == "investors.csv, line 2, column kind: 'vcc' not in investor_kind; did you mean vc?"
    assert lines[-2] == "… and 71 more; --report FILE writes them all"
    assert lines[-1] == "betech: 121 faults in investors.csv; nothing was written"
    assert len((tmp_path / "report.csv").read_text(encoding="utf-8").splitlines()) == 122


@pytest.mark.usefixtures("url")
def test_doubts_are_shown_after_an_import(run: Run, tmp_path: Path) -> None:
    with (DATA / "exits.csv").open(encoding="utf-8", newline="") as file:
        header, _, row, *_ = csv.reader(file)
    row[0], row[header.index("amount")] = "ablynx-2018-02-acquisition", "39"
    with (tmp_path / "exits.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, row])

    _, out, _ = run("import", tmp_path / "exits.csv")

    assert out.splitlines()[1:3] == [
        "1 doubtful cell (accepted; --strict refuses them):",
        (
            "exits.csv, line 2, column amount: '39' an implausible amount; "
            "whole units, never thousands or millions: 100,000 to 20,000,000,000"
        ),
    ]


@pytest.mark.usefixtures("url")
def test_an_export_goes_to_the_output_or_to_a_file(run: Run, tmp_path: Path) -> None:
    shipped = (DATA / "cities.csv").read_text(encoding="utf-8")

    assert run("export", "cities") == (0, shipped, "")
    assert run("export", "cities", tmp_path / "out.csv") == (0, "", "")
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == shipped


def test_a_row_is_withdrawn_and_another_merged(url: URL, run: Run) -> None:
    assert run("delete", "exits", "ablynx-2018-01-acquisition", "--reason", "twice") == (
        0, "exits: 1 withdrawn\nrevision 2\n", "",
    )  # fmt: skip
    status, out, _ = run("merge", "investors", "nivelinvest", "83north", "--reason", "one house")
    assert (status, out.splitlines()[1:]) == (0, ["investors: 1 withdrawn", "revision 3"])
    assert values(url, "SELECT reason FROM revisions ORDER BY number")[1:] == ["twice", "one house"]
    assert values(url, "SELECT new_id FROM merges") == ["83north"]


@pytest.mark.usefixtures("url")
def test_a_row_that_is_needed_stays(run: Run) -> None:
    status, _, err = run("delete", "companies", "odoo", "--reason", "x")

    assert (status, err.startswith("betech: companies odoo cannot go, others refer to it: funding_rounds")) == (1, True)


@pytest.mark.usefixtures("url")
@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["import", "investor", "x.csv"], 1, "betech: there is no table 'investor'; did you mean investors?"),
        (["import", "nowhere"], 1, "betech: nowhere is neither a directory nor a file"),
        (["import", "investors", "nowhere.csv"], 1, "betech: nowhere.csv cannot be read: No such file or directory"),
        (["export", "zzz"], 1, "betech: there is no table 'zzz'; one of codes, regions"),
        (["delete", "exits", "x"], 2, "Missing option '--reason'"),
        (["merge", "exits", "a", "b", "--reason", "c", "--colour", "d"], 2, "No such option: --colour"),
    ],
)
def test_a_mistake_is_one_clear_line(run: Run, words: list[str], status: int, said: str) -> None:
    ended, out, err = run(*words)

    assert (ended, out) == (status, "")
    assert said in err
    assert "Traceback" not in err


def test_the_status_names_database_revision_and_rows(url: URL, run: Run) -> None:
    _, out, _ = run("status", "--port", "8123")

    lines = dict(line.split(None, 1) for line in out.splitlines() if len(line.split(None, 1)) == 2)
    assert lines["schema"].endswith("(current)")
    assert lines["revision"].startswith("1 of 20")
    assert lines["dataset"].endswith("(the shipped one)")
    assert lines["service"] == "http://127.0.0.1:8123"
    assert lines["companies"] == "193"
    assert url.database is not None
    assert url.database in lines["database"]


def test_an_empty_database_has_a_status_and_is_filled_by_the_first_command(
    server: URL, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = new_database(server, "command_empty")
    newest = ScriptDirectory.from_config(migrations()).get_current_head()
    monkeypatch.setenv("DATABASE_URL", url.render_as_string(hide_password=False))
    monkeypatch.setenv("BETECH_DATA_DIR", str(tmp_path / "data"))

    _, before, _ = run("status")
    status, out, _ = run("migrate")
    _, again, _ = run("migrate")

    assert "schema     none (older than this program)" in before
    assert "revision   none yet" in before
    assert (status, out.splitlines()[0]) == (0, f"schema brought to {newest}")
    assert "companies: 193 created, 0 changed, 0 unchanged" in out
    assert again == "schema and dataset are at the newest version already\n"


def test_every_command_on_data_takes_the_settings_of_the_database() -> None:
    for command in commands.registered_commands:
        assert command.callback is not None
        assert {"data_dir", "database_url"} <= command.callback.__annotations__.keys(), command.name


def test_the_progress_is_silent_where_nobody_watches(capfd: pytest.CaptureFixture[str]) -> None:
    with progress_bar() as show:
        show("file.csv", 1, 2)
        show("file.csv", 2, 2)

    assert capfd.readouterr() == ("", "")


def test_two_imports_at_once_make_two_revisions(url: URL, tmp_path: Path) -> None:
    start = threading.Barrier(2)
    made: list[int | None] = []

    def bring(name: str) -> None:
        path = investors(tmp_path / f"{name}.csv", *(f"{name}-{n},{name} {n},vc,," for n in range(2000)))
        with transaction(url) as connection:
            start.wait()
            made.append(import_files(connection, [("investors", path)], Order(name)).revision)

    threads = [threading.Thread(target=bring, args=(name,)) for name in ("ann", "bob")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(made) == [2, 3]  # type: ignore[type-var]  # both are numbers
    assert values(url, "SELECT count(*) FROM investors WHERE revision > 1 GROUP BY revision") == [2000, 2000]


@pytest.fixture
def outlet() -> Iterator[list[subprocess.Popen[bytes]]]:
    """Processes that end with the test."""
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for process in started:
        process.kill()
        process.wait()


def test_a_killed_import_leaves_whole_revisions(
    url: URL, tmp_path: Path, outlet: list[subprocess.Popen[bytes]]
) -> None:
    path = investors(tmp_path / "investors.csv", *(f"fund-{n},Fund {n},vc,," for n in range(60_000)))
    command = [sys.executable, "-c", "from app.cli import main; main()", "import", "investors", str(path)]
    for seconds in (1.0, 2.0, 3.0):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ)
        outlet.append(process)
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        process.wait()

        revisions = values(url, "SELECT number FROM revisions")
        rows = values(url, "SELECT count(*) FROM investors WHERE revision > 1")
        assert (revisions, rows) in (([1], [0]), ([1, 2], [60_000]))


def test_a_reader_that_has_gone_is_no_crash(url: URL, outlet: list[subprocess.Popen[bytes]]) -> None:
    assert url
    command = [sys.executable, "-c", "from app.cli import main; main()", "export", "observations"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ)
    outlet.append(process)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()

    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()
    assert process.wait() == 1
