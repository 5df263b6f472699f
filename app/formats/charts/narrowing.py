"""Narrowing: a drawing parted into panels and cut to what a picture can show, with what was left out said."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from math import ceil, prod
from typing import Any

from app.dataset import Column
from app.errors import BadRequest
from app.formats.charts.figures import INDICATOR, JOINT, PUBLISHER
from app.formats.charts.maps import draws_on_map
from app.formats.charts.palette import COLOURS
from app.formats.charts.reading import Drawing, Side
from app.formats.cubes import Category
from app.formats.options import Options
from app.formats.wordings import NULL_REASONS
from app.languages import LANGUAGES, Language, Text

MAX_PANELS = 12
MAX_BARS = 30
MAX_POINTS = 2_000
FEW = 3
BAR_HEIGHT, CAPTIONS = 14, 150  # what a bar with its name and what the words around take, in pixels
MAX_TOLD = 6
PANEL_WIDTH, PANEL_HEIGHT = 230, 140  # what a panel needs, in pixels
PANEL = "panel"
SERIES = "series"

# How the codes of periods are spelled, and how many there are in a year.
PERIODS = (
    (re.compile(r"(\d{4})"), 1, "{year}"),
    (re.compile(r"(\d{4})-Q([1-4])"), 4, "{year}-Q{part}"),
    (re.compile(r"(\d{4})-(0[1-9]|1[0-2])"), 12, "{year}-{part:02}"),
)

CUT = Text(
    "The {shown} largest of {all} are shown: {name}.",
    "De {shown} grootste van {all} zijn getoond: {name}.",
    "Les {shown} plus grands sur {all} sont représentés\u00a0: {name}.",
    "Gezeigt sind die {shown} größten von {all}: {name}.",
)

MOST = Text(
    "The {shown} with the most values of {all} are shown: {name}.",
    "De {shown} met de meeste waarden van {all} zijn getoond: {name}.",
    "Les {shown} sur {all} qui ont le plus de valeurs sont représentés\u00a0: {name}.",
    "Gezeigt sind die {shown} von {all} mit den meisten Werten: {name}.",
)
OTHERS = Text("Other publishers", "Andere uitgevers", "Autres éditeurs", "Andere Herausgeber")

UNDATED = Text(
    "Of no known period: {values}.",
    "Zonder bekende periode: {values}.",
    "Sans période connue\u00a0: {values}.",
    "Ohne bekannten Zeitraum: {values}.",
)


def narrow(drawing: Drawing, options: Options) -> tuple[Drawing, list[str]]:
    """Return the drawing in panels where it has too many sides, and a sentence for each side that was cut.

    Raises:
        BadRequest: there are more values than a picture can show even so.

    """
    drawing, unknown = part_unknown(drawing)
    drawing = whole = part(drawing)
    lines = 1
    if drawing.panels:
        columns = max(1, int(options.width // PANEL_WIDTH))
        room = columns * max(1, int((options.height - CAPTIONS) / PANEL_HEIGHT))
        most = min(MAX_PANELS, max(FEW, room))
        lines = ceil(min(most, len(drawing.panels.categories)) / columns)
        drawing = cut(drawing, drawing.panels, most)
    bars = max(FEW, min(MAX_BARS, int((options.height - CAPTIONS) / lines / BAR_HEIGHT)))
    for side in () if drawing.published else drawing.sides:
        drawing = drawing if draws_on_map(side) else cut(drawing, side, bars)
    while len(drawing.points) > MAX_POINTS:
        longest = max(cuttable(drawing), key=lambda side: len(side.categories), default=None)
        if longest is None or len(longest.categories) <= FEW:
            detail = f"A chart shows up to {MAX_POINTS} values, this answer has {len(whole.points)}; ask for fewer."
            raise BadRequest(detail, slug="too-many-groups", title="Too many groups", extra={"maximum": MAX_POINTS})
        drawing = cut(drawing, longest, max(FEW, len(longest.categories) // 2))
    pairs = zip(cuttable(whole), cuttable(drawing), strict=True)
    words = MOST if drawing.scaled else CUT
    notes = [said(words, before, after, options.lang) for before, after in pairs if before != after]
    return complete(told_apart(drawing, options.lang), options.lang), [
        *notes,
        *undated(unknown, cuttable(drawing), options.lang),
    ]


def cuttable(drawing: Drawing) -> list[Side]:
    """Return the sides whose smaller categories may be left out: those that are not time."""
    return [*drawing.sides, *([drawing.panels] if drawing.panels else [])]


def undated(unknown: Sequence[dict[str, Any]], sides: Sequence[Side], language: Language) -> Iterator[str]:
    """Yield the sentence that tells what is known of no period, if that is anything."""
    told = [
        " ".join([*(point[side.key] for side in sides if side.key in point), point["text"]])
        for point in unknown
        if point["value"]
    ]
    if told:
        more = ["…"] if len(told) > MAX_TOLD else []
        yield UNDATED.in_(language).format(values="; ".join([*told[:MAX_TOLD], *more]))


def said(words: Text, before: Side, after: Side, language: Language) -> str:
    """Return the sentence that tells how much of a side is shown."""
    shown, every = len(after.categories), len(before.categories)
    return words.in_(language).format(shown=shown, all=every, name=before.column.label.in_(language))


def part_unknown(drawing: Drawing) -> tuple[Drawing, list[dict[str, Any]]]:
    """Take what has no known period off the axis of time, where it would look like the newest, and return it."""
    time = drawing.time
    if time is None:
        return drawing, []
    unknown = [point for point in drawing.points if point[f"{time.key}_code"] == "UNK"]
    known = tuple(entry for entry in time.categories if entry.code != "UNK")
    points = [point for point in drawing.points if point[f"{time.key}_code"] != "UNK"]
    return replace(drawing, points=points, time=replace(time, categories=known)), unknown


def complete(drawing: Drawing, language: Language) -> Drawing:
    """Put every period between the first and the last on the axis, and an empty point where a cell is missing.

    So a period without a value is a gap: it neither shortens the axis nor lets a line run across.
    """
    time, sides = drawing.time, cuttable(drawing)
    if time is None or drawing.published:
        return drawing
    codes = every_period([entry.code for entry in time.categories])
    if len(codes) * prod(len(side.categories) for side in sides) > MAX_POINTS:
        return drawing
    labels = {entry.code: entry.label for entry in time.categories}
    filled = replace(time, categories=tuple(Category(code, labels.get(code, code)) for code in codes))
    there = {tuple(point[side.key] for side in (filled, *sides)) for point in drawing.points}
    empty = {"value": None, "text": NULL_REASONS["missing"].in_(language), "short": "", "provisional": False}
    missing = [
        {
            **{side.key: label for side, label in zip((filled, *sides), cell, strict=True)},
            **empty,
        }
        for cell in product(filled.labels, *(side.labels for side in sides))
        if cell not in there
    ]
    order = {label: place for place, label in enumerate(filled.labels)}
    points = sorted([*drawing.points, *missing], key=lambda point: order[point[time.key]])
    return replace(drawing, time=filled, points=points if missing else drawing.points)


def every_period(codes: Sequence[str]) -> list[str]:
    """Return the years, quarters or months from the first to the last code; other codes as they are."""
    for pattern, per_year, spelling in PERIODS:
        found = [pattern.fullmatch(code) for code in codes]
        if all(found):
            numbers = [int(m[1]) * per_year + int(m[2] if per_year > 1 else 1) - 1 for m in found if m]
            span = range(min(numbers), max(numbers) + 1)
            return [spelling.format(year=number // per_year, part=number % per_year + 1) for number in span]
    return list(codes)


def part(drawing: Drawing) -> Drawing:
    """Part a drawing into panels along the sides that one view cannot hold, those with the fewest values first."""
    sides = list(drawing.sides)
    if drawing.published:
        apart = [side for side in sides if side.key == INDICATOR and drawing.scaled]
        others = [side for side in sides if side not in apart]
        inner = [side for side in others if side.key == PUBLISHER] or others[:1]
        panels = [*apart, *(side for side in others if side not in inner)]
    else:
        room = 1 if drawing.time else 2
        ordered = sorted(sides, key=lambda side: len(side.categories))
        panels, inner = ordered[: len(sides) - room] if len(sides) > room else [], ordered[max(0, len(sides) - room) :]
        inner = [side for side in sides if side in inner]
    if not panels:
        return replace(drawing, sides=tuple(inner))
    points, side = combine(drawing.points, panels)
    return replace(drawing, sides=tuple(inner), points=points, panels=side)


def told_apart(drawing: Drawing, language: Language) -> Drawing:
    """Keep the publishers that are still there, those beyond the colours as one; each point still names its own."""
    if not drawing.published or not drawing.sides:
        return drawing
    (side,) = drawing.sides
    counts = Counter(point[side.key] for point in drawing.points)
    there = tuple(entry for entry in side.categories if entry.label in counts)
    if len(there) <= len(COLOURS):
        return replace(drawing, sides=(replace(side, categories=there),))
    most = {label for label, _ in counts.most_common(len(COLOURS) - 1)}
    rest = OTHERS.in_(language)
    points = [{**point, SERIES: point[side.key] if point[side.key] in most else rest} for point in drawing.points]
    kept = (*(entry for entry in there if entry.label in most), Category("UNK", rest))
    return replace(drawing, sides=(Side(replace(side.column, key=SERIES), kept),), points=points)


def combine(points: Sequence[dict[str, Any]], sides: Sequence[Side]) -> tuple[list[dict[str, Any]], Side]:
    """Return the points with the labels of several sides joined, and the side of those that occur."""
    joined = [{**point, PANEL: panel_name(point, sides)} for point in points]
    ranks: Mapping[str, tuple[int, ...]] = {
        point[PANEL]: tuple(-1 if is_total(point, side) else point[f"{side.key}_place"] for side in sides)
        for point in joined
    }
    labels = sorted(ranks, key=lambda label: ranks[label])
    names = [side.column.label for side in sides]
    column = Column(
        PANEL, Text(*(JOINT.join(name.in_(lang) for name in names) for lang in LANGUAGES)), role="dimension"
    )
    return joined, Side(column, tuple(Category(label, label) for label in labels))


def panel_name(point: Mapping[str, Any], sides: Sequence[Side]) -> str:
    """Return the name of the panel of a point: its labels, without those that only say that nothing is cut."""
    parts = [point[side.key] for side in sides if not is_total(point, side)]
    return JOINT.join(parts or [point[sides[0].key]])


def is_total(point: Mapping[str, Any], side: Side) -> bool:
    """Tell whether a point stands for the total along a side."""
    return bool(point[f"{side.key}_code"] == "ALL")


def cut(drawing: Drawing, side: Side, most: int) -> Drawing:
    """Keep the largest categories of a side, in their order."""
    if len(side.categories) <= most:
        return drawing
    totals: Mapping[str, float] = totals_by(drawing.points, side.key)
    if drawing.scaled:
        totals = Counter(point[side.key] for point in drawing.points)  # values of several units have no largest
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
