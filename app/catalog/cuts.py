"""CUTS: by which dimensions the cells of each fact are prepared, so that usual questions find them computed.

A cut is a set of dimensions; its cells are the combinations of their codes that occur. A question is answered at
once from the cut that has exactly what it groups by and the dimensions that it fixes to one code, as the deal type is
fixed by default. What adds up is also answered from any wider cut.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

from app.tables import Sector

Cut = frozenset[str]

# What a filter can fix although nothing is grouped by it.
TRAITS: Mapping[str, Any] = {"perimeter": Sector.is_technology}

# What is known once a dimension is: cells that have the one have the other too, and are no more for it.
FOLLOWS: Mapping[str, tuple[str, ...]] = {"sector": ("perimeter",), "stage": ("deal_type",)}

# To be raised when the cells of the same cuts are computed in another way.
WAY = 1

# Every dimension that cuts can have, as the columns of cells are named, in the order of their index.
CODES = (
    "deal_type",
    "year",
    "region",
    "sector",
    "stage",
    "perimeter",
    "exit_kind",
    "province",
    "city",
    "quarter",
    "month",
)


def with_followers(keys: Iterable[str]) -> Cut:
    """Return dimensions and what follows from them."""
    found = frozenset(keys)
    return found.union(*(FOLLOWS.get(key, ()) for key in found))


def every(*choices: Sequence[str]) -> set[Cut]:
    """Return every cut that takes one of each choice; a choice holds dimensions, joined by a space where they come together."""
    return {with_followers(word for words in chosen for word in words.split()) for chosen in product(*choices)}


DEALS = ("", "deal_type", "stage")
CUTS: Mapping[str, frozenset[Cut]] = {
    "funding-rounds": frozenset(
        every(("", "region"), ("", "year"), ("", "sector", "perimeter"), DEALS)
        | every(("province", "city"), ("", "deal_type"))
        | every(("province",), ("year",), ("", "deal_type"))
        | every(("quarter", "month"), ("", "region", "sector", "perimeter"), ("", "deal_type"))
    ),
    "exits": frozenset(
        every(("", "region"), ("", "year"), ("", "sector", "perimeter"), ("", "exit_kind"))
        | every(("province", "city", "province year", "quarter", "month"))
    ),
    "companies": frozenset(
        every(("", "region"), ("", "year"), ("", "sector", "perimeter")) | every(("province", "city", "province year"))
    ),
}


def name_of(fact: str, field: str | None, cut: Cut) -> str:
    """Return the name under which the cells of a cut are stored."""
    return f"{fact}/{field or ''}/{','.join(key for key in CODES if key in cut)}"
