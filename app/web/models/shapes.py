"""The shapes that answers share: what they say about themselves, where they lead, and how they fail."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from app.languages import Language

NullReason = Literal[
    "no_observations",
    "undisclosed",
    "previous_is_zero",
    "partial_period",
    "not_covered",
    "too_few",
    "no_rate",
    "not_applicable",
]


class Shape(BaseModel):
    """Base of every shape: what it does not name, it does not have."""

    model_config = ConfigDict(extra="forbid")


class Labels(Shape):
    """One name in four languages."""

    en: str = Field(description="English.")
    nl: str = Field(description="Dutch.")
    fr: str = Field(description="French.")
    de: str = Field(description="German.")


class ColumnInfo(Shape):
    """How to read one column."""

    label: str = Field(description="Label in the language of the answer.")
    unit: str | None = Field(description="Code of the unit, null where there is none.")
    decimals: int | None = Field(description="Decimals usually shown, null where it does not matter.")


class Query(BaseModel):
    """The question as it was understood: codes in their canonical spelling, defaults filled in."""

    dataset: str = Field(description="What was asked.")
    filters: dict[str, str] = Field(default={}, description="The filters in force, each as a query parameter.")
    sort: list[str] = Field(default=[], description="The order, as `sort` takes it.")
    id: str | None = Field(default=None, description="The record, where the answer is about one.")
    after: int | None = Field(default=None, alias="from", description="Changes: after this data version.")
    until: int | None = Field(default=None, alias="to", description="Changes: up to this data version.")


class Meta(BaseModel):
    """What an answer says about itself."""

    data_version: int = Field(description="Number of the state of the database that the answer comes from.")
    updated: datetime = Field(description="When that state was made.")
    as_of: date | None = Field(description="The date asked for with `as_of`, else null.")
    lang: Language = Field(description="Language of labels and prose.")
    query: Query
    columns: dict[str, ColumnInfo] = Field(description="The columns of the answer by key.")
    notes: list[str] = Field(description="What a reader should know before quoting.")
    sources: list[str] = Field(description="Ids of the sources of the whole answer, where they are few.")
    licence: str = Field(description="Licence of the data (SPDX).")
    citation: str | None = Field(description="A ready sentence to cite the answer with.")


class ListMeta(Meta):
    """What a list says about itself."""

    total: int = Field(description="How many rows the question has in all.")
    total_is_estimate: bool = Field(
        default=False, description="True where `total` is an estimate: beyond some thousand rows nobody counts them."
    )
    limit: int | None = Field(description="Rows of one page, null when all are here.")


class ItemLinks(BaseModel):
    """Where to go from one record."""

    self: str = Field(description="Canonical address of this answer.")
    describedby: str = Field(description="The document that describes it.")
    observations: str | None = Field(default=None, description="Indicators: the list of its published figures.")
    survivor: str | None = Field(default=None, description="Versions: the record that a merged one became.")


class ListLinks(ItemLinks):
    """Where to go from a list."""

    next: str | None = Field(description="Address of the next page, null on the last.")
    csv: str | None = Field(default=None, description="The same rows, all of them, as CSV.")


class ProblemError(Shape):
    """One thing that was wrong in the request."""

    parameter: str = Field(description="Name of the parameter.")
    code: str = Field(description="Kind of fault, such as `unknown_parameter` or `unknown_code`.")
    detail: str = Field(description="What is wrong, in a sentence.")
    value: str | None = Field(default=None, description="The value that was given.")
    did_you_mean: str | None = Field(default=None, description="What was most likely meant.")
    allowed: list[str] = Field(default=[], description="What would be right.")


class Problem(BaseModel):
    """A failure, after RFC 9457; some kinds have further members, which their page explains."""

    type: str = Field(description="Address of a page that explains this kind of failure.")
    title: str = Field(description="The kind of failure in words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What went wrong with this request.")
    instance: str = Field(description="The path that was asked.")
    request_id: str | None = Field(description="Id of the request; it also stands in the service's log.")
    errors: list[ProblemError] = Field(default=[], description="One entry per fault of the query string.")
