"""One search across all lists: what people call a record, wherever it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, case, func, literal, literal_column, select, union_all

from app.catalog.fields import Records
from app.catalog.records import RECORDS
from app.catalog.shared import first_letters
from app.dataset import Column, Dataset, Meta
from app.errors import BadRequest, Fault
from app.languages import Language, Text
from app.queries.codelists import nearest
from app.queries.names import MUCH, Held, holding, read_words
from app.queries.orders import Key, plain
from app.queries.totals import Total, count_rows, narrowed
from app.queries.values import Refused, refuse_odd_letters
from app.queries.vintages import Reading

COLUMNS = (
    Column(
        "dataset", Text("List", "Lijst", "Liste", "Liste"), description=Text.same("The list that holds the record.")
    ),
    Column("id", Text("Id", "Id", "Identifiant", "Kennung"), description=Text.same("Id of the record in its list.")),
    Column(
        "name",
        Text("Name", "Naam", "Nom", "Name"),
        description=Text.same("Name of the company or investor, or title of the source, milestone or indicator."),
    ),
    Column("link", Text("Link", "Link", "Lien", "Link"), description=Text.same("Address of the record.")),
)
TITLE = Text("Search results", "Zoekresultaten", "Résultats de recherche", "Suchergebnisse")


@dataclass(frozen=True, slots=True)
class Question:
    """Words to look for, in which lists (all when none is named), and how many results at most."""

    words: str
    datasets: Sequence[str] = ()
    limit: int = 100
    lang: Language = "en"


async def search(reading: Reading, question: Question) -> Dataset:
    """Return the records whose name contains the words: names that begin with them first, then shorter names.

    Raises:
        BadRequest: there are no words, or a list does not exist.

    """
    unknown = [name for name in question.datasets if name not in RECORDS]
    if unknown:
        detail = f"'{unknown[0]}' is no list."
        fault = Fault("dataset", "unknown_value", detail, unknown[0], nearest(unknown[0], RECORDS), tuple(RECORDS))
        raise BadRequest(detail, slug="unknown-value", title="Unknown value", faults=[fault])
    try:
        refuse_odd_letters("q", question.words)
        words = read_words(question.words)
    except Refused as refusal:
        fault = Fault("q", refusal.code, refusal.detail, question.words)
        raise BadRequest(refusal.detail, slug=refusal.code.replace("_", "-"), faults=[fault]) from refusal
    chosen = [RECORDS[name] for name in question.datasets or RECORDS]
    held = {records.key: await holding(reading, records["q"].sql, words) for records in chosen}
    finding = [records for records in chosen if held[records.key].share != 0] or chosen[:1]
    firsts = {
        name_of(records): first_names(records, words, held[records.key], question.limit)
        for records in finding
        if Key(plain(records["q"].sql), down=False).table == records.table
    }
    parts = [
        best(records, words, held[records.key], firsts.get(name_of(records)), question.limit) for records in finding
    ]
    found = union_all(*(select(part.subquery()) for part in parts)).subquery()
    at = {"at": reading.updated.date()}
    page = await reading.connection.execute(
        select(found.c.dataset, found.c.id, found.c.name)
        .order_by(found.c.place, func.length(found.c.name), found.c.name, found.c.list_order, found.c.id)
        .limit(question.limit),
        at,
    )
    total = await count(reading, finding, held, words)
    return Dataset(
        name="search",
        title=TITLE,
        columns=COLUMNS,
        rows=[(dataset, row_id, name, f"/v1/{dataset}/{row_id}") for dataset, row_id, name in page],
        meta=Meta(
            data_version=reading.revision,
            updated=reading.updated,
            lang=question.lang,
            as_of=None if reading.as_of is None else str(reading.as_of),
            total=total.rows,
            total_is_estimate=total.estimated,
            limit=question.limit,
            query={"dataset": "search", "filters": {"q": question.words, "dataset": ",".join(question.datasets)}},
        ),
    )


Found = Select[tuple[str, str, str, int, int]]


def name_of(records: Records) -> str:
    """Return what names the text that a list is searched by: lists of deals share that of the companies."""
    return str(records["q"].sql)


def first_names(records: Records, words: str, held: Held, most: int) -> CTE:
    """Return the first names that hold the words, each with its place: those that begin with them, then the others.

    What many names hold is met soon on the way from the shortest name on; anything else is found at once and sorted.
    """
    start: Any = first_letters(records["q"].sql)
    begins = start.op("^@", is_comparison=True)(func.fold(literal(words)))
    ways: list[tuple[Any, ColumnElement[bool]]] = [(case((begins, 0), else_=1), held.found)]
    if held.share is not None and held.share > MUCH:
        ways = [(literal_column("0"), begins), (literal_column("1"), held.condition & ~begins)]
    order = func.length(records.heading), first_letters(records.heading), records.id
    parts = [
        select(records.id.label("id"), place.label("place"))
        .select_from(narrowed(records.source, [condition]))
        .where(condition)
        .order_by(*(() if len(ways) > 1 else (place,)), *order)
        .limit(most)
        for place, condition in ways
    ]
    return union_all(*(select(part.subquery()) for part in parts)).cte(f"first_{records.table}")


def best(records: Records, words: str, held: Held, firsts: CTE | None, most: int) -> Found:
    """Return the statement that finds the first results of one list, among the first names where those are known."""
    heading: Any = plain(records.heading)
    owner = heading.table.primary_key.columns[0]
    start: Any = first_letters(records["q"].sql)
    begins = start.op("^@", is_comparison=True)(func.fold(literal(words)))
    place = case((begins, 0), else_=1) if firsts is None else firsts.c.place
    statement = select(
        literal(records.key).label("dataset"),
        records.id.label("id"),
        heading.label("name"),
        place.label("place"),
        literal_column(str(list(RECORDS).index(records.key))).label("list_order"),
    )
    if firsts is None:
        statement = statement.select_from(narrowed(records.source, [heading, held.found, begins])).where(held.found)
    else:
        source = narrowed(records.source, [heading])
        statement = statement.select_from(firsts.join(source, owner == firsts.c.id))
    return statement.order_by(place, func.length(heading), first_letters(heading), owner, records.id).limit(most)


async def count(reading: Reading, chosen: Sequence[Records], held: Mapping[str, Held], words: str) -> Total:
    """Return how many results there are in all lists."""
    at = {"at": reading.updated.date()}
    totals = [
        await count_rows(reading, records, [held[records.key].condition], at, key=f"search/{records.key}/{words}")
        for records in chosen
    ]
    return Total(sum(total.rows for total in totals), any(total.estimated for total in totals))
