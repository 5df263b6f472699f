"""Which format and which language a request gets: suffix over parameter over header."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from app.errors import BadRequest, Fault, NotAcceptable
from app.formats import FORMATS
from app.languages import DEFAULT_LANGUAGE, LANGUAGES, Language
from app.web.spelling import nearest


def choose_format(formats: Sequence[str], suffix: str | None, parameter: str | None, accept: str | None) -> str:
    """Return the key of the format to answer in.

    Raises:
        BadRequest: the parameter names no format at all.
        NotAcceptable: the route does not have the format that was asked for; the failure lists those it has.

    """
    wanted = suffix or parameter
    if wanted is None:
        return format_for_header(tuple(formats), accept or "*/*")
    if wanted not in FORMATS:
        raise BadRequest(
            f"'{wanted}' is no format.",
            slug="bad-value",
            title="A value is not understood",
            faults=[
                Fault(
                    "format",
                    "unknown_format",
                    f"'{wanted}' is no format.",
                    wanted,
                    nearest(wanted, tuple(formats)),
                    tuple(formats),
                )
            ],
        )
    if wanted not in formats:
        raise refuse(f"'{wanted}' is not available here.", formats, wanted)
    return wanted


@lru_cache(maxsize=512)
def format_for_header(formats: tuple[str, ...], accept: str) -> str:
    """Return the format that an Accept header likes best; the first one for browsers, which ask for HTML."""
    ranges = dict(weighted(accept))
    if any(kind.startswith("text/html") for kind in ranges):
        return formats[0]
    offered = [key for key in formats if FORMATS[key].by_header]
    best = max(offered, key=lambda key: (weight_of(FORMATS[key].accepts, ranges), -offered.index(key)))
    if weight_of(FORMATS[best].accepts, ranges) == 0:
        raise refuse(f"None of the formats here matches 'Accept: {accept[:200]}'.", formats, None)
    return best


def refuse(detail: str, formats: Sequence[str], value: str | None) -> NotAcceptable:
    """Return the failure that lists the formats of a route."""
    return NotAcceptable(
        f"{detail} This address has: {', '.join(formats)}.",
        faults=[Fault("format", "not_available", detail, value, None, tuple(formats))],
    )


def weight_of(kind: str, ranges: Mapping[str, float]) -> float:
    """Return the weight that the most specific media range gives to a media type, 0 when none matches."""
    for candidate in (kind, kind.partition("/")[0] + "/*", "*/*"):
        if candidate in ranges:
            return ranges[candidate]
    return 0.0


def weighted(header: str) -> Iterator[tuple[str, float]]:
    """Yield the entries of an Accept or Accept-Language header with their weights; a malformed weight is 0."""
    for entry in header.split(","):
        name, *parameters = (part.strip() for part in entry.lower().split(";"))
        weight = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                digits = parameter[2:]
                weight = float(digits) if digits.replace(".", "", 1).isdecimal() and digits.isascii() else 0.0
        if name:
            yield name, min(weight, 1.0)


@lru_cache(maxsize=512)
def choose_language(accept_language: str) -> Language:
    """Return the language that an Accept-Language header likes best, English when it names none of ours."""
    best: Language = DEFAULT_LANGUAGE
    highest = 0.0
    for tag, weight in weighted(accept_language):
        primary = tag.partition("-")[0]
        language = next((one for one in LANGUAGES if one == primary), None)
        if language is not None and weight > highest:
            best, highest = language, weight
    return best
