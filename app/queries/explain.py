"""Explain a figure: every published value of an indicator, place and period, with who says so and where."""

from sqlalchemy import ColumnElement, or_

from app.errors import BadRequest, Fault
from app.languages import LANGUAGES, Language
from app.queries.answers import Answer, meta_of
from app.queries.check.question import read_codes
from app.queries.codelists import PLACE, Entry, code_lists, folded
from app.queries.periods import read_period
from app.queries.published.figures import item, newest_first, read_figures
from app.queries.vintages import Reading
from app.tables import Observation


async def explain(
    reading: Reading, indicator: str, region: str | None = None, year: str | None = None, *, lang: Language = "en"
) -> Answer:
    """Return the published figures of an indicator, the newest publication first; see app.queries.published.figures.item.

    Raises:
        BadRequest: the indicator, the place or the period is not known.

    """
    lists = await code_lists(reading)
    faults: list[Fault] = []
    indicators = read_codes("indicator", "indicator", indicator, lists, faults)
    regions = read_codes("region", PLACE, region, lists, faults) if region else ()
    period = read_period(year) if year else None
    if year and period is None:
        detail = f"'{year}' is no period such as 2024, 2024-H1, 2024-Q3, 2024-05 or 2011/2018."
        faults.append(Fault("year", "not_a_period", detail, year))
    if faults:
        raise BadRequest(" ".join(fault.detail for fault in faults), faults=faults)
    conditions: list[ColumnElement[bool]] = [Observation.indicator.in_(indicators)]
    if regions:
        conditions.append(Observation.region.in_(regions))
    if period is not None:
        within = (Observation.period_start >= period.start) & (Observation.period_end <= period.end)
        conditions.append(or_(Observation.period == period.code, within))
    figures = newest_first(await read_figures(reading, conditions))
    filters = {
        "indicator": ",".join(indicators),
        "region": ",".join(regions),
        "period": "" if period is None else period.code,
    }
    asked = {name: value for name, value in filters.items() if value}
    return Answer(meta_of(reading, lang, "observations", asked), items=[item(figure) for figure in figures])


async def find_indicators(reading: Reading, words: str) -> list[Entry]:
    """Return the indicators whose code, name in any language or definition holds all the words."""
    wanted = folded(words).split()
    found = []
    for entry in (await code_lists(reading))["indicator"]:
        names = " ".join(entry.label.in_(language) for language in LANGUAGES)
        text = folded(f"{entry.code} {entry.code.replace('_', ' ')} {names} {entry.description or ''}")
        if all(word in text for word in wanted):
            found.append(entry)
    return found
