"""Frame: the outermost layer around every request: its id, HEAD, OPTIONS, the fixed headers, crashes, and its measure."""

import logging
import re
import time
from secrets import token_hex

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.conditional import tag_held
from app.web.front.logs import RequestLines
from app.web.front.metrics import Metrics
from app.web.problems import crash_response

log = logging.getLogger("betech.web")

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

EXPOSED = (
    "ETag, Link, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id, Content-Language, Content-Disposition, "
    "Content-Range, Last-Modified, Cache-Status"
)
FIXED_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": EXPOSED,
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
}
# Answers that are no page of ours may load nothing and stand in no frame; pages bring their own policy.
NOTHING_ALLOWED = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
FRAMES_REFUSED = "DENY"
TLS_FOR_A_YEAR = "max-age=31536000; includeSubDomains"
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS, POST",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match, If-Modified-Since, If-Range, "
    "Range, X-Request-Id, Mcp-Session-Id, Mcp-Protocol-Version, Last-Event-ID",
    "Access-Control-Max-Age": "86400",
}


class Frame:
    """Pure ASGI around the application; nothing gets out without passing here."""

    def __init__(self, app: ASGIApp, metrics: Metrics, lines: RequestLines, *, behind_tls: bool = False) -> None:
        self.app = app
        self.metrics = metrics
        self.lines = lines
        self.behind_tls = behind_tls

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and finish what comes back."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked_method = scope["method"]
        # One code path: HEAD is a GET whose body stays here. The server keeps its own scope, in which it is a HEAD.
        method = "GET" if asked_method == "HEAD" else asked_method
        scope = {
            **scope,
            "request_id": request_id(scope),
            "head_only": asked_method == "HEAD",
            "method": method,
        }
        sender = Sender(send, scope, behind_tls=self.behind_tls)
        begun = time.perf_counter()
        try:
            await self.app(scope, receive, sender)
        except Exception:
            log.exception("request %s crashed", scope["request_id"])
            if sender.started:  # too late for an answer: break off, so that nobody takes a part for the whole
                raise
            await crash_response(Request(scope))(scope, receive, sender)
        finally:
            route, seconds = route_of(scope), time.perf_counter() - begun
            self.metrics.count(route, asked_method, sender.status, seconds)
            self.lines.write(scope, method=asked_method, route=route, status=sender.status, seconds=seconds)


class Sender:
    """Sends one answer: adds the fixed headers, weakens the tag of a compressed body, keeps a HEAD's body back."""

    def __init__(self, send: Send, scope: Scope, *, behind_tls: bool) -> None:
        self.send = send
        self.scope = scope
        self.behind_tls = behind_tls
        self.started = False
        self.status = 500

    async def __call__(self, message: Message) -> None:
        """Send one ASGI message of the answer."""
        if message["type"] == "http.response.start":
            self.started = True
            self.status = message["status"]
            self.finish(MutableHeaders(scope=message))
        elif message["type"] == "http.response.body" and self.scope["head_only"]:
            message = {**message, "body": b""}
        await self.send(message)

    def finish(self, headers: MutableHeaders) -> None:
        """Complete the headers of the answer."""
        for name, value in FIXED_HEADERS.items():
            headers.setdefault(name, value)
        if "content-security-policy" not in headers:
            headers["Content-Security-Policy"] = NOTHING_ALLOWED
            headers["X-Frame-Options"] = FRAMES_REFUSED
        if self.behind_tls:
            headers["Strict-Transport-Security"] = TLS_FOR_A_YEAR
        headers["X-Request-Id"] = self.scope["request_id"]
        if headers.get("vary", "").count("Accept-Encoding") > 1:  # ours and the compression's
            headers["Vary"] = ", ".join(dict.fromkeys(headers["vary"].split(", ")))
        if self.status == 304 and "etag" in headers:  # noqa: PLR2004 - Not Modified
            held = next((value for name, value in self.scope["headers"] if name == b"if-none-match"), b"")
            headers["ETag"] = tag_held(held, headers["etag"].encode("latin-1")).decode("latin-1")
        if "content-encoding" in headers:
            tag = headers.get("etag", "")
            if tag.startswith('"'):
                headers["ETag"] = f"W/{tag}"
            if "accept-ranges" in headers:
                del headers["Accept-Ranges"]


def request_id(scope: Scope) -> str:
    """Return the id that the client or its proxy gave, when it is a sound one, else a new one."""
    given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"").decode("latin-1")
    return given if REQUEST_ID.fullmatch(given) else token_hex(8)


def route_of(scope: Scope) -> str:
    """Return the template of the route that answered; `unmatched` keeps made-up paths out of the metrics."""
    route = scope.get("route")
    return getattr(route, "path", "unmatched")
