"""Find the years, half-years, quarters, months and spans that a sentence names, in four languages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from babel import Locale

from app.languages import LANGUAGES, LOCALES
from app.queries.check.languages import fold
from app.queries.periods import Kind, Period, part_period, read_period, year_period

Role = Literal["period", "firm_base", "loose_base", "joined", "previous", "unknown"]

YEAR = r"(?:19[89]\d|20[0-4]\d)"
ORDINALS: tuple[str, ...] = (
    r"first|1st|eerste|1ste|1e|premier|premiere|1er|1ere|erste[nrs]?|1\.",
    r"second|2nd|tweede|2de|2e|deuxieme|seconde?|2eme|zweite[nrs]?|2\.",
    r"third|3rd|derde|3de|3e|troisieme|3eme|dritte[nrs]?|3\.",
    r"fourth|4th|last|vierde|4de|4e|quatrieme|dernier|4eme|vierte[nrs]?|4\.|laatste|letzte[ns]?",
)
HALF = r"half(?:[\s-]?year)?|helft|halfjaar|jaarhelft|semestre|moitie|halbjahrs?|halfte|jahreshalfte"
QUARTER = r"quarter|kwartaal|trimestre|quartals?|trimester"
LINK = r"(?:\s+(?:of|in|van|het|de|du|d'|des|dans|l'annee|jahres|year|jaar|calendar)){0,3}\s*"


@cache
def months() -> dict[str, int]:
    """Return the number of each month by its names in all languages; read when first asked for, for they are large."""
    return {
        fold(name).rstrip("."): number
        for language in LANGUAGES
        for width in ("wide", "abbreviated")
        for number, name in Locale.parse(LOCALES[language]).months["format"][width].items()
    }


@cache
def month() -> str:
    """Return the pattern of a month's name."""
    return "|".join(sorted(map(re.escape, months()), key=len, reverse=True))


CODE = re.compile(rf"(?<![\w-])(?:{YEAR}-(?:[hs][12]|q[1-4]|(?:0[1-9]|1[0-2]))|{YEAR}/{YEAR})(?![\w/-])")
SPAN = re.compile(
    rf"\b(?:between|from|tussen|van|entre|de|zwischen|von)\s+(?P<first>{YEAR})\s+(?:and|to|until|en|tot(?:\s+en\s+met)?|et|a|und|bis)"
    rf"\s+(?P<last>{YEAR})\b|\b(?P<first2>{YEAR})\s?-\s?(?P<last2>{YEAR})\b"
)
SHORT = re.compile(
    rf"\b(?P<letter>[hsqtk])(?P<number>[1-4])(?:\s+(?:of\s+|van\s+|de\s+|in\s+)?|-|/)?(?P<year>{YEAR})\b"
    rf"|\b(?P<year2>{YEAR})[\s-]?(?P<letter2>[hsqtk])(?P<number2>[1-4])\b"
)
NAMED_PARTS: tuple[tuple[Kind, str, tuple[str, ...]], ...] = (
    ("half", HALF, ORDINALS[:2]),
    ("quarter", QUARTER, ORDINALS),
)
PARTS: tuple[tuple[Kind, int, re.Pattern[str]], ...] = tuple(
    (
        kind,
        number,
        re.compile(rf"(?<!\w)(?:{ordinal})\s+(?:{name})(?:{LINK}(?P<year>{YEAR}))?\b", re.IGNORECASE),
    )
    for kind, name, ordinals in NAMED_PARTS
    for number, ordinal in enumerate(ordinals, 1)
)
LONE_YEAR = re.compile(rf"(?<![\w.,/+-])(?P<year>{YEAR})(?![\w/]|[.,]\d|-\d)")


@cache
def day_pattern() -> re.Pattern[str]:
    """Return the pattern of a day or month of a year."""
    return re.compile(
        rf"(?:\b\d{{1,2}}(?:st|nd|rd|th|er|\.)?\s+)?\b(?P<month>{month()})\.?(?:\s+\d{{1,2}},)?\s+(?:of\s+|de\s+|van\s+)?(?P<year>{YEAR})\b"
    )


@cache
def month_pattern() -> re.Pattern[str]:
    """Return the pattern of a month without a year."""
    return re.compile(rf"\b(?:in|en|im|since|sinds|seit|depuis|of)\s+(?P<month>{month()})\b(?!\s+\d)")


# What stands before a year of comparison. Firm words make it one for every figure; loose ones for a
# change in per cent ("up 37 % on 2022"); joining ones for a multiple alone ("twice that of 2023").
FIRM = re.compile(
    r"\b(?:versus|vs\.?|against|than(?:\s+in)?|compared\s+(?:with|to)|relative\s+to"
    r"|tegenover|ten\s+opzichte\s+van|t\.o\.v\.|dan\s+in|vergeleken\s+met|in\s+vergelijking\s+met"
    r"|contre|par\s+rapport\s+a(?:\s+l'annee)?|qu'en|comparativement\s+a|face\s+a"
    r"|gegenuber|verglichen\s+mit|im\s+vergleich\s+zu[mr]?(?:\s+jahr)?|als\s+(?:im\s+jahr|in|noch))\s+$"
)
LOOSE = re.compile(
    r"\b(?:on|over|since|from|op|sinds|depuis|sur|seit|vanaf|base\s+year|basisjaar|annee\s+de\s+base|basisjahr)\s+(?:l'annee\s+)?$"
)
JOINING = re.compile(
    r"(?:\b(?:of|de|du|van|von|wie(?:\s+im\s+jahr|\s+in)?|als(?:\s+in)?|as(?:\s+in)?|que|des\s+jahres|van\s+het\s+jaar"
    r"|de\s+l'annee)|\bd')\s*$"
)
PREVIOUS = re.compile(
    r"\b(?:the\s+(?:year\s+before|previous\s+year|year\s+earlier|prior\s+year)|a\s+year\s+earlier|the\s+preceding\s+year"
    r"|(?:het|een)\s+jaar\s+(?:ervoor|daarvoor|voordien|eerder)|(?:het|in\s+het)\s+(?:vorige|voorgaande|voorafgaande)\s+jaar|vorig\s+jaar"
    r"|l'annee\s+(?:precedente|d'avant|anterieure)|un\s+an\s+(?:plus\s+tot|auparavant|avant)"
    r"|im\s+vorjahr|(?:das|ein|im)\s+jahr\s+(?:zuvor|davor)|des\s+vorjahres|im\s+jahr\s+zuvor)"
)
COUNTED = re.compile(
    r"\s+(?:companies|firms|jobs|start-?ups|scale-?ups|people|employees|vacancies|enterprises|deals|rounds|bedrijven|banen|jobs|werknemers"
    r"|mensen|vacatures|ondernemingen|entreprises|societes|emplois|salaries|personnes|jeunes|unternehmen|firmen|stellen|arbeitsplatze"
    r"|menschen|personen|euros?|eur|€|%)"
)
YEAR_BEFORE = re.compile(
    r"\b(?:in|en|im|of|year|jaar|jahr|annee|an|since|sinds|seit|depuis|van|von|de|by|tegen|for|voor|pour|fur|and|et|und)\s+$"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A period that a sentence names.

    `role` tells what it may be: the time of a figure, the year with which it is compared ("up 37 % on
    2022"), the year before the one named elsewhere ("32 billion the year before"), or a part of a year
    that the sentence does not name.
    """

    start: int
    end: int
    period: Period | None
    role: Role = "period"


def find_dates(text: str) -> list[Mention]:
    """Return the periods of a composed text in order; half-years without a year take the nearest one named."""
    folded = fold(text)
    found: list[Mention] = []
    open_parts: list[tuple[int, int, Kind, int]] = []
    for start, end, period in (*coded(folded), *spans(folded), *short(folded)):
        add(found, Mention(start, end, period))
    for kind, number, pattern in PARTS:
        for match in pattern.finditer(folded):
            if match["year"] is None:
                open_parts.append((match.start(), match.end(), kind, number))
            else:
                add(found, Mention(match.start(), match.end(), part_period(int(match["year"]), kind, number)))
    for match in day_pattern().finditer(folded):
        add(
            found,
            Mention(match.start(), match.end(), part_period(int(match["year"]), "month", months()[match["month"]])),
        )
    for match in PREVIOUS.finditer(folded):
        add(found, Mention(match.start(), match.end(), None, "previous"))
    for match in LONE_YEAR.finditer(folded):
        if COUNTED.match(folded, match.end()) and not YEAR_BEFORE.search(folded[: match.start()]):
            continue
        add(
            found,
            Mention(match.start(), match.end(), year_period(int(match["year"])), role_of(folded[: match.start()])),
        )
    close_parts(found, open_parts, folded)
    return sorted(found, key=lambda mention: mention.start)


def role_of(before: str) -> Role:
    """Return what the words before a year make of it."""
    if FIRM.search(before):
        return "firm_base"
    if LOOSE.search(before):
        return "loose_base"
    return "joined" if JOINING.search(before) else "period"


def add(found: list[Mention], mention: Mention) -> None:
    """Keep a mention unless one found earlier holds its place."""
    if not any(mention.start < other.end and other.start < mention.end for other in found):
        found.append(mention)


def coded(folded: str) -> Iterator[tuple[int, int, Period]]:
    """Yield periods that are written as codes: 2024-H1, 2011/2018."""
    for match in CODE.finditer(folded):
        period = read_period(match.group())
        if period is not None:
            yield match.start(), match.end(), period


def spans(folded: str) -> Iterator[tuple[int, int, Period]]:
    """Yield spans of years: between 2015 and 2019, 2015-2019."""
    for match in SPAN.finditer(folded):
        first, last = match["first"] or match["first2"], match["last"] or match["last2"]
        period = read_period(f"{first}/{last}")
        if period is not None:
            yield match.start(), match.end(), period


def short(folded: str) -> Iterator[tuple[int, int, Period]]:
    """Yield half-years and quarters in letters: H1 2024, S1 2024, 2024 Q3, T4 2023."""
    for match in SHORT.finditer(folded):
        letter, number = match["letter"] or match["letter2"], int(match["number"] or match["number2"])
        kind: Kind = "half" if letter in "hs" else "quarter"
        if kind == "quarter" or number <= 2:  # noqa: PLR2004 - a year has two halves
            yield match.start(), match.end(), part_period(int(match["year"] or match["year2"]), kind, number)


def close_parts(found: list[Mention], parts: list[tuple[int, int, Kind, int]], folded: str) -> None:
    """Give each half-year, quarter or month without a year the nearest year that the sentence names."""
    parts.extend(
        (match.start(), match.end(), "month", months()[match["month"]]) for match in month_pattern().finditer(folded)
    )
    years = [mention for mention in found if mention.period is not None and mention.period.kind == "year"]
    for start, end, kind, number in parts:
        near = min(years, key=lambda mention: abs(mention.start - start), default=None)
        if near is None or near.period is None:
            add(found, Mention(start, end, None, "unknown"))
        else:
            add(found, Mention(start, end, part_period(near.period.year, kind, number)))


def blank(text: str, mentions: list[Mention]) -> str:
    """Return the text with its dates replaced by spaces, so that no year is taken for a quantity."""
    letters = list(text)
    for mention in mentions:
        letters[mention.start : mention.end] = " " * (mention.end - mention.start)
    return "".join(letters)
