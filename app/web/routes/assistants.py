"""The endpoint of the Model Context Protocol at `/mcp`; what it needs is imported only where the setting is on."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.errors import MethodNotAllowed
from app.settings import Settings
from app.web.frame import PREFLIGHT
from app.web.routing import ReadRoute
from app.web.service import Service

METHODS = "POST, OPTIONS"


class AssistantRoute(ReadRoute):
    """The one route that takes POST; the stream of events that GET would open stays closed."""

    def __init__(self, manager: Any) -> None:
        super().__init__("/mcp", unused, include_in_schema=False)
        self.manager = manager

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a message of the protocol."""
        if scope["method"] == "POST":
            await self.manager.handle_request(scope, receive, send)
        elif scope["method"] == "OPTIONS":
            headers = {
                **PREFLIGHT,
                "Allow": METHODS,
                "Access-Control-Allow-Methods": METHODS,
                "Access-Control-Allow-Headers": "Content-Type, Accept, MCP-Protocol-Version, Mcp-Session-Id, Mcp-Method, Mcp-Name",
            }
            await Response(status_code=204, headers=headers)(scope, receive, send)
        else:
            raise MethodNotAllowed("Assistants send their messages with POST.", headers={"Allow": METHODS})


async def unused(request: Request) -> Response:
    """Say that the endpoint was asked past its route, which cannot happen."""
    raise MethodNotAllowed(f"{request.method} is not possible here.", headers={"Allow": METHODS})


def assistant_manager(settings: Settings, service: Callable[[], Service]) -> Any | None:
    """Return what answers the protocol, None where the setting turns it off."""
    if not settings.mcp:
        return None
    return import_module("app.web.assistants").endpoint(settings, service)


@asynccontextmanager
async def answering(manager: Any) -> AsyncIterator[None]:
    """Let the protocol be answered for the time of the block.

    It runs in a task of its own, since it must end in the task it began in, which a lifespan does not promise.
    """
    begun, over = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with manager.run():
            begun.set()
            await over.wait()

    task = asyncio.create_task(hold())
    await begun.wait()
    try:
        yield
    finally:
        over.set()
        await task
