"""Kinds: the views in which a drawing can be shown, and which of them fits."""

from dataclasses import dataclass, replace
from typing import Any

from app.formats.charts.figures import PUBLISHER
from app.formats.charts.maps import draws_on_map, ramp_legend, region_map
from app.formats.charts.narrowing import SERIES, totals_by
from app.formats.charts.palette import COLOURS, PLACES, SHAPES, SKINS, Skin, places_of
from app.formats.charts.reading import Drawing, Side
from app.formats.options import Options

View = dict[str, Any]

MAX_SERIES = 8  # colours side by side that a reader tells apart
MAX_LABELLED_BARS = 16
MAX_GROUPED_PERIODS = 4
MAX_BAR_PERIODS = 40
LABEL_WIDTH = 34
LABEL_SHARE = 0.36  # of the width that the names of categories may take
LETTER = 6.4  # about the width of one letter at the size of labels

# What grows from zero, so that its bars may be compared by length and stacked to a whole.
ADDITIVE = frozenset({"count", "count_disclosed", "sum", "companies", "new", "lost", "share", "cumulative"})


@dataclass(frozen=True, slots=True)
class Box:
    """The room of a view in pixels."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Sketch:
    """A drawing with what its views need: room, colours, language."""

    drawing: Drawing
    options: Options
    room: float  # for the legend, in pixels across

    @property
    def skin(self) -> Skin:
        """The colours of the theme."""
        return SKINS[self.options.theme]

    @property
    def measure(self) -> str:
        """The key of the measure."""
        return self.drawing.measure.key

    def quantity(self, *, grid: bool = True, zero: bool = True) -> dict[str, Any]:
        """Return the encoding of the value on an axis."""
        axis = {"title": None, "labelExpr": self.drawing.scale.axis, "grid": grid, "tickCount": 5}
        field = "drawn" if self.drawing.scaled else "value"
        return {"field": field, "type": "quantitative", "axis": axis, "scale": {"zero": zero, "nice": True}}

    def tooltip(self, *sides: Side) -> list[dict[str, str]]:
        """Return what is shown beside the pointer."""
        shown = [{"field": side.key, "type": "nominal", "title": self.name(side)} for side in sides]
        title = self.drawing.measure.label.in_(self.options.lang)
        return [*shown, {"field": "text", "type": "nominal", "title": title}]

    def name(self, side: Side) -> str:
        """Return the name of a side in the language asked for."""
        return side.column.label.in_(self.options.lang)

    def colour(self, side: Side, share: float = 1) -> dict[str, Any]:
        """Return the encoding of a side as colours, each fixed by its code, with a legend above in a share of the room."""
        places = places_of([entry.code for entry in side.categories], self.drawing.orders)
        colours = [COLOURS[places[entry.code]] for entry in side.categories]
        widths = [len(label) * LETTER + 34 for label in side.labels]
        room = self.room * share
        fitting = len(colours) if sum(widths) <= room else int(room // max(widths))
        legend = {
            "title": None,
            "orient": "top",
            "columns": max(1, fitting),
            "symbolType": "circle",
            "labelLimit": room - 30,
        }
        scale = {"domain": side.labels, "range": colours}
        return {"field": side.key, "type": "nominal", "scale": scale, "legend": legend}

    def shape(self, side: Side) -> dict[str, Any]:
        """Return the encoding of a side as shapes, for those who do not see its colours."""
        places = places_of([entry.code for entry in side.categories], self.drawing.orders)
        shapes = [SHAPES[places[entry.code] % len(SHAPES)] for entry in side.categories]
        return {"field": side.key, "type": "nominal", "scale": {"domain": side.labels, "range": shapes}}


def periods(side: Side) -> dict[str, Any]:
    """Return the encoding of time as one place per period, so that a period without a value is a gap."""
    axis = {"title": None, "labelAngle": 0, "labelOverlap": "greedy", "labelSeparation": 8, "grid": False}
    return {"field": side.key, "type": "ordinal", "sort": side.labels, "scale": {"domain": side.labels}, "axis": axis}


def faded() -> dict[str, Any]:
    """Return the encoding that makes provisional values pale."""
    return {"condition": {"test": "datum.provisional", "value": 0.45}, "value": 1}


def time_bars(sketch: Sketch, time: Side, box: Box) -> View:
    """One bar per period."""
    many = len(time.categories) > MAX_LABELLED_BARS or box.width / len(time.categories) < LABEL_WIDTH
    base = {"x": periods(time), "y": sketch.quantity(), "tooltip": sketch.tooltip(time)}
    bars = {
        "mark": {"type": "bar", "color": COLOURS[0], "cornerRadiusEnd": 1},
        "encoding": {**base, "opacity": faded()},
    }
    texts = {
        "mark": {"type": "text", "baseline": "bottom", "dy": -3, "fontSize": 11, "color": sketch.skin.ink},
        "encoding": {**base, "text": {"field": "short"}},
    }
    return {"layer": [bars] if many else [bars, texts]}


def dots(sketch: Sketch, series: Side | None, base: dict[str, Any], size: int) -> View:
    """Points, told apart by colour and shape; hollow ones are provisional."""
    mark: dict[str, Any] = {"type": "point", "filled": False, "size": size, "strokeWidth": 1.8, "opacity": 1}
    hollow = {"test": "datum.provisional", "value": sketch.skin.background}
    if series is None:
        mark["color"] = COLOURS[0]
        return {"mark": mark, "encoding": {**base, "fill": {"condition": hollow, "value": COLOURS[0]}}}
    colour = sketch.colour(series)
    plain = {key: colour[key] for key in ("field", "type", "scale")}
    # One legend for all three: different ones would be a conflict to Vega-Lite.
    legend = {"legend": colour["legend"]}
    channels = {
        "color": colour,
        "shape": sketch.shape(series) | legend,
        "fill": {"condition": hollow, **plain} | legend,
    }
    return {"mark": mark, "encoding": {**base, **channels}}


def time_lines(sketch: Sketch, time: Side, series: Side | None) -> View:
    """One line per series, broken where a value is missing."""
    sides = (time, series) if series else (time,)
    base: dict[str, Any] = {"x": periods(time), "y": sketch.quantity(), "tooltip": sketch.tooltip(*sides)}
    mark: dict[str, Any] = {"type": "line", "strokeWidth": 2.2, "invalid": "break-paths-show-path-domains"}
    line = {"mark": mark, "encoding": {**base, "color": sketch.colour(series)} if series else base}
    if series is None:
        mark["color"] = COLOURS[0]
    return {"layer": [line, dots(sketch, series, base, 46)]}


def time_groups(sketch: Sketch, time: Side, series: Side, *, stacked: bool) -> View:
    """Bars of the series side by side in each period, or stacked to the whole."""
    encoding = {
        "x": periods(time),
        "y": sketch.quantity() | ({"stack": "zero"} if stacked else {"stack": None}),
        "color": sketch.colour(series),
        "opacity": faded(),
        "tooltip": sketch.tooltip(time, series),
    }
    if stacked:
        encoding["order"] = {"field": f"{series.key}_place", "type": "quantitative"}
    else:
        encoding["xOffset"] = {"field": series.key, "sort": series.labels, "scale": {"domain": series.labels}}
    return {"mark": {"type": "bar"}, "encoding": encoding}


def ranked_bars(sketch: Sketch, side: Side, series: Side | None) -> View:
    """One bar per category, the largest on top, with its value at its end."""
    totals = totals_by(sketch.drawing.points, side.key)
    order = sorted(side.labels, key=lambda label: -totals.get(label, 0))
    y = {
        "field": side.key,
        "type": "nominal",
        "sort": order,
        "axis": {"title": None, "labelLimit": max(80, sketch.room * LABEL_SHARE), "domain": False, "ticks": False},
    }
    base: dict[str, Any] = {
        "y": y,
        "x": sketch.quantity(),
        "tooltip": sketch.tooltip(side, *([series] if series else [])),
    }
    bar: dict[str, Any] = {"mark": {"type": "bar", "cornerRadiusEnd": 1}, "encoding": {**base, "opacity": faded()}}
    if series is not None:
        bar["encoding"]["color"] = sketch.colour(series, 1 - LABEL_SHARE)
        if sketch.measure in ADDITIVE:
            bar["encoding"]["x"] = {**base["x"], "stack": "zero"}
            bar["encoding"]["order"] = {"field": f"{series.key}_place", "type": "quantitative"}
        else:
            bar["encoding"]["x"] = {**base["x"], "stack": None}
            bar["encoding"]["yOffset"] = {"field": series.key, "scale": {"domain": series.labels}}
        return {"layer": [bar]}
    if all(entry.code in PLACES for entry in side.categories):
        bar["encoding"]["color"] = sketch.colour(side) | {"legend": None}
    else:
        bar["mark"]["color"] = COLOURS[0]
    text = {"type": "text", "align": "left", "baseline": "middle", "dx": 4, "fontSize": 11, "color": sketch.skin.ink}
    return {"layer": [bar, {"mark": text, "encoding": {**base, "text": {"field": "short"}}}]}


def heat(sketch: Sketch, across: Side, down: Side, box: Box) -> View:
    """A table of coloured cells, for more series than there are colours; a ring marks a provisional value."""
    skin, numbers = sketch.skin, [point["value"] for point in sketch.drawing.points if point["value"] is not None]
    x: dict[str, Any] = {"field": across.key, "type": "ordinal", "sort": across.labels}
    x["axis"] = {
        "title": None,
        "labelAngle": 0 if across.column.role == "time" else -40,
        "labelOverlap": "greedy",
        "labelSeparation": 8,
    }
    y: dict[str, Any] = {"field": down.key, "type": "ordinal", "sort": down.labels}
    y["axis"] = {"title": None, "labelLimit": max(80, sketch.room * LABEL_SHARE)}
    colour = {
        "field": "value",
        "type": "quantitative",
        "scale": {"range": list(skin.ramp), "domain": [min([0, *numbers]), max([0, *numbers]) or 1], "nice": True},
        "legend": ramp_legend(sketch.drawing, box.height * 0.6),
        "condition": {"test": "!isValid(datum.value)", "value": skin.blank},
    }
    base = {"x": x, "y": y, "tooltip": sketch.tooltip(across, down)}
    cells = {
        "mark": {"type": "rect", "stroke": skin.background, "invalid": None},
        "encoding": {**base, "color": colour},
    }
    rings = {
        "transform": [{"filter": "datum.provisional"}],
        "mark": {"type": "point", "size": 16, "filled": False, "strokeWidth": 1, "color": skin.faint},
        "encoding": base,
    }
    return {"layer": [cells, rings]}


def published_points(sketch: Sketch, time: Side | None, series: Side | None) -> View:
    """One point per published value: publishers compete, so no line joins them."""
    named = replace(series, column=replace(series.column, key=PUBLISHER)) if series and series.key == SERIES else series
    encoding: dict[str, Any] = {"y": sketch.quantity(), "tooltip": sketch.tooltip(*filter(None, (time, named)))}
    if time:
        encoding["x"] = periods(time)
    return dots(sketch, series, encoding, 70)


def choose_view(sketch: Sketch, box: Box) -> View:
    """Return the view that fits a drawing of up to two sides; a larger one is parted into panels before."""
    drawing, time = sketch.drawing, sketch.drawing.time
    side, other = (*drawing.sides, None, None)[:2]
    if drawing.published:
        return published_points(sketch, time, side)
    if time is None:
        return still_view(sketch, side, other, box)
    if side is None:
        bars = sketch.measure in ADDITIVE and len(time.categories) <= MAX_BAR_PERIODS
        return time_bars(sketch, time, box) if bars else time_lines(sketch, time, None)
    if len(side.categories) > MAX_SERIES:
        return heat(sketch, time, side, box)
    if sketch.measure == "share":
        return time_groups(sketch, time, side, stacked=True)
    if len(time.categories) <= MAX_GROUPED_PERIODS:
        return time_groups(sketch, time, side, stacked=False)
    return time_lines(sketch, time, side)


def still_view(sketch: Sketch, side: Side | None, other: Side | None, box: Box) -> View:
    """Return the view of values without time."""
    if side is None:
        text = {"type": "text", "fontSize": min(48, box.height / 3), "fontWeight": "bold", "color": sketch.skin.ink}
        return {"mark": text, "encoding": {"text": {"field": "text"}}}
    if other is None:
        if draws_on_map(side):
            return region_map(sketch.drawing, side, sketch.skin, min(box.width / 1.5, box.height))
        return ranked_bars(sketch, side, None)
    many, few = sorted((side, other), key=lambda one: -len(one.categories))
    if len(few.categories) > MAX_SERIES:
        return heat(sketch, few, many, box)
    return ranked_bars(sketch, many, few)
