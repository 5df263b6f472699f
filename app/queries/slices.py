"""Slices of a cube: keys, filters and periods as SDMX asks for them, read and applied to observations."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.catalog.cubes import TIME, Available, CodeList, Cube, identifier
from app.errors import BadRequest, Fault
from app.queries.periods import read_period

EVERYTHING = ("", "all", "*")
SPAN = re.compile(r"(\d{4})-01-01/P(\d{1,3})Y")
OPERATORS = ("eq", "ne", "lt", "le", "gt", "ge")
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """What the code of one dimension must be: one of `codes` (`eq`), none of them (`ne`), or how time compares."""

    operator: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a cube: any of `keys` (one set of codes per dimension, empty for all) that meets all conditions.

    `start` and `end` bound the periods; `first` and `last` keep so many observations of each series.
    """

    keys: tuple[tuple[frozenset[str], ...], ...] = ()
    conditions: Mapping[str, tuple[Condition, ...]] = field(default_factory=dict)
    start: date | None = None
    end: date | None = None
    first: int | None = None
    last: int | None = None


def fault(parameter: str, detail: str, value: str, allowed: Sequence[str] = ()) -> BadRequest:
    """Return the failure of one part of a question that cannot be read."""
    return BadRequest(
        detail, slug="bad-value", faults=[Fault(parameter, "bad_value", detail, value[:200], None, allowed)]
    )


def read_key(cube: Cube, key: str) -> tuple[tuple[frozenset[str], ...], ...]:
    """Return what a key such as `A.BE2+BE1..` asks of each dimension; several keys are parted by commas.

    Raises:
        BadRequest: the number of parts is not the number of dimensions.

    """
    if key in EVERYTHING:
        return ()
    names = [entry.id for entry in cube.dimensions]
    found = []
    for one in key.split(","):
        parts = one.split(".")
        if len(parts) != len(names):
            detail = f"A key of {cube.id} has {len(names)} parts, {'.'.join(names)}; '{one[:80]}' has {len(parts)}."
            raise fault("key", detail, one)
        found.append(tuple(codes_of(name, part) for name, part in zip(names, parts, strict=True)))
    return tuple(found)


def codes_of(dimension: str, part: str) -> frozenset[str]:
    """Return the codes that a part of a key names; empty for all."""
    return frozenset() if part in EVERYTHING else frozenset(spelled(dimension, code) for code in part.split("+"))


def spelled(dimension: str, code: str) -> str:
    """Return a code as observations spell it, also where it was written as everywhere else in this service."""
    return code if dimension in ("OBSERVATION", TIME) else identifier(code)


def read_conditions(cube: Cube, given: Mapping[str, str]) -> dict[str, tuple[Condition, ...]]:
    """Return the conditions of `c[DIMENSION]=…`; `+` joins those that must all hold, commas those of which one must.

    Raises:
        BadRequest: a dimension does not exist, or a comparison makes no sense.

    """
    names = [*(entry.id for entry in cube.dimensions), TIME]
    found = {}
    for name, text in given.items():
        if name not in names:
            raise fault(f"c[{name}]", f"{cube.id} has no dimension '{name[:40]}'.", name, names)
        found[name] = tuple(read_condition(name, part) for part in re.split(r"[+ ]", text) if part)
    return found


def read_condition(dimension: str, text: str) -> Condition:
    """Return one comparison."""
    operator, sign, rest = text.partition(":")
    if not sign or operator not in OPERATORS:
        operator, rest = "eq", text
    parts = [part.removeprefix(f"{operator}:") for part in rest.split(",")]
    if dimension == TIME:
        for part in parts:
            bounds(part, f"c[{dimension}]")
    elif operator not in ("eq", "ne"):
        raise fault(f"c[{dimension}]", f"'{operator}' compares times; {dimension} is no time.", text, ("eq", "ne"))
    return Condition(operator, tuple(spelled(dimension, part) for part in parts))


def bounds(text: str, parameter: str) -> tuple[date, date]:
    """Return the first and last day of a period in any spelling of SDMX, or of a day.

    Raises:
        BadRequest: it is none.

    """
    span = SPAN.fullmatch(text)
    period = read_period(f"{span[1]}/{int(span[1]) + int(span[2]) - 1:04d}" if span else text.removesuffix("-A1"))
    if period is not None:
        return period.start, period.end
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        detail = f"'{text[:40]}' is no period such as 2024, 2024-S1, 2024-Q3, 2024-05 or 2024-05-31."
        raise fault(parameter, detail, text) from None
    return day, day


def cut(cube: Cube, rows: Sequence[Row], wanted: Slice) -> list[Row]:
    """Return the observations of a slice, in their order."""
    columns = {name: place for place, name in enumerate(cube.columns)}
    found = [
        row
        for row in rows
        if in_keys(row, wanted.keys)
        and in_time(row[columns[TIME]], wanted)
        and all(
            holds(name, row[columns[name]], condition)
            for name, conditions in wanted.conditions.items()
            for condition in conditions
        )
    ]
    if wanted.first is None and wanted.last is None:
        return found
    return ends(found, columns[TIME], wanted)


def in_keys(row: Row, keys: tuple[tuple[frozenset[str], ...], ...]) -> bool:
    """Tell whether a row has one of the keys; no key at all means every row."""
    return not keys or any(
        all(not codes or code in codes for code, codes in zip(row, key, strict=False)) for key in keys
    )


def in_time(period: str, wanted: Slice) -> bool:
    """Tell whether a period lies within the bounds, both included."""
    if wanted.start is None and wanted.end is None:
        return True
    start, end = bounds(period, TIME)
    return (wanted.start is None or start >= wanted.start) and (wanted.end is None or end <= wanted.end)


def holds(dimension: str, code: str, condition: Condition) -> bool:
    """Tell whether a code meets a condition."""
    if dimension != TIME:
        return (code in condition.codes) == (condition.operator == "eq")
    (start, end), others = bounds(code, TIME), [bounds(other, TIME) for other in condition.codes]
    return {
        "eq": any((start, end) == other for other in others),
        "ne": all((start, end) != other for other in others),
        "lt": any(end < other[0] for other in others),
        "le": any(end <= other[1] for other in others),
        "gt": any(start > other[1] for other in others),
        "ge": any(start >= other[0] for other in others),
    }[condition.operator]


def ends(rows: Sequence[Row], time: int, wanted: Slice) -> list[Row]:
    """Return the first and last observations of each series."""
    series: dict[Row, list[Row]] = defaultdict(list)
    for row in rows:
        series[row[:time]].append(row)
    found: list[Row] = []
    for several in series.values():
        several.sort(key=lambda row: bounds(row[time], TIME))
        first = several[: wanted.first] if wanted.first is not None else []
        last = several[max(len(several) - wanted.last, 0) :] if wanted.last is not None else []
        found += list(dict.fromkeys((*first, *last)))
    return found


def available(cube: Cube, rows: Sequence[Row], within: Mapping[str, Sequence[Row]]) -> Available:
    """Return what of a cube there is: the codes of each dimension in some rows, and how much `rows` hold."""
    columns = {name: place for place, name in enumerate(cube.columns)}
    time = columns[TIME]
    periods = None
    if TIME in within:
        spans = {code: bounds(code, TIME) for code in sorted({row[time] for row in within[TIME]})}
        first, last = min(spans, key=lambda code: spans[code][0]), max(spans, key=lambda code: spans[code][1])
        periods = (
            spans[first][0].isoformat() if "/" in first else first,
            spans[last][1].isoformat() if "/" in last else last,
        )
    codes = {name: sorted({row[columns[name]] for row in several}) for name, several in within.items() if name != TIME}
    return Available(cube.id, codes, periods, len({row[:time] for row in rows}), len(rows))


def only_occurring(cube: Cube, lists: Sequence[CodeList], codes: Mapping[str, Sequence[str]]) -> list[CodeList]:
    """Return code lists of which those behind a dimension hold the codes that it has, the others all of theirs."""
    found = []
    for one in lists:
        told = [codes[entry.id] for entry in cube.dimensions if entry.codelist == one.id and entry.id in codes]
        found.append(one.only({code for several in told for code in several}) if told else one)
    return found
