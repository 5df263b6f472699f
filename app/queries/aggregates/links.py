"""The address of the list that holds exactly the records behind an aggregate, or behind one of its cells."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from app.catalog.dimensions import ALL, UNKNOWN
from app.catalog.facts import Fact
from app.catalog.periods import Period
from app.queries.aggregates.axes import NARROWED_BY, lineage
from app.queries.aggregates.question import Asked
from app.queries.aggregates.window import Window
from app.queries.codelists import CodeLists


def address(fact: Fact, filters: Mapping[str, str]) -> str:
    """Return the address of a list with filters, root-relative and in canonical order."""
    query = urlencode(sorted(filters.items()), safe=",:", quote_via=quote)
    return f"/v1/{fact.key}" + (f"?{query}" if query else "")


def records_link(asked: Asked, filters: Mapping[str, str], window: Window) -> str:
    """Return the address of the records behind the whole answer; of a stock, those at its end."""
    return address(asked.fact, at_end(filters, window.last) if asked.fact.stock else filters)


def at_end(filters: Mapping[str, str], day: date) -> dict[str, str]:
    """Return the filters of a stock at the end of a day."""
    kept = {name: value for name, value in filters.items() if name not in ("year", "last_years")}
    return {**kept, "at": str(day)}


def cell_link(
    asked: Asked, filters: Mapping[str, str], window: Window, key: tuple[Any, ...], lists: CodeLists
) -> str | None:
    """Return the address of the records behind a cell; None where no single list address can say it."""
    narrowed = at_end(filters, window.last) if asked.fact.stock else dict(filters)
    for dimension, code in zip(asked.dimensions, key, strict=True):
        if code == ALL:
            continue
        if dimension.period is not None:
            narrow_time(asked.fact, narrowed, dimension.period, code, window)
        elif dimension.overlapping and dimension.key in filters and filters[dimension.key] != code:
            return None
        elif dimension.key == "city" and code == UNKNOWN:
            narrowed["city__isnull"] = "true"
        else:
            narrow_code(narrowed, dimension.key, code, dimension.family, lists)
    return address(asked.fact, narrowed)


def narrow_code(narrowed: dict[str, str], key: str, code: str, family: str | None, lists: CodeLists) -> None:
    """Filter on a code too; of a former filter of the same name, what lies within the code stays."""
    codelist = NARROWED_BY.get(family or "", {}).get(key)
    former = [] if codelist is None else [word for word in narrowed.get(key, "").split(",") if word]
    within = [word for word in former if code in lineage(word, codelist or "", lists)[1:]]
    narrowed[key] = ",".join(within) or code


def narrow_time(fact: Fact, narrowed: dict[str, str], period: Period, code: Any, window: Window) -> None:
    """Filter on a period too."""
    name = fact.time_filter
    if fact.stock:
        narrowed["at"] = str(min(period.last_day(code), window.last))
    elif fact.year is not None:
        narrowed.pop(name, None)
        narrowed.update({f"{name}__isnull": "true"} if code == UNKNOWN else {name: str(code)})
    elif code == UNKNOWN:
        narrowed["date_precision"] = "year"
    elif period.per_year == 1:
        narrowed.pop("last_years", None)
        narrowed["year"] = f"{code:04d}"
    else:
        since, until = narrowed.get(f"{name}__gte", ""), narrowed.get(f"{name}__lte", "9999")
        narrowed[f"{name}__gte"] = max(since, str(period.first_day(code)))
        narrowed[f"{name}__lte"] = min(until, str(period.last_day(code)))
        precisions = narrowed.get("date_precision", ",".join(period.precisions)).split(",")
        narrowed["date_precision"] = ",".join(word for word in precisions if word in period.precisions)
