"""Frame: the whole specification - the view in its panels, with title, unit, source line, licence and size."""

from math import ceil
from typing import Any

from app.dataset import Dataset
from app.errors import BadRequest, Fault
from app.formats.charts.captions import describe, footnotes, headings
from app.formats.charts.figures import JOINT
from app.formats.charts.kinds import LETTER, Box, Sketch, View, choose_view
from app.formats.charts.locales import LOCALE
from app.formats.charts.narrowing import PANEL_WIDTH, narrow
from app.formats.charts.palette import FONT, SKINS, Skin
from app.formats.charts.reading import Side, read_drawing
from app.formats.options import MAX_SIDE, MIN_SIDE, Options

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"

# About the room that things take, in pixels; what the estimate misses is scaled away when a picture is made.
PADDING, TITLE, SUBTITLE, FOOT, LEGEND, AXIS, HEADER, GAP = 14, 22, 18, 14, 19, 26, 22, 18
VALUES, RAMP = 44, 74


def chart_spec(dataset: Dataset, options: Options) -> dict[str, Any]:
    """Return the specification of the chart that fits an answer, its values inlined.

    Raises:
        BadRequest: the size lies beyond its bounds, or there are more values than a picture can show.
        NotAcceptable: there is no measure.
        NotFound: there is no row.

    """
    check_size(options)
    drawing, cuts = narrow(read_drawing(dataset, options.lang), options)
    skin = SKINS[options.theme]
    room = options.width - 2 * PADDING
    head, foot = headings(dataset, drawing, options, room), footnotes(dataset, drawing, cuts, options, room)
    used = TITLE * len(head["text"]) + SUBTITLE * len(head["subtitle"]) + FOOT * len(foot["text"]) + 2 * PADDING + GAP
    view = panels(Sketch(drawing, options, room), Box(room, max(60.0, options.height - used)))
    return {
        "$schema": SCHEMA,
        "description": describe(dataset, drawing, options),
        "background": skin.background,
        "padding": PADDING,
        "title": foot,
        "data": {"values": drawing.points},
        "vconcat": [{"title": head, **view}],
        "resolve": {"legend": dict.fromkeys(("color", "stroke", "fill", "shape"), "independent")},
        "config": config(skin, options),
    }


def check_size(options: Options) -> None:
    """Raise BadRequest when a side of the picture lies beyond its bounds."""
    for name in ("width", "height"):
        side = getattr(options, name)
        if not MIN_SIDE <= side <= MAX_SIDE:
            detail = f"{name} runs from {MIN_SIDE} to {MAX_SIDE} pixels."
            raise BadRequest(detail, faults=[Fault(name, "out_of_range", detail, str(side))])


def panels(sketch: Sketch, box: Box) -> View:
    """Return the view with its size, repeated in panels where the drawing has them."""
    side = sketch.drawing.panels
    if side is None:
        view = choose_view(sketch, box)
        left, right, top, bottom = margins(view, sketch)
        size = {"width": max(60, box.width - left - right), "height": max(60, box.height - top - bottom)}
        return {**rounded(size), **view}
    columns = max(1, min(len(side.categories), int(box.width // PANEL_WIDTH)))
    lines = ceil(len(side.categories) / columns)
    view = choose_view(sketch, Box(box.width / columns, box.height / lines))
    left, right, top, bottom = margins(view, sketch)
    width = (box.width - right - left - GAP * (columns - 1)) / columns
    height = (box.height - top - (bottom + HEADER + GAP) * lines) / lines
    size = {"width": max(60, width), "height": max(40, height)}
    header = {"title": None, "labelLimit": round(max(60, width)), "labelExpr": f"split(datum.label, '{JOINT}')"}
    facet = {"field": side.key, "type": "nominal", "sort": side.labels, "title": None, "header": header}
    spec = {**rounded(size), **view}
    resolve: dict[str, Any] = {"axis": {"x": "independent"}}
    if sketch.drawing.scaled:
        resolve["scale"] = {"y": "independent"}
    return {"facet": facet, "columns": columns, "spec": spec, "spacing": GAP, "resolve": resolve}


def rounded(size: dict[str, float]) -> dict[str, int]:
    """Return whole pixels."""
    return {name: round(side) for name, side in size.items()}


def margins(view: View, sketch: Sketch) -> tuple[float, float, float, float]:
    """Estimate what stands left, right, above and below the plot of a view."""
    encoding = view.get("encoding") or view["layer"][0]["encoding"]
    vertical, colour = encoding.get("y", {}), encoding.get("color", {})
    legend = colour.get("legend") or {}
    left, right = 0.0, 6.0
    if vertical.get("type") == "quantitative":
        left = VALUES
    elif vertical:
        left = 12 + min(vertical["axis"]["labelLimit"], LETTER * max(map(len, labels_of(vertical["field"], sketch))))
        right = VALUES if "layer" in view else right
    if legend.get("orient") == "right":
        right = RAMP
    top = LEGEND * ceil(len(colour["scale"]["domain"]) / legend["columns"]) + 14 if "columns" in legend else 0.0
    return left, right, top, AXIS if "x" in encoding else 0


def resize(spec: dict[str, Any], wider: float, higher: float) -> None:
    """Make the plots of a specification wider and higher, all panels together by that many pixels."""
    (view,) = spec["vconcat"]
    columns, lines, plot = 1, 1, view
    if "facet" in view:
        columns, plot = view["columns"], view["spec"]
        lines = ceil(len(view["facet"]["sort"]) / columns)
    plot["width"] = max(60, round(plot["width"] + wider / columns))
    plot["height"] = max(40, round(plot["height"] + higher / lines))


def labels_of(key: str, sketch: Sketch) -> list[str]:
    """Return the labels of a side."""
    sides: list[Side] = [*sketch.drawing.sides, *([sketch.drawing.time] if sketch.drawing.time else [])]
    return next(side.labels for side in sides if side.key == key)


def config(skin: Skin, options: Options) -> dict[str, Any]:
    """Return fonts, colours and number habits."""
    text = {"labelColor": skin.ink, "titleColor": skin.ink, "labelFontSize": 12, "titleFontSize": 12}
    lines = {"domainColor": skin.faint, "tickColor": skin.faint, "gridColor": skin.grid}
    return {
        "font": FONT,
        "locale": LOCALE[options.lang],
        "view": {"stroke": None},
        "axis": {**text, **lines},
        "axisY": {"domain": False, "ticks": False},
        "legend": {**text, "symbolStrokeWidth": 2, "columnPadding": 14, "rowPadding": 3},
        "header": {"labelColor": skin.ink, "labelFontSize": 12, "labelFontWeight": "bold", "labelAnchor": "start"},
        "title": {"color": skin.ink, "subtitleColor": skin.faint},
        "text": {"color": skin.ink},
    }
