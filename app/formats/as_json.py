"""JSON: the envelope of items, meta and links, written straight to bytes."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import orjson

from app.dataset import Dataset
from app.formats.layout import Layout, lay_out
from app.formats.nesting import nest
from app.formats.options import Options, Stream


def write(dataset: Dataset, options: Options) -> bytes:
    """Write a whole answer."""
    layout = lay_out(dataset, options, "nested")
    items = nest(layout, dataset.rows, dataset.null_reasons)
    return dump({"items": items, "meta": describe(dataset, options, layout), "links": dataset.links})


def write_item(dataset: Dataset, options: Options) -> bytes:
    """Write the answer of a detail: its only row as `item`."""
    layout = lay_out(dataset, options, "nested")
    (item,) = nest(layout, dataset.rows, dataset.null_reasons)
    meta = describe(dataset, options, layout)
    del meta["total"], meta["total_is_estimate"], meta["limit"]
    return dump({"item": item, "meta": meta, "links": dataset.links})


def stream(dataset: Dataset, options: Options) -> Stream:
    """Write an answer row by row; `dataset` says everything but its rows, `meta.total` included."""
    return JsonStream(dataset, options)


class JsonStream:
    """The envelope in the making."""

    def __init__(self, dataset: Dataset, options: Options) -> None:
        self.dataset, self.options = dataset, options
        self.layout = lay_out(dataset, options, "nested")
        self.started = False

    def head(self) -> bytes:
        """Open the list of items."""
        return b'{"items":['

    def rows(self, rows: Sequence[tuple[Any, ...]], null_reasons: Sequence[Mapping[str, str]] = ()) -> bytes:
        """Return the rows as items, after a comma unless they are the first."""
        if not rows:
            return b""
        items = dump(nest(self.layout, rows, null_reasons))[1:-1]
        comma, self.started = b"," if self.started else b"", True
        return comma + items

    def tail(self) -> bytes:
        """Close the list and add meta and links."""
        rest = dump({"meta": describe(self.dataset, self.options, self.layout), "links": self.dataset.links})
        return b"]," + rest[1:]


def describe(dataset: Dataset, options: Options, layout: Layout) -> dict[str, Any]:
    """Return what an answer says about itself, in the order of the contract."""
    meta = dataset.meta
    return {
        "data_version": meta.data_version,
        "updated": meta.updated,
        "as_of": meta.as_of,
        "total": len(dataset.rows) if meta.total is None else meta.total,
        "total_is_estimate": meta.total_is_estimate,
        "limit": meta.limit,
        "lang": options.lang,
        "query": meta.query,
        "columns": {
            column.key: {"label": column.label.in_(options.lang), "unit": column.unit, "decimals": column.decimals}
            for column in layout.columns
        },
        "notes": meta.notes,
        "sources": meta.sources,
        "licence": meta.licence,
        "citation": meta.citation,
        **meta.extra,
    }


def dump(value: Any) -> bytes:
    """Return JSON; an exact decimal becomes a number, other mappings and sequences become objects and arrays."""
    return orjson.dumps(value, default=plain, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_UTC_Z)


def plain(value: Any) -> Any:
    """Return what JSON has for a value that orjson does not know."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no place in an answer")
