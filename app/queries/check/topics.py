"""Recognise which published indicators, sectors and stages a sentence speaks of, from their names and common phrases."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from cachetools import LRUCache, cachedmethod

from app.catalog.wordings import PHRASES
from app.languages import LANGUAGES
from app.queries.check.languages import composed, fold, words
from app.queries.codelists import CodeLists, Entry

STOP = words(
    "of the in by and with for from to on at an a its per de du la le les des dans par pour et au aux sur un une l d van het een en"
    " voor met naar door op per der die das am im an und von zu mit nach je pro fur den dem als total number nombre aantal zahl"
    " belgian belgisch belgische belge belges belgischer belgischen belgium"
)
RESEARCH = re.compile(r"\b(?:r&d|o&o|f&e|fue)\b")
SHORT_WORD = 3
LONG_ENOUGH = 4
# A name counts when this many of its words are there, weighed by how much of it they are: 3 of 4 do, 2 of 3 do not.
ENOUGH_OF_A_NAME = 1.5
COMPLETE_BONUS = 0.5

# What people call the sectors beside their names.
SECTOR_WORDS: Mapping[str, str] = {
    "ai": r"ai|ia|ki|artificial intelligence|artificiele intelligentie|kunstmatige intelligentie|intelligence artificielle|kunstliche\w* intelligenz",
    "fintech": r"fintechs?",
    "insurtech": r"insurtechs?",
    "biotech": r"biotech\w*|life sciences",
    "pharma": r"pharma\w*|farma\w*",
    "medtech": r"medtech\w*|medical devices|medische hulpmiddelen|dispositifs medicaux|medizintechnik",
    "healthtech": r"healthtech\w*|digital health|digitale gezondheid|sante numerique|e-?health",
    "cleantech_energy": r"cleantech\w*|climate ?tech|greentech\w*",
    "deeptech_hardware": r"deep ?-?tech\w*",
    "semiconductors_photonics": r"semi-?cond\w+|halfgeleider\w*|halbleiter\w*|chips?|puces|photonics|fotonica|photonique|photonik",
    "cybersecurity": r"cyber\w*",
    "gaming_media": r"games?|gaming|video-?games?|jeux video|videospiele|gamesektor\w*",
    "ecommerce_retail": r"e-?commerce|webshops?",
    "telecom": r"telecom\w*|telekom\w*",
    "space": r"space|ruimtevaart\w*|spatial\w*|raumfahrt\w*",
    "edtech": r"edtech\w*",
    "hrtech": r"hr-?tech\w*",
    "legaltech": r"legal-?tech\w*",
    "proptech_construction": r"proptech\w*",
    "foodtech_agritech": r"foodtech\w*|agritech\w*",
    "mobility_logistics": r"mobility|mobiliteit|mobilite|mobilitat",
    "hospitality_travel": r"hospitality|travel ?tech",
    "ict": r"ict\w*|tic|ikt\w*",
    "robotics_manufacturing": r"robotics|robotica|robotique|robotik",
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """Word beginnings that must occur (one alternative of each group) and those that must not."""

    groups: tuple[re.Pattern[str], ...]
    barred: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """An indicator as it is recognised: its code, its unit, the words of its names."""

    code: str
    unit: str
    names: tuple[tuple[str, ...], ...]


class Topics:
    """Everything that can be recognised in a sentence, for one revision of the code lists."""

    def __init__(self, lists: CodeLists) -> None:
        self.known: LRUCache[Any, dict[str, float]] = LRUCache(256)
        self.topics = [topic(entry) for entry in lists["indicator"]]
        self.names = {
            entry.code: fold(f"{entry.label.en} {entry.code.replace('_', ' ')}") for entry in lists["indicator"]
        }
        self.sectors = [(entry.code, naming(entry, SECTOR_WORDS.get(entry.code))) for entry in lists["sector"]]
        self.stages = [(entry.code, naming(entry, None)) for entry in lists["stage"] if entry.code != "undisclosed"]

    @cachedmethod(lambda self: self.known)
    def indicators(self, text: str, units: tuple[str, ...]) -> dict[str, float]:
        """Return the indicators in one of the units that a piece of text names, with how strongly it does."""
        spoken = words_of(text)
        accepted = set(units)
        if accepted & {"EUR", "USD", "GBP"}:
            accepted |= {"EUR", "USD"}
        scores: dict[str, float] = {}
        for entry in self.topics:
            if accepted and entry.unit not in accepted:
                continue
            score = max(name_score(entry.names, spoken), phrase_score(entry.code, spoken))
            if score:
                scores[entry.code] = score
        return scores

    def found_sectors(self, text: str) -> tuple[str, ...]:
        """Return the sectors that a text names."""
        folded = fold(composed(text))
        return tuple(code for code, pattern in self.sectors if pattern.search(folded))

    def found_stages(self, text: str) -> tuple[str, ...]:
        """Return the stages that a text names."""
        folded = fold(composed(text))
        return tuple(code for code, pattern in self.stages if pattern.search(folded))

    def speaks_of(self, indicator: str, sector: str) -> bool:
        """Tell whether an indicator is about a sector by its own name, as the AI share of funding is."""
        pattern = next((pattern for code, pattern in self.sectors if code == sector), None)
        return pattern is not None and bool(pattern.search(self.names.get(indicator, "")))


def topic(entry: Entry) -> Topic:
    """Return an indicator with the words of its names."""
    names = {tuple(name_words(entry.label.in_(language))) for language in LANGUAGES}
    return Topic(entry.code, str(entry.extra["unit"]), tuple(name for name in names if name))


def naming(entry: Entry, words: str | None) -> re.Pattern[str]:
    """Return the pattern of the names of a sector or stage."""
    if words is None:
        names = {fold(entry.label.in_(language)) for language in LANGUAGES}
        words = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return re.compile(rf"(?<![\w])(?:{words})(?![\w])")


def name_words(name: str) -> list[str]:
    """Return the words of a name that carry meaning, folded."""
    folded = RESEARCH.sub("rd", fold(composed(name))).replace("m&a", "ma")
    words: list[str] = []
    for word in re.findall(r"[^\W_]+(?:-[^\W_]+)*", folded):
        parts = word.split("-")
        split = len(parts) > 1 and all(len(part) > SHORT_WORD for part in parts) and parts[0] != "start"
        words.extend(parts if split else ["".join(parts)])
    return [word for word in words if word not in STOP and not word.isdigit()]


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text, folded; one with hyphens is there whole, without them, and in parts."""
    folded = RESEARCH.sub("rd", fold(composed(text))).replace("m&a", "ma")
    words: set[str] = set()
    for word in re.findall(r"[^\W_]+(?:-[^\W_]+)*", folded):
        parts = word.split("-")
        words.add("".join(parts))
        words.update(parts)
    if {"start", "ups"} <= words or {"start", "up"} <= words:
        words.add("startup")
    return frozenset(words)


def name_score(names: Sequence[tuple[str, ...]], words: frozenset[str]) -> float:
    """Return how much of an indicator's best fitting name a text holds, in words; a whole name counts half a word more."""
    best = 0.0
    for name in names:
        held = sum(any(alike(part, word) for word in words) for part in name)
        if held == len(name):
            best = max(best, held + COMPLETE_BONUS)
        elif held > 1 and held * held / len(name) >= ENOUGH_OF_A_NAME:
            best = max(best, held * held / len(name))
    return best


@cache
def alike(part: str, word: str) -> bool:
    """Tell whether two words are forms of one: the same beginning, endings apart; short words must be equal."""
    if len(part) <= SHORT_WORD or len(word) <= SHORT_WORD:
        return part == word or part.rstrip("s") == word.rstrip("s")
    common = next(
        (place for place, (one, other) in enumerate(zip(part, word, strict=False)) if one != other),
        min(len(part), len(word)),
    )
    return (
        common >= max(LONG_ENOUGH, min(len(part), len(word)) - SHORT_WORD) and abs(len(part) - len(word)) <= LONG_ENOUGH
    )


def phrase_score(code: str, words: frozenset[str]) -> float:
    """Return the number of groups of the longest phrase of an indicator that a text holds, 0 when it holds none."""
    line = " ".join(sorted(words))
    return float(max((len(phrase.groups) for phrase in phrases(code) if holds(phrase, line)), default=0))


def holds(phrase: Phrase, line: str) -> bool:
    """Tell whether words joined to a line hold a phrase."""
    return all(group.search(line) for group in phrase.groups) and not any(group.search(line) for group in phrase.barred)


@cache
def phrases(code: str) -> tuple[Phrase, ...]:
    """Return the phrases of an indicator as patterns."""
    found = []
    for written in PHRASES.get(code, ()):
        groups = written.split(" & ")
        found.append(
            Phrase(
                tuple(beginnings(group) for group in groups if not group.startswith("!")),
                tuple(beginnings(group[1:]) for group in groups if group.startswith("!")),
            )
        )
    return tuple(found)


@cache
def beginnings(group: str) -> re.Pattern[str]:
    """Return the pattern of words with one of some beginnings; `$` marks a whole word."""
    whole = [stem[:-1] for stem in group.split("|") if stem.endswith("$")]
    begun = [stem for stem in group.split("|") if not stem.endswith("$")]
    parts = ([rf"(?:{'|'.join(whole)})(?!\S)"] if whole else []) + ([f"(?:{'|'.join(begun)})"] if begun else [])
    return re.compile(rf"(?<!\S)(?:{'|'.join(parts)})")
