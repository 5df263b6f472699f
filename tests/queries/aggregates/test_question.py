"""Questions that cannot be answered are refused: every fault by name, with the way out."""

from typing import Any

import pytest

from app.errors import BadRequest, Fault
from app.queries.aggregates.question import Question, understand


def faults_of(dataset: str = "funding-rounds", **parts: Any) -> list[Fault]:
    """Return the faults of a question."""
    with pytest.raises(BadRequest) as refused:
        understand(Question(dataset, **parts), 100)
    return list(refused.value.faults)


@pytest.mark.parametrize(
    ("parts", "parameter", "code", "did_you_mean"),
    [
        ({"dataset": "funding-round"}, "dataset", "unknown_value", "funding-rounds"),
        ({"group_by": ["regoin"]}, "group_by", "unknown_value", "region"),
        ({"dataset": "exits", "group_by": ["stage"]}, "group_by", "not_available", None),
        ({"measures": ["medain"]}, "measures", "unknown_value", "median"),
        ({"dataset": "companies", "measures": ["median"]}, "measures", "not_available", None),
        ({"dataset": "unicorns", "measures": ["cumulative"]}, "measures", "not_available", None),
        ({"dataset": "exits", "measures": ["new"]}, "measures", "not_available", None),
        ({"group_by": ["region"], "measures": ["yoy"]}, "measures", "needs_time", None),
        ({"group_by": ["region"], "having": "ma3__gt:1"}, "having", "needs_time", None),
        ({"group_by": ["region"], "sort": ["-cagr"]}, "sort", "needs_time", None),
        ({"group_by": ["investor_country"], "measures": ["share"]}, "measures", "overlapping", None),
        ({"group_by": ["investor_country"], "sort": ["share"]}, "sort", "overlapping", None),
        ({"field": "amount"}, "field", "unknown_value", "amount_eur"),
        ({"dataset": "companies", "field": "amount_eur"}, "field", "unknown_value", None),
        ({"measures": ["share"], "share_within": ["yaer"]}, "share_within", "not_grouped", "year"),
        ({"share_within": ["year"]}, "share_within", "conflict", None),
        ({"having": "sum>3"}, "having", "not_a_condition", None),
        ({"having": "summ__gte:3"}, "having", "unknown_value", "sum"),
        ({"sort": ["-conut"]}, "sort", "unknown_value", "count"),
        ({"sort": ["stage"]}, "sort", "not_available", None),
        ({"limit": 0}, "limit", "out_of_range", "1"),
        ({"limit": 101}, "limit", "out_of_range", "100"),
        ({"fill": "gird"}, "fill", "unknown_value", "grid"),
        ({"partial": "includ"}, "partial", "unknown_value", "include"),
        ({"embed": ["record"]}, "embed", "unknown_value", "records"),
        ({"group_by": ["region", "city", "year", "sector", "stage"]}, "group_by", "too_many", None),
    ],
)
def test_what_does_not_fit_is_refused_by_name(
    parts: dict[str, Any], parameter: str, code: str, did_you_mean: str | None
) -> None:
    fault = faults_of(**parts)[0]

    assert (fault.parameter, fault.code, fault.did_you_mean) == (parameter, code, did_you_mean)


def test_all_faults_are_named_at_once() -> None:
    faults = faults_of(group_by=["x"], measures=["y"], fill="z", limit=-1)

    assert [fault.parameter for fault in faults] == ["group_by", "measures", "fill", "limit"]


def test_the_allowed_values_are_those_of_the_dataset() -> None:
    assert faults_of("companies", measures=["median"])[0].allowed == (
        *("count", "companies", "share", "yoy", "cagr", "rank", "cumulative", "per_capita", "ma3"),
    )


def test_counts_come_with_everything_made_of_amounts() -> None:
    def measures(*keys: str, dataset: str = "funding-rounds") -> list[str]:
        return [measure.key for measure in understand(Question(dataset, measures=keys), 1).measures]

    assert measures("max") == ["count", "count_disclosed", "max"]
    assert measures("yoy", "sum") == ["count", "count_disclosed", "sum", "yoy"]
    assert measures("companies") == ["companies"]
    assert measures("yoy", dataset="companies") == ["count", "yoy"]
