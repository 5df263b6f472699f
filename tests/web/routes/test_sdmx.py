"""What the web service of SDMX answers, and how it refuses."""

import re
from typing import Any

import httpx
import pytest
from lxml import etree
from pysdmx.io import read_sdmx

from app.formats.sdmx import BASE, STRUCTURE_FORMATS

GENERIC = f"{BASE}genericdata+xml;version=2.1"


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("2.1/data/FUNDING/A.BE2", 400, "A key of FUNDING has 4 parts"),
        ("2.1/data/FUNDING/A.XX..", 404, "FUNDING has no observation"),
        ("2.1/data/FUNDS", 404, "There is no dataflow 'FUNDS'"),
        ("2.1/data/OTHER,FUNDING", 404, "The agency 'OTHER'"),
        ("2.1/data/FUNDING/all/OTHER", 404, "The provider 'OTHER'"),
        ("3.0/data/flow/BETECH/FUNDING/1.0", 404, "There are no data of a 'flow'"),
        ("2.1/data/FUNDING?startPeriod=soon", 400, "'soon' is no period"),
        ("2.1/data/FUNDING?firstNObservations=0", 400, "'0' is no value"),
        ("2.1/data/FUNDING?detail=nothing", 400, "'nothing' is no value"),
        ("3.0/data/dataflow/BETECH/FUNDING/1.0/*?attributes=NOTE", 400, "'NOTE' is no value"),
        ("3.0/data/dataflow/BETECH/FUNDING/1.0/*?measures=SUM", 400, "'SUM' is no value"),
        ("2.1/data/FUNDING?includeHistory=true", 400, "'true' is no value"),
        ("2.1/data/FUNDING?updatedAfter=soon", 400, "'soon' is no value"),
        ("2.1/data/FUNDING?updatedAfter=2999-01-01", 404, "FUNDING has no observation"),
        ("2.1/data/FUNDING?asOf=2001-01-01T12:00:00Z", 404, "there is nothing as of 2001-01-01"),
        ("2.1/data/FUNDING?asOf=2001-01-01&as_of=2001-01-01", 400, "say the same thing in two ways"),
        ("2.1/availableconstraint/FUNDING/A.XX..", 404, "FUNDING has no observation"),
        ("2.1/availableconstraint/FUNDING/all/all/PLACE", 404, "FUNDING has no dimension 'PLACE'"),
        ("3.0/availability/dataflow/BETECH/FUNDING/1.0?mode=some", 400, "'some' is no value"),
        ("3.0/availability/dataflow/BETECH/FUNDING/1.0?references=some", 400, "'some' is no value"),
        ("2.1/data/FUNDING?dimensionAtObservation=TIME", 400, "'TIME' is no value"),
        ("2.1/data/FUNDING?start=2020", 400, "'start' is not a parameter"),
        ("2.1/data/FUNDING?format=pdf", 400, "'pdf' is no value"),
        ("2.1/data/FUNDING?format=json", 406, "'json' is not available"),
        ("3.0/data/dataflow/BETECH/FUNDING/1.0/*?c[PLACE]=BE2", 400, "FUNDING has no dimension 'PLACE'"),
        ("3.0/data/dataflow/BETECH/FUNDING/1.0/*?c[GEO]=ge:BE2", 400, "'ge' compares times"),
        ("2.1/codelist/BETECH/CL_GE", 404, "There is no codelist 'CL_GE'"),
        ("2.1/codelist/OTHER/CL_GEO", 404, "The agency 'OTHER'"),
        ("2.1/codelist/BETECH/CL_GEO/9.9", 404, "There is no version '9.9'"),
        ("2.1/categories", 404, "There are no artefacts of the kind 'categories'"),
        ("2.1/dataflow?references=some", 400, "'some' is no value"),
        ("2.1/dataflow?detail=some", 400, "'some' is no value"),
        ("3.0/dataflow/BETECH", 404, "There is nothing under 'dataflow'"),
    ],
)
async def test_what_is_not_there_or_not_understood_is_a_problem(
    client: httpx.AsyncClient, path: str, status: int, words: str
) -> None:
    answer = await client.get(f"/sdmx/{path}")

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert words in answer.json()["detail"]


async def test_another_media_type_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.get("/sdmx/2.1/data/FUNDING", headers={"Accept": "image/png"})

    assert answer.status_code == 406


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (f"{BASE}genericdata+xml", GENERIC),
        (f"{BASE}data+csv;version=1.0", f"{BASE}data+csv;version=1.0.0"),
        (f"{BASE}data+csv;version=2.0.0;labels=both", f"{BASE}data+csv;version=2.0.0;labels=both"),
        (f"{BASE}data+json;version=2.0.0, {BASE}data+csv;version=2.0.0;q=0.5", f"{BASE}data+csv;version=2.0.0"),
        ("text/csv", f"{BASE}data+csv;version=1.0.0"),
        (f"{BASE}data+csv;version=3.0.0", None),
        (f"{BASE}data+csv;version=1.0.0;labels=some", None),
        (f"{BASE}data+csv;version=1.0.0;keys=both", None),
        (f"{BASE}data+csv;version=1.0.0;q=0", None),
    ],
)
async def test_the_version_of_a_media_type_counts(client: httpx.AsyncClient, accept: str, kind: str | None) -> None:
    answer = await client.get("/sdmx/2.1/data/FUNDING/A.BE2._T.SUM", headers={"Accept": accept})

    assert (answer.headers["content-type"] if answer.status_code == 200 else None) == kind
    assert answer.status_code in (200, 406)


@pytest.mark.parametrize(
    ("api", "path", "status", "code"),
    [
        ("2.1", "data/FUNDING/A.XX..", 404, 100),
        ("3.0", "data/dataflow/BETECH/FUNDING/1.0/A", 400, 140),
        ("2.1", "codelist/BETECH/<&>", 404, 100),
    ],
)
async def test_those_who_ask_for_sdmx_ml_get_failures_in_it(
    client: httpx.AsyncClient, api: str, path: str, status: int, code: int
) -> None:
    answer = await client.get(
        f"/sdmx/{api}/{path}", headers={"Accept": f"{BASE}structure+xml;version={api}, {GENERIC}"}
    )
    message = etree.fromstring(answer.content)

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/xml")
    assert message.find("{*}ErrorMessage").get("code") == str(code)


async def test_messages_of_time_series_have_time_at_the_observation(client: httpx.AsyncClient) -> None:
    kind = f"{BASE}generictimeseriesdata+xml;version=2.1"
    answer = await client.get("/sdmx/2.1/data/FUNDING?dimensionAtObservation=AllDimensions", headers={"Accept": kind})

    assert answer.status_code == 400


@pytest.mark.parametrize("accept", ["*/*", "application/xml", "text/html,*/*;q=0.1"])
async def test_sdmx_ml_is_what_those_get_who_do_not_care(client: httpx.AsyncClient, accept: str) -> None:
    answer = await client.get("/sdmx/2.1/data/FUNDING/A.BE2._T.SUM/", headers={"Accept": accept})

    assert (answer.status_code, answer.headers["content-type"]) == (200, GENERIC)


async def test_the_same_data_make_the_same_bytes_and_are_not_sent_twice(client: httpx.AsyncClient) -> None:
    path = "/sdmx/2.1/data/FUNDING/A.BE2._T.SUM"
    first, second = await client.get(path), await client.get(path)

    again = await client.get(path, headers={"If-None-Match": first.headers["etag"]})
    structure = await client.get("/sdmx/2.1/dataflow", headers={"If-None-Match": "*"})

    assert first.content == second.content
    assert (again.status_code, structure.status_code) == (304, 304)


def values(text: str, column: str) -> list[str]:
    """Return a column of SDMX-CSV."""
    head, *rows = text.strip().splitlines()
    place = head.split(",").index(column)
    return [row.split(",")[place] for row in rows]


@pytest.mark.parametrize(
    ("query", "column", "found"),
    [
        ("c[TIME_PERIOD]=ge:2021%2Ble:2023", "TIME_PERIOD", {"2021", "2022", "2023"}),
        ("c[TIME_PERIOD]=gt:2021%2Blt:2023", "TIME_PERIOD", {"2022"}),
        ("c[TIME_PERIOD]=2021,2023", "TIME_PERIOD", {"2021", "2023"}),
        ("c[GEO]=BE1,BE2&startPeriod=2024&endPeriod=2024-12-31", "GEO", {"BE1", "BE2"}),
        ("c[GEO]=ne:_T&startPeriod=2024&endPeriod=2024", "GEO", {"BE1", "BE2", "BE3", "UNK"}),
    ],
)
async def test_filters_of_version_3_choose(client: httpx.AsyncClient, query: str, column: str, found: set[str]) -> None:
    answer = await client.get(f"/sdmx/3.0/data/dataflow/BETECH/FUNDING/1.0/*.*.*.SUM?format=csv&{query}")

    assert set(values(answer.text, column)) == found


async def test_the_ends_of_a_series(client: httpx.AsyncClient) -> None:
    path = "/sdmx/2.1/data/FUNDING/A.BE2._T.SUM?format=csv&startPeriod=2019&endPeriod=2024"
    answer = await client.get(f"{path}&firstNObservations=1&lastNObservations=2")

    assert values(answer.text, "TIME_PERIOD") == ["2019", "2023", "2024"]


PATH = "/sdmx/2.1/data/FUNDING/A.BE2+BE1._T.SUM?startPeriod=2019&endPeriod=2024"
XML = {"generic": "genericdata", "specific": "structurespecificdata"}


@pytest.mark.parametrize("kind", XML)
@pytest.mark.parametrize(
    ("query", "series", "observations", "values", "attributes"),
    [
        ("detail=full", 2, 12, 12, 24),
        ("detail=dataonly", 2, 12, 12, 0),
        ("detail=serieskeysonly", 2, 0, 0, 0),
        ("detail=nodata", 2, 0, 0, 0),
        ("attributes=OBS_STATUS", 2, 12, 12, 12),
        ("attributes=none&measures=OBS_VALUE", 2, 12, 12, 0),
        ("measures=none", 2, 12, 0, 24),
        ("attributes=none&measures=none", 2, 0, 0, 0),
        ("dimensionAtObservation=GEO", 6, 12, 12, 24),
        ("dimensionAtObservation=AllDimensions", 0, 12, 12, 24),
        ("updatedAfter=2020-05-01T00:00:00+02:00", 2, 12, 12, 24),
    ],
)
async def test_a_message_holds_what_is_asked_of_it(
    client: httpx.AsyncClient, kind: str, query: str, series: int, observations: int, values: int, attributes: int
) -> None:
    answer = await client.get(f"{PATH}&{query}&format={XML[kind]}")
    text = answer.text

    read_sdmx(text, validate=True)
    told = text.count('id="UNIT_MEASURE"') + text.count('id="OBS_STATUS"') if kind == "generic" else 0
    told = told or text.count(" UNIT_MEASURE=") + text.count(" OBS_STATUS=")
    assert len(re.findall("<(?:gen:)?Series[ >]", text)) == series
    assert len(re.findall("<(?:gen:)?Obs[ >]", text)) == observations
    assert text.count("ObsValue ") + text.count(" OBS_VALUE=") == values
    assert told == attributes


@pytest.mark.parametrize(
    ("query", "header"),
    [
        ("detail=dataonly", "DATAFLOW,FREQ,GEO,SECTOR,MEASURE,TIME_PERIOD,OBS_VALUE"),
        ("detail=serieskeysonly", "DATAFLOW,FREQ,GEO,SECTOR,MEASURE"),
        ("measures=none", "DATAFLOW,FREQ,GEO,SECTOR,MEASURE,TIME_PERIOD,UNIT_MEASURE,OBS_STATUS"),
    ],
)
async def test_csv_holds_what_is_asked_of_it(client: httpx.AsyncClient, query: str, header: str) -> None:
    answer = await client.get(f"{PATH}&{query}&format=csv")

    assert answer.text.splitlines()[0] == header


async def test_csv_names_its_codes_in_the_language_of_the_reader(client: httpx.AsyncClient) -> None:
    path = "/sdmx/3.0/data/dataflow/BETECH/FUNDING/1.0/A.BE2._T.SUM?c[TIME_PERIOD]=2023"
    dutch = {"Accept-Language": "nl"}
    both = await client.get(path, headers={"Accept": f"{BASE}data+csv;version=2.0.0;labels=both", **dutch})
    name = await client.get(path, headers={"Accept": f"{BASE}data+csv;version=2.0.0;labels=name", **dutch})
    with_labels = await client.get(f"{path}&format=csvfilewithlabels")

    assert both.headers["content-language"] == "nl"
    assert "GEO: Gewest" in both.text
    assert "BE2: Vlaams Gewest" in both.text
    assert ",GEO,Gewest," in name.text
    assert ",BE2,Vlaams Gewest," in name.text
    assert "BE2: Flemish Region" in with_labels.text


@pytest.mark.parametrize("api", STRUCTURE_FORMATS)
async def test_availability_tells_the_codes_and_periods_that_occur(client: httpx.AsyncClient, api: str) -> None:
    path = "availableconstraint/EXITS" if api == "2.1" else "availability/dataflow/BETECH/EXITS/1.0"
    for kind in STRUCTURE_FORMATS[api]:
        answer = await client.get(f"/sdmx/{api}/{path}?references=all", headers={"Accept": kind})
        message = read_sdmx(answer.text, validate=True)
        found: dict[str, Any] = {type(one).__name__: one for one in message.structures or ()}

        assert answer.headers["content-type"] == kind
        assert {"AvailabilityConstraint", "Codelist", "DataStructureDefinition", "Dataflow"} <= set(found)
        region = {value.id: value for value in found["AvailabilityConstraint"].cube_region.key_values}
        assert [one.value for one in region["FREQ"].values] == ["A"]
        assert region["TIME_PERIOD"].time_range.start_period.period == "2015"


async def test_availability_of_one_dimension_and_of_what_could_be_added(client: httpx.AsyncClient) -> None:
    path = "/sdmx/3.0/availability/dataflow/BETECH/FUNDING/1.0/A.BE1.*.SUM"
    exact = (await client.get(f"{path}/GEO?format=json")).json()
    more = (await client.get(f"{path}/GEO?format=json&mode=available&startPeriod=2024&references=codelist")).json()

    def codes(message: Any) -> dict[str, list[str]]:
        (constraint,) = message["data"]["dataConstraints"]
        (region,) = constraint["cubeRegions"]
        return {one["id"]: [value["value"] for value in one["values"]] for one in region["keyValues"]}

    assert codes(exact) == {"GEO": ["BE1"]}
    assert {"BE1", "BE2", "BE3", "_T"} <= set(codes(more)["GEO"])
    geo = next(one for one in more["data"]["codelists"] if one["id"] == "CL_GEO")
    assert geo["isPartial"]
    assert len(geo["codes"]) < 10


async def test_published_figures_keep_their_publishers_and_periods(client: httpx.AsyncClient) -> None:
    answer = await client.get("/sdmx/2.1/data/OBSERVATIONS/S......?format=csv")
    spans = await client.get("/sdmx/2.1/data/OBSERVATIONS/_O......?format=csv&startPeriod=2011&endPeriod=2020")

    assert all(period[4:6] == "-S" for period in values(answer.text, "TIME_PERIOD"))
    assert "2011-01-01/P8Y" in values(spans.text, "TIME_PERIOD")


@pytest.mark.parametrize(
    ("query", "holds", "lacks"),
    [
        ("references=children", "<str:DataStructure ", "<str:Codelist "),
        ("references=descendants", "<str:Codelist ", "<str:Nothing "),
        ("references=codelist", "<str:Codelist ", "<str:DataStructure "),
        ("references=descendants&detail=referencestubs", "<str:Codelist ", "<str:Code "),
        ("references=none", "<str:Dataflow ", "<str:DataStructure "),
    ],
)
async def test_references_of_a_dataflow(client: httpx.AsyncClient, query: str, holds: str, lacks: str) -> None:
    answer = await client.get(f"/sdmx/2.1/dataflow/BETECH/EXITS/latest?{query}")

    assert holds in answer.text
    assert lacks not in answer.text


@pytest.mark.parametrize(
    ("references", "holds", "lacks"),
    [
        ("parents", "<str:DataStructure ", "<str:Dataflow "),
        ("ancestors", "<str:Dataflow ", "<str:ConceptScheme "),
        ("parentsandsiblings", "<str:ConceptScheme ", "<str:Dataflow "),
    ],
)
async def test_references_of_a_code_list(client: httpx.AsyncClient, references: str, holds: str, lacks: str) -> None:
    answer = await client.get(f"/sdmx/3.0/structure/codelist/BETECH/CL_EXIT_KIND/+?references={references}")

    assert holds in answer.text
    assert lacks not in answer.text


async def test_stubs_are_lists_without_entries(client: httpx.AsyncClient) -> None:
    answer = await client.get("/sdmx/2.1/structure/BETECH/all?detail=allstubs")

    assert "<str:Codelist " in answer.text
    assert "<str:Code " not in answer.text
