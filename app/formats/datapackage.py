"""Frictionless Data Package 2.0: a release described so that programs can check every row of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.formats.as_json import dump

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
TITLE = "betech: the open data of Belgium's technology ecosystem"
DESCRIPTION = "Companies, funding rounds, exits, unicorns, valuations and published figures, each with its sources."


def write(manifest: Mapping[str, Any], base: str = "") -> bytes:
    """Return the package of a release; `base` is what its addresses begin with, empty for root-relative ones."""
    version = manifest["data_version"]
    tables = {table["name"]: table for table in manifest["tables"]}
    return dump(
        {
            "$schema": PROFILE,
            "profile": "tabular-data-package",
            "name": manifest["name"],
            "title": TITLE,
            "description": DESCRIPTION,
            "version": str(version),
            "created": manifest["time"],
            "licenses": [manifest["licence"]],
            "resources": [resource(table, tables, f"{base}/v1/releases/{version}") for table in tables.values()],
        }
    )


def resource(table: Mapping[str, Any], tables: Mapping[str, Any], home: str) -> dict[str, Any]:
    """Return one table as a resource; size and hash are those of the CSV file as it is served."""
    file = table["files"]["csv"]
    columns = [column for column in table["columns"] if column["csv"]]
    return {
        "name": table["name"],
        "title": table["title"]["en"],
        "path": f"{home}/{file['path']}",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file["bytes"],
        "hash": f"sha256:{file['sha256']}",
        "profile": "tabular-data-resource",
        "schema": {
            "fields": [field(column) for column in columns],
            "primaryKey": table["key"],
            "missingValues": [""],
            "foreignKeys": [key for column in columns for key in foreign_keys(table["name"], column, tables)],
        },
    }


def field(column: Mapping[str, Any]) -> dict[str, Any]:
    """Return one column as a field."""
    constraints: dict[str, Any] = {"required": True} if column["required"] else {}
    if "codes" in column:
        constraints["enum"] = column["codes"]
    described: dict[str, Any] = {"name": column["name"], "type": column["type"]}
    if column["type"] == "list":
        described["type"] = "string"
        described["description"] = "Several values, parted by semicolons."
    if column["type"] == "boolean":
        described |= {"trueValues": ["true"], "falseValues": ["false"]}
    if "label" in column:
        described["title"] = column["label"]["en"]
    return {**described, "constraints": constraints} if constraints else described


def foreign_keys(name: str, column: Mapping[str, Any], tables: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
    """Return what a column refers to: one key of one table; lists and choices among tables cannot be said so."""
    references = column.get("references", ())
    if (
        column["type"] == "list"
        or len(references) != 1
        or tables[references[0]["table"]]["key"] != [references[0]["column"]]
    ):
        return ()
    target = references[0]
    there = "" if target["table"] == name else target["table"]
    return ({"fields": [column["name"]], "reference": {"resource": there, "fields": [target["column"]]}},)
