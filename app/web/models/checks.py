"""The shape of the check of a number: the verdict, number by number, with the figures behind it."""

from typing import Literal, get_args

from pydantic import BaseModel, Field

from app.queries.check.verdicts import Verdict as CheckVerdict
from app.web.models.figures import Figure, RecordsLinks
from app.web.models.shapes import ItemLinks, Meta, Shape


class CheckedFigure(Figure):
    """A published figure held against a number."""

    why: list[str] = Field(description="What fits or does not: value, unit, indicator, region, period, sector.")
    difference: float = Field(description="Published minus claimed.")
    ratio: float | None = Field(description="Published over claimed, null where the claim is 0.")


class OwnAggregate(Shape):
    """An aggregate of our records that yields the number."""

    indicator: str = Field(description="The indicator that the aggregate answers.")
    measure: Literal["sum", "count"] = Field(description="How it is made.")
    region: str = Field(description="Where.")
    period: str = Field(description="When.")
    value: float = Field(description="Our number.")
    unit: str = Field(description="Its unit.")
    difference: float = Field(description="Ours minus claimed.")
    why: list[str] = Field(description="How close it is.")
    links: RecordsLinks


class CompanyName(Shape):
    """A company."""

    id: str = Field(description="Its id.")
    name: str = Field(description="Its name.")


class RecordLink(Shape):
    """The way to a record."""

    self: str = Field(description="The record in this service.")


class RecordSource(Shape):
    """A document in which an amount of a record was read."""

    id: str = Field(description="Its id.")
    publisher: str = Field(description="Who published it.")
    title: str = Field(description="Its title.")
    url: str | None = Field(description="Its address.")
    published_on: str | None = Field(description="When, as precisely as it is known.")


class CompanyRecord(Shape):
    """An amount that our records hold for a company that the text names."""

    dataset: Literal["funding-rounds", "valuations", "exits"] = Field(description="The list that holds the record.")
    id: str = Field(description="Id of the record.")
    company: CompanyName
    field: Literal["amount", "post_money", "valuation"] = Field(description="Which amount of the record it is.")
    value: float = Field(description="Our amount.")
    unit: str = Field(description="Its currency.")
    date: str = Field(description="Its date, as precisely as it is known.")
    why: list[str] = Field(description="What fits: value, unit, period.")
    difference: float = Field(description="Ours minus claimed.")
    sources: list[RecordSource] = Field(description="The documents that it was read in.")
    links: RecordLink


class Understood(Shape):
    """What a number was taken to be."""

    indicators: list[str] = Field(description="The indicators that the words name.")
    region: str | None = Field(description="The place.")
    period: str | None = Field(description="The period.")
    sectors: list[str] = Field(description="The sectors.")
    units: list[str] = Field(description="The units that it can have.")
    hedge: str = Field(description="How firmly it is said: plain, about, more than, less than.")
    language: str | None = Field(description="The language of the words.")
    assumed: list[str] = Field(description="What was not said and was assumed.")


class CheckLink(Shape):
    """A way from the verdict to a source."""

    publisher: str = Field(description="Who made the figure.")
    title: str = Field(description="Title of the source.")
    href: str | None = Field(description="Address of the source.")
    observation: str = Field(description="The figure in this service.")


class Claim(BaseModel):
    """The verdict on one number."""

    text: str = Field(description="The words that give the number.")
    value: float = Field(description="The number.")
    readings: list[float] = Field(description="What else the spelling can mean.")
    unit: str | None = Field(description="Its unit, null where it can have several.")
    understood: Understood
    period: str | None = Field(description="The period that was judged.")
    verdict: Literal[get_args(CheckVerdict)] = Field(description="The verdict.")  # type: ignore[valid-type] # made here
    rule: str = Field(description="The rule that gave the verdict.")
    sentence: str = Field(description="The verdict in a sentence, in the language of the answer.")
    matches: list[CheckedFigure] = Field(description="Figures that yield the number, best first.")
    competing: list[CheckedFigure] = Field(description="Figures for the same thing that differ.")
    nearest: list[CheckedFigure] = Field(description="The nearest figures where none yields it.")
    aggregates: list[OwnAggregate] = Field(description="Aggregates of our records that yield it.")
    records: list[CompanyRecord] = Field(description="What our records hold for companies that the text names.")
    links: list[CheckLink] = Field(description="Ways to the sources.")


class CheckResult(BaseModel):
    """The verdict on a number, or on all numbers of a text: that of the least certain of them."""

    verdict: Literal[get_args(CheckVerdict)] = Field(description="The verdict.")  # type: ignore[valid-type] # made here
    rule: str = Field(description="The rule that gave the verdict.")
    sentence: str = Field(description="The verdict in words, in the language of the answer.")
    matches: list[CheckedFigure] = Field(description="Figures that yield the numbers.")
    competing: list[CheckedFigure] = Field(description="Figures for the same things that differ.")
    claims: list[Claim] = Field(description="Number by number; with a single one its parts stand here too.")
    text: str = Field(default="", description="The words that give the number, where there is one.")
    value: float | None = Field(default=None, description="The number, where there is one.")
    readings: list[float] = Field(default=[], description="What else its spelling can mean.")
    unit: str | None = Field(default=None, description="Its unit.")
    understood: Understood | None = Field(default=None, description="What it was taken to be.")
    period: str | None = Field(default=None, description="The period that was judged.")
    nearest: list[CheckedFigure] = Field(default=[], description="The nearest figures where none yields it.")
    aggregates: list[OwnAggregate] = Field(default=[], description="Aggregates of our records that yield it.")
    records: list[CompanyRecord] = Field(default=[], description="What our records hold for the companies named.")
    links: list[CheckLink] = Field(default=[], description="Ways to the sources.")


class CheckAnswer(Shape):
    """The answer of a check."""

    item: CheckResult
    meta: Meta
    links: ItemLinks
