"""The web service of SDMX under `/sdmx/2.1` and `/sdmx/3.0`: structures and data for statistical software."""

import re
from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.catalog.cubes import TIME, Cube
from app.errors import BadRequest, NotFound
from app.formats.sdmx import DATA_FORMATS, STRUCTURE_FORMATS, write_observations, write_structures
from app.queries.cubes import cube_lists, read_cube
from app.queries.slices import Slice, bounds, cut, read_conditions, read_key
from app.queries.vintages import Reading
from app.web.conditional import Validator, entity_tag, is_unchanged
from app.web.requests import read_plain_query
from app.web.responses import FOR_A_MINUTE
from app.web.routing import ReadRoute
from app.web.sdmx import bad, choose_media_type, nothing, read_data_address, read_wanted
from app.web.service import PROGRAM, Service

STRUCTURE_PARAMETERS = ("references", "detail", "format")
DATA_PARAMETERS = (
    "startPeriod",
    "endPeriod",
    "firstNObservations",
    "lastNObservations",
    "dimensionAtObservation",
    "detail",
    "attributes",
    "measures",
    "includeHistory",
    "format",
)
# Parameters that choose what is never left out or added here: the values that say so.
USUAL = {"detail": ("full",), "attributes": ("dsd", "all"), "measures": ("all",), "includeHistory": ("false",)}
FLAT = "AllDimensions"
MOST_DIGITS = 9


class SdmxRoute(ReadRoute):
    """One route for every address of the service, whose parts are read by app.web.sdmx."""

    def __init__(self, endpoint: Callable[[Request], object]) -> None:
        super().__init__("/sdmx/{api}/{rest}", endpoint, include_in_schema=False)  # type: ignore[arg-type] # awaited there
        self.path_regex = re.compile(r"^/sdmx/(?P<api>2\.1|3\.0)/(?P<rest>.+?)/?$")


def routes(service: Callable[[], Service]) -> list[BaseRoute]:
    """Return the route of this module."""

    async def answer(request: Request) -> Response:
        api = request.path_params["api"]
        first, *parts = request.path_params["rest"].split("/")
        if first == "data" and parts:
            return await data(request, service(), api, parts)
        if first == "schema" and parts:
            return await structures(request, service(), api, parts, "descendants")
        if api == "3.0" and first == "structure" and parts:
            return await structures(request, service(), api, parts)
        if api == "2.1":
            return await structures(request, service(), api, [first, *parts])
        raise nothing(f"There is nothing under '{first[:40]}' here.", first, ("structure", "data", "schema"))

    return [SdmxRoute(answer)]


async def structures(
    request: Request, service: Service, api: str, parts: list[str], references: str = "none"
) -> Response:
    """Answer a structure query."""
    given = read_plain_query(request.scope["query_string"], STRUCTURE_PARAMETERS)
    formats = STRUCTURE_FORMATS[api]
    media_type = choose_media_type(tuple(formats), request.headers.get("accept"), given.get("format"))
    wanted = read_wanted(parts, given.get("references", references), given.get("detail", "full"))
    async with service.open_reading() as reading:
        headers = headers_of(request, reading, service, media_type, given)
        if headers.pop("Not-Modified", None):
            return Response(status_code=304, headers=headers)
        lists = await cube_lists(reading)
    body = await service.write_aside(write_structures, wanted, lists, formats[media_type], reading.updated)
    return Response(body, headers=headers, media_type=media_type)


async def data(request: Request, service: Service, api: str, parts: list[str]) -> Response:
    """Answer a data query."""
    address = read_data_address(api, parts)
    given, conditions = read_data_query(request, address.cube)
    formats = DATA_FORMATS[api]
    media_type = choose_media_type(tuple(formats), request.headers.get("accept"), given.get("format"))
    wanted = Slice(
        read_key(address.cube, address.key),
        read_conditions(address.cube, conditions),
        bounds(given["startPeriod"], "startPeriod")[0] if "startPeriod" in given else None,
        bounds(given["endPeriod"], "endPeriod")[1] if "endPeriod" in given else None,
        read_number(given, "firstNObservations"),
        read_number(given, "lastNObservations"),
    )
    along = read_along(address.cube, given, formats[media_type])
    async with service.read_in_turn(), service.open_reading() as reading:
        headers = headers_of(request, reading, service, media_type, {**given, **conditions})
        if headers.pop("Not-Modified", None):
            return Response(status_code=304, headers=headers)
        lists = await cube_lists(reading)
        rows = cut(address.cube, await read_cube(reading, address.cube.id), wanted)
    if not rows:
        raise NotFound(f"{address.cube.id} has no observation of that kind.")
    body = await service.write_aside(
        write_observations, address.cube.id, rows, lists, formats[media_type], reading.updated, along
    )
    if "csv" in media_type:
        headers["Content-Disposition"] = f'inline; filename="betech-{address.cube.id}-v{reading.revision}.csv"'
    return Response(body, headers=headers, media_type=media_type)


def read_data_query(request: Request, cube: Cube) -> tuple[dict[str, str], dict[str, str]]:
    """Return the parameters of a data query, and its conditions `c[DIMENSION]` by dimension.

    Raises:
        BadRequest: a parameter is unknown, or asks for what is not there.

    """
    query = request.scope["query_string"]
    filters = tuple(name for name, _ in parse_qsl(query.decode("latin-1")) if re.fullmatch(r"c\[\w+\]", name))
    known = tuple(f"c[{name}]" for name in (*(entry.id for entry in cube.dimensions), TIME))
    joined = read_plain_query(query, (*DATA_PARAMETERS, *known, *filters))
    for name, values in USUAL.items():
        if name in joined and joined[name] not in values:
            raise bad(name, joined[name], values)
    conditions = {name[2:-1]: text for name, text in joined.items() if name.startswith("c[")}
    return {name: text for name, text in joined.items() if not name.startswith("c[")}, conditions


def read_number(given: Mapping[str, str], name: str) -> int | None:
    """Return a parameter that is a number of observations."""
    text = given.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS and int(text) > 0):
        raise bad(name, text, ())
    return int(text)


def read_along(cube: Cube, given: Mapping[str, str], written_as: str) -> str:
    """Return the dimension at the observation.

    Raises:
        BadRequest: the cube has none of that name, or the format is made for time series alone.

    """
    along = given.get("dimensionAtObservation", TIME)
    allowed = (TIME, FLAT, *(entry.id for entry in cube.dimensions))
    if along not in allowed:
        raise bad("dimensionAtObservation", along, allowed)
    if along != TIME and written_as.endswith("TS"):
        raise BadRequest("Messages of time series have time at the observation.", slug="bad-value")
    return along


def headers_of(
    request: Request, reading: Reading, service: Service, media_type: str, given: Mapping[str, str]
) -> dict[str, str]:
    """Return the headers of an answer; `Not-Modified` among them says that the client holds it already."""
    question = "&".join(f"{name}={given[name]}" for name in sorted(given))
    canonical = f"{request.scope['path'].rstrip('/')}?{question} {media_type}"
    validator = Validator(entity_tag(reading.revision, PROGRAM + service.base, canonical), reading.updated)
    headers = {**validator.headers, "Cache-Control": FOR_A_MINUTE, "Vary": "Accept, Accept-Encoding"}
    if is_unchanged(request.headers, validator):
        headers["Not-Modified"] = "true"
    return headers
