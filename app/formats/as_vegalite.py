"""Vega-Lite: the specification of the chart that fits an answer, with its values."""

from app.dataset import Dataset
from app.formats.as_json import dump
from app.formats.charts.frame import chart_spec
from app.formats.options import Options


def write(dataset: Dataset, options: Options) -> bytes:
    """Write the specification; see chart_spec for what it raises."""
    return dump(chart_spec(dataset, options))
