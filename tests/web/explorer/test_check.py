"""Check a number: a sentence goes in, verdicts and sources come out."""

import pytest

from tests.web.explorer.conftest import Visiting

pytestmark = pytest.mark.browser

SENTENCES = {
    "nl": "Belgische techbedrijven haalden in 2024 1,43 miljard euro op, en AI kreeg daar 70 procent van.",
    "fr": "Les entreprises tech belges ont levé 1,43 milliard d'euros en 2024, dont 70 % pour l'IA.",
}


@pytest.mark.parametrize("lang", ["nl", "fr"])
def test_each_figure_of_a_sentence_gets_the_verdict_of_the_api_and_its_sources(visit: Visiting, lang: str) -> None:
    reader = visit(lang)
    page = reader.open("?view=check")

    page.locator("textarea").fill(SENTENCES[lang])
    page.locator("form.check button[type=submit]").click()
    page.wait_for_selector(".claim")

    claims = reader.site.ask("/v1/check", text=SENTENCES[lang], lang=lang)["item"]["claims"]
    shown = [
        (claim.get_attribute("data-claim"), claim.get_attribute("data-verdict"))
        for claim in page.locator(".claim").all()
    ]
    assert shown == [(claim["text"], claim["verdict"]) for claim in claims]
    first = page.locator(".claim").first
    assert claims[0]["sentence"] in first.inner_text()
    said = {entry.get_attribute("data-observation") for entry in first.locator("[data-observation]").all()}
    assert {match["id"] for match in claims[0]["matches"]} <= said
    assert first.locator(".sources a").count() >= 1


def test_what_is_said_of_a_company_shows_its_records_with_their_sources(visit: Visiting) -> None:
    page = visit("nl").open("?view=check&text=Odoo+was+in+november+2024+5+miljard+euro+waard.", wait=".claim")

    record = page.locator("[data-record='odoo-2024-11-20-valuation']")
    assert "Odoo" in record.inner_text() and "waardering" in record.inner_text()
    assert record.locator(".sources a").count() >= 1


def test_the_sentence_is_part_of_the_address(visit: Visiting) -> None:
    sender = visit("nl")
    page = sender.open("?view=check")
    page.locator("textarea").fill(SENTENCES["nl"])
    page.locator("form.check button[type=submit]").click()
    page.wait_for_selector(".claim")
    link = page.url.removeprefix(f"{sender.site.address}/")

    opened = visit("fr").open(link, wait=".claim")

    assert opened.locator("textarea").input_value() == SENTENCES["nl"]


def test_an_example_is_a_press_away(visit: Visiting) -> None:
    page = visit("en").open("?view=check")

    page.locator(".examples button").first.click()
    page.wait_for_selector(".claim")

    assert page.locator(".claim mark").first.inner_text().startswith("€1.43 billion")


def test_a_sentence_without_a_number_says_so(visit: Visiting) -> None:
    page = visit("fr").open("?view=check&text=Bonjour", wait=".verdicts .nothing")

    assert page.locator(".verdicts .nothing").inner_text() != ""
