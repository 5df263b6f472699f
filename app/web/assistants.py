"""The tools for assistants: five read-only questions over the Model Context Protocol, judged as the HTTP API judges them."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlencode, urlsplit

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations
from pydantic import Field

from app.catalog.records import RECORDS
from app.dataset import Cited
from app.errors import BadRequest, Failure, Fault
from app.languages import Language
from app.queries.aggregates import Question, read
from app.queries.check.answer import check
from app.queries.check.question import CheckQuestion
from app.queries.codelists import code_lists, nearest
from app.queries.explain import explain, find_indicators
from app.queries.provenance import TOTAL, with_sources
from app.queries.vintages import Reading
from app.settings import Settings
from app.web.models.assistants import (
    Aggregate,
    Check,
    CodeOut,
    Codes,
    FigureOut,
    Figures,
    IndicatorOut,
    Indicators,
    SourceOut,
)
from app.web.service import PROGRAM, Service

INSTRUCTIONS = (
    "Figures on Belgium's technology companies. query_aggregates counts and sums records of deals; the other tools look "
    "up what others published. Publishers compete: never add or average their figures. Always name the source and link."
)
READ_ONLY = ToolAnnotations(readOnlyHint=True, idempotentHint=True, destructiveHint=False, openWorldHint=False)
MOST_ROWS = 200
MOST_FOUND = 50
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")

Lang = Annotated[Language, Field(description="Language of names and sentences.")]
Words = Annotated[str, Field(max_length=200, description="Words in any of English, Dutch, French and German.")]


@asynccontextmanager
async def asking(service: Service) -> AsyncIterator[Reading]:
    """Open a reading; a failure is told in the words of the HTTP API, with the way out.

    Raises:
        ToolError: something is not understood, or not there.

    """
    try:
        async with service.open_reading() as reading:
            yield reading
    except Failure as failure:
        raise ToolError(told(failure)) from failure


def told(failure: Failure) -> str:
    """Return a failure in words: what is wrong, what was probably meant, what is allowed."""
    parts = [failure.detail]
    for fault in failure.faults:
        if fault.did_you_mean:
            parts.append(f"Did you mean {fault.parameter}={fault.did_you_mean}?")
        if fault.allowed:
            parts.append(f"{fault.parameter} takes: {', '.join(fault.allowed[:50])}.")
    return " ".join(dict.fromkeys(parts))


def figure(row: Mapping[str, Any], base: str) -> FigureOut:
    """Return a published figure as tools show it."""
    kept = {name: row[name] for name in ("id", "indicator", "region", "period", "value", "unit", "qualifier", "note")}
    return FigureOut(
        **kept,
        definition=row["definition"],
        source=source(Cited(**{**row["source"], "publisher": row["publisher"]}), base),
        link=f"{base}/v1/observations/{row['id']}",
    )


def address(service: Service, path: str, **parameters: str | None) -> str:
    """Return the address of an answer of the HTTP API."""
    given = {name: text for name, text in parameters.items() if text}
    return service.base + path + (f"?{urlencode(given, safe=',:', quote_via=quote)}" if given else "")


def source(cited: Cited, base: str) -> SourceOut:
    """Return a source as tools show it."""
    parts = {"publisher": cited.publisher, "title": cited.title, "url": cited.url, "published_on": cited.published_on}
    return SourceOut(id=cited.id, **parts, link=f"{base}/v1/sources/{cited.id}")


class Tools:
    """The tools over the service of one application."""

    def __init__(self, service: Callable[[], Service]) -> None:
        self.service = service

    async def search_indicators(self, words: Words, lang: Lang = "en") -> Indicators:
        """Find the indicators that others publish figures of, by words of their names or definitions."""
        service = self.service()
        async with asking(service) as reading:
            found = await find_indicators(reading, words)
        shown = [
            IndicatorOut(
                code=entry.code,
                name=entry.label.in_(lang),
                definition=entry.description,
                unit=entry.extra.get("unit"),
                link=address(service, f"/v1/indicators/{entry.code}"),
            )
            for entry in found[:MOST_FOUND]
        ]
        link = address(service, "/v1/indicators", q=words)
        return Indicators(data_version=reading.revision, link=link, total=len(found), indicators=shown)

    async def list_codes(
        self,
        codelist: Annotated[str, Field(description="region, city, sector, stage, deal_type, exit_kind, unit, …")],
        lang: Lang = "en",
    ) -> Codes:
        """List the codes that filters and answers use, with their names."""
        service = self.service()
        async with asking(service) as reading:
            known = await code_lists(reading)
            if codelist not in known.lists:
                detail = f"There is no code list '{codelist[:80]}'."
                near = nearest(codelist, known.lists)
                raise BadRequest(
                    detail, faults=[Fault("codelist", "unknown_value", detail, codelist, near, list(known.lists))]
                )
        codes = [CodeOut(code=one.code, name=one.label.in_(lang), parent=one.parent) for one in known[codelist]]
        link = address(service, f"/v1/dimensions/{codelist}")
        return Codes(data_version=reading.revision, link=link, codelist=codelist, codes=codes)

    async def query_aggregates(
        self,
        dataset: Literal["funding-rounds", "exits", "unicorns", "companies"],
        group_by: Annotated[
            list[str] | None,
            Field(description="Up to 4 of region, province, city, year, quarter, month, sector, stage, …"),
        ] = None,
        measures: Annotated[list[str] | None, Field(description="count, sum, median, mean, share, yoy, …")] = None,
        filters: Annotated[
            dict[str, str] | None, Field(description='As in a query string: {"region": "BE2", "year": "2019:2024"}.')
        ] = None,
        sort: Annotated[
            list[str] | None, Field(description="Groups or measures, `-` before one for downwards.")
        ] = None,
        limit: Annotated[int, Field(ge=1, le=MOST_ROWS, description="Rows at most.")] = 100,
        lang: Lang = "en",
    ) -> Aggregate:
        """Count, sum and compare deals or companies by groups; amounts are in euro, undisclosed ones add nothing."""
        service = self.service()
        question = Question(dataset, group_by, measures, filters=filters or {}, sort=sort or (), limit=limit, lang=lang)
        async with asking(service) as reading:
            found = await read(reading, question, most_groups=service.settings.max_groups)
            found = await with_sources(reading, found, RECORDS[dataset], in_full=True)
        given = {name: ",".join(part) for name, part in (("group_by", group_by or ()), ("measures", measures or ()))}
        keys = [column.key for column in found.columns]
        records = found.links.get("records")
        return Aggregate(
            data_version=reading.revision,
            link=address(service, f"/v1/aggregates/{dataset}", **given, **(filters or {}), sort=",".join(sort or ())),
            title=found.title.in_(lang),
            rows=[dict(zip(keys, row, strict=True)) for row in found.rows],
            units={column.key: column.unit for column in found.columns if column.unit},
            total=found.meta.total or len(found.rows),
            query=dict(found.meta.query),
            notes=list(found.meta.notes),
            coverage=found.meta.extra.get("coverage"),
            records=service.base + records if records else None,
            sources=[source(cited, service.base) for cited in found.meta.cited],
            sources_total=found.meta.extra.get(TOTAL),
        )

    async def check_number(
        self,
        text: Annotated[str | None, Field(max_length=2000, description="A sentence with the number.")] = None,
        value: Annotated[str | None, Field(description="Or the number alone, such as `1.43 bn EUR`.")] = None,
        unit: Annotated[str | None, Field(description="Unit of the number.")] = None,
        indicator: Annotated[str | None, Field(description="What it should measure.")] = None,
        region: Annotated[str | None, Field(description="Of which place.")] = None,
        year: Annotated[str | None, Field(description="Of which period.")] = None,
        lang: Lang = "en",
    ) -> Check:
        """Check a number, or the numbers of a sentence, against what was published; says who confirms and who disagrees."""
        service = self.service()
        asked = {"value": value, "text": text, "unit": unit, "indicator": indicator, "region": region, "year": year}
        async with asking(service) as reading:
            answer = await check(reading, CheckQuestion(**asked, lang=lang))
        item = answer.item or {}
        parts = {
            name: [figure(row, service.base) for row in item.get(name, ())]
            for name in ("matches", "competing", "nearest")
        }
        link = address(service, "/v1/check", **asked)
        return Check(
            data_version=reading.revision, link=link, verdict=item["verdict"], sentence=item["sentence"], **parts
        )

    async def explain_figure(
        self,
        indicator: Annotated[str, Field(description="Code or name of the indicator.")],
        region: Annotated[str | None, Field(description="Place, such as BE, BE2 or Flanders.")] = None,
        year: Annotated[str | None, Field(description="Period, such as 2024 or 2024-H1.")] = None,
        lang: Lang = "en",
    ) -> Figures:
        """Explain a figure: its definition and every published value of it, each with publisher and source."""
        service = self.service()
        async with asking(service) as reading:
            answer = await explain(reading, indicator, region, year, lang=lang)
        rows = answer.items or ()
        link = address(service, "/v1/observations", **answer.meta.query["filters"])
        shown = [figure(row, service.base) for row in rows[:MOST_FOUND]]
        return Figures(data_version=reading.revision, link=link, total=len(rows), figures=shown)


def protection(settings: Settings) -> TransportSecuritySettings:
    """Return the names under which the endpoint may be asked.

    On this machine alone, another name in a request is a page that was led here by its name server. A service that
    listens to the network without a public address has no name to hold requests against; what it gives is public.
    """
    hosts = [*LOOPBACK, *(f"{host}:*" for host in LOOPBACK)]
    origins = [f"http://{host}" for host in hosts]
    if settings.public_url:
        there = urlsplit(settings.public_url)
        hosts += [there.netloc, f"{there.hostname}:*"]
        origins += [f"{there.scheme}://{there.netloc}"]
    listens_wide = settings.host not in ("127.0.0.1", "localhost", "::1")
    return TransportSecuritySettings(
        enable_dns_rebinding_protection=bool(settings.public_url) or not listens_wide,
        allowed_hosts=hosts,
        allowed_origins=origins,
    )


def endpoint(settings: Settings, service: Callable[[], Service]) -> StreamableHTTPSessionManager:
    """Return what answers the protocol, without sessions: every request stands alone."""
    server: MCPServer[Any] = MCPServer("betech", instructions=INSTRUCTIONS, version=PROGRAM, log_level="WARNING")
    tools = Tools(service)
    for tool in (
        tools.search_indicators,
        tools.list_codes,
        tools.query_aggregates,
        tools.check_number,
        tools.explain_figure,
    ):
        server.tool(annotations=READ_ONLY)(tool)
    server.streamable_http_app(
        streamable_http_path="/mcp", json_response=True, stateless_http=True, transport_security=protection(settings)
    )
    return server.session_manager
