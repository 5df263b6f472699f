"""One indicator with its whole series: every figure that was published of it."""

from dataclasses import replace
from typing import Any

from app.catalog.records import RECORDS
from app.dataset import nested
from app.languages import Language
from app.queries.answers import Answer
from app.queries.details import read_record
from app.queries.published.figures import item, read_figures
from app.queries.vintages import Reading
from app.tables import Observation


async def read_indicator(reading: Reading, code: str, *, lang: Language = "en") -> Answer:
    """Return an indicator and, as `series`, its published figures by place and time, the newest publication first.

    Raises:
        NotFound: there is no such indicator in this revision.
        Gone: it was withdrawn.

    """
    dataset = await read_record(reading, RECORDS["indicators"], code, lang=lang)
    figures = await read_figures(reading, [Observation.indicator == code])
    found: dict[str, Any] = {**nested(dataset.columns, dataset.rows[0]), "series": [item(figure) for figure in figures]}
    sources = tuple(sorted({figure.source_id for figure in figures}))
    return Answer(
        replace(dataset.meta, sources=sources), item=found, links={"observations": f"/v1/observations?indicator={code}"}
    )
