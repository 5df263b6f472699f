"""The four languages of the service, and text that exists in all of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Language = Literal["en", "nl", "fr", "de"]

LANGUAGES: tuple[Language, ...] = get_args(Language)
DEFAULT_LANGUAGE: Language = "en"

# The locale whose number and date habits each language follows: those of Belgium, and of euro-area English for English
# (CLDR gives English in Belgium a decimal comma, which readers of English take for a separator of thousands).
LOCALES: Mapping[Language, str] = {"en": "en_IE", "nl": "nl_BE", "fr": "fr_BE", "de": "de_BE"}


@dataclass(frozen=True, slots=True)
class Text:
    """One piece of text in English, Dutch, French and German."""

    en: str
    nl: str
    fr: str
    de: str

    def in_(self, language: Language) -> str:
        """Return the text in one language."""
        text: str = getattr(self, language)
        return text

    @classmethod
    def same(cls, text: str) -> "Text":
        """Return a text that reads alike in every language, such as a proper name."""
        return cls(text, text, text, text)
