"""CSV on the Web (W3C): a release described so that programs can check every row of it."""

from collections.abc import Mapping
from typing import Any

from app.formats.as_json import dump

DATATYPES: Mapping[str, str] = {
    "string": "string",
    "list": "string",
    "integer": "integer",
    "number": "decimal",
    "boolean": "boolean",
    "date": "date",
}


def write(manifest: Mapping[str, Any], base: str = "") -> bytes:
    """Return the table group of a release; `base` is what its addresses begin with, empty for root-relative ones."""
    version = manifest["data_version"]
    home = f"{base}/v1/releases/{version}"
    tables = {table["name"]: table for table in manifest["tables"]}
    return dump(
        {
            "@context": "http://www.w3.org/ns/csvw",
            "dc:title": "betech: the open data of Belgium's technology ecosystem",
            "dc:license": {"@id": manifest["licence"]["path"]},
            "dc:modified": {"@value": manifest["time"], "@type": "xsd:dateTime"},
            "tables": [described(table, tables, home) for table in tables.values()],
        }
    )


def described(table: Mapping[str, Any], tables: Mapping[str, Any], home: str) -> dict[str, Any]:
    """Return one table with its columns, its key and what it refers to."""
    columns = [column for column in table["columns"] if column["csv"]]
    keys = [key for column in columns for key in foreign_keys(column, tables, home)]
    return {
        "url": f"{home}/{table['name']}.csv",
        "dc:title": table["title"]["en"],
        "tableSchema": {
            "columns": [described_column(column) for column in columns],
            "primaryKey": table["key"],
            **({"foreignKeys": keys} if keys else {}),
        },
    }


def described_column(column: Mapping[str, Any]) -> dict[str, Any]:
    """Return one column; its titles in further languages stand beside the name that the file has."""
    labels = {lang: [words] for lang, words in column.get("label", {}).items()}
    described: dict[str, Any] = {
        "name": column["name"],
        "titles": {**labels, "en": [column["name"], *labels.get("en", ())]},
        "datatype": DATATYPES[column["type"]],
        "null": "",
        "required": column["required"],
    }
    if column["type"] == "list":
        described["separator"] = ";"
    if column["type"] == "boolean":
        described["datatype"] = {"base": "boolean", "format": "true|false"}
    if column["type"] == "date":
        described["datatype"] = {"base": "date", "format": "yyyy-MM-dd"}
    return described


def foreign_keys(column: Mapping[str, Any], tables: Mapping[str, Any], home: str) -> list[dict[str, Any]]:
    """Return what a column refers to, where that is the key of one table.

    A column that may be empty is left out: readers take an empty cell for a reference to nothing.
    """
    references = column.get("references", ())
    if (
        not column["required"]
        or len(references) != 1
        or tables[references[0]["table"]]["key"] != [references[0]["column"]]
    ):
        return []
    target = references[0]
    there = {"resource": f"{home}/{target['table']}.csv", "columnReference": [target["column"]]}
    return [{"columnReference": [column["name"]], "reference": there}]
