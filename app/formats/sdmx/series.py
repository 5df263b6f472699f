"""The body of a data message of SDMX-ML: observations by series, or flat, in the generic or the structure's own elements."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import quoteattr

from app.catalog.cubes import TIME, VALUE, Cube

FLAT = "AllDimensions"
WHOLE = 1e15  # up to which a float holds every whole number


@dataclass(frozen=True, slots=True)
class Shown:
    """Which parts of a cube are written: `measured` tells whether values are, `attributes` which of those.

    Without values there are no observations, only the keys of the series (`keys_only`) or their attributes too.
    """

    attributes: tuple[str, ...]
    measured: bool = True
    keys_only: bool = False


def write_body(cube: Cube, rows: Sequence[tuple[Any, ...]], shown: Shown, along: str, *, generic: bool) -> str:
    """Return the observations of a cube as elements; `along` is the dimension at the observation, FLAT for none."""
    places = {name: place for place, name in enumerate(cube.columns)}
    dimensions = [*(entry.id for entry in cube.dimensions), TIME]
    attributes = {name: places[name] for name in shown.attributes}
    value = places[VALUE] if shown.measured else None
    elements = Generic(attributes, value) if generic else Specific(attributes, value)
    if along == FLAT:
        keys = {name: places[name] for name in dimensions}
        return "".join(elements.flat(row, keys) for row in rows)
    keys = {name: places[name] for name in dimensions if name != along}
    series = by_series(rows, list(keys.values()))
    parts: list[str] = []
    for several in series:
        parts.append(elements.opening(several[0], keys))
        if shown.measured or not shown.keys_only:
            parts += (elements.observation(row, along, places[along]) for row in several)
        parts.append(elements.closing)
    return "".join(parts)


def by_series(rows: Sequence[tuple[Any, ...]], places: Sequence[int]) -> Iterator[Sequence[tuple[Any, ...]]]:
    """Return the rows of each series, the series in the order in which they begin."""
    found: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
    for row in rows:
        found.setdefault(tuple(row[place] for place in places), []).append(row)
    return iter(found.values())


def number(value: float) -> str:
    """Return a value in digits: a whole one without a point."""
    return str(int(value)) if value.is_integer() and abs(value) < WHOLE else repr(value)


@dataclass(frozen=True, slots=True)
class Specific:
    """Elements named by the structure: every part of an observation is an attribute of XML."""

    attributes: Mapping[str, int]
    value: int | None
    closing: str = "</Series>"

    def opening(self, row: tuple[Any, ...], keys: Mapping[str, int]) -> str:
        """Return the start of a series."""
        return f"<Series{named(row, keys)}>"

    def observation(self, row: tuple[Any, ...], along: str, place: int) -> str:
        """Return one observation of a series."""
        return f"<Obs {along}={quoteattr(row[place])}{self.rest(row)}/>"

    def flat(self, row: tuple[Any, ...], keys: Mapping[str, int]) -> str:
        """Return one observation with its whole key."""
        return f"<Obs{named(row, keys)}{self.rest(row)}/>"

    def rest(self, row: tuple[Any, ...]) -> str:
        """Return the value and the attributes."""
        value = "" if self.value is None else f' {VALUE}="{number(row[self.value])}"'
        return value + named(row, self.attributes)


@dataclass(frozen=True, slots=True)
class Generic:
    """Elements that are the same for every structure."""

    attributes: Mapping[str, int]
    value: int | None
    closing: str = "</gen:Series>"

    def opening(self, row: tuple[Any, ...], keys: Mapping[str, int]) -> str:
        """Return the start of a series."""
        return f"<gen:Series><gen:SeriesKey>{listed(row, keys)}</gen:SeriesKey>"

    def observation(self, row: tuple[Any, ...], along: str, place: int) -> str:
        """Return one observation of a series."""
        name = f" id={quoteattr(along)}" if along != TIME else ""
        return f"<gen:Obs><gen:ObsDimension{name} value={quoteattr(row[place])}/>{self.rest(row)}</gen:Obs>"

    def flat(self, row: tuple[Any, ...], keys: Mapping[str, int]) -> str:
        """Return one observation with its whole key."""
        return f"<gen:Obs><gen:ObsKey>{listed(row, keys)}</gen:ObsKey>{self.rest(row)}</gen:Obs>"

    def rest(self, row: tuple[Any, ...]) -> str:
        """Return the value and the attributes."""
        value = "" if self.value is None else f'<gen:ObsValue value="{number(row[self.value])}"/>'
        attributes = listed(row, self.attributes)
        return value + (f"<gen:Attributes>{attributes}</gen:Attributes>" if attributes else "")


def named(row: tuple[Any, ...], keys: Mapping[str, int]) -> str:
    """Return parts of an observation as attributes of XML, empty ones left out."""
    return "".join(f" {name}={quoteattr(row[place])}" for name, place in keys.items() if row[place])


def listed(row: tuple[Any, ...], keys: Mapping[str, int]) -> str:
    """Return parts of an observation as elements, empty ones left out."""
    return "".join(
        f'<gen:Value id="{name}" value={quoteattr(row[place])}/>' for name, place in keys.items() if row[place]
    )
