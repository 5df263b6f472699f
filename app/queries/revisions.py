"""The revisions: what came in when, by whom and why, file by file."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from app.dataset import Column, Dataset, Meta
from app.errors import NotFound
from app.languages import Language, Text
from app.queries.cursors import Cursor, digest, write_cursor
from app.queries.vintages import Reading
from app.tables import Revision

TITLE = Text("Data versions", "Versies van de data", "Versions des données", "Datenversionen")
COLUMNS = (
    Column(
        "number",
        Text("Data version", "Versie van de data", "Version des données", "Datenversion"),
        "integer",
        description=Text.same("Number of the revision; it is the data version of every answer until the next one."),
    ),
    Column("time", Text("Time", "Tijdstip", "Moment", "Zeitpunkt"), "datetime"),
    Column(
        "kind",
        Text("Kind", "Soort", "Type", "Art"),
        description=Text.same("`dataset` (the data shipped with betech), `import`, `delete` or `merge`."),
    ),
    Column("author", Text("Author", "Auteur", "Auteur", "Autor")),
    Column("reason", Text("Reason", "Reden", "Raison", "Grund")),
    Column("created", Text("Rows created", "Rijen toegevoegd", "Lignes ajoutées", "Zeilen hinzugefügt"), "integer"),
    Column("changed", Text("Rows changed", "Rijen gewijzigd", "Lignes modifiées", "Zeilen geändert"), "integer"),
    Column(
        "deleted", Text("Rows withdrawn", "Rijen ingetrokken", "Lignes retirées", "Zeilen zurückgezogen"), "integer"
    ),
    Column(
        "files",
        Text("Files", "Bestanden", "Fichiers", "Dateien"),
        "list",
        shown="nested",
        description=Text.same("Each file with its table, name, SHA-256 and what it did to the rows."),
    ),
)
FINGERPRINT = "revisions"


async def read_revisions(
    reading: Reading, *, limit: int | None = 100, cursor: Cursor | None = None, lang: Language = "en"
) -> Dataset:
    """Return the revisions up to the one that is read, the newest first."""
    reached = Revision.number <= reading.revision
    statement = select(Revision.__table__).where(reached).order_by(Revision.number.desc())
    if cursor is not None:
        statement = statement.where(Revision.number < cursor.checked(FINGERPRINT).place(1, reading.revision)[0])
    if limit is not None:
        statement = statement.limit(limit + 1)
    found = (await reading.connection.execute(statement)).all()
    page = found if limit is None else found[:limit]
    following = None
    if len(page) < len(found):
        last = page[-1].number
        following = write_cursor(Cursor(reading.revision, (last,), str(last), digest(FINGERPRINT)))
    total = await reading.connection.scalar(select(func.count()).select_from(Revision).where(reached))
    return described(reading, [shown(row) for row in page], total, limit, lang).with_links(next=following)


async def read_revision(reading: Reading, number: int, *, lang: Language = "en") -> Dataset:
    """Return one revision.

    Raises:
        NotFound: there is none of that number up to the one that is read.

    """
    row = None
    if 0 < number <= reading.revision:
        statement = select(Revision.__table__).where(Revision.number == number)
        row = (await reading.connection.execute(statement)).one_or_none()
    if row is None:
        raise NotFound(
            f"There is no data version {number}; the newest is {reading.revision}.",
            slug="no-such-revision",
            title="No such data version",
            extra={"latest": reading.revision},
        )
    return described(reading, [shown(row)], None, None, lang)


def described(
    reading: Reading, rows: Sequence[tuple[Any, ...]], total: int | None, limit: int | None, lang: Language
) -> Dataset:
    """Return rows of revisions as an answer."""
    return Dataset(
        name="revisions",
        title=TITLE,
        columns=COLUMNS,
        rows=rows,
        meta=Meta(
            data_version=reading.revision,
            updated=reading.updated,
            lang=lang,
            as_of=None if reading.as_of is None else str(reading.as_of),
            total=total,
            limit=limit,
            query={"dataset": "revisions", "filters": {}},
        ),
    )


def shown(row: Row[Any]) -> tuple[Any, ...]:
    """Return a revision as a row of the answer."""
    files: Sequence[Mapping[str, Any]] = row.files
    counts = (sum(int(file.get(what, 0)) for file in files) for what in ("created", "changed", "deleted"))
    time: datetime = row.created_at
    return row.number, time, row.kind, row.author, row.reason, *counts, list(files)
