"""The headline figures of a year and place in one answer: value, change, who says so, and who agrees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from app.catalog.comparisons import COMPARISONS
from app.errors import BadRequest, Fault
from app.languages import LANGUAGES, Language, Text
from app.prose import say
from app.queries.aggregates.engine import read
from app.queries.aggregates.question import Question
from app.queries.answers import Answer, meta_of
from app.queries.codelists import PLACE, CodeLists, Entry, code_lists
from app.queries.overview.choosing import change, choose, figures_of_year, previous_figure, provenance
from app.queries.periods import say_period, year_period
from app.queries.published.figures import Figure, read_figures
from app.queries.published.own import COUNTRY, level, own_totals, records_link
from app.queries.vintages import Reading
from app.tables import Indicator, Observation

FIRST_YEAR, LAST_YEAR = 1900, 2100
UNICORNS = "unicorn_count"
SENTENCE = Text(
    "{label}, {place}, {period}: {value} ({by}).",
    "{label}, {place}, {period}: {value} ({by}).",
    "{label}, {place}, {period} : {value} ({by}).",
    "{label}, {place}, {period}: {value} ({by}).",
)
OUR_RECORDS = Text("our records", "onze gegevens", "nos données", "unsere Daten")
OUR_SAMPLE = Text(
    "our records, a sample",
    "onze gegevens, een steekproef",
    "nos données, un échantillon",
    "unsere Daten, eine Stichprobe",
)
CHOICE = Text(
    "Where publishers disagree the value on which most of them agree is shown, the newest one among equals; the range and all of them are "
    "one link away.",
    "Waar uitgevers van mening verschillen, staat de waarde waarover de meeste het eens zijn, bij gelijke stand de nieuwste; het bereik en "
    "alle waarden zijn één link verder.",
    "Là où les éditeurs divergent, la valeur sur laquelle le plus grand nombre s'accorde est affichée, la plus récente à égalité ; "
    "l'étendue et toutes les valeurs sont à un lien.",
    "Wo Herausgeber uneins sind, steht der Wert, bei dem die meisten übereinstimmen, bei Gleichstand der neueste; die Spanne und alle Werte "
    "sind einen Link entfernt.",
)


@dataclass(frozen=True, slots=True)
class OverviewQuestion:
    """Which year and place, as in a query string; the newest well-covered year and Belgium when not given."""

    year: str | None = None
    region: str | None = None
    lang: Language = "en"


@dataclass(frozen=True, slots=True)
class OwnNumber:
    """A number of ours with the address of the records behind it.

    `before` is that of the year before, None where the records are a sample: a sample's change says nothing.
    """

    value: Decimal
    before: Decimal | None
    link: str
    is_sample: bool


async def overview(reading: Reading, question: OverviewQuestion) -> Answer:
    """Return the headline indicators of a year and place, in the order of their themes.

    The item holds `year, region, region_label, figures`; each figure has `indicator, label, labels, theme, value,
    unit, period, from` (`published` or `records`), `publisher`, `qualifier`, `publishers` (how many gave a value),
    `agree` (how many of them gave this one), `disputed`, `range`, `change` on the year before by the same publisher
    (`value`, `unit`: RATIO as a fraction, or PERCENT as points; `previous`), `records` (our own number), `sentence`
    and `links`. What nobody published and no record counts is null with a reason in `null_reasons`.

    Raises:
        BadRequest: the year or the place cannot be read.

    """
    lists = await code_lists(reading)
    region = read_region(question.region, lists)
    headlines = [entry for entry in lists["indicator"] if entry.extra["headline"]]
    figures = await read_figures(
        reading,
        [
            Indicator.headline.is_(True),
            Observation.region == region,
            Observation.sector.is_(None),
            Observation.stage.is_(None),
        ],
    )
    year = read_year(question.year) or newest_covered(figures, reading.updated.year)
    own = await own_numbers(reading, region, year)
    themes = [entry.code for entry in lists["theme"]]
    headlines.sort(key=lambda entry: (themes.index(str(entry.extra["theme"])), entry.order, entry.code))
    place = lists.by_code[PLACE][region].label.in_(question.lang)
    rows = [
        headline(
            entry,
            [figure for figure in figures if figure.indicator == entry.code],
            own.get(entry.code),
            (region, place, year),
            question.lang,
        )
        for entry in headlines
    ]
    item = {"year": year, "region": region, "region_label": place, "figures": rows}
    meta = meta_of(
        reading,
        question.lang,
        "overview",
        {"year": str(year), "region": region},
        notes=(CHOICE.in_(question.lang),),
        sources=tuple(sorted({row["source"]["id"] for row in rows if row["source"]})),
    )
    return Answer(meta, item=item)


def read_region(word: str | None, lists: CodeLists) -> str:
    """Return the code of the place, Belgium when none is given."""
    if word is None or not word.strip():
        return COUNTRY
    entry = lists.find(PLACE, word.strip())
    if entry is not None:
        return entry.code
    detail = f"'{word}' is no place that figures are about."
    raise BadRequest(detail, faults=[Fault("region", "unknown_code", detail, word, lists.suggest(PLACE, word))])


def read_year(word: str | None) -> int | None:
    """Return the year, None when none is given."""
    if word is None or not word.strip():
        return None
    if word.strip().isdecimal() and FIRST_YEAR <= int(word) <= LAST_YEAR:
        return int(word)
    detail = f"'{word}' is no year such as 2024."
    raise BadRequest(detail, faults=[Fault("year", "not_a_year", detail, word)])


def newest_covered(figures: Sequence[Figure], this_year: int) -> int:
    """Return the newest past year for which at least half as many indicators have a figure as in the best one."""
    covered: dict[int, set[str]] = {}
    for figure in figures:
        if figure.period.kind == "year" and figure.is_firm and figure.period.year <= this_year:
            covered.setdefault(figure.period.year, set()).add(figure.indicator)
    most = max((len(indicators) for indicators in covered.values()), default=0)
    return max((year for year, indicators in covered.items() if 2 * len(indicators) >= most), default=this_year - 1)


async def own_numbers(reading: Reading, region: str, year: int) -> dict[str, OwnNumber]:
    """Return our own numbers of a place for a year and the one before, by the indicator that they answer."""
    if level(region) is None:
        return {}
    found: dict[str, OwnNumber] = {}
    for code, comparison in COMPARISONS.items():
        own = await own_totals(reading, comparison, [region], year, year)
        if (region, year) in own:
            link = records_link(comparison, region, year)
            found[code] = OwnNumber(own[region, year].value(comparison), None, link, is_sample=True)
    counts = await unicorn_counts(reading, region, year)
    if counts.get(year):
        day = min(year_period(year).end, reading.updated.date())
        place = {} if region == COUNTRY else {str(level(region)): region}
        link = "/v1/unicorns?" + urlencode({"at": str(day), **place})
        found[UNICORNS] = OwnNumber(counts[year], counts.get(year - 1), link, is_sample=False)
    return found


async def unicorn_counts(reading: Reading, region: str, year: int) -> dict[int, Decimal]:
    """Return how many companies of a place were unicorns at the end of a year and of the one before."""
    dimension = level(region) or "region"
    dataset = await read(
        reading,
        Question(
            "unicorns",
            group_by=[dimension, "year"],
            measures=["count"],
            filters={"year": f"{year - 1}:{year}"},
            fill="none",
        ),
    )
    counts: dict[int, Decimal] = {}
    places = [dataset.column(key) for key in (dimension, "year", "count")]
    for row in dataset.rows:
        code, when, count = (row[place] for place in places)
        if region in (COUNTRY, code):
            counts[when] = counts.get(when, Decimal(0)) + Decimal(count)
    return counts


def headline(
    entry: Entry, figures: Sequence[Figure], own: OwnNumber | None, where: tuple[str, str, int], language: Language
) -> dict[str, Any]:
    """Return one headline figure: what was published, else our own number, else null with the reason."""
    region, place, year = where
    cell = figures_of_year(figures, year)
    chosen = choose(cell)
    unit = chosen.unit if chosen is not None else str(entry.extra["unit"])
    value = chosen.value if chosen is not None else own.value if own is not None else None
    before = previous_figure(chosen, figures, year) if chosen is not None else None
    previous = before.value if before is not None else own.before if own is not None and chosen is None else None
    label = entry.label.in_(language)
    links = links_of(entry.code, region, year)
    row: dict[str, Any] = {
        "indicator": entry.code,
        "label": label,
        "labels": {lang: entry.label.in_(lang) for lang in LANGUAGES},
        "theme": entry.extra["theme"],
        "value": None if value is None else float(value),
        "unit": unit,
        "period": chosen.period.code if chosen is not None else str(year),
        "from": "published" if chosen is not None else "records" if own is not None else None,
        **provenance(chosen, cell),
        "change": change(value, previous, unit, before),
        "records": None
        if own is None
        else {"value": float(own.value), "is_sample": own.is_sample, "links": {"records": own.link}},
        "sentence": None,
        "null_reasons": {} if value is not None else {"value": "not_covered"},
        "links": {**links, "source": None if chosen is None else chosen.source_url},
    }
    if row["change"] is None:
        row["null_reasons"]["change"] = "not_covered" if previous is None else "previous_is_zero"
    if value is not None:
        ours = OUR_SAMPLE if own is not None and own.is_sample else OUR_RECORDS
        by = chosen.publisher if chosen is not None else ours.in_(language)
        row["sentence"] = SENTENCE.in_(language).format(
            label=label,
            place=place,
            period=say_period(row["period"], language),
            value=say(value, unit, language),
            by=by,
        )
    return row


def links_of(indicator: str, region: str, year: int) -> Mapping[str, str | None]:
    """Return the ways on from a headline figure."""
    where = {"indicator": indicator, "region": region, "year": str(year)}
    comparable = indicator in COMPARISONS and level(region) is not None
    return {
        "indicator": f"/v1/indicators/{indicator}",
        "observations": "/v1/observations?" + urlencode(where),
        "reconciliation": "/v1/reconciliation?" + urlencode(where) if comparable else None,
    }
