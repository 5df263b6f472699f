"""The shipped dataset: loaded at the first start, brought up to date when a newer release brings a newer one."""

import hashlib
from pathlib import Path

from sqlalchemy import Connection, select

import app.data
from app.imports.files import files_in
from app.imports.load import Order, Reader, import_file, no_progress, refuse
from app.imports.revisions import Summary, begin_revision, close_revision
from app.tables import Revision

DATA = Path(next(iter(app.data.__path__)))


def digest(directory: Path = DATA) -> str:
    """Return the SHA-256 of the names and contents of the files of a dataset."""
    total = hashlib.sha256()
    for table, path in files_in(directory):
        total.update(f"{table}\n{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def load_shipped(connection: Connection, directory: Path = DATA) -> Summary | None:
    """Bring the shipped dataset in as one revision; None when this very dataset came in before."""
    wanted = digest(directory)
    newest = select(Revision.dataset).where(Revision.dataset.is_not(None)).order_by(Revision.number.desc()).limit(1)
    if connection.execute(newest).scalar() == wanted:
        return None
    order = Order(author="betech", reason="the dataset shipped with betech")
    number = begin_revision(connection, kind="dataset", author=order.author, reason=order.reason, dataset=wanted)
    summary = Summary(revision=number)
    reader = Reader(connection)
    for table, path in files_in(directory):
        done = import_file(reader, table, path, number, no_progress)
        if done is not None:
            summary.files.append(done)
    refuse(reader.faults, None)
    close_revision(connection, number, summary.files)
    return summary
