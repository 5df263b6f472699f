"""Find the places that a sentence names: Belgium, its Regions, provinces and cities, and other countries."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.languages import LANGUAGES
from app.queries.check.languages import fold
from app.queries.codelists import CodeLists

# Names and adjectives beside the official names, as the beginnings of folded words.
STEMS: Mapping[str, str] = {
    "BE": r"belgi(?:um|an|ans|e|que|ques|sche|sch|sches|scher|schen|en|ens)?|belges?",
    "BE1": r"brussels?|bruxelles|brussel(?:se|er)?|bruxellois(?:es?)?|brusseler|hauptstadtregion|hoofdstedelijk\w*",
    "BE2": r"flanders|flemish|vlaanderens?|vlaams(?:e)?|flandres?|flamand(?:e?s?)|flandern|flamisch\w*",
    "BE3": r"wallonia|walloons?|wallonies?|wallonie|waalse?|wallon(?:ne?s?|s)?|wallonien|wallonisch\w*",
    "EU_EUROPE": r"europe|europa|europas",
    "WORLD": r"worldwide|world|wereld|wereldwijd|monde|welt|weltweit",
}
BELGIUM = "BE"
PROVINCE_BEFORE = re.compile(r"\b(?:province|provincie|provinz)\s+(?:of\s+|de\s+|d'|van\s+|du\s+)?$")


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a sentence names; `codes` are what the name may mean, the likeliest first."""

    start: int
    end: int
    codes: tuple[str, ...]


class Gazetteer:
    """The names of every place that published figures are about."""

    def __init__(self, lists: CodeLists) -> None:
        names: dict[str, list[str]] = {}
        for name in ("city", "region", "area"):
            for entry in lists[name]:
                if entry.code in (*STEMS, "UNK"):
                    continue
                for language in LANGUAGES:
                    label = entry.label.in_(language).partition(" (")[0]
                    codes = names.setdefault(fold(label), [])
                    if entry.code not in codes:
                        codes.append(entry.code)
        self.names = {name: tuple(codes) for name, codes in names.items()}
        words = "|".join(sorted(map(re.escape, self.names), key=len, reverse=True))
        self.named = re.compile(rf"(?<![\w-])(?:{words})(?![\w-])")
        self.stems = {code: re.compile(rf"(?<![\w])(?:{stem})(?!\w)") for code, stem in STEMS.items()}

    def find(self, text: str) -> list[Place]:
        """Return the places of a composed text in order; a city or country must begin with a capital."""
        folded = fold(text)
        found = [
            Place(match.start(), match.end(), (code,))
            for code, pattern in self.stems.items()
            for match in pattern.finditer(folded)
        ]
        for match in self.named.finditer(folded):
            taken = any(match.start() < place.end and place.start < match.end() for place in found)
            if taken or not text[match.start()].isupper():
                continue
            codes = self.names[match.group()]
            if PROVINCE_BEFORE.search(folded[: match.start()]):
                codes = tuple(sorted(codes, key=lambda code: not re.fullmatch(r"BE\d\d", code)))
            found.append(Place(match.start(), match.end(), codes))
        return sorted(found, key=lambda place: place.start)
