"""Find every number of a sentence in four languages, with its unit, its sign and how precisely it was said."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from text_to_num import find_numbers

from app.languages import Language
from app.queries.check import units
from app.queries.check.languages import fold

Hedge = Literal["plain", "about", "more_than", "less_than"]

# Units that a number without any sign of a unit may have; large ones may also be money.
BARE = ("COUNT", "RATIO", "INDEX", "PER_10K", "PER_MILLION", "RANK")
MONEY = ("EUR", "USD")
MONEY_FROM = Decimal(1_000_000)
# No figure is as large as that; beyond it a number is a mistake.
TOO_LARGE = Decimal(10) ** 18

# Hedges in the order in which they are looked for.
HEDGES: tuple[tuple[re.Pattern[str], Hedge], ...] = (
    (units.MORE_THAN, "more_than"),
    (units.LESS_THAN, "less_than"),
    (units.ABOUT, "about"),
)

NUMERAL = re.compile(
    r"(?:(?<=[\s(\"'«“:=])|(?<=^)|(?<=[€$£]))[-+]?"
    r"(?:\d{1,3}(?:[ '](?=\d{3}(?!\d))\d{3})+(?:[.,]\d+)?|\d{1,3}(?:[.,]\d{3})+(?:[.,]\d+)?(?!\d)"
    r"|\d+(?:[.,]\d+)?(?:e[+-]?\d{1,2})?)"
    r"(?![\d]|-\d)"
    r"|(?<=[a-z]|[(])(?<=eur|usd|gbp)\d+(?:[.,]\d+)?"
)
TOKEN = re.compile(r"[^\W_]+(?:-(?!largest|biggest|best|highest|placed|ranked|plus|grootste|gr)[^\W\d_]+)*|[^\w\s]")
ARTICLES = frozenset(
    {"a", "an", "one", "een", "un", "une", "ein", "eine", "einer", "einem", "einen", "eines", "second"}
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it was said.

    `values` are its readings, the likeliest first: `1.750` is 1750 in Dutch and 1.75 in English; `steps`
    are the units of their last printed places (10,000,000 for "1.43 billion"), so that half of one is
    what rounding may hide. `units` are the unit codes that it may have. `loss` tells that the words
    around it speak of a fall or a loss, so that it may stand for a negative number.
    """

    start: int
    end: int
    text: str
    values: tuple[Decimal, ...]
    units: tuple[str, ...]
    steps: tuple[Decimal, ...]
    hedge: Hedge = "plain"
    loss: bool = False
    ordinal: bool = False


@dataclass(slots=True)
class Word:
    """A token of the sentence as text2num asks for it."""

    written: str
    start: int
    end: int

    def text(self) -> str:
        """Return the token."""
        return self.written

    def nt_separated(self, _previous: "Word") -> bool:
        """Tell whether silence parts two tokens; text has none."""
        return False

    def not_a_number_part(self) -> bool:
        """Tell whether the token is no number: digits are read elsewhere."""
        return self.written[0].isdigit()


def find_quantities(text: str, language: Language) -> list[Quantity]:
    """Return the numbers of a composed text in the order in which they stand; dates must have been blanked before."""
    folded = fold(text)
    for match in units.BASE_OF_RATE.finditer(folded):
        gap = " " * (match.end() - match.start())
        text, folded = (line[: match.start()] + gap + line[match.end() :] for line in (text, folded))
    found: list[Quantity] = []
    for candidates in (digits(text, folded, language), multiples(text, folded), worded(text, folded, language)):
        for quantity in candidates:
            if not any(quantity.start < other.end and other.start < quantity.end for other in found):
                found.append(quantity)
    found = [quantity for quantity in found if all(abs(value) < TOO_LARGE for value in quantity.values)]
    return sorted(found, key=lambda quantity: quantity.start)


def digits(text: str, folded: str, language: Language) -> Iterator[Quantity]:
    """Yield the numbers that are written in digits."""
    for match in NUMERAL.finditer(folded):
        quantity = described(text, folded, match.start(), match.end(), read_numeral(match.group(), language), language)
        if folded[quantity.end : quantity.end + 1].isalpha():  # 5G, 3D, 2024a: a name, no number
            continue
        yield quantity


def read_numeral(written: str, language: Language) -> list[tuple[Decimal, Decimal]]:
    """Return the readings of a numeral, each with the unit of its last place, the language's habit first.

    A lone comma or dot before exactly three digits parts thousands in one habit and decimals in the
    other, so both readings are returned.
    """
    plain = written.replace(" ", "").replace("'", "")
    mantissa, _, exponent = plain.partition("e")
    power = Decimal(10) ** int(exponent or 0)
    marks = [letter for letter in mantissa if letter in ",."]
    decimal_mark = "." if language == "en" else ","
    if len(marks) > 1 and marks[0] != marks[-1]:
        return [decimal(mantissa.replace(marks[0], ""), marks[-1], power)]
    if len(marks) > 1:
        return [decimal(mantissa.replace(marks[0], ""), "", power)]
    if not marks:
        return [decimal(mantissa, "", power)]
    whole, _, rest = mantissa.partition(marks[0])
    grouped = decimal(whole + rest, "", power)
    parted = decimal(mantissa, marks[0], power)
    if len(rest) != 3 or whole.lstrip("+-") in ("", "0") or " " in written or exponent:  # noqa: PLR2004
        return [parted]
    return [parted, grouped] if marks[0] == decimal_mark else [grouped, parted]


def decimal(written: str, mark: str, power: Decimal) -> tuple[Decimal, Decimal]:
    """Return a number and the unit of its last printed place."""
    point = written.replace(mark, ".") if mark else written
    places = len(point.partition(".")[2])
    return Decimal(point) * power, power / Decimal(10) ** places


def worded(text: str, folded: str, language: Language) -> Iterator[Quantity]:
    """Yield the numbers that are written in words: four, vingt-deux, zeventienhonderd, vierde."""
    tokens = [Word(match.group(), match.start(), match.end()) for match in TOKEN.finditer(text)]
    for found in find_numbers(tokens, language, 0.0):
        first, last = tokens[found.start], tokens[found.end - 1]
        words = fold(text[first.start : last.end])
        if (words in ARTICLES and not (found.is_ordinal and words != "second")) or words in units.NO_NUMBERS:
            continue
        value = Decimal(str(found.value))
        if found.is_ordinal:
            if ranks(folded, first.start, last.end):
                yield Quantity(
                    first.start,
                    last.end,
                    text[first.start : last.end],
                    (value,),
                    ("RANK",),
                    (Decimal(1),),
                    ordinal=True,
                )
            continue
        yield described(text, folded, first.start, last.end, [(value, last_place(value))], language)


def last_place(value: Decimal) -> Decimal:
    """Return the unit of the last place of a whole number that is not a zero, 1 below a thousand."""
    if abs(value) < 1000 or value != value.to_integral_value():  # noqa: PLR2004 - small numbers are said in full
        return Decimal(1)
    written = f"{value:.0f}"
    return Decimal(10) ** (len(written) - len(written.rstrip("0")))


def ranks(folded: str, start: int, end: int) -> bool:
    """Tell whether an ordinal is a place in a ranking: words of ranking stand near it."""
    return bool(
        units.RANK_WORDS.search(folded[end : end + 45]) or units.RANK_WORDS.search(folded[max(0, start - 25) : start])
    )


def multiples(text: str, folded: str) -> Iterator[Quantity]:
    """Yield multiples, shares and ranks that have words of their own: double, la moitié, viertgrößter."""
    for patterns, unit in ((units.MULTIPLES, "RATIO"), (units.SHARES, "PERCENT"), (units.RANKS, "RANK")):
        for pattern, value in patterns:
            for match in pattern.finditer(folded):
                yield Quantity(
                    match.start(),
                    match.end(),
                    text[match.start() : match.end()],
                    (value,),
                    (unit,),
                    (Decimal(1),),
                    hedge_before(folded, match.start()),
                    ordinal=unit == "RANK",
                )


def described(
    text: str, folded: str, start: int, end: int, readings: list[tuple[Decimal, Decimal]], language: Language
) -> Quantity:
    """Return a number with the scale, unit, hedge and sign that the words around it give."""
    currency, start = currency_before(folded, start)
    scale, end = scale_after(folded, end, currency is not None, language)
    unit, end = unit_after(folded, end, currency)
    rank = None if unit or scale != 1 else rank_at(folded, start, end)
    if rank is not None:
        unit, end = "RANK", rank
    values = tuple(value * scale for value, _ in readings)
    steps = tuple(step * scale for _, step in readings)
    if scale == 1 and abs(values[0]) >= MONEY_FROM:
        steps = tuple(max(step, last_place(value)) for value, step in zip(values, steps, strict=True))
    bare = (*BARE, *MONEY) if abs(values[0]) >= MONEY_FROM or scale != 1 else BARE
    return Quantity(
        start,
        end,
        text[start:end],
        values,
        bare if unit is None else (unit,),
        steps,
        hedge_before(folded, start),
        loss_around(folded, start, end),
        ordinal=rank is not None,
    )


def currency_before(folded: str, start: int) -> tuple[str | None, int]:
    """Return the currency written before a number, and where it begins."""
    before = units.CURRENCY_BEFORE.search(folded[max(0, start - 6) : start])
    if before is None:
        return None, start
    return units.CURRENCY_SIGNS[before.group(1)], start - len(before.group())


def scale_after(folded: str, end: int, money: bool, language: Language) -> tuple[Decimal, int]:
    """Return the scale word after a number as a factor, and where it ends."""
    word = units.SCALE_AFTER.match(folded, end)
    if word is not None:
        name = word.group("scale")
        if name in units.BILLION_WORDS:
            long = language in units.LONG_BILLION
            return (units.TRILLION if long else units.BILLION), word.end()
        if name in ("md", "mds") and not (money or units.CURRENCY_AFTER.match(folded, word.end())):
            return Decimal(1), end
        return units.SCALES[name], word.end()
    letter = units.LETTER_AFTER.match(folded, end)
    attached = letter is not None and letter.start("letter") == end
    if letter is not None and (money or attached or units.CURRENCY_AFTER.match(folded, letter.end())):
        return units.LETTERS[letter.group("letter")], letter.end()
    return Decimal(1), end


def unit_after(folded: str, end: int, currency: str | None) -> tuple[str | None, int]:
    """Return the unit written after a number, or the currency before it, and where the unit ends."""
    after = units.CURRENCY_AFTER.match(folded, end)
    if after is not None:
        return units.CURRENCY_SIGNS[after.group("currency")], after.end()
    if currency is not None:
        return currency, end
    for pattern, unit in (
        (units.PERCENT_AFTER, "PERCENT"),
        (units.MEGAWATT_AFTER, "MEGAWATT"),
        (units.RATIO_AFTER, "RATIO"),
    ):
        match = pattern.match(folded, end)
        if match is not None:
            return unit, match.end()
    return None, end


def rank_at(folded: str, start: int, end: int) -> int | None:
    """Return where a rank in digits ends (4th, 4de, 4e, #4, place 4), None when the number is none."""
    if units.RANK_BEFORE.search(folded[max(0, start - 12) : start]):
        return end
    suffix = units.ORDINAL_AFTER.match(folded, end)
    if suffix is not None and ranks(folded, start, suffix.end()):
        return suffix.end()
    return None


def hedge_before(folded: str, start: int) -> Hedge:
    """Return how the words before a number soften it."""
    before = folded[max(0, start - 30) : start]
    return next((hedge for pattern, hedge in HEDGES if pattern.search(before)), "plain")


def loss_around(folded: str, start: int, end: int) -> bool:
    """Tell whether words of loss stand in the same clause, near the number."""
    left = re.split(r"[;:.!?](?:\s|$)|,\s", folded[max(0, start - 60) : start])[-1]
    right = re.split(r"[;:.!?](?:\s|$)|,\s", folded[end : end + 60])[0]
    return bool(units.LOSS.search(left) or units.LOSS.search(right))
