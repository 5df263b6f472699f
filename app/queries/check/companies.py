"""Hold a number against the records of the companies that its sentence names: their rounds, values and exits."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, cast, func, null, select
from sqlalchemy.dialects.postgresql import ARRAY, TEXT

from app.queries.check.languages import composed
from app.queries.check.matching import Asked, value_fit
from app.queries.vintages import Reading
from app.tables import Company, Exit, FundingRound, Source, Valuation

WORD = re.compile(r"[^\s,;:!?()\"“”«»]+")
LONGEST_NAME = 4  # words
LEAST_LETTERS = 3
MOST_COMPANIES = 5
MOST_RECORDS = 500  # of one kind
SHOWN = 5
FITS = {"value_exact": 0, "value_rounded": 1, "value_near": 2}


@dataclass(frozen=True, slots=True)
class Named:
    """A company that a text names."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of amount that records hold: where, on which day, and in which spellings."""

    dataset: str
    field: str
    day: Any
    amount: Any
    currency: Any
    reported: Any
    in_euro: Any
    in_dollars: Any


KINDS = (
    Kind(
        "funding-rounds",
        "amount",
        FundingRound.announced_on,
        FundingRound.amount,
        FundingRound.currency,
        FundingRound.amount_eur_reported,
        FundingRound.amount_eur,
        FundingRound.amount_usd,
    ),
    Kind(
        "funding-rounds",
        "post_money",
        FundingRound.announced_on,
        FundingRound.post_money,
        FundingRound.post_money_currency,
        null(),
        FundingRound.post_money_eur,
        null(),
    ),
    Kind(
        "valuations",
        "valuation",
        Valuation.valued_on,
        Valuation.valuation,
        Valuation.currency,
        null(),
        Valuation.valuation_eur,
        Valuation.valuation_usd,
    ),
    Kind("exits", "amount", Exit.announced_on, Exit.amount, Exit.currency, null(), Exit.amount_eur, Exit.amount_usd),
)


@dataclass(frozen=True, slots=True)
class Held:
    """An amount of a record beside the claim; `why` names what fits, `off` is ours minus claimed."""

    dataset: str
    field: str
    id: str
    company: Named
    value: Decimal
    unit: str
    day: date
    precision: str
    source_ids: tuple[str, ...]
    why: tuple[str, ...]
    off: Decimal
    sources: tuple[dict[str, Any], ...] = ()

    @property
    def date(self) -> str:
        """The date, as precisely as it is known."""
        return self.day.isoformat()[: {"year": 4, "month": 7}.get(self.precision, 10)]

    @property
    def fits(self) -> bool:
        """Whether it is the number, in the time that the text names."""
        return bool({"value_exact", "value_rounded"} & set(self.why)) and "period" in self.why


async def named_companies(reading: Reading, text: str) -> dict[str, Named]:
    """Return the companies that a text names, by the words that name them.

    A name is whole, without what stands behind it in brackets, and has a capital, a digit or a dot in the
    text, so that common words name nobody.
    """
    grams = sorted(set(grams_of(text)))
    if not grams:
        return {}
    wanted = func.unnest(cast(grams, ARRAY(TEXT))).table_valued("written", name="wanted").render_derived()
    name = func.split_part(Company.name_folded, " (", 1)
    rows = await reading.connection.execute(
        select(wanted.c.written, Company.id, Company.name)
        .join(wanted, func.fold(wanted.c.written) == name)
        .order_by(func.length(name).desc(), Company.id)
        .limit(MOST_COMPANIES)
    )
    return {written: Named(company_id, name) for written, company_id, name in rows}


def named_in(sentence: str, companies: Mapping[str, Named]) -> list[Named]:
    """Return those of some companies that one sentence of the text names."""
    grams = set(grams_of(sentence))
    return [company for written, company in companies.items() if written in grams]


def grams_of(text: str) -> Iterable[str]:
    """Return everything in a text that can be a name: up to four words in a row that hold a capital, digit or dot."""
    words = [word.strip(".'\u2019") for word in WORD.findall(composed(text))]
    words = [re.sub(r"['\u2019]s$", "", word) for word in words]
    for start in range(len(words)):
        for length in range(1, LONGEST_NAME + 1):
            gram = " ".join(words[start : start + length])
            letters = sum(letter.isalpha() for letter in gram)
            if letters >= LEAST_LETTERS and (gram != gram.lower() or re.search(r"[\d.]", gram)):
                yield gram


async def read_held(reading: Reading, asked: Asked, companies: Sequence[Named]) -> list[Held]:
    """Return the amounts that the records hold for some companies in a unit of the claim, best first."""
    by_id = {company.id: company for company in companies}
    found: list[Held] = []
    for kind in KINDS if by_id else ():
        for row in await reading.connection.execute(statement(kind, list(by_id))):
            best = best_of(asked, row)
            if best is not None:
                value, unit, fit, off = best
                in_time = is_in_time(asked, row.day, row.date_precision)
                why = (*((fit,) if fit else ()), "unit", *(("period",) if in_time else ()))
                company, sources = by_id[row.company_id], tuple(row.source_ids)
                found.append(
                    Held(
                        kind.dataset,
                        kind.field,
                        row.id,
                        company,
                        value,
                        unit,
                        row.day,
                        row.date_precision,
                        sources,
                        why,
                        off,
                    )
                )
    return await with_sources(reading, sorted(found, key=lambda held: order(held, asked))[:SHOWN])


def statement(kind: Kind, companies: list[str]) -> Select[Any]:
    """Return what reads the amounts of one kind of some companies."""
    table = kind.day.class_
    return (
        select(
            table.company_id,
            table.id,
            kind.day.label("day"),
            table.date_precision,
            table.source_ids,
            kind.amount.label("amount"),
            kind.currency.label("currency"),
            kind.reported.label("reported"),
            kind.in_euro.label("in_euro"),
            kind.in_dollars.label("in_dollars"),
        )
        .where(table.company_id.in_(companies), kind.amount.is_not(None))
        .order_by(kind.day.desc(), table.id)
        .limit(MOST_RECORDS)
    )


def best_of(asked: Asked, row: Row[Any]) -> tuple[Decimal, str, str, Decimal] | None:
    """Return the spelling of an amount that fits a claim best: in its currency, as reported in euro, as converted."""
    spellings = [(row.amount, row.currency), (row.reported, "EUR"), (row.in_euro, "EUR"), (row.in_dollars, "USD")]
    fits = [
        (value, unit, *value_fit(asked, value))
        for value, unit in spellings
        if value is not None and (not asked.units or unit in asked.units)
    ]
    return min(fits, key=lambda fit: (FITS.get(fit[2], len(FITS)), abs(fit[3])), default=None)


def is_in_time(asked: Asked, day: date, precision: str) -> bool:
    """Tell whether a record is of the period that a claim names, as far as its date is known."""
    if asked.period is None:
        return True
    if precision == "year":
        return asked.period.start.year <= day.year <= asked.period.end.year
    return asked.period.start <= day <= asked.period.end


def order(held: Held, asked: Asked) -> tuple[object, ...]:
    """Return the order of amounts: those that fit first, in time before others, then the nearest and newest."""
    base = max(abs(asked.values[0]), Decimal(1))
    fit = min((FITS[word] for word in held.why if word in FITS), default=len(FITS))
    off = abs(held.off) / base if fit == len(FITS) else 0
    after_a_round = held.field == "post_money"  # which a valuation says better
    return fit, "period" not in held.why, off, after_a_round, -held.day.toordinal(), held.id


async def with_sources(reading: Reading, found: Sequence[Held]) -> list[Held]:
    """Return amounts with the documents that they were read in."""
    wanted = {source for held in found for source in held.source_ids}
    rows = await reading.connection.execute(
        select(Source.id, Source.publisher, Source.title, Source.url, Source.published_on).where(Source.id.in_(wanted))
    )
    known = {row["id"]: dict(row) for row in rows.mappings()}
    return [replace(held, sources=tuple(known[source] for source in held.source_ids)) for held in found]


def record(held: Held) -> dict[str, Any]:
    """Return an amount as JSON shows it, with its sources."""
    return {
        "dataset": held.dataset,
        "id": held.id,
        "company": {"id": held.company.id, "name": held.company.name},
        "field": held.field,
        "value": float(held.value),
        "unit": held.unit,
        "date": held.date,
        "why": list(held.why),
        "difference": float(held.off),
        "sources": list(held.sources),
        "links": {"self": f"/v1/{held.dataset}/{held.id}"},
    }
