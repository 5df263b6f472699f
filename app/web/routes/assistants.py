"""The endpoint of the Model Context Protocol at `/mcp`; what it needs is imported when the first message comes."""

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
from app.web.protocol_faults import Retold
from app.web.routing import ReadRoute
from app.web.service import Service

METHODS = "POST, OPTIONS"


class AssistantRoute(ReadRoute):
    """The one route that takes POST; the stream of events that GET would open stays closed."""

    def __init__(self, manager: "Manager") -> None:
        super().__init__("/mcp", unused, include_in_schema=False)
        self.manager = manager

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a message of the protocol."""
        if scope["method"] == "POST":
            await self.manager.handle_request(scope, receive, Retold(scope, receive, send))
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


def assistant_manager(settings: Settings, service: Callable[[], Service]) -> "Manager | None":
    """Return what answers the protocol, None where the setting turns it off."""
    return Manager(settings, service) if settings.mcp else None


class Manager:
    """Answers the protocol; until its first message a server process carries nothing of it."""

    def __init__(self, settings: Settings, service: Callable[[], Service]) -> None:
        self.settings = settings
        self.service = service
        self.over = asyncio.Event()
        self.held: asyncio.Task[None] | None = None
        self.begun: asyncio.Future[Any] | None = None

    async def handle_request(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a message of the protocol."""
        if self.begun is None:
            self.begun = asyncio.get_running_loop().create_future()
            self.held = asyncio.create_task(self.hold(self.begun))
        answering = await asyncio.shield(self.begun)
        await answering.handle_request(scope, receive, send)

    async def hold(self, begun: asyncio.Future[Any]) -> None:
        """Let the protocol be answered until it is over; whoever waits for its begin learns of a failure too.

        It runs in a task of its own, since it must end in the task it began in.
        """
        try:
            module = await asyncio.to_thread(import_module, "app.web.assistants")
            manager = module.endpoint(self.settings, self.service)
        except Exception as error:
            begun.set_exception(error)
            raise
        async with manager.run():
            begun.set_result(manager)
            await self.over.wait()

    async def end(self) -> None:
        """End what was begun."""
        self.over.set()
        if self.held is not None:
            await self.held


@asynccontextmanager
async def answering(manager: Manager) -> AsyncIterator[None]:
    """Let the protocol be answered for the time of the block."""
    try:
        yield
    finally:
        await manager.end()
