"""Draw what questions cost in the database against the number of rounds, as one SVG."""

from collections.abc import Mapping
from typing import Any

import vl_convert

Curves = Mapping[str, Mapping[str, Mapping[int, float]]]
TITLES = {"aggregates": "Aggregates", "pages": "Pages of 100 rows"}
BOUNDS = {"aggregates": {"prepared": 2.0, "odd": 150.0}, "pages": {"a page": 20.0}}


def points(curves: Mapping[str, Mapping[int, float]]) -> list[dict[str, Any]]:
    """Return one point per question and size."""
    return [
        {"question": question, "rounds": size, "ms": milliseconds}
        for question, by_size in curves.items()
        for size, milliseconds in by_size.items()
    ]


def panel(name: str, curves: Mapping[str, Mapping[int, float]]) -> dict[str, Any]:
    """Return one chart: a line per question, and the goals."""
    x = {
        "field": "rounds",
        "type": "quantitative",
        "scale": {"type": "log"},
        "title": "rounds",
        "axis": {"format": "~s"},
    }
    y = {"field": "ms", "type": "quantitative", "scale": {"type": "log"}, "title": "milliseconds in the database"}
    color = {
        "field": "question",
        "type": "nominal",
        "title": None,
        "legend": {"orient": "bottom", "columns": 1, "labelLimit": 360},
    }
    goals = [{"ms": bound, "goal": f"goal: {what}"} for what, bound in BOUNDS.get(name, {}).items()]
    y_goal = {"field": "ms", "type": "quantitative"}
    return {
        "title": TITLES.get(name, name),
        "width": 360,
        "height": 300,
        "layer": [
            {
                "data": {"values": points(curves)},
                "mark": {"type": "line", "point": True},
                "encoding": {"x": x, "y": y, "color": color},
            },
            {
                "data": {"values": goals},
                "mark": {"type": "rule", "strokeDash": [4, 4], "color": "#888"},
                "encoding": {"y": y_goal},
            },
            {
                "data": {"values": goals},
                "mark": {"type": "text", "align": "left", "x": 4, "dy": -6, "color": "#555", "fontSize": 10},
                "encoding": {"y": y_goal, "text": {"field": "goal"}},
            },
        ],
    }


def draw(curves: Curves) -> str:
    """Return the picture."""
    specification = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": "white",
        "hconcat": [panel(name, questions) for name, questions in curves.items()],
        "resolve": {"scale": {"color": "independent"}},
        "config": {"font": "sans-serif", "range": {"category": {"scheme": "tableau20"}}},
    }
    return str(vl_convert.vegalite_to_svg(specification))
