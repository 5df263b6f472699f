"""Explore: choose a question, see table and chart together, go down to the sources; the address holds it all."""

import pytest
from playwright.sync_api import Page, expect

from tests.web.explorer.conftest import Visiting

pytestmark = pytest.mark.browser

STATE = "?view=explore&dataset=funding-rounds&group_by=region,year&measures=sum&year=2019:2022"


@pytest.mark.parametrize("lang", ["nl", "fr"])
def test_a_cell_leads_to_its_records_and_a_record_to_its_sources(visit: Visiting, lang: str) -> None:
    reader = visit(lang)
    page = reader.open(STATE, wait=".result tbody tr")
    rows = reader.site.ask(
        "/v1/aggregates/funding-rounds", group_by="region,year", measures="sum", year="2019:2022", embed="records"
    )["items"]
    wanted = next(row for row in rows if row["region"] == "BE3" and row["year"] == 2021)
    cell = page.locator(".result tbody tr", has_text="2021").locator("td[data-column=BE3]")

    assert float(cell.get_attribute("data-value") or "nan") == wanted["sum"]
    cell.locator("button").click()
    page.wait_for_selector("dialog tbody tr")
    behind = reader.site.ask(wanted["records"])
    assert page.locator("dialog tbody tr").count() == behind["meta"]["total"]

    page.locator("dialog tbody button").first.click()
    page.wait_for_selector("dialog .sources a")
    first = reader.site.ask(f"/v1/funding-rounds/{behind['items'][0]['id']}", embed="sources")["item"]
    links = {link.get_attribute("href") for link in page.locator("dialog .sources a").all()}
    assert links == {source["url"] for source in first["sources"] if source["url"]}

    page.locator("dialog header button").first.click()
    page.wait_for_selector("dialog tbody tr")


@pytest.mark.parametrize(("lang", "typed", "named"), [("nl", "wal", "Waals Gewest"), ("fr", "wal", "Région wallonne")])
def test_filters_are_typed_ahead_from_the_code_lists(visit: Visiting, lang: str, typed: str, named: str) -> None:
    reader = visit(lang)
    page = reader.open(STATE, wait=".result tbody tr")
    field = page.locator("[data-filter=region] input")

    field.click()
    field.press_sequentially(typed)
    page.locator("[data-filter=region] [role=option]", has_text=named).first.wait_for()
    field.press("Enter")
    page.wait_for_url("**region=BE3**")
    reader.settle()

    assert page.locator("[data-filter=region] .tokens li").inner_text().startswith(named)
    assert page.locator(".result thead th").count() == 2


def test_choosing_groups_and_measures_changes_chart_table_and_address(visit: Visiting) -> None:
    reader = visit("en")
    page = reader.open("?view=explore", wait=".result tbody tr")

    page.locator("input[name=group_by][value=region]").uncheck()
    page.locator("input[name=group_by][value=year]").is_disabled()
    page.locator("input[name=group_by][value=sector]").check()
    page.locator("input[name=group_by][value=year]").uncheck()
    page.locator("input[name=measures][value=companies]").check()
    page.wait_for_url("**companies**")
    reader.settle()

    assert "group_by=sector&" in page.url + "&"
    columns = [head.inner_text().split("\n")[0] for head in page.locator(".result thead th").all()]
    assert columns[0] == "Main sector"
    assert "Companies" in columns
    address = page.locator("[data-snippet=url]").inner_text()
    assert (
        reader.site.ask(address.removeprefix(reader.site.address))["meta"]["total"]
        == page.locator(".result tbody tr").count()
    )
    page.wait_for_selector(".result .drawing svg[role=img]")


def test_a_link_opens_the_same_view_in_the_language_of_its_reader(visit: Visiting) -> None:
    sender = visit("nl")
    page = sender.open(STATE, wait=".result tbody tr")
    page.locator("[data-lang=de]").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    sender.settle()
    link = page.url.removeprefix(f"{sender.site.address}/")
    numbers = values_of(page)

    opened = visit("fr").open(link, wait=".result tbody tr")

    assert "lang" not in link
    assert opened.locator("h1").inner_text() == "Explorer"
    assert opened.locator("html").get_attribute("lang") == "fr"
    assert values_of(opened) == numbers


def values_of(page: Page) -> list[str | None]:
    """Return the values of the table of Explore, row by row."""
    return [cell.get_attribute("data-value") for cell in page.locator(".result tbody td").all()]


def test_the_history_of_the_browser_goes_back_through_the_questions(visit: Visiting) -> None:
    reader = visit("en")
    page = reader.open(STATE, wait=".result tbody tr")

    page.locator("select[name=dataset]").select_option("exits")
    page.wait_for_url("**dataset=exits**")
    page.go_back()
    page.wait_for_url("**dataset=funding-rounds**")
    reader.settle()

    assert page.locator("select[name=dataset]").input_value() == "funding-rounds"


@pytest.mark.parametrize("lang", ["nl", "fr"])
def test_published_figures_are_explored_by_indicator(visit: Visiting, lang: str) -> None:
    reader = visit(lang)
    page = reader.open("?view=explore&dataset=observations&region=BE,BE3", wait=".result tbody tr")
    rows = reader.site.ask("/v1/aggregates/observations", indicator="tech_funding_total", region="BE,BE3")["items"]
    wanted = next(row for row in rows if row["region"] == "BE" and row["year"] == 2022)
    cell = page.locator(".result tbody tr", has_text="2022").locator("td[data-column=BE]")

    assert float(cell.get_attribute("data-value") or "nan") == wanted["latest"]
    cell.locator("button").click()
    page.wait_for_selector("dialog tbody tr")

    listed = reader.site.ask("/v1/observations", indicator="tech_funding_total", region="BE", year=2022)
    assert page.locator("dialog tbody tr").count() == listed["meta"]["total"]


@pytest.mark.parametrize("lang", ["nl", "de"])
def test_an_error_speaks_in_the_words_of_the_problem(visit: Visiting, lang: str) -> None:
    reader = visit(lang, expected=("400",))
    page = reader.open("?view=explore&dataset=funding-rounds&sectr=ai", wait=".problem")

    words = page.locator(".problem").inner_text()

    assert "'sectr' is not a parameter of this route." in words
    assert "sector" in words


def test_an_empty_answer_says_which_filters_left_nothing(visit: Visiting) -> None:
    page = visit("nl").open("?view=explore&group_by=sector&measures=count&fill=none&q=zzzzzz", wait=".result .nothing")

    assert "q = zzzzzz" in page.locator(".piece-table .nothing").inner_text()


def test_an_empty_cell_says_why_it_is_empty(visit: Visiting) -> None:
    reader = visit("en")
    page = reader.open("?view=explore&group_by=year&measures=median&region=BE1&year=2017:2018", wait=".result tbody tr")

    cell = page.locator(".result tbody tr", has_text="2017").locator("td[data-column=median]")

    assert cell.get_attribute("title") == "No amount is known here."
