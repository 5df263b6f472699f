"""SVG: the chart as a picture of exactly the size asked for, with a title and a description for screen readers."""

import re
from hashlib import blake2b
from html import escape
from typing import Any

from app.dataset import Dataset
from app.formats.charts.frame import chart_spec, resize
from app.formats.charts.renderer import RENDERER
from app.formats.options import Options

OPENING = re.compile(r"<svg [^>]*?viewBox=\"(?P<box>[^\"]+)\"[^>]*>")
PART = re.compile(r"(?<=[\"#])(?:clip|gradient_)\d+(?=[\")])")
TOLERANCE = 3  # pixels that scaling may take up unseen


def write(dataset: Dataset, options: Options) -> bytes:
    """Write the picture; see chart_spec for what it raises."""
    return draw(dataset, options).encode()


def draw(dataset: Dataset, options: Options) -> str:
    """Return the picture; nothing is fetched, since the specification carries all it needs."""
    spec = chart_spec(dataset, options)
    picture, (width, height) = render(spec)
    if abs(width - options.width) > TOLERANCE or abs(height - options.height) > TOLERANCE:
        resize(spec, options.width - width, options.height - height)
        picture, (width, height) = render(spec)
    title, words = escape(dataset.title.in_(options.lang)), escape(spec["description"])
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" role="img" '
        f'aria-labelledby="chart-title chart-words" xml:lang="{options.lang}" width="{options.width}" height="{options.height}" '
        f'viewBox="0 0 {width:g} {height:g}"><title id="chart-title">{title}</title><desc id="chart-words">{words}</desc>'
        f'<rect x="-50%" y="-50%" width="200%" height="200%" fill="{spec["background"]}"/>{picture}'
    )


def render(spec: dict[str, Any]) -> tuple[str, tuple[float, float]]:
    """Return what stands inside the renderer's svg element, end tag included, and its size."""
    picture = RENDERER.svg(spec)
    opening = OPENING.search(picture)
    if opening is None:
        raise ValueError("The renderer's picture has no opening tag")
    _, _, width, height = map(float, opening["box"].split())
    return renamed(picture[opening.end() :]), (width, height)


def renamed(picture: str) -> str:
    """Return a picture whose parts are named by what it shows.

    The renderer counts them on through the life of its process, but an answer has the same bytes wherever and
    whenever it is made; and two pictures may stand in one page.
    """
    order = {name: str(place) for place, name in enumerate(dict.fromkeys(PART.findall(picture)))}
    counted = PART.sub(lambda found: order[found[0]], picture)
    mark = blake2b(counted.encode(), digest_size=4).hexdigest()
    return PART.sub(lambda found: f"part-{mark}-{order[found[0]]}", picture)
