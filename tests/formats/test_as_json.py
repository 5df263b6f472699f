"""JSON answers: nesting, labels, reasons, the envelope."""

from decimal import Decimal
from typing import Any

import orjson
import pytest

from app.formats import Options, as_json
from tests.formats.samples import AGGREGATE, META, ROUNDS


def read(answer: bytes) -> Any:
    return orjson.loads(answer)


def test_a_list_nests_its_parts_and_an_object_without_parts_is_null() -> None:
    full, empty = read(as_json.write(ROUNDS, Options()))["items"]

    assert full == {
        "id": "a-2024-05-seed",
        "company": {"id": "a", "name": 'Aä, "B"'},
        "region": "BE2",
        "announced_on": "2024-05-17",
        "amount": {"value": 1_500_000.5, "currency": "EUR"},
        "investors": [{"id": "i", "name": "I", "lead": True}, {"id": "j", "name": "J", "lead": False}],
        "disclosed": True,
        "stored_at": "2026-06-30T12:00:00Z",
        "fx": {"rate": 1.0842, "source": "ECB"},
    }
    assert empty["amount"] is None
    assert empty["null_reasons"] == {"amount": "undisclosed"}


def test_the_envelope_says_what_the_answer_is() -> None:
    answer = read(as_json.write(AGGREGATE, Options(lang="nl")))

    assert list(answer) == ["items", "meta", "links"]
    meta = answer["meta"]
    assert (meta["data_version"], meta["total"], meta["limit"], meta["lang"]) == (7, 6, None, "nl")
    assert meta["columns"]["sum"] == {"label": "Totaal bekend bedrag", "unit": "EUR", "decimals": 2}
    assert answer["links"] == {"self": "/v1/aggregates/funding-rounds?year=2023%3A2024", "next": None}


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ("code", {"region": "BE2"}),
        ("label", {"region": "Vlaams Gewest"}),
        ("both", {"region": "BE2", "region_label": "Vlaams Gewest"}),
    ],
)
def test_labels_replace_codes_or_follow_them(labels: Any, expected: dict[str, str]) -> None:
    item = read(as_json.write(AGGREGATE, Options(lang="nl", labels=labels)))["items"][2]

    assert {key: value for key, value in item.items() if key.startswith("region")} == expected


def test_labels_of_a_list_are_a_list() -> None:
    item = read(as_json.write(AGGREGATE, Options(lang="fr", labels="both")))["items"][1]

    assert (item["obs_status"], item["obs_status_label"]) == (["P"], ["Provisoire"])


def test_a_detail_is_one_item() -> None:
    dataset = ROUNDS.__class__(
        **{**{name: getattr(ROUNDS, name) for name in ROUNDS.__slots__}, "rows": ROUNDS.rows[:1]}
    )

    answer = read(as_json.write_item(dataset, Options()))

    assert answer["item"]["id"] == "a-2024-05-seed"
    assert "total" not in answer["meta"]
    assert answer["links"]["self"] == "/v1/funding-rounds"


def test_batches_make_the_same_bytes_as_the_whole() -> None:
    writer = as_json.stream(ROUNDS, Options(labels="both"))

    parts = [writer.head(), writer.rows(())]
    parts += [writer.rows([row], [why]) for row, why in zip(ROUNDS.rows, ROUNDS.null_reasons, strict=True)]

    assert b"".join([*parts, writer.tail()]) == as_json.write(ROUNDS, Options(labels="both"))


def test_an_empty_answer_has_the_same_shape() -> None:
    empty = AGGREGATE.__class__(name="x", title=AGGREGATE.title, columns=AGGREGATE.columns, rows=(), meta=META)

    assert read(as_json.write(empty, Options()))["items"] == []
    assert read(as_json.write(empty, Options()))["meta"]["total"] == 0


def test_exact_decimals_are_numbers_and_strangers_are_refused() -> None:
    assert as_json.dump({"a": Decimal("1.10"), "b": Decimal(2), "c": range(2)}) == b'{"a":1.1,"b":2,"c":[0,1]}'
    with pytest.raises(TypeError):
        as_json.dump(object())
