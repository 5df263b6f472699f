"""How answers are written: one module per format, each knows Dataset alone; FORMATS lists them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

from app.dataset import Dataset
from app.formats import as_csv, as_json, as_jsonstat, as_ndjson
from app.formats.options import Options, Stream

__all__ = ["FORMATS", "Format", "Options", "Stream"]

Writer = Callable[[Dataset, Options], bytes]
Streamer = Callable[[Dataset, Options], Stream]


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its name in `format=`, what it is served as, and how it is written.

    `media_type` is the Content-Type; `suffix` ends a path, dot included. `attached` formats are files to keep (they
    carry Content-Disposition). `whole` formats hold all rows of an answer, others a page. `by_header` formats can be
    asked for by Accept. `cube` formats need an aggregate or observations: they refuse what has no measure. `heavy`
    ones take long enough to be written outside the event loop. `stream` writes batch by batch, None where it cannot.

    A writer raises NotAcceptable where this answer cannot be written so, NotFound where an empty one cannot.
    """

    key: str
    media_type: str
    suffix: str
    write: Writer
    stream: Streamer | None = None
    attached: bool = False
    whole: bool = True
    by_header: bool = True
    cube: bool = False
    heavy: bool = False

    @property
    def accepts(self) -> str:
        """The media type without its parameters, as an Accept header names it."""
        return self.media_type.partition(";")[0]


@dataclass(frozen=True, slots=True)
class Later:
    """A writer whose module is imported at its first use, so that an idle worker stays small."""

    module: str

    def __call__(self, dataset: Dataset, options: Options) -> bytes:
        """Write an answer."""
        written: bytes = import_module(self.module).write(dataset, options)
        return written


@dataclass(frozen=True, slots=True)
class LaterStream:
    """A streaming writer whose module is imported at its first use."""

    module: str

    def __call__(self, dataset: Dataset, options: Options) -> Stream:
        """Start an answer."""
        started: Stream = import_module(self.module).stream(dataset, options)
        return started


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

FORMATS: Mapping[str, Format] = {
    entry.key: entry
    for entry in (
        Format("json", "application/json", ".json", as_json.write, as_json.stream, whole=False),
        Format("csv", "text/csv; charset=utf-8; header=present", ".csv", as_csv.write, as_csv.stream, attached=True),
        Format("ndjson", "application/x-ndjson", ".ndjson", as_ndjson.write, as_ndjson.stream),
        Format("xlsx", XLSX, ".xlsx", Later("app.formats.as_xlsx"), attached=True, heavy=True),
        Format(
            "parquet",
            "application/vnd.apache.parquet",
            ".parquet",
            Later("app.formats.as_parquet"),
            LaterStream("app.formats.as_parquet"),
            attached=True,
            heavy=True,
        ),
        Format(
            "atom",
            "application/atom+xml; charset=utf-8",
            ".atom",
            Later("app.formats.as_atom"),
            whole=False,
        ),
        Format("jsonstat", "application/json", ".jsonstat", as_jsonstat.write, by_header=False, cube=True),
        Format(
            "vegalite", "application/json", ".vegalite", Later("app.formats.as_vegalite"), by_header=False, cube=True
        ),
        Format("svg", "image/svg+xml", ".svg", Later("app.formats.as_svg"), cube=True, heavy=True),
        Format("png", "image/png", ".png", Later("app.formats.as_png"), cube=True, heavy=True),
    )
}
