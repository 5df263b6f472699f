"""Routes: an address with or without a format's suffix and trailing slash, and what it does with each method."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.convertors import StringConvertor
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from app.errors import MethodNotAllowed
from app.formats import FORMATS
from app.web.front.frame import PREFLIGHT
from app.web.operations import Operation
from app.web.requests import read_plain_query
from app.web.responses import respond
from app.web.service import Service

METHODS = ("GET", "HEAD", "OPTIONS")
Endpoint = Callable[[Request], Awaitable[Response]]

# A suffix is a known format: one that the route does not have is then 406, an unknown one is no address.
SUFFIX = r"(?:\.(?P<suffix>" + "|".join(entry.suffix.removeprefix(".") for entry in FORMATS.values()) + "))?"


def pattern_of(path: str, suffix: str) -> re.Pattern[str]:
    """Return what matches the addresses of a path, with or without a format's suffix and a trailing slash."""
    pattern = re.sub(r"\\?\{(\w+)\\?\}", r"(?P<\1>[^/]+?)", re.escape(path.rstrip("/")))
    return re.compile(f"^{pattern}{suffix}/?$")


class ReadRoute(APIRoute):
    """A route that is read; a trailing slash makes no difference, OPTIONS tells the methods.

    `operation` is the question that it answers, if it answers one. `about` is what FastAPI documents of it:
    operation_id, summary, description, tags, responses.
    """

    def __init__(
        self,
        path: str,
        endpoint: Endpoint,
        *,
        suffixes: bool = False,
        operation: Operation | None = None,
        **about: Any,
    ) -> None:
        self.operation = operation
        super().__init__(path, endpoint, methods=["GET"], response_model=None, **about)
        self.beginning = path.partition("{")[0].rstrip("/")
        self.path_regex = pattern_of(path, SUFFIX if suffixes else "")
        self.param_convertors = {name: StringConvertor() for name in self.path_regex.groupindex}
        if suffixes:
            self.param_convertors["suffix"] = OptionalConvertor()

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Tell whether an address is this one; most are told apart by how they begin."""
        if not scope["path"].startswith(self.beginning):
            return Match.NONE, {}
        return super().matches(scope)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for this address."""
        if scope["method"] == "OPTIONS":
            response = Response(status_code=204, headers={"Allow": ", ".join(METHODS), **PREFLIGHT})
            await response(scope, receive, send)
        elif scope["method"] != "GET":
            raise MethodNotAllowed(
                f"{scope['method'][:20]} is not possible here; the service is read-only over HTTP.",
                headers={"Allow": ", ".join(METHODS)},
            )
        else:
            await self.app(scope, receive, send)


class OptionalConvertor(StringConvertor):
    """Leaves a missing suffix missing."""

    def convert(self, value: str | None) -> str | None:  # type: ignore[override] # a group that did not take part
        """Return the value as it is."""
        return value


def operation_route(operation: Operation, service: Callable[[], Service]) -> ReadRoute:
    """Return the route of an operation."""

    async def endpoint(request: Request) -> Response:
        return await respond(operation, request, service())

    return ReadRoute(
        operation.path,
        endpoint,
        suffixes=True,
        operation=operation,
        name=operation.id,
        operation_id=operation.id,
        summary=operation.summary,
        description=operation.description,
        tags=[operation.tag],
        responses={200: {"model": operation.model}},
    )


def plain_route(path: str, answer: Endpoint, *, parameters: tuple[str, ...] = ()) -> ReadRoute:
    """Return a route that is about the service itself: a page, a document, a state."""

    async def endpoint(request: Request) -> Response:
        read_plain_query(request.scope["query_string"], parameters)
        return await answer(request)

    return ReadRoute(path, endpoint, include_in_schema=False)
