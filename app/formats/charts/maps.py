"""Maps: the Regions or the provinces of Belgium, coloured and labelled by their values."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import orjson

from app.formats.charts.palette import Skin
from app.formats.charts.reading import Drawing, Side

# Where labels stand, as longitude and latitude: Brussels lies within Flemish Brabant, so centres would collide.
LABELS: Mapping[str, Mapping[str, tuple[float, float]]] = {
    "nuts1": {"BE1": (4.37, 50.84), "BE2": (3.55, 51.0), "BE3": (5.0, 50.3)},
    "nuts2": {
        "BE10": (4.37, 50.84),
        "BE21": (4.72, 51.24),
        "BE22": (5.43, 51.0),
        "BE23": (3.87, 51.06),
        "BE24": (4.9, 50.93),
        "BE25": (3.03, 50.95),
        "BE31": (4.6, 50.67),
        "BE32": (3.95, 50.48),
        "BE33": (5.75, 50.5),
        "BE34": (5.5, 49.95),
        "BE35": (4.88, 50.24),
    },
}

NO_VALUE = "\N{EN DASH}"
NAMED, LABELLED = 260, 110  # the height of a map in pixels from which names and values fit into it
UNNAMED = frozenset({"BE1", "BE10"})  # too small for their names


@cache
def belgium() -> dict[str, Any]:
    """Return the map, without the names that the answer brings itself."""
    topology: dict[str, Any] = orjson.loads((files("app.data") / "belgium.topojson").read_bytes())
    for layer in topology["objects"].values():
        for area in layer["geometries"]:
            area["properties"] = {}
    return topology


def layer_of(side: Side) -> str | None:
    """Return the layer of the map that holds the areas of a side, None when there is none."""
    codes = {entry.code for entry in side.categories} - {"UNK"}
    if side.column.role != "geo" or not codes:
        return None
    return next((layer for layer, places in LABELS.items() if codes <= places.keys()), None)


def draws_on_map(side: Side) -> bool:
    """Tell whether all areas of a side are on the map; what lies nowhere does not count."""
    return layer_of(side) is not None


def off_the_map(drawing: Drawing) -> list[dict[str, Any]]:
    """Return the points of a mapped drawing that lie nowhere and are not zero."""
    side = drawing.sides[0]
    return [point for point in drawing.points if point[f"{side.key}_code"] == "UNK" and point["value"]]


def ramp_legend(drawing: Drawing, length: float) -> dict[str, Any]:
    """Return the legend of values that are told by strength of colour."""
    return {
        "title": None,
        "orient": "right",
        "labelExpr": drawing.scale.axis,
        "tickCount": 4,
        "gradientLength": max(60, round(length)),
    }


def region_map(drawing: Drawing, side: Side, skin: Skin, height: float) -> dict[str, Any]:
    """Return the view: areas from pale to strong, each with its name where there is room and its value."""
    layer, named = layer_of(side) or "nuts1", height >= NAMED
    places = LABELS[layer]
    points = [point for point in drawing.points if point[f"{side.key}_code"] in places]
    numbers = [point["value"] for point in points if point["value"] is not None]
    top = max(numbers, default=0)
    labels = [
        {
            "longitude": places[code][0],
            "latitude": places[code][1],
            **point,
            "short": point["short"] or NO_VALUE,
            "strong": (point["value"] or 0) > top * 0.55,
        }
        for point in points
        for code in [point[f"{side.key}_code"]]
    ]
    found = {
        "from": {
            "data": {"values": points},
            "key": f"{side.key}_code",
            "fields": [side.key, "value", "text", "provisional"],
        }
    }
    colour = {
        "condition": {"test": "!isValid(datum.value)", "value": skin.blank},
        "field": "value",
        "type": "quantitative",
        "scale": {"range": list(skin.ramp), "domain": [min([0, *numbers]), top or 1], "nice": True},
        "legend": ramp_legend(drawing, min(160, height * 0.8)),
    }
    areas = {
        "data": {"values": belgium(), "format": {"type": "topojson", "feature": layer}},
        "transform": [{"lookup": "id", **found}],
        "mark": {"type": "geoshape", "stroke": skin.background, "strokeWidth": 1.2, "invalid": None},
        "encoding": {
            "color": colour,
            "tooltip": [{"field": side.key, "type": "nominal"}, {"field": "text", "type": "nominal"}],
        },
    }
    ink = {"condition": {"test": "datum.strong", "value": skin.background}, "value": skin.ink}
    place = {
        "longitude": {"field": "longitude", "type": "quantitative"},
        "latitude": {"field": "latitude", "type": "quantitative"},
        "color": ink,
    }
    mark = {"type": "text", "fontSize": 12, "fontWeight": "bold", "dy": 5 if named else 0}
    values = {"data": {"values": labels}, "mark": mark, "encoding": {**place, "text": {"field": "short"}}}
    pale, strong = skin.ramp
    halo = {"condition": {"test": "datum.strong", "value": strong}, "value": pale}
    halos = {
        "data": {"values": [label for label in labels if label[f"{side.key}_code"] in UNNAMED]},
        "mark": {**mark, "strokeWidth": 4, "strokeJoin": "round"},
        "encoding": {**place, "color": halo, "stroke": halo, "text": {"field": "short"}},
    }
    names = {
        "data": {"values": [label for label in labels if label[f"{side.key}_code"] not in UNNAMED]},
        "mark": {"type": "text", "fontSize": 10, "dy": -7},
        "encoding": {**place, "text": {"field": side.key}},
    }
    return {
        "projection": {"type": "mercator"},
        "layer": [areas, *([halos, values] if height >= LABELLED else []), *([names] if named else [])],
    }
