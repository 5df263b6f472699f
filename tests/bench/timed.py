"""Run a `betech` command as it is, and write down how long its statements took and how much memory it held at most."""

import json
import re
import resource
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from app.cli import main

WRITTEN_TO = re.compile(
    r"\s*(?:INSERT INTO|UPDATE|DELETE FROM|MERGE INTO|TRUNCATE(?: TABLE)?|COPY|ANALYZE|CREATE|DROP)\s+(\S+)",
    re.IGNORECASE,
)


def watch(seconds: dict[str, float]) -> None:
    """Add up the time of statements, by what they write to."""

    def before(_connection: Any, _cursor: Any, _statement: str, _given: Any, context: Any, _many: bool) -> None:
        context.bench_begun = time.perf_counter()

    def after(_connection: Any, _cursor: Any, statement: str, _given: Any, context: Any, _many: bool) -> None:
        found = WRITTEN_TO.match(statement)
        seconds[found[1].strip('"(') if found else "reading"] += time.perf_counter() - context.bench_begun

    event.listen(Engine, "before_cursor_execute", before)
    event.listen(Engine, "after_cursor_execute", after)


def run(report: Path, arguments: list[str]) -> None:
    """Run the command line with these arguments, and report however it ends."""
    seconds: dict[str, float] = defaultdict(float)
    watch(seconds)
    sys.argv = ["betech", *arguments]
    begun = time.perf_counter()
    try:
        main()
    finally:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        took = time.perf_counter() - begun
        report.write_text(json.dumps({"seconds": took, "peak_mb": peak / 1000, "statements": seconds}))


if __name__ == "__main__":
    run(Path(sys.argv[1]), sys.argv[2:])
