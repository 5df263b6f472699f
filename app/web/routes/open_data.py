"""What harvesters and search engines read: the catalogue, a page per dataset, and a guide for language models."""

from collections.abc import Callable
from html import escape
from importlib import import_module

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.catalog.records import RECORDS
from app.errors import NotAcceptable, NotFound
from app.languages import Language, Text
from app.queries.codelists import nearest
from app.web.conditional import Validator, entity_tag, is_unchanged
from app.web.negotiation import choose_language, weight_of, weighted
from app.web.pages import LANGUAGE_NAMES, html_page, page
from app.web.responses import FOR_A_MINUTE, VARY
from app.web.routing import plain_route
from app.web.service import PROGRAM, Service

MEDIA_TYPES = {"ttl": "text/turtle", "jsonld": "application/ld+json", "rdf": "application/rdf+xml"}
FILES = {"csv": "text/csv", "xlsx": "Excel", "parquet": "Parquet", "ndjson": "NDJSON"}
LICENCE = "https://creativecommons.org/licenses/by/4.0/"

CATALOGUE = Text("Datasets", "Datasets", "Jeux de données", "Datensätze")
HOLDS = Text(
    "{name} of Belgium's technology ecosystem: every row with its sources, the date of the data and a stable id. Free to "
    "use under CC BY 4.0.",
    "{name} van het Belgische techecosysteem: elke rij met haar bronnen, de datum van de data en een vaste id. Vrij te "
    "gebruiken onder CC BY 4.0.",
    "{name} de l'écosystème technologique belge : chaque ligne avec ses sources, la date des données et un identifiant "
    "stable. Libre d'utilisation sous CC BY 4.0.",
    "{name} des belgischen Tech-Ökosystems: jede Zeile mit ihren Quellen, dem Datum der Daten und einer festen Kennung. "
    "Frei nutzbar unter CC BY 4.0.",
)
DOCUMENTATION = Text("Documentation", "Documentatie", "Documentation", "Dokumentation")

GUIDE = """# betech

> Open data on Belgium's technology companies: funding rounds, exits, unicorns, companies and published figures, each
> with its sources. Licence CC BY 4.0; name the source and give the link.

Publishers disagree: figures of several publishers stand side by side and are never added or averaged. Amounts are in
euro at the ECB rate of the day. Codes, parameters and faults (`did_you_mean`) are in the documentation.

## Ask

- [Funding by region and year]({base}/v1/aggregates/funding-rounds?group_by=region,year): counts and sums from records
- [Published figures]({base}/v1/observations?indicator=tech_funding_total&region=BE): who published what
- [Check a number]({base}/v1/check?value=1.43e9&unit=EUR&region=BE&year=2024): from a number to its source
- [Indicators]({base}/v1/indicators) and [code lists]({base}/v1/dimensions)
- [Search]({base}/v1/search?q=collibra): companies, investors, sources

## Read

- [OpenAPI document]({base}/openapi.json) and [documentation]({base}/docs)
- [Catalogue of datasets]({base}/catalog.ttl), [data package]({base}/datapackage.json)
- Model Context Protocol: {base}/mcp (streamable HTTP)
- SDMX: {base}/sdmx/2.1 and {base}/sdmx/3.0, agency BETECH
"""


def home(service: Service) -> str:
    """Return the absolute address of the service: the public one, else the one it listens on; never the host asked."""
    host = service.settings.host
    return service.base or f"http://{f'[{host}]' if ':' in host else host}:{service.settings.port}"


def routes(service: Callable[[], Service]) -> list[BaseRoute]:
    """Return the routes of this module."""

    def catalogue(suffix: str | None) -> Callable[[Request], object]:
        async def answer(request: Request) -> Response:
            return await write_catalogue(request, service(), suffix)

        return answer

    async def landing(request: Request) -> Response:
        return await write_landing(request, service())

    async def guide(_: Request) -> Response:
        text = GUIDE.format(base=service().base)
        return Response(text, media_type="text/plain; charset=utf-8", headers={"Cache-Control": FOR_A_MINUTE})

    return [
        plain_route("/catalog", catalogue(None), parameters=("lang",)),  # type: ignore[arg-type] # awaited there
        *(plain_route(f"/catalog.{suffix}", catalogue(suffix)) for suffix in MEDIA_TYPES),  # type: ignore[arg-type] # awaited
        plain_route("/datasets/{key}", landing, parameters=("lang",)),
        plain_route("/llms.txt", guide),
    ]


def choose(accept: str) -> str:
    """Return the form of the catalogue that an Accept header likes best, `html` for browsers.

    Raises:
        NotAcceptable: it likes none of them.

    """
    liked = dict(weighted(accept))
    if "text/html" in liked:
        return "html"
    weights = {suffix: weight_of(kind, liked) for suffix, kind in MEDIA_TYPES.items()}
    best = max(weights, key=lambda suffix: weights[suffix])
    if weights[best] == 0:
        raise NotAcceptable(f"The catalogue is {', '.join(MEDIA_TYPES.values())}, and a page.")
    return best


async def write_catalogue(request: Request, service: Service, suffix: str | None) -> Response:
    """Answer with the catalogue in the form that was asked for."""
    chosen = suffix or choose(request.headers.get("accept", "*/*"))
    lang = language_of(request)
    async with service.open_reading() as reading:
        tag = entity_tag(reading.revision, PROGRAM + home(service), f"/catalog.{chosen}?lang={lang}")
        validator = Validator(tag, reading.updated)
        version, updated = reading.revision, reading.updated
    headers = {**validator.headers, "Cache-Control": FOR_A_MINUTE, "Vary": VARY}
    if is_unchanged(request.headers, validator):
        return Response(status_code=304, headers=headers)
    if chosen == "html":
        return html_page(index(service, lang), headers=headers)
    dcat = import_module("app.formats.dcat")
    entries = [dcat.Entry(key, records.title, describe(key)) for key, records in RECORDS.items()]
    body = await service.write_aside(dcat.write, entries, home(service), version, updated, chosen)
    return Response(body, headers=headers, media_type=MEDIA_TYPES[chosen])


def describe(key: str) -> Text:
    """Return what a dataset holds."""
    title = RECORDS[key].title
    return Text(*(HOLDS.in_(lang).format(name=title.in_(lang)) for lang in LANGUAGE_NAMES))


def language_of(request: Request) -> Language:
    """Return the language of a page."""
    named = request.query_params.get("lang", "")
    known = next((lang for lang in LANGUAGE_NAMES if lang == named), None)
    return known or choose_language(request.headers.get("accept-language", ""))


def index(service: Service, lang: Language) -> str:
    """Return the page that lists the datasets."""
    items = "".join(
        f'<li><a href="{escape(service.base)}/datasets/{key}?lang={lang}">{escape(records.title.in_(lang))}</a></li>'
        for key, records in RECORDS.items()
    )
    title = CATALOGUE.in_(lang)
    return page(title, f"<h1>{escape(title)}</h1><ul>{items}</ul>{languages('/catalog', service, lang)}", lang)


def languages(path: str, service: Service, lang: Language) -> str:
    """Return the links to a page in the other languages."""
    links = " ".join(
        f'<a href="{escape(service.base)}{path}?lang={other}" lang="{other}" hreflang="{other}">{name}</a>'
        for other, name in LANGUAGE_NAMES.items()
        if other != lang
    )
    return f"<nav>{links}</nav>"


async def write_landing(request: Request, service: Service) -> Response:
    """Answer with the page of one dataset, which carries its description for search engines.

    Raises:
        NotFound: there is no such dataset.

    """
    key = request.path_params["key"]
    if key not in RECORDS:
        near = nearest(key, RECORDS)
        raise NotFound(f"There is no dataset '{key[:80]}'." + (f" Did you mean '{near}'?" if near else ""))
    lang = language_of(request)
    async with service.open_reading() as reading:
        tag = entity_tag(reading.revision, PROGRAM + home(service), f"/datasets/{key}?lang={lang}")
        validator = Validator(tag, reading.updated)
        headers = {**validator.headers, "Cache-Control": FOR_A_MINUTE, "Vary": VARY, "Content-Language": lang}
        described = structured(key, home(service), lang, reading.revision, str(reading.updated.date()))
    if is_unchanged(request.headers, validator):
        return Response(status_code=304, headers=headers)
    files = "".join(
        f'<li><a href="{escape(service.base)}/v1/{key}.{suffix}">{name}</a></li>' for suffix, name in FILES.items()
    )
    title = RECORDS[key].title.in_(lang)
    body = (
        f"<h1>{escape(title)}</h1><p>{escape(describe(key).in_(lang))}</p>"
        f'<ul><li><a href="{escape(service.base)}/v1/{key}">JSON</a></li>{files}</ul>'
        f'<p><a href="{escape(service.base)}/docs">{escape(DOCUMENTATION.in_(lang))}</a></p>'
        f"{languages(f'/datasets/{key}', service, lang)}"
        f'<script type="application/ld+json">{described}</script>'
    )
    return html_page(page(title, body, lang), headers=headers)


def structured(key: str, base: str, lang: Language, version: int, modified: str) -> str:
    """Return the description of a dataset in the words of schema.org; it cannot end the script that holds it."""
    content = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": f"{base}/datasets/{key}",
        "url": f"{base}/datasets/{key}",
        "name": f"betech: {RECORDS[key].title.in_(lang)}",
        "description": describe(key).in_(lang),
        "inLanguage": lang,
        "license": LICENCE,
        "isAccessibleForFree": True,
        "version": str(version),
        "dateModified": modified,
        "spatialCoverage": {"@type": "Place", "name": "Belgium"},
        "creator": {"@type": "Organization", "name": "betech", "url": f"{base}/"},
        "includedInDataCatalog": {"@type": "DataCatalog", "name": "betech", "url": f"{base}/catalog"},
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": f"{base}/v1/{key}.{suffix}"}
            for suffix, kind in (
                ("csv", "text/csv"),
                ("parquet", "application/vnd.apache.parquet"),
                ("ndjson", "application/x-ndjson"),
            )
        ],
    }
    return orjson.dumps(content).decode().replace("<", "\\u003c")
