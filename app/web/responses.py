"""From an answer to a response: conditional, in the format asked for, with the headers of the contract."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.dataset import Dataset
from app.errors import Gone, Merged, NotFound
from app.formats import FORMATS, Format
from app.formats.as_json import describe, dump, write_item
from app.formats.citations import cited
from app.formats.layout import Layout
from app.languages import Text
from app.queries.answers import Answer as NestedAnswer
from app.queries.vintages import Reading
from app.web.conditional import Validator, asked_range, entity_tag, is_unchanged
from app.web.operations import Asked, Document, Flow, Operation
from app.web.requests import asked_by, conflict
from app.web.service import PROGRAM, Service
from app.web.streaming import FlowResponse

VARY = "Accept, Accept-Language, Accept-Encoding"
FOR_A_MINUTE = "public, max-age=60, stale-while-revalidate=600"
NOT_UNASKED = "no-cache"
FOR_EVER = "public, max-age=31536000, immutable"

# Columns and members of rows that hold addresses of this service, or content with such ones.
LINKED = ("link", "tables", "files", "csv", "parquet")
# Beyond so many rows an answer is written aside even in a light format.
MANY_ROWS = 2_000


async def respond(operation: Operation, request: Request, service: Service) -> Response:
    """Answer a request for an operation."""
    asked = asked_by(operation, request, service.base)
    async with AsyncExitStack() as stack:
        if is_heavy(asked):
            await stack.enter_async_context(service.read_in_turn())
        try:
            reading = await stack.enter_async_context(open_for(asked, service))
            validator = Validator(
                entity_tag(reading.revision, PROGRAM + service.base, asked.canonical), reading.updated
            )
            headers = {**(validator.headers if operation.settled else {}), **headers_of(asked)}
            if operation.settled and is_unchanged(request.headers, validator):
                return Response(status_code=304, headers=headers)
            answer = await operation.answer(asked, reading)
        except Merged as merged:
            return redirect(asked, merged)
        service.metrics.saw(reading.revision)
        if isinstance(answer, Flow):
            dataset = with_links(answer.dataset, asked)
            return FlowResponse(
                replace(answer, dataset=dataset),
                FORMATS[asked.format],
                asked.options,
                {**headers, **headers_of_answer(dataset, asked)},
                stack.pop_all(),
            )
    answer = with_links(answer, asked) if isinstance(answer, Dataset) else with_own_links(answer, asked)
    body = await write(answer, asked, service)
    return whole_or_part(
        request, body, {**headers, **headers_of_answer(answer, asked)}, validator, FORMATS[asked.format]
    )


def is_heavy(asked: Asked) -> bool:
    """Tell whether an answer reads much: an aggregate, a comparison, or all rows of a list."""
    operation = asked.operation
    return operation.heavy or (FORMATS[asked.format].whole and not operation.single)


@asynccontextmanager
async def open_for(asked: Asked, service: Service) -> AsyncIterator[Reading]:
    """Open the reading of the revision that is asked for; a later page is read from the one its cursor holds.

    Raises:
        Gone: the cursor's revision cannot be read any more.
        BadRequest: the cursor comes from another revision than the one that the request names.

    """
    cursor = asked.cursor
    if cursor is None:
        async with service.open_reading(as_of=asked["as_of"], data_version=asked["data_version"]) as reading:
            yield reading
        return
    if asked["data_version"] not in (None, cursor.revision):
        raise conflict("cursor", f"The cursor belongs to data version {cursor.revision}, not {asked['data_version']}.")
    async with AsyncExitStack() as stack:
        if is_heavy(asked):
            await stack.enter_async_context(service.read_in_turn())
        try:
            reading = await stack.enter_async_context(service.open_reading(data_version=cursor.revision))
        except NotFound as missing:
            raise Gone(
                f"The pages come from data version {cursor.revision}, which cannot be read any more.",
                slug="cursor-expired",
                title="The cursor has expired",
            ) from missing
        yield replace(reading, as_of=asked["as_of"])


async def write(answer: Dataset | Document, asked: Asked, service: Service) -> bytes:
    """Return the bytes of an answer, those that take long written outside the event loop."""
    if isinstance(answer, Dataset) and (FORMATS[asked.format].heavy or len(answer.rows) > MANY_ROWS):
        return await service.write_aside(written, answer, asked)
    return written(answer, asked)


def written(answer: Dataset | Document, asked: Asked) -> bytes:
    """Return the bytes of an answer in the format that is asked for."""
    if isinstance(answer, Document):
        return dump({**answer.content, "links": answer.links})
    chosen = FORMATS[asked.format]
    writer = write_item if asked.operation.single and chosen.key == "json" else chosen.write
    return writer(answer, asked.options)


def document_of(asked: Asked, answer: NestedAnswer, title: Text) -> Document:
    """Return an answer that is no table as the document that JSON holds; its citation names it by the title."""
    empty = cited(Dataset(asked.operation.id, title, (), (), answer.meta), asked.address())
    meta = describe(empty, asked.options, Layout(()))
    if answer.items is None:
        del meta["total"], meta["total_is_estimate"], meta["limit"]
        content: dict[str, Any] = {"item": answer.item, "meta": meta}
    else:
        content = {"items": answer.items, "meta": meta}
    links = {**({"next": None} if answer.items is not None else {}), **answer.links}
    return Document(asked.operation.id, asked.onward_all(content), asked.onward_all(links))


def with_links(dataset: Dataset, asked: Asked) -> Dataset:
    """Return a table with all its links and its citation; the query gave a cursor where the next page begins."""
    asked = asked.spelled(dataset.meta.query.get("filters", {}))
    links: dict[str, str | None] = {"self": asked.address()}
    following = dataset.links.get("next")
    if not asked.operation.single:
        links["next"] = asked.address(cursor=following) if following else None
    if "csv" in asked.operation.formats:
        links["csv"] = asked.address(format="csv", **dict.fromkeys(asked.idle_in("csv")), cursor=None, limit=None)
    links |= {name: rooted(link, asked) for name, link in dataset.links.items() if name != "next"}
    dataset = replace(with_linked_rows(dataset, asked), links={**links, "describedby": f"{asked.base}/openapi.json"})
    return cited(dataset, asked.address())


def rooted(link: str | None, asked: Asked) -> str | None:
    """Return a link on the public address where it is set; one that is there already stays as it is."""
    return asked.base + link if link is not None and link.startswith("/") else link


def with_linked_rows(dataset: Dataset, asked: Asked) -> Dataset:
    """Return a table whose rows link as its answer does."""
    places = [place for place, column in enumerate(dataset.columns) if column.key in LINKED]
    if not asked.base or not places:
        return dataset
    rows = []
    for row in dataset.rows:
        cells = list(row)
        for place in places:
            cells[place] = rooted_all(cells[place], asked)
        rows.append(tuple(cells))
    return replace(dataset, rows=rows)


def rooted_all(content: Any, asked: Asked) -> Any:
    """Return a link, or nested content with its links, on the public address."""
    if isinstance(content, Mapping):
        return {key: rooted_all(part, asked) if key in LINKED else part for key, part in content.items()}
    if isinstance(content, list | tuple):
        return [rooted_all(part, asked) for part in content]
    return rooted(content, asked)


def with_own_links(document: Document, asked: Asked) -> Document:
    """Return a document with all its links."""
    links: dict[str, str | None] = {"self": asked.address(), **document.links}
    if "csv" in asked.operation.formats:
        links["csv"] = asked.address(format="csv")
    return replace(document, links={**links, "describedby": f"{asked.base}/openapi.json"})


def headers_of(asked: Asked) -> dict[str, str]:
    """Return the headers that a 304 carries as well as a 200."""
    lasting = asked["data_version"] is not None
    return {
        "Cache-Control": NOT_UNASKED if not asked.operation.settled else FOR_EVER if lasting else FOR_A_MINUTE,
        "Vary": VARY,
        "Content-Language": asked.lang,
    }


def headers_of_answer(answer: Dataset | Document, asked: Asked) -> dict[str, str]:
    """Return the headers that come with a body: links, and the name of a file."""
    relations = {"next": answer.links.get("next"), "canonical": answer.links.get("self")}
    relations["describedby"] = answer.links.get("describedby")
    headers = {"Link": ", ".join(f'<{link}>; rel="{relation}"' for relation, link in relations.items() if link)}
    chosen = FORMATS[asked.format]
    if isinstance(answer, Dataset) and chosen.key != "json":
        disposition = "attachment" if chosen.attached else "inline"
        headers["Content-Disposition"] = f'{disposition}; filename="{file_name(answer, asked, chosen)}"'
    return headers


def file_name(dataset: Dataset, asked: Asked, chosen: Format) -> str:
    """Return a name that tells the file apart later: what, by what, as of which data version, in which language."""
    parts = ["betech", dataset.name]
    if asked["group_by"]:
        parts += ["by", *asked["group_by"]]
    parts.append(f"v{dataset.meta.data_version}")
    if asked.lang != "en" and asked["labels"] != "code":
        parts.append(asked.lang)
    return "-".join(parts).replace("_", "-") + chosen.suffix


def whole_or_part(
    request: Request, body: bytes, headers: Mapping[str, str], validator: Validator, chosen: Format
) -> Response:
    """Return the body, or the part of a file that a Range header asks for."""
    media_type = chosen.media_type
    if chosen.key == "json":
        return Response(body, headers=dict(headers), media_type=media_type)
    headers = {**headers, "Accept-Ranges": "bytes"}
    part = asked_range(request.headers, validator, len(body))
    if part is None:
        return Response(body, headers=headers, media_type=media_type)
    first, last = part
    headers["Content-Range"] = f"bytes {first}-{last}/{len(body)}"
    return Response(body[first : last + 1], 206, headers=headers, media_type=media_type)


def redirect(asked: Asked, merged: Merged) -> Response:
    """Return the way to the record that an id was merged into."""
    moved = replace(asked, ids={**asked.ids, "id": str(merged.extra["survivor"])})
    return RedirectResponse(moved.address(), 308, headers={"Cache-Control": FOR_A_MINUTE, "Vary": VARY})


def json_response(content: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return a small JSON answer that is about the service and not about the data."""
    fixed = {"Cache-Control": "no-store"}
    return Response(
        orjson.dumps(content, default=str),
        status,
        headers={**fixed, **(headers or {})},
        media_type="application/json",
    )
