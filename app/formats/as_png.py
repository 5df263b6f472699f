"""PNG: the chart as an image, twice as dense as the size asked for where that is not huge, so that it is sharp."""

from app.dataset import Dataset
from app.formats.as_svg import draw
from app.formats.charts.renderer import RENDERER
from app.formats.options import Options

MAX_DENSE = 1_000_000  # CSS pixels up to which an image has twice as many of its own across and down


def write(dataset: Dataset, options: Options) -> bytes:
    """Write the image; see chart_spec for what it raises."""
    density = 2 if options.width * options.height <= MAX_DENSE else 1
    return RENDERER.png(draw(dataset, options), density)
