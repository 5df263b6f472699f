"""The cubes that statistical offices read: their code lists and their observations, spelled as SDMX spells them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import select

from app.catalog.cubes import CUBES, FREQUENCIES, LISTS, TOTAL, CodeList, Cube, identifier
from app.catalog.dimensions import ALL_LABEL, UNKNOWN, UNKNOWN_LABEL
from app.catalog.measures import MEASURES
from app.dataset import Code
from app.queries.aggregates import Question, read
from app.queries.codelists import CodeLists, code_lists
from app.queries.periods import Period
from app.queries.published.figures import read_figures
from app.queries.vintages import Reading, other_revision
from app.tables import Revision

FREQUENCY_OF = {"year": "A", "half": "S", "quarter": "Q", "month": "M", "span": "_O"}
WITH_TOTAL = ("CL_GEO", "CL_SECTOR", "CL_STAGE", "CL_EXIT_KIND")
USUAL_STATUS = "A"


async def cube_lists(reading: Reading) -> tuple[CodeList, ...]:
    """Return the code lists of all cubes; they are made once per revision."""
    if "cube_lists" not in reading.memory:
        lists = await code_lists(reading)
        reading.memory["cube_lists"] = tuple(cube_list(name, lists) for name in LISTS)
    return cast("tuple[CodeList, ...]", reading.memory["cube_lists"])


def cube_list(name: str, lists: CodeLists) -> CodeList:
    """Return one code list: the total first, then the entries in their order."""
    title, source = LISTS[name]
    if name == "CL_FREQ":
        return CodeList(name, title, FREQUENCIES)
    if source is None:
        wanted = dict.fromkeys(measure for cube in CUBES.values() for measure in cube.measures)
        return CodeList(name, title, tuple(Code(identifier(key), MEASURES[key].label) for key in wanted))
    entries = lists.labels(source)
    known = {entry.code for entry in entries}
    codes = [
        Code(
            identifier(entry.code),
            entry.label,
            identifier(entry.parent) if entry.parent in known and entry.parent is not None else None,
        )
        for entry in entries
    ]
    if name in WITH_TOTAL:
        codes = [Code(TOTAL, ALL_LABEL), *codes]
        if UNKNOWN not in known:
            codes.append(Code(UNKNOWN, UNKNOWN_LABEL))
    if name == "CL_OBS_STATUS" and USUAL_STATUS not in known:
        codes.insert(0, Code(USUAL_STATUS, ALL_LABEL))
    return CodeList(name, title, tuple(distinct(codes)))


def distinct(codes: Iterable[Code]) -> Iterable[Code]:
    """Return codes whose spelling is the same once; see test_cubes that none of the shipped ones is."""
    return {code.code: code for code in codes}.values()


async def read_cube(reading: Reading, name: str) -> Sequence[tuple[Any, ...]]:
    """Return the observations of a cube in the order of its columns; a null value is no observation."""
    key = f"cube {name}"
    if key not in reading.memory:
        cube = CUBES[name]
        rows = await aggregated(reading, cube) if cube.records else await published(reading)
        reading.memory[key] = rows
    return cast("Sequence[tuple[Any, ...]]", reading.memory[key])


async def read_changes(reading: Reading, name: str, after: datetime) -> Sequence[tuple[Any, ...]]:
    """Return the observations of a cube that are not what they were at a time, those that were not there included."""
    rows = await read_cube(reading, name)
    if after >= reading.updated:
        return []
    before = select(Revision.number, Revision.created_at).where(Revision.created_at <= after)
    found = (await reading.connection.execute(before.order_by(Revision.number.desc()).limit(1))).one_or_none()
    if found is None:
        return rows
    async with other_revision(reading, found.number, found.created_at) as former:
        known = set(await read_cube(former, name))
    return [row for row in rows if row not in known]


async def aggregated(reading: Reading, cube: Cube) -> list[tuple[Any, ...]]:
    """Return the cube of an aggregate, with its margins."""
    groups = dict(cube.groups or {})
    question = Question(cube.records, group_by=[*groups.values(), "year"], measures=cube.measures, totals=True)
    answer = await read(reading, question)
    places = [answer.column(group) for group in groups.values()]
    year, status = answer.column("year"), answer.column("obs_status")
    units = {measure: answer.columns[answer.column(measure)].unit for measure in cube.measures}
    rows = []
    for row in answer.rows:
        if not isinstance(row[year], int):  # the margin over all years, and records without one
            continue
        codes = [identifier(str(row[place])) for place in places]
        for measure in cube.measures:
            value = row[answer.column(measure)]
            if value is not None:
                letter = row[status][0] if row[status] else USUAL_STATUS
                rows.append(
                    ("A", *codes, identifier(measure), f"{row[year]:04d}", float(value), units[measure], letter)
                )
    return rows


async def published(reading: Reading) -> list[tuple[Any, ...]]:
    """Return every published figure as an observation."""
    return [
        (
            FREQUENCY_OF[figure.period.kind],
            identifier(figure.indicator),
            identifier(figure.region),
            TOTAL if figure.sector is None else identifier(figure.sector),
            TOTAL if figure.stage is None else identifier(figure.stage),
            identifier(figure.publisher),
            figure.id,
            spelled(figure.period),
            float(figure.value),
            identifier(figure.unit),
            figure.obs_status[0] if figure.obs_status else USUAL_STATUS,
            identifier(figure.qualifier),
            figure.source_id,
        )
        for figure in await read_figures(reading, [])
    ]


def spelled(period: Period) -> str:
    """Return a period as SDMX spells it: `2024-S1` for a half-year, a start and a length for a span of years."""
    if period.kind == "span":
        return f"{period.start}/P{period.end.year - period.start.year + 1}Y"
    return period.code.replace("-H", "-S")
