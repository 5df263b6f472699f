"""Render failures as RFC 9457 problem details: every answer from 400 up is one."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.errors import Failure, Fault
from app.web.negotiation import choose_language
from app.web.problem_types import PROBLEM_TYPES, type_for
from app.web.spelling import nearest

MEDIA_TYPE = "application/problem+json"
MAX_INSTANCE = 500

# What the framework raises by itself, as the problem type that it is here.
SLUG_OF_STATUS = {404: "not-found", 405: "method-not-allowed", 413: "payload-too-large"}


def problem(
    request: Request,
    slug: str,
    detail: str,
    *,
    faults: tuple[Fault, ...] = (),
    extra: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a problem of a known type as a response; its title is in the reader's language, the rest in English."""
    known = PROBLEM_TYPES[slug]
    body: dict[str, Any] = {
        "type": f"/problems/{slug}",
        "title": known.title.in_(choose_language(request.headers.get("accept-language", ""))),
        "status": known.status,
        "detail": detail,
        "instance": request.scope["path"][:MAX_INSTANCE],
        "request_id": request.scope["request_id"],
        **({"errors": [describe(fault) for fault in faults]} if faults else {}),
        **(extra or {}),
    }
    fixed = {"Cache-Control": "no-store", "Vary": "Accept, Accept-Language, Accept-Encoding"}
    return Response(
        orjson.dumps(body, default=str), known.status, media_type=MEDIA_TYPE, headers={**fixed, **(headers or {})}
    )


def describe(fault: Fault) -> dict[str, Any]:
    """Return one entry of `errors`, without the members that are empty."""
    entry = {
        "parameter": fault.parameter,
        "code": fault.code,
        "detail": fault.detail,
        "value": fault.value,
        "did_you_mean": fault.did_you_mean,
        "allowed": list(fault.allowed),
    }
    return {key: value for key, value in entry.items() if value not in (None, [])}


async def failure_response(request: Request, failure: Exception) -> Response:
    """Render an expected failure."""
    if not isinstance(failure, Failure):
        raise failure
    return problem(
        request,
        type_for(failure.problem, type(failure).slug),
        failure.detail,
        faults=failure.faults,
        extra=failure.extra,
        headers=failure.headers,
    )


async def refusal(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request with the failure that a layer in front of the application put into its scope."""
    response = await failure_response(Request(scope), scope["failure"])
    await response(scope, receive, send)


async def http_exception_response(request: Request, exception: Exception) -> Response:
    """Render what the framework refuses by itself: an unknown path, a wrong method."""
    if not isinstance(exception, HTTPException):
        raise exception
    path = request.scope["path"][:MAX_INSTANCE]
    near = nearest_address(request) if exception.status_code == HTTPStatus.NOT_FOUND else None
    details = {
        404: f"There is no address {path} here; /docs lists those that exist."
        + (f" Did you mean {near}?" if near else ""),
        405: f"{request.scope['method'][:20]} is not possible here; the service is read-only over HTTP.",
    }
    return problem(
        request,
        SLUG_OF_STATUS.get(exception.status_code, "bad-request"),
        details.get(exception.status_code, HTTPStatus(exception.status_code).phrase),
        extra={"did_you_mean": near} if near else None,
        headers=exception.headers,
    )


def nearest_address(request: Request) -> str | None:
    """Return the address without parts to fill in that an unknown path most likely meant."""
    addresses = [path for path in (getattr(route, "path", "") for route in request.app.routes) if "{" not in path]
    return nearest(request.scope["path"].rstrip("/")[:MAX_INSTANCE], [path for path in addresses if path], at_least=80)


def crash_response(request: Request) -> Response:
    """Render a crash without a word about its cause, which stands in the log beside the request's id."""
    detail = "The program met something that it did not expect; the request_id leads to the cause in its log."
    return problem(request, "internal", detail)
