"""Axis: the codes of one dimension in an answer, in the order of their list or of time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from app.catalog.dimensions import ALL, UNKNOWN, Dimension
from app.queries.aggregates.question import Asked
from app.queries.aggregates.window import Window
from app.queries.codelists import CodeLists

# Which filters narrow the codes of a family of dimensions, and the code lists that their values come from.
NARROWED_BY: Mapping[str, Mapping[str, str]] = {
    "place": {"region": "region", "province": "region", "city": "city"},
    "sector": {"sector": "sector"},
    "deal": {"stage": "stage", "deal_type": "deal_type"},
    "exit": {"kind": "exit_kind", "exit_kind": "exit_kind"},
}


@dataclass(frozen=True, slots=True)
class Axis:
    """The codes of a dimension, `UNK` last; a period stands as its number."""

    dimension: Dimension
    codes: tuple[Any, ...]

    def with_margin(self, totals: bool) -> tuple[Any, ...]:
        """Return the codes, and `ALL` after them when there are totals."""
        return (*self.codes, ALL) if totals else self.codes

    def spellings(self) -> dict[Any, Any]:
        """Return how an answer writes each code, `ALL` too."""
        period = self.dimension.period
        return {
            code: code if period is None or code in (ALL, UNKNOWN) else period.spell(code)
            for code in (*self.codes, ALL)
        }

    def places(self) -> dict[Any, int]:
        """Return the place of each code, of `ALL` too."""
        return {code: place for place, code in enumerate((*self.codes, ALL))}


def axes(
    asked: Asked, filters: Mapping[str, str], window: Window, lists: CodeLists, found: Iterable[tuple[Any, ...]]
) -> tuple[Axis, ...]:
    """Return the axis of each dimension: what the filters leave possible on a grid, and whatever was found."""
    keys = tuple(found)
    return tuple(
        Axis(dimension, tuple(codes_of(asked, dimension, {key[place] for key in keys} - {ALL}, filters, window, lists)))
        for place, dimension in enumerate(asked.dimensions)
    )


def codes_of(
    asked: Asked, dimension: Dimension, found: set[Any], filters: Mapping[str, str], window: Window, lists: CodeLists
) -> Iterable[Any]:
    """Return the codes of one dimension in order."""
    last = [UNKNOWN] if UNKNOWN in found else []
    if dimension.period is not None:
        possible = window.periods(dimension.period) if asked.grid else ()
        return chain(sorted({*possible, *(found - {UNKNOWN})}), last)
    if dimension.codelist not in lists.lists:
        return chain(sorted(found - {UNKNOWN}), last)
    wanted = set(possible_codes(dimension, filters, lists)) | found if asked.grid else found
    listed = [entry.code for entry in lists[dimension.codelist or ""] if entry.code in wanted]
    return listed if UNKNOWN in listed else chain(listed, last)


def possible_codes(dimension: Dimension, filters: Mapping[str, str], lists: CodeLists) -> list[str]:
    """Return the codes of a dimension's list that the filters leave possible."""
    codes = [
        entry.code
        for entry in lists[dimension.codelist or ""]
        if dimension.level is None or entry.level == dimension.level
    ]
    for name, codelist in NARROWED_BY.get(dimension.family or "", {}).items():
        value = filters.get(name, "all")
        if value != "all":
            wanted = [lineage(code, codelist, lists) for code in value.split(",")]
            codes = [c for c in codes if related(lineage(c, dimension.codelist or "", lists), wanted)]
    if dimension.family == "sector" and filters.get("perimeter") == "tech":
        codes = [code for code in codes if lists.by_code["sector"][code].extra["is_technology"]]
    return codes


def lineage(code: str, codelist: str, lists: CodeLists) -> tuple[str, ...]:
    """Return a code and all that contain it, the widest last; a stage lies in its deal type, a city in its province."""
    entry = lists.by_code[codelist].get(code)
    if entry is None or entry.parent is None:
        return (code,)
    wider = {"city": "region", "stage": "deal_type"}.get(codelist, codelist)
    return (code, *lineage(entry.parent, wider, lists))


def related(line: Sequence[str], wanted: Iterable[Sequence[str]]) -> bool:
    """Tell whether a code lies within one of the wanted ones, or contains one."""
    return any(other[0] in line or line[0] in other for other in wanted)
