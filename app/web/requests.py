"""Read a request strictly: what is not understood is refused by name, with the way out."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from app.errors import BadRequest, Fault
from app.queries.cursors import read_cursor
from app.web.negotiation import choose_format, choose_language
from app.web.operations import Asked, Operation
from app.web.parameters import Misread, Parameter
from app.web.spelling import meant

MAX_FAULTS = 20
ASKED = "betech.asked"  # where a scope holds what was read of its request already


def asked_by(operation: Operation, request: Request, base: str) -> Asked:
    """Return what a request asks of an operation, as it was read on the way in or anew; see `read_request`."""
    asked = request.scope.get(ASKED)
    return asked if isinstance(asked, Asked) else read_request(operation, request, base)


def read_request(operation: Operation, request: Request, base: str = "") -> Asked:
    """Return what a request asks of an operation.

    Raises:
        BadRequest: one Fault for each parameter that is unknown or misread.
        NotAcceptable: the operation does not have the format.

    """
    ids = dict(request.path_params)
    suffix = ids.pop("suffix", None)
    given = read_query(operation, request.scope["query_string"])
    written_as = choose_format(operation.formats, suffix, given.get("format"), request.headers.get("accept"))
    if "format" in given and suffix is not None and given["format"] != suffix:
        raise conflict("format", f"The path says .{suffix} and 'format' says {given['format']}; give one of them.")
    if "as_of" in given and "data_version" in given:
        raise conflict("data_version", "'as_of' and 'data_version' say the same thing in two ways; give one of them.")
    values = read_values(operation.by_name, given)
    refuse_idle(operation, given, written_as)
    return Asked(
        operation=operation,
        ids=ids,
        given=given,
        values=values,
        format=written_as,
        lang=values.get("lang") or choose_language(request.headers.get("accept-language", "")),
        base=base,
        cursor=read_cursor(values["cursor"]) if "cursor" in values else None,
        in_parts="range" in request.headers or bool(request.scope.get("head_only")),
    )


def read_query(operation: Operation, query: bytes) -> dict[str, str]:
    """Return the parameters of a query string, tidied; a repeated one is joined by commas.

    Raises:
        BadRequest: a name is unknown, or the string is no text.

    """
    parameters = operation.by_name
    joined = read_plain_query(query, tuple(parameters))
    return {name: parameters[name].tidy(text) for name, text in joined.items()}


def read_plain_query(query: bytes, allowed: tuple[str, ...]) -> dict[str, str]:
    """Return the parameters of a query string as they were written; see read_query for what it raises."""
    try:
        pairs = parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict")
    except ValueError as error:
        raise BadRequest("The query string is not percent-encoded UTF-8.", slug="bad-encoding") from error
    joined: dict[str, str] = {}
    for name, text in pairs:
        joined[name] = f"{joined[name]},{text}" if name in joined else text
    unknown = [name for name in joined if name not in allowed]
    if unknown:
        raise refuse_unknown(unknown, allowed)
    unprintable = [name for name, text in joined.items() if "\x00" in text]
    if unprintable:
        raise BadRequest(
            "A value holds a NUL character.",
            slug="bad-value",
            title="A value is not understood",
            faults=[Fault(name, "bad_character", "The value holds a NUL character.") for name in unprintable],
        )
    return joined


def read_values(parameters: Mapping[str, Parameter], given: Mapping[str, str]) -> dict[str, Any]:
    """Return every parameter's value, defaults included.

    Raises:
        BadRequest: one Fault for each value that is misread and each required one that is missing.

    """
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, parameter in parameters.items():
        text = given.get(name, parameter.default)
        if text is None:
            if parameter.required:
                faults.append(Fault(name, "missing", f"'{name}' is needed here.", did_you_mean=parameter.example))
            continue
        try:
            values[name] = parameter.read(text)
        except Misread as misread:
            faults.append(misread.fault)
    if faults:
        raise BadRequest(
            " ".join(fault.detail for fault in faults[:MAX_FAULTS]),
            slug="bad-value",
            title="A value is not understood",
            faults=faults[:MAX_FAULTS],
        )
    return values


def refuse_idle(operation: Operation, given: Mapping[str, str], written_as: str) -> None:
    """Raise BadRequest for parameters that mean nothing in the format of the answer."""
    parameters = operation.by_name
    faults = [
        Fault(
            name,
            "dead_combination",
            f"'{name}' means nothing in {written_as}; it is for {', '.join(parameters[name].only_for)}.",
            value,
            allowed=parameters[name].only_for,
        )
        for name, value in given.items()
        if parameters[name].only_for and written_as not in parameters[name].only_for
    ]
    if faults:
        detail = " ".join(fault.detail for fault in faults)
        raise BadRequest(detail, slug="bad-value", title="A value is not understood", faults=faults)


def refuse_unknown(names: list[str], allowed: tuple[str, ...]) -> BadRequest:
    """Return the failure for parameters that the route does not have."""
    faults = []
    for name in names[:MAX_FAULTS]:
        shown = name[:80]
        faults.append(
            Fault(
                shown,
                "unknown_parameter",
                f"'{shown}' is not a parameter of this route.",
                did_you_mean=meant(name, allowed),
                allowed=allowed,
            )
        )
    return BadRequest(
        " ".join(fault.detail for fault in faults),
        slug="unknown-parameter",
        title="Unknown query parameter",
        faults=faults,
    )


def conflict(parameter: str, detail: str) -> BadRequest:
    """Return the failure for two parameters that contradict each other."""
    return BadRequest(detail, slug="bad-value", faults=[Fault(parameter, "conflict", detail)])
