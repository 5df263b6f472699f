"""For every reader: screens of all sizes, light and dark, keyboard and screen reader, paper, slow lines."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.web.explorer.conftest import Visiting

pytestmark = pytest.mark.browser

VIEWS = {
    "": "[data-piece=exits] .piece-tools",
    "?view=explore": ".result tbody tr",
    "?view=check&text=Flanders raised 1.06 billion euro in 2024.": ".claim",
    "?view=changes": ".versions li",
}
WIDTHS = (390, 820, 1440)
MOST_BYTES = 1_500_000


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("state", VIEWS)
def test_nothing_stands_in_the_way_of_people_with_disabilities(visit: Visiting, state: str, theme: str) -> None:
    reader = visit("nl" if theme == "light" else "fr", theme=theme)
    page = reader.open(state, wait=VIEWS[state])
    reader.settle()

    found = Axe().run(page)

    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("press", ["[data-piece=funding] tbody button", "[data-piece=rounds] tbody button"])
def test_the_dialog_is_as_open_to_all_as_the_page(visit: Visiting, press: str) -> None:
    reader = visit("nl")
    page = reader.open("?year=2021", wait=press)
    reader.settle()

    page.locator(press).first.click()
    page.wait_for_selector("dialog[open] .dialog-body > :not(.skeleton)")
    reader.settle()
    found = Axe().run(page)

    assert found.violations_count == 0, found.generate_report()
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0


@pytest.mark.parametrize("lang", ["nl", "fr"])
@pytest.mark.parametrize("state", VIEWS)
def test_nothing_is_wider_than_the_screen(visit: Visiting, state: str, lang: str) -> None:
    reader = visit(lang)
    page = reader.open(state, wait=VIEWS[state])
    found = {}

    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        reader.settle()
        found[width] = page.evaluate("document.documentElement.scrollWidth")

    assert found == {width: width for width in WIDTHS}


def test_every_chart_has_its_table(visit: Visiting) -> None:
    reader = visit("en")
    page = reader.open("?year=2021", wait="[data-piece=stages] tbody tr")
    reader.settle()

    tables = page.evaluate(
        "[...document.querySelectorAll('figure.chart')].map((chart) => "
        "document.getElementById(chart.getAttribute('aria-describedby'))?.querySelectorAll('tbody tr').length ?? 0)"
    )

    assert len(tables) == 3
    assert all(tables)


def test_the_keyboard_alone_reaches_a_source(visit: Visiting) -> None:
    reader = visit("nl")
    page = reader.open("?year=2021", wait="[data-piece=rounds] tbody button")
    reader.settle()

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator("[data-piece=rounds] tbody button").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog .sources a")

    assert page.evaluate("document.querySelector('dialog').contains(document.activeElement)")


def test_the_first_view_is_light(visit: Visiting) -> None:
    reader = visit("en")
    session = reader.page.context.new_cdp_session(reader.page)
    session.send("Network.enable")
    received: list[float] = []
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))

    reader.open("?year=2024", wait="[data-piece=exits] .piece-tools")
    reader.settle()

    assert 0 < sum(received) < MOST_BYTES


def test_long_work_shows_progress(visit: Visiting) -> None:
    reader = visit("en")
    page = reader.page

    def slowly(route: Any) -> None:
        page.wait_for_timeout(1_200)
        route.continue_()

    page.route("**/v1/overview*", slowly)
    page.goto(f"{reader.site.address}/?year=2024")
    page.wait_for_selector(".progress:not([hidden])")

    page.wait_for_selector("article.headline")
    reader.settle()
    assert page.locator(".progress").is_hidden()


def test_on_paper_stand_figures_without_what_can_only_be_pressed(visit: Visiting) -> None:
    reader = visit("nl")
    page = reader.open("?year=2024", wait="article.headline")
    reader.settle()

    page.emulate_media(media="print")

    assert page.locator("article.headline").first.is_visible()
    assert page.locator("header.site nav").is_hidden()
    assert page.locator(".piece-tools").first.is_hidden()


@pytest.mark.parametrize(
    ("lang", "title"), [("nl", "België in 2024"), ("fr", "Belgique en 2024"), ("de", "Belgien im Jahr 2024")]
)
def test_the_page_speaks_the_language_of_its_reader(visit: Visiting, lang: str, title: str) -> None:
    page = visit(lang).open("?year=2024")

    assert page.locator("h1").inner_text() == title
