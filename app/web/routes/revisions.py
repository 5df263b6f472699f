"""States of the data: revisions, what changed between them, the versions of a record, and how to cite an answer."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

from fastapi import Request

from app.catalog.fields import Records
from app.catalog.records import RECORDS
from app.catalog.tracked import TRACKED
from app.dataset import Dataset
from app.errors import BadRequest, Fault, NotFound
from app.formats import FORMATS
from app.formats.citations import citation_of, in_every_form
from app.queries.changes import Question as ChangesQuestion
from app.queries.changes import read_changes
from app.queries.citations import read_address
from app.queries.history import read_history
from app.queries.revisions import read_revision, read_revisions
from app.queries.vintages import Reading, vintage_of
from app.settings import Settings
from app.web import parameters as common
from app.web.models.revisions import change_list, citation, history_list, revision_detail, revision_list
from app.web.operations import Asked, Document, Operation, PathParameter
from app.web.parameters import Parameter
from app.web.requests import read_request
from app.web.routing import SUFFIX, pattern_of

TAG = "Revisions"
TABULAR = ("json", "csv", "ndjson")
NUMBER = PathParameter("Number of the revision, which is the data version of its answers.", "1")


async def list_revisions(asked: Asked, reading: Reading) -> Dataset:
    """Answer the list of revisions."""
    return await read_revisions(reading, limit=page_size(asked), cursor=asked.cursor, lang=asked.lang)


async def show_revision(asked: Asked, reading: Reading) -> Dataset:
    """Answer one revision."""
    number = asked.ids["number"]
    if not number.isdecimal() or int(number) > common.LARGEST_INTEGER:
        raise NotFound(f"'{number[:40]}' is no data version; they are numbers.", slug="no-such-revision")
    return await read_revision(reading, int(number), lang=asked.lang)


async def list_changes(asked: Asked, reading: Reading) -> Dataset:
    """Answer what changed."""
    return await read_changes(
        reading,
        ChangesQuestion(
            since=asked["since"],
            after=asked["from"],
            until=asked["to"],
            datasets=asked["dataset"] or (),
            limit=page_size(asked),
            cursor=asked.cursor,
            shape="flat" if asked.format == "csv" else "nested",
            lang=asked.lang,
            impact=bool(asked["impact"]),
        ),
    )


def page_size(asked: Asked) -> int | None:
    """Return the rows of a page; None, which is all of them, for formats that hold the whole answer."""
    whole = FORMATS[asked.format].whole and "limit" not in asked.given and asked.cursor is None
    size: int | None = None if whole else asked["limit"]
    return size


def historian(records: Records) -> Callable[[Asked, Reading], Awaitable[Dataset]]:
    """Return the function that answers the versions of a record."""

    async def answer(asked: Asked, reading: Reading) -> Dataset:
        return await read_history(
            reading,
            records,
            asked.ids["id"],
            limit=page_size(asked),
            cursor=asked.cursor,
            shape="flat" if asked.format == "csv" else "nested",
            lang=asked.lang,
        )

    return answer


def history_operation(records: Records, one: str) -> Operation:
    """Return the operation that shows the versions of a record."""
    return Operation(
        id=f"list{one}Versions",
        path=f"/v1/{records.key}/{{id}}/history",
        tag=TAG,
        summary=f"Every version of one record of {records.title.en.lower()}",
        description="What the record said, from which revision until which, who changed it and why; the newest version "
        "first. Withdrawn and merged records are here too.",
        answer=historian(records),
        parameters=(
            common.LIMIT,
            common.CURSOR,
            *common.VINTAGE,
            *common.WRITING,
            common.format_parameter(TABULAR),
        ),
        model=history_list(records.key, one),
        formats=TABULAR,
        path_parameters={"id": PathParameter(records["id"].description, records["id"].example or "")},
        statuses=(404, 410),
    )


LIST_REVISIONS = Operation(
    id="listRevisions",
    path="/v1/revisions",
    tag=TAG,
    summary="List the revisions",
    description="Every accepted change of the data, the newest first: when, by whom, why, and what each file did.",
    answer=list_revisions,
    parameters=(
        common.LIMIT,
        common.CURSOR,
        *common.VINTAGE,
        *common.WRITING,
        common.format_parameter(TABULAR),
    ),
    model=revision_list(),
    formats=TABULAR,
    statuses=(404, 410),
)
READ_REVISION = Operation(
    id="readRevision",
    path="/v1/revisions/{number}",
    tag=TAG,
    summary="One revision",
    description="One accepted change of the data: when, by whom, why, and what each file did.",
    answer=show_revision,
    parameters=(common.LANG, common.format_parameter(("json",))),
    model=revision_detail(),
    single=True,
    path_parameters={"number": NUMBER},
    statuses=(404,),
)
LIST_CHANGES = Operation(
    id="listChanges",
    path="/v1/changes",
    tag=TAG,
    summary="What changed, field by field",
    description="Records that were created, changed, withdrawn or merged, the newest revision first, each field with "
    "its value before and after, and the reason. As `.atom` it is a feed to subscribe to; in CSV each changed field "
    "is a row.",
    answer=list_changes,
    parameters=(
        Parameter("since", "Changes of that day (UTC) and later.", kind="date", example="2026-01-01"),
        Parameter("from", "Changes after this data version.", kind="integer", minimum=0, example="0"),
        Parameter("to", "Changes up to this data version; the newest one by default.", kind="integer", minimum=1),
        Parameter("dataset", "Only of these lists.", kind="list", choices=tuple(TRACKED), example="companies"),
        Parameter(
            "impact",
            "`true` adds to `meta.impact` the ten cells of funding by region and year that moved most between the "
            "two data versions.",
            kind="boolean",
            default="false",
            example="true",
        ),
        common.LIMIT,
        common.CURSOR,
        *common.VINTAGE,
        *common.WRITING,
        common.format_parameter((*TABULAR, "atom")),
    ),
    model=change_list(),
    formats=(*TABULAR, "atom"),
    statuses=(404, 410),
)


def citing(operations: Sequence[Operation], settings: Settings) -> Operation:
    """Return the operation that cites any answer of the other operations."""
    base = (settings.public_url or "").rstrip("/")

    async def cite(asked: Asked, reading: Reading) -> Document:
        address = read_address(asked["url"], settings.public_url)
        named = find_question(operations, address.path, address.query, base)
        number = named["data_version"] if named.cursor is None else named.cursor.revision
        try:
            async with vintage_of(reading, as_of=named["as_of"], data_version=number) as then:
                answer = await named.operation.answer(replace(named, lang=asked.lang), then)
        except BadRequest as refusal:
            raise BadRequest(
                f"The address cannot be cited, since its question has a fault: {refusal.detail}",
                slug="bad-value",
                faults=[Fault("url", "faulty_question", refusal.detail)],
            ) from refusal
        if not isinstance(answer, Dataset):
            raise BadRequest(
                "This address holds no data to cite.",
                slug="bad-value",
                faults=[Fault("url", "not_an_answer", "The address holds no data to cite.")],
            )
        return Document("citation", {"item": in_every_form(citation_of(answer, named.address()), asked.lang)})

    return Operation(
        id="citeAnswer",
        path="/v1/cite",
        tag=TAG,
        summary="Cite an answer",
        description="A ready sentence in four languages, BibTeX and CSL-JSON for the answer of an address of this "
        "service, with its data version and a permalink that opens the same numbers later.",
        answer=cite,
        parameters=(
            Parameter(
                "url",
                "Address of the answer, with its query string.",
                required=True,
                maximum=4_000,
                example="/v1/aggregates/funding-rounds?group_by=region,year&year=2019:2024",
            ),
            *common.VINTAGE,
            common.LANG,
            common.format_parameter(("json",)),
        ),
        model=citation(),
        statuses=(404, 410),
    )


def find_question(operations: Sequence[Operation], path: str, query: str, base: str) -> Asked:
    """Return what an address asks.

    Raises:
        NotFound: no operation answers there.
        BadRequest: the question has a fault.

    """
    for operation in operations:
        match = pattern_of(operation.path, SUFFIX).match(path)
        if match is not None:
            scope: dict[str, Any] = {
                "type": "http",
                "path_params": match.groupdict(),
                "query_string": query.encode("ascii", "replace"),
                "headers": [],
            }
            return read_request(operation, Request(scope), base)
    raise NotFound(f"Nothing is answered at '{path[:200]}'; /docs lists the addresses.")


def operations(names: dict[str, tuple[str, str]]) -> tuple[Operation, ...]:
    """Return the operations on revisions; `names` tells how the models of each list are called."""
    histories = (history_operation(records, names[key][1]) for key, records in RECORDS.items())
    return (*histories, LIST_REVISIONS, READ_REVISION, LIST_CHANGES)
