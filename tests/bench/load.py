"""Ask one address over and over from some connections, and count how many answers a second come back."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from urllib.parse import urlsplit

import uvloop

WRK = shutil.which("wrk")


@dataclass(frozen=True, slots=True)
class Rate:
    """Answers a second; `failed` counts those that were no success."""

    per_second: float
    failed: int = 0


def tool() -> str:
    """Name what makes the load."""
    return "wrk" if WRK else "a client written in Python, which is slower than the limit: ratios are flattered"


def core_of(role: str) -> set[int]:
    """Return which cores a role runs on: servers on the first, load on the others; all where there is one."""
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]
    if len(cores) < 2:
        return set(cores)
    return {cores[0]} if role == "server" else set(cores[1:])


def pin(process: int, role: str) -> bool:
    """Keep a process, and the threads that it starts, to the cores of its role; tell whether the machine allows it."""
    try:
        os.sched_setaffinity(process, core_of(role))
    except (AttributeError, OSError):
        return False
    return True


def may_pin() -> bool:
    """Tell whether processes can be kept to cores here."""
    return hasattr(os, "sched_setaffinity")


def ask_often(
    address: str, connections: int, seconds: float, headers: Mapping[str, str], body: str | None = None
) -> Rate:
    """Ask from so many connections for some seconds, longer when not one answer comes; with a body, by POST."""
    way = with_wrk if WRK else with_python
    found = way(address, connections, seconds, headers, body)
    return found if found.per_second else way(address, connections, 8 * seconds, headers, body)


def with_wrk(address: str, connections: int, seconds: float, headers: Mapping[str, str], body: str | None) -> Rate:
    """Let wrk ask."""
    named = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    command = [str(WRK), "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "30s", *named]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        if body is not None:
            script.write(f'wrk.method = "POST"\nwrk.body = [==[{body}]==]\n')
            script.flush()
            command += ["-s", script.name]
        said = pinned([*command, address])
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    return Rate(float(found[1]) if found else 0.0, int(bad[1]) if bad else 0)


def with_python(address: str, connections: int, seconds: float, headers: Mapping[str, str], body: str | None) -> Rate:
    """Let a process of this program ask."""
    named = [f"{name}: {value}" for name, value in headers.items()]
    said = pinned(
        [sys.executable, "-m", "tests.bench.load", address, str(connections), str(seconds), body or "", *named]
    )
    rate, failed = said.split()
    return Rate(float(rate), int(failed))


def pinned(command: Sequence[str]) -> str:
    """Run a command on the cores of the load and return what it says."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        pin(process.pid, "load")
        said, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{command[0]} ended with status {process.returncode}: {said}")
    return said


class Client(asyncio.Protocol):
    """One connection that asks again as soon as it has an answer whose length it was told."""

    def __init__(self, request: bytes) -> None:
        self.request = request
        self.answered = self.failed = 0
        self.waiting = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        self.waiting += data
        end = self.waiting.find(b"\r\n\r\n")
        if end < 0:
            return
        status = int(self.waiting[9:12])
        found = re.search(rb"(?i)\r\ncontent-length: (\d+)", self.waiting[: end + 2])
        length = 0 if status == 304 or not found else int(found[1])
        if len(self.waiting) >= end + 4 + length:
            del self.waiting[: end + 4 + length]
            self.answered += 1
            self.failed += status >= 400
            self.transport.write(self.request)


async def ask_from_here(address: str, connections: int, seconds: float, body: str, lines: Sequence[str]) -> Rate:
    """Ask from this process for some seconds."""
    place = urlsplit(address)
    target = place.path + (f"?{place.query}" if place.query else "")
    method, length = ("POST", [f"Content-Length: {len(body.encode())}"]) if body else ("GET", [])
    head = [f"{method} {target} HTTP/1.1", f"Host: {place.netloc}", *lines, *length, "", ""]
    request = "\r\n".join(head).encode() + body.encode()
    loop = asyncio.get_running_loop()
    made = [
        await loop.create_connection(lambda: Client(request), str(place.hostname), int(place.port or 80))
        for _ in range(connections)
    ]
    begun = time.perf_counter()
    await asyncio.sleep(seconds)
    took = time.perf_counter() - begun
    for transport, _ in made:
        transport.abort()
    return Rate(sum(client.answered for _, client in made) / took, sum(client.failed for _, client in made))


@dataclass(frozen=True, slots=True)
class Compared:
    """Medians of the limit's figures and of ours, and the median of their ratios turn by turn."""

    theirs: float
    ours: float
    ratio: float


def interleaved(turns: int, theirs: Callable[[], float], ours: Callable[[], float]) -> Compared:
    """Measure both in turn, A B B A A B …, so that a machine that is busy for a while is busy for both."""
    pairs: list[tuple[float, float]] = []
    for turn in range(turns):
        if turn % 2:
            second, first = ours(), theirs()
        else:
            first, second = theirs(), ours()
        pairs.append((first, second))
    ratios = [second / first for first, second in pairs if first]
    return Compared(
        median(first for first, _ in pairs), median(second for _, second in pairs), median(ratios) if ratios else 0.0
    )


if __name__ == "__main__":
    asked, many, long, content, *given = sys.argv[1:]
    rate_found = uvloop.run(ask_from_here(asked, int(many), float(long), content, given))
    sys.stdout.write(f"{rate_found.per_second} {rate_found.failed}")
