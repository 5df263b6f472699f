"""NDJSON: one object per line, nested as in JSON, without an envelope."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from app.dataset import Dataset
from app.formats.as_json import plain
from app.formats.layout import lay_out
from app.formats.nesting import nest
from app.formats.options import Options, Stream

SETTINGS = orjson.OPT_NON_STR_KEYS | orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE


def write(dataset: Dataset, options: Options) -> bytes:
    """Write all rows."""
    return stream(dataset, options).rows(dataset.rows, dataset.null_reasons)


def stream(dataset: Dataset, options: Options) -> Stream:
    """Write the rows batch by batch."""
    return NdjsonStream(dataset, options)


class NdjsonStream:
    """Lines in the making."""

    def __init__(self, dataset: Dataset, options: Options) -> None:
        self.layout = lay_out(dataset, options, "nested")

    def head(self) -> bytes:
        """Nothing comes before the rows."""
        return b""

    def rows(self, rows: Sequence[tuple[Any, ...]], null_reasons: Sequence[Mapping[str, str]] = ()) -> bytes:
        """Return one line per row."""
        return b"".join([orjson.dumps(item, plain, SETTINGS) for item in nest(self.layout, rows, null_reasons)])

    def tail(self) -> bytes:
        """Nothing comes after the rows."""
        return b""
