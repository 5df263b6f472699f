"""Nesting: the rows of an answer as objects, each value at the path of its column."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from app.formats.layout import Layout

# Where values stand: a key → the number of a shown column, or an object of further keys.
Tree: TypeAlias = "dict[str, int | Tree]"


def nest(
    layout: Layout, rows: Sequence[tuple[Any, ...]], null_reasons: Sequence[Mapping[str, str]]
) -> list[dict[str, Any]]:
    """Return one object per row; an object whose parts are all null is null.

    A row with empty cells ends in `null_reasons`, column key → reason, where reasons are given. The work is done
    a column at a time, so that no Python function is called per cell.
    """
    tree = grow(layout)
    values = layout.values(rows)
    keys = tuple(tree)
    branches = [branch(part, values) for part in tree.values()]
    items = [dict(zip(keys, parts, strict=True)) for parts in zip(*branches, strict=True)]
    for item, reasons in zip(items, null_reasons, strict=False):
        if reasons:
            item["null_reasons"] = dict(reasons)
    return items


def branch(part: "int | Tree", values: list[Sequence[Any]]) -> Sequence[Any]:
    """Return the values of one key over all rows: a column, or objects put together from several columns."""
    if isinstance(part, int):
        return values[part]
    keys = tuple(part)
    nothing = (None,) * len(keys)
    columns = [branch(inner, values) for inner in part.values()]
    return [None if parts == nothing else dict(zip(keys, parts, strict=True)) for parts in zip(*columns, strict=True)]


def grow(layout: Layout) -> Tree:
    """Return the tree of the shown columns' paths."""
    tree: Tree = {}
    for number, column in enumerate(layout.columns):
        node = tree
        *outer, last = column.json_path
        for key in outer:
            inner = node.setdefault(key, {})
            if isinstance(inner, int):
                raise TypeError(f"{column.key} lies inside {key}, which is a value of its own")
            node = inner
        node[last] = number
    return tree
