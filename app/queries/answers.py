"""Answer: what is no table, such as a verdict with its reasons, with what it says about itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.dataset import Meta
from app.languages import Language
from app.queries.vintages import Reading


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that JSON alone can hold: one `item` (a verdict, a front page) or a list of nested `items`."""

    meta: Meta
    item: Mapping[str, Any] | None = None
    items: Sequence[Mapping[str, Any]] | None = None
    links: Mapping[str, str | None] = field(default_factory=dict)


def meta_of(reading: Reading, lang: Language, dataset: str, filters: Mapping[str, str], **more: Any) -> Meta:
    """Return what an answer says about itself: the revision, the language, and the question in its one spelling."""
    return Meta(
        data_version=reading.revision,
        updated=reading.updated,
        lang=lang,
        as_of=None if reading.as_of is None else str(reading.as_of),
        query={"dataset": dataset, "filters": dict(sorted(filters.items()))},
        **more,
    )
