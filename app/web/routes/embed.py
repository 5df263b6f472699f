"""The embed: one chart alone for a frame in somebody else's page, drawn by the server, without a script."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from html import escape
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.dataset import Dataset
from app.errors import BadRequest, Fault
from app.formats.as_svg import draw
from app.languages import Language, Text
from app.web.conditional import Validator, entity_tag, is_unchanged
from app.web.operations import Asked, Operation
from app.web.requests import read_request
from app.web.responses import headers_of
from app.web.routes.explorer import edition
from app.web.routing import ReadRoute
from app.web.service import PROGRAM, Service
from app.web.spelling import nearest

# Anybody may frame it; it loads its style sheet and nothing else.
POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
AGGREGATES = "/v1/aggregates/"
USUAL = "funding-rounds"

# What the renderer says of each mark, though the picture as a whole has a description: half of its bytes.
MARK_WORDS = re.compile(r' (?:aria-(?!labelledby)[a-z]+|pointer-events)="[^"]*"| role="graphics[^"]*"')

# Width and height of the drawings: letters keep their size on a telephone.
WIDE, NARROW = (760, 440), (360, 400)

EXPLORE = Text(
    "Explore the figures and their sources",
    "Verken de cijfers en hun bronnen",
    "Explorer les chiffres et leurs sources",
    "Zahlen und Quellen erkunden",
)
SOURCE = Text("Source: betech", "Bron: betech", "Source : betech", "Quelle: betech")


def routes(operations: tuple[Operation, ...], service: Callable[[], Service]) -> list[BaseRoute]:
    """Return the route of this module; what can be embedded is every aggregate that can be drawn."""
    drawn = {
        operation.path.removeprefix(AGGREGATES): operation
        for operation in operations
        if operation.path.startswith(AGGREGATES) and "svg" in operation.formats
    }

    async def embed(request: Request) -> Response:
        return await answer(drawn, request, service())

    return [ReadRoute("/embed", embed, include_in_schema=False)]


async def answer(drawn: Mapping[str, Operation], request: Request, service: Service) -> Response:
    """Return the page of one chart; it takes `dataset` and every parameter of the aggregate of that name.

    Raises:
        BadRequest: the dataset does not exist, or a parameter is not understood.

    """
    dataset, asked = read_embed(drawn, request, service.base)
    async with (
        service.read_in_turn(),
        service.open_reading(as_of=asked["as_of"], data_version=asked["data_version"]) as reading,
    ):
        tag = entity_tag(reading.revision, PROGRAM + edition() + service.base, f"/embed {asked.canonical}")
        validator = Validator(tag, reading.updated)
        headers = {**validator.headers, **headers_of(asked), "Content-Security-Policy": POLICY}
        if is_unchanged(request.headers, validator):
            return Response(status_code=304, headers=headers)
        found = await asked.operation.answer(asked, reading)
    if not isinstance(found, Dataset):
        raise TypeError(f"{dataset} cannot be drawn")
    drawings = await service.write_aside(draw_all, found, asked)
    return Response(page(found, drawings, dataset, asked), headers=headers, media_type="text/html")


def read_embed(drawn: Mapping[str, Operation], request: Request, base: str) -> tuple[str, Asked]:
    """Return the name of the dataset and what is asked of its aggregate."""
    pairs = parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    dataset = next((value for name, value in pairs if name == "dataset"), USUAL)
    if dataset not in drawn:
        detail = f"'{dataset[:80]}' has no chart."
        fault = Fault("dataset", "unknown_value", detail, dataset[:80], nearest(dataset, tuple(drawn)), tuple(drawn))
        raise BadRequest(detail, slug="bad-value", title="A value is not understood", faults=[fault])
    rest = urlencode([(name, value) for name, value in pairs if name != "dataset"])
    inner = {**request.scope, "query_string": rest.encode("ascii"), "path_params": {"suffix": "svg"}}
    return dataset, read_request(drawn[dataset], Request(inner), base)


def draw_all(dataset: Dataset, asked: Asked) -> bytes:
    """Return the drawing for wide frames and that for narrow ones, or the one of the size that was asked for."""
    if {"width", "height"} & asked.given.keys():
        return draw(dataset, asked.options).encode()
    sizes = {"wide": WIDE, "narrow": NARROW}
    drawings = [
        named(draw(dataset, replace(asked.options, width=width, height=height)), name)
        for name, (width, height) in sizes.items()
    ]
    return "".join(drawings).encode()


def named(drawing: str, name: str) -> str:
    """Return a drawing of a class of its own, whose ids no other drawing has; its description speaks for its marks."""
    drawing = MARK_WORDS.sub("", drawing)
    for known in ("chart-title", "chart-words"):
        drawing = drawing.replace(known, f"{name}-{known}")
    return drawing.replace("<svg ", f'<svg class="{name}" ', 1)


def page(dataset: Dataset, drawings: bytes, name: str, asked: Asked) -> bytes:
    """Return the page: the drawing, where it comes from, and the way to the same view in the explorer."""
    lang: Language = asked.lang
    title = escape(dataset.title.in_(lang))
    state: dict[str, Any] = {"view": "explore", "dataset": name, **shareable(asked)}
    link = f"{asked.base}/?{urlencode(state, safe=',:', quote_via=quote)}"
    dark = ' class="dark"' if asked["theme"] == "dark" else ""
    before = (
        f'<!doctype html><html lang="{lang}"{dark}><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title} – betech</title>'
        f'<link rel="stylesheet" href="{escape(asked.base)}/explorer/{edition()}/embed/embed.css"></head>'
        f"<body><main><h1>{title}</h1>"
    )
    after = (
        f"<p><span>{escape(SOURCE.in_(lang))}, CC BY 4.0</span>"
        f'<a href="{escape(link)}" target="_blank" rel="noopener">{escape(EXPLORE.in_(lang))}</a></p>'
        "</main></body></html>"
    )
    return before.encode() + drawings + after.encode()


def shareable(asked: Asked) -> dict[str, str]:
    """Return the parameters that the explorer understands too: all but those of the drawing and the language."""
    return {
        name: text for name, text in asked.given.items() if name not in ("theme", "width", "height", "lang", "format")
    }
