"""The few HTML pages that the service writes itself: escaped text in one frame, without scripts of their own."""

from collections.abc import Mapping
from html import escape

from starlette.responses import Response

from app.languages import Language, Text
from app.web.problem_types import ProblemType

# A page may load its own style sheet and nothing else.
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
LANGUAGE_NAMES: Mapping[Language, str] = {"en": "English", "nl": "Nederlands", "fr": "Français", "de": "Deutsch"}
WHAT_TO_DO = Text("What to do", "Wat te doen", "Que faire", "Was zu tun ist")
DOCUMENTATION = Text("Documentation", "Documentatie", "Documentation", "Dokumentation")


def html_page(text: str, *, headers: Mapping[str, str], policy: str = PAGE_POLICY) -> Response:
    """Return a page as a response."""
    fixed = {"Content-Security-Policy": policy, "X-Frame-Options": "DENY"}
    return Response(text, headers={**fixed, **headers}, media_type="text/html")


def problem_page(slug: str, problem: ProblemType, lang: Language) -> str:
    """Return the page of a problem type."""
    others = " ".join(
        f'<a href="/problems/{slug}?lang={language}" lang="{language}" hreflang="{language}">{name}</a>'
        for language, name in LANGUAGE_NAMES.items()
        if language != lang
    )
    body = (
        f"<p class=status>{problem.status}</p><h1>{written(problem.title, lang)}</h1>"
        f"<p>{written(problem.meaning, lang)}</p>"
        f"<h2>{written(WHAT_TO_DO, lang)}</h2><p>{written(problem.remedy, lang)}</p>"
        f'<p><a href="/docs">{written(DOCUMENTATION, lang)}</a></p><nav>{others}</nav>'
    )
    return page(problem.title.in_(lang), body, lang)


def page(title: str, body: str, lang: Language) -> str:
    """Return a whole page around a body."""
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)} · betech</title><link rel="stylesheet" href="/static/page.css"></head>'
        f"<body><main>{body}</main></body></html>"
    )


def written(text: Text, lang: Language) -> str:
    """Return a text as HTML; what stands between backticks is code."""
    parts = escape(text.in_(lang), quote=False).split("`")
    return "".join(f"<code>{part}</code>" if place % 2 else part for place, part in enumerate(parts))
