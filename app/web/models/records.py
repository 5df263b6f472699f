"""The shapes of JSON answers as pydantic models, made from the catalogue, so that a field is defined in one place."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, WithJsonSchema, create_model

from app.catalog.records import RECORDS
from app.dataset import Column, Kind
from app.web.models.shapes import ItemLinks, ListLinks, ListMeta, Meta, NullReason, Shape

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


def coded(codelist: str) -> Any:
    """Return the type of a code of a list; the document gives it the codes of the database."""
    return Annotated[str, WithJsonSchema({"type": "string", "x-codelist": codelist})]


def type_of(column: Column) -> Any:
    """Return the Python type of a column's values."""
    if column.codelist is None:
        return list[int] if column.key == "years" else PYTHON_TYPES[column.kind]
    return list[coded(column.codelist)] if column.kind == "list" else coded(column.codelist)  # type: ignore[misc] # made here


def described(column: Column) -> str:
    """Return the description of a column for a data user."""
    words = column.label.en if column.description is None else column.description.en
    return words + (f" Unit: {column.unit}." if column.unit else "")


class Row(BaseModel):
    """Base of rows."""

    null_reasons: dict[str, NullReason] = Field(
        default={}, description="Why a number is null: column → reason. Absent where there is nothing to say."
    )


def entry(kind: Any, words: str, *, nullable: bool = False, required: bool = False) -> tuple[Any, Any]:
    """Return a field as create_model wants it; one that is not required may be left out of an answer by `fields`."""
    kind = kind | None if nullable else kind
    return kind, Field(description=words) if required else Field(default=None, description=words)


def column_entries(column: Column, *, nullable: bool, required: bool = False) -> dict[str, tuple[Any, Any]]:
    """Return the fields of a column: its values, and their labels beside codes when `labels=both`."""
    name = column.json_path[-1]
    entries = {name: entry(type_of(column), described(column), nullable=nullable, required=required)}
    if column.codelist is not None:
        kind = list[str] if column.kind == "list" else str
        entries[f"{name}_label"] = entry(kind, f"Label of `{name}`, with `labels=both`.", nullable=nullable)
    return entries


def shape_of(
    name: str, words: str, columns: Sequence[tuple[Column, bool]], *, given: Mapping[str, tuple[Any, Any]] | None = None
) -> Any:
    """Return a model of rows with these columns (each with: may it be null?), nested as their paths say.

    `given` are the fields of those keys that are more than their columns, such as what can be embedded.
    """
    entries: dict[str, Any] = {}
    parts: dict[str, list[tuple[Column, bool]]] = {}
    for column, nullable in columns:
        outer, *inner = column.json_path
        if given and outer in given:
            entries[outer] = given[outer]
        elif inner:
            parts.setdefault(outer, []).append((column, nullable))
            entries.setdefault(outer, None)  # keeps the place
        else:
            entries |= column_entries(column, nullable=nullable, required=outer == "id")
    for outer, group in parts.items():
        entries[outer] = part_entry(name, outer, group)
    return create_model(name, __base__=Row, __doc__=words, **entries)


def part_entry(name: str, outer: str, group: Sequence[tuple[Column, bool]]) -> tuple[Any, Any]:
    """Return the field of an object that several columns make up: null where all of them are."""
    fields: dict[str, Any] = {}
    for column, nullable in group:
        fields |= column_entries(column, nullable=nullable, required=True)
    part = create_model(name + outer.title().replace("_", ""), __base__=Shape, __doc__=PART_WORDS[outer], **fields)
    return entry(part, PART_WORDS[outer], nullable=True)


PART_WORDS = {
    "company": "The company; its whole record with `embed=company`.",
    "amount": "The amount as published; null when it is not disclosed.",
    "fx": "The exchange rate behind the euro amount; null for euro amounts.",
    "valuation": "The value as published; null where none is known.",
    "latest_valuation": "The last valuation on or before the date asked for; null where there is none.",
    "post_money": "The value of the company after the round; null where it is not disclosed.",
    "source": "The document that it was read in; its whole record with `embed=source`.",
    "labels": "The name in English, Dutch, French and German.",
}


@cache
def row_model(key: str) -> Any:
    """Return the model of one record of a list."""
    records = RECORDS[key]
    columns = [
        (field.column, field.nullable or field.null_reason is not None or field.key.startswith("fx_"))
        for field in records.fields
        if field.shown in ("everywhere", "nested")
    ]
    given = {name: embedded(name, target) for name, target in records.embeds.items()}
    return shape_of(MODEL_NAMES[key], records.description, columns, given=given)


def embedded(name: str, target: str) -> tuple[Any, Any]:
    """Return the field of what can be embedded: a reference, or the whole record with `embed`."""
    whole = row_model(target)
    words = f"References to {target}; whole records with `embed={name}`."
    if name == "company":
        return entry(company_reference(), PART_WORDS["company"])
    if name == "source":
        return entry(source_reference(), PART_WORDS["source"])
    if name == "investors":
        return entry(list[investor_reference()], words)  # type: ignore[misc] # a model made while running
    return entry(list[str | whole], words)  # type: ignore[valid-type] # a model made while running


@cache
def company_reference() -> Any:
    """Return the model of a company as deals name it."""
    return create_model(
        "CompanyReference",
        __base__=row_model("companies"),
        __doc__="A company: id and name, and its whole record with `embed=company`.",
        name=(str, Field(description="Name as the company writes it.")),
    )


@cache
def source_reference() -> Any:
    """Return the model of a document as published figures name it."""
    return create_model(
        "SourceReference",
        __base__=row_model("sources"),
        __doc__="A document: id, title, address and date, and its whole record with `embed=source`.",
        title=(str, Field(description="Title as published.")),
    )


@cache
def investor_reference() -> Any:
    """Return the model of an investor as funding rounds name it."""
    return create_model(
        "InvestorReference",
        __base__=row_model("investors"),
        __doc__="An investor of a round: id, name and role, and the whole record with `embed=investors`.",
        name=(str, Field(description="Name.")),
        lead=(bool, Field(description="Whether it led the round.")),
    )


MODEL_NAMES = {
    "companies": "Company",
    "funding-rounds": "FundingRound",
    "exits": "Exit",
    "unicorns": "Unicorn",
    "valuations": "CompanyValuation",
    "investors": "Investor",
    "milestones": "Milestone",
    "sources": "Source",
    "indicators": "Indicator",
    "observations": "Observation",
    "sector-stats": "SectorStat",
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
