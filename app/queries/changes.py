"""What changed between two revisions: records created, changed field by field, and withdrawn, with the reasons."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from app.catalog.tracked import TRACKED
from app.dataset import Column, Dataset, Meta
from app.errors import BadRequest, Fault, NotFound
from app.languages import Language, Text
from app.queries.codelists import nearest
from app.queries.cursors import Cursor, digest, write_cursor
from app.queries.events import Event, Position, Span, count_events, read_events
from app.queries.impact import read_impact
from app.queries.lists import Shape
from app.queries.vintages import Reading
from app.tables import Merge, Revision

TITLE = Text("Changes", "Wijzigingen", "Modifications", "Änderungen")
MOST_RECORDS = 100_000
FIELD = Text("Field", "Veld", "Champ", "Feld")
COLUMNS = (
    Column(
        "revision",
        Text("Data version", "Versie van de data", "Version des données", "Datenversion"),
        "integer",
        description=Text.same("The data version that brought the change."),
    ),
    Column("time", Text("Time", "Tijdstip", "Moment", "Zeitpunkt"), "datetime"),
    Column(
        "dataset",
        Text("List", "Lijst", "Liste", "Liste"),
        description=Text.same("The list of the record, or the code list or table that has none."),
    ),
    Column("id", Text("Id", "Id", "Identifiant", "Kennung")),
    Column(
        "action",
        Text("Change", "Wijziging", "Modification", "Änderung"),
        description=Text.same("`created`, `changed`, `deleted`, or `merged` into another record."),
    ),
    Column("reason", Text("Reason", "Reden", "Raison", "Grund")),
    Column(
        "changes",
        Text("Fields", "Velden", "Champs", "Felder"),
        "list",
        shown="nested",
        description=Text.same("Each field that differs, with its value before and after; null where there is none."),
    ),
    Column("field", FIELD, shown="flat"),
    Column("before", Text("Before", "Voordien", "Avant", "Vorher"), shown="flat"),
    Column("after", Text("After", "Nadien", "Après", "Nachher"), shown="flat"),
    Column(
        "survivor",
        Text("Merged into", "Samengevoegd met", "Fusionné avec", "Zusammengeführt mit"),
        description=Text.same("The id that stands for a merged record now."),
    ),
    Column(
        "link", Text("Link", "Link", "Lien", "Link"), description=Text.same("Address of the versions of the record.")
    ),
)


@dataclass(frozen=True, slots=True)
class Question:
    """Which changes: since a day (UTC, that day included) or after one revision up to another, of which lists.

    `limit` counts records, not fields; None means all. A flat answer has one row per changed field. `impact` adds
    to `meta.impact` which cells of funding by region and year moved most between the two revisions. An answer without
    a limit may tell of `most` records.
    """

    since: date | None = None
    after: int | None = None
    until: int | None = None
    datasets: Sequence[str] = ()
    limit: int | None = 100
    cursor: Cursor | None = None
    shape: Shape = "nested"
    lang: Language = "en"
    impact: bool = False
    most: int = MOST_RECORDS


async def read_changes(reading: Reading, question: Question) -> Dataset:
    """Return one page of changes, the newest revision first; within it by list and id.

    Raises:
        BadRequest: a list does not exist, both a day and revisions are given, they run backwards, or too much changed
            for one answer.
        NotFound: there is no such revision.

    """
    span = await read_span(reading, question)
    datasets = read_datasets(question.datasets)
    entries = [TRACKED[key] for key in datasets or TRACKED]
    fingerprint = f"changes/{span.after}/{','.join(datasets)}"
    position = None if question.cursor is None else position_of(question.cursor.checked(fingerprint), span)
    total = await count_events(reading, entries, span)
    if question.limit is None and total > question.most:
        raise too_many(total, question.most)
    further = None if question.limit is None else question.limit + 1
    found = await read_events(reading, entries, span, limit=further, position=position)
    page = found if question.limit is None else found[: question.limit]
    following = None
    if len(page) < len(found):
        last = page[-1]
        values = (last.revision, last.dataset.place)
        following = write_cursor(Cursor(span.until, values, last.id, digest(fingerprint)))
    stamps = await read_stamps(reading, span)
    merges = await read_merges(reading, span)
    rows = [row for event in page for row in rows_of(event, stamps[event.revision], merges, question.shape)]
    return Dataset(
        name="changes",
        title=TITLE,
        columns=tuple(column for column in COLUMNS if column.shown in ("everywhere", question.shape)),
        rows=rows,
        meta=Meta(
            data_version=reading.revision,
            updated=reading.updated,
            lang=question.lang,
            as_of=None if reading.as_of is None else str(reading.as_of),
            total=total,
            limit=question.limit,
            query={"dataset": "changes", "from": span.after, "to": span.until, "filters": spelled(question, datasets)},
            extra={"impact": await read_impact(reading, span)} if question.impact else {},
        ),
        links={"next": following},
    )


def too_many(total: int, most: int) -> BadRequest:
    """Return the failure of a file that would tell of too many records."""
    return BadRequest(
        f"{total} records changed; a file may tell of {most}. Narrow the question, or page through it with limit.",
        slug="too-many-rows",
        title="Too many rows for one file",
        extra={"maximum": most},
    )


def spelled(question: Question, datasets: Sequence[str]) -> dict[str, str]:
    """Return the filters as they are written in a query string."""
    written: dict[str, str] = {}
    if datasets:
        written["dataset"] = ",".join(datasets)
    if question.since is not None:
        written["since"] = str(question.since)
    return written


def read_datasets(names: Sequence[str]) -> list[str]:
    """Return the lists that are asked for, in their order; BadRequest when one does not exist."""
    for name in names:
        if name not in TRACKED:
            detail = f"'{name}' is no list whose changes are kept."
            fault = Fault("dataset", "unknown_value", detail, name, nearest(name, TRACKED), tuple(TRACKED))
            raise BadRequest(detail, slug="unknown-value", title="Unknown value", faults=[fault])
    return [key for key in TRACKED if key in names]


async def read_span(reading: Reading, question: Question) -> Span:
    """Return the revisions that are asked for; see read_changes for what it raises."""
    if question.since is not None and (question.after is not None or question.until is not None):
        detail = "'since' and 'from' both say where the changes begin; give one of them."
        raise BadRequest(detail, faults=[Fault("since", "conflict", detail, str(question.since))])
    until = reading.revision if question.until is None else question.until
    if until > reading.revision or until < 1:
        raise NotFound(
            f"There is no data version {until}; the newest is {reading.revision}.",
            slug="no-such-revision",
            title="No such data version",
            extra={"latest": reading.revision},
        )
    if question.since is not None:
        midnight = datetime.combine(question.since, datetime.min.time(), UTC)
        before = select(func.coalesce(func.max(Revision.number), 0)).where(Revision.created_at < midnight)
        return Span(min(int(await reading.connection.scalar(before) or 0), until), until)
    after = question.after or 0
    if not 0 <= after <= until:
        detail = f"The changes from {after} to {until} run backwards."
        fault = Fault("from", "empty_span", detail, str(after), str(until) if after > until else "0")
        raise BadRequest(detail, slug="empty-span", faults=[fault])
    return Span(after, until)


def position_of(cursor: Cursor, span: Span) -> Position:
    """Return where a page ended."""
    revision, place = cursor.place(2, span.until)
    return Position(revision, place, cursor.id)


@dataclass(frozen=True, slots=True)
class Told:
    """When a revision was made, and why."""

    time: datetime
    reason: str | None


async def read_stamps(reading: Reading, span: Span) -> dict[int, Told]:
    """Return time and reason of each revision of a span."""
    statement = select(Revision.number, Revision.created_at, Revision.reason).where(
        Revision.number > span.after, Revision.number <= span.until
    )
    return {number: Told(time, reason) for number, time, reason in await reading.connection.execute(statement)}


async def read_merges(reading: Reading, span: Span) -> dict[tuple[int, str, str], str]:
    """Return which id a record was merged into, by revision, table and its own id."""
    statement = select(Merge.revision, Merge.table, Merge.old_id, Merge.new_id).where(
        Merge.revision > span.after, Merge.revision <= span.until
    )
    return {(revision, table, old): new for revision, table, old, new in await reading.connection.execute(statement)}


def rows_of(
    event: Event, told: Told, merges: Mapping[tuple[int, str, str], str], shape: Shape
) -> Iterator[tuple[Any, ...]]:
    """Return an event as rows: one, or one per changed field."""
    survivor = merges.get((event.revision, event.dataset.table, event.id)) if event.after is None else None
    action = "created" if event.before is None else "changed" if event.after is not None else "deleted"
    link = f"/v1/{event.dataset.key}/{event.id}/history" if event.dataset.has_page else None
    start = (event.revision, told.time, event.dataset.key, event.id, "merged" if survivor else action, told.reason)
    fields = list(differences(event))
    if shape == "nested":
        items = [{"field": field, "before": shown(old), "after": shown(new)} for field, old, new in fields]
        yield (*start, items, survivor, link)
        return
    for field, old, new in fields:
        yield (*start, field, cell(old), cell(new), survivor, link)


def differences(event: Event) -> Iterator[tuple[str, Any, Any]]:
    """Return each field that differs, with its values before and after."""
    before, after = event.before or {}, event.after or {}
    for field in event.dataset.fields:
        old, new = before.get(field), after.get(field)
        if old != new and not (old in (None, []) and new in (None, [])):
            yield field, old, new


def shown(value: Any) -> Any:
    """Return a stored value as an answer holds it."""
    return float(value) if isinstance(value, Decimal) else value


def cell(value: Any) -> str | None:
    """Return a stored value as one cell of a table: lists joined as in the files that come in."""
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ";".join(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)
