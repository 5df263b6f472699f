"""The questions of SDMX's web service about data: which slice of a cube, as of when, and which parts of it are shown."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from urllib.parse import parse_qsl

from starlette.requests import Request

from app.catalog.cubes import TIME, VALUE, Cube
from app.errors import BadRequest
from app.formats.sdmx import DataMessage
from app.queries.slices import Slice, bounds, read_conditions, read_key
from app.web.requests import conflict, read_plain_query
from app.web.sdmx.addresses import DataAddress, bad

SLICING = ("startPeriod", "endPeriod", "updatedAfter", "asOf", "as_of", "data_version", "format")
DATA_PARAMETERS = (
    *SLICING,
    "firstNObservations",
    "lastNObservations",
    "dimensionAtObservation",
    "detail",
    "attributes",
    "measures",
    "includeHistory",
)
AVAILABILITY_PARAMETERS = (*SLICING, "mode", "references")
MODES = ("exact", "available")
# What of an observation each `detail` shows: attributes, values, keys alone.
DETAILS = ("full", "dataonly", "serieskeysonly", "nodata")
EVERY, NONE = ("dsd", "all", "obs"), "none"
NOT_HERE = ("msd", "dataset", "series")  # where attributes can stand, though none of ours does
FLAT = "AllDimensions"
MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class DataQuery:
    """The parameters of a query: those of the standard, and its conditions `c[DIMENSION]` by dimension."""

    given: Mapping[str, str]
    conditions: Mapping[str, str]

    @property
    def as_of(self) -> date | None:
        """The day as of which the data are asked for.

        Raises:
            BadRequest: it is no time.

        """
        if "asOf" in self.given and "as_of" in self.given:
            raise conflict("asOf", "'asOf' and 'as_of' say the same thing in two ways; give one of them.")
        name = "asOf" if "asOf" in self.given else "as_of"
        return read_time(self.given[name], name).date() if name in self.given else None

    @property
    def data_version(self) -> int | None:
        """The number of the state of the data that is asked for."""
        return read_number(self.given, "data_version")

    @property
    def updated_after(self) -> datetime | None:
        """The time after which the data must have changed."""
        return read_time(self.given["updatedAfter"], "updatedAfter") if "updatedAfter" in self.given else None


def read_data_query(request: Request, cube: Cube, allowed: Sequence[str]) -> DataQuery:
    """Return the parameters of a query about data.

    Raises:
        BadRequest: a parameter is unknown, or asks for what is not there.

    """
    query = request.scope["query_string"]
    filters = tuple(name for name, _ in parse_qsl(query.decode("latin-1")) if re.fullmatch(r"c\[\w+\]", name))
    known = tuple(f"c[{name}]" for name in (*(entry.id for entry in cube.dimensions), TIME))
    joined = read_plain_query(query, (*allowed, *known, *filters))
    if joined.get("includeHistory", "false") != "false":
        raise bad("includeHistory", joined["includeHistory"], ("false",))
    conditions = {name[2:-1]: text for name, text in joined.items() if name.startswith("c[")}
    return DataQuery({name: text for name, text in joined.items() if not name.startswith("c[")}, conditions)


def read_slice(address: DataAddress, query: DataQuery) -> Slice:
    """Return the part of the cube that is asked for.

    Raises:
        BadRequest: the key, a condition, a period or a number cannot be read.

    """
    given = query.given
    return Slice(
        read_key(address.cube, address.key),
        read_conditions(address.cube, query.conditions),
        bounds(given["startPeriod"], "startPeriod")[0] if "startPeriod" in given else None,
        bounds(given["endPeriod"], "endPeriod")[1] if "endPeriod" in given else None,
        read_number(given, "firstNObservations"),
        read_number(given, "lastNObservations"),
    )


def without(wanted: Slice, cube: Cube, dimension: str) -> Slice:
    """Return a slice that asks nothing of one dimension."""
    places = {entry.id: place for place, entry in enumerate(cube.dimensions)}
    conditions = {name: found for name, found in wanted.conditions.items() if name != dimension}
    if dimension == TIME:
        return replace(wanted, conditions=conditions, start=None, end=None)
    keys = tuple(
        tuple(frozenset[str]() if place == places[dimension] else codes for place, codes in enumerate(key))
        for key in wanted.keys
    )
    return replace(wanted, keys=keys, conditions=conditions)


def shape(message: DataMessage, cube: Cube, given: Mapping[str, str]) -> DataMessage:
    """Return how a message shows what `detail`, `attributes` and `measures` ask for.

    Raises:
        BadRequest: one of them is not understood.

    """
    detail = given.get("detail", "full")
    if detail not in DETAILS:
        raise bad("detail", detail, DETAILS)
    every = tuple(entry.id for entry in cube.attributes)
    attributes = read_parts("attributes", given.get("attributes", "dsd"), every, (*EVERY, *NOT_HERE))
    values = bool(read_parts("measures", given.get("measures", "all"), (VALUE,), ("all",)))
    keys_only = detail in ("serieskeysonly", "nodata") or not (values or attributes)
    return replace(
        message,
        attributes=() if detail == "dataonly" or keys_only else attributes,
        measured=values and not keys_only,
        keys_only=keys_only,
    )


def read_parts(name: str, text: str, every: tuple[str, ...], words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the attributes or measures that are asked for: all, none, or those named."""
    allowed = (*words, NONE, *every)
    wanted = set[str]()
    for part in text.split(","):
        if part not in allowed:
            raise bad(name, part, allowed)
        wanted |= {part} & set(every) if part not in (*EVERY, "all") else set(every)
    return tuple(one for one in every if one in wanted)


def read_time(text: str, name: str) -> datetime:
    """Return a time in UTC, midnight for a day.

    Raises:
        BadRequest: it is none.

    """
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))  # a plus sign that was not percent-encoded
    except ValueError:
        raise bad(name, text, ()) from None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


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


def choose_from(given: Mapping[str, str], name: str, allowed: Sequence[str]) -> str:
    """Return a parameter that is one of some words, the first one when it is not given.

    Raises:
        BadRequest: it is none of them.

    """
    word = given.get(name, allowed[0])
    if word not in allowed:
        raise bad(name, word, allowed)
    return word
