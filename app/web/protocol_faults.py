"""Faults of the assistants' protocol, as this service says them: problems, or the protocol's own errors without a library's words."""

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from app.web.problem_types import PROBLEM_TYPES
from app.web.problems import problem

REFUSED = 400
# What the protocol calls its errors; the details that its library adds name its parts and its version.
MESSAGES: Mapping[int, str] = {
    -32700: "Parse error",
    -32600: "Invalid request",
    -32601: "Method not found",
    -32602: "Invalid params",
    -32603: "Internal error",
}
WORDS = b"pydantic"
SLUGS = {entry.status: slug for slug, entry in reversed([*PROBLEM_TYPES.items()])}


class Retold:
    """Sends an answer of the protocol on; one that is an error, or speaks of the library, is said anew."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope, self.receive, self.send = scope, receive, send
        self.start: Message | None = None
        self.body = bytearray()

    async def __call__(self, message: Message) -> None:
        """Take one ASGI message; the answer is sent when it is whole."""
        if message["type"] == "http.response.start":
            self.start = message
            return
        self.body += message.get("body", b"")
        if not message.get("more_body", False) and self.start is not None:
            await self.finish(self.start, bytes(self.body))

    async def finish(self, start: Message, body: bytes) -> None:
        """Send the whole answer."""
        if start["status"] >= REFUSED and not body.startswith(b"{"):
            response = problem(
                Request(self.scope), SLUGS.get(start["status"], "bad-request"), body.decode("utf-8", "replace")[:200]
            )
            await response(self.scope, self.receive, self.send)
            return
        if body.startswith(b"{") and (start["status"] >= REFUSED or WORDS in body):
            body = orjson.dumps(retold(orjson.loads(body)))
        headers = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
        length = [(b"content-length", str(len(body)).encode())]
        await self.send({**start, "headers": headers + length})
        await self.send({"type": "http.response.body", "body": body})


def retold(answer: dict[str, Any]) -> dict[str, Any]:
    """Return an error of the protocol, or a tool's refusal of what it was given, in words of its own."""
    if "error" in answer:
        code = answer["error"].get("code", 0)
        message = MESSAGES.get(code) or str(answer["error"].get("message", "")).partition("\n")[0][:200]
        return {**answer, "error": {"code": code, "message": message}}
    result = answer.get("result", {})
    if result.get("isError"):
        parts = [{**part, "text": without_library(part.get("text", ""))} for part in result.get("content", [])]
        return {**answer, "result": {**result, "content": parts}}
    return answer


def without_library(text: str) -> str:
    """Return what is wrong with a tool's arguments, without the lines that speak of the library."""
    return "\n".join(line.partition(" [type=")[0] for line in text.splitlines() if WORDS.decode() not in line)
