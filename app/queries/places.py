"""Read the codes of a filter, and the conditions of places: those that cover their parts, and those as such."""

from typing import Any

from sqlalchemy import ColumnElement, or_

from app.catalog.fields import Field, Records
from app.queries.codelists import PLACE, UNKNOWN, CodeLists
from app.queries.values import Refused, read_boolean

COUNTRY, NUTS1 = 0, 1
MOST_NAMED = 50


def read_code(codelist: str, word: str, lists: CodeLists) -> str:
    """Return the code that a word means; Refused when it means none."""
    entry = lists.find(codelist, word)
    if entry is not None:
        return entry.code
    codes = tuple(entry.code for entry in lists[codelist])
    raise Refused(
        "unknown_code",
        f"'{word}' is not in the code list {codelist}; see /v1/dimensions/{codelist}.",
        lists.suggest(codelist, word),
        codes if len(codes) <= MOST_NAMED else (),
    )


def read_areas(
    field: Field, words: list[str], records: Records, lists: CodeLists
) -> tuple[str, ColumnElement[bool] | None]:
    """Return the condition of places, each of which covers those within it."""
    region: Any = records["region"].sql
    province: Any = records["province"].sql
    codes = sorted({read_code("region", word, lists) for word in words})
    entries = [lists.by_code["region"][code] for code in codes]
    if any(entry.level == COUNTRY for entry in entries):
        return ",".join(codes), None
    wide = [entry.code for entry in entries if entry.level == NUTS1]
    narrow = [entry.code for entry in entries if entry.level != NUTS1]
    if field.key == "province" and UNKNOWN in wide:
        wide.remove(UNKNOWN)
        narrow.append(UNKNOWN)
    parts: list[ColumnElement[bool]] = []
    if wide:
        parts.append(region.in_(wide))
    if narrow:
        parts.append(province.in_(narrow))
    return ",".join(codes), or_(*parts)


def read_places(sql: Any, value: str, lists: CodeLists, children: str) -> tuple[str, ColumnElement[bool]]:
    """Return the condition of places as such: a figure of a Region is no figure of the country.

    `children` is the parameter of that name: `true` takes the places below each one too.
    """
    codes = {read_code(PLACE, word.strip(), lists) for word in value.split(",") if word.strip()}
    if not codes:
        raise Refused("empty_value", "'region' has no value; leave it out or give one.")
    wanted = codes
    if children.strip().lower() == "true":
        wanted = {deep for code in codes for deep in lists.children(PLACE, code)}
    in_order = [entry.code for entry in lists[PLACE]]
    return ",".join(sorted(codes, key=in_order.index)), sql.in_(sorted(wanted))


def read_children(_sql: Any, value: str) -> tuple[str, ColumnElement[bool] | None]:
    """Return whether places cover those below them; the condition itself is that of the places."""
    return "true" if read_boolean(value) else "", None
