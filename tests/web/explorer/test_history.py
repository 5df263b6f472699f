"""History: the page as the data stood on a day, and what has changed since."""

import pytest
from playwright.sync_api import expect

from tests.web.explorer.conftest import Visiting

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("lang", ["nl", "fr"])
def test_a_date_shows_the_whole_page_as_the_data_stood_then(visit: Visiting, lang: str) -> None:
    reader = visit(lang)
    page = reader.open("?year=2021", wait="[data-piece=funding] tbody tr")
    cell = "[data-piece=funding] tbody tr:has-text('2021') td[data-column=BE1]"
    asked = {"group_by": "region,year", "measures": "sum", "year": "2021", "region": "BE1"}
    now = reader.site.ask("/v1/aggregates/funding-rounds", **asked)["items"][0]["sum"]
    then = reader.site.ask("/v1/aggregates/funding-rounds", **asked, as_of="2025-01-31")["items"][0]["sum"]

    assert float(page.locator(cell).get_attribute("data-value") or "nan") == now
    page.locator("input[name=as_of]").fill("2025-01-31")
    page.wait_for_url("**as_of=2025-01-31**")
    reader.settle()

    assert float(page.locator(cell).get_attribute("data-value") or "nan") == then
    assert now - then == pytest.approx(150_000_000)
    assert page.locator(".banner").is_visible()
    page.locator(".banner button").click()
    expect(page.locator(".banner")).to_have_count(0)
    assert "as_of" not in page.url


@pytest.mark.parametrize("lang", ["nl", "fr"])
def test_the_page_of_changes_tells_what_changed_and_why(visit: Visiting, lang: str) -> None:
    reader = visit(lang)
    page = reader.open("?view=changes", wait=".changes > li")

    words = page.locator(".changes").inner_text()

    assert "ibanfirst-2021-undisclosed" in words
    assert "amount_eur" in words
    assert "The amount was printed wrong." in words
    assert [row.get_attribute("data-version") for row in page.locator(".versions li").all()] == ["2", "1"]


def test_a_version_opens_the_page_as_of_its_day(visit: Visiting) -> None:
    page = visit("en").open("?view=changes", wait=".versions li")

    page.locator("[data-version='1'] a").click()
    page.wait_for_selector(".banner")

    assert "as_of=2025-01-10" in page.url


def test_a_day_before_the_first_data_says_so_in_the_words_of_the_problem(visit: Visiting) -> None:
    page = visit("nl", expected=("404",)).open("?as_of=2020-01-01", wait=".problem")

    assert "2025-01-10" in page.locator(".problem").first.inner_text()
