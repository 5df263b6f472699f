"""The web service of SDMX under `/sdmx/2.1` and `/sdmx/3.0`: structures and data for statistical software."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.catalog.cubes import TIME
from app.errors import Failure, NotFound
from app.formats.sdmx import (
    DATA_FORMATS,
    STRUCTURE_FORMATS,
    DataMessage,
    Wanted,
    write_availability,
    write_observations,
    write_structures,
)
from app.formats.sdmx.errors import write_error
from app.queries.cubes import cube_lists, read_changes, read_cube
from app.queries.slices import Row, available, cut, only_occurring
from app.queries.vintages import Reading
from app.web.conditional import Validator, entity_tag, is_unchanged
from app.web.negotiation import choose_language
from app.web.requests import read_plain_query
from app.web.responses import FOR_A_MINUTE, FOR_EVER
from app.web.routing import ReadRoute
from app.web.sdmx.addresses import DataAddress, nothing, read_data_address, read_wanted, related
from app.web.sdmx.formats import Chosen, choose_media_type
from app.web.sdmx.questions import (
    AVAILABILITY_PARAMETERS,
    DATA_PARAMETERS,
    MODES,
    DataQuery,
    choose_from,
    read_along,
    read_data_query,
    read_slice,
    shape,
    without,
)
from app.web.service import PROGRAM, Service

STRUCTURE_PARAMETERS = ("references", "detail", "format", "asOf")
BESIDE = (
    "none",
    "all",
    "codelist",
    "conceptscheme",
    "datastructure",
    "dataflow",
    "dataproviderscheme",
    "children",
    "descendants",
)
ASKS_FOR_XML = re.compile(r"application/vnd\.sdmx\.[a-z]+\+xml")


class SdmxRoute(ReadRoute):
    """One route for every address of the service, whose parts are read by app.web.sdmx.addresses."""

    def __init__(self, endpoint: Callable[[Request], object]) -> None:
        super().__init__("/sdmx/{api}/{rest}", endpoint, include_in_schema=False)  # type: ignore[arg-type] # awaited there
        self.path_regex = re.compile(r"^/sdmx/(?P<api>2\.1|3\.0)/(?P<rest>.+?)/?$")


def routes(service: Callable[[], Service]) -> list[BaseRoute]:
    """Return the route of this module."""

    async def answer(request: Request) -> Response:
        api = request.path_params["api"]
        try:
            return await respond(request, service(), api)
        except Failure as failure:
            if not ASKS_FOR_XML.search(request.headers.get("accept", "")):
                raise
            body = write_error(failure.status, failure.detail, api)
            headers = {"Cache-Control": "no-store", "Vary": "Accept, Accept-Encoding", **failure.headers}
            return Response(body, failure.status, headers=headers, media_type="application/xml")

    return [SdmxRoute(answer)]


async def respond(request: Request, service: Service, api: str) -> Response:
    """Answer a query by the kind of its address."""
    first, *parts = request.path_params["rest"].split("/")
    if first == "data" and parts:
        return await data(request, service, api, parts)
    if first == ("availableconstraint" if api == "2.1" else "availability") and parts:
        return await availability(request, service, api, parts)
    if first == "schema" and parts:
        return await structures(request, service, api, parts, "descendants")
    if api == "3.0" and first == "structure" and parts:
        return await structures(request, service, api, parts)
    if api == "2.1":
        return await structures(request, service, api, [first, *parts])
    raise nothing(
        f"There is nothing under '{first[:40]}' here.", first, ("structure", "data", "schema", "availability")
    )


async def structures(
    request: Request, service: Service, api: str, parts: list[str], references: str = "none"
) -> Response:
    """Answer a structure query."""
    given = read_plain_query(request.scope["query_string"], STRUCTURE_PARAMETERS)
    formats = STRUCTURE_FORMATS[api]
    chosen = choose_media_type(tuple(formats), request.headers.get("accept"), given.get("format"))
    wanted = read_wanted(parts, given.get("references", references), given.get("detail", "full"))
    async with service.open_reading(as_of=DataQuery(given, {}).as_of) as reading:
        headers = headers_of(request, reading, service, chosen, given)
        if headers.pop("Not-Modified", None):
            return Response(status_code=304, headers=headers)
        lists = await cube_lists(reading)
    body = await service.write_aside(write_structures, wanted, lists, formats[chosen.media_type], reading.updated)
    return Response(body, headers=headers, media_type=chosen.content_type)


async def data(request: Request, service: Service, api: str, parts: list[str]) -> Response:
    """Answer a data query."""
    address = read_data_address(api, parts)
    query = read_data_query(request, address.cube, DATA_PARAMETERS)
    formats = DATA_FORMATS[api]
    chosen = choose_media_type(tuple(formats), request.headers.get("accept"), query.given.get("format"))
    wanted = read_slice(address, query)
    written_as = formats[chosen.media_type]
    along = read_along(address.cube, query.given, written_as)
    lang = choose_language(request.headers.get("accept-language", "")) if chosen.labels != "id" else "en"
    async with (
        service.read_in_turn(),
        service.open_reading(as_of=query.as_of, data_version=query.data_version) as reading,
    ):
        message = DataMessage(written_as, reading.updated, along, (), labels=chosen.labels, lang=lang)
        message = shape(message, address.cube, query.given)
        asked = {**query.given, **query.conditions, "lang": lang}
        headers = headers_of(request, reading, service, chosen, asked)
        if headers.pop("Not-Modified", None):
            return Response(status_code=304, headers=headers)
        lists = await cube_lists(reading)
        rows = cut(address.cube, await read_rows(reading, address, query), wanted)
    if not rows:
        raise NotFound(f"{address.cube.id} has no observation of that kind.")
    body = await service.write_aside(write_observations, address.cube.id, rows, lists, message)
    if "csv" in chosen.media_type:
        headers["Content-Disposition"] = f'inline; filename="betech-{address.cube.id}-v{reading.revision}.csv"'
        headers["Content-Language"] = lang
    return Response(body, headers=headers, media_type=chosen.content_type)


async def read_rows(reading: Reading, address: DataAddress, query: DataQuery) -> Any:
    """Return the observations of a cube, those alone that changed after a time where that is asked for."""
    if query.updated_after is None:
        return await read_cube(reading, address.cube.id)
    return await read_changes(reading, address.cube.id, query.updated_after)


async def availability(request: Request, service: Service, api: str, parts: list[str]) -> Response:
    """Answer what of a cube there is: the codes and periods of its observations, or of those that a query could add."""
    address = read_data_address(api, parts, component=True)
    cube = address.cube
    query = read_data_query(request, cube, AVAILABILITY_PARAMETERS)
    formats = STRUCTURE_FORMATS[api]
    chosen = choose_media_type(tuple(formats), request.headers.get("accept"), query.given.get("format"))
    wanted = read_slice(address, query)
    mode, references = choose_from(query.given, "mode", MODES), choose_from(query.given, "references", BESIDE)
    async with service.open_reading(as_of=query.as_of, data_version=query.data_version) as reading:
        headers = headers_of(request, reading, service, chosen, {**query.given, **query.conditions})
        if headers.pop("Not-Modified", None):
            return Response(status_code=304, headers=headers)
        lists = await cube_lists(reading)
        every = await read_rows(reading, address, query)
    rows: list[Row] = cut(cube, every, wanted)
    if not rows:
        raise NotFound(f"{cube.id} has no observation of that kind.")
    dimensions = [address.component] if address.component else [*(entry.id for entry in cube.dimensions), TIME]
    within = {name: rows if mode == "exact" else cut(cube, every, without(wanted, cube, name)) for name in dimensions}
    found = available(cube, rows, within)
    start = (("dataflow", cube.id),)
    beside = [] if references == "none" else [*start, *related(start, "descendants")]
    kinds = {kind for kind, _ in beside} if references in ("all", "children", "descendants") else {references}
    artefacts = [Wanted(kind, name) for kind, name in beside if kind in kinds]
    partial = only_occurring(cube, lists, found.codes)
    arguments = (found, artefacts, partial, formats[chosen.media_type], reading.updated)
    body = await service.write_aside(write_availability, *arguments)
    return Response(body, headers=headers, media_type=chosen.content_type)


def headers_of(
    request: Request, reading: Reading, service: Service, chosen: Chosen, given: Mapping[str, str]
) -> dict[str, str]:
    """Return the headers of an answer; `Not-Modified` among them says that the client holds it already."""
    question = "&".join(f"{name}={given[name]}" for name in sorted(given))
    canonical = f"{request.scope['path'].rstrip('/')}?{question} {chosen.content_type}"
    validator = Validator(entity_tag(reading.revision, PROGRAM + service.base, canonical), reading.updated)
    vary = "Accept, Accept-Language, Accept-Encoding" if chosen.labels != "id" else "Accept, Accept-Encoding"
    lasting = FOR_EVER if "data_version" in given else FOR_A_MINUTE
    headers = {**validator.headers, "Cache-Control": lasting, "Vary": vary}
    if is_unchanged(request.headers, validator):
        headers["Not-Modified"] = "true"
    return headers
