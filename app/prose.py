"""Numbers as people write them: a value with its unit, a percentage, a day, in four languages."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from math import floor, log10

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from app.languages import LOCALES, Language, Text

# Amounts and counts from a million up are said in these words, the largest that fits; with the singular first.
SCALES: tuple[tuple[int, Text, Text], ...] = (
    (
        1_000_000_000,
        Text("billion", "miljard", "milliard", "Milliarde"),
        Text("billion", "miljard", "milliards", "Milliarden"),
    ),
    (
        1_000_000,
        Text("million", "miljoen", "million", "Million"),
        Text("million", "miljoen", "millions", "Millionen"),
    ),
)
SIGNIFICANT_DIGITS = 4

# How each unit surrounds a number: {n}. French puts "de" between a million and what it counts: {de}.
WORDINGS: Mapping[str, Text] = {
    "EUR": Text("€{n}", "{n} euro", "{n}{de_euro}", "{n} Euro"),
    "USD": Text("US${n}", "{n} dollar", "{n}{de_dollar}", "{n} US-Dollar"),
    "COUNT": Text.same("{n}"),
    "RATIO": Text.same("{n}"),
    "PERCENT": Text("{n}%", "{n}%", "{n}\u00a0%", "{n}\u00a0%"),
    "RANK": Text("rank {n}", "plaats {n}", "rang {n}", "Rang {n}"),
    "INDEX": Text("{n} points", "{n} punten", "{n} points", "{n} Punkte"),
    "EUR_PER_CAPITA": Text(
        "€{n} per inhabitant", "{n} euro per inwoner", "{n}{de_euro} par habitant", "{n} Euro je Einwohner"
    ),
    "USD_PER_CAPITA": Text(
        "US${n} per inhabitant", "{n} dollar per inwoner", "{n}{de_dollar} par habitant", "{n} US-Dollar je Einwohner"
    ),
    "PER_10K": Text(
        "{n} per 10,000 inhabitants",
        "{n} per 10.000 inwoners",
        "{n} pour 10\u202f000 habitants",
        "{n} je 10.000 Einwohner",
    ),
    "PER_MILLION": Text(
        "{n} per million inhabitants",
        "{n} per miljoen inwoners",
        "{n} par million d'habitants",
        "{n} je Million Einwohner",
    ),
    "MEGAWATT": Text.same("{n}\u00a0MW"),
}
UNKNOWN = Text("not known", "niet bekend", "non connu", "nicht bekannt")


def say(value: float | Decimal | None, unit: str | None, language: Language, *, exact: bool = False) -> str:
    """Return a value with its unit as a sentence holds it: `€1.43 billion`, `1,43 miljard euro`, `24,7 %`.

    From a million up a value is said in millions or billions with four significant digits, unless `exact` asks for
    every digit. A unit without a wording of its own follows the number as its code. None is "not known".
    """
    if value is None:
        return UNKNOWN.in_(language)
    magnitude = abs(Decimal(str(value)))
    number, scaled = (say_number(magnitude, language), False) if exact else say_scaled(magnitude, language)
    wording = WORDINGS.get(unit or "COUNT", Text.same(f"{{n}}\u00a0{unit}")).in_(language)
    plural = "" if Locale.parse(LOCALES[language]).plural_form(magnitude) == "one" else "s"
    sign = "-" if value < 0 else ""
    return sign + wording.format(
        n=number,
        de_euro=" d'euros" if scaled else f" euro{plural}",
        de_dollar=" de dollars" if scaled else f" dollar{plural}",
    )


def say_number(value: float | Decimal, language: Language, decimals: int | None = None) -> str:
    """Return a number in full with the language's separators; `decimals` rounds, else every digit is kept."""
    pattern = "#,##0." + "#" * decimals if decimals else "#,##0" if decimals == 0 else None
    return format_decimal(value, format=pattern, locale=LOCALES[language], decimal_quantization=decimals is not None)


def say_percent(fraction: float | Decimal, language: Language, *, decimals: int = 1, signed: bool = False) -> str:
    """Return a fraction as a percentage: 0.253 → `25.3%`; `signed` puts a plus before a rise."""
    percent = Decimal(str(fraction)) * 100
    rounded = say_number(abs(percent), language, decimals)
    sign = "-" if percent < 0 else "+" if signed and percent > 0 else ""
    return sign + WORDINGS["PERCENT"].in_(language).format(n=rounded)


@lru_cache(maxsize=1024)
def say_day(day: date, language: Language) -> str:
    """Return a day in full: `30 June 2026`, `30 juni 2026`."""
    return format_date(day, format="long", locale=LOCALES[language])


def say_scaled(magnitude: Decimal, language: Language) -> tuple[str, bool]:
    """Return a number at a human scale, and whether a word such as million stands in it."""
    rounded = round_significant(magnitude) if magnitude >= SCALES[-1][0] else magnitude
    for size, one, other in SCALES:
        if rounded >= size:
            part = rounded / size
            word = one if Locale.parse(LOCALES[language]).plural_form(part) == "one" else other
            return f"{say_number(part, language)} {word.in_(language)}", True
    return say_number(magnitude, language), False


def round_significant(value: Decimal) -> Decimal:
    """Round a positive number to the significant digits that prose has."""
    return round(value, SIGNIFICANT_DIGITS - 1 - floor(log10(value)))
