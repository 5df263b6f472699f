"""A release holds the whole data of a revision, checked and described, and never changes."""

import csv
import hashlib
import io
import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import polars as pl
import pytest
from csvw import CSVW
from frictionless import Package
from sqlalchemy.engine import URL

from app.database.engine import transaction
from app.database.schema import migrate
from app.errors import CommandFailure, SettingFailure
from app.formats import csvw, datapackage
from app.imports.release import Release, write_release
from app.queries.releases import read_manifest, versions
from app.tables import TABLES
from tests.conftest import new_database
from tests.factories import DATA


def release(url: URL, home: Path) -> Release:
    with transaction(url) as connection:
        return write_release(connection, home)


@pytest.fixture(scope="module")
def home(shipped_database: URL, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the release of the shipped dataset."""
    directory = tmp_path_factory.mktemp("released")
    release(shipped_database, directory)
    return directory


def digests(directory: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in directory.iterdir()}


@pytest.mark.parametrize("table", [table for table in TABLES if (DATA / f"{table}.csv").exists()])
def test_the_csv_files_are_those_that_came_in(home: Path, table: str) -> None:
    def read(path: Path) -> tuple[list[str], list[list[str]]]:
        header, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
        return header, sorted(rows)

    assert read(home / "releases" / "1" / f"{table}.csv") == read(DATA / f"{table}.csv")


def test_the_manifest_tells_the_truth_of_every_file(home: Path) -> None:
    directory = home / "releases" / "1"
    manifest = read_manifest(home, 1)

    assert [table["name"] for table in manifest.content["tables"]] == list(TABLES)
    assert {name: file["sha256"] for name, file in manifest.files.items()} == {
        name: digest for name, digest in digests(directory).items() if name != "manifest.json"
    }
    for table in manifest.content["tables"]:
        frame = pl.read_parquet(directory / table["files"]["parquet"]["path"])
        assert frame.height == table["rows"]
        assert frame.columns == [column["name"] for column in table["columns"]]
        for suffix in ("csv", "parquet"):
            file = table["files"][suffix]
            assert (directory / file["path"]).stat().st_size == file["bytes"]


def test_parquet_has_types_and_what_the_program_computed(home: Path) -> None:
    frame = pl.read_parquet(home / "releases" / "1" / "funding_rounds.parquet")

    types = {name: frame.schema[name] for name in ("announced_on", "amount", "source_ids", "amount_eur", "revision")}
    assert types == {
        "announced_on": pl.Date,
        "amount": pl.Float64,
        "source_ids": pl.List(pl.String),
        "amount_eur": pl.Float64,
        "revision": pl.Int32,
    }
    assert frame["amount_eur"].null_count() < frame.height


def test_a_release_is_never_written_again(shipped_database: URL, tmp_path: Path) -> None:
    first = release(shipped_database, tmp_path)
    before = {path: path.stat().st_mtime_ns for path in first.directory.iterdir()}

    second = release(shipped_database, tmp_path)

    assert (first.made, second.made) == (True, False)
    assert {path: path.stat().st_mtime_ns for path in second.directory.iterdir()} == before


def test_the_same_revision_is_the_same_bytes(shipped_database: URL, home: Path, tmp_path: Path) -> None:
    again = release(shipped_database, tmp_path)

    assert digests(again.directory) == digests(home / "releases" / "1")


def test_what_a_killed_command_left_is_no_release_and_is_cleared(shipped_database: URL, tmp_path: Path) -> None:
    left = tmp_path / "releases" / ".unfinished-abc"
    left.mkdir(parents=True)
    (left / "companies.csv").write_text("half a fi")
    assert versions(tmp_path) == []

    release(shipped_database, tmp_path)

    assert versions(tmp_path) == [1]
    assert not left.exists()


def test_an_empty_database_has_nothing_to_release(server: URL, tmp_path: Path) -> None:
    url = new_database(server, "bare")
    migrate(url)

    with pytest.raises(CommandFailure, match="nothing to release"):
        release(url, tmp_path)


def test_a_folder_that_cannot_be_made_is_named(shipped_database: URL, tmp_path: Path) -> None:
    (tmp_path / "releases").write_text("a file in the way")

    with pytest.raises(SettingFailure, match="cannot be written"):
        release(shipped_database, tmp_path)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def base(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a plain file server that has the release where the service has it."""
    root = tmp_path_factory.mktemp("root")
    (root / "v1").symlink_to(home)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=root)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        address = f"http://127.0.0.1:{server.server_port}"
        content = read_manifest(home, 1).content
        (root / "datapackage.json").write_bytes(datapackage.write(content, address))
        (root / "csvw.json").write_bytes(csvw.write(content, address))
        yield address
        server.shutdown()
        thread.join()


def test_frictionless_finds_every_row_valid(base: str) -> None:
    report = Package(f"{base}/datapackage.json").validate()

    assert report.flatten(["title", "fieldName", "note"]) == []
    assert len(report.tasks) == len(TABLES)


def test_csvw_finds_every_row_valid(base: str) -> None:
    group = CSVW(f"{base}/csvw.json", validate=True)

    assert group.is_valid, group.warnings
    assert len(group.tables) == len(TABLES)


def test_both_descriptions_have_root_relative_addresses_without_a_base(home: Path) -> None:
    content = read_manifest(home, 1).content

    package, group = json.loads(datapackage.write(content)), json.loads(csvw.write(content))

    assert package["resources"][0]["path"] == group["tables"][0]["url"] == "/v1/releases/1/codes.csv"
