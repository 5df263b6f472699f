"""One search across all lists: what people call a record, wherever it stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, literal_column, select, union_all

from app.catalog.fields import Records
from app.catalog.records import RECORDS
from app.catalog.shared import first_letters
from app.dataset import Column, Dataset, Meta
from app.errors import BadRequest, Fault
from app.languages import Language, Text
from app.queries.codelists import nearest
from app.queries.names import holding, read_words
from app.queries.orders import plain
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
    conditions = {records.key: await holding(reading, records["q"].sql, words) for records in chosen}
    parts = [part for records in chosen for part in best(records, words, conditions[records.key], question.limit)]
    found = union_all(*(select(part.subquery()) for part in parts)).subquery()
    at = {"at": reading.updated.date()}
    page = await reading.connection.execute(
        select(found.c.dataset, found.c.id, found.c.name)
        .order_by(found.c.place, func.length(found.c.name), found.c.name, found.c.list_order, found.c.id)
        .limit(question.limit),
        at,
    )
    total = await count(reading, chosen, conditions, words)
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


def best(records: Records, words: str, condition: ColumnElement[bool], most: int) -> Iterator[Found]:
    """Yield statements that find the first results of one list: names that begin with the words, then the others.

    Both go along the names from the shortest on, so that of many that match only the first ones are looked at.
    """
    heading: Any = plain(records.heading)
    begins = func.starts_with(first_letters(records["q"].sql), func.fold(literal(words)))
    for place, holds in enumerate((begins, ~begins)):
        statement = select(
            literal(records.key).label("dataset"),
            records.id.label("id"),
            heading.label("name"),
            literal_column(str(place)).label("place"),
            literal_column(str(list(RECORDS).index(records.key))).label("list_order"),
        )
        source = narrowed(records.source, [heading, condition, begins])
        order = (func.length(heading), first_letters(heading), heading.table.primary_key.columns[0], records.id)
        yield statement.select_from(source).where(condition, holds).order_by(*order).limit(most)


async def count(
    reading: Reading, chosen: Sequence[Records], conditions: Mapping[str, ColumnElement[bool]], words: str
) -> Total:
    """Return how many results there are in all lists."""
    at = {"at": reading.updated.date()}
    totals = [
        await count_rows(reading, records, [conditions[records.key]], at, key=f"search/{records.key}/{words}")
        for records in chosen
    ]
    return Total(sum(total.rows for total in totals), any(total.estimated for total in totals))
