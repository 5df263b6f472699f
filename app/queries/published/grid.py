"""The grid of published values by place and year: how many publishers, from where to where, the newest, and all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import prod
from typing import Any, Literal

from sqlalchemy import select

from app.catalog.records import RECORDS
from app.dataset import Dataset
from app.errors import BadRequest, Fault
from app.languages import Language, Text
from app.queries.answers import meta_of
from app.queries.codelists import code_lists, nearest
from app.queries.filters import resolve
from app.queries.provenance import MOST_NAMED, TOTAL, by_frequency
from app.queries.published.cells import DIMENSIONS, MEASURES, axes_of, cells_of, completed, tabulate
from app.queries.published.figures import Figure, read_figures
from app.queries.vintages import Reading
from app.tables import Observation

Kind = Literal["observations", "sector-stats"]
DEFAULT_GROUPS = {"observations": ("region", "year"), "sector-stats": ("sector", "region", "year")}
# Values that are left out unless a filter on the qualifier asks for them.
ONLY_WHEN_ASKED = ("forecast", "disputed")
MOST_GROUPS = 100_000
MOST_DIMENSIONS = 4
FILLS = ("grid", "none")
EMBEDS = ("published",)
TITLE = Text(
    "Published figures by place and year",
    "Gepubliceerde cijfers per plaats en jaar",
    "Chiffres publiés par lieu et année",
    "Veröffentlichte Zahlen nach Ort und Jahr",
)
NOTE = Text(
    "Publishers compete: values are neither summed nor averaged. Only whole years count; halves, quarters and months are in the list.",
    "Uitgevers spreken elkaar tegen: waarden worden niet opgeteld en niet gemiddeld. Alleen volledige jaren tellen; halfjaren, kwartalen "
    "en maanden staan in de lijst.",
    "Les éditeurs se contredisent : les valeurs ne sont ni additionnées ni moyennées. Seules les années entières comptent ; semestres, "
    "trimestres et mois figurent dans la liste.",
    "Die Herausgeber widersprechen sich: Werte werden weder summiert noch gemittelt. Nur ganze Jahre zählen; Halbjahre, Quartale und "
    "Monate stehen in der Liste.",
)


@dataclass(frozen=True, slots=True)
class GridQuestion:
    """What is asked of the grid; `filters` are those of the list of the same name, as in a query string.

    `group_by` are dimensions of it; `indicator` and `unit` are added where the answer holds several. `measures`
    are some of MEASURES. `fill` is `grid` (every combination) or `none`. `embed=published` adds every value.
    """

    kind: Kind = "observations"
    filters: Mapping[str, str] = field(default_factory=dict)
    group_by: Sequence[str] | None = None
    measures: Sequence[str] | None = None
    fill: str | None = None
    limit: int | None = None
    embed: Sequence[str] = ()
    lang: Language = "en"


async def read_grid(reading: Reading, question: GridQuestion) -> Dataset:
    """Return one row per cell: how many publishers, lowest, highest, spread, newest value and who gave it.

    A cell without a figure has 0 publishers and nulls (`no_observations`). Forecasts and disputed values are left
    out unless a filter on `qualifier` asks for them. When no indicator is named, those of the answer are rows too.

    Raises:
        BadRequest: a filter, group or measure cannot be read, or there are too many groups.

    """
    groups, measures, fill = read_shape(question)
    records = RECORDS[question.kind]
    resolved = await resolve(reading, records, question.filters)
    conditions = list(resolved.conditions)
    if "qualifier" not in question.filters:
        conditions.append(Observation.qualifier.not_in(ONLY_WHEN_ASKED))
    ids = select(Observation.id).select_from(records.source).where(*conditions)
    lists = await code_lists(reading)
    figures = [
        figure
        for figure in await read_figures(reading, [Observation.id.in_(ids)])
        if is_wanted(figure, groups, question)
    ]
    sectors = await read_sectors(reading, question) if "sector" in groups else {}
    cells = cells_of(figures, completed(groups, figures), sectors)
    axes = axes_of(cells, question.filters, resolved.canonical, lists) if fill == "grid" else None
    size = len(cells.values) if axes is None else prod(len(axis) for axis in axes)
    if size > MOST_GROUPS:
        detail = f"The answer would have {size} groups; {MOST_GROUPS} is the most. Filter, or group by less."
        raise BadRequest(detail, slug="too-many-groups", faults=[Fault("group_by", "too_many_groups", detail)])
    dataset = tabulate(cells, axes, measures, lists, embed="published" in question.embed)
    total = len(dataset.rows)
    shown = dataset.rows if question.limit is None else dataset.rows[: question.limit]
    reasons = dataset.null_reasons[: len(shown)]
    sources = by_frequency(figure.source_id for figure in figures)
    meta = meta_of(
        reading,
        question.lang,
        question.kind,
        resolved.canonical,
        total=total,
        limit=question.limit,
        notes=(NOTE.in_(question.lang),),
        sources=sources[:MOST_NAMED],
        extra={TOTAL: len(sources)},
    )
    asked = {"group_by": list(cells.groups), "measures": list(measures), "fill": fill}
    meta = replace(meta, query={**meta.query, **asked})
    whole = dataset.grid and total == len(shown)
    return replace(dataset, name=question.kind, title=TITLE, meta=meta, rows=shown, null_reasons=reasons, grid=whole)


def read_shape(question: GridQuestion) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Return the groups, the measures and the fill that are asked for.

    Raises:
        BadRequest: one of them does not exist.

    """
    faults: list[Fault] = []
    groups = tuple(dict.fromkeys(question.group_by or DEFAULT_GROUPS[question.kind]))
    measures = tuple(dict.fromkeys(question.measures or MEASURES))
    fill = question.fill or ("grid" if "year" in groups else "none")
    for parameter, words, known in (
        ("group_by", groups, DIMENSIONS),
        ("measures", measures, MEASURES),
        ("fill", (fill,), FILLS),
        ("embed", question.embed, EMBEDS),
    ):
        for word in words:
            if word not in known:
                detail = f"'{word}' is not among: {', '.join(known)}."
                faults.append(Fault(parameter, "unknown_value", detail, word, nearest(word, known), known))
    if len(groups) > MOST_DIMENSIONS:
        detail = f"An aggregate has at most {MOST_DIMENSIONS} groups."
        faults.append(Fault("group_by", "too_many_dimensions", detail, ",".join(groups)))
    if {"year", "period"} <= set(groups):
        detail = "Group by year or by period, not by both."
        faults.append(Fault("group_by", "conflict", detail, ",".join(groups)))
    if faults:
        raise BadRequest(" ".join(fault.detail for fault in faults), faults=faults)
    return groups, tuple(measure for measure in MEASURES if measure in measures), fill


def is_wanted(figure: Figure, groups: Sequence[str], question: GridQuestion) -> bool:
    """Tell whether a figure belongs in a cell: a whole year unless periods are grouped, a total unless parts are."""
    if "period" not in groups and "period" not in question.filters and figure.period.kind != "year":
        return False
    parts = (("sector", figure.sector), ("stage", figure.stage))
    return all(
        value is None or name in groups or name in question.filters or f"{name}__isnull" in question.filters
        for name, value in parts
    )


async def read_sectors(reading: Reading, question: GridQuestion) -> dict[str, str | None]:
    """Return the sector of each figure, which for the figures by sector may follow from the indicator's theme."""
    records = RECORDS[question.kind]
    sector: Any = records["sector"].sql
    rows = await reading.connection.execute(select(Observation.id, sector.label("sector")).select_from(records.source))
    return {row.id: row.sector for row in rows}
