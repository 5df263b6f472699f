"""The catalogue of aggregates: every measure and every dimension, defined in four languages."""

from typing import Any

from pydantic import Field

from app.catalog.dimensions import DIMENSIONS
from app.catalog.facts import FACTS
from app.catalog.measures import MEASURES
from app.queries.vintages import Reading
from app.web import parameters as common
from app.web.models.shapes import ItemLinks, Shape
from app.web.operations import Asked, Document, Operation
from app.web.routes.codelists import SmallMeta, small_meta


class MeasureInfo(Shape):
    """One measure."""

    code: str = Field(description="Its name in `measures`.")
    label: str = Field(description="Its name in the language of the answer.")
    definition: str = Field(description="What it is, and when it is null.")
    unit: str = Field(description="`COUNT`, `RATIO`, `RANK`, or `AMOUNT` for the unit of the field.")
    decimals: int = Field(description="Decimals usually shown.")
    additive: bool = Field(description="Whether groups add up to their total.")
    datasets: list[str] = Field(description="The datasets that have it.")


class DimensionInfo(Shape):
    """One dimension."""

    code: str = Field(description="Its name in `group_by`.")
    label: str = Field(description="Its name in the language of the answer.")
    definition: str = Field(description="What it is.")
    codelist: str | None = Field(description="The code list of its values, null for time.")
    overlapping: bool = Field(description="Whether one record can belong to several of its groups.")
    datasets: list[str] = Field(description="The datasets that can be grouped by it.")


class MeasureList(Shape):
    """What can be asked of aggregates."""

    items: list[MeasureInfo]
    dimensions: list[DimensionInfo] = Field(description="What can be grouped by.")
    meta: SmallMeta
    links: ItemLinks


async def answer_measures(asked: Asked, reading: Reading) -> Document:
    """Answer what can be asked of aggregates."""
    measures: list[dict[str, Any]] = [
        {
            "code": measure.key,
            "label": measure.label.in_(asked.lang),
            "definition": measure.definition.in_(asked.lang),
            "unit": measure.unit,
            "decimals": measure.decimals,
            "additive": measure.additive,
            "datasets": [key for key, fact in FACTS.items() if measure.key in fact.measures],
        }
        for measure in MEASURES.values()
    ]
    dimensions: list[dict[str, Any]] = [
        {
            "code": dimension.key,
            "label": dimension.label.in_(asked.lang),
            "definition": dimension.description.in_(asked.lang),
            "codelist": dimension.codelist,
            "overlapping": dimension.overlapping,
            "datasets": [key for key, fact in FACTS.items() if dimension.key in fact.dimensions],
        }
        for dimension in DIMENSIONS.values()
    ]
    meta = small_meta(asked, reading, len(measures))
    return Document("measures", {"items": measures, "dimensions": dimensions, "meta": meta})


OPERATIONS = (
    Operation(
        id="listMeasures",
        path="/v1/measures",
        tag="Aggregates",
        summary="List the measures and dimensions of aggregates",
        description="What `measures` and `group_by` take, each with its definition, its unit and the datasets that have "
        "it; made from the same catalogue as the aggregates themselves.",
        answer=answer_measures,
        parameters=(*common.VINTAGE, common.LANG, common.format_parameter(("json",))),
        model=MeasureList,
    ),
)
