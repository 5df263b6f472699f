"""What the figures were measured on."""

import os
import platform
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import uvicorn

from app import __version__
from tests.bench import load


def processor() -> str:
    """Return the name of the processor."""
    try:
        found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    except OSError:
        found = None
    return found[1] if found else platform.processor() or platform.machine()


def describe(postgresql: str) -> dict[str, Any]:
    """Return the machine and the programs that took part."""
    cores = os.cpu_count() or 1
    return {
        "processor": processor(),
        "cores": cores,
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "postgresql": postgresql,
        "uvicorn": uvicorn.__version__,
        "betech": __version__,
        "load_from": load.tool(),
        "pinned": "server on one core, load on the others" if cores > 1 and load.may_pin() else "nothing",
        "measured_on": datetime.now(UTC).date().isoformat(),
    }


def memory_of(process: int) -> float:
    """Return how many megabytes a process holds, without those that it shares."""
    found = psutil.Process(process).memory_full_info()
    return float(getattr(found, "uss", found.rss)) / 1e6
