"""Questions: which one question a request asks, told from its address and headers, before the framework sees it."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from starlette.requests import Request
from starlette.routing import BaseRoute
from starlette.types import Scope
from starlette_compress._utils import parse_accept_encoding

from app.errors import Failure
from app.web.operations import Operation
from app.web.requests import ASKED, read_request
from app.web.routing import ReadRoute

Found = tuple[Operation, Mapping[str, Any]]

ADDRESSES_REMEMBERED = 2_048
# In the order in which the compression chooses among those that a client takes.
CODINGS = ("zstd", "br", "gzip")


class Questions:
    """Reads requests for the operations among some routes.

    Two requests that ask the same, in whatever spelling, have the same key; one that cannot be read has none, and
    the framework says why.
    """

    def __init__(self, routes: Iterable[BaseRoute], base: str) -> None:
        self.base = base
        self.find: Callable[[str], Found | None] = lru_cache(ADDRESSES_REMEMBERED)(finder(tuple(routes)))

    def __call__(self, scope: Scope) -> tuple[str, Scope] | None:
        """Return the key of what a GET asks, and the scope with what was read for whoever answers it."""
        found = self.find(scope["path"])
        if found is None:
            return None
        operation, ids = found
        try:
            asked = read_request(operation, Request({**scope, "path_params": ids}), self.base)
        except Failure:
            return None
        return f"{asked.canonical} {coding_of(scope)}", {**scope, ASKED: asked}


def finder(routes: tuple[BaseRoute, ...]) -> Callable[[str], Found | None]:
    """Return what finds the operation at an address; None where another route, or none, answers there."""

    def find(path: str) -> Found | None:
        for route in routes:
            if isinstance(route, ReadRoute):
                match = route.path_regex.match(path)
                if match:
                    return None if route.operation is None else (route.operation, match.groupdict())
        return None

    return find


def coding_of(scope: Scope) -> str:
    """Return how the body will be compressed for a client, if it is long enough for that."""
    said = [value.decode("latin-1") for name, value in scope["headers"] if name == b"accept-encoding"]
    taken = parse_accept_encoding(",".join(said))
    return next((coding for coding in CODINGS if coding in taken), "identity")
