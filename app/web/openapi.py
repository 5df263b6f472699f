"""The OpenAPI 3.1 document: every operation, its parameters and answers, with the codes of the database."""

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from app.formats import FORMATS
from app.web.models.shapes import Problem
from app.web.openapi_parameters import documented, share_parameters
from app.web.operations import Operation
from app.web.problem_types import PROBLEM_TYPES
from app.web.problems import MEDIA_TYPE as PROBLEM_MEDIA_TYPE
from app.web.service import PROGRAM

REFERENCE = "#/components/schemas/{model}"

# Formats that have operations of their own, so that each documented answer has exactly one media type.
DOCUMENTED_FILES = ("csv", "xlsx", "parquet")

# What may happen to any operation on the data.
USUAL_STATUSES = (400, 404, 406, 414, 429, 500, 503)

# Code lists that are too long or too loose to be an enumeration.
OPEN_LISTS = ("publisher",)

TAGS: Mapping[str, str] = {
    "Records": "Companies, funding rounds, exits, unicorns, valuations, investors, milestones and their sources.",
    "Aggregates": "Measures by dimensions: counts, sums, medians, shares and growth of deals.",
    "Published figures": "What others published, each figure with its publisher, beside our own.",
    "Code lists": "The codes that answers and filters use, with labels in four languages.",
    "Revisions": "States of the data: what changed, when and why; citations and bulk files.",
}

DESCRIPTION = """\
The open data API of Belgium's tech ecosystem: funding rounds, exits, unicorns, companies and published figures,
every one with its source, its definition and its date.

Every list and aggregate comes as JSON, CSV, Excel, Parquet and more: add the suffix to the path. Nothing unknown is
ignored: a mistyped parameter is an error that says what was meant. Amounts are in euro at the ECB rate of the day.
Data: CC BY 4.0; `meta.citation` is a ready sentence.
"""


def document(
    operations: Sequence[Operation],
    codes: Mapping[str, Sequence[str]],
    base: str,
    examples: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the document.

    `codes` are the codes of each code list of the database, `examples` an answer by operation, `base` the public
    address.
    """
    addresses, shared = share_parameters(dict(paths(operations, examples)))
    schemas = shapes(operations)
    used = set(mentioned([addresses, shared, schemas]))
    schemas |= {code_schema(name): enumeration(name, entries) for name, entries in codes.items() if name in used}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "betech",
            "summary": "The open data API of Belgium's tech ecosystem.",
            "description": DESCRIPTION,
            "version": PROGRAM,
            "termsOfService": "https://creativecommons.org/licenses/by/4.0/",
            "contact": {"name": "Whoever runs this service", **({"url": f"{base}/docs"} if base else {})},
            "license": {"name": "Creative Commons Attribution 4.0 International", "identifier": "CC-BY-4.0"},
        },
        "servers": [{"url": base or "/", "description": "This service."}],
        "security": [],
        "tags": [
            {"name": name, "description": words}
            for name, words in TAGS.items()
            if any(operation.tag == name for operation in operations)
        ],
        "paths": refer_to_codes(addresses),
        "components": {
            "schemas": refer_to_codes(dict(sorted(schemas.items(), key=codes_first))),
            "parameters": refer_to_codes(shared),
            "responses": problem_responses(operations),
            "headers": HEADERS,
        },
    }


def paths(operations: Sequence[Operation], examples: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every path with its operation; files have paths of their own."""
    for operation in operations:
        yield operation.path, {"get": json_operation(operation, examples.get(operation.id))}
        for key in DOCUMENTED_FILES:
            if key in operation.formats:
                yield operation.path + FORMATS[key].suffix, {"get": file_operation(operation, key)}


def json_operation(operation: Operation, example: Any) -> dict[str, Any]:
    """Return an operation as it answers in JSON."""
    answer: dict[str, Any] = {"schema": {"$ref": REFERENCE.format(model=operation.model.__name__)}}
    if example is not None:
        answer["example"] = example
    others = [key for key in operation.formats if key not in ("json", *DOCUMENTED_FILES)]
    words = operation.description
    if others:
        words += f" Also served as {', '.join(f'`{key}`' for key in others)}: add the suffix to the path."
    return {
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.summary,
        "description": words,
        "parameters": list(documented(operation, "json")),
        "responses": responses(operation, "application/json", answer),
    }


def file_operation(operation: Operation, key: str) -> dict[str, Any]:
    """Return an operation as it answers in a file format."""
    chosen = FORMATS[key]
    name = {"csv": "CSV", "xlsx": "an Excel workbook", "parquet": "Parquet"}[key]
    binary = {} if key == "csv" else {"format": "binary"}
    answer = {"schema": {"type": "string", "description": f"The answer as {name}.", **binary}}
    return {
        "operationId": f"{operation.id}{key.title()}",
        "tags": [operation.tag],
        "summary": f"{operation.summary} as {name}",
        "description": f"{operation.description} This address gives all rows at once as {name}; it answers `HEAD` and "
        "`Range`.",
        "parameters": list(documented(operation, key)),
        "responses": responses(operation, chosen.accepts, answer),
    }


def responses(operation: Operation, media_type: str, answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers of an operation by status."""
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS}
    found: dict[str, Any] = {
        "200": {"description": "The answer.", "headers": headers, "content": {media_type: answer}},
        "304": {"description": "The copy that `If-None-Match` names is still good."},
    }
    for status in (*USUAL_STATUSES, *operation.statuses):
        found[str(status)] = {"$ref": f"#/components/responses/{response_name(status)}"}
    return dict(sorted(found.items()))


def problem_responses(operations: Sequence[Operation]) -> dict[str, Any]:
    """Return the answers that are no success, by name."""
    statuses = {*USUAL_STATUSES, *(status for operation in operations for status in operation.statuses)}
    return {response_name(status): problem_response(status) for status in sorted(statuses)}


def problem_response(status: int) -> dict[str, Any]:
    """Return what an answer of a status is."""
    if status == HTTPStatus.PERMANENT_REDIRECT:
        return {"description": "The id was merged; `Location` is the record that stands for it now."}
    slug, known = next((slug, known) for slug, known in PROBLEM_TYPES.items() if known.status == status)
    example = {
        "type": f"/problems/{slug}",
        "title": known.title.en,
        "status": status,
        "detail": known.meaning.en,
        "instance": "/v1/companies",
        "request_id": "5f0c2e9a7b3d4c18",
    }
    schema = {"$ref": REFERENCE.format(model="Problem")}
    return {
        "description": f"{known.title.en}. {known.remedy.en}",
        "content": {PROBLEM_MEDIA_TYPE: {"schema": schema, "example": example}},
    }


def response_name(status: int) -> str:
    """Return the name of the answer of a status."""
    return HTTPStatus(status).phrase.title().replace(" ", "").replace("-", "")


HEADERS = {
    "ETag": {
        "description": "Names this state of the answer; send it back in `If-None-Match`.",
        "schema": {"type": "string"},
    },
    "Link": {"description": "Related addresses, such as the next page.", "schema": {"type": "string"}},
}


def shapes(operations: Sequence[Operation]) -> dict[str, Any]:
    """Return the schemas of all answers."""
    mode: JsonSchemaMode = "serialization"
    models: list[type[BaseModel]] = list(dict.fromkeys([*(operation.model for operation in operations), Problem]))
    _, found = models_json_schema([(model, mode) for model in models], ref_template=REFERENCE)
    schemas: dict[str, Any] = found["$defs"]
    return schemas


def enumeration(codelist: str, codes: Sequence[str]) -> dict[str, Any]:
    """Return the schema of the codes of a list."""
    words = f"A code of the list `{codelist}`; /v1/dimensions/{codelist} has the labels."
    closed = {} if codelist in OPEN_LISTS or not codes else {"enum": list(codes)}
    return {"type": "string", "description": words, **closed}


def codes_first(schema: tuple[str, Any]) -> tuple[bool, str]:
    """Order schemas by name, those of codes before all others: generators of constants declare them in this order."""
    name, content = schema
    return "enum" not in content and not name.endswith("Code"), name


def code_schema(codelist: str) -> str:
    """Return the name of the schema of a code list's codes."""
    return codelist.title().replace("_", "") + "Code"


def refer_to_codes(node: Any) -> Any:
    """Return a part of the document in which every code refers to the schema of its list; idle words are left out."""
    if isinstance(node, list):
        return [refer_to_codes(part) for part in node]
    if not isinstance(node, dict):
        return node
    if "x-codelist" in node:
        words = {"description": node["description"]} if "description" in node else {}
        return {"$ref": REFERENCE.format(model=code_schema(node["x-codelist"])), **words}
    return {
        key: part if key in ("example", "enum") else refer_to_codes(part)
        for key, part in node.items()
        if not is_idle(key, part)
    }


def is_idle(key: str, value: Any) -> bool:
    """Tell whether a keyword says nothing: a title that repeats the name, a default that stands for absence."""
    return (key == "title" and isinstance(value, str)) or (key == "default" and value in (None, [], {}))


def mentioned(node: Any) -> Iterator[str]:
    """Yield the name of every code list that a part of the document mentions."""
    if isinstance(node, list):
        for part in node:
            yield from mentioned(part)
    elif isinstance(node, dict):
        if "x-codelist" in node:
            yield node["x-codelist"]
        for key, part in node.items():
            if key != "example":
                yield from mentioned(part)
