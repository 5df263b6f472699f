"""Check a number, or every number of a text, against what was published and against our own aggregates."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, or_

from app.catalog.comparisons import COMPARISONS, KINDRED
from app.queries.answers import Answer, meta_of
from app.queries.check.companies import Named, named_companies, named_in, read_held, record
from app.queries.check.matching import NEAR, Asked, Match, value_fit
from app.queries.check.question import (
    CheckQuestion,
    Known,
    asked_of_claim,
    asked_of_value,
    read_known,
    read_value,
)
from app.queries.check.sentences import Claim, Understanding
from app.queries.check.verdicts import VERDICTS, Judgement, judge, judge_company
from app.queries.check.wording import SENTENCES, Speaker
from app.queries.codelists import CodeLists, code_lists
from app.queries.published.figures import item, read_figures, within_years
from app.queries.published.own import own_totals, records_link
from app.queries.vintages import Reading
from app.tables import Observation

# A small count is a coincidence unless the claim says what it counts.
TELLING_COUNT = 100


async def check(reading: Reading, question: CheckQuestion) -> Answer:
    """Return the verdict on a number, or on each number of a text, with the figures behind it.

    The item holds `verdict` (of a text: the least certain of its claims), `sentence`, and for each of
    the `claims`: `text`, `value`, `unit`, what was `understood` (indicators, region, period, sector,
    language), `verdict`, `rule`, `sentence`, `matches` (best first, with `why`), `competing`, `nearest`
    (with `difference` and `ratio`), `aggregates` of our own that yield it, `records` of the companies
    that the text names, and `links`. With a single claim its parts stand at the top too.

    Raises:
        BadRequest: neither or both of `value` and `text` are given, or a parameter cannot be read.

    """
    lists = await code_lists(reading)
    known = read_known(question, lists)
    speaker = Speaker(lists, question.lang)
    claims: list[dict[str, Any]] = []
    if question.value is not None:
        quantity = read_value(question.value, known)
        asked = asked_of_value(quantity, known)
        claims.append(await answer_claim(reading, asked, speaker, quantity.text, understood(asked, None), Subject()))
    else:
        understanding = understanding_of(reading, lists)
        companies = await named_companies(reading, question.text or "")
        for claim in understanding.claims(question.text or ""):
            asked = asked_of_claim(claim, known, understanding)
            spoken = understood(asked, claim)
            named = Subject(named_in(claim.text, companies), alone=not (claim.regions or known.regions))
            claims.append(await answer_claim(reading, asked, speaker, claim.quantity.text, spoken, named))
    return Answer(meta_of(reading, question.lang, "check", asked_for(question, known)), item=summary(claims, speaker))


def understanding_of(reading: Reading, lists: CodeLists) -> Understanding:
    """Return the reader of texts, made once per revision."""
    if "understanding" not in reading.memory:
        reading.memory["understanding"] = Understanding(lists)
    return cast("Understanding", reading.memory["understanding"])


def asked_for(question: CheckQuestion, known: Known) -> dict[str, str]:
    """Return the question in its one spelling."""
    given = {"value": question.value, "text": question.text}
    return {**{name: value.strip() for name, value in given.items() if value is not None}, **known.canonical}


def summary(claims: list[dict[str, Any]], speaker: Speaker) -> dict[str, Any]:
    """Return the item of an answer: the one claim, or all of them under the least certain verdict."""
    if not claims:
        sentence = SENTENCES["no_number"].in_(speaker.language)
        return {
            "verdict": "unknown",
            "rule": "no_number",
            "sentence": sentence,
            "matches": [],
            "competing": [],
            "claims": [],
        }
    if len(claims) == 1:
        return {**claims[0], "claims": claims}
    verdicts = [claim["verdict"] for claim in claims]
    return {
        "verdict": max(verdicts, key=VERDICTS.index),
        "rule": "least_certain_claim",
        "sentence": " ".join(claim["sentence"] for claim in claims),
        "matches": [match for claim in claims for match in claim["matches"]],
        "competing": [match for claim in claims for match in claim["competing"]],
        "claims": claims,
    }


@dataclass(frozen=True, slots=True)
class Subject:
    """The companies that a claim names, and whether it is about them alone, since it names no place."""

    companies: Sequence[Named] = ()
    alone: bool = False


async def answer_claim(
    reading: Reading, asked: Asked, speaker: Speaker, text: str, understood: dict[str, Any], subject: Subject
) -> dict[str, Any]:
    """Return everything that is to be said about one number."""
    figures = await read_figures(reading, [candidates(asked)])
    held = await read_held(reading, asked, subject.companies)
    judgement = judge_company(judge(asked, figures), held, alone=subject.alone)
    aggregates = [] if judgement.rule.startswith("company_") else await own_matches(reading, asked, judgement)
    if judgement.verdict == "unknown" and aggregates:
        judgement = Judgement("possible", "from_records", (), judgement.competing, judgement.nearest, judgement.period)
    return {
        "text": text,
        "value": float(asked.values[0]),
        "readings": [float(value) for value in asked.values],
        "unit": asked.units[0] if len(asked.units) == 1 else None,
        "understood": understood,
        "period": None if judgement.period is None else judgement.period.code,
        "verdict": judgement.verdict,
        "rule": judgement.rule,
        "sentence": speaker.sentence(asked, judgement),
        "matches": [shown(match) for match in judgement.matches],
        "competing": [shown(match) for match in judgement.competing],
        "nearest": [shown(match) for match in judgement.nearest],
        "aggregates": aggregates,
        "records": [record(entry) for entry in judgement.held],
        "links": links(judgement),
    }


def candidates(asked: Asked) -> ColumnElement[bool]:
    """Return the condition of the figures to look at: those near the number, and those of the series in question."""
    bounds = []
    for reading in asked.readings:
        low, high = sorted((reading * (1 - 3 * NEAR), reading * (1 + 3 * NEAR)))
        bounds.append(and_(Observation.value >= low, Observation.value <= high))
    near = [or_(*bounds)]
    if asked.units:
        near.append(Observation.unit.in_(asked.units))
    wanted = [and_(*near)]
    indicators = {*asked.indicators, *(code for indicator in asked.indicators for code in KINDRED.get(indicator, ()))}
    if indicators:
        series = Observation.indicator.in_(indicators)
        wanted.append(and_(series, Observation.region.in_(asked.regions)) if asked.regions else series)
    elif asked.regions and asked.period is not None and asked.units:
        span = within_years(asked.period.start.year, asked.period.end.year)
        wanted.append(and_(Observation.region.in_(asked.regions), Observation.unit.in_(asked.units), span))
    return or_(*wanted)


async def own_matches(reading: Reading, asked: Asked, judgement: Judgement) -> list[dict[str, Any]]:
    """Return the aggregates of our records that yield the number in its place and year."""
    period = asked.period or judgement.period
    if period is None or period.kind != "year":
        return []
    found: list[dict[str, Any]] = []
    region = asked.regions[0] if asked.regions else "BE"
    for indicator, comparison in COMPARISONS.items():
        unit = "EUR" if comparison.measure == "sum" else "COUNT"
        if (asked.units and unit not in asked.units) or (asked.indicators and indicator not in asked.indicators):
            continue
        own = (await own_totals(reading, comparison, [region], period.year, period.year)).get((region, period.year))
        if own is None or not own.count:
            continue
        value = own.value(comparison)
        fit, off = value_fit(asked, value)
        trusted = fit == "value_exact" or (fit == "value_rounded" and unit == "EUR")
        if trusted and (asked.indicators or unit == "EUR" or value >= TELLING_COUNT):
            found.append(
                {
                    "indicator": indicator,
                    "measure": comparison.measure,
                    "region": region,
                    "period": period.code,
                    "value": float(value),
                    "unit": unit,
                    "difference": float(off),
                    "why": [fit],
                    "links": {"records": records_link(comparison, region, period.year)},
                }
            )
    return found


def understood(asked: Asked, claim: Claim | None) -> dict[str, Any]:
    """Return what the number was taken to be, and what was assumed."""
    assumed = [] if claim is None or claim.regions else ["region"]
    return {
        "indicators": sorted(asked.indicators),
        "region": asked.regions[0] if asked.regions else None,
        "period": None if asked.period is None else asked.period.code,
        "sectors": list(asked.sectors),
        "units": list(asked.units),
        "hedge": asked.hedge,
        "language": None if claim is None else claim.language,
        "assumed": [*assumed, *([] if asked.period is not None else ["period"])],
    }


def shown(match: Match) -> dict[str, Any]:
    """Return a figure with why it stands here and how far off it is."""
    off = match.off
    base = match.figure.value - off
    return {
        **item(match.figure),
        "why": list(match.why),
        "difference": float(off),
        "ratio": None if base == 0 else float(round(match.figure.value / base, 6)),
    }


def links(judgement: Judgement) -> list[dict[str, Any]]:
    """Return the ways from the verdict to its sources, best match first."""
    rows: Sequence[Match] = (*judgement.matches[:3], *judgement.competing[:3], *judgement.nearest[:1])
    found: dict[str, dict[str, Any]] = {}
    for match in rows:
        figure = match.figure
        found.setdefault(
            figure.source_id,
            {
                "publisher": figure.publisher,
                "title": figure.source_title,
                "href": figure.source_url,
                "observation": f"/v1/observations/{figure.id}",
            },
        )
    return list(found.values())
