"""Tallies: the cells of a cut, counted and summed from columns of codes and amounts; exact, in whole cents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

QUARTILES = {"p25": 0.25, "median": 0.5, "p75": 0.75}
FEW = 3
# Beyond the one a float does not hold an amount exactly, beyond the other a sum of cents might not fit.
MOST_CENTS, MOST_TOGETHER = 2.0**53, 2.0**62
# What is sorted by 16 bits is sorted by counting.
SMALL = 2**16


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of codes as numbers: `codes[place]` is the code that a number stands for, None where it is not known."""

    numbers: npt.NDArray[Any]
    codes: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Amounts:
    """The amounts that are disclosed, in cents, from the smallest on, and the rows in that order."""

    order: Whole
    cents: Whole
    no_rate: Flags
    set_aside: Flags


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups that occur in a cut: `of` has the group of each row, `numbers` those of the codes of each group."""

    of: npt.NDArray[Any]
    numbers: Mapping[str, Whole]
    size: int


def amounts(cents: Whole, known: Flags, no_rate: Flags, set_aside: Flags) -> Amounts:
    """Sort amounts once for all cuts.

    Raises:
        OverflowError: they are too large to be added in whole cents.

    """
    disclosed = cents[known]
    sizes = np.abs(disclosed.astype(np.float64))
    if sizes.size and (sizes.max() >= MOST_CENTS or sizes.sum() >= MOST_TOGETHER):
        raise OverflowError("amounts are too large to be added in whole cents")
    order = np.argsort(disclosed, kind="stable")
    return Amounts(np.flatnonzero(known)[order], disclosed[order], no_rate, set_aside)


def groups(columns: Mapping[str, Coded], rows: int) -> Groups:
    """Group rows by all codes of some columns."""
    sizes = [len(column.codes) for column in columns.values()]
    if not columns or rows == 0:
        return Groups(np.zeros(rows, np.uint16), {key: np.zeros(0, np.int64) for key in columns}, min(rows, 1))
    joined = np.ravel_multi_index([column.numbers for column in columns.values()], sizes)
    there = np.flatnonzero(np.bincount(joined, minlength=prod(sizes)))
    place = np.zeros(prod(sizes), np.uint16 if len(there) <= SMALL else np.int64)
    place[there] = np.arange(len(there))
    numbers = np.unravel_index(there, sizes)
    return Groups(place[joined], dict(zip(columns, numbers, strict=True)), len(there))


def different(found: Groups, owners: npt.NDArray[Any], order: Whole) -> Whole:
    """Count the different owners of the rows of each group; `order` sorts the rows by owner."""
    if not len(owners):
        return np.zeros(found.size, np.int64)
    of = found.of[order]
    within = np.argsort(of, kind="stable")
    of, owner = of[within], owners[order][within]
    first = np.ones(len(of), np.bool_)
    first[1:] = (of[1:] != of[:-1]) | (owner[1:] != owner[:-1])
    return np.bincount(of[first], minlength=found.size)


def tally(found: Groups, given: Amounts) -> dict[str, npt.NDArray[Any]]:
    """Return the parts of the cells that are made of amounts; where a part is null, its place in `…_known` is false."""
    of = found.of[given.order]
    within = np.argsort(of, kind="stable")
    cents = given.cents[within]
    count = np.bincount(of, minlength=found.size)
    start = np.concatenate(([0], np.cumsum(count)[:-1])) if found.size else count
    running = np.concatenate(([0], np.cumsum(cents)))
    end = start + count
    padded = np.append(cents, 0)
    parts = {
        "count_disclosed": count,
        "no_rate": np.bincount(found.of[given.no_rate], minlength=found.size),
        "set_aside": np.bincount(found.of[given.set_aside], minlength=found.size),
        "total": running[end] - running[start],
        "smallest": padded[start],
        "largest": padded[np.maximum(end - 1, 0)],
        "largest_three": running[end] - running[np.maximum(end - FEW, 0)],
    }
    return parts | {name: quantile(padded, start, count, part) for name, part in QUARTILES.items()}


def quantile(cents: Whole, start: Whole, count: Whole, part: float) -> npt.NDArray[np.float64]:
    """Return a continuous percentile of each group of sorted cents, by the same steps as PostgreSQL's percentile_cont."""
    place = part * np.maximum(count - 1, 0)
    low = np.floor(place).astype(np.int64)
    high = np.ceil(place).astype(np.int64)
    below, above = cents[start + low] / 100.0, cents[start + high] / 100.0
    found: npt.NDArray[np.float64] = below + (place - low) * (above - below)
    return found
