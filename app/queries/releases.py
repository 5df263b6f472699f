"""The releases on disk: which there are, what each holds, and where its files lie."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from app.dataset import Column, Dataset, Meta
from app.errors import NotFound
from app.languages import Language, Text
from app.queries.codelists import nearest
from app.queries.lists import Shape
from app.queries.vintages import Reading

FOLDER = "releases"
MANIFEST = "manifest.json"
MEDIA_TYPES: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8; header=present",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
}
TITLE = Text("Releases", "Uitgaven", "Publications", "Veröffentlichungen")
COLUMNS = (
    Column(
        "data_version",
        Text("Data version", "Versie van de data", "Version des données", "Datenversion"),
        "integer",
    ),
    Column(
        "time", Text("Time of the data", "Tijdstip van de data", "Date des données", "Zeitpunkt der Daten"), "datetime"
    ),
    Column("table", Text("Table", "Tabel", "Table", "Tabelle"), shown="flat"),
    Column("format", Text("Format", "Formaat", "Format", "Format"), shown="flat"),
    Column("rows", Text("Rows", "Rijen", "Lignes", "Zeilen"), "integer"),
    Column("bytes", Text("Bytes", "Bytes", "Octets", "Bytes"), "integer", unit="COUNT"),
    Column("sha256", Text("SHA-256", "SHA-256", "SHA-256", "SHA-256"), shown="flat"),
    Column("link", Text("Link", "Link", "Lien", "Link")),
    Column("licence", Text("Licence", "Licentie", "Licence", "Lizenz"), shown="nested"),
    Column("tables", Text("Tables", "Tabellen", "Tables", "Tabellen"), "list", shown="nested"),
)


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """One file of a release: it never changes, so that its digest is its entity tag for ever."""

    path: Path
    name: str
    media_type: str
    sha256: str
    bytes: int
    version: int
    updated: datetime

    @property
    def tag(self) -> str:
        """The strong entity tag."""
        return f'"{self.sha256}"'


def versions(data_dir: Path) -> list[int]:
    """Return the data versions that were released, the newest first."""
    home = data_dir / FOLDER
    if not home.is_dir():
        return []
    return sorted((int(place.name) for place in home.iterdir() if place.name.isdecimal()), reverse=True)


def newest_version(data_dir: Path) -> int:
    """Return the newest release; NotFound when there is none yet."""
    found = versions(data_dir)
    if not found:
        raise NotFound("Nothing was released yet.", slug="no-release", title="No release yet")
    return found[0]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a release says of itself, with digest and size of the file that says it."""

    content: Mapping[str, Any]
    sha256: str
    bytes: int

    @property
    def time(self) -> datetime:
        """When the data of the release came in."""
        return datetime.fromisoformat(self.content["time"])

    @property
    def files(self) -> dict[str, Mapping[str, Any]]:
        """The files of all tables by name."""
        return {file["path"]: file for table in self.content["tables"] for file in table["files"].values()}


def read_manifest(data_dir: Path, version: int) -> Manifest:
    """Return what a release says of itself: data version, time, licence, tables with columns, rows and files.

    Raises:
        NotFound: that data version was not released.

    """
    if version not in versions(data_dir):
        raise NotFound(
            f"Data version {version} was not released; see /v1/releases.",
            slug="no-such-release",
            title="No such release",
            extra={"released": versions(data_dir)},
        )
    return load_manifest(data_dir / FOLDER / str(version) / MANIFEST)


@lru_cache(maxsize=16)
def load_manifest(path: Path) -> Manifest:
    """Read a manifest, once: a release never changes."""
    written = path.read_bytes()
    return Manifest(orjson.loads(written), sha256(written).hexdigest(), len(written))


def find_file(data_dir: Path, version: int, name: str) -> ReleaseFile:
    """Return a file of a release by its name, such as `companies.csv`, or its manifest.

    Raises:
        NotFound: that data version was not released, or has no such file.

    """
    manifest = read_manifest(data_dir, version)
    files = {MANIFEST: {"sha256": manifest.sha256, "bytes": manifest.bytes}, **manifest.files}
    if name not in files:
        near = nearest(name, files)
        raise NotFound(
            f"Release {version} has no file '{name}'" + (f"; did you mean '{near}'?" if near else "."),
            slug="no-such-file",
            title="No such file",
        )
    media_type = MEDIA_TYPES[name.rpartition(".")[2]]
    place = data_dir / FOLDER / str(version) / name
    return ReleaseFile(place, name, media_type, files[name]["sha256"], files[name]["bytes"], version, manifest.time)


def read_releases(reading: Reading, data_dir: Path, *, shape: Shape = "nested", lang: Language = "en") -> Dataset:
    """Return the releases up to the revision that is read, the newest first; a flat answer has one row per file."""
    released = [version for version in versions(data_dir) if version <= reading.revision]
    rows = [row for version in released for row in rows_of(read_manifest(data_dir, version), shape)]
    return Dataset(
        name="releases",
        title=TITLE,
        columns=tuple(column for column in COLUMNS if column.shown in ("everywhere", shape)),
        rows=rows,
        meta=Meta(
            data_version=reading.revision,
            updated=reading.updated,
            lang=lang,
            as_of=None if reading.as_of is None else str(reading.as_of),
            total=len(released),
            query={"dataset": "releases", "filters": {}},
        ),
    )


def rows_of(manifest: Manifest, shape: Shape) -> Iterator[tuple[Any, ...]]:
    """Return a release as one row, or as one row per file."""
    version, tables = manifest.content["data_version"], manifest.content["tables"]
    if shape == "flat":
        for table in tables:
            for suffix, file in table["files"].items():
                link = address(version, file["path"])
                yield version, manifest.time, table["name"], suffix, table["rows"], file["bytes"], file["sha256"], link
        return
    described = [
        {
            "table": table["name"],
            "rows": table["rows"],
            "columns": len(table["columns"]),
            "files": {
                suffix: {"link": address(version, file["path"]), "bytes": file["bytes"], "sha256": file["sha256"]}
                for suffix, file in table["files"].items()
            },
        }
        for table in tables
    ]
    rows, size = (sum(table["rows"] for table in tables), sum(file["bytes"] for file in manifest.files.values()))
    yield version, manifest.time, rows, size, address(version, MANIFEST), manifest.content["licence"]["name"], described


def address(version: int, name: str) -> str:
    """Return where a file is served."""
    return f"/v1/releases/{version}/{name}"
