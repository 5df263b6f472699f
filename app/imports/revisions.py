"""One revision per command: numbered under a lock, described by its files, kept whole or not at all."""

import getpass
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Connection, func, select, text

from app.imports.faults import Faults
from app.imports.locking import wait_for_others
from app.imports.prepare import prepare
from app.tables import Revision


@dataclass
class FileSummary:
    """What one file did: rows created, changed, left as they were, withdrawn, and kept against it."""

    table: str
    name: str
    sha256: str
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    deleted: int = 0
    kept: Sequence[str] = ()

    @property
    def altered(self) -> int:
        """How many rows are other than before."""
        return self.created + self.changed + self.deleted

    def stored(self) -> dict[str, Any]:
        """Return what the revision keeps of it."""
        return {name: value for name, value in asdict(self).items() if name != "kept"}


@dataclass
class Summary:
    """What a command did: its revision (None when nothing changed or nothing was kept), file by file.

    `converted` counts stored amounts that got a euro value because a rate became known.
    """

    revision: int | None = None
    files: list[FileSummary] = field(default_factory=list)
    converted: int = 0
    dry_run: bool = False
    doubts: Faults = field(default_factory=Faults)

    @property
    def altered(self) -> int:
        """How many rows are other than before."""
        return self.converted + sum(file.altered for file in self.files)

    @property
    def needs_reason(self) -> bool:
        """Whether rows that were there before change or go."""
        return any(file.changed or file.deleted for file in self.files)


def author_name(given: str | None = None) -> str:
    """Return who makes a revision: as given, by BETECH_AUTHOR, or the user of the operating system."""
    if given or os.environ.get("BETECH_AUTHOR"):
        return given or os.environ["BETECH_AUTHOR"]
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"


def begin_revision(
    connection: Connection, *, kind: str, author: str, reason: str | None, dataset: str | None = None
) -> int:
    """Open the next revision in this transaction and return its number; others wait until it is kept or undone."""
    wait_for_others(connection)
    number = int(connection.execute(select(func.coalesce(func.max(Revision.number), 0) + 1)).scalar_one())
    connection.execute(
        Revision.__table__.insert().values(  # type: ignore[attr-defined]  # a declared table is a Table
            number=number, kind=kind, author=author, reason=reason, dataset=dataset
        )
    )
    connection.execute(text("SELECT set_config('betech.revision', :number, true)"), {"number": str(number)})
    return number


def close_revision(
    connection: Connection, number: int, files: Sequence[FileSummary], *, reason: str | None = None
) -> None:
    """Write down what the revision holds, prepare the cells that answer usual questions, and end it in this transaction."""
    table = Revision.__table__
    connection.execute(
        table.update()  # type: ignore[attr-defined]  # a declared table is a Table
        .values(
            files=[file.stored() for file in files],
            created_at=func.clock_timestamp(),
            reason=func.coalesce(reason, table.c.reason),
        )
        .where(table.c.number == number)
    )
    prepare(connection)
    connection.execute(text("SELECT set_config('betech.revision', '', true)"))
