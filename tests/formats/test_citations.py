"""A citation leads back to the same numbers, in every form that people use."""

from dataclasses import replace
from datetime import date

import pytest

from app.dataset import Dataset
from app.formats.citations import Citation, bibtex, citation_of, cited, csl_json, in_every_form, permalink, sentence
from app.languages import LANGUAGES, Language, Text
from tests.formats.samples import AGGREGATE

URL = "/v1/aggregates/funding-rounds?data_version=7&group_by=region,year"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            "betech, “Funding rounds by region and year”, data version 7 of 30 June 2026, licence CC BY 4.0, " + URL,
        ),
        (
            "nl",
            "betech, “Kapitaalrondes per gewest en jaar”, dataversie 7 van 30 juni 2026, licentie CC BY 4.0, " + URL,
        ),
        (
            "fr",
            "betech, «\u00a0Levées de fonds par région et année\u00a0», version des données 7 du 30 juin 2026, "
            "licence CC BY 4.0, " + URL,
        ),
        (
            "de",
            "betech, „Finanzierungsrunden nach Region und Jahr“, Datenversion 7 vom 30. Juni 2026, "
            "Lizenz CC BY 4.0, " + URL,
        ),
    ],
)
def test_the_sentence_is_ready_in_four_languages(language: Language, expected: str) -> None:
    answer = replace(AGGREGATE, meta=replace(AGGREGATE.meta, lang=language))

    dataset = cited(answer, "/v1/aggregates/funding-rounds?group_by=region,year")

    assert dataset.meta.citation == expected


@pytest.mark.parametrize(
    ("canonical", "expected"),
    [
        ("/v1/exits", "/v1/exits?data_version=7"),
        ("/v1/exits?as_of=2026-07-01&year=2024", "/v1/exits?data_version=7&year=2024"),
        ("/v1/exits?data_version=3", "/v1/exits?data_version=7"),
        ("/v1/companies?q=soci%C3%A9t%C3%A9%20%26%20co", "/v1/companies?data_version=7&q=soci%C3%A9t%C3%A9%20%26%20co"),
        ("https://betech.example/v1/exits.csv", "https://betech.example/v1/exits.csv?data_version=7"),
    ],
)
def test_the_permalink_names_the_data_version_and_nothing_that_moves(canonical: str, expected: str) -> None:
    assert permalink(canonical, 7) == expected


def test_a_single_record_is_cited_with_its_id() -> None:
    record = replace(AGGREGATE, title=Text("Exits", "Exits", "Sorties", "Exits"), name="exits")

    citation = citation_of(record, "/v1/exits/ablynx-2018-01-acquisition")

    assert citation.title == Text(
        "Exits: ablynx-2018-01-acquisition",
        "Exits: ablynx-2018-01-acquisition",
        "Sorties\u00a0: ablynx-2018-01-acquisition",
        "Exits: ablynx-2018-01-acquisition",
    )


def test_bibtex_escapes_what_latex_would_read() -> None:
    title = Text.same("R&D: 50 % of {it}_\\")
    citation = Citation(title, 7, date(2026, 6, 30), "CC-BY-4.0", "/v1/exits?data_version=7&q=50%25")

    assert bibtex(citation, "en") == (
        f"@misc{{{citation.key},\n"
        "  author = {{betech}},\n"
        "  title = {{R\\&D: 50 \\% of \\{it\\}\\_\\textbackslash{}}},\n"
        "  year = {2026},\n"
        "  month = jun,\n"
        "  version = {7},\n"
        "  note = {Data version 7 of 30 June 2026. Licence: CC BY 4.0.},\n"
        "  url = {/v1/exits?data_version=7&q=50%25},\n"
        "}\n"
    )


def test_csl_json_is_a_dataset_with_version_and_date() -> None:
    (entry,) = csl_json(citation_of(AGGREGATE, "/v1/aggregates/funding-rounds?group_by=region,year"), "nl")

    assert entry.pop("id").startswith("betech-v7-")
    assert entry == {
        "type": "dataset",
        "title": "Kapitaalrondes per gewest en jaar",
        "author": [{"literal": "betech"}],
        "publisher": "betech",
        "issued": {"date-parts": [[2026, 6, 30]]},
        "version": "7",
        "URL": URL,
        "language": "nl-BE",
        "note": "Dataversie 7 van 30 juni 2026. Licentie: CC BY 4.0.",
    }


def test_two_questions_have_two_keys_and_one_question_one() -> None:
    def key(dataset: Dataset, canonical: str) -> str:
        return citation_of(dataset, canonical).key

    assert key(AGGREGATE, "/v1/exits") == key(AGGREGATE, "/v1/exits?as_of=2026-07-01")
    assert key(AGGREGATE, "/v1/exits") != key(AGGREGATE, "/v1/exits?year=2024")


def test_every_form_says_the_same() -> None:
    citation = citation_of(AGGREGATE, "/v1/exits")

    forms = in_every_form(citation, "fr")

    assert forms["sentence"] == {lang: sentence(citation, lang) for lang in LANGUAGES}
    assert forms["permalink"] == "/v1/exits?data_version=7"
    assert forms["permalink"] in forms["bibtex"]
    assert forms["csl"][0]["URL"] == forms["permalink"]
