"""The shapes of JSON answers as pydantic models, made from the catalogue, so that a field is defined in one place."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema, create_model

from app.catalog.records import RECORDS
from app.dataset import Column, Kind
from app.languages import Language

PYTHON_TYPES: Mapping[Kind, Any] = {
    "string": str,
    "integer": int,
    "number": float,
    "boolean": bool,
    "date": date,
    "datetime": datetime,
    "list": list[str],
    "object": dict[str, Any],
}

NullReason = Literal[
    "no_observations",
    "undisclosed",
    "previous_is_zero",
    "partial_period",
    "not_covered",
    "too_few",
    "no_rate",
    "not_applicable",
]


class Shape(BaseModel):
    """Base of every shape: what it does not name, it does not have."""

    model_config = ConfigDict(extra="forbid", json_schema_serialization_defaults_required=False)


class ColumnInfo(Shape):
    """How to read one column."""

    label: str = Field(description="Label in the language of the answer.")
    unit: str | None = Field(description="Code of the unit, null where there is none.")
    decimals: int | None = Field(description="Decimals usually shown, null where it does not matter.")


class Query(BaseModel):
    """The question as it was understood: codes in their canonical spelling, defaults filled in."""

    model_config = ConfigDict(extra="allow")

    dataset: str = Field(description="What was asked.")
    filters: dict[str, str] = Field(default={}, description="The filters in force, each as a query parameter.")


class Meta(BaseModel):
    """What an answer says about itself."""

    model_config = ConfigDict(extra="allow")

    data_version: int = Field(description="Number of the state of the database that the answer comes from.")
    updated: datetime = Field(description="When that state was made.")
    as_of: date | None = Field(description="The date asked for with `as_of`, else null.")
    lang: Language = Field(description="Language of labels and prose.")
    query: Query
    columns: dict[str, ColumnInfo] = Field(description="The columns of the answer by key.")
    notes: list[str] = Field(description="What a reader should know before quoting.")
    sources: list[str] = Field(description="Ids of the sources of the whole answer, where they are few.")
    licence: str = Field(description="Licence of the data (SPDX).")
    citation: str | None = Field(description="A ready sentence to cite the answer with.")


class ListMeta(Meta):
    """What a list says about itself."""

    total: int = Field(description="How many rows the question has in all.")
    limit: int | None = Field(description="Rows of one page, null when all are here.")


class ItemLinks(Shape):
    """Where to go from one record."""

    model_config = ConfigDict(extra="allow")

    self: str = Field(description="Canonical address of this answer.")
    describedby: str = Field(description="The document that describes it.")


class ListLinks(ItemLinks):
    """Where to go from a list."""

    next: str | None = Field(description="Address of the next page, null on the last.")
    csv: str | None = Field(default=None, description="The same rows, all of them, as CSV.")


class ProblemError(Shape):
    """One thing that was wrong in the request."""

    parameter: str = Field(description="Name of the parameter.")
    code: str = Field(description="Kind of fault, such as `unknown_parameter` or `unknown_code`.")
    detail: str = Field(description="What is wrong, in a sentence.")
    value: str | None = Field(default=None, description="The value that was given.")
    did_you_mean: str | None = Field(default=None, description="What was most likely meant.")
    allowed: list[str] = Field(default=[], description="What would be right.")


class Problem(BaseModel):
    """A failure, after RFC 9457."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="Address of a page that explains this kind of failure.")
    title: str = Field(description="The kind of failure in words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What went wrong with this request.")
    instance: str = Field(description="The path that was asked.")
    request_id: str | None = Field(description="Id of the request; it also stands in the service's log.")
    errors: list[ProblemError] = Field(default=[], description="One entry per fault of the query string.")


def coded(codelist: str) -> Any:
    """Return the type of a code of a list; the document gives it the codes of the database."""
    return Annotated[str, WithJsonSchema({"type": "string", "x-codelist": codelist})]


def type_of(column: Column, *, nullable: bool) -> Any:
    """Return the Python type of a column's values."""
    if column.codelist is None:
        kind = PYTHON_TYPES[column.kind]
    elif column.kind == "list":
        kind = list[coded(column.codelist)]  # type: ignore[misc] # a type made while running
    else:
        kind = coded(column.codelist)
    return kind | None if nullable else kind


def described(column: Column) -> str:
    """Return the description of a column for a data user."""
    words = column.label.en if column.description is None else column.description.en
    return words + (f" Unit: {column.unit}." if column.unit else "")


def shape_of(name: str, doc: str, columns: Sequence[tuple[Column, bool]], *, required: Sequence[str] = ()) -> Any:
    """Return a model of rows with these columns (each with: may it be null?), nested as their paths say.

    Only the `required` keys are always there: a reader may ask for some fields alone.
    """
    nested: dict[str, list[tuple[Column, bool]]] = {}
    entries: dict[str, Any] = {}
    for column, nullable in columns:
        outer, *inner = column.json_path
        if inner:
            nested.setdefault(outer, []).append((column, nullable))
            entries[outer] = None  # keeps the place; filled below
        else:
            entries[outer] = entry(type_of(column, nullable=nullable), described(column), outer in required)
    for outer, parts in nested.items():
        inner_name = name + outer.title().replace("_", "")
        fields: dict[str, Any] = {
            column.json_path[1]: entry(
                type_of(column, nullable=nullable), described(column), column.json_path[1] == "id"
            )
            for column, nullable in parts
        }
        inner_model = create_model(inner_name, __base__=Open, __doc__=f"`{outer}` of {doc}", **fields)
        always = all(not nullable for _, nullable in parts)
        entries[outer] = entry(inner_model if always else inner_model | None, PART_WORDS.get(outer, ""), False)
    return create_model(name, __base__=Open, __doc__=doc, **entries)


class Open(BaseModel):
    """Base of rows and their parts: labels stand beside codes when `labels=both`."""

    model_config = ConfigDict(extra="allow")


PART_WORDS = {
    "company": "The company; its whole record with `embed=company`.",
    "amount": "The amount as published; null when it is not disclosed.",
    "fx": "The exchange rate behind the euro amount; null for euro amounts.",
    "valuation": "The value as published; null where none is known.",
    "latest_valuation": "The last valuation on or before the date asked for.",
    "post_money": "The value of the company after the round; null where it is not disclosed.",
    "source": "The document that it was read in.",
}


def entry(kind: Any, description: str, required: bool) -> tuple[Any, Any]:
    """Return a field as create_model wants it."""
    return kind, Field(description=description) if required else Field(default=None, description=description)


@cache
def row_model(key: str) -> Any:
    """Return the model of one record of a list."""
    records = RECORDS[key]
    singular = MODEL_NAMES[key]
    columns = [
        (field.column, field.nullable or field.null_reason is not None or field.key.startswith("fx_"))
        for field in records.fields
        if field.shown in ("everywhere", "nested")
    ]
    return shape_of(singular, records.description, columns, required=("id",))


MODEL_NAMES = {
    "companies": "Company",
    "funding-rounds": "FundingRound",
    "exits": "Exit",
    "unicorns": "Unicorn",
    "valuations": "Valuation",
    "investors": "Investor",
    "milestones": "Milestone",
    "sources": "Source",
    "indicators": "Indicator",
    "observations": "Observation",
}


@cache
def list_model(key: str) -> Any:
    """Return the model of a list's answer."""
    return envelope(MODEL_NAMES[key] + "List", row_model(key), f"A page of {RECORDS[key].title.en.lower()}.")


@cache
def item_model(key: str) -> Any:
    """Return the model of one record's answer."""
    fields: dict[str, Any] = {"item": (row_model(key), ...), "meta": (Meta, ...), "links": (ItemLinks, ...)}
    name = MODEL_NAMES[key] + "Detail"
    return create_model(name, __base__=Shape, __doc__=f"One record of {RECORDS[key].title.en.lower()}.", **fields)


def envelope(name: str, row: Any, doc: str) -> Any:
    """Return the model of an answer with items, meta and links."""
    fields: dict[str, Any] = {"items": (list[row], ...), "meta": (ListMeta, ...), "links": (ListLinks, ...)}
    return create_model(name, __base__=Shape, __doc__=doc, **fields)


class SearchResult(Shape):
    """One record that a search found."""

    dataset: Literal[tuple(RECORDS)] = Field(description="The list that holds it.")  # type: ignore[valid-type]
    id: str = Field(description="Id of the record in its list.")
    name: str = Field(description="Name or title.")
    link: str = Field(description="Address of the record.")


@cache
def search_model() -> Any:
    """Return the model of the answer of a search."""
    return envelope("SearchResults", SearchResult, "What a search found, best first.")
