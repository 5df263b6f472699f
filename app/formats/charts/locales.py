"""Locales: how Vega writes numbers in each language."""

from collections.abc import Mapping
from typing import Any

from babel import Locale
from babel.numbers import get_decimal_symbol, get_group_symbol

from app.languages import LANGUAGES, LOCALES, Language

LOCALE: Mapping[Language, dict[str, Any]] = {
    language: {
        "number": {
            "decimal": get_decimal_symbol(LOCALES[language]),
            "thousands": get_group_symbol(LOCALES[language]),
            "grouping": [3],
            "currency": ["€", ""],
            "percent": Locale.parse(LOCALES[language]).percent_formats[None].pattern.removeprefix("#,##0"),
        }
    }
    for language in LANGUAGES
}
