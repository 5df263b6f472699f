"""Measure everything and print one table: python -m tests.bench."""

import argparse
import json
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from app.database.embedded import embedded
from tests.bench import bringing, cold, curves, hot, machine, page, peers, profile, serving
from tests.bench.bench import POSTGRESQL_SETTINGS, Bench
from tests.bench.goals import Goal, missing
from tests.bench.table import WIDEST, as_document, show

SIZES = (10_000, 100_000, 1_000_000)
FULL_SIZES = (*SIZES, 5_000_000)
Measure = Callable[[Bench], Iterator[Goal]]
PARTS: dict[str, Measure] = {
    "import": bringing.measure,
    "hot": hot.measure,
    "cold": cold.measure,
    "serving": serving.measure,
    "peers": peers.measure,
}


def arguments() -> argparse.Namespace:
    """Read what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure everything; print one table.")
    parser.add_argument("--quick", action="store_true", help="two minutes: 10 and 100 thousand rounds, short runs")
    parser.add_argument("--full", action="store_true", help="5 million rounds too")
    parser.add_argument("--only", nargs="*", choices=list(PARTS), help="these parts alone")
    parser.add_argument("--json", type=Path, help="file for everything that was measured")
    parser.add_argument("--docs", type=Path, help="folder for the page and the picture of the documentation")
    return parser.parse_args()


def measured(bench: Bench, parts: list[str]) -> Iterator[Goal]:
    """Measure part by part; a part that fails is a line that says so, and the others go on."""
    for name in parts:
        bench.say(f"== {name}")
        if name != "import":
            bringing.fill_missing(bench)
        try:
            yield from PARTS[name](bench)
        except Exception as error:  # noqa: BLE001 - the table tells, and the run goes on
            traceback.print_exc()
            yield missing(name, "", "", f"failed: {type(error).__name__}: {error}"[:200])


def main() -> None:
    """Measure everything and print one table."""
    given = arguments()
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))  # so that what was started is stopped
    sizes = FULL_SIZES if given.full else SIZES[:2] if given.quick else SIZES
    with TemporaryDirectory(prefix="betech-bench-") as directory:
        home = Path(directory)
        home.chmod(0o755)  # the database server runs as another user when we are root
        with embedded(home / "server") as address:
            server = make_url(address).set(drivername="postgresql+psycopg")
            with create_engine(server, isolation_level="AUTOCOMMIT").connect() as connection:
                for statement in POSTGRESQL_SETTINGS:
                    connection.execute(text(statement))
                version = str(connection.execute(text("SHOW server_version")).scalar())
            bench = Bench(server, home, sizes, 1.0, 2 if given.quick else 4, given.quick)
            goals = list(measured(bench, given.only or list(PARTS)))
            profiles = profile.measure(bench) if given.docs is not None else []
    show(goals, Console(width=None if sys.stdout.isatty() else WIDEST))
    write(given, goals, machine.describe(version), bench, profiles)


def write(
    given: argparse.Namespace, goals: list[Goal], told: dict[str, Any], bench: Bench, profiles: list[profile.Profile]
) -> None:
    """Write what was measured to where it was asked for."""
    document = as_document(goals, told, {"curves": bench.curves, "profiles": [asdict(one) for one in profiles]})
    written = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    if given.json is not None:
        given.json.write_text(written)
    if given.docs is not None:
        (given.docs / "performance.json").write_text(written)
        (given.docs / "performance.md").write_text(page.write(goals, told, profiles))
        (given.docs / page.PICTURE).write_text(curves.draw(bench.curves))


if __name__ == "__main__":
    main()
