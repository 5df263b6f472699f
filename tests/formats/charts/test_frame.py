"""The chart of an answer: which kind, with which words, within which bounds."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from app.dataset import Code, Column, Dataset
from app.errors import BadRequest, NotAcceptable, NotFound
from app.formats import Options
from app.formats.charts.frame import chart_spec, resize
from app.formats.charts.palette import COLOURS, places_of
from app.languages import LANGUAGES, Text
from tests.formats.samples import AGGREGATE, COUNT, MEDIAN, PROVISIONAL, REGION, REGIONS, ROUNDS, SUM, YEAR

STATUS = AGGREGATE.columns[5]
PROVINCE = Column("province", Text("Province", "Provincie", "Province", "Provinz"), role="geo", codelist="region")
SECTOR = Column("sector", Text("Sector", "Sector", "Secteur", "Sektor"), role="dimension", codelist="sector")
STAGE = Column("stage", Text("Stage", "Fase", "Stade", "Phase"), role="dimension")
SHARE = Column("share", Text("Share", "Aandeel", "Part", "Anteil"), "number", "measure", "RATIO", 4)
SECTORS = tuple(Code(f"sector_{n}", Text.same(f"Sector {n}"), order=n) for n in range(40))


def answer(*columns: Column, values: Sequence[Sequence[Any]], measures: tuple[Any, ...] = (1_500_000.0,)) -> Dataset:
    """Make a grid of the values of each dimension, with the same measures in every cell."""
    rows = tuple((*codes, *measures) for codes in product(*values))
    codes = {"region": REGIONS, "sector": SECTORS, "obs_status": (PROVISIONAL,)}
    return replace(AGGREGATE, columns=columns, rows=rows, null_reasons=(), codes=codes)


def view(dataset: Dataset, options: Options = Options()) -> Any:  # noqa: B008 - frozen
    return chart_spec(dataset, options)["vconcat"][0]


def small_print(dataset: Dataset, options: Options = Options()) -> list[str]:  # noqa: B008 - frozen
    text: list[str] = chart_spec(dataset, options)["title"]["text"]
    return text


def marks(part: Any) -> Iterator[str]:
    """Yield the kinds of marks in a specification."""
    if isinstance(part, dict):
        if "mark" in part:
            yield part["mark"]["type"]
        for inner in part.values():
            yield from marks(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from marks(inner)


YEARS = range(2015, 2027)
NUTS1 = ["BE1", "BE2", "BE3"]


@pytest.mark.parametrize(
    ("dataset", "expected"),
    [
        (answer(YEAR, SUM, values=[YEARS]), {"bar", "text"}),
        (answer(YEAR, SUM, values=[range(1980, 2027)]), {"line", "point"}),
        (answer(YEAR, MEDIAN, values=[YEARS]), {"line", "point"}),
        (answer(REGION, YEAR, SUM, values=[NUTS1, YEARS]), {"line", "point"}),
        (answer(REGION, YEAR, SUM, values=[NUTS1, [2023, 2024]]), {"bar"}),
        (answer(REGION, YEAR, SHARE, values=[NUTS1, YEARS], measures=(0.25,)), {"bar"}),
        (answer(REGION, SUM, values=[[*NUTS1, "UNK"]]), {"geoshape", "text"}),
        (answer(PROVINCE, SUM, values=[["BE21", "BE33"]]), {"geoshape", "text"}),
        (answer(REGION, SUM, values=[["BE", "BE2"]]), {"bar", "text"}),
        (answer(SECTOR, SUM, values=[["sector_1", "sector_2"]]), {"bar", "text"}),
        (answer(SECTOR, REGION, SUM, values=[["sector_1", "sector_2"], NUTS1]), {"bar"}),
        (answer(SECTOR, REGION, MEDIAN, values=[["sector_1", "sector_2"], NUTS1]), {"bar"}),
        (answer(SECTOR, YEAR, SUM, values=[[c.code for c in SECTORS[:12]], YEARS]), {"rect", "point"}),
        (answer(SECTOR, STAGE, SUM, values=[[c.code for c in SECTORS[:12]], list("abcdefghij")]), {"rect", "point"}),
        (answer(REGION, SECTOR, YEAR, SUM, values=[NUTS1, ["sector_1", "sector_2"], YEARS]), {"line", "point"}),
        (answer(REGION, SECTOR, STAGE, SUM, values=[NUTS1, ["sector_1", "sector_2"], list("ab")]), {"bar"}),
        (answer(SUM, values=[]), {"text"}),
        (answer(YEAR, REGION, SUM, values=[[2024], ["BE2"]]), {"text"}),
    ],
)
def test_the_kind_of_chart_fits_the_answer(dataset: Dataset, expected: set[str]) -> None:
    assert set(marks(view(dataset))) == expected


def test_three_dimensions_make_panels_and_four_join_the_smaller_two() -> None:
    three = view(answer(REGION, SECTOR, YEAR, SUM, values=[NUTS1, ["sector_1", "sector_2"], YEARS]))
    four = view(answer(REGION, SECTOR, STAGE, YEAR, SUM, values=[NUTS1, ["sector_1", "sector_2"], ["a", "b"], YEARS]))

    assert three["facet"]["sort"] == ["Sector 1", "Sector 2"]
    assert four["facet"]["sort"] == ["Sector 1 · a", "Sector 1 · b", "Sector 2 · a", "Sector 2 · b"]


def test_a_region_has_its_colour_whichever_others_are_drawn() -> None:
    three = view(answer(REGION, YEAR, SUM, values=[NUTS1, YEARS]))
    two = view(answer(REGION, YEAR, SUM, values=[["BE3", "BE2"], YEARS]))

    scale = three["layer"][0]["encoding"]["color"]["scale"]
    assert scale == {"domain": [code.label.en for code in REGIONS[:3]], "range": list(COLOURS[:3])}
    assert two["layer"][0]["encoding"]["color"]["scale"]["range"] == list(COLOURS[1:3])


def test_no_two_series_share_a_colour_while_there_are_enough() -> None:
    places = places_of([f"c{n}" for n in range(12)], {"c0": 5, "c1": 5, "c2": 17})

    assert sorted(places.values()) == list(range(12))
    assert len(places_of([f"c{n}" for n in range(15)], {})) == 15


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_are_in_the_language_asked_for(language: Any) -> None:
    spec = chart_spec(AGGREGATE, Options(lang=language))

    head = spec["vconcat"][0]["title"]
    assert head["text"] == [AGGREGATE.title.in_(language)]
    assert head["subtitle"][0].startswith(SUM.label.in_(language))
    small = "\n".join(spec["title"]["text"])
    assert "De Tijd, L'Echo" in small
    assert "CC-BY-4.0" in small
    assert "30" in small
    assert spec["config"]["locale"]["number"]["decimal"] == ("." if language == "en" else ",")


def test_the_unit_is_on_a_human_scale_and_the_values_stay_exact() -> None:
    spec = chart_spec(answer(YEAR, SUM, values=[[2023, 2024]], measures=(1_432_000_000.25,)), Options(lang="nl"))

    assert spec["vconcat"][0]["title"]["subtitle"] == ["Totaal bekend bedrag (miljoen euro)"]
    point = spec["data"]["values"][0]
    assert (point["value"], point["text"], point["short"]) == (1_432_000_000.25, "1,432 miljard euro", "1.432")


@pytest.mark.parametrize(
    ("column", "value", "words", "text", "short"),
    [
        (SUM, 25e9, " (€ billion)", "€25 billion", "25"),
        (SUM, 12_345.5, " (€)", "€12,345.5", "12,346"),
        (COUNT, 12, "", "12", "12"),
        (SHARE, 0.256, " (%)", "25.6%", "26%"),
        (SHARE, 0.0256, " (%)", "2.6%", "2.6%"),
        (replace(SUM, key="value", unit="PERCENT"), 24.71, " (%)", "24.71%", "24.7"),
        (replace(SUM, key="value", unit="MEGAWATT"), 260, " (Megawatt)", "260\u00a0MW", "260"),
        (replace(SUM, key="value", unit="NEW"), 2.5, " (NEW)", "2.5\u00a0NEW", "2.5"),
    ],
)
def test_each_unit_has_its_words(column: Column, value: float, words: str, text: str, short: str) -> None:
    spec = chart_spec(answer(YEAR, column, values=[[2023, 2024]], measures=(value,)), Options())

    assert spec["vconcat"][0]["title"]["subtitle"] == [column.label.en + words]
    assert (spec["data"]["values"][0]["text"], spec["data"]["values"][0]["short"]) == (text, short)


def test_what_holds_for_every_value_is_said_under_the_title() -> None:
    dataset = answer(REGION, YEAR, SUM, values=[["BE2"], YEARS])

    assert view(dataset)["title"]["subtitle"] == ["Total disclosed amount (€ million) · Flemish Region"]


def test_gaps_provisional_values_and_what_is_off_the_map_are_said() -> None:
    rows: tuple[Any, ...] = (
        ("BE1", 2023, None, []),
        ("BE1", 2024, 1.0, ["P"]),
        ("BE2", 2023, 1.0, []),
        ("BE2", 2024, 1.0, []),
    )
    timed = replace(AGGREGATE, columns=(REGION, YEAR, SUM, STATUS), rows=rows, null_reasons=())
    mapped = replace(
        AGGREGATE, columns=(REGION, SUM), rows=(("BE1", 1.0), ("BE2", None), ("UNK", 2e6)), null_reasons=()
    )

    assert chart_spec(timed, Options())["title"]["text"][0] == (
        "Pale, hollow or ringed: provisional or estimated. Gaps: no value."
    )
    assert chart_spec(mapped, Options(lang="fr"))["title"]["text"][0] == (
        "Hors carte\u00a0: Inconnu 2 millions d'euros. Carte\u00a0: Natural Earth."
    )


def test_many_sources_are_counted_and_none_are_left_unsaid() -> None:
    many = replace(AGGREGATE, meta=replace(AGGREGATE.meta, sources=tuple("abcdefg")))
    one = replace(AGGREGATE, meta=replace(AGGREGATE.meta, sources=("Agoria",)))
    none = replace(AGGREGATE, meta=replace(AGGREGATE.meta, sources=()))

    assert small_print(many)[1] == "Sources: a, b, c, d + 3; betech, data version 7, 30 June 2026"
    assert small_print(one)[1] == "Sources: Agoria; betech, data version 7, 30 June 2026"
    assert small_print(none)[1] == "Source: betech, data version 7, 30 June 2026"


def test_totals_are_left_out_unless_they_are_all_there_is() -> None:
    both = chart_spec(answer(REGION, YEAR, SUM, values=[["BE1", "BE2", "ALL"], YEARS]), Options())
    alone = chart_spec(answer(REGION, YEAR, SUM, values=[["ALL"], YEARS]), Options())

    assert {point["region_code"] for point in both["data"]["values"]} == {"BE1", "BE2"}
    assert len(alone["data"]["values"]) == 12


def test_what_has_no_known_period_is_told_and_not_drawn() -> None:
    dataset = answer(REGION, YEAR, COUNT, values=[["BE1", "BE2"], ["2023", "2024", "UNK"]], measures=(3,))
    empty = answer(YEAR, COUNT, values=[["2023", "2024", None]], measures=(0,))
    many = answer(SECTOR, YEAR, COUNT, values=[[c.code for c in SECTORS[:8]], ["2023", "UNK"]], measures=(3,))

    assert {point["year"] for point in chart_spec(dataset, Options())["data"]["values"]} == {"2023", "2024"}
    assert small_print(dataset)[0] == "Of no known period: Brussels-Capital Region 3; Flemish Region 3."
    assert not any("period" in line for line in small_print(empty))
    assert small_print(many)[0].endswith("Sector 5 3; ….")


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (["2022", "2024"], ["2022", "2023", "2024"]),
        (["2023-Q4", "2024-Q2"], ["2023-Q4", "2024-Q1", "2024-Q2"]),
        (["2023-11", "2024-02"], ["2023-11", "2023-12", "2024-01", "2024-02"]),
        (["2011/2018", "2024"], ["2011/2018", "2024"]),
    ],
)
def test_the_axis_of_time_is_a_calendar_without_holes(codes: list[str], expected: list[str]) -> None:
    month = replace(YEAR, kind="string")

    drawn = chart_spec(answer(month, MEDIAN, values=[codes]), Options())

    assert drawn["vconcat"][0]["layer"][0]["encoding"]["x"]["scale"]["domain"] == expected
    assert [point["year"] for point in drawn["data"]["values"]] == expected
    assert [point["value"] is None for point in drawn["data"]["values"]] == [code not in codes for code in expected]


def test_a_calendar_too_long_for_a_picture_stays_as_it_came() -> None:
    drawn = chart_spec(answer(YEAR, MEDIAN, values=[["1000", "3999"]]), Options())

    assert len(drawn["data"]["values"]) == 2


def test_a_quarter_implies_its_year_even_on_a_grid() -> None:
    quarter = Column("quarter", Text.same("Quarter"), role="time")
    quarters = [f"{year}-Q{n}" for year in (2023, 2024) for n in (1, 2, 3, 4)]
    rows = tuple((y, q, 1.0 if q.startswith(str(y)) else 0.0) for y, q in product((2023, 2024), quarters))
    dataset = replace(AGGREGATE, columns=(YEAR, quarter, SUM), rows=rows, null_reasons=())

    drawn = chart_spec(dataset, Options())

    assert [point["quarter"] for point in drawn["data"]["values"]] == quarters
    assert "facet" not in drawn["vconcat"][0]


def test_a_province_implies_its_region_but_not_the_other_way_round() -> None:
    rows: tuple[Any, ...] = (("BE2", "BE21", 1.0), ("BE2", "BE22", 2.0), ("BE3", "BE33", 3.0))
    dataset = replace(AGGREGATE, columns=(REGION, PROVINCE, SUM), rows=rows, null_reasons=())

    assert [point["province_code"] for point in chart_spec(dataset, Options())["data"]["values"]] == [
        "BE21",
        "BE22",
        "BE33",
    ]


def test_what_is_cut_is_said() -> None:
    ranked = chart_spec(answer(SECTOR, SUM, values=[[code.code for code in SECTORS]]), Options(height=450))
    panels = chart_spec(
        answer(
            SECTOR, STAGE, YEAR, SUM, values=[[c.code for c in SECTORS[:14]], list("abcdefghijklmnop"), [2023, 2024]]
        ),
        Options(lang="nl", height=900),
    )
    crowded = view(
        answer(
            REGION, SECTOR, STAGE, YEAR, SUM, values=[NUTS1, [c.code for c in SECTORS[:9]], list("abcdefghi"), YEARS]
        )
    )
    long = chart_spec(answer(SECTOR, YEAR, SUM, values=[[c.code for c in SECTORS], range(1, 200)]), Options(height=900))

    assert "The 21 largest of 40 are shown: Sector." in ranked["title"]["text"]
    assert len(ranked["data"]["values"]) == 21
    assert "De 12 grootste van 14 zijn getoond: Sector." in panels["title"]["text"][0]
    assert len(crowded["facet"]["sort"]) == 6
    assert len(long["data"]["values"]) <= 2_000


def test_too_many_values_are_refused_with_the_maximum() -> None:
    with pytest.raises(BadRequest) as failure:
        chart_spec(answer(YEAR, SUM, values=[range(2_001)]), Options())

    assert failure.value.extra == {"maximum": 2_000}


@pytest.mark.parametrize("options", [Options(width=199), Options(height=2001)])
def test_a_size_beyond_its_bounds_is_refused(options: Options) -> None:
    with pytest.raises(BadRequest, match="from 200 to 2000"):
        chart_spec(AGGREGATE, options)


def test_a_list_without_measures_is_refused_and_nothing_is_not_found() -> None:
    with pytest.raises(NotAcceptable, match="no measure"):
        chart_spec(ROUNDS, Options())
    with pytest.raises(NotFound):
        chart_spec(replace(AGGREGATE, rows=(), null_reasons=()), Options())


PUBLISHED = (
    Column("id", Text.same("Id")),
    Column("indicator", Text.same("Indicator")),
    Column("region", Text.same("Region"), codelist="region"),
    Column("period", Text.same("Period")),
    Column("publisher", Text.same("Publisher")),
    Column("value", Text.same("Value"), "number"),
    Column("unit", Text.same("Unit")),
)


def published(*rows: tuple[Any, ...]) -> Dataset:
    return replace(AGGREGATE, columns=PUBLISHED, rows=rows, null_reasons=())


def test_published_values_are_points_by_publisher_and_none_joins_them() -> None:
    dataset = published(
        ("a", "x", "BE2", "2023", "Agoria", 738e6, "EUR"),
        ("b", "x", "BE2", "2023", "Agoria", 770e6, "EUR"),
        ("c", "x", "BE2", "2024", "De Tijd", 1.4e9, "EUR"),
    )

    drawn = view(dataset)

    assert list(marks(drawn)) == ["point"]
    assert drawn["encoding"]["color"]["field"] == "publisher"
    assert drawn["title"]["text"] == ["x"]
    assert drawn["title"]["subtitle"] == ["Value (€ million) · Flemish Region"]


def test_published_values_of_one_place_and_time_are_points_too() -> None:
    one = published(("a", "x", "BE2", "2023", "Agoria", 738e6, "EUR"))

    assert view(one)["mark"]["color"] == COLOURS[0]


@pytest.mark.parametrize(("lang", "others"), [("en", "Other publishers"), ("de", "Andere Herausgeber")])
def test_publishers_beyond_the_colours_share_one_and_keep_their_names(lang: Any, others: str) -> None:
    rows = [
        (f"{n}-{y}", "x", "BE2", y, f"P{n:02}", n, "COUNT") for n in range(14) for y in ("2023", "2024")[n % 3 == 0 :]
    ]
    spec = chart_spec(published(*rows), Options(lang=lang))
    encoding, points = spec["vconcat"][0]["encoding"], spec["data"]["values"]

    assert encoding["color"]["scale"]["domain"][-1] == others
    assert len(encoding["color"]["scale"]["domain"]) == len(COLOURS)
    assert {point["publisher"] for point in points if point["series"] == others} <= {"P00", "P03", "P06", "P09", "P12"}
    assert {entry["field"] for entry in encoding["tooltip"]} == {"period", "publisher", "text"}


def test_published_values_of_several_regions_are_panels() -> None:
    dataset = published(*((r, "x", r, "2023", p, 1, "EUR") for r in ("BE1", "BE2") for p in ("Agoria", "De Tijd")))

    assert view(dataset)["facet"]["sort"] == ["Brussels-Capital Region", "Flemish Region"]


def test_disputed_values_are_left_out_and_counted() -> None:
    columns = (*PUBLISHED, Column("qualifier", Text.same("Qualifier")))
    rows = tuple((y, "x", "BE2", y, "Agoria", 1, "EUR", q) for y, q in (("2023", "exact"), ("2024", "disputed")))
    dataset = replace(AGGREGATE, columns=columns, rows=rows, null_reasons=())

    assert len(chart_spec(dataset, Options())["data"]["values"]) == 1
    assert small_print(dataset)[0] == "Disputed values left out: 1."


def test_a_published_value_of_all_sectors_is_not_one_of_an_unknown_sector() -> None:
    columns = (*PUBLISHED, SECTOR)
    rows = tuple((s, "x", "BE2", "2023", "Agoria", 1, "EUR", s) for s in ("sector_1", None))
    dataset = replace(AGGREGATE, columns=columns, rows=rows, null_reasons=(), codes={"sector": SECTORS})

    assert view(dataset)["encoding"]["color"]["scale"]["domain"] == ["Sector 1", "Total"]


@pytest.mark.parametrize(
    ("indicator", "unit", "panels"),
    [("x", "COUNT", ["x · € million", "x"]), ("y", "EUR", ["x · € million", "y · €"])],
)
def test_each_indicator_and_unit_has_a_panel_with_a_scale_of_its_own(
    indicator: str, unit: str, panels: list[str]
) -> None:
    dataset = published(("a", "x", "BE", "2023", "A", 2e6, "EUR"), ("b", indicator, "BE", "2024", "A", 7, unit))
    spec = chart_spec(dataset, Options())
    drawn = spec["vconcat"][0]

    assert drawn["facet"]["sort"] == panels
    assert drawn["resolve"]["scale"] == {"y": "independent"}
    assert drawn["spec"]["encoding"]["y"]["field"] == "drawn"
    assert [(point["value"], point["drawn"]) for point in spec["data"]["values"]] == [(2e6, 2), (7, 7)]


def test_of_many_indicators_those_with_the_most_values_are_drawn() -> None:
    years = [(n, y) for n in range(20) for y in range(2024 - n % 7, 2025)]
    dataset = published(
        *((f"{n}-{y}", f"i{n:02}", "BE", str(y), "A", n, "COUNT") for n, y in years),
        ("z", "z", "BE", "2024", "A", 1, "EUR"),
    )
    shown = view(dataset)["facet"]["sort"]

    assert len(shown) == 6
    assert {"i06", "i13"} <= set(shown)
    assert small_print(dataset)[0].startswith("The 6 with the most values of 21 are shown: Indicator.")


def test_a_total_comes_before_its_parts_and_the_publishers_are_the_sources() -> None:
    columns = (*PUBLISHED, SECTOR, STAGE)
    rows = tuple(
        (f"{s}{r}", "x", r, "2023", p, 1, "EUR", s, None)
        for s, p in (("sector_1", "Agoria"), (None, "Agoria"), (None, "De Tijd"))
        for r in ("BE2", "BE3")
    )
    dataset = replace(
        AGGREGATE, columns=columns, rows=rows, null_reasons=(), codes={"sector": SECTORS, "region": REGIONS}
    )

    assert view(dataset)["facet"]["sort"][:2] == ["Flemish Region", "Flemish Region · Sector 1"]
    assert "Sources: Agoria, De Tijd; betech" in " ".join(small_print(dataset))


def test_the_latest_publication_is_drawn_before_the_spread() -> None:
    columns = tuple(replace(COUNT, key=key) for key in ("publishers", "min", "latest"))
    dataset = answer(YEAR, *columns, values=[[2023, 2024]], measures=(2, 10, 12))

    assert chart_spec(dataset, Options())["data"]["values"][0]["value"] == 12


def test_the_picture_is_told_in_words_as_far_as_a_listener_can_bear() -> None:
    short = chart_spec(answer(YEAR, COUNT, values=[[2023, 2024]], measures=(3,)), Options())["description"]
    long = chart_spec(answer(YEAR, COUNT, values=[range(100)], measures=(3,)), Options())["description"]

    assert short == "Funding rounds by region and year. Rounds. 2023: 3; 2024: 3"
    assert long.endswith("; …")


def test_a_plot_never_shrinks_to_nothing() -> None:
    spec = chart_spec(AGGREGATE, Options())

    resize(spec, -5_000, -5_000)

    assert (spec["vconcat"][0]["width"], spec["vconcat"][0]["height"]) == (60, 40)
