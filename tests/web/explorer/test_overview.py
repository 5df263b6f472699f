"""The overview: headline figures with their origin, disagreement at once, funding, map, rankings, unicorns, rounds, exits."""

import pytest
from playwright.sync_api import expect

from tests.web.explorer.conftest import Visiting

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("lang", ["nl", "fr"])
def test_every_headline_figure_is_the_one_of_the_api(visit: Visiting, lang: str) -> None:
    reader = visit(lang)
    page = reader.open("?year=2024", wait="article.headline")
    figures = reader.site.ask("/v1/overview", year=2024, lang=lang)["item"]["figures"]
    known = {figure["indicator"]: figure for figure in figures if figure["value"] is not None}

    shown = {
        card.get_attribute("data-indicator"): (
            card.get_attribute("data-from"),
            float(card.locator(".value").get_attribute("data-value") or "nan"),
            card.locator("h2").inner_text(),
        )
        for card in page.locator("article.headline").all()
    }

    assert shown == {code: (one["from"], one["value"], one["label"]) for code, one in known.items()}


@pytest.mark.parametrize(("lang", "written"), [("nl", "€ 1,43 mld."), ("fr", "1,43 Md €")])
def test_amounts_are_written_as_the_language_does_in_belgium(visit: Visiting, lang: str, written: str) -> None:
    page = visit(lang).open("?year=2024", wait="article.headline")

    value = page.locator("[data-indicator=tech_funding_total] .value").inner_text()

    assert value.replace("\u00a0", " ").replace("\u202f", " ") == written


def test_a_mark_tells_published_figures_from_our_own_and_opens_their_sources(visit: Visiting) -> None:
    reader = visit("nl")
    page = reader.open("?year=2024", wait="article.headline")
    published = page.locator("[data-indicator=tech_funding_total] button.mark.published")
    listed = reader.site.ask("/v1/observations", indicator="tech_funding_total", region="BE", year=2024, lang="nl")[
        "items"
    ]

    published.click()
    page.wait_for_selector("dialog [data-observation]")

    shown = {entry.get_attribute("data-observation") for entry in page.locator("dialog [data-observation]").all()}
    assert shown == {observation["id"] for observation in listed}
    links = {link.get_attribute("href") for link in page.locator("dialog .sources a").all()}
    assert links == {observation["source"]["url"] for observation in listed if observation["source"]["url"]}


def test_our_own_figures_open_the_records_behind_them(visit: Visiting) -> None:
    reader = visit("fr")
    page = reader.open("?year=2021&region=BE3", wait="article.headline")

    page.locator("[data-indicator=tech_funding_deals] button.mark.records").click()
    page.wait_for_selector("dialog tbody tr")

    figures = reader.site.ask("/v1/overview", year=2021, region="BE3")["item"]["figures"]
    own = next(figure for figure in figures if figure["indicator"] == "tech_funding_deals")
    assert page.locator("dialog tbody tr").count() == own["value"]


def test_publishers_who_disagree_stand_side_by_side_without_a_press(visit: Visiting) -> None:
    reader = visit("nl")
    page = reader.open("?year=2022", wait=".comparison")
    cell = reader.site.ask("/v1/reconciliation", indicator="tech_funding_total", region="BE", year=2022)["items"][0]

    rows = page.locator(".comparison > li[data-observation]")

    shown = {
        row.get_attribute("data-observation"): float(row.get_attribute("data-value") or "nan") for row in rows.all()
    }
    assert shown == {figure["id"]: figure["value"] for figure in cell["published"]}
    assert (
        float(page.locator(".comparison > li.records").get_attribute("data-value") or "nan") == cell["records"]["value"]
    )
    assert page.locator("[data-piece=publishers]").inner_text().count("Agoria") >= 1


@pytest.mark.parametrize("lang", ["nl", "de"])
def test_funding_by_region_and_year_is_a_chart_and_a_table_of_the_same_figures(visit: Visiting, lang: str) -> None:
    reader = visit(lang)
    page = reader.open("?year=2024", wait="[data-piece=funding] tbody tr")
    rows = reader.site.ask("/v1/aggregates/funding-rounds", group_by="region,year", measures="sum", year=":2024")[
        "items"
    ]

    cells = page.locator("[data-piece=funding] tbody td")

    shown = sorted(float(cell.get_attribute("data-value") or "nan") for cell in cells.all())
    assert shown == sorted(row["sum"] for row in rows)
    page.wait_for_selector("[data-piece=funding] .drawing svg[role=img]")


def test_pressing_an_area_of_the_map_shows_the_page_for_it(visit: Visiting) -> None:
    reader = visit("nl")
    page = reader.open("?year=2021", wait="[data-piece=map] path[data-code=BE3]")

    page.locator("[data-piece=map] path[data-code=BE3]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Waals Gewest")

    assert "region=BE3" in page.url
    page.wait_for_selector("[data-piece=map] path[data-code=BE33]")


def test_the_map_also_shows_provinces(visit: Visiting) -> None:
    reader = visit("fr")
    page = reader.open("?year=2021", wait="[data-piece=map] path[data-code=BE3]")

    page.get_by_role("button", name="Provinces", exact=True).click()
    page.wait_for_selector("[data-piece=map] path[data-code=BE24]")

    rows = reader.site.ask("/v1/aggregates/funding-rounds", group_by="province", measures="sum", year=2021, lang="fr")
    brabant = next(row["sum"] for row in rows["items"] if row["province"] == "BE24")
    assert "Brabant flamand" in (page.locator("path[data-code=BE24]").get_attribute("aria-label") or "")
    cell = page.locator("[data-piece=map] tbody tr", has_text="Brabant flamand").locator("td[data-column=sum]")
    assert float(cell.get_attribute("data-value") or "nan") == brabant


def test_sectors_and_stages_of_the_year_are_ranked(visit: Visiting) -> None:
    reader = visit("en")
    page = reader.open("?year=2021", wait="[data-piece=sectors] tbody tr")
    rows = reader.site.ask(
        "/v1/aggregates/funding-rounds", group_by="sector", measures="sum", year=2021, sort="-sum", fill="none"
    )["items"]

    shown = [
        float(cell.get_attribute("data-value") or "nan")
        for cell in page.locator("[data-piece=sectors] td[data-column=sum]").all()
    ]

    assert shown == [row["sum"] for row in rows]
    page.wait_for_selector("[data-piece=stages] tbody tr")


def test_unicorns_stand_on_a_time_line(visit: Visiting) -> None:
    reader = visit("nl")
    page = reader.open("?year=2024", wait=".timeline li")

    companies = [row.get_attribute("data-company") for row in page.locator(".timeline li").all()]

    listed = reader.site.ask("/v1/unicorns")["items"]
    dated = sorted(listed, key=lambda unicorn: unicorn["became_on"])
    assert companies == [unicorn["company"]["id"] for unicorn in dated]


@pytest.mark.parametrize("lang", ["nl", "fr"])
def test_the_largest_rounds_and_the_exits_lead_to_their_sources(visit: Visiting, lang: str) -> None:
    reader = visit(lang)
    page = reader.open("?year=2021", wait="[data-piece=rounds] tbody tr")
    largest = reader.site.ask("/v1/funding-rounds", year=2021, deal_type="equity", sort="-amount_eur", limit=10)[
        "items"
    ]
    page.wait_for_selector("[data-piece=exits] tbody tr")

    names = [row.inner_text() for row in page.locator("[data-piece=rounds] tbody th").all()]
    page.locator("[data-piece=rounds] tbody button").first.click()
    page.wait_for_selector("dialog .sources a")

    assert names == [record["company"]["name"] for record in largest]
    found = reader.site.ask(f"/v1/funding-rounds/{largest[0]['id']}", embed="sources")["item"]["sources"]
    assert page.locator("dialog .sources li").count() == len(found)


def test_a_place_and_year_without_records_says_why_nothing_is_shown(visit: Visiting) -> None:
    page = visit("nl").open("?year=2015&region=BE34", wait="[data-piece=rounds] .nothing")

    assert "steekproef" in page.locator("[data-piece=rounds] .nothing").inner_text()
