"""Run a `betech` command as it is, and write down how long it prepared cells and how much memory it held at most."""

import json
import resource
import sys
import time
from pathlib import Path
from unittest.mock import patch

from sqlalchemy import Connection

from app.cli import main
from app.imports.prepare import prepare


def run(report: Path, arguments: list[str]) -> None:
    """Run the command line with these arguments, and report however it ends."""
    prepared: list[float] = []

    def watched(connection: Connection) -> list[str]:
        begun = time.perf_counter()
        try:
            return prepare(connection)
        finally:
            prepared.append(time.perf_counter() - begun)

    sys.argv = ["betech", *arguments]
    begun = time.perf_counter()
    try:
        with patch("app.imports.revisions.prepare", watched):
            main()
    finally:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        took = time.perf_counter() - begun
        report.write_text(json.dumps({"seconds": took, "peak_mb": peak / 1000, "prepared": sum(prepared)}))


if __name__ == "__main__":
    run(Path(sys.argv[1]), sys.argv[2:])
