"""The explorer at `/`: its page in the reader's language, its scripts and styles under an address that changes with them."""

from collections.abc import Callable, Mapping
from functools import cache
from hashlib import blake2b
from html import escape
from importlib.resources import files
from importlib.resources.abc import Traversable
from string import Template
from typing import Any
from urllib.parse import urlsplit

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.errors import NotFound
from app.languages import Language
from app.queries.vintages import Reading
from app.web.catalogue import catalogue, first_day, places, years
from app.web.conditional import Validator, entity_tag, is_unchanged
from app.web.negotiation import choose_language
from app.web.pages import LANGUAGE_NAMES, html_page
from app.web.responses import FOR_A_MINUTE, FOR_EVER, VARY
from app.web.routing import ReadRoute
from app.web.service import PROGRAM, Service

# The page may load its own scripts, styles and pictures and ask this server; nothing inline, nothing from elsewhere.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HOME = files("app.web") / "explorer"
MEDIA_TYPES: Mapping[str, str] = {
    "js": "text/javascript",
    "css": "text/css",
    "svg": "image/svg+xml",
    "topojson": "application/json",
}
MAP = ("map", "belgium.topojson")
STYLE = ("styles", "explorer.css")  # all parts in one, in the order of their names


@cache
def assets() -> Mapping[tuple[str, str], bytes]:
    """Return the files of the page by folder and name."""
    found = {
        (folder, file.name): file.read_bytes()
        for folder in ("scripts", "pictures", "embed")
        for file in parts_of(folder)
    }
    style = b"".join(part.read_bytes() for part in parts_of("styles"))
    return {**found, STYLE: style, MAP: (files("app.data") / MAP[1]).read_bytes()}


def parts_of(folder: str) -> list[Traversable]:
    """Return the files of a folder in the order of their names."""
    return sorted((file for file in (HOME / folder).iterdir() if file.is_file()), key=lambda file: file.name)


@cache
def edition() -> str:
    """Return what tells these files from those of another version of the program."""
    digest = blake2b(PROGRAM.encode(), digest_size=6)
    for name, content in assets().items():
        digest.update("/".join(name).encode() + content)
    return digest.hexdigest()


@cache
def texts(lang: Language) -> Mapping[str, str]:
    """Return the texts of the page in one language."""
    every: Mapping[str, Mapping[Language, str]] = orjson.loads((HOME / "texts.json").read_bytes())
    return {key: translations[lang] for key, translations in every.items()}


def routes(service: Callable[[], Service]) -> list[BaseRoute]:
    """Return the routes of this module."""

    async def page(request: Request) -> Response:
        lang = language_of(request)
        return await answer(request, service(), f"/?lang={lang}", lambda words: write_page(words, lang), lang)

    async def words(request: Request) -> Response:
        lang = request.path_params["lang"]
        if lang not in LANGUAGE_NAMES:
            raise NotFound(f"The explorer does not speak '{lang[:20]}'; it speaks {', '.join(LANGUAGE_NAMES)}.")
        address = f"/explorer/words/{lang}"
        return await answer(
            request, service(), address, lambda said: Response(said, media_type="application/json"), lang
        )

    return [
        ReadRoute("/", page, include_in_schema=False),
        ReadRoute("/explorer/words/{lang}", words, include_in_schema=False),
        ReadRoute("/explorer/{edition}/{folder}/{name}", asset, include_in_schema=False),
    ]


async def answer(
    request: Request, service: Service, address: str, write: Callable[[bytes], Response], lang: Language
) -> Response:
    """Answer with what `write` makes of the words of the page, which change with the data and the program alone."""
    base = urlsplit(service.base).path
    async with service.open_reading() as reading:
        validator = Validator(entity_tag(reading.revision, PROGRAM + edition() + base, address), reading.updated)
        headers = {**validator.headers, "Cache-Control": FOR_A_MINUTE, "Vary": VARY, "Content-Language": lang}
        if is_unchanged(request.headers, validator):
            return Response(status_code=304, headers=headers)
        said = await words_of(reading, base, lang)
    response = write(said)
    response.headers.update(headers)
    return response


async def words_of(reading: Reading, base: str, lang: Language) -> bytes:
    """Return everything that the scripts need to know before they ask: texts, catalogue, places, years, addresses."""
    key = f"explorer {base} {lang}"
    if key not in reading.memory:
        content: dict[str, Any] = {
            "lang": lang,
            "languages": LANGUAGE_NAMES,
            "addresses": {
                "base": base,
                "words": f"{base}/explorer/words/{{lang}}",
                "map": f"{base}/explorer/{edition()}/{'/'.join(MAP)}",
            },
            "years": await years(reading),
            "first_day": await first_day(reading),
            "places": await places(reading, lang),
            "catalogue": catalogue(lang),
            "texts": texts(lang),
        }
        reading.memory[key] = orjson.dumps(content)
    said: bytes = reading.memory[key]
    return said


def write_page(words: bytes, lang: Language) -> Response:
    """Return the page around the words."""
    said = texts(lang)
    base = orjson.loads(words)["addresses"]["base"]
    content = template().substitute(
        lang=lang,
        base=escape(base),
        title=escape(said["site.title"]),
        description=escape(said["site.description"]),
        skip=escape(said["site.skip"]),
        noscript=escape(said["site.noscript"]),
        head="\n".join(head(base)),
        words=words.decode().replace("<", "\\u003c"),
    )
    return html_page(content, headers={}, policy=POLICY)


@cache
def template() -> Template:
    """Return the frame of the page."""
    return Template((HOME / "page.html").read_text(encoding="utf-8"))


def head(base: str) -> list[str]:
    """Return the elements that load the files; every script is named, so that none waits for another to be read."""
    place = f"{escape(base)}/explorer/{edition()}"
    names = [f"{place}/{folder}/{name}" for folder, name in assets()]
    styles = [f'<link rel="stylesheet" href="{name}">' for name in names if "/styles/" in name]
    scripts = [f'<link rel="modulepreload" href="{name}">' for name in names if name.endswith(".js")]
    icon = f'<link rel="icon" href="{place}/pictures/icon.svg" type="image/svg+xml">'
    return [icon, *styles, *scripts, f'<script type="module" src="{place}/scripts/main.js"></script>']


async def asset(request: Request) -> Response:
    """Return one file; under the address of another edition the present one, which then is not kept."""
    place = (request.path_params["folder"], request.path_params["name"])
    if place not in assets():
        raise NotFound("The explorer has no such file.")
    lasting = request.path_params["edition"] == edition()
    media_type = MEDIA_TYPES[place[1].rpartition(".")[2]]
    headers = {"Cache-Control": FOR_EVER if lasting else "no-cache", "Vary": "Accept-Encoding"}
    return Response(assets()[place], headers=headers, media_type=media_type)


def language_of(request: Request) -> Language:
    """Return the language of the page: the one that the address names, else the one that the reader likes best."""
    named = request.query_params.get("lang", "")
    known = next((lang for lang in LANGUAGE_NAMES if lang == named), None)
    return known or choose_language(request.headers.get("accept-language", ""))
