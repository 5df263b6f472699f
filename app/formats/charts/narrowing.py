"""Narrowing: a drawing parted into panels and cut to what a picture can show, with what was left out said."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.dataset import Column
from app.errors import BadRequest
from app.formats.charts.maps import draws_on_map
from app.formats.charts.palette import COLOURS
from app.formats.charts.reading import Drawing, Side
from app.formats.cubes import Category
from app.formats.options import Options
from app.languages import Language, Text

MAX_PANELS = 12
MAX_BARS = 30
MAX_POINTS = 2_000
FEW = 3
BAR_HEIGHT, CAPTIONS = 14, 150  # what a bar with its name and what the words around take, in pixels
PANEL = "panel"

CUT = Text(
    "The {shown} largest of {all} are shown: {name}.",
    "De {shown} grootste van {all} zijn getoond: {name}.",
    "Les {shown} plus grands sur {all} sont représentés\u00a0: {name}.",
    "Gezeigt sind die {shown} größten von {all}: {name}.",
)


def narrow(drawing: Drawing, options: Options) -> tuple[Drawing, list[str]]:
    """Return the drawing in panels where it has too many sides, and a sentence for each side that was cut.

    Raises:
        BadRequest: there are more values than a picture can show even so.

    """
    drawing = whole = part(drop_empty_period(drawing))
    if drawing.panels:
        drawing = cut(drawing, drawing.panels, MAX_PANELS)
    bars = max(FEW, min(MAX_BARS, int((options.height - CAPTIONS) / BAR_HEIGHT)))
    for side in () if drawing.published else drawing.sides:
        drawing = drawing if draws_on_map(side) else cut(drawing, side, bars)
    while len(drawing.points) > MAX_POINTS:
        longest = max(cuttable(drawing), key=lambda side: len(side.categories), default=None)
        if longest is None or len(longest.categories) <= FEW:
            detail = f"A chart shows up to {MAX_POINTS} values, this answer has {len(whole.points)}; ask for fewer."
            raise BadRequest(detail, slug="too-many-groups", title="Too many groups", extra={"maximum": MAX_POINTS})
        drawing = cut(drawing, longest, max(FEW, len(longest.categories) // 2))
    pairs = zip(cuttable(whole), cuttable(drawing), strict=True)
    return drawing, [said(before, after, options.lang) for before, after in pairs if before != after]


def cuttable(drawing: Drawing) -> list[Side]:
    """Return the sides whose smaller categories may be left out: those that are not time."""
    return [*drawing.sides, *([drawing.panels] if drawing.panels else [])]


def said(before: Side, after: Side, language: Language) -> str:
    """Return the sentence that tells how much of a side is shown."""
    shown, every = len(after.categories), len(before.categories)
    return CUT.in_(language).format(shown=shown, all=every, name=before.column.label.in_(language))


def drop_empty_period(drawing: Drawing) -> Drawing:
    """Leave out the place of records without a known period when nothing is in it."""
    time = drawing.time
    if time is None or any(point["value"] for point in drawing.points if point[f"{time.key}_code"] == "UNK"):
        return drawing
    points = [point for point in drawing.points if point[f"{time.key}_code"] != "UNK"]
    known = tuple(entry for entry in time.categories if entry.code != "UNK")
    return replace(drawing, points=points, time=replace(time, categories=known))


def part(drawing: Drawing) -> Drawing:
    """Part a drawing into panels along the sides that one view cannot hold, those with the fewest values first."""
    sides = list(drawing.sides)
    if drawing.published:
        series = next((side for side in sides if side.key == "publisher"), sides[0] if sides else None)
        inner = [series] if series and len(series.categories) <= len(COLOURS) else []
        panels = [side for side in sides if side is not series]
    else:
        room = 1 if drawing.time else 2
        ordered = sorted(sides, key=lambda side: len(side.categories))
        panels, inner = ordered[: len(sides) - room] if len(sides) > room else [], ordered[max(0, len(sides) - room) :]
        inner = [side for side in sides if side in inner]
    if not panels:
        return replace(drawing, sides=tuple(inner))
    points, side = combine(drawing.points, panels)
    return replace(drawing, sides=tuple(inner), points=points, panels=side)


def combine(points: Sequence[dict[str, Any]], sides: Sequence[Side]) -> tuple[list[dict[str, Any]], Side]:
    """Return the points with the labels of several sides joined, and the side of those that occur."""
    keys = [side.key for side in sides]
    joined = [{**point, PANEL: " · ".join(point[key] for key in keys)} for point in points]
    ranks: Mapping[str, tuple[int, ...]] = {
        point[PANEL]: tuple(point[f"{key}_place"] for key in keys) for point in joined
    }
    labels = sorted(ranks, key=lambda label: ranks[label])
    column = Column(PANEL, sides[0].column.label, role="dimension")
    return joined, Side(column, tuple(Category(label, label) for label in labels))


def cut(drawing: Drawing, side: Side, most: int) -> Drawing:
    """Keep the largest categories of a side, in their order."""
    if len(side.categories) <= most:
        return drawing
    totals = totals_by(drawing.points, side.key)
    largest = set(sorted(side.labels, key=lambda label: -totals.get(label, 0))[:most])
    kept = replace(side, categories=tuple(entry for entry in side.categories if entry.label in largest))
    points = [point for point in drawing.points if point[side.key] in largest]
    sides = tuple(kept if one is side else one for one in drawing.sides)
    return replace(drawing, points=points, sides=sides, panels=kept if drawing.panels is side else drawing.panels)


def totals_by(points: Sequence[dict[str, Any]], key: str) -> dict[str, float]:
    """Return label → sum of the absolute values, by which categories are ranked."""
    totals: dict[str, float] = {}
    for point in points:
        totals[point[key]] = totals.get(point[key], 0) + abs(point["value"] or 0)
    return totals
