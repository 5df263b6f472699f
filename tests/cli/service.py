"""Run `betech serve` as an operator does, as a process of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

PATIENCE = 300.0  # seconds; machines that run tests are busy


@dataclass(frozen=True)
class Service:
    """A running service: its process, its address, and the files that its output goes to."""

    process: subprocess.Popen[bytes]
    address: str
    output: Path
    log: Path

    def get(self, path: str) -> httpx.Response:
        """Ask for a path."""
        return httpx.get(self.address + path, timeout=PATIENCE)

    def workers(self) -> set[int]:
        """Return the numbers of the server processes."""
        return {
            child.pid
            for child in psutil.Process(self.process.pid).children()
            if child.status() != psutil.STATUS_ZOMBIE and "spawn_main" in " ".join(child.cmdline())
        }

    def lines(self) -> list[dict[str, Any]]:
        """Return the log lines."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and return the status that the service ends with."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def free_port() -> int:
    """Return a port that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(**settings: str) -> dict[str, str]:
    """Return the present environment with these settings and no others."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("BETECH_", "DATABASE_")) and name != "PROMETHEUS_MULTIPROC_DIR"
    }
    return kept | settings


def betech(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        check=False,
        capture_output=True,
        text=True,
        env=environment(**settings),
        timeout=PATIENCE,
    )


@contextmanager
def serving(directory: Path, *arguments: str, **settings: str) -> Iterator[Service]:
    """Run the service for the time of the block, from the moment at which it greets."""
    port = free_port()
    output, log = directory / "output", directory / "log"
    with output.open("wb") as out, log.open("wb") as err:
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "serve", "--port", str(port), "--log-format", "json", *arguments],
            stdout=out,
            stderr=err,
            env=environment(PYTHONUNBUFFERED="1", **settings),
        )
    service = Service(process, f"http://127.0.0.1:{port}", output, log)
    try:
        wait_until(lambda: "betech answers on" in output.read_text() or process.poll() is not None)
        assert process.poll() is None, log.read_text()
        yield service
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        process.wait(PATIENCE)


def wait_until(holds: Any) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)
