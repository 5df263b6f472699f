"""PNG: the chart as an image, twice as dense as the size asked for, so that it is sharp on today's screens."""

import vl_convert

from app.dataset import Dataset
from app.formats.as_svg import draw
from app.formats.options import Options

DENSITY = 2


def write(dataset: Dataset, options: Options) -> bytes:
    """Write the image; see chart_spec for what it raises."""
    image: bytes = vl_convert.svg_to_png(draw(dataset, options), scale=DENSITY)
    return image
