"""From a text to its claims: each number with the indicator, place, period and sector that the words around it give."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.languages import DEFAULT_LANGUAGE, Language
from app.queries.check.dates import Mention, blank, find_dates
from app.queries.check.languages import composed, detect_language, fold
from app.queries.check.numbers import Quantity, find_quantities
from app.queries.check.places import BELGIUM, Gazetteer, Place
from app.queries.check.topics import Topics
from app.queries.codelists import CodeLists
from app.queries.periods import Period, year_period

# "En" joins in Dutch and places in French, so that each language has its own word for "and".
AND: Mapping[Language, str] = {"en": "and", "nl": "en", "fr": "et", "de": "und"}
SEPARATORS: Mapping[Language, re.Pattern[str]] = {
    language: re.compile(
        rf"[;:.!?]\s+|,\s+|\s-\s|\s+{word}\s+(?!acquisition|overname|ubernahm|development|ontwikkel|developpement|entwickl)"
        r"|\s+(?:to|tot|a|auf|bis)\s+(?=[€$£]?\d)|\s+(?:while|terwijl|tandis\s+que|wahrend|against|tegenover|contre|gegenuber"
        r"|versus|of\s+which|waarvan|dont|davon|but|maar|mais|aber)\s+"
        r"|(?:(?<=%)|(?<=cent)|(?<=zent))\s+(?:of|van|de|des|du|von|der)\s+(?:the\s+|de\s+|het\s+|den\s+)?(?=[€$£]?\d)"
    )
    for language, word in AND.items()
}
# What parts two numbers, but not a number from the words before it.
BETWEEN_NUMBERS = re.compile(r":|\s+(?:to|tot|a|auf|bis)\s")
SENTENCE_END = re.compile(
    r"(?<=[.!?])(?<!\b(?:Mio|Mia|Mrd|Tsd|mln|mld|mrd|mio)\.)(?<!\b(?:ca|Nr|nr|No)\.)\s+(?=[\"'«“(]?[A-ZÀ-Ý0-9])"
)
LARGE_COUNT = 13
# More numbers than this are not read of one text.
MOST_CLAIMS = 20


@dataclass(frozen=True, slots=True)
class Claim:
    """One number of a text and what the text says it is.

    `indicators` maps each indicator that the words name most strongly to how strongly; empty when they
    name none. `regions` are the codes that the place named may mean, empty when none is named.
    `base_year` is the year of comparison of a change. `sectors` and `stages` are those named nearby.
    """

    quantity: Quantity
    text: str
    language: Language
    indicators: dict[str, float]
    regions: tuple[str, ...] = ()
    period: Period | None = None
    base_year: int | None = None
    sectors: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Around:
    """A sentence with what was found in it: its words without the numbers, its numbers, clauses, dates and places."""

    sentence: str
    words: str
    language: Language
    quantities: Sequence[Quantity]
    pieces: Sequence[tuple[int, int]]
    dates: Sequence[Mention]
    places: Sequence[Place]


class Understanding:
    """Reads texts with the code lists of one revision."""

    def __init__(self, lists: CodeLists) -> None:
        self.gazetteer = Gazetteer(lists)
        self.topics = Topics(lists)

    def claims(self, text: str, language: Language | None = None) -> list[Claim]:
        """Return the claims of a text, in order; the language is told from the words when not given."""
        whole = composed(text)
        spoken = language or detect_language(whole, DEFAULT_LANGUAGE)
        found: list[Claim] = []
        for sentence in SENTENCE_END.split(whole):
            found.extend(self.sentence_claims(sentence, detect_language(sentence, spoken), found))
            if len(found) >= MOST_CLAIMS:
                break
        return found[:MOST_CLAIMS]

    def sentence_claims(self, sentence: str, language: Language, before: Sequence[Claim]) -> list[Claim]:
        """Return the claims of one sentence; what it leaves out is taken from the claims before it."""
        dates = find_dates(sentence)
        quantities = find_quantities(blank(sentence, dates), language)[:MOST_CLAIMS]
        around = Around(
            sentence.strip(),
            wordless(sentence, quantities),
            language,
            quantities,
            segments(sentence, quantities, language),
            dates,
            self.gazetteer.find(sentence),
        )
        claims = [self.claim(quantity, around) for quantity in quantities]
        told = [claim for claim in claims if worth_checking(claim)]
        return [carried(claim, [*before, *told[:place]]) for place, claim in enumerate(told)]

    def claim(self, quantity: Quantity, around: Around) -> Claim:
        """Return one number with its context, the nearest words first."""
        far = around.words
        piece = next((span for span in around.pieces if span[0] <= quantity.start < span[1]), (0, len(far)))
        near = far[slice(*piece)]
        period, base_year = time_of(quantity, piece, around.dates)
        return Claim(
            quantity,
            around.sentence,
            around.language,
            self.strongest(near, far, quantity.units),
            place_of(quantity, piece, around.places),
            period,
            base_year,
            self.topics.found_sectors(near) or self.topics.found_sectors(said_of(piece, around)),
            self.topics.found_stages(near),
        )

    def strongest(self, near: str, far: str, units: tuple[str, ...]) -> dict[str, float]:
        """Return the indicators that the clause names most strongly, or the whole sentence where it says more."""
        close, wide = self.topics.indicators(near, units), self.topics.indicators(far, units)
        total = {code: 2 * close.get(code, 0.0) + score for code, score in wide.items()} if close else wide
        best = max(total.values(), default=0.0)
        return {code: score for code, score in total.items() if score == best}


def said_of(piece: tuple[int, int], around: Around) -> str:
    """Return the words outside a clause that are about its number too.

    These are clauses without a number, and those before it; but what a share is of is no more than that share.
    """

    def about(other: tuple[int, int]) -> bool:
        within = [quantity for quantity in around.quantities if other[0] <= quantity.start < other[1]]
        return not within or (other < piece and not any("PERCENT" in quantity.units for quantity in within))

    return " ; ".join(around.words[slice(*other)] for other in around.pieces if about(other))


def segments(sentence: str, quantities: Sequence[Quantity], language: Language) -> list[tuple[int, int]]:
    """Return the clauses of a sentence as spans.

    A separator within a number parts nothing, nor do a colon or a "to" before the first number ("Flanders: 1.06
    billion", "grew to 1.43 billion").
    """
    cuts = [0]
    for match in SEPARATORS[language].finditer(fold(sentence)):
        if any(quantity.start < match.end() and match.start() < quantity.end for quantity in quantities):
            continue
        if not BETWEEN_NUMBERS.match(match.group()) or any(
            cuts[-1] <= quantity.start < match.start() for quantity in quantities
        ):
            cuts.append(match.end())
    return list(zip(cuts, [*cuts[1:], len(sentence)], strict=True))


def wordless(sentence: str, quantities: Sequence[Quantity]) -> str:
    """Return a sentence of the same length without the numbers in digits; a word such as "double" stays."""
    letters = list(sentence)
    for quantity in quantities:
        if any(letter.isdigit() for letter in quantity.text):
            letters[quantity.start : quantity.end] = " " * (quantity.end - quantity.start)
    return "".join(letters)


def distance(quantity: Quantity, mention: Mention | Place, piece: tuple[int, int]) -> tuple[bool, bool, int]:
    """Return how far a mention is from a number: in the same clause before outside, then Belgium before abroad."""
    outside = not piece[0] <= mention.start < piece[1]
    abroad = isinstance(mention, Place) and not is_belgian(mention)
    gap = max(mention.start - quantity.end, quantity.start - mention.end, 0)
    return outside, abroad, gap


def is_belgian(place: Place) -> bool:
    """Tell whether a place lies in Belgium."""
    return place.codes[0].startswith(BELGIUM)


def place_of(quantity: Quantity, piece: tuple[int, int], places: Sequence[Place]) -> tuple[str, ...]:
    """Return the codes of the place that a number is about; a rank in Europe is that of the Belgian place."""
    narrow = [place for place in places if is_belgian(place) and place.codes != (BELGIUM,)]
    wide_only = [place for place in places if place.codes[0] in ("EU_EUROPE", "WORLD")]
    candidates = [place for place in places if place not in wide_only] or (
        [] if "RANK" in quantity.units else wide_only
    )
    if not candidates:
        return ()
    nearest = min(candidates, key=lambda place: distance(quantity, place, piece))
    if nearest.codes == (BELGIUM,):
        within = [place for place in narrow if not distance(quantity, place, piece)[0]]
        nearest = min(within, key=lambda place: distance(quantity, place, piece), default=nearest)
    return nearest.codes


def time_of(quantity: Quantity, piece: tuple[int, int], dates: Sequence[Mention]) -> tuple[Period | None, int | None]:
    """Return the period that a number is about, and the year that it is compared with."""
    unit = quantity.units[0] if len(quantity.units) == 1 else ""
    base_roles = {"firm_base"}
    if unit == "PERCENT":
        base_roles |= {"loose_base"}
    if unit == "RATIO":
        base_roles |= {"loose_base", "joined"}
    ordered = sorted(dates, key=lambda mention: distance(quantity, mention, piece))
    bases = [mention for mention in ordered if mention.role in base_roles and mention.period is not None]
    times = [mention for mention in ordered if mention.period is not None and mention not in bases]
    base_year = bases[0].period.year if bases and bases[0].period is not None else None
    if ordered and ordered[0].role == "previous" and unit not in ("PERCENT", "RATIO"):
        years = [mention.period.year for mention in times if mention.period is not None]
        return (year_period(max(years) - 1), None) if years else (None, None)
    if times and unit == "RATIO":
        return max(mention.period for mention in times if mention.period is not None), base_year
    if times:
        return times[0].period, base_year
    if unit not in ("PERCENT", "RATIO") and bases:
        return bases[0].period, None
    return None, base_year


def worth_checking(claim: Claim) -> bool:
    """Tell whether a number can be a figure: small numbers in words without a topic are mere speech."""
    quantity = claim.quantity
    if claim.indicators or any(letter.isdigit() for letter in quantity.text):
        return True
    return abs(quantity.values[0]) >= LARGE_COUNT and "RATIO" not in quantity.units[:1]


def carried(claim: Claim, before: Sequence[Claim]) -> Claim:
    """Fill the gaps of a claim from the nearest claim before it: period, place, and the topic of a like unit."""
    for earlier in reversed(before):
        if claim.period is None and earlier.period is not None:
            claim = replace(claim, period=earlier.period if claim.base_year is None else claim.period)
        if not claim.regions and earlier.regions:
            claim = replace(claim, regions=earlier.regions)
        if not claim.indicators and earlier.indicators and claim.quantity.units == earlier.quantity.units:
            claim = replace(claim, indicators=earlier.indicators)
    return claim
