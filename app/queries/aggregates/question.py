"""What is asked of an aggregate, and whether it can be answered: Question as it is written, Asked as it is understood."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as default
from decimal import Decimal
from functools import cached_property
from operator import ge, gt, le, lt
from typing import Any

from app.catalog.aggregation import Measure
from app.catalog.dimensions import DIMENSIONS, Dimension
from app.catalog.facts import FACTS, Amount, Fact
from app.catalog.measures import MEASURES
from app.languages import Language
from app.queries.aggregates.faults import Faults
from app.queries.codelists import nearest

MOST_DIMENSIONS = 4
FILLS = ("grid", "none")
COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {"gte": ge, "gt": gt, "lte": le, "lt": lt}
CONDITION = re.compile(r"(?P<measure>[a-z0-9_]+?)__(?P<sign>gte|gt|lte|lt):(?P<bound>-?\d+(\.\d+)?(e\d{1,2})?)")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of an aggregate, as a query string says it; None means the default.

    `filters` are those of the list of the same name. `share_within` names the groups of a share's denominator.
    An empty `group_by` asks for a single total.
    """

    dataset: str
    group_by: Sequence[str] | None = None
    measures: Sequence[str] | None = None
    field: str | None = None
    filters: Mapping[str, str] = default(default_factory=dict)
    share_within: Sequence[str] = ()
    having: str | None = None
    sort: Sequence[str] = ()
    limit: int | None = None
    fill: str | None = None
    totals: bool = False
    partial: str | None = None
    embed: Sequence[str] = ()
    lang: Language = "en"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of `having`: a measure, how it is compared, and with what."""

    measure: Measure
    sign: str
    bound: Decimal

    def holds(self, value: Any) -> bool:
        """Tell whether a value meets it; null never does."""
        return value is not None and COMPARISONS[self.sign](Decimal(str(value)), self.bound)

    def __str__(self) -> str:
        return f"{self.measure.key}__{self.sign}:{self.bound.normalize():f}"


@dataclass(frozen=True, slots=True)
class Order:
    """One part of a sort: a group or a measure, and whether it runs downwards."""

    key: str
    down: bool

    def __str__(self) -> str:
        return ("-" if self.down else "") + self.key


@dataclass(frozen=True)
class Asked:
    """A question that was understood: everything named is there, and everything fits together.

    `measures` are those that the answer shows, in catalogue order.
    """

    fact: Fact
    dimensions: tuple[Dimension, ...]
    measures: tuple[Measure, ...]
    amount: Amount | None
    field: str | None
    within: tuple[str, ...]
    having: tuple[Condition, ...]
    orders: tuple[Order, ...]
    limit: int | None
    grid: bool
    totals: bool
    include_partial: bool
    embed_records: bool
    lang: Language

    @cached_property
    def group_by(self) -> tuple[str, ...]:
        """The keys of what it is grouped by."""
        return tuple(dimension.key for dimension in self.dimensions)

    @cached_property
    def used(self) -> tuple[Measure, ...]:
        """The measures to compute: those shown, and those that `having` and `sort` look at."""
        wanted = {measure.key for measure in self.measures} | {order.key for order in self.orders}
        wanted |= {condition.measure.key for condition in self.having}
        return tuple(measure for key, measure in self.fact.measures.items() if key in wanted)

    @property
    def base(self) -> str:
        """The measure that derived ones are computed from."""
        return "count" if self.amount is None else "sum"


def understand(question: Question, most: int) -> Asked:
    """Return the question with everything looked up in the catalogue; `most` is the highest limit.

    Raises:
        BadRequest: something named does not exist, or does not fit the rest; all faults are named at once.

    """
    faults = Faults()
    fact = faults.look_up("dataset", question.dataset, FACTS)
    faults.raise_any()
    assert fact is not None  # noqa: S101 - a dataset that is not there was raised
    dimensions = read_dimensions(fact, question, faults)
    measures = read_measures(fact, question, dimensions, faults)
    field, amount = read_field(fact, question, faults)
    asked = Asked(
        fact=fact,
        dimensions=dimensions,
        measures=measures,
        amount=amount,
        field=field,
        within=read_within(question, dimensions, measures, faults),
        having=read_having(fact, question, faults),
        orders=read_sort(fact, question, dimensions, faults),
        limit=question.limit,
        grid=read_fill(question, dimensions, faults),
        totals=question.totals,
        include_partial=question.partial == "include",
        embed_records="records" in question.embed,
        lang=question.lang,
    )
    check_rest(question, asked, most, faults)
    faults.raise_any()
    return asked


def read_dimensions(fact: Fact, question: Question, faults: Faults) -> tuple[Dimension, ...]:
    """Return what is grouped by, in the order asked."""
    keys = fact.default_group_by if question.group_by is None else tuple(dict.fromkeys(question.group_by))
    if len(keys) > MOST_DIMENSIONS:
        faults.refuse(
            "group_by",
            "too_many",
            f"group_by takes up to {MOST_DIMENSIONS} dimensions, not {len(keys)}.",
            ",".join(keys),
        )
    found = [faults.look_up("group_by", key, fact.dimensions, DIMENSIONS) for key in keys]
    dimensions = tuple(dimension for dimension in found if dimension is not None)
    if fact.stock and sum(dimension.period is not None for dimension in dimensions) > 1:
        faults.refuse(
            "group_by", "conflict", "A stock is counted at the end of one kind of period: year, quarter or month."
        )
    return dimensions


def read_measures(
    fact: Fact, question: Question, dimensions: Sequence[Dimension], faults: Faults
) -> tuple[Measure, ...]:
    """Return the measures to show in catalogue order; the counts come with everything that is made of amounts."""
    keys = fact.default_measures if question.measures is None else question.measures
    timed = any(dimension.period for dimension in dimensions)
    overlapping = [dimension.key for dimension in dimensions if dimension.overlapping]
    wanted: set[str] = set()
    for key in keys:
        measure = faults.look_up("measures", key, fact.measures, MEASURES)
        if measure is None:
            continue
        wanted.add(key)
        if measure.timed and not timed:
            faults.refuse(
                "measures",
                "needs_time",
                f"'{key}' runs along time; group by year, quarter or month too.",
                key,
                allowed=tuple(k for k, m in fact.measures.items() if not m.timed),
            )
        if key == "share" and overlapping:
            faults.refuse(
                "measures", "overlapping", f"The groups of {overlapping[0]} overlap; they have no shares.", key
            )
        if "value" in measure.needs or measure.derive is not None:
            wanted |= {"count", "count_disclosed"}
    return tuple(measure for key, measure in fact.measures.items() if key in wanted)


def read_field(fact: Fact, question: Question, faults: Faults) -> tuple[str | None, Amount | None]:
    """Return the numeric field and its name, none for records without amounts."""
    if question.field is not None:
        return question.field, faults.look_up("field", question.field, fact.amounts)
    return next(iter(fact.amounts.items()), (None, None))


def read_within(
    question: Question, dimensions: Sequence[Dimension], measures: Sequence[Measure], faults: Faults
) -> tuple[str, ...]:
    """Return the groups of a share's denominator."""
    grouped = {dimension.key: dimension for dimension in dimensions}
    for key in question.share_within:
        if key not in grouped:
            faults.refuse(
                "share_within",
                "not_grouped",
                f"share_within names '{key}', which is not grouped by.",
                key,
                did_you_mean=nearest(key, grouped),
                allowed=tuple(grouped),
            )
    if question.share_within and "share" not in {measure.key for measure in measures}:
        faults.refuse("share_within", "conflict", "share_within means something for the measure share alone.")
    return tuple(key for key in grouped if key in question.share_within)


def read_having(fact: Fact, question: Question, faults: Faults) -> tuple[Condition, ...]:
    """Return the conditions on measures, all of which a row must meet."""
    conditions = []
    for part in [] if question.having is None else question.having.split(","):
        match = CONDITION.fullmatch(part.strip())
        if match is None:
            faults.refuse("having", "not_a_condition", f"'{part}' is no condition such as sum__gte:1000000.", part)
            continue
        measure = faults.look_up("having", match["measure"], fact.measures, MEASURES)
        if measure is not None:
            conditions.append(Condition(measure, match["sign"], Decimal(match["bound"])))
    return tuple(conditions)


def read_sort(fact: Fact, question: Question, dimensions: Sequence[Dimension], faults: Faults) -> tuple[Order, ...]:
    """Return the order that is asked for."""
    known = {**{dimension.key: None for dimension in dimensions}, **dict.fromkeys(fact.measures)}
    for word in question.sort:
        key = word.removeprefix("-")
        if key not in known:
            faults.look_up("sort", key, known, DIMENSIONS)
    return tuple(Order(word.removeprefix("-"), word.startswith("-")) for word in dict.fromkeys(question.sort))


def read_fill(question: Question, dimensions: Sequence[Dimension], faults: Faults) -> bool:
    """Tell whether every combination is shown; by default it is when years are grouped."""
    if question.fill is None:
        return any(dimension.key == "year" for dimension in dimensions)
    faults.look_up("fill", question.fill, dict.fromkeys(FILLS, True))
    return question.fill == "grid"


def check_rest(question: Question, asked: Asked, most: int, faults: Faults) -> None:
    """Note the faults of what is left: the limit, partial, embed, measures in `having` and `sort` that need time."""
    if question.limit is not None and not 1 <= question.limit <= most:
        near = str(min(max(question.limit, 1), most))
        faults.refuse("limit", "out_of_range", f"limit goes from 1 to {most}.", str(question.limit), did_you_mean=near)
    if question.partial is not None:
        faults.look_up("partial", question.partial, {"include": True})
    for name in question.embed:
        faults.look_up("embed", name, {"records": True})
    timed = any(dimension.period for dimension in asked.dimensions)
    overlapping = any(dimension.overlapping for dimension in asked.dimensions)
    named = [("having", condition.measure) for condition in asked.having]
    named += [("sort", asked.fact.measures[o.key]) for o in asked.orders if o.key in asked.fact.measures]
    for parameter, measure in named:
        if measure.timed and not timed:
            faults.refuse(parameter, "needs_time", f"'{measure.key}' runs along time; group by it too.", measure.key)
        if measure.key == "share" and overlapping:
            faults.refuse(parameter, "overlapping", "Groups that overlap have no shares.", measure.key)
