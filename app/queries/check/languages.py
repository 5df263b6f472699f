"""Tell from its words in which of the four languages a sentence is written."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from app.languages import DEFAULT_LANGUAGE, LANGUAGES, Language

WORD = re.compile(r"[^\W\d_]+(?:[-'\u2019][^\W\d_]+)*")


def words(line: str) -> frozenset[str]:
    """Return the words of a line."""
    return frozenset(line.split())


# Small words and words of money that one language has and the others have not.
MARKS: Mapping[Language, frozenset[str]] = {
    "en": words(
        "the belgium belgian flanders flemish wallonia walloon brussels of and was were has had have been with than from their there this that which billion thousand by it its"
        " are is to for as at raised companies percent into more less over between half quarter lost year years two three four five six seven eight nine ten"
        " almost nearly twice market"
    ),
    "nl": words(
        "het belgië brusselse vlaams waals europese markt is vierde derde tweede eerste de een van voor met zijn werd werden haalden haalde op ook naar bij dan meer minder jaar miljoen miljard"
        " procent bedrijven vlaanderen wallonië brussel belgische vlaamse waalse telde tussen kwartaal helft ging gingen"
        " heeft hebben ongeveer bijna eenhoorns twee drie vier vijf zes zeven negen tien verloren keer maal banen aan uit kapitaal er"
    ),
    "fr": words(
        "belgique bruxelloise flamande flamandes wallonne quatrième européen le la les des du une un et en est sont ont été dans pour avec sur par plus moins année années milliard milliards"
        " euros pour sociétés entreprises belges belge flandre wallonie bruxelles levé levée levés emplois perdus près de"
        " presque double marché licornes sorties deux trois quatre cinq sept huit neuf dix fois mille selon contre au aux qui ce cette entre semestre trimestre"
        " l'an compte"
    ),
    "de": words(
        "flämische wallonische brüsseler europäische vierte der die das den dem des ein eine und ist sind war waren wurde wurden haben hat mit von im für auf als mehr weniger"
        " jahr jahre millionen milliarde milliarden prozent unternehmen firmen flandern wallonien brüssel belgische"
        " belgischen belgien flossen gab es zählt zählte zwischen halbjahr quartal rund etwa fast einhörner zwei drei fünf sechs sieben neun zehn"
        " gingen verloren stellen arbeitsplätze nach bei zu mio mrd"
    ),
}


def composed(text: str) -> str:
    """Return text with every accented letter as one character, which is what positions count."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Return composed text without case and accents, spaces and apostrophes alike, as long as it was before."""
    return "".join(map(fold_letter, text))


@cache
def fold_letter(letter: str) -> str:
    """Return one character without case and accent."""
    if letter.isspace():
        return " "
    plain = {"ß": "s", "\u2019": "'", "\u2018": "'", "\u2013": "-", "\u2014": "-", "\u2212": "-"}.get(letter)
    plain = plain or unicodedata.normalize("NFD", letter)[0].lower()
    return plain if len(plain) == 1 else letter


def detect_language(text: str, fallback: Language = DEFAULT_LANGUAGE) -> Language:
    """Return the language most of whose small words occur; the fallback when none does or two tie with it."""
    words = [word.casefold() for word in WORD.findall(composed(text))]
    scores = {language: sum(word in MARKS[language] for word in words) for language in LANGUAGES}
    best = max(scores.values())
    if best == 0 or scores[fallback] == best:
        return fallback
    return max(LANGUAGES, key=lambda language: scores[language])
