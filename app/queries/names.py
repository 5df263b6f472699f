"""Names that hold some words, without regard to case and accents: found by their grams where few do."""

import unicodedata
from dataclasses import dataclass
from typing import Any

from cachetools import LRUCache
from sqlalchemy import Column, ColumnElement, false, func, literal, literal_column, select

from app.queries.totals import plan, size_of
from app.queries.values import Refused
from app.queries.vintages import Reading

# Up to so many names that match are found by the index of grams; of more, some come along on any way through a list.
FEW = 2_000
# A share of the names that holds the words: then some of them are soon met on any way.
MUCH = 0.1
KEPT = 2_000


def read_words(value: str) -> str:
    """Return the words to look for; Refused when there is no letter among them."""
    words = " ".join(value.split())
    if not any(letter for letter in unicodedata.normalize("NFKD", words) if not unicodedata.combining(letter)):
        raise Refused("empty_value", "'q' has no letter to look for.")
    return words


@dataclass(frozen=True, slots=True)
class Held:
    """How texts that hold some words are found.

    `condition` fits a list in any order, `found` finds them all at once by their grams. `share` is how much of
    the table holds the words: 0 none, None few or who knows.
    """

    condition: ColumnElement[bool]
    found: ColumnElement[bool]
    share: float | None = None


async def holding(reading: Reading, folded: Any, words: str) -> Held:
    """Return how a folded text that holds the words is found."""
    column = getattr(folded, "expression", folded)
    if not (isinstance(column, Column) and column.info.get("grams")):
        within = func.strpos(folded, func.fold(literal(words))) > 0
        return Held(within, within)
    held = column.like(pattern(words), escape="\\")
    found = func.grams(column).op("@@", is_comparison=True)(func.gram_query(func.fold(literal(words)))) & held
    share = await expected_share(reading, column, held)
    if share <= MUCH:
        number = await matches(reading, column, words, found)
        if number <= FEW:
            return Held(found, found) if number else Held(false(), false(), 0)
    return Held(held, found, share)


async def expected_share(reading: Reading, column: Column[Any], held: ColumnElement[bool]) -> float:
    """Return how much of a long table the planner expects to match, 0 for a short one."""
    size = await size_of(reading, column.table.name)
    if size <= FEW / MUCH:
        return 0
    rows, _ = await plan(reading, select(literal_column("1")).select_from(column.table).where(held), {})
    return rows / size


async def matches(reading: Reading, column: Column[Any], words: str, found: ColumnElement[bool]) -> int:
    """Return how many rows of the table match, FEW + 1 where there are more; once per revision."""
    kept: LRUCache[tuple[str, str], int] = reading.memory.setdefault("names", LRUCache(KEPT))
    key = (column.table.name, words)
    if key not in kept:
        some = select(literal_column("1")).select_from(column.table).where(found).limit(FEW + 1).subquery()
        kept[key] = int(await reading.connection.scalar(select(func.count()).select_from(some)) or 0)
    return kept[key]


def pattern(words: str) -> ColumnElement[str]:
    """Return the pattern of texts that hold the words, whatever they mean to LIKE."""
    escaped: Any = func.fold(literal(words))
    for special in ("\\", "%", "_"):
        escaped = func.replace(escaped, special, f"\\{special}")
    return literal("%").op("||")(escaped).op("||")("%")
