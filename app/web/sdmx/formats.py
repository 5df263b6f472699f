"""Which format a client of SDMX gets: media types whose version counts, the words of `format`, labels in CSV."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.errors import Fault, NotAcceptable
from app.formats.sdmx import BASE
from app.web.negotiation import weighted
from app.web.sdmx.addresses import bad

DEFAULTS = ("*/*", "application/*", "application/xml", "text/xml", "text/html", "text/*")
# What those get who name a format in another way: words of `format`, and media types that are not SDMX's own.
WORDS = {
    "xml": "+xml",
    "genericdata": "genericdata+xml",
    "structurespecificdata": "structurespecificdata+xml",
    "structure": "structure+xml",
    "csv": "data+csv",
    "csvfile": "data+csv",
    "csvfilewithlabels": "data+csv",
    "sdmx-csv": "data+csv",
    "json": "structure+json",
}
LABELS = ("id", "name", "both")
LOOSE = {"text/csv": "data+csv", "application/csv": "data+csv", "application/json": "structure+json"}
# Parameters of SDMX-CSV that choose what is always so here.
USUAL = {"keys": "none", "timeformat": "original"}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The format of an answer: its media type as the standard spells it, and which labels SDMX-CSV has."""

    media_type: str
    labels: str = "id"

    @property
    def content_type(self) -> str:
        """The media type as the answer names it."""
        return self.media_type if self.labels == "id" else f"{self.media_type};labels={self.labels}"


@dataclass(frozen=True, slots=True)
class Range:
    """One entry of an Accept header: its type, the version it names, other parameters, its weight."""

    type: str
    version: str | None
    others: dict[str, str]
    weight: float


def choose_media_type(offered: Sequence[str], accept: str | None, parameter: str | None) -> Chosen:
    """Return the format to answer in, the first one for those who do not care.

    Raises:
        BadRequest: the parameter names no format.
        NotAcceptable: none of those asked for is offered.

    """
    if parameter is not None:
        word = parameter.lower()
        if word not in WORDS:
            raise bad("format", parameter, tuple(WORDS))
        found = matching(offered, Range(WORDS[word], None, {}, 1.0))
        if found is None:
            raise refuse(offered, parameter)
        return Chosen(found, "both" if word == "csvfilewithlabels" else "id")
    for entry in sorted(ranges(accept or "*/*"), key=lambda entry: -entry.weight):
        if entry.weight == 0:
            continue
        found = offered[0] if entry.type in DEFAULTS else matching(offered, entry)
        if found is not None:
            return Chosen(found, entry.others.get("labels", "id") if "csv" in found else "id")
    raise refuse(offered, (accept or "")[:200])


def ranges(accept: str) -> Iterator[Range]:
    """Yield the media ranges of an Accept header; the version stays part of a media type."""
    for entry in accept.split(","):
        name, *parameters = (part.strip().lower() for part in entry.replace('"', "").split(";"))
        given = dict(part.split("=", 1) for part in parameters if "=" in part)
        weight = next((weight for _, weight in weighted(entry)), 0.0)
        version = given.pop("version", None)
        given.pop("q", None)
        yield Range(name, version, given, weight)


def matching(offered: Sequence[str], wanted: Range) -> str | None:
    """Return the first format of a name, which may lack its version; None when there is none like that."""
    if any(wanted.others.get(name, value) != value for name, value in USUAL.items()):
        return None
    if wanted.others.get("labels", "id") not in LABELS:
        return None
    name = LOOSE.get(wanted.type, wanted.type)
    for one in offered:
        bare, _, version = one.partition(";version=")
        if (bare == name or bare.removeprefix(BASE).endswith(name)) and same_version(wanted.version, version):
            return one
    return None


def same_version(wanted: str | None, offered: str) -> bool:
    """Tell whether a version is the one offered: `2.0` is `2.0.0` too."""
    return wanted is None or f"{wanted}.0.0".startswith(f"{offered}.") or f"{offered}.0.0".startswith(f"{wanted}.")


def refuse(offered: Sequence[str], asked: str) -> NotAcceptable:
    """Return the failure that lists the formats."""
    detail = f"'{asked}' is not available here."
    return NotAcceptable(
        f"{detail} This address has: {', '.join(offered)}.",
        faults=[Fault("format", "not_available", detail, asked, None, tuple(offered))],
    )
