"""Which dataset is shipped with this program and which one a database holds; light enough for every start."""

import hashlib
from pathlib import Path

from sqlalchemy import Connection, text

import app.data

DATA = Path(next(iter(app.data.__path__)))


def digest(directory: Path = DATA) -> str:
    """Return the SHA-256 of the names and contents of the files of a dataset."""
    total = hashlib.sha256()
    for path in sorted(directory.glob("*.csv")):
        total.update(f"{path.stem}\n{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def stored_digest(connection: Connection) -> str | None:
    """Return the digest of the dataset that came in last, None before the first."""
    newest = text("SELECT dataset FROM revisions WHERE dataset IS NOT NULL ORDER BY number DESC LIMIT 1")
    return connection.execute(newest).scalar()
