"""What the tools for assistants answer: typed, each with its data version, its sources and a link."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Told(BaseModel):
    """What every answer says of itself."""

    model_config = ConfigDict(extra="forbid")

    data_version: int = Field(description="State of the database that the answer comes from.")
    link: str = Field(description="The same answer of the HTTP API, to cite and to check.")
    licence: str = Field(default="CC-BY-4.0", description="Licence of the data.")


class SourceOut(BaseModel):
    """Where a number was read."""

    id: str = Field(description="Id of the source.")
    publisher: str | None = Field(default=None, description="Who published it.")
    title: str | None = Field(default=None, description="Title of the publication.")
    url: str | None = Field(default=None, description="Address of the publication.")
    published_on: str | None = Field(default=None, description="When, as precisely as it is known.")
    link: str = Field(description="The source in the HTTP API.")


class IndicatorOut(BaseModel):
    """One indicator that others publish figures of."""

    code: str = Field(description="Code, as the other tools take it.")
    name: str = Field(description="Name.")
    definition: str | None = Field(description="What it measures.")
    unit: str | None = Field(description="Unit of its figures.")
    link: str = Field(description="Its series in the HTTP API.")


class Indicators(Told):
    """Indicators found."""

    total: int = Field(description="How many there are; the first ones are shown.")
    indicators: list[IndicatorOut]


class CodeOut(BaseModel):
    """One code."""

    code: str = Field(description="The code.")
    name: str = Field(description="Its name.")
    parent: str | None = Field(description="The wider code.")


class Codes(Told):
    """One code list."""

    codelist: str = Field(description="Name of the list.")
    codes: list[CodeOut]


class Aggregate(Told):
    """Measures by groups."""

    title: str = Field(description="What the rows show.")
    rows: list[dict[str, Any]] = Field(description="One per group: its codes and its measures.")
    units: dict[str, str] = Field(description="Unit of each measure.")
    total: int = Field(description="How many rows there are; `rows` holds no more than the limit.")
    query: dict[str, Any] = Field(description="The question as it was understood, defaults included.")
    notes: list[str] = Field(description="What a reader should know.")
    coverage: dict[str, Any] | None = Field(description="How much of the published total the records hold.")
    records: str | None = Field(description="The records behind the rows, each with its sources.")
    sources: list[SourceOut] = Field(description="The sources that most of the records were read in.")
    sources_total: int | None = Field(description="How many sources there are; null where they are too many to count.")


class FigureOut(BaseModel):
    """One published figure."""

    id: str
    indicator: str
    region: str
    period: str
    value: float
    unit: str
    qualifier: str = Field(description="exact, approximate, at_least, at_most, provisional, forecast or disputed.")
    definition: str = Field(description="What the indicator measures.")
    note: str | None = Field(description="What this figure covers.")
    source: SourceOut
    link: str = Field(description="The figure in the HTTP API.")


class Check(Told):
    """The verdict on a number."""

    verdict: str = Field(
        description="confirmed, within_rounding, confirmed_other_period, disputed, possible or unknown."
    )
    sentence: str = Field(description="The verdict in words.")
    matches: list[FigureOut] = Field(description="Figures that bear the number out.")
    competing: list[FigureOut] = Field(description="Figures that say otherwise.")
    nearest: list[FigureOut] = Field(description="The nearest figures where nothing matches.")


class Figures(Told):
    """A figure explained: every published value, the newest first; none is preferred."""

    total: int = Field(description="How many there are; the first ones are shown.")
    figures: list[FigureOut]
