"""The OpenAPI document, and the page that shows it: assets from an installed package, no address outside."""

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from app.queries.codelists import code_lists
from app.web.conditional import Validator, entity_tag, is_unchanged
from app.web.examples import response_examples
from app.web.openapi import document
from app.web.operations import Operation
from app.web.pages import html_page
from app.web.responses import FOR_A_MINUTE, VARY
from app.web.routing import plain_route
from app.web.service import PROGRAM, Service

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>betech API documentation</title>
<link rel="icon" href="/docs/assets/favicon-32x32.png">
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
</head>
<body>
<div id="documentation"></div>
<noscript>This page needs JavaScript; the same is in <a href="/openapi.json">the OpenAPI document</a>.</noscript>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/static/docs.js"></script>
</body>
</html>
"""
STATIC = Path(__file__).parent.parent / "static"


def swagger_assets() -> Path:
    """Return the directory of the installed Swagger UI."""
    found = find_spec("fastapi_swagger")
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError("the package fastapi-swagger, which holds the documentation page, is not installed")
    return Path(found.submodule_search_locations[0]) / "resources"


def routes(operations: Sequence[Operation], service: Callable[[], Service]) -> list[BaseRoute]:
    """Return the routes of this module."""

    async def openapi(request: Request) -> Response:
        async with service().open_reading() as reading:
            validator = Validator(
                entity_tag(reading.revision, PROGRAM + service().base, "/openapi.json"), reading.updated
            )
            headers = {**validator.headers, "Cache-Control": FOR_A_MINUTE, "Vary": VARY}
            if is_unchanged(request.headers, validator):
                return Response(status_code=304, headers=headers)
            written: Any = reading.memory.get("openapi")
            if written is None:
                lists = (await code_lists(reading)).lists
                codes = {name: [entry.code for entry in entries] for name, entries in lists.items()}
                examples = await response_examples(operations, reading, service().base)
                written = orjson.dumps(document(operations, codes, service().base, examples))
                reading.memory["openapi"] = written
        return Response(written, headers=headers, media_type="application/json")

    async def docs(_: Request) -> Response:
        return html_page(PAGE, headers={"Cache-Control": FOR_A_MINUTE, "Vary": VARY}, policy=POLICY)

    return [
        plain_route("/openapi.json", openapi),
        plain_route("/docs", docs),
        Mount("/docs/assets", StaticFiles(directory=swagger_assets())),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
