"""FlowResponse: a long table sent batch by batch while its reading stays open."""

from asyncio import Future, ensure_future, wait
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from typing import Any

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from app.formats import Format, Options
from app.web.operations import Flow

# So long the first rows are waited for before anything is sent.
FIRST_MOMENTS_SECONDS = 0.05


class FlowResponse(StreamingResponse):
    """Sends a table in a format that can be written in parts; `reading` is closed when it is sent or broken off."""

    def __init__(
        self, flow: Flow, chosen: Format, options: Options, headers: Mapping[str, str], reading: AsyncExitStack
    ) -> None:
        self.flow, self.chosen, self.options, self.reading = flow, chosen, options, reading
        self.source: Any = flow.batches if flow.written is None else flow.written
        self.first: Future[Any] | None = None
        super().__init__(self.parts(), headers=dict(headers), media_type=chosen.media_type)

    async def parts(self) -> AsyncIterator[bytes]:
        """Yield the answer in parts that, joined, are the same bytes as the whole one."""
        if self.chosen.stream is None or self.first is None:
            raise TypeError(f"{self.chosen.key} cannot be written in parts")
        stream = self.chosen.stream(self.flow.dataset, self.options)
        yield stream.head()
        part = await self.first
        while part is not None:
            yield part if isinstance(part, bytes) else stream.rows(part.rows, part.null_reasons)
            part = await anext(self.source, None)
        yield stream.tail()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer; a failure within the first moments is an answer of its own."""
        async with self.reading:
            self.first = ensure_future(anext(self.source, None))
            try:
                await wait({self.first}, timeout=FIRST_MOMENTS_SECONDS)
                if self.first.done():
                    self.first.result()
                await super().__call__(scope, receive, send)
            finally:
                if self.first.cancel():
                    await wait({self.first})
                await self.source.aclose()
