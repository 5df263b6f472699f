"""Our records beside published figures: every publisher is shown, every verdict can be recomputed, and people can read it.

The approved answers in `tests/approved/reconciliation` are read like an article; a change of one is committed with the
change: `APPROVE=1 .venv/bin/pytest tests/queries/reconciliation`.
"""

import json
import os
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.catalog.records import RECORDS
from app.errors import BadRequest
from app.languages import LANGUAGES, Language
from app.queries.lists import Question, read_list
from app.queries.reconciliation.answer import ReconciliationQuestion, reconcile
from app.queries.vintages import Reading
from tests.factories import shipped_rows

APPROVED = Path(__file__).parents[2] / "approved" / "reconciliation"
YEARS = ("2022", "2023", "2024")


async def items(reading: Reading, **question: Any) -> list[Mapping[str, Any]]:
    found = (await reconcile(reading, ReconciliationQuestion(**question))).answer.items
    assert found is not None
    return list(found)


def readable(entries: list[Mapping[str, Any]]) -> str:
    """Write entries as a page that a reader needs no help with."""
    lines: list[str] = []
    for entry in entries:
        lines += [
            f"# {entry['indicator_label']}, {entry['region_label']}, {entry['year']}",
            "",
            entry["coverage"]["sentence"],
            "",
        ]
        for row in entry["published"]:
            lines.append(
                f"- {row['publisher']}, {row['period']}, {row['value']:,.0f} {row['unit']} ({row['qualifier']}): {row['verdict']}"
            )
            lines.append(f"  {row['because']}")
            lines.append(f"  {row['source']['title']}, {row['source']['url']}")
        lines.append("")
    return "\n".join(lines)


def approve(name: str, text: str) -> None:
    """Compare a text with the approved one; write it first when APPROVE is set."""
    path = APPROVED / name
    if os.environ.get("APPROVE"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("lang", LANGUAGES)
async def test_the_page_of_a_year_is_the_approved_one(shipped: Reading, year: str, lang: Language) -> None:
    found = await items(shipped, year=year, region="BE,BE1,BE2,BE3", lang=lang)

    approve(f"{year}.{lang}.md", readable(found))


@pytest.mark.parametrize("year", YEARS)
async def test_the_answer_of_a_year_is_the_approved_one(shipped: Reading, year: str) -> None:
    found = await items(shipped, year=year, region="BE,BE1,BE2,BE3")

    approve(f"{year}.json", json.dumps(found, indent=1, ensure_ascii=False) + "\n")


async def test_all_publishers_of_the_dataset_are_shown_from_2015_to_2024(shipped: Reading) -> None:
    found = await items(shipped, year="2015:2024", region="BE")

    shown = {row["id"] for entry in found for row in entry["published"]}
    wanted = {
        row["id"]
        for row in shipped_rows("observations")
        if row["indicator"] in ("tech_funding_total", "startup_funding_incl_biotech")
        and row["region"] == "BE"
        and row["sector"] is None
        and row["stage"] is None
        and "/" not in row["period"]
        and 2015 <= row["period_start"].year <= 2024
    }
    assert shown == wanted


async def test_every_verdict_can_be_recomputed_from_the_answer(shipped: Reading) -> None:
    for entry in await items(
        shipped, year="2015:2024", indicator="tech_funding_total,exit_count,biotech_funding_total"
    ):
        own = entry["records"]
        for row in entry["published"]:
            if row["verdict"] == "not_comparable":
                assert (row["difference"], row["ratio"]) == (None, None)
                continue
            assert row["difference"] == pytest.approx(own["value"] - row["value"], abs=0.01)
            assert row["ratio"] == pytest.approx(own["value"] / row["value"], abs=1e-6)
            assert (row["period"], row["indicator"], row["unit"]) == (
                str(entry["year"]),
                entry["indicator"],
                entry["unit"],
            )
            if row["rule"] == "missing_rounds":
                assert row["difference"] < 0
                assert entry["coverage"]["rounds_published"] > own["count"]
            if row["rule"] == "undisclosed":
                assert own["value"] / own["count_disclosed"] * own["count_undisclosed"] >= -row["difference"]
            if row["rule"] == "debatable_rounds":
                assert own["value"] - own["debatable"] <= row["value"] * 1.05


async def test_our_number_is_the_sum_of_the_rounds_behind_its_link(shipped: Reading) -> None:
    (entry,) = await items(shipped, year="2024", region="BE2")

    address = entry["records"]["links"]["records"]
    filters = dict(part.split("=") for part in address.partition("?")[2].split("&"))
    rounds = await read_list(shipped, RECORDS["funding-rounds"], Question(filters=filters, limit=None))
    amounts = [row[rounds.column("amount_eur")] for row in rounds.rows]
    assert filters == {"deal_type": "equity", "perimeter": "tech", "region": "BE2", "year": "2024"}
    assert entry["records"]["value"] == pytest.approx(sum(filter(None, amounts)))
    assert (entry["records"]["count"], entry["records"]["count_disclosed"]) == (
        len(amounts),
        len(list(filter(None, amounts))),
    )


async def test_partial_periods_other_scopes_and_first_counts_are_never_a_disagreement(shipped: Reading) -> None:
    for entry in await items(shipped):
        for row in entry["published"]:
            partial = row["period"] != str(entry["year"])
            if partial or row["indicator"] != entry["indicator"] or row["qualifier"] in ("forecast", "disputed"):
                assert row["verdict"] == "not_comparable"
            if row["qualifier"] == "provisional":
                assert row["verdict"] in ("not_comparable", "match", "within_rounding")


async def test_a_sum_of_ours_that_exceeds_the_published_one_is_said_to_be_unexplained(shipped: Reading) -> None:
    (entry,) = await items(shipped, year="2024", region="wallonia")

    (row,) = entry["published"]
    assert (row["verdict"], row["rule"]) == ("gap_unexplained", "records_exceed")
    assert (
        row["because"]
        == "Our €252 million is €62 million above the published €190 million, and nothing here explains it."
    )


async def test_the_table_has_one_row_per_published_figure(shipped: Reading) -> None:
    found = await reconcile(shipped, ReconciliationQuestion(year="2023", region="BE"))

    table = found.dataset
    assert found.answer.items is not None
    assert len(table.rows) == sum(len(entry["published"]) for entry in found.answer.items)
    first = dict(zip([column.key for column in table.columns], table.rows[0], strict=True))
    assert (first["publisher"], first["published_value"], first["records_value"]) == (
        "Agoria",
        738_000_000,
        407_000_000,
    )
    assert (first["difference"], first["verdict"]) == (-331_000_000, "gap_explained")
    assert table.null_reasons[-1] == {"difference": "not_applicable", "ratio": "not_applicable"}


async def test_a_year_that_nobody_published_shows_our_number_alone(shipped: Reading) -> None:
    (entry,) = await items(shipped, year="2023", region="BE3")

    assert entry["published"] == []
    assert entry["published_range"] is None
    assert Decimal(str(entry["records"]["value"])) == 0


async def test_nothing_is_an_empty_answer(shipped: Reading) -> None:
    assert await items(shipped, year="1990:1995", indicator="biotech_funding_total") == []


@pytest.mark.parametrize(
    ("question", "parameter", "meant"),
    [
        ({"indicator": "tech_funding_totals"}, "indicator", "tech_funding_total"),
        ({"indicator": "ict_turnover"}, "indicator", None),
        ({"region": "Flandres"}, "region", "BE2"),
        ({"region": "NL"}, "region", None),
        ({"year": "20x4"}, "year", None),
    ],
)
async def test_what_cannot_be_compared_is_refused_by_name(
    shipped: Reading, question: dict[str, str], parameter: str, meant: str | None
) -> None:
    with pytest.raises(BadRequest) as failure:
        await reconcile(shipped, ReconciliationQuestion(**question))  # type: ignore[arg-type]  # strings alone

    (fault,) = failure.value.faults
    assert fault.parameter == parameter
    assert meant in (None, fault.did_you_mean)
