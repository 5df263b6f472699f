"""What the web service of SDMX answers, and how it refuses."""

import httpx
import pytest

from app.formats.sdmx import BASE

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
        ("2.1/data/FUNDING?detail=nodata", 400, "'nodata' is no value"),
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
