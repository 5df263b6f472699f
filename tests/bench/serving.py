"""The running service: many clients at once, news in every process, long files, starts, and memory."""

import asyncio
import re
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

import httpx
import psutil
import psycopg

from app.database.engine import transaction
from app.imports.revisions import begin_revision, close_revision
from tests.bench.bench import Bench, plain, run
from tests.bench.cold import FUNDING, size_name
from tests.bench.goals import Goal, at_least, at_most, at_most_times, once
from tests.bench.load import Compared
from tests.bench.machine import memory_of
from tests.cli.service import Service, environment, serving

CLIENTS = 64
STAMPEDE, FRESH_SECONDS, EXPORT, FIRST_BYTE_MS, GROWTH_MB = 1.3, 1.0, 0.5, 100.0, 60.0
FIRST_START, WARM_START, IDLE_MB = 6.0, 2.0, 120.0
PERIODS = [f"{first}:{last}" for first in range(2000, 2012) for last in range(first + 6, first + 12)]


async def ask_together(address: str, path: str, clients: int) -> float:
    """Open connections, ask the same on all of them at once, and return the seconds until the last answer is there."""
    place = urlsplit(address)
    made = [await asyncio.open_connection(place.hostname, place.port) for _ in range(clients)]
    request = f"GET {path} HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n".encode()
    begun = time.perf_counter()
    for _, writer in made:
        writer.write(request)
    answers = await asyncio.gather(*(reader.read() for reader, _ in made))
    took = time.perf_counter() - begun
    for _, writer in made:
        writer.close()
    bodies = {answer.partition(b"\r\n\r\n")[2] for answer in answers}
    if len(bodies) != 1 or any(b" 200 " not in answer[:16] for answer in answers):
        raise RuntimeError(f"{path}: the answers differ")
    return took


def questions_asked(service: Service) -> int:
    """Return how many requests the application itself answered on aggregates."""
    found = re.findall(r"betech_requests_total\{[^}]*aggregates[^}]*\} (\d+)", service.get("/metrics").text)
    return sum(int(number) for number in found)


def stampede(bench: Bench) -> Iterator[Goal]:
    """Let 64 clients ask what nobody asked before; compare with one client that does."""
    bench.say(f"{CLIENTS} clients on a cold key")
    periods = iter(PERIODS)
    alone, together, asked = [], [], []
    with bench.service(bench.database(bench.largest)) as service:
        for _ in range(3):
            asyncio.run(ask_together(service.address, question(next(periods)), 1))
        for _ in range(max(5, bench.turns)):
            alone.append(asyncio.run(ask_together(service.address, question(next(periods)), 1)))
            before = questions_asked(service)
            together.append(asyncio.run(ask_together(service.address, question(next(periods)), CLIENTS)))
            asked.append(questions_asked(service) - before)
    found = Compared(median(alone) * 1000, median(together) * 1000, median(together) / median(alone))
    yield at_most_times(f"{CLIENTS} clients on a cold key", STAMPEDE, "one client on a cold key", found, "ms")
    yield at_most(f"questions that {CLIENTS} clients on a cold key put to the database", 1, max(asked), "")


def question(period: str) -> str:
    """Return an aggregate over a filter that nothing is prepared for."""
    return f"{FUNDING}?group_by=region,year&measures=median&confidence=high,medium&year={period}"


def freshness(bench: Bench) -> Iterator[Goal]:
    """Accept a revision and ask, over ever new connections, until no process knows the former one."""
    bench.say("how long a former revision is seen")
    url, took = bench.database(bench.sizes[0]), []
    path = f"{FUNDING}?group_by=region"
    with bench.service(url, "--workers", "2") as service:
        for _ in range(1 if bench.quick else 3):
            for _ in range(40):
                service.get(path)
            with transaction(url) as connection:
                number = begin_revision(connection, kind="import", author="bench", reason="nothing")
                close_revision(connection, number, [])
            committed = last_old = time.perf_counter()
            while time.perf_counter() - committed < 3 * FRESH_SECONDS:
                asked = time.perf_counter()
                if not service.get(path).headers["etag"].strip('W/"').startswith(f"{number}-"):
                    last_old = asked
            took.append(last_old - committed)
    yield at_most(
        "a former revision is seen after an import was accepted, two processes", FRESH_SECONDS, max(took), "s"
    )


class Watch:
    """Notes the most memory that a process holds."""

    def __init__(self, process: int) -> None:
        self.process = psutil.Process(process)
        self.before = self.most = self.process.memory_info().rss / 1e6
        self.ended = threading.Event()

    @property
    def growth(self) -> float:
        """How many megabytes it grew at most."""
        return float(self.most - self.before)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch for the time of the block."""
        thread = threading.Thread(target=self.look, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self.ended.set()
            thread.join()

    def look(self) -> None:
        """Look again and again."""
        while not self.ended.wait(0.02):
            self.most = max(self.most, self.process.memory_info().rss / 1e6)


def export(bench: Bench) -> Iterator[Goal]:
    """Download all rounds as CSV; compare with COPY TO STDOUT of the same table."""
    size, url = bench.largest, bench.database(bench.largest)
    bench.say(f"CSV of {size_name(size)} rounds")
    begun = time.perf_counter()
    everything = b"COPY funding_rounds TO STDOUT (FORMAT csv, HEADER)"
    with psycopg.connect(plain(url)) as connection, connection.cursor() as cursor, cursor.copy(everything) as copy:
        copied = sum(bytes(block).count(b"\n") for block in copy)
    theirs = copied / (time.perf_counter() - begun)
    with bench.service(url) as service:
        service.get("/v1/funding-rounds.csv?limit=10")
        watch = Watch(next(iter(service.workers())))
        with watch.watching():
            begun, first, lines = time.perf_counter(), 0.0, 0
            with httpx.stream(
                "GET", f"{service.address}/v1/funding-rounds.csv", headers={"Accept-Encoding": "identity"}, timeout=300
            ) as answer:
                answer.raise_for_status()
                for block in answer.iter_raw():
                    first = first or time.perf_counter() - begun
                    lines += block.count(b"\n")
            ours = lines / (time.perf_counter() - begun)
    if lines < size:
        raise RuntimeError(f"the CSV has {lines} lines for {size} rounds")
    what = f"CSV over HTTP of {size_name(size)} rounds"
    yield at_least(what, EXPORT, "COPY TO STDOUT", once(theirs, ours), "rows/s")
    yield at_most(f"{what}, first byte", FIRST_BYTE_MS, first * 1000, "ms")
    yield at_most(f"{what}, growth of the process", GROWTH_MB, watch.growth, "MB")
    yield command_export(bench, theirs)


def command_export(bench: Bench, theirs: float) -> Goal:
    """Write all rounds with `betech export`."""
    size, file = bench.largest, bench.home / "export.csv"
    begun = time.perf_counter()
    settings = environment(**bench.settings(bench.database(size)))
    run([sys.executable, "-m", "app", "export", "funding-rounds", str(file)], settings)
    took = time.perf_counter() - begun
    file.unlink()
    return at_least(
        f"betech export of {size_name(size)} rounds", EXPORT, "COPY TO STDOUT", once(theirs, size / took), "rows/s"
    )


def starts(bench: Bench) -> Iterator[Goal]:
    """Start the service with an empty data directory, then again, each time to its first answer on data."""
    bench.say("starts")
    path = f"{FUNDING}?group_by=region,year"
    first, warm, idle = [], [], []
    for _ in range(1 if bench.quick else 2):
        home = bench.folder("start")
        shutil.rmtree(home)
        home.mkdir()
        home.chmod(0o755)
        first.append(start(bench, home, path)[0])
        for _ in range(2):
            seconds, memory = start(bench, home, path)
            warm.append(seconds)
            idle.append(memory)
    yield at_most("first start to first answer, empty data directory", FIRST_START, min(first), "s")
    yield at_most("warm start to first answer", WARM_START, median(warm), "s")
    yield at_most("memory of an idle server process", IDLE_MB, median(idle), "MB")


def start(bench: Bench, home: Path, path: str) -> tuple[float, float]:
    """Start the service and return the seconds to its first answer, and its memory when it is idle before that."""
    begun = time.perf_counter()
    with serving(bench.folder("service"), "--data-dir", str(home)) as service:
        greeted = time.perf_counter()
        memory = memory_of(next(iter(service.workers())))
        asked = time.perf_counter()
        service.get(path).raise_for_status()
        return time.perf_counter() - begun - (asked - greeted), memory


def measure(bench: Bench) -> Iterator[Goal]:
    """Measure all of it."""
    for part in (starts, freshness, stampede, export):
        yield from part(bench)
