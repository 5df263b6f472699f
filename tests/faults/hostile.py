"""Hostile requests: drawn from a seed, each is what somebody sends who wants a service to stumble or to talk."""

import random
import string
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote_from_bytes

from app.settings import Settings
from app.web.application import operations

OPERATIONS = operations(Settings(DATABASE_URL=None))
PATHS = [
    operation.path.format(**{name: part.example for name, part in operation.path_parameters.items()})
    for operation in OPERATIONS
] + [
    "/", "/docs", "/embed", "/mcp", "/healthz", "/readyz", "/metrics", "/openapi.json", "/problems", "/catalog", "/catalog.ttl",
    "/llms.txt", "/datapackage.json", "/csvw.json", "/static/docs.js", "/explorer/words/nl", "/datasets/companies",
    "/v1/releases/latest/companies.csv", "/v1/releases/1/x", "/sdmx/2.1/dataflow/all/all/latest", "/sdmx/3.0/structure/codelist",
    "/sdmx/2.1/data/FUNDING/.BE2..", "/sdmx/3.0/data/dataflow/BETECH/FUNDING/1.0/*", "/problems/not-found",
]  # fmt: skip
PARAMETERS = [
    *sorted({parameter.name for operation in OPERATIONS for parameter in operation.parameters}),
    "startPeriod", "dimensionAtObservation", "references", "dataset", "c[GEO]", "__proto__", "constructor", "debug", "callback",
]  # fmt: skip

VALUES = (
    b"'", b"''", b'"', b"\\", b"';--", b"' OR '1'='1", b"1;DROP TABLE companies;--", b"1 UNION SELECT version()", b"' || pg_sleep(9) || '",
    b"1/0", b"$1", b":n", b"%(n)s", b"%s%s%s%n", b"{0.__class__}", b"{{7*7}}", b"${7*7}", b"#{7*7}", b"<%= 7*7 %>",
    b"${jndi:ldap://127.0.0.1/a}", b"../../../../etc/passwd", b"..\\..\\windows\\win.ini", b"/etc/passwd", b"file:///etc/passwd",
    b"http://127.0.0.1:1/", b"|id", b"`id`", b"$(id)", b";id", b"<script>alert(1)</script>", b"<!ENTITY x SYSTEM 'file:///'>",
    b"=cmd|'/c calc'!A0", b"\x00", b"a\x00b", b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\r\nX-Injected: yes", b"\n", b"\t",
    "\u202e\u2066".encode(), "\ufeff".encode(), "İIıi".encode(), "\U0001f600".encode() * 9, "ﷺ".encode() * 50, b"a\xcc\x81" * 60,
    b"-1", b"0", b"-0", b"1e309", b"-1e309", b"NaN", b"Infinity", b"1" * 400, b"0x10", b"1_000", b"1,000", b"99999999999999999999",
    "١٢٣".encode(), "²".encode(), b"9223372036854775808", b"2147483648", b"-2147483649", b"1.5", b"2019:", b":2019", b":", b"2024:2019",
    b"0000", b"10000", b"9999-12-31", b"0000-00-00", b"2024-02-30", b"2024-13-01", b"2024-01-01T00:00:00Z", b"-4712-01-01",
    b"null", b"None", b"undefined", b"true", b"[]", b"{}", b"[1]", b'{"$gt":""}', b"*", b"%", b"_", b"%25", b"%2e%2e", b",", b",,,", b"a," * 500,
    b"-", b"--", b"-amount_eur,-amount_eur", b"id,id,id", b" ", b"  ", b"+", b"BE2", b"be2", b"region", b"(" * 200, b"(a+)+$" * 20, b"\\x41",
    b"eyJhbGciOiJub25lIn0", b"AAAA", b"a" * 8_000, b"%E0%A4%A",
)  # fmt: skip
METHODS = (b"GET",) * 12 + (
    b"HEAD", b"POST", b"PUT", b"DELETE", b"PATCH", b"OPTIONS", b"TRACE", b"CONNECT", b"PROPFIND", b"get", b"GETGET", b"M-SEARCH",
)  # fmt: skip
TRICKS = (
    "/../..{0}", "{0}/../../etc/passwd", "/.{0}", "/%2e%2e{0}", "//{0}", "{0}//", "{0}/.", "{0}/%2e%2e/%2e%2e", "{0}%00", "{0}%0a", "{0};x=1",
    "{0}%2f", "{0}\\..\\x", "{0}.json.csv", "{0}.xlsx", "{0}.parquet", "{0}.svg", "{0}.png", "{0}.atom", "{0}.jsonstat", "{0}.vegalite",
    "{0}.exe", "{0}.", "{0}%20", "{0}/1", "{0}/'", "{0}/%27", "{0}/history", "{0}/a/b/c/d", "{0}/%ff", "{0}/%C0%AF", "http://evil.example{0}",
    "{0}#x", "{0}?", "{0}/" + "a" * 3_000, "{0}/" + "%61" * 900, "/v1/%63ompanies", "/V1/companies", "/v2/companies", "/static/../settings.py",
    "/static/%2e%2e/settings.py", "/docs/assets/..%2f..%2fx", "/explorer/x/../y", "/explorer/e/f/..%2f..%2fsettings.py",
    "/v1/releases/1/..%2f..%2fpostgres%2fPG_VERSION", "/v1/releases/../../x", "/v1/companies/{{id}}", "*", "",
)  # fmt: skip
HEADERS: Mapping[bytes, tuple[bytes, ...]] = {
    b"accept": (b"*/*;q=nan", b"a/b," * 2_000, b"text/html;q=1e309", b"\xff\xfe", b"application/json;q=-1", b";;;,,,", b"x" * 5_000, b""),
    b"accept-language": (b"xx-YY;q=9", b"nl;q=nan,fr;q=inf", b"*", b"nl" * 3_000, b"\xff", b",,,;q="),
    b"accept-encoding": (b"gzip;q=0,br;q=0,*;q=0", b"zstd" * 900, b"\xff", b"identity;q=0", b"br;q=nan"),
    b"range": (
        b"bytes=0-", b"bytes=-1", b"bytes=-0", b"bytes=9-1", b"bytes=99999999999999999999-", b"bytes=" + b"0-1," * 2_000, b"bytes=a-b",
        b"lines=1-2", b"bytes=0-0,-1", b"bytes", "bytes=١-٢".encode(),
    ),
    b"if-range": (b'"x"', b'W/"x"', b"Fri, 99 Foo 2024 99:99:99 GMT", b"\xff"),
    b"if-none-match": (b"*", b'"', b'W/"', b'"a","b"' * 900, b"\xff", b"W/*"),
    b"if-modified-since": (b"yesterday", b"Mon, 01 Jan 0001 00:00:00 GMT", b"Fri, 31 Dec 9999 23:59:59 -9999", b"\xff", b"1" * 400),
    b"if-match": (b"*", b'"x"'),
    b"if-unmodified-since": (b"never", b"Mon, 01 Jan 1900 00:00:00 GMT"),
    b"host": (b"evil.example", b"", b"a" * 900, b"127.0.0.1:99999", b"[::1", b"x y", b"evil.example\\@betech"),
    b"x-forwarded-for": (b"127.0.0.1", b"1.1.1.1," * 900, b"\xff", b"' OR 1=1"),
    b"x-forwarded-host": (b"evil.example",),
    b"forwarded": (b"for=127.0.0.1;host=evil.example", b'for="[', b"for=" * 900),
    b"x-request-id": (b"<script>", b"a" * 900, b"\xff" * 9, b"ok-ok-ok-1", b"a\tb"),
    b"x-http-method-override": (b"DELETE",),
    b"content-type": (b"application/json", b"multipart/form-data", b"application/xml", b"\xff"),
    b"content-length": (b"5", b"99999999", b"0"),
    b"cookie": (b"session=" + b"a" * 4_000, b"$Version=1", b"\xff"),
    b"authorization": (b"Basic ////", b"Bearer x", b"\xff"),
    b"origin": (b"null", b"https://evil.example", b"\xff"),
    b"connection": (b"upgrade", b"close", b"keep-alive, te"),
    b"upgrade": (b"websocket", b"h2c"),
    b"expect": (b"100-continue", b"200-ok"),
    b"te": (b"trailers, chunked;q=9",),
    b"x-" + b"long" * 20: (b"y" * 30_000, b"y" * 60_000),
    b"mcp-session-id": (b"../x", b"\xff"),
    b"mcp-protocol-version": (b"9999-99-99",),
}  # fmt: skip
BODIES = (
    b"", b"{", b"[]", b"null", b'{"jsonrpc":"2.0"}', b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x"}}',
    b'{"jsonrpc":"2.0","id":1,"method":"tools/list"}', b"[" * 5_000, b"\xff" * 99, b"<!DOCTYPE x [<!ENTITY y 'z'>]>&y;", b"a" * 300_000,
    b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"query_aggregates","arguments":{"dataset":"exits","group_by":["\'"]}}}',
)  # fmt: skip
# What is no request at all, or two in one; over a socket alone.
RAW = (
    b"\r\n\r\n", b"GET\r\n\r\n", b"GET /\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\nA\r\n\r\n", b"GET / HTTP/1.1\r\n : x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"GET / HTTP/1.1\r\nX: a\x00b\r\n\r\n", b"GET / HTTP/1.1\r\nX: a\r\n b\r\n\r\n",
    b"POST /mcp HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", b"POST / HTTP/1.1\r\nContent-Length: +5\r\n\r\nhello",
    b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n",
    b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n", b"POST / HTTP/1.1\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    b"POST /mcp HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n", b"\x16\x03\x01\x00\x05", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"GET " + b"/" * 70_000 + b" HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 20_000 + b"\r\n", b"\x00" * 900, b"\xff" * 900,
    b"GET /v1/companies HTTP/1.0\r\n\r\n", b"GET /?\xff HTTP/1.1\r\nHost: x\r\n\r\n", b"GET / HTTP/1.1\nHost: x\n\n",
    b"GET /v1/companies HTTP/1.1\r\nHost: x\r\n\r\n" * 5 + b"NONSENSE\r\n\r\n",
)  # fmt: skip


@dataclass
class Request:
    """One request as it is sent."""

    method: bytes
    target: bytes
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""

    @property
    def raw(self) -> bytes:
        """Its bytes on a connection, which ends with it."""
        lines = [self.method + b" " + self.target + b" HTTP/1.1"]
        lines += [name + b": " + value for name, value in self.headers]
        named = {name for name, _ in self.headers}
        if b"host" not in named:
            lines.append(b"host: 127.0.0.1")
        if b"connection" not in named:
            lines.append(b"connection: close")
        if self.body and b"content-length" not in named:
            lines.append(b"content-length: %d" % len(self.body))
        return b"\r\n".join(lines) + b"\r\n\r\n" + self.body


class Hostility:
    """Draws requests from a seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - the same requests for the same seed

    def requests(self, count: int) -> Iterator[Request]:
        """Draw so many requests."""
        kinds: tuple[Callable[[], Request], ...] = (
            self.injected, self.injected, self.injected, self.repeated, self.tricked, self.garbled, self.headed, self.sent,
        )  # fmt: skip
        for _ in range(count):
            yield self.chance.choice(kinds)()

    def value(self) -> bytes:
        """Draw a value: a known one, two of them, or noise."""
        one = self.chance.choice(VALUES)
        return self.chance.choice((one, one, one + self.chance.choice(VALUES), self.chance.randbytes(12)))

    def escaped(self, value: bytes) -> bytes:
        """Write a value into an address: as it should be, or only so that a line stays a line."""
        if self.chance.random() < 0.8:
            return quote_from_bytes(value, safe=",:-*").encode()
        return bytes(byte for byte in value if 32 < byte < 127 and byte not in b"#")

    def injected(self) -> Request:
        """Put values into parameters that exist."""
        operation = self.chance.choice(OPERATIONS)
        path = operation.path
        for name, part in operation.path_parameters.items():
            bad = self.chance.random() < 0.2
            path = path.replace(f"{{{name}}}", quote_from_bytes(self.value()[:300]) if bad else part.example)
        names = self.chance.choices(list(operation.by_name) or ["q"], k=self.chance.randint(1, 3))
        given = {**operation.sample}
        pairs = [f"{name}={value}".encode() for name, value in given.items() if name not in names]
        pairs += [name.encode() + b"=" + self.escaped(self.value()) for name in names]
        return Request(b"GET", path.encode() + b"?" + b"&".join(pairs))

    def repeated(self) -> Request:
        """Give names that do not exist, the same ones again and again, or none."""
        names = self.chance.choices(PARAMETERS, k=self.chance.choice((1, 2, 5, 60)))
        if self.chance.random() < 0.5:
            names = names[:1] * len(names)
        glue = self.chance.choice((b"&", b"&", b";", b"&&"))
        pairs = [
            name.encode() + self.chance.choice((b"=", b"==", b"", b"[]=")) + self.escaped(self.value())
            for name in names
        ]
        return Request(b"GET", self.chance.choice(PATHS).encode() + b"?" + glue.join(pairs))

    def tricked(self) -> Request:
        """Bend a path."""
        target = self.chance.choice(TRICKS).format(self.chance.choice(PATHS)).encode()
        return Request(self.chance.choice(METHODS), target)

    def garbled(self) -> Request:
        """Change bytes of a sound address."""
        sound = bytearray(self.injected().target[:400])
        for _ in range(self.chance.randint(1, 6)):
            sound[self.chance.randrange(len(sound))] = self.chance.choice(
                (string.ascii_letters + "%&=?/.,'\"<>").encode()
            )
        return Request(b"GET", b"/" + bytes(sound).lstrip(b"/"))

    def headed(self) -> Request:
        """Send headers that mean something else than they should."""
        names = self.chance.choices(list(HEADERS), k=self.chance.randint(1, 4))
        headers = [(name, self.chance.choice(HEADERS[name])) for name in names]
        suffix = self.chance.choice(("", "", ".csv", ".xlsx", ".svg"))
        return Request(self.chance.choice(METHODS), (self.chance.choice(PATHS) + suffix).encode(), headers)

    def sent(self) -> Request:
        """Send a body."""
        kind = (b"content-type", self.chance.choice(HEADERS[b"content-type"]))
        accept = (b"accept", self.chance.choice((b"application/json, text/event-stream", b"*/*")))
        path = self.chance.choice((b"/mcp", b"/mcp", self.chance.choice(PATHS).encode()))
        return Request(self.chance.choice((b"POST", b"PUT", b"GET")), path, [kind, accept], self.chance.choice(BODIES))
