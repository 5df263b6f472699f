"""Operation: one question that can be asked over HTTP, with all that reading and documenting it needs; Asked: one asking."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, quote

from pydantic import BaseModel

from app.dataset import Dataset
from app.formats.options import Options
from app.languages import DEFAULT_LANGUAGE, Language
from app.queries.cursors import Cursor
from app.queries.streams import Batch
from app.queries.vintages import Reading
from app.web.parameters import CHARTS, Parameter


@dataclass(frozen=True, slots=True)
class Document:
    """An answer that is no table: a JSON object as it is sent, and a name for files."""

    name: str
    content: Mapping[str, Any]
    links: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PathParameter:
    """A part of the path: what it means, and a value that finds something in the shipped data."""

    description: str
    example: str
    codelist: str | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Flow:
    """A table too long to hold: what is said of it, and its rows batch by batch while the reading is open.

    `written` are the rows as the format writes them, where something else can write them faster.
    """

    dataset: Dataset
    batches: AsyncIterator[Batch]
    written: AsyncIterator[bytes] | None = None


Answer = Dataset | Document | Flow


@dataclass(frozen=True)
class Operation:
    """One question: where it is asked, what it may be asked with, who answers it, and how it is documented.

    `path` may hold `{id}`. `answer` gets what was asked and a reading of one revision. `formats` are
    keys of the FORMATS registry, the first is the default one. `model` describes the JSON answer. `single`
    answers one row as `item`. `statuses` are those that it may answer with beside what every operation may.
    `sample` is a query that it needs to answer at all, where no single parameter is required. `settled` answers
    hang on the data alone; others, such as the list of files, may change while the data stay as they are. `heavy`
    ones read many rows for every answer, and wait for their turn.
    """

    id: str
    path: str
    tag: str
    summary: str
    description: str
    answer: Callable[["Asked", Reading], Awaitable[Answer]]
    parameters: tuple[Parameter, ...]
    model: type[BaseModel]
    formats: tuple[str, ...] = ("json",)
    single: bool = False
    path_parameters: Mapping[str, PathParameter] = field(default_factory=dict)
    statuses: tuple[int, ...] = ()
    sample: Mapping[str, str] = field(default_factory=dict)
    settled: bool = True
    heavy: bool = False

    @cached_property
    def by_name(self) -> dict[str, Parameter]:
        """The parameters by name, in the order in which they are documented."""
        return {parameter.name: parameter for parameter in self.parameters}


@dataclass(frozen=True, slots=True)
class Asked:
    """One asking of an operation: every value read, format and language resolved.

    `given` holds the tidy spelling of every parameter that was given, `values` what it means, with the
    defaults of those that were not; `ids` are the values of the path's parameters. `in_parts` tells that a part
    or the size of the body is asked for, so that it must be known in whole.
    """

    operation: Operation
    ids: Mapping[str, str]
    given: Mapping[str, str]
    values: Mapping[str, Any]
    format: str
    lang: Language
    base: str = ""
    cursor: Cursor | None = None
    in_parts: bool = False

    def __getitem__(self, name: str) -> Any:
        """Return the value of a parameter: given, or its default, else None."""
        return self.values.get(name)

    @property
    def filters(self) -> dict[str, str]:
        """The filters as they were written, for the query to judge."""
        parameters = self.operation.by_name
        texts = {name: text for name, text in self.given.items() if parameters[name].filters}
        if self.format in CHARTS and "theme" in texts:
            texts["theme"] = ",".join(word for word in texts["theme"].split(",") if word not in SKINS)
        return {name: text for name, text in texts.items() if text}

    @property
    def path(self) -> str:
        """The path of the question, without a format."""
        return self.operation.path.format(**{name: quote(value, safe=":") for name, value in self.ids.items()})

    @property
    def canonical(self) -> str:
        """The one spelling of this question: see canonical_address."""
        return canonical_address(self.path, self.operation, self.given, self.format, self.lang)

    @property
    def options(self) -> Options:
        """How the answer is to be written."""
        wanted = {name: self.values[name] for name in OPTION_NAMES if self.values.get(name) is not None}
        if "theme" in wanted:
            skins = [word for word in wanted.pop("theme").split(",") if word in SKINS]
            wanted |= {"theme": skins[-1]} if skins else {}
        return Options(lang=self.lang, **wanted)

    def onward(self, link: str) -> str:
        """Return a root-relative link as this answer gives it: to the same state of the data, on the public address."""
        path, _, query = link.partition("?")
        pairs = dict(parse_qsl(query, keep_blank_values=True))
        pairs |= {name: self.given[name] for name in ("as_of", "data_version") if name in self.given}
        return self.base + path + query_of(pairs)

    def spelled(self, canonical: Mapping[str, str]) -> "Asked":
        """Return the same question with its filters in the spelling that the query gave them: codes for names."""
        spelled = {name: canonical.get(name) or text for name, text in self.filters.items()}
        if "theme" in spelled:  # which may hold the colours of a chart as well
            spelled["theme"] = self.given["theme"]
        return replace(self, given={**self.given, **spelled})

    def query_of_filters(self) -> str:
        """Return the filters as the query string of a list."""
        return query_of(self.filters)

    def onward_all(self, content: Any) -> Any:
        """Return nested content whose root-relative links are as this answer gives links."""
        if isinstance(content, Mapping):
            return {key: self.onward_all(part) for key, part in content.items()}
        if isinstance(content, list | tuple):
            return [self.onward_all(part) for part in content]
        return self.onward(content) if isinstance(content, str) and content.startswith("/v1/") else content

    def idle_in(self, written_as: str) -> list[str]:
        """Return the parameters given that would mean nothing in another format."""
        parameters = self.operation.by_name
        return [
            name for name in self.given if parameters[name].only_for and written_as not in parameters[name].only_for
        ]

    def address(self, *, format: str | None = None, **changes: str | None) -> str:  # noqa: A002 - its name in the query
        """Return the canonical address with another format or other parameters; None takes one away."""
        given = {**self.given, **{name: text for name, text in changes.items() if text is not None}}
        for name in [name for name, text in changes.items() if text is None]:
            given.pop(name, None)
        return self.base + canonical_address(self.path, self.operation, given, format or self.format, self.lang)


# Lists whose `theme` filters, by that of an indicator, take these words in charts as well, as every other chart does.
SKINS = ("light", "dark")
OPTION_NAMES = ("labels", "csv_dialect", "notes", "theme", "width", "height")


def canonical_address(
    path: str, operation: Operation, given: Mapping[str, str], written_as: str, lang: Language
) -> str:
    """Return the one spelling of a question: format as a suffix, defaults dropped, parameters sorted.

    Two requests mean the same thing exactly when this is the same; links, ETags and caches hang on it.
    """
    parameters = operation.by_name
    said = {
        name: text
        for name, text in given.items()
        if name != "format" and not parameters[name].is_usual(text, written_as)
    }
    said.pop("lang", None)
    if lang != DEFAULT_LANGUAGE:
        said["lang"] = lang
    suffix = "" if written_as == operation.formats[0] else f".{written_as}"
    return path + suffix + query_of(said)


def query_of(pairs: Mapping[str, str]) -> str:
    """Return a query string in canonical order, with its question mark; empty when there is nothing to say."""
    query = "&".join(f"{quote(name)}={quote(pairs[name], safe=SAFE)}" for name in sorted(pairs))
    return f"?{query}" if query else ""


SAFE = ",:*/-._~"
