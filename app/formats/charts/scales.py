"""Scales: values shown in millions or billions, and the words for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.dataset import Column, Dataset
from app.formats.units import is_fraction, unit_label
from app.languages import Language, Text
from app.prose import say, say_number, say_percent

BILLION, MILLION = 1_000_000_000, 1_000_000

MONEY: Mapping[tuple[str, int], Text] = {
    ("EUR", BILLION): Text("€ billion", "miljard euro", "milliards d'euros", "Milliarden Euro"),
    ("EUR", MILLION): Text("€ million", "miljoen euro", "millions d'euros", "Millionen Euro"),
    ("EUR", 1): Text("€", "euro", "euros", "Euro"),
    ("USD", BILLION): Text("US$ billion", "miljard dollar", "milliards de dollars", "Milliarden US-Dollar"),
    ("USD", MILLION): Text("US$ million", "miljoen dollar", "millions de dollars", "Millionen US-Dollar"),
    ("USD", 1): Text("US$", "dollar", "dollars", "US-Dollar"),
    ("COUNT", BILLION): Text("billion", "miljard", "milliards", "Milliarden"),
    ("COUNT", MILLION): Text("million", "miljoen", "millions", "Millionen"),
}
# From which largest value on a scale is used: billions late, so that smaller values beside it keep their digits.
STEPS = ((BILLION, 10 * BILLION), (MILLION, MILLION))
SHORT_DIGITS = 3
SMALL_FRACTION = 0.1


@dataclass(frozen=True, slots=True)
class Scale:
    """What values are divided by, the words for the result (empty where a number needs none), and fractions as such."""

    size: int
    words: str
    fraction: bool

    @property
    def axis(self) -> str:
        """The Vega expression of an axis label; separators are those of the chart's locale."""
        if self.fraction:
            return "format(datum.value, ',.0%')"
        return "format(datum.value, ',~r')" if self.size == 1 else f"format(datum.value / {self.size}, ',~r')"

    def said(self, value: float | None, measure: Column, language: Language) -> str:
        """Return a value with its unit, as a sentence holds it."""
        if self.fraction and value is not None:
            return say_percent(value, language)
        return say(value, measure.unit, language)

    def short(self, value: float | None, language: Language) -> str:
        """Return a value as a label in the drawing: about three digits, on this scale, without its unit."""
        if value is None:
            return ""
        if self.fraction:
            return say_percent(value, language, decimals=0 if abs(value) >= SMALL_FRACTION else 1)
        scaled = value / self.size
        whole = len(str(int(abs(scaled))))
        return say_number(scaled, language, decimals=max(0, SHORT_DIGITS - whole))


def scale_of(dataset: Dataset, measure: Column, numbers: Sequence[float], language: Language) -> Scale:
    """Return the scale on which the largest of some numbers reads well."""
    if is_fraction(measure):
        return Scale(1, "%", fraction=True)
    unit = measure.unit or "COUNT"
    largest = max(map(abs, numbers), default=0)
    size = next((size for size, least in STEPS if largest >= least and (unit, size) in MONEY), 1)
    words = MONEY.get((unit, size))
    if words is not None:
        return Scale(size, words.in_(language), fraction=False)
    if unit == "PERCENT":
        return Scale(1, "%", fraction=False)
    return Scale(1, "" if unit == "COUNT" else unit_label(dataset, unit, language), fraction=False)
