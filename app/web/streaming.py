"""FlowResponse: a long table sent batch by batch while its reading stays open."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, aclosing
from typing import Any

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from app.formats import Format, Options
from app.queries.streams import Batch
from app.web.operations import Flow


class FlowResponse(StreamingResponse):
    """Sends a table in a format that can be written in parts; `reading` is closed when it is sent or broken off."""

    def __init__(
        self, flow: Flow, chosen: Format, options: Options, headers: Mapping[str, str], reading: AsyncExitStack
    ) -> None:
        self.flow, self.chosen, self.options, self.reading = flow, chosen, options, reading
        self.first: Batch | None = None
        super().__init__(self.parts(), headers=dict(headers), media_type=chosen.media_type)

    async def parts(self) -> AsyncIterator[bytes]:
        """Yield the answer in parts that, joined, are the same bytes as the whole one."""
        if self.chosen.stream is None:
            raise TypeError(f"{self.chosen.key} cannot be written in parts")
        stream = self.chosen.stream(self.flow.dataset, self.options)
        yield stream.head()
        if self.flow.written is not None:
            written: Any = self.flow.written
            async with aclosing(written):
                async for block in written:
                    yield block
            return
        batches: Any = self.flow.batches
        async with aclosing(batches):
            if self.first is not None:
                yield stream.rows(self.first.rows, self.first.null_reasons)
            async for batch in batches:
                yield stream.rows(batch.rows, batch.null_reasons)
        yield stream.tail()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer, once its first rows are there: until then a failure is an answer of its own."""
        async with self.reading:
            self.first = await anext(self.flow.batches, None)
            await super().__call__(scope, receive, send)
