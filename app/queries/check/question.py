"""What is asked of the quote check: parameters as strings, read into what is to be checked."""

from dataclasses import dataclass, replace

from app.errors import BadRequest, Fault
from app.languages import Language
from app.queries.check.dates import blank, find_dates
from app.queries.check.languages import composed, detect_language
from app.queries.check.matching import Asked
from app.queries.check.numbers import BARE, MONEY, Quantity, find_quantities
from app.queries.check.places import BELGIUM
from app.queries.check.sentences import Claim, Understanding
from app.queries.codelists import PLACE, CodeLists, nearest
from app.queries.periods import Period, read_period

LONGEST_TEXT = 2000


@dataclass(frozen=True, slots=True)
class CheckQuestion:
    """A number, or a text with numbers, and whatever the caller knows about it; all as in a query string.

    Give `value` or `text`. `year` is a period in any spelling (`2024`, `2024-H1`). `lang` is the
    language of the answer; the language of `value` and `text` is told from their words.
    """

    value: str | None = None
    text: str | None = None
    unit: str | None = None
    indicator: str | None = None
    region: str | None = None
    year: str | None = None
    sector: str | None = None
    lang: Language = "en"


@dataclass(frozen=True, slots=True)
class Known:
    """The parameters that were given, as codes."""

    units: tuple[str, ...] = ()
    indicators: frozenset[str] = frozenset()
    regions: tuple[str, ...] = ()
    period: Period | None = None
    sectors: tuple[str, ...] = ()

    @property
    def canonical(self) -> dict[str, str]:
        """The parameters in their one spelling."""
        given = {
            "unit": ",".join(self.units),
            "indicator": ",".join(sorted(self.indicators)),
            "region": ",".join(self.regions),
            "year": "" if self.period is None else self.period.code,
            "sector": ",".join(self.sectors),
        }
        return {name: value for name, value in given.items() if value}


def read_known(question: CheckQuestion, lists: CodeLists) -> Known:
    """Return the parameters that were given, as codes.

    Raises:
        BadRequest: neither or both of `value` and `text` are given, or a code or period cannot be read.

    """
    faults: list[Fault] = []
    if (question.value is None) == (question.text is None):
        detail = "Give a number as 'value', or a sentence as 'text', and not both."
        faults.append(Fault("value", "missing" if question.value is None else "conflict", detail))
    if question.text is not None and len(question.text) > LONGEST_TEXT:
        detail = f"'text' has {len(question.text)} characters; {LONGEST_TEXT} is the most."
        faults.append(Fault("text", "too_long", detail, allowed=(str(LONGEST_TEXT),)))
    codes: dict[str, tuple[str, ...]] = {}
    for name, codelist in (("unit", "unit"), ("indicator", "indicator"), ("region", PLACE), ("sector", "sector")):
        given = getattr(question, name)
        codes[name] = () if given is None else read_codes(name, codelist, given, lists, faults)
    period = None if question.year is None else read_period(question.year)
    if question.year is not None and period is None:
        detail = f"'{question.year}' is no period such as 2024, 2024-H1, 2024-Q3, 2024-05 or 2011/2018."
        faults.append(Fault("year", "not_a_period", detail, question.year))
    if faults:
        raise BadRequest(" ".join(fault.detail for fault in faults), faults=faults)
    return Known(codes["unit"], frozenset(codes["indicator"]), codes["region"], period, codes["sector"])


def read_codes(parameter: str, codelist: str, given: str, lists: CodeLists, faults: list[Fault]) -> tuple[str, ...]:
    """Return the codes that a parameter names; a word that is none adds a fault."""
    found: list[str] = []
    for word in (word.strip() for word in given.split(",") if word.strip()):
        entry = lists.find(codelist, word)
        if entry is not None:
            found.append(entry.code)
            continue
        detail = f"'{word}' is not in the code list of '{parameter}'."
        faults.append(Fault(parameter, "unknown_code", detail, word, lists.suggest(codelist, word)))
    return tuple(dict.fromkeys(found))


def read_value(written: str, known: Known) -> Quantity:
    """Return the one number that `value` holds.

    Raises:
        BadRequest: there is no number in it, there are several, or its unit is not that of `unit`.

    """
    text = composed(written.strip())
    quantities = find_quantities(text, detect_language(text)) or find_quantities(blank(text, find_dates(text)), "en")
    fault: Fault | None = None
    if len(quantities) != 1:
        code = "not_a_number" if not quantities else "several_numbers"
        detail = f"'{written}' does not hold one number such as 1.43e9, 1,43 milliard, 1.43 bn EUR or 70 %."
        fault = Fault("value", code, detail, written)
    elif known.units and not set(quantities[0].units) & set(known.units) and quantities[0].units[0] not in BARE:
        detail = f"'{written}' is in {quantities[0].units[0]}, but 'unit' says {','.join(known.units)}."
        near = nearest(quantities[0].units[0], known.units)
        fault = Fault("unit", "conflict", detail, ",".join(known.units), near)
    if fault is not None:
        raise BadRequest(fault.detail, faults=[fault])
    return quantities[0]


def asked_of_value(quantity: Quantity, known: Known) -> Asked:
    """Return what is to be checked of a lone number; a unit that is not written may be any."""
    written = quantity.units if len(quantity.units) == 1 else ()
    if quantity.units[:1] == ("COUNT",):
        written = ()
    return Asked(
        quantity.values,
        known.units or written,
        quantity.steps,
        quantity.hedge,
        quantity.loss,
        known.indicators,
        known.regions,
        known.period,
        known.sectors,
    )


def asked_of_claim(claim: Claim, known: Known, understanding: Understanding) -> Asked:
    """Return what is to be checked of a number in a text; what the caller knows goes before what the words say."""
    quantity = claim.quantity
    indicators = known.indicators or frozenset(claim.indicators)
    sectors = known.sectors or claim.sectors
    spoken = frozenset(
        (indicator, sector)
        for indicator in indicators
        for sector in sectors
        if understanding.topics.speaks_of(indicator, sector)
    )
    units = known.units or quantity.units
    asked = Asked(
        quantity.values,
        units,
        quantity.steps,
        quantity.hedge,
        quantity.loss,
        indicators,
        known.regions or claim.regions or (BELGIUM,),
        known.period or claim.period,
        sectors,
        spoken,
        claim.stages,
        claim.base_year,
    )
    return replace(asked, units=(*units, *MONEY)) if set(units) & {"GBP"} else asked
