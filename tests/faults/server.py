"""A PostgreSQL of its own to which everything may happen that happens to servers."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from sqlalchemy import Connection, text
from sqlalchemy.engine import URL

from app.database import embedded
from app.database.cluster import Cluster, account_for
from app.database.engine import address, transaction
from app.database.roles import READER, reader_of
from app.database.schema import migrate
from app.imports.dataset import load_shipped

MOST_CONNECTIONS = 40
DATABASE = "postgres"

CHANGES = {
    "companies": "name = 'Company of revision ' || :n WHERE id IN (SELECT id FROM companies ORDER BY id LIMIT 40)",
    "funding_rounds": "amount_eur = amount_eur + 1000 WHERE amount_eur > 10000000",
    "sources": "title = 'Source of revision ' || :n WHERE id IN (SELECT id FROM sources ORDER BY id LIMIT 40)",
}


class Server:
    """The server, and what an owner does with its data."""

    def __init__(self, home: Path) -> None:
        for directory in (home, *home.parents[:2]):  # the server runs as another user when the tests run as root
            directory.chmod(0o755)
        self.cluster = Cluster(home / "postgres", account_for(home / "postgres"))
        self.cluster.create()
        with (self.cluster.directory / "postgresql.auto.conf").open("a") as configuration:
            configuration.write(f"max_connections = {MOST_CONNECTIONS}\nmax_wal_senders = 0\n")
        self.owner = self.start()
        self.reader = self.owner.set(username=READER)
        self.revision = 0

    def prepare(self) -> None:
        """Bring in the schema, the shipped dataset as revision 1, and the role that reads."""
        migrate(self.owner)
        with transaction(self.owner) as connection:
            load_shipped(connection)
        reader_of(self.owner)
        self.revision = 1

    def start(self) -> URL:
        """Start the server, or start it again, and return its address."""
        return address(embedded.address(self.cluster.start()))

    def stop(self) -> None:
        """Stop the server as an administrator does."""
        self.cluster.stop()

    @property
    def pid(self) -> int:
        """The number of the server's first process."""
        return int((self.cluster.directory / "postmaster.pid").read_text().splitlines()[0])

    def kill(self) -> None:
        """End the server without a chance to say a word."""
        process = psutil.Process(self.pid)
        os.kill(process.pid, signal.SIGKILL)
        psutil.wait_procs([process], timeout=60)

    def send(self, number: int) -> None:
        """Send a signal to every process of the server."""
        first = psutil.Process(self.pid)
        for process in (first, *first.children(recursive=True)):
            process.send_signal(number)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Let the server stand still for the time of the block: it takes connections, and says nothing."""
        self.send(signal.SIGSTOP)
        try:
            yield
        finally:
            self.send(signal.SIGCONT)

    def run(self, *statements: str) -> None:
        """Run statements as the owner, each in a transaction of its own."""
        for statement in statements:
            with transaction(self.owner) as connection:
                connection.execute(text("SET TRANSACTION READ WRITE"))
                connection.execute(text(statement))

    def cut_off(self) -> None:
        """End every session of the service, whatever it does."""
        self.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{READER}'")

    @contextmanager
    def locked(self, table: str) -> Iterator[None]:
        """Keep a table from being read for the time of the block."""
        with transaction(self.owner) as connection:
            connection.execute(text(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))
            yield

    @contextmanager
    def full(self) -> Iterator[None]:
        """Let whoever reads funding rounds learn, for the time of the block, that the disk is full."""
        self.run(
            """CREATE OR REPLACE FUNCTION disk_is_full() RETURNS boolean LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'could not write to file "base/pgsql_tmp/x"' USING ERRCODE = '53100'; END $$""",
            f"CREATE POLICY full_disk ON funding_rounds FOR SELECT TO {READER} USING (disk_is_full())",
            "ALTER TABLE funding_rounds ENABLE ROW LEVEL SECURITY",
        )
        try:
            yield
        finally:
            self.run("ALTER TABLE funding_rounds DISABLE ROW LEVEL SECURITY", "DROP POLICY full_disk ON funding_rounds")

    def revise(self) -> int:
        """Make a revision that changes rows of several tables, and return its number."""
        number = self.revision + 1
        with transaction(self.owner) as connection:
            revise(connection, number)
        self.revision = number
        return number


def revise(connection: Connection, number: int) -> None:
    """Write one revision in which names and amounts tell its number."""
    connection.execute(
        text("INSERT INTO revisions (number, kind, author, reason) VALUES (:n, 'import', 'test', 'fault')"),
        {"n": number},
    )
    connection.execute(text("SELECT set_config('betech.revision', :n, true)"), {"n": str(number)})
    for table, change in CHANGES.items():
        connection.execute(text(f"UPDATE {table} SET revision = :n, {change}"), {"n": number})
