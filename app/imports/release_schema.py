"""What the files of a release hold: each table with its columns, their types, codes and references."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Connection, select

from app.catalog.records import RECORDS
from app.catalog.tracked import BY_TABLE
from app.imports.fields import derived_key, kind_of, stored
from app.languages import LANGUAGES, Text
from app.tables import TABLES, Code

AREAS = ("regions", "cities", "foreign_areas")
KINDS = {"text": "string"}


def described_table(table: str, known: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return a table as the manifest describes it, without its files; `known` are the small code lists."""
    return {
        "name": table,
        "title": in_languages(BY_TABLE[table].title),
        "key": list(derived_key(table)) or [csv_name(next(iter(stored(table).primary_key.columns)))],
        "columns": [described_column(table, column, known) for column in columns_of(table)],
    }


def columns_of(table: str) -> list[Column[Any]]:
    """Return the columns of a release: all but what is folded for search; what the program computes comes last."""
    columns = [column for column in stored(table).columns if column.computed is None]
    return sorted(columns, key=lambda column: bool(column.info.get("derived")))


def csv_name(column: Column[Any]) -> str:
    """Return the name of a column in the files."""
    return str(column.info.get("csv", column.name))


def described_column(table: str, column: Column[Any], known: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return a column as the manifest describes it; `codes` are all that it can hold, `references` what it points to."""
    kind = kind_of(column)
    described: dict[str, Any] = {
        "name": csv_name(column),
        "type": KINDS.get(kind, kind),
        "required": not column.nullable and kind != "list",
        "csv": not column.info.get("derived"),
    }
    label, unit = labelled(table, column)
    if label is not None:
        described["label"] = in_languages(label)
    if unit is not None:
        described["unit"] = unit
    foreign = next(iter(column.foreign_keys), None)
    target = foreign.column.table.name if foreign is not None else column.info.get("refers_to")
    if target is None or target not in TABLES:
        if target is not None and target.startswith("codes:"):
            described["codes"] = list(known[target.removeprefix("codes:")])
        if target == "areas":
            described["references"] = [reference(area) for area in AREAS]
        return described
    described["references"] = [reference(target)]
    return described


def reference(table: str) -> dict[str, str]:
    """Return what a column that refers to a table points to."""
    return {"table": table, "column": csv_name(next(iter(stored(table).primary_key.columns)))}


def labelled(table: str, column: Column[Any]) -> tuple[Text | None, str | None]:
    """Return the label and the unit that the list of the table has for a column."""
    names = {stored_as: field for field, stored_as in BY_TABLE[table].fields.items()}
    key = names.get(column.name, "id" if column.primary_key else None)
    for records in RECORDS.values():
        if records.table == table:
            for field in records.fields:
                if field.key == key:
                    return field.label, field.unit
    return None, None


def in_languages(words: Text) -> dict[str, str]:
    """Return a text by language."""
    return {language: words.in_(language) for language in LANGUAGES}


def code_lists(connection: Connection) -> dict[str, list[str]]:
    """Return the codes of the small code lists in their order."""
    found: dict[str, list[str]] = {}
    rows = connection.execute(select(Code.list, Code.code).order_by(Code.list, Code.order, Code.code))
    for name, code in rows:
        found.setdefault(name, []).append(code)
    return found
