"""Examples of answers for the documentation: what the database itself answers, shortened."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import orjson
from starlette.requests import Request

from app.dataset import Dataset
from app.errors import Failure
from app.formats.as_json import dump
from app.queries.vintages import Reading
from app.web.operations import Flow, Operation
from app.web.requests import read_request
from app.web.responses import with_links, with_own_links, written

# The time that examples give the data, so that the document changes with them and not with the hour of their import.
SAMPLE_TIME = datetime(2026, 1, 1, tzinfo=UTC)
COLUMNS_SHOWN = 3


async def response_examples(operations: Iterable[Operation], reading: Reading, base: str) -> dict[str, Any]:
    """Return by operation what its sample call answers; what the database cannot answer has no example."""
    dated = replace(reading, updated=SAMPLE_TIME)
    imported, sampled = as_json(reading.updated), as_json(SAMPLE_TIME)
    found = {}
    for operation in operations:
        try:
            answer = await sample_answer(operation, dated, base)
        except Failure:
            continue
        found[operation.id] = shortened(orjson.loads(answer.replace(imported, sampled)))
    return found


def as_json(time: datetime) -> bytes:
    """Return a time as answers write it."""
    return dump(time).strip(b'"')


async def sample_answer(operation: Operation, reading: Reading, base: str) -> bytes:
    """Return the JSON answer of an operation's sample call."""
    asked = read_request(operation, sample_request(operation), base)
    answer = await operation.answer(asked, reading)
    if isinstance(answer, Flow):
        raise TypeError(f"{operation.id} answers JSON in a flow")
    linked = with_links(answer, asked) if isinstance(answer, Dataset) else with_own_links(answer, asked)
    return written(linked, asked)


def sample_request(operation: Operation) -> Request:
    """Return the sample call of an operation: its examples where it needs some, one row."""
    query = dict(operation.sample)
    query |= {parameter.name: parameter.example or "" for parameter in operation.parameters if parameter.required}
    if "limit" in operation.by_name:
        query["limit"] = "1"
    return Request(
        {
            "type": "http",
            "method": "GET",
            "path": operation.path,
            "query_string": urlencode(query).encode(),
            "headers": [],
            "path_params": {name: part.example for name, part in operation.path_parameters.items()},
        }
    )


def shortened(content: Any) -> Any:
    """Return an answer with one entry of each list and few columns."""
    if isinstance(content, list):
        return [shortened(part) for part in content[:1]]
    if not isinstance(content, dict):
        return content
    short = {key: shortened(part) for key, part in content.items()}
    if isinstance(short.get("columns"), dict):
        short["columns"] = dict(list(short["columns"].items())[:COLUMNS_SHOWN])
    return short
