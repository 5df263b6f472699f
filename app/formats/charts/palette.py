"""Palette: colours that colour-blind readers tell apart, fixed by code, and the two themes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.formats.options import Theme

# After Okabe and Ito, with neighbours in lightness kept apart; every colour has 3:1 against both backgrounds.
COLOURS = (
    "#0072b2",
    "#c77f00",
    "#d4472a",
    "#009e73",
    "#b5669a",
    "#3a9ad9",
    "#8a8d00",
    "#7a6fd0",
    "#a0653a",
    "#6b7a86",
    "#d0559f",
    "#2f9aa0",
)
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")

# A Region has its colour in every chart, whichever others are drawn; provinces follow the order of their codes.
REGIONS = ("BE1", "BE2", "BE3", "BE", "UNK")
PROVINCES = ("BE10", "BE21", "BE22", "BE23", "BE24", "BE25", "BE31", "BE32", "BE33", "BE34", "BE35")
PLACES: Mapping[str, int] = {
    **{code: place for place, code in enumerate(PROVINCES)},
    **{code: place for place, code in enumerate(REGIONS[:3])},
    "BE": 3,
    "UNK": 9,
    "ALL": 9,
}
# The renderer brings Liberation Sans along, so that a picture is the same on every machine; Arial has its measures.
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"


@dataclass(frozen=True, slots=True)
class Skin:
    """The colours of a theme: `ramp` runs from low to high on maps, `blank` fills what has no value."""

    background: str
    ink: str
    faint: str
    grid: str
    blank: str
    ramp: tuple[str, str]


SKINS: Mapping[Theme, Skin] = {
    "light": Skin("#ffffff", "#1a1f24", "#57606a", "#e2e6ea", "#d5d9dd", ("#e8f1f8", "#0b5a91")),
    "dark": Skin("#14181f", "#eef1f4", "#a9b2bc", "#303842", "#3a424c", ("#1d3347", "#6cc0f5")),
}


def places_of(codes: Sequence[str], orders: Mapping[str, int]) -> dict[str, int]:
    """Return the place of each code in the palette: its own where it has one, else that of its code-list order.

    A place that is taken already goes to the next free one, so that no two series of one chart share a colour.
    """
    taken: dict[str, int] = {}
    for code in sorted(codes, key=lambda code: (code not in PLACES, orders.get(code, len(orders)), code)):
        place = PLACES.get(code, orders.get(code, len(taken)))
        while place % len(COLOURS) in {used % len(COLOURS) for used in taken.values()} and len(taken) < len(COLOURS):
            place += 1
        taken[code] = place % len(COLOURS)
    return taken
