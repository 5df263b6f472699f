"""The releases on disk are listed and their files found."""

from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from app.errors import NotFound
from app.queries.releases import find_file, newest_version, read_manifest, read_releases, versions
from app.queries.vintages import Reading
from tests.conftest import WRITTEN_AT


def make_release(home: Path, version: int) -> None:
    """Write a release of one small table by hand."""
    directory = home / "releases" / str(version)
    directory.mkdir(parents=True)
    files = {
        "csv": {"path": "units.csv", "bytes": 10, "sha256": "aa"},
        "parquet": {"path": "units.parquet", "bytes": 20, "sha256": "bb"},
    }
    table = {"name": "units", "rows": 3, "columns": [{}, {}], "files": files}
    content = {
        "name": "betech",
        "data_version": version,
        "time": WRITTEN_AT.isoformat(),
        "licence": {"name": "CC-BY-4.0"},
        "tables": [table],
    }
    (directory / "manifest.json").write_bytes(orjson.dumps(content))


def test_the_newest_release_comes_first_and_nothing_else_counts(tmp_path: Path) -> None:
    for version in (2, 10):
        make_release(tmp_path, version)
    (tmp_path / "releases" / ".unfinished-x").mkdir()

    assert versions(tmp_path) == [10, 2]
    assert newest_version(tmp_path) == 10


def test_without_releases_there_is_no_newest(tmp_path: Path) -> None:
    assert versions(tmp_path) == []
    with pytest.raises(NotFound, match="Nothing was released yet"):
        newest_version(tmp_path)


def test_a_file_is_found_with_all_that_serving_it_needs(tmp_path: Path) -> None:
    make_release(tmp_path, 2)

    file = find_file(tmp_path, 2, "units.parquet")

    assert (file.path, file.tag, file.bytes) == (tmp_path / "releases" / "2" / "units.parquet", '"bb"', 20)
    assert (file.media_type, file.updated) == ("application/vnd.apache.parquet", WRITTEN_AT)
    manifest = find_file(tmp_path, 2, "manifest.json")
    assert (manifest.media_type, manifest.bytes) == ("application/json", manifest.path.stat().st_size)


@pytest.mark.parametrize("name", ["unit.csv", "../2/units.csv", "zzz", "", "units.csv/"])
def test_no_other_file_is_given_away(tmp_path: Path, name: str) -> None:
    make_release(tmp_path, 2)

    with pytest.raises(NotFound, match="has no file"):
        find_file(tmp_path, 2, name)


def test_a_version_that_was_not_released_names_those_that_were(tmp_path: Path) -> None:
    make_release(tmp_path, 2)

    with pytest.raises(NotFound) as caught:
        read_manifest(tmp_path, 3)

    assert caught.value.extra == {"released": [2]}


def test_a_reading_lists_what_was_released_up_to_its_revision(tmp_path: Path, reading: Reading) -> None:
    for version in (1, 2, 3):
        make_release(tmp_path, version)

    nested = read_releases(replace(reading, revision=2), tmp_path)
    flat = read_releases(replace(reading, revision=2), tmp_path, shape="flat")

    assert [row[:5] for row in nested.rows] == [
        (2, WRITTEN_AT, 3, 30, "/v1/releases/2/manifest.json"),
        (1, WRITTEN_AT, 3, 30, "/v1/releases/1/manifest.json"),
    ]
    assert flat.rows[:2] == [
        (2, WRITTEN_AT, "units", "csv", 3, 10, "aa", "/v1/releases/2/units.csv"),
        (2, WRITTEN_AT, "units", "parquet", 3, 20, "bb", "/v1/releases/2/units.parquet"),
    ]
    assert nested.meta.total == 2
