"""Parquet: typed columns, compressed with zstd, with units, definitions and sources in the metadata."""

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from app.dataset import Column, Dataset, Kind
from app.formats.as_csv import NOTES_KEY, part_of_list, reasons_cell
from app.formats.as_json import dump
from app.formats.layout import Layout, lay_out
from app.formats.options import Options, Stream

ROWS_PER_GROUP = 131_072

TYPES: Mapping[Kind, pa.DataType] = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "datetime": pa.timestamp("us", tz="UTC"),
    "list": pa.list_(pa.string()),
    "object": pa.string(),
}


def write(dataset: Dataset, options: Options) -> bytes:
    """Write all rows; the same answer gives the same bytes."""
    writer = ParquetStream(dataset, options)
    return writer.head() + writer.rows(dataset.rows, dataset.null_reasons) + writer.tail()


def stream(dataset: Dataset, options: Options) -> Stream:
    """Write one row group per batch; the columns' types follow from their kinds alone."""
    return ParquetStream(dataset, options)


class ParquetStream:
    """A file in the making."""

    def __init__(self, dataset: Dataset, options: Options) -> None:
        self.layout = lay_out(dataset, options, "flat")
        self.notes = options.notes
        self.schema = describe(dataset, options, self.layout)
        self.sink = Sink()
        self.writer = pq.ParquetWriter(self.sink, self.schema, compression="zstd")

    def head(self) -> bytes:
        """Return the file's opening mark."""
        return self.sink.drain()

    def rows(self, rows: Sequence[tuple[Any, ...]], null_reasons: Sequence[Mapping[str, str]] = ()) -> bytes:
        """Return the rows as row groups."""
        values = self.layout.values(rows)
        if self.notes:
            values.append([reasons_cell(why) or None for why in null_reasons] or [None] * len(rows))
        arrays = [
            pa.array(cells(column.type, part), column.type) for column, part in zip(self.schema, values, strict=True)
        ]
        self.writer.write_table(pa.Table.from_arrays(arrays, schema=self.schema), row_group_size=ROWS_PER_GROUP)
        return self.sink.drain()

    def tail(self) -> bytes:
        """Return the footer."""
        self.writer.close()
        return self.sink.drain()


class Sink(io.RawIOBase):
    """What the writer writes into: remembers its position, gives away what came in."""

    def __init__(self) -> None:
        super().__init__()
        self.position, self.parts = 0, list[bytes]()

    def writable(self) -> bool:
        """It can be written."""
        return True

    def write(self, part: Any) -> int:
        """Take a part."""
        self.parts.append(bytes(part))
        self.position += len(self.parts[-1])
        return len(self.parts[-1])

    def tell(self) -> int:
        """Return how much was taken so far."""
        return self.position

    def drain(self) -> bytes:
        """Return what came in since the last time."""
        parts, self.parts = self.parts, []
        return b"".join(parts)


def cells(kind: pa.DataType, values: Sequence[Any]) -> Sequence[Any]:
    """Return a column's values as Arrow takes them for a type."""
    if kind == pa.float64():
        return [None if value is None else float(value) for value in values]
    if kind == pa.string():
        return [value if value is None or isinstance(value, str) else text(value) for value in values]
    if kind == TYPES["list"]:
        return [None if parts is None else [part_of_list(part) for part in parts] for parts in values]
    return values


def text(value: Any) -> str:
    """Return a value that is no text as text: a number of a column that also holds codes, or an object."""
    return str(value) if isinstance(value, int) else dump(value).decode()


def describe(dataset: Dataset, options: Options, layout: Layout) -> pa.Schema:
    """Return the columns with their types and metadata, and what the answer says about itself."""
    meta, lang = dataset.meta, options.lang
    stated = {
        "title": dataset.title.in_(lang),
        "language": lang,
        "data_version": str(meta.data_version),
        "updated": meta.updated.isoformat(),
        "as_of": meta.as_of,
        "query": dump(meta.query).decode(),
        "url": dataset.links.get("self"),
        "notes": "\n".join(meta.notes),
        "sources": "\n".join(meta.source_lines),
        "records": dataset.links.get("records"),
        "licence": meta.licence,
        "citation": meta.citation,
    }
    fields = list(fields_of(dataset, options, layout))
    if options.notes:
        fields.append(pa.field(NOTES_KEY, pa.string()))
    return pa.schema(fields, metadata={key: value for key, value in stated.items() if value})


def fields_of(dataset: Dataset, options: Options, layout: Layout) -> Iterator[pa.Field]:
    """Yield one field per shown column."""
    values = layout.values(dataset.rows)
    for column, part in zip(layout.columns, values, strict=True):
        stated = {
            "label": column.label.in_(options.lang),
            "unit": column.unit,
            "decimals": None if column.decimals is None else str(column.decimals),
            "definition": column.description and column.description.in_(options.lang),
            "codelist": column.codelist,
        }
        yield pa.field(
            column.key, type_of(column, part), metadata={key: value for key, value in stated.items() if value}
        )


def type_of(column: Column, values: Sequence[Any]) -> pa.DataType:
    """Return a column's type; a period such as ALL among years makes their column text."""
    if column.kind == "integer" and any(isinstance(value, str) for value in values):
        return pa.string()
    if column.kind == "integer" and column.role == "time":
        return pa.int32()
    return TYPES[column.kind]
