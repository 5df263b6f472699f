"""The OpenAPI document: approved, true to the answers, with examples that find something."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import orjson
import pytest
from jsonschema import Draft202012Validator

from app.settings import Settings
from app.web.application import operations
from app.web.operations import Operation
from app.web.parameters import Parameter

Client = httpx.AsyncClient
APPROVED = Path(__file__).parent.parent / "approved" / "openapi.json"
OPERATIONS = operations(Settings(DATABASE_URL=None))


@pytest.fixture(scope="session")
async def document(app: Any) -> dict[str, Any]:
    """The document over the shipped data."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://betech.test") as asking:
        found: dict[str, Any] = (await asking.get("/openapi.json")).json()
        return found


# Nobody made a release of the database of the tests.
EMPTY_HERE = ("listReleases",)


def example_path(operation: Operation) -> str:
    """Return the path of an operation with the examples of its parts."""
    return operation.path.format(**{name: part.example for name, part in operation.path_parameters.items()})


def required(operation: Operation) -> dict[str, str]:
    """Return the examples of what an operation cannot do without."""
    needed = {parameter.name: parameter.example or "" for parameter in operation.parameters if parameter.required}
    return {**operation.sample, **needed}


def examples() -> Iterator[Any]:
    """Yield every operation with every parameter that has an example."""
    for operation in OPERATIONS:
        for parameter in operation.parameters:
            if parameter.example is not None:
                yield pytest.param(operation, parameter, id=f"{operation.id}-{parameter.name}")


async def test_the_document_is_the_approved_one(document: dict[str, Any]) -> None:
    found = orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n"
    if os.environ.get("APPROVE") == "1":
        APPROVED.write_bytes(found)

    assert found == APPROVED.read_bytes(), "look at the difference; APPROVE=1 approves it"


@pytest.mark.parametrize(("operation", "parameter"), list(examples()))
async def test_every_example_of_a_parameter_works(client: Client, operation: Operation, parameter: Parameter) -> None:
    form = next((key for key in parameter.only_for if key in operation.formats), "json")
    query = {**required(operation), parameter.name: parameter.example or ""}
    suffix = "" if form == "json" else f".{form}"
    if form not in operation.formats:
        pytest.fail(f"{parameter.name} means nothing in any format of {operation.id}")

    answer = await client.get(f"{example_path(operation)}{suffix}?{urlencode(query)}")

    assert answer.status_code == 200, answer.text[:500]
    if form == "json" and "items" in answer.json() and operation.id not in EMPTY_HERE:
        assert answer.json()["items"], f"the example {query} finds nothing"


async def assert_conforms(
    client: Client, document: dict[str, Any], operation: Operation, query: dict[str, str]
) -> None:
    """Fail when an answer is not what the document says."""
    answer = await client.get(f"{example_path(operation)}?{urlencode(query)}")
    assert answer.status_code == 200, answer.text[:500]
    schema = {"$ref": f"#/components/schemas/{operation.model.__name__}", "components": document["components"]}
    faults = [
        f"{fault.json_path}: {fault.message[:200]}" for fault in Draft202012Validator(schema).iter_errors(answer.json())
    ]
    assert faults[:5] == []


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
async def test_every_answer_is_what_the_document_says(
    client: Client, document: dict[str, Any], operation: Operation
) -> None:
    names = {parameter.name for parameter in operation.parameters}
    base = required(operation)
    if "cursor" in names:
        base["limit"] = "1000"
    await assert_conforms(client, document, operation, base)
    if "labels" in names:
        await assert_conforms(client, document, operation, {**base, "labels": "both", "lang": "fr"})
    if "embed" in names:
        choices = next(parameter.choices for parameter in operation.parameters if parameter.name == "embed")
        await assert_conforms(client, document, operation, {**base, "embed": ",".join(choices)})


@pytest.mark.parametrize(
    "operation", [o for o in OPERATIONS if o.tag == "Aggregates" and "group_by" in o.by_name], ids=lambda o: o.id
)
async def test_every_dimension_and_measure_is_what_the_document_says(
    client: Client, document: dict[str, Any], operation: Operation
) -> None:
    dimensions, measures = operation.by_name["group_by"].choices, operation.by_name["measures"].choices
    for dimension in dimensions:
        query = {"group_by": dimension, "measures": ",".join(measures), "totals": "true"}
        if dimension not in ("year", "quarter", "month"):
            query["group_by"] = f"{dimension},year"
        if dimension == "investor_country":
            query["measures"] = "count,sum"
        await assert_conforms(client, document, operation, query)


async def test_operations_are_named_once_in_camel_case_and_fail_with_problems_alone(document: dict[str, Any]) -> None:
    found = [item["get"] for item in document["paths"].values()]
    names = [operation["operationId"] for operation in found]

    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", name) for name in names)
    assert all("422" not in operation["responses"] for operation in found)
    assert {
        kind for response in document["components"]["responses"].values() for kind in response.get("content", {})
    } == {"application/problem+json"}


async def test_every_operation_and_parameter_is_described(document: dict[str, Any]) -> None:
    for item in document["paths"].values():
        operation = item["get"]
        assert operation["summary"]
        assert operation["description"]
    for parameter in document["components"]["parameters"].values():
        assert parameter["description"]


async def test_a_copy_of_the_document_is_checked_by_its_tag(client: Client) -> None:
    first = await client.get("/openapi.json")
    again = await client.get("/openapi.json", headers={"If-None-Match": first.headers["etag"]})

    assert (first.json()["openapi"], again.status_code) == ("3.1.0", 304)
