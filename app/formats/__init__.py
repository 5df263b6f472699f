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


def later(module: str) -> Writer:
    """Return the writer of a module that is imported at its first use, so that an idle worker stays small."""

    def write(dataset: Dataset, options: Options) -> bytes:
        written: bytes = import_module(module).write(dataset, options)
        return written

    return write


def later_stream(module: str) -> Streamer:
    """Return the streaming writer of a module that is imported at its first use."""

    def stream(dataset: Dataset, options: Options) -> Stream:
        started: Stream = import_module(module).stream(dataset, options)
        return started

    return stream


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

FORMATS: Mapping[str, Format] = {
    entry.key: entry
    for entry in (
        Format("json", "application/json", ".json", as_json.write, as_json.stream, whole=False),
        Format("csv", "text/csv; charset=utf-8; header=present", ".csv", as_csv.write, as_csv.stream, attached=True),
        Format("ndjson", "application/x-ndjson", ".ndjson", as_ndjson.write, as_ndjson.stream),
        Format("xlsx", XLSX, ".xlsx", later("app.formats.as_xlsx"), attached=True, heavy=True),
        Format(
            "parquet",
            "application/vnd.apache.parquet",
            ".parquet",
            later("app.formats.as_parquet"),
            later_stream("app.formats.as_parquet"),
            attached=True,
            heavy=True,
        ),
        Format("jsonstat", "application/json", ".jsonstat", as_jsonstat.write, by_header=False, cube=True),
    )
}
