"""The addresses about the service itself: alive, ready, measures, and the pages of the problem types."""

from collections.abc import Callable

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.errors import NotFound
from app.languages import Language
from app.web.negotiation import choose_language, weight_of, weighted
from app.web.pages import html_page, problem_page
from app.web.parameters import LANG
from app.web.problem_types import PROBLEM_TYPES
from app.web.requests import read_plain_query, read_values
from app.web.responses import FOR_A_MINUTE, VARY, json_response
from app.web.routing import plain_route
from app.web.service import PROGRAM, Service


def routes(service: Callable[[], Service]) -> list[BaseRoute]:
    """Return the routes of this module."""

    async def alive(_: Request) -> Response:
        return json_response({"status": "ok", "version": PROGRAM})

    async def ready(_: Request) -> Response:
        state = await service().readiness()
        checks = {
            "database": state.database_reachable,
            "schema": state.schema_current,
            "dataset": state.dataset_loaded,
        }
        content = {"status": "ok" if state.ready else "unavailable", "checks": checks, "data_version": state.revision}
        headers = {} if state.ready else {"Retry-After": "1"}
        return json_response(content, 200 if state.ready else 503, headers)

    async def metrics(_: Request) -> Response:
        return Response(
            service().metrics.text(), headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"}
        )

    return [
        plain_route("/healthz", alive),
        plain_route("/readyz", ready),
        plain_route("/metrics", metrics),
        plain_route("/problems", problem_index, parameters=("lang",)),
        plain_route("/problems/{slug}", problem_type, parameters=("lang",)),
    ]


async def problem_type(request: Request) -> Response:
    """Explain one problem type, as a page or as JSON."""
    slug = request.path_params["slug"]
    if slug not in PROBLEM_TYPES:
        raise NotFound(f"There is no problem type '{slug[:80]}'; /problems lists them.")
    lang = language_of(request)
    known = PROBLEM_TYPES[slug]
    if wants_json(request):
        content = {
            "type": f"/problems/{slug}",
            "status": known.status,
            "title": known.title.in_(lang),
            "meaning": known.meaning.in_(lang),
            "remedy": known.remedy.in_(lang),
        }
        return json_response(content, headers=page_headers(lang))
    return html_page(problem_page(slug, known, lang), headers=page_headers(lang))


async def problem_index(request: Request) -> Response:
    """List the problem types."""
    lang = language_of(request)
    content = {
        "items": [
            {"type": f"/problems/{slug}", "status": known.status, "title": known.title.in_(lang)}
            for slug, known in PROBLEM_TYPES.items()
        ]
    }
    return json_response(content, headers=page_headers(lang))


def language_of(request: Request) -> Language:
    """Return the language of a page: `lang`, else the header's."""
    given = read_plain_query(request.scope["query_string"], ("lang",)).get("lang")
    if given is None:
        return choose_language(request.headers.get("accept-language", ""))
    language: Language = read_values({"lang": LANG}, {"lang": given})["lang"]
    return language


def wants_json(request: Request) -> bool:
    """Tell whether JSON is liked better than a page."""
    ranges = dict(weighted(request.headers.get("accept", "text/html")))
    liked = max(weight_of("application/json", ranges), weight_of("application/problem+json", ranges))
    return liked > weight_of("text/html", ranges)


def page_headers(lang: str) -> dict[str, str]:
    """Return the headers of a page that changes with the program alone."""
    return {"Cache-Control": FOR_A_MINUTE, "Vary": VARY, "Content-Language": lang}
