"""What a mistyped or foreign name most likely meant."""

from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, process

# What people who come from other services type, and what it is called here.
OTHER_NAMES: Mapping[str, str] = {
    "vintage": "as_of",
    "vintage_date": "as_of",
    "realtime_start": "as_of",
    "version": "data_version",
    "revision": "data_version",
    "language": "lang",
    "locale": "lang",
    "page_size": "limit",
    "per_page": "limit",
    "per-page": "limit",
    "rows": "limit",
    "top": "limit",
    "page": "cursor",
    "offset": "cursor",
    "order": "sort",
    "order_by": "sort",
    "orderby": "sort",
    "select": "fields",
    "search": "q",
    "query": "q",
    "name": "q",
    "expand": "embed",
    "include": "embed",
    "metrics": "measures",
    "aggregate": "measures",
    "by": "group_by",
    "f": "format",
    "geo": "region",
    "nuts": "region",
    "country": "region",
    "time": "year",
    "date": "year",
    "industry": "sector",
}


def nearest(text: str, allowed: Sequence[str], *, at_least: int = 65) -> str | None:
    """Return the allowed name that a mistyped one most likely meant, None when nothing is near."""
    found = process.extractOne(text.lower(), allowed, scorer=fuzz.ratio, score_cutoff=at_least)
    return found[0] if found else None


def meant(name: str, allowed: Sequence[str]) -> str | None:
    """Return the parameter that an unknown name most likely meant, by its name elsewhere or by its spelling."""
    elsewhere = OTHER_NAMES.get(name.lower())
    return elsewhere if elsewhere in allowed else nearest(name, allowed)
