"""The web application: all routes in one frame, around a service that the lifespan makes."""

import gc
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from functools import partial
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.types import Receive, Scope, Send
from starlette_compress import CompressMiddleware, add_compress_type

from app.errors import Failure
from app.settings import Settings
from app.web.front.bounds import Bounds
from app.web.front.cache import Cache
from app.web.front.clients import Clients
from app.web.front.frame import Frame
from app.web.front.freshness import Freshness
from app.web.front.logs import RequestLines
from app.web.front.metrics import Metrics
from app.web.front.questions import Questions
from app.web.front.rates import Rates, budget_of
from app.web.operations import Operation
from app.web.problems import MEDIA_TYPE, failure_response, http_exception_response, refusal
from app.web.routes import (
    aggregates,
    assistants,
    codelists,
    comparisons,
    documentation,
    embed,
    explorer,
    measures,
    open_data,
    published,
    records,
    releases,
    revisions,
    sdmx,
    service,
)
from app.web.routing import operation_route
from app.web.service import PROGRAM, Service, base_of

TEXT_TYPES = ("text/csv", "application/x-ndjson", MEDIA_TYPE)
SMALLEST_COMPRESSED = 600

Start = Callable[[Metrics], AbstractAsyncContextManager[Service]]


class Application(FastAPI):
    """The framework behind its front: what the cache answers, or the limit refuses, passes nothing else."""

    front: Cache | Rates | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or follow the server's life."""
        await (self.front or self.answer)(scope, receive, send)

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request that nothing in front does."""
        await super().__call__(scope, receive, send)


def operations(settings: Settings) -> tuple[Operation, ...]:
    """Return every operation on the data, in the order of the documentation."""
    told = (
        *published.OPERATIONS,
        *comparisons.OPERATIONS,
        *records.operations(settings),
        *aggregates.operations(settings),
        *measures.OPERATIONS,
        *codelists.OPERATIONS,
        *revisions.operations(records.WORDS),
        *releases.operations(settings),
    )
    return (*told, revisions.citing(told, settings))


def build(settings: Settings, start: Start) -> Application:
    """Return the application; `start` gives the service for the time that the application runs."""
    metrics = Metrics()
    freshness = Freshness(settings.freshness_seconds, also=metrics.flush)
    running = Running(freshness)
    asked = operations(settings)
    manager = assistants.assistant_manager(settings, running.get)
    for media_type in TEXT_TYPES:
        add_compress_type(media_type)
    clients = Clients(settings.trusted_proxies)
    framed = partial(
        Frame,
        metrics=metrics,
        lines=RequestLines(settings),
        behind_tls=(settings.public_url or "").startswith("https://"),
    )
    app = Application(
        title="betech",
        version=PROGRAM,
        openapi_url=None,  # routes.documentation serves it, with the codes of the database
        redirect_slashes=False,
        middleware=[
            Middleware(framed),
            Middleware(Bounds, settings=settings, clients=clients),
            Middleware(CompressMiddleware, minimum_size=SMALLEST_COMPRESSED, gzip_level=5, brotli_quality=4),
        ],
        exception_handlers={Failure: failure_response, HTTPException: http_exception_response},
        lifespan=lambda _: running.through(start(metrics), manager),
    )
    app.router.routes += [
        *service.routes(running.get),
        *documentation.routes(asked, running.get),
        *releases.routes(running.get),
        *sdmx.routes(running.get),
        *open_data.routes(running.get),
        *([] if manager is None else [assistants.AssistantRoute(manager)]),
        *explorer.routes(running.get),
        *embed.routes(asked, running.get),
        *(operation_route(operation, running.get) for operation in asked),
    ]
    if settings.cache_mb:
        questions = Questions(app.router.routes, base_of(settings))
        app.front = Cache(app.answer, freshness, metrics, settings.cache_mb * 1_000_000, questions)
    budget = budget_of(settings)
    if budget is not None:
        app.front = Rates(app.front or app.answer, refused=framed(refusal), budget=budget, clients=clients)
    return app


class Running:
    """Holds the service while the application runs."""

    def __init__(self, freshness: Freshness) -> None:
        self.freshness = freshness
        self.service: Service | None = None

    def get(self) -> Service:
        """Return the service of the running application."""
        if self.service is None:
            raise RuntimeError("the application was asked before it was started")
        return self.service

    @asynccontextmanager
    async def through(self, started: AbstractAsyncContextManager[Service], manager: Any = None) -> AsyncIterator[None]:
        """Keep the service, and what answers assistants, for the time of the block."""
        async with started as service_now, nullcontext() if manager is None else assistants.answering(manager):
            self.service = service_now
            try:
                async with self.freshness.watching(service_now.watch_reading):
                    gc.freeze()
                    yield
            finally:
                self.service = None
