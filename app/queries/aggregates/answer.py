"""From cells to a Dataset: which rows, in which order, written how, with what an answer says about itself."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cached_property, partial
from itertools import product
from math import prod
from typing import Any

from babel import Locale

from app.catalog.aggregation import Measure
from app.catalog.derived import Reason, Value
from app.catalog.dimensions import ALL, ALL_LABEL, UNKNOWN, UNKNOWN_LABEL
from app.dataset import Code, Column
from app.errors import BadRequest, Fault
from app.languages import Text
from app.queries.aggregates.axes import Axis
from app.queries.aggregates.cells import NOTHING, Cells, own_value
from app.queries.aggregates.question import Asked
from app.queries.aggregates.records import Key
from app.queries.codelists import CodeLists

CENT = Decimal("0.01")
PROVINCES = 2  # level of NUTS
OBS_STATUS = Text("Status", "Status", "Statut", "Status")
RECORDS = Text("Records", "Records", "Enregistrements", "Datensätze")


@dataclass(frozen=True)
class Answer:
    """The cells of an answer on its axes."""

    asked: Asked
    cells: Cells
    axes: tuple[Axis, ...]

    @cached_property
    def all_keys(self) -> list[Key]:
        """The cells that were asked for, in the order of their codes, before `having` and `limit`."""
        places = [axis.places() for axis in self.axes]
        if self.asked.grid or not self.axes:
            return list(product(*(axis.with_margin(self.asked.totals) for axis in self.axes)))
        occurring = (key for key in self.cells.found if self.cells.occurs(key))
        return sorted(occurring, key=lambda key: tuple(place[code] for place, code in zip(places, key, strict=True)))

    @cached_property
    def keys(self) -> list[Key]:
        """The cells that meet `having`, in the order asked for; margins meet any condition and come after the rest."""
        if not self.asked.having and not self.asked.orders:
            return self.all_keys
        keys = [key for key in self.all_keys if ALL in key or self.meets(key)]
        for order in reversed(self.asked.orders):
            keys = self.sorted_by(order.key, keys, down=order.down)
        return sorted(keys, key=lambda key: ALL in key) if self.asked.orders else keys

    def meets(self, key: Key) -> bool:
        """Tell whether a cell meets all conditions of `having`."""
        return all(
            condition.holds(known(self.cells.at(key).value(condition.measure))) for condition in self.asked.having
        )

    def sorted_by(self, name: str, keys: Sequence[Key], *, down: bool) -> list[Key]:
        """Return cells in the order of a group or a measure; those without a value come last either way."""
        if name in self.asked.group_by:
            place = self.asked.group_by.index(name)
            rank = self.axes[place].places()
            return sorted(keys, key=lambda key: rank[key[place]], reverse=down)
        measure = self.asked.fact.measures[name]
        values = {key: known(self.cells.at(key).value(measure)) for key in keys}
        there = sorted((key for key in keys if values[key] is not None), key=lambda key: values[key], reverse=down)
        return there + [key for key in keys if values[key] is None]

    def rows(self, keys: Sequence[Key]) -> tuple[list[tuple[Any, ...]], list[Mapping[str, str]]]:
        """Return the rows of cells as an answer writes them, and why their nulls are null.

        They are made a column at a time, so that little is done once per cell.
        """
        reasons: list[dict[str, str]] = [{} for _ in keys]
        columns: list[list[Any]] = []
        for place, axis in enumerate(self.axes):
            spelled = axis.spellings()
            columns.append([spelled[key[place]] for key in keys])
        found = self.cells.found
        parts = [found.get(key, NOTHING) for key in keys]
        for measure in self.asked.measures:
            write = writer_of(self.measure_column(measure))
            if measure.derive is None and measure.zero:
                columns.append([write(part.get(measure.key) or 0) for part in parts])
                continue
            values = (
                map(partial(own_value, measure), parts)
                if measure.derive is None
                else (self.cells.at(key).value(measure) for key in keys)
            )
            columns.append(written(measure, values, write, reasons))
        if self.cells.times:
            columns.append([["P"] if late else [] for late in self.cells.unfinished(keys)])
        return list(zip(*columns, strict=True)), list(reasons)

    def columns(self) -> tuple[Column, ...]:
        """Return the columns: the groups, the measures, the status of the period, the records behind a row."""
        columns = [self.group_column(axis) for axis in self.axes]
        columns += [self.measure_column(measure) for measure in self.asked.measures]
        if self.cells.times:
            columns.append(Column("obs_status", OBS_STATUS, kind="list", codelist="obs_status"))
        if self.asked.embed_records:
            columns.append(Column("records", RECORDS))
        return tuple(columns)

    def group_column(self, axis: Axis) -> Column:
        """Return the column of a dimension; years are numbers unless `UNK` or `ALL` stands among them."""
        dimension = axis.dimension
        numbers = dimension.key == "year" and not self.asked.totals and UNKNOWN not in axis.codes
        return Column(
            dimension.key,
            dimension.label,
            kind="integer" if numbers else "string",
            role=dimension.role,
            codelist=dimension.codelist,
            description=dimension.description,
        )

    def measure_column(self, measure: Measure) -> Column:
        """Return the column of a measure, in the unit of the field that was asked for."""
        unit = measure.unit if self.asked.amount is None else measure.unit.replace("AMOUNT", self.asked.amount.unit)
        counted = self.asked.amount is None and unit.startswith("AMOUNT")
        if counted:
            unit = "RATIO" if measure.unit == "AMOUNT_PER_CAPITA" else "COUNT"
        whole = unit in ("COUNT", "RANK") and measure.key != "ma3"
        return Column(
            measure.key,
            measure.label,
            kind="integer" if whole else "number",
            role="measure",
            unit=unit,
            decimals=0 if whole else measure.decimals,
            description=measure.definition,
        )

    def codes(self, lists: CodeLists) -> dict[str, Sequence[Code]]:
        """Return the entries of the code lists that occur, `UNK` and `ALL` among them."""
        used: dict[str, list[Code]] = {}
        for axis in self.axes:
            name = axis.dimension.codelist
            if name is not None:
                codes = axis.with_margin(self.asked.totals)
                listed = lists.labels(name, codes) if name in lists.lists else countries(codes)
                entries = {code.code: code for code in (*used.get(name, ()), *listed)}
                for code, label in ((UNKNOWN, UNKNOWN_LABEL), (ALL, ALL_LABEL)):
                    if code in codes:
                        entries.setdefault(code, Code(code, label, order=len(entries)))
                if UNKNOWN in codes and axis.dimension.level == PROVINCES:
                    entries[UNKNOWN] = replace(entries[UNKNOWN], label=UNKNOWN_LABEL)  # its Region may be known
                used[name] = list(entries.values())
        if self.cells.times:
            used["obs_status"] = list(lists.labels("obs_status", ["P"]))
        return dict(used)


def refuse_too_many(asked: Asked, sizes: Iterable[int], most: int) -> None:
    """Raise BadRequest when a grid of such axes has more cells than are allowed."""
    size = prod(length + asked.totals for length in sizes)
    if size > most:
        raise too_many(most, f"{size}")


def too_many(most: int, size: str) -> BadRequest:
    """Return the failure of an answer with too many groups."""
    detail = f"This makes {size} groups, more than {most}; group by less, filter more, or leave out fill=grid."
    fault = Fault("group_by", "too_many_groups", detail, did_you_mean="fill=none")
    return BadRequest(detail, slug="too-many-groups", title="Too many groups", faults=[fault], extra={"maximum": most})


def written(
    measure: Measure, values: Iterable[Value], write: Callable[[Any], Any], reasons: Sequence[dict[str, str]]
) -> list[Any]:
    """Return the values of a measure as an answer writes them, and note with each that is null why it is."""
    found: list[Any] = []
    for place, value in enumerate(values):
        if isinstance(value, Reason):
            reasons[place][measure.key] = value.value
            found.append(None)
        else:
            found.append(write(value))
    return found


def known(value: Value) -> Any:
    """Return a value, None when it is null."""
    return None if isinstance(value, Reason) else value


def writer_of(column: Column) -> Callable[[Any], Any]:
    """Return what writes the values of a column: money rounded to cents, numbers as whole numbers, ratios in full."""
    if column.kind == "integer":
        return int
    return float if column.unit == "RATIO" else in_cents


def in_cents(value: Any) -> float:
    """Return an amount rounded to cents."""
    return float(Decimal(value).quantize(CENT, ROUND_HALF_EVEN))


def countries(codes: Iterable[str]) -> list[Code]:
    """Return countries (ISO 3166-1) with their names in four languages."""
    found: list[Code] = []
    for code in codes:
        if code not in (UNKNOWN, ALL):
            en, nl, fr, de = (Locale(lang).territories.get(code, code) for lang in ("en", "nl", "fr", "de"))
            found.append(Code(code, Text(en, nl, fr, de), order=len(found)))
    return found


def notes(asked: Asked, filters: Mapping[str, str], missing_rates: int) -> list[str]:
    """Return what a reader of the answer should know."""
    found = []
    if asked.fact.restriction is not None and asked.fact.restriction.parameter not in filters:
        found.append(asked.fact.restriction.note)
    if missing_rates:
        found.append(
            Text(
                f"Amounts left out of the sums because no exchange rate is known for their date: {missing_rates}.",
                f"Bedragen die niet in de sommen zitten omdat er voor hun datum geen wisselkoers bekend is: {missing_rates}.",
                f"Montants absents des sommes, faute de taux de change connu à leur date : {missing_rates}.",
                f"Beträge, die in den Summen fehlen, weil für ihr Datum kein Wechselkurs bekannt ist: {missing_rates}.",
            )
        )
    return [text.in_(asked.lang) for text in found]
