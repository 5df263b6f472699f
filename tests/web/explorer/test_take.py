"""Take it with you: the live request in the words of many tools, files, embeds, the citation."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx
import pytest
from playwright.sync_api import expect

from tests.web.explorer.conftest import Visiting

pytestmark = pytest.mark.browser

STATE = "?view=explore&dataset=funding-rounds&group_by=region,year&measures=sum&year=2019:2022"


@pytest.mark.parametrize("lang", ["nl", "fr"])
def test_the_address_beside_a_view_answers_what_the_view_shows(visit: Visiting, lang: str) -> None:
    reader = visit(lang)
    page = reader.open(STATE, wait=".result tbody tr")

    address = page.locator("[data-snippet=url]").inner_text()

    items = httpx.get(address, timeout=60).json()["items"]
    shown = sorted(float(cell.get_attribute("data-value") or "nan") for cell in page.locator(".result tbody td").all())
    assert shown == sorted(item["sum"] for item in items)


@pytest.mark.parametrize("lang", ["nl", "fr"])
def test_a_press_copies_the_request_for_each_tool(visit: Visiting, lang: str) -> None:
    page = visit(lang).open(STATE, wait="[data-snippet=url]")
    copied = {}

    for key in ("url", "curl", "pandas", "r", "fetch", "sheets", "excel", "iframe", "img"):
        page.locator(f"[data-copies={key}]").click()
        copied[key] = page.evaluate("navigator.clipboard.readText()")

    base = f"{page.url.split('/?')[0]}/v1/aggregates/funding-rounds"
    query = "?group_by=region,year&measures=sum&year=2019:2022"
    assert copied["url"] == base + query
    assert copied["curl"] == f"curl -L '{base}.csv{query}' -o betech.csv"
    assert copied["pandas"].startswith("import pandas as pd")
    assert f'"{base}.csv{query}"' in copied["pandas"]
    assert copied["r"] == f'df <- read.csv("{base}.csv{query}", na.strings = "")'
    assert f'await fetch("{base}{query}")' in copied["fetch"]
    assert copied["sheets"] == f'=IMPORTDATA("{base}.csv{query}")'
    assert copied["excel"] == f"{base}.xlsx{query}&labels=both"
    assert copied["iframe"].startswith("<iframe src=")
    assert "/embed?dataset=funding-rounds&amp;" in copied["iframe"]
    assert copied["img"].startswith(f'<img src="{base}.svg?')


def test_every_offered_file_can_be_had(visit: Visiting) -> None:
    reader = visit("nl")
    page = reader.open(STATE, wait=".files a")

    links = {link.inner_text(): link.get_attribute("href") or "" for link in page.locator(".files a").all()}

    assert {"Excel", "CSV", "JSON", "Parquet", "NDJSON", "JSON-stat", "SVG", "PNG", "Vega-Lite"} <= links.keys()
    answers = {name: httpx.get(reader.site.address + link, timeout=60).status_code for name, link in links.items()}
    assert set(answers.values()) == {200}, answers


@contextmanager
def newspaper(article: str) -> Iterator[str]:
    """Serve an article on another origin and give its address."""

    class Press(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(article.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Press) as press:
        thread = Thread(target=press.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{press.server_port}/article"
        press.shutdown()


@pytest.mark.parametrize("lang", ["nl", "fr"])
def test_the_embed_code_shows_the_chart_in_another_page(visit: Visiting, lang: str) -> None:
    reader = visit(lang, expected=("/article",))
    page = reader.open(STATE, wait="[data-snippet=iframe]")
    code = page.locator("[data-snippet=iframe]").inner_text()
    picture = page.locator("[data-snippet=img]").inner_text()

    with newspaper(f"<!doctype html><title>article</title>{code}{picture}") as address:
        page.goto(address)
        page.frame_locator("iframe").locator("svg.wide").wait_for()
        expect(page.locator("img")).to_have_js_property("naturalWidth", 800)
    frame = page.frame_locator("iframe")
    assert frame.locator("p a").get_attribute("href") == (
        "/?view=explore&dataset=funding-rounds&group_by=region,year&measures=sum&year=2019:2022"
    )


@pytest.mark.parametrize(
    "piece", ["headlines", "funding", "publishers", "map", "sectors", "stages", "unicorns", "rounds", "exits"]
)
def test_every_piece_of_the_overview_has_a_request_files_and_a_citation(visit: Visiting, piece: str) -> None:
    reader = visit("fr")
    page = reader.open("?year=2021", wait=f"[data-piece={piece}] .piece-tools button")

    page.locator(f"[data-piece={piece}] .piece-tools button").click()
    page.wait_for_selector("dialog [data-snippet=bibtex]")

    links = [link.get_attribute("href") or "" for link in page.locator("dialog .files a").all()]
    address = page.locator("dialog [data-snippet=url]").inner_text().removeprefix(reader.site.address)
    statuses = {link: httpx.get(reader.site.address + link, timeout=60).status_code for link in [address, *links]}
    assert set(statuses.values()) == {200}, statuses


@pytest.mark.parametrize("lang", ["nl", "de"])
def test_each_piece_of_the_overview_can_be_taken_along_with_its_citation(visit: Visiting, lang: str) -> None:
    reader = visit(lang)
    page = reader.open("?year=2021", wait="[data-piece=sectors] tbody tr")

    page.locator("[data-piece=sectors] .piece-tools button").click()
    page.wait_for_selector("dialog [data-snippet=citation]")

    assert "betech" in page.locator("dialog [data-snippet=citation]").inner_text()
    address = page.locator("dialog [data-snippet=url]").inner_text()
    rows = httpx.get(address, timeout=60).json()["items"]
    assert page.locator("[data-piece=sectors] tbody tr").count() == len(rows)
