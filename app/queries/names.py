"""Names that hold some words, without regard to case and accents: found by their grams where few do."""

import unicodedata
from typing import Any

from cachetools import LRUCache
from sqlalchemy import Column, ColumnElement, func, literal, literal_column, select

from app.queries.values import Refused
from app.queries.vintages import Reading

# Up to so many names that match are found by the index of grams; of more, some come along on any way through a list.
FEW = 2_000
KEPT = 2_000


def read_words(value: str) -> str:
    """Return the words to look for; Refused when there is no letter among them."""
    words = " ".join(value.split())
    if not any(letter for letter in unicodedata.normalize("NFKD", words) if not unicodedata.combining(letter)):
        raise Refused("empty_value", "'q' has no letter to look for.")
    return words


async def holding(reading: Reading, folded: Any, words: str) -> ColumnElement[bool]:
    """Return the condition that a folded text holds the words."""
    column = getattr(folded, "expression", folded)
    if not (isinstance(column, Column) and column.info.get("grams")):
        return func.strpos(folded, func.fold(literal(words))) > 0
    held = column.like(pattern(words), escape="\\")
    marked = func.grams(column).op("@@", is_comparison=True)(func.gram_query(func.fold(literal(words))))
    if await matches(reading, column, words, (marked, held)) > FEW:
        return held
    return marked & held


async def matches(
    reading: Reading, column: Column[Any], words: str, conditions: tuple[ColumnElement[bool], ...]
) -> int:
    """Return how many rows of the table match, FEW + 1 where there are more; once per revision."""
    kept: LRUCache[tuple[str, str], int] = reading.memory.setdefault("names", LRUCache(KEPT))
    key = (column.table.name, words)
    if key not in kept:
        some = select(literal_column("1")).select_from(column.table).where(*conditions).limit(FEW + 1).subquery()
        kept[key] = int(await reading.connection.scalar(select(func.count()).select_from(some)) or 0)
    return kept[key]


def pattern(words: str) -> ColumnElement[str]:
    """Return the pattern of texts that hold the words, whatever they mean to LIKE."""
    escaped: Any = func.fold(literal(words))
    for special in ("\\", "%", "_"):
        escaped = func.replace(escaped, special, f"\\{special}")
    return literal("%").op("||")(escaped).op("||")("%")
