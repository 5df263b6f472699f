"""One search across all lists: what people call a record, wherever it stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, case, func, literal, select, union_all

from app.catalog.fields import Records
from app.catalog.records import RECORDS
from app.dataset import Column, Dataset, Meta
from app.errors import BadRequest, Fault
from app.languages import Language, Text
from app.queries.codelists import nearest
from app.queries.filters import read_search
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
        parts = [matching(RECORDS[name], question.words) for name in question.datasets or RECORDS]
    except Refused as refusal:
        fault = Fault("q", refusal.code, refusal.detail, question.words)
        raise BadRequest(refusal.detail, slug=refusal.code.replace("_", "-"), faults=[fault]) from refusal
    found = union_all(*parts).subquery()
    total = await reading.connection.scalar(select(func.count()).select_from(found), {"at": reading.updated.date()})
    page = await reading.connection.execute(
        select(found.c.dataset, found.c.id, found.c.name)
        .order_by(found.c.place, func.length(found.c.name), found.c.name, found.c.list_order, found.c.id)
        .limit(question.limit),
        {"at": reading.updated.date()},
    )
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
            total=total,
            limit=question.limit,
            query={"dataset": "search", "filters": {"q": question.words, "dataset": ",".join(question.datasets)}},
        ),
    )


def matching(records: Records, words: str) -> Select[tuple[str, str, str, int, int]]:
    """Return the statement that finds the records of one list by name."""
    folded_name = records["q"].sql
    _, condition = read_search(folded_name, words)
    begins = func.starts_with(folded_name, func.fold(literal(" ".join(words.split()))))
    return (
        select(
            literal(records.key).label("dataset"),
            records.id.label("id"),
            records.heading.label("name"),
            case((begins, 0), else_=1).label("place"),
            literal(list(RECORDS).index(records.key)).label("list_order"),
        )
        .select_from(records.source)
        .where(condition)
    )
