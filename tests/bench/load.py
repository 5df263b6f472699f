"""Ask one address over and over from some connections, and count how many answers a second come back."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from urllib.parse import urlsplit

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


def ask_often(address: str, connections: int, seconds: float, headers: Mapping[str, str]) -> Rate:
    """Ask from so many connections for some seconds."""
    return (with_wrk if WRK else with_python)(address, connections, seconds, headers)


def with_wrk(address: str, connections: int, seconds: float, headers: Mapping[str, str]) -> Rate:
    """Let wrk ask."""
    named = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    command = [str(WRK), "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", *named, address]
    done = subprocess.run(command, capture_output=True, text=True, check=True, preexec_fn=lambda: pin(0, "load"))  # noqa: PLW1509 - no threads are held here
    found = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", done.stdout)
    return Rate(float(found[1]) if found else 0.0, int(bad[1]) if bad else 0)


def with_python(address: str, connections: int, seconds: float, headers: Mapping[str, str]) -> Rate:
    """Let a process of this program ask."""
    named = [f"{name}: {value}" for name, value in headers.items()]
    command = [sys.executable, "-m", "tests.bench.load", address, str(connections), str(seconds), *named]
    done = subprocess.run(command, capture_output=True, text=True, check=True, preexec_fn=lambda: pin(0, "load"))  # noqa: PLW1509 - no threads are held here
    rate, failed = done.stdout.split()
    return Rate(float(rate), int(failed))


class Client(asyncio.Protocol):
    """One connection that asks again as soon as it has an answer whose length it was told."""

    def __init__(self, request: bytes, bodyless: bytes) -> None:
        self.request, self.bodyless = request, bodyless
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


async def ask_from_here(address: str, connections: int, seconds: float, lines: Sequence[str]) -> Rate:
    """Ask from this process for some seconds."""
    place = urlsplit(address)
    target = place.path + (f"?{place.query}" if place.query else "")
    request = "\r\n".join([f"GET {target} HTTP/1.1", f"Host: {place.netloc}", *lines, "", ""]).encode()
    loop = asyncio.get_running_loop()
    made = [
        await loop.create_connection(lambda: Client(request, b""), place.hostname, place.port)
        for _ in range(connections)
    ]
    begun = time.perf_counter()
    await asyncio.sleep(seconds)
    took = time.perf_counter() - begun
    for transport, _ in made:
        transport.abort()
    return Rate(sum(client.answered for _, client in made) / took, sum(client.failed for _, client in made))


def interleaved(turns: int, ways: Mapping[str, Callable[[], float]]) -> dict[str, float]:
    """Measure several ways in turn (A B A B …) and return the median of each."""
    found: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(turns):
        names = list(ways) if turn % 2 == 0 else list(reversed(list(ways)))
        for name in names:
            found[name].append(ways[name]())
    return {name: median(values) for name, values in found.items()}


if __name__ == "__main__":
    asked, many, long, *given = sys.argv[1:]
    rate_found = asyncio.run(ask_from_here(asked, int(many), float(long), given))
    sys.stdout.write(f"{rate_found.per_second} {rate_found.failed}")
