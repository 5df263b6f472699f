"""The shape of one published figure, as every answer that holds some shows it."""

from typing import Literal

from pydantic import BaseModel, Field

from app.web.models.records import coded
from app.web.models.shapes import Shape

ObsStatus = Literal["A", "B", "E", "F", "M", "P"]


class FigureSource(Shape):
    """The document that a figure was read in."""

    id: str = Field(description="Id of the source.")
    title: str = Field(description="Title as published.")
    url: str | None = Field(description="Address, null where it is not known.")
    published_on: str | None = Field(description="Date as YYYY, YYYY-MM or YYYY-MM-DD, null where it is not known.")


class FigureLinks(Shape):
    """Where to go from a figure."""

    self: str = Field(description="The figure.")
    source: str = Field(description="Its source.")
    indicator: str = Field(description="What it measures.")


class Figure(BaseModel):
    """One published figure with its provenance."""

    id: str = Field(description="Readable, stable id of the figure.")
    indicator: coded("indicator") = Field(description="What is measured.")  # type: ignore[valid-type] # made here
    region: coded("place") = Field(description="Where.")  # type: ignore[valid-type] # made here
    period: str = Field(description="When: `2024`, `2024-H1`, `2024-Q3`, `2024-05` or a span `2011/2018`.")
    sector: coded("sector") | None = Field(description="Sector, null for a total.")  # type: ignore[valid-type] # made here
    stage: coded("stage") | None = Field(description="Stage, null for a total.")  # type: ignore[valid-type] # made here
    value: float = Field(description="The value as published.")
    unit: coded("unit") = Field(description="Its unit.")  # type: ignore[valid-type] # made here
    qualifier: coded("qualifier") = Field(description="How firm it is.")  # type: ignore[valid-type] # made here
    obs_status: list[ObsStatus] = Field(description="SDMX letters: `E` approximate, `P` provisional, `F` forecast.")
    publisher: str = Field(description="Who made the figure.")
    source: FigureSource
    definition: str = Field(description="Definition of the indicator, in English.")
    note: str | None = Field(description="What a reader should know about the figure.")
    supersedes: str | None = Field(description="Other values of the same publisher for the same thing.")
    links: FigureLinks


class RecordsLinks(Shape):
    """The records behind a number of ours."""

    records: str = Field(description="The list that holds exactly the rows behind the number.")
