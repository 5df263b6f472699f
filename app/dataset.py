"""Column and Dataset: the one shape between the queries that read and the formats that write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from app.languages import Language, Text

Kind = Literal["string", "integer", "number", "boolean", "date", "datetime", "list", "object"]
Role = Literal["time", "geo", "dimension", "measure", "attribute"]
Shown = Literal["everywhere", "nested", "flat"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an answer.

    `key` names it in flat formats (CSV, Parquet, XLSX). `path` is where JSON and NDJSON nest it:
    `("company", "id")` for the flat column `company_id`; empty means `(key,)`. An object all of
    whose parts are null is null itself. `shown` keeps a column out of the flat or the nested formats.
    `unit` is a code of the units list (`EUR`, `COUNT`, `RATIO`, …), None where there is none.
    `codelist` names the code list whose codes the column holds.
    """

    key: str
    label: Text
    kind: Kind = "string"
    role: Role = "attribute"
    unit: str | None = None
    decimals: int | None = None
    codelist: str | None = None
    path: tuple[str, ...] = ()
    shown: Shown = "everywhere"
    description: Text | None = None

    @property
    def json_path(self) -> tuple[str, ...]:
        """Where nested formats put the value."""
        return self.path or (self.key,)


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a code list as an answer uses it: its labels, its parent, its place."""

    code: str
    label: Text
    parent: str | None = None
    order: int = 0


@dataclass(frozen=True, slots=True)
class Cited:
    """A source as files and charts name it; `published_on` is as precise as it is known."""

    id: str
    publisher: str
    title: str | None = None
    url: str | None = None
    published_on: str | None = None

    @property
    def line(self) -> str:
        """The source in one line."""
        title = f"“{self.title}”" if self.title else None
        return ", ".join(filter(None, (self.publisher, title, self.published_on, self.url)))


@dataclass(frozen=True, slots=True)
class Meta:
    """What an answer says about itself; `extra` carries what only some answers have (coverage, …).

    `sources` are the ids of its sources, the first ones where they are many; `cited` tells these in full where the
    format shows them to people.
    A `total` that would cost more to count than the rows to read is an estimate, and says so.
    """

    data_version: int
    updated: datetime
    lang: Language = "en"
    as_of: str | None = None
    total: int | None = None
    total_is_estimate: bool = False
    limit: int | None = None
    query: Mapping[str, Any] = field(default_factory=dict)
    notes: Sequence[str] = ()
    sources: Sequence[str] = ()
    cited: Sequence[Cited] = ()
    licence: str = "CC-BY-4.0"
    citation: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def source_lines(self) -> list[str]:
        """The sources as people read them, with a last line that tells how many more there are."""
        lines = [cited.line for cited in self.cited] or list(self.sources)
        more = self.extra.get("sources_total", len(self.sources)) - len(lines)
        return [*lines, f"+ {more}"] if lines and more > 0 else lines


@dataclass(frozen=True, slots=True)
class Dataset:
    """A table of values with its columns, its code labels and what it says about itself.

    `rows` hold plain Python values in the order of `columns` (codes, int, float, bool, date, None,
    lists, dicts). `null_reasons` runs parallel to `rows` (or is empty): column key → reason.
    `codes` maps a code list to the entries that occur, in code-list order, for labels and cubes.
    `grid` tells that every combination of the dimensions is present exactly once.
    """

    name: str
    title: Text
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Any, ...]]
    meta: Meta
    links: Mapping[str, str | None] = field(default_factory=dict)
    null_reasons: Sequence[Mapping[str, str]] = ()
    codes: Mapping[str, Sequence[Code]] = field(default_factory=dict)
    grid: bool = False

    def column(self, key: str) -> int:
        """Return the position of a column; ValueError when there is none of that name."""
        return [column.key for column in self.columns].index(key)

    def with_links(self, **links: str | None) -> "Dataset":
        """Return the same dataset with further links."""
        return replace(self, links={**self.links, **links})


def nested(columns: Sequence[Column], row: Sequence[Any]) -> dict[str, Any]:
    """Return a row as nested formats show it; an object all of whose parts are null is null itself."""
    item: dict[str, Any] = {}
    for column, value in zip(columns, row, strict=True):
        *outer, last = column.json_path
        place = item
        for step in outer:
            place = place.setdefault(step, {})
        place[last] = value
    for key in {column.json_path[0] for column in columns if len(column.json_path) > 1}:
        if all(part is None for part in item[key].values()):
            item[key] = None
    return item
