"""The language of a text is told from its small words; folding keeps every position."""

import pytest

from app.languages import Language
from app.queries.check.languages import composed, detect_language, fold


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Belgian tech companies raised 1.43 billion", "en"),
        ("Belgische techbedrijven haalden 1,43 miljard op", "nl"),
        ("Les entreprises belges ont levé 1,43 milliard", "fr"),
        ("Belgische Unternehmen haben 1,43 Milliarden eingesammelt", "de"),
        ("70 procent", "nl"),
        ("190 Mio.", "de"),
    ],
)
def test_the_language_is_told(text: str, language: Language) -> None:
    assert detect_language(text) == language


def test_without_a_telling_word_the_fallback_holds() -> None:
    assert detect_language("1.43e9", "fr") == "fr"


@pytest.mark.parametrize("text", ["Größte Überraschung", "l’année\u00a0précédente", "İstanbul", "4\u202f%"])
def test_folding_keeps_every_position(text: str) -> None:
    whole = composed(text)

    assert len(fold(whole)) == len(whole)


def test_folding_drops_case_and_accents() -> None:
    assert fold("Größte Überraschung – l’Année") == "groste uberraschung - l'annee"
