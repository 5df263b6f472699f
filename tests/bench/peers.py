"""Peers: other ways to put an API over the same rounds, each installed by its own package client, asked the same question."""

import json
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import polars as pl
import psycopg
from sqlalchemy.engine import URL

from tests.bench.bench import Bench, cache_folder, pin_all, plain, run, started
from tests.bench.cold import FUNDING
from tests.bench.goals import Goal, at_least, missing
from tests.bench.load import Compared, ask_often, interleaved
from tests.cli.service import environment, free_port

SIZE = 100_000
CONNECTIONS = 16
HOT, COLD = 100.0, 5.0
PATIENCE = 60.0  # seconds that a peer may take to start
OURS = f"{FUNDING}?group_by=region,year&measures=count,sum&year=2019:2024"
FLAT = """
SELECT funding_rounds.id, region, extract(year FROM announced_on)::integer AS year, companies.sector, stage,
       amount_eur::float8 AS amount_eur
FROM funding_rounds JOIN companies ON companies.id = company_id
"""
QUESTION = (
    "SELECT region, year, count(*) AS count, sum(amount_eur) AS total FROM rounds"
    " WHERE year BETWEEN 2019 AND 2024 GROUP BY region, year ORDER BY region, year"
)
GRAPHQL = "{ allRounds { groupedAggregates(groupBy: [REGION, YEAR]) { keys sum { amountEur } distinctCount { id } } } }"


@dataclass(frozen=True, slots=True)
class Data:
    """The rounds in the shapes in which peers read them."""

    folder: Path
    url: URL

    @property
    def sqlite(self) -> Path:
        """The database file for those who read SQLite."""
        return self.folder / "rounds.db"

    @property
    def parquet(self) -> Path:
        """The file for those who read Parquet."""
        return self.folder / "rounds.parquet"


@dataclass(frozen=True, slots=True)
class Peer:
    """One peer: how it is installed and started, and how the question is put to it; with a body, by POST."""

    name: str
    install: Callable[[Path], None]
    command: Callable[[Path, Data, int], list[str]]
    path: str
    body: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def with_pip(*packages: str) -> Callable[[Path], None]:
    """Return what installs packages of Python into an environment of their own."""

    def install(folder: Path) -> None:
        run([sys.executable, "-m", "venv", "--clear", str(folder)], environment())
        run([str(folder / "bin/python"), "-m", "pip", "install", "-qq", "--no-input", *packages], environment())

    return install


def with_npm(*packages: str) -> Callable[[Path], None]:
    """Return what installs packages of Node into a folder of their own."""

    def install(folder: Path) -> None:
        npm = shutil.which("npm")
        if npm is None:
            raise RuntimeError("there is no npm")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true}')
        run([npm, "install", "--no-audit", "--no-fund", "--prefix", str(folder), *packages], environment())

    return install


def datasette(folder: Path, data: Data, port: int) -> list[str]:
    """Return how datasette is started."""
    limits = ["--setting", "sql_time_limit_ms", "60000", "--setting", "num_sql_threads", "4"]
    return [str(folder / "bin/datasette"), str(data.sqlite), "--port", str(port), *limits]


def roapi(folder: Path, data: Data, port: int) -> list[str]:
    """Return how roapi is started."""
    return [str(folder / "bin/roapi"), "--table", f"rounds={data.parquet}", "--addr-http", f"127.0.0.1:{port}"]


def postgraphile(folder: Path, data: Data, port: int) -> list[str]:
    """Return how PostGraphile is started."""
    place = urlsplit(plain(data.url))
    host = parse_qs(place.query)["host"][0]
    address = f"socket:{host}?db={place.path.strip('/')}" if host.startswith("/") else plain(data.url)
    plugins = "@graphile/pg-aggregates"
    program = str(folder / "node_modules/.bin/postgraphile")
    quiet = ["--disable-query-log", "--disable-graphiql", "--no-setof-functions-contain-nulls"]
    return [program, "-c", address, "--schema", "peers", "--port", str(port), "--append-plugins", plugins, *quiet]


PEERS = (
    Peer(
        "datasette",
        with_pip("datasette==0.65.*"),
        datasette,
        "/rounds.json?" + urlencode({"sql": QUESTION, "_shape": "objects", "_ttl": "0"}),
    ),
    Peer("roapi", with_pip("roapi==0.12.*"), roapi, "/api/sql", QUESTION),
    Peer(
        "PostGraphile",
        with_npm("postgraphile@4", "@graphile/pg-aggregates@0.1"),
        postgraphile,
        "/graphql",
        json.dumps({"query": GRAPHQL}),
        {"Content-Type": "application/json"},
    ),
)


def prepare(bench: Bench) -> Data:
    """Write the rounds in the shapes that peers read, without what only we prepare."""
    data = Data(bench.folder("peers"), bench.database(SIZE))
    data.folder.chmod(0o755)
    with psycopg.connect(plain(data.url), autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS peers CASCADE")
        connection.execute("CREATE SCHEMA peers")
        connection.execute(f"CREATE TABLE peers.rounds AS {FLAT}".encode())
        connection.execute("ALTER TABLE peers.rounds ADD PRIMARY KEY (id)")
        connection.execute("CREATE INDEX ON peers.rounds (region, year)")
        connection.execute("ANALYZE peers.rounds")
        found = connection.execute("SELECT * FROM peers.rounds")
        names = [column.name for column in found.description or ()]
        rows = found.fetchall()
    frame = pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)
    frame.write_parquet(data.parquet)
    with sqlite3.connect(data.sqlite) as sqlite:
        sqlite.execute(
            "CREATE TABLE rounds (id TEXT PRIMARY KEY, region TEXT, year INTEGER, sector TEXT, stage TEXT, amount_eur REAL)"
        )
        sqlite.executemany("INSERT INTO rounds VALUES (?, ?, ?, ?, ?, ?)", frame.rows())
        sqlite.execute("CREATE INDEX by_region_year ON rounds (region, year)")
    sqlite.close()
    return data


def installed(bench: Bench, peer: Peer) -> Path:
    """Return the environment of a peer, made at its first use."""
    folder = cache_folder() / peer.name.lower()
    done = folder / "installed"
    if not done.exists():
        bench.say(f"installing {peer.name}")
        folder.mkdir(parents=True, exist_ok=True)
        peer.install(folder)
        done.touch()
    return folder


def wait_for(peer: Peer, address: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until a peer answers the question."""
    deadline, said = time.monotonic() + PATIENCE, ""
    while time.monotonic() < deadline and process.poll() is None:
        try:
            answer = httpx.request(
                "GET" if peer.body is None else "POST",
                address + peer.path,
                content=peer.body,
                headers=dict(peer.headers),
                timeout=PATIENCE,
            )
        except httpx.TransportError as error:
            said = str(error)
        else:
            if answer.status_code == 200 and b"BE2" in answer.content:
                return
            said = f"{answer.status_code} {answer.text[:200]}"
        time.sleep(0.2)
    raise RuntimeError(f"does not answer: {said}")


def measure(bench: Bench) -> Iterator[Goal]:
    """Compare answers from the cache, and uncached ones, with each peer that can be had here."""
    data = prepare(bench)
    with ExitStack() as running:
        hot = running.enter_context(bench.service(data.url)).address
        cold = running.enter_context(bench.service(data.url, BETECH_CACHE_MB="0")).address
        for peer in PEERS:
            what = f"the same question, {SIZE // 1000} k rounds, {CONNECTIONS} connections"
            try:
                yield from compare(bench, peer, data, {f"hot, {what}": (hot, HOT), f"cold, {what}": (cold, COLD)})
            except (RuntimeError, OSError, subprocess.SubprocessError) as error:
                for kind, bound in (("hot", HOT), ("cold", COLD)):
                    yield missing(f"{kind}, {what}", f"≥ {bound:g} ×", peer.name, f"{peer.name}: {error}"[:300])


def compare(bench: Bench, peer: Peer, data: Data, ours: Mapping[str, tuple[str, float]]) -> Iterator[Goal]:
    """Start a peer and measure it in turn with us."""
    folder, port = installed(bench, peer), free_port()
    with started(
        peer.command(folder, data, port),
        environment(PGUSER=data.url.username or "postgres"),
        cwd=folder,
        stderr=subprocess.DEVNULL,
    ) as process:
        address = f"http://127.0.0.1:{port}"
        wait_for(peer, address, process)
        pin_all(process.pid)

        def theirs() -> float:
            return ask_often(address + peer.path, CONNECTIONS, bench.seconds, peer.headers, peer.body).per_second

        for what, (place, bound) in ours.items():
            bench.say(f"{peer.name}: {what}")
            found: Compared = interleaved(
                1 if bench.quick else bench.turns,
                theirs,
                lambda place=place: ask_often(place + OURS, CONNECTIONS, bench.seconds, {}).per_second,  # type: ignore[misc]  # a default of a lambda
            )
            yield at_least(what, bound, peer.name, found, "/s")
