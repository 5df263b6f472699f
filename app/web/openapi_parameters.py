"""The parameters of the OpenAPI document: what each takes, and those that several operations share."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from app.formats.as_json import dump
from app.web.operations import Operation, PathParameter
from app.web.parameters import Parameter


def documented(operation: Operation, key: str) -> Iterator[dict[str, Any]]:
    """Yield the parameters of an operation that mean something in one format."""
    for name, parameter in operation.path_parameters.items():
        yield path_parameter(name, parameter)
    for query in operation.parameters:
        if query.only_for and key not in query.only_for:
            continue
        if query.name == "format" and key != "json":
            continue
        yield query_parameter(query, key)


def path_parameter(name: str, parameter: PathParameter) -> dict[str, Any]:
    """Return a part of the path."""
    schema: dict[str, Any] = {"type": "string", "minLength": 1}
    if parameter.choices:
        schema = {"type": "string", "enum": list(parameter.choices)}
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": parameter.description,
        "schema": schema,
        "example": parameter.example,
    }


def query_parameter(parameter: Parameter, key: str) -> dict[str, Any]:
    """Return a query parameter."""
    found: dict[str, Any] = {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": parameter.description,
        "schema": schema_of(parameter, key),
    }
    if parameter.kind == "list":
        found |= {"style": "form", "explode": False}
    if parameter.may_be_empty:
        found["allowEmptyValue"] = True
    if parameter.example is not None:
        found["example"] = example_of(parameter, parameter.example)
    return found


def schema_of(parameter: Parameter, key: str) -> dict[str, Any]:
    """Return the schema of a parameter's value."""
    if parameter.name == "format":
        return {"type": "string", "enum": ["json"]}
    choices = parameter.choices
    if parameter.name == "labels" and key == "json":
        choices = ("code", "both")  # labels in the place of codes would break the types of the rows
    if parameter.kind == "list":
        return {"type": "array", "items": item_schema(parameter), "minItems": 1, **default_of(parameter)}
    if choices:
        return {"type": "string", "enum": list(choices), **default_of(parameter)}
    return {**SCALARS[parameter.kind], **bounds_of(parameter), **default_of(parameter)}


SCALARS: Mapping[str, dict[str, Any]] = {
    "string": {"type": "string", "minLength": 1},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
}


def item_schema(parameter: Parameter) -> dict[str, Any]:
    """Return the schema of one value of a list."""
    if parameter.codelist is not None:
        code: dict[str, Any] = {"type": "string", "x-codelist": parameter.codelist}
        return {"anyOf": [code, {"type": "string", "enum": list(parameter.also)}]} if parameter.also else code
    if parameter.choices:
        signs = ("", "-") if parameter.signed else ("",)
        return {"type": "string", "enum": [sign + choice for choice in parameter.choices for sign in signs]}
    return {"type": "string", "minLength": 1}


def bounds_of(parameter: Parameter) -> dict[str, Any]:
    """Return the bounds of a number or a length, and the pattern of a text."""
    found: dict[str, Any] = {}
    if parameter.kind == "integer":
        lowest, highest = parameter.bounds
        found = {"minimum": lowest, "maximum": highest}
    if parameter.kind == "string" and parameter.maximum is not None:
        found["maxLength"] = parameter.maximum
    if parameter.pattern is not None:
        found["pattern"] = parameter.pattern
    return found


def default_of(parameter: Parameter) -> dict[str, Any]:
    """Return the default of a parameter, typed."""
    return {} if parameter.default is None else {"default": example_of(parameter, parameter.default)}


def example_of(parameter: Parameter, text: str) -> Any:
    """Return a value of a parameter as JSON types it."""
    if parameter.kind == "list":
        return text.split(",")
    readers: Mapping[str, Any] = {"integer": int, "number": float, "boolean": lambda word: word == "true"}
    value = readers.get(parameter.kind, str)(text)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def share_parameters(addresses: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the paths and the parameters that several operations have alike, which the paths then refer to."""
    written = Counter(dump(parameter) for item in addresses.values() for parameter in item["get"]["parameters"])
    names: dict[bytes, str] = {}
    shared: dict[str, Any] = {}
    for item in addresses.values():
        parameters = item["get"]["parameters"]
        for place, parameter in enumerate(parameters):
            content = dump(parameter)
            if written[content] == 1:
                continue
            if content not in names:
                names[content] = free_name(parameter["name"], shared)
                shared[names[content]] = parameter
            parameters[place] = {"$ref": f"#/components/parameters/{names[content]}"}
    return addresses, shared


def free_name(parameter: str, taken: Mapping[str, Any]) -> str:
    """Return a name for a shared parameter: its own, with a number where another of that name differs."""
    own = "".join(part.title() for part in parameter.split("_") if part)
    return next(name for name in (own, *(f"{own}{n}" for n in range(2, 1000))) if name not in taken)
