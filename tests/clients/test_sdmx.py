"""SDMX as pysdmx and sdmx1 read it: valid, in four languages, with the numbers of the JSON answers."""

import warnings
from typing import Any, cast

import httpx
import pandas as pd
import pytest
import sdmx
from pysdmx.api.dc.pd import PandasConnector
from pysdmx.api.dc.rest import SdmxConnector
from pysdmx.api.fmr import RegistryClient
from pysdmx.io import read_sdmx
from pysdmx.io.pd import PandasDataset
from pysdmx.model import Agency
from pysdmx.model.message import Message

from app.catalog.cubes import CUBES
from app.formats.sdmx import DATA_FORMATS, STRUCTURE_FORMATS

STRUCTURES = [(api, kind) for api, formats in STRUCTURE_FORMATS.items() for kind in formats]
DATA = [(api, kind) for api, formats in DATA_FORMATS.items() for kind in formats]


def observations_of(message: Message) -> Any:
    """Return the observations of the only data set of a message."""
    (found,) = message.data or ()
    return cast("PandasDataset", found).data


def totals(site: str) -> float:
    """Return the sum of the Flemish rounds from 2019 to 2024 as the JSON aggregate tells it."""
    answer = httpx.get(f"{site}/v1/aggregates/funding-rounds?region=BE2&year=2019:2024&measures=sum", timeout=60)
    return float(sum(row["sum"] for row in answer.json()["items"]))


@pytest.mark.parametrize(("api", "kind"), STRUCTURES)
def test_structures_are_valid(site: str, api: str, kind: str) -> None:
    path = "structure/dataflow" if api == "3.0" else "dataflow"
    answer = httpx.get(
        f"{site}/sdmx/{api}/{path}/BETECH/all/latest/?references=all", headers={"Accept": kind}, timeout=60
    )

    message = read_sdmx(answer.text, validate=True)

    assert answer.headers["content-type"] == kind
    assert {flow.id for flow in message.get_dataflows()} == set(CUBES)
    assert {structure.id for structure in message.get_data_structure_definitions()} == set(CUBES)


@pytest.mark.parametrize("cube", ["FUNDING", "EXITS", "UNICORNS", "OBSERVATIONS"])
@pytest.mark.parametrize(("api", "kind"), DATA)
def test_data_are_valid(site: str, api: str, kind: str, cube: str) -> None:
    path = f"dataflow/BETECH/{cube}/1.0/*" if api == "3.0" else cube
    query = "startPeriod=2024&endPeriod=2024"
    answer = httpx.get(f"{site}/sdmx/{api}/data/{path}?{query}", headers={"Accept": kind}, timeout=60)

    message = read_sdmx(answer.text, validate=True)

    assert answer.headers["content-type"].replace("; charset=utf-8", "") == kind
    assert len(observations_of(message))


@pytest.mark.parametrize(("api", "kind"), DATA)
def test_every_format_has_the_sum_of_the_json_aggregate(site: str, api: str, kind: str) -> None:
    path = "dataflow/BETECH/FUNDING/latest/A.BE2._T.SUM" if api == "3.0" else "BETECH,FUNDING,1.0/A.BE2._T.SUM/all"
    query = "startPeriod=2019&endPeriod=2024"
    answer = httpx.get(f"{site}/sdmx/{api}/data/{path}/?{query}", headers={"Accept": kind}, timeout=60)

    observations = observations_of(read_sdmx(answer.text))

    assert len(observations) == 6
    assert pd.to_numeric(observations["OBS_VALUE"]).sum() == pytest.approx(totals(site))


@pytest.mark.parametrize(("api", "options"), [("2.1", {}), ("3.0", {"versions": ["3.0.0"]})])
def test_sdmx1_finds_flows_and_reads_them(site: str, api: str, options: dict[str, list[str]]) -> None:
    sdmx.add_source({"id": "BETECH", "url": f"{site}/sdmx/{api}", "name": "betech", **options}, override=True)
    client = sdmx.Client("BETECH")

    flows = client.dataflow()
    flow = client.dataflow("FUNDING", params={"references": "all"})
    message = client.data("FUNDING", key="A.BE2._T.SUM")
    series = sdmx.to_pandas(message)
    years = series.index.get_level_values("TIME_PERIOD").astype(int)

    assert set(flows.dataflow) == set(CUBES)
    assert {str(name) for name in flow.codelist["CL_GEO"]["BE2"].name.localizations} == {"en", "nl", "fr", "de"}
    assert flow.codelist["CL_GEO"]["BE21"].parent.id == "BE2"
    assert series[(years >= 2019) & (years <= 2024)].sum() == pytest.approx(totals(site))


def test_json_structures_have_names_in_all_languages_and_wider_codes(site: str) -> None:
    answer = httpx.get(f"{site}/sdmx/3.0/structure/codelist/BETECH/CL_GEO?format=json", timeout=60).json()
    (geo,) = answer["data"]["codelists"]
    antwerp = next(code for code in geo["codes"] if code["id"] == "BE21")

    assert geo["names"] == {"en": "Places", "nl": "Plaatsen", "fr": "Lieux", "de": "Orte"}
    assert (antwerp["names"]["fr"], antwerp["parent"]) == ("Anvers", "BE2")


def test_pysdmx_discovers_and_reads_data(site: str) -> None:
    asked = "GEO='BE2' AND SECTOR='_T' AND MEASURE='SUM' AND TIME_PERIOD >= '2019' AND TIME_PERIOD <= '2024'"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pysdmx calls its connectors experimental
        discovery, frames = (
            SdmxConnector(f"{site}/sdmx/3.0", timeout=60),
            PandasConnector(f"{site}/sdmx/3.0", timeout=60),
        )
        flows = discovery.dataflows("funding")
        flow = discovery.dataflow("BETECH:FUNDING(1.0)", "GEO='BE2'")
        rows = list(discovery.data("BETECH:FUNDING(1.0)", asked))
        frame = frames.data("BETECH:FUNDING(1.0)", asked)

    assert [one.id for one in flows] == ["FUNDING"]
    assert flow.components is not None
    assert {code.id for code in flow.components["GEO"].local_codes or ()} == {"BE", "BE2"}
    assert sum(float(row["OBS_VALUE"]) for row in rows) == pytest.approx(totals(site))
    assert frame["OBS_VALUE"].sum() == pytest.approx(totals(site))


def test_pysdmx_reads_the_registry(site: str) -> None:
    client = RegistryClient(f"{site}/sdmx/3.0/")

    geo = client.get_codes("BETECH", "CL_GEO")
    concepts = client.get_concepts("BETECH", "CS_BETECH")
    flow = client.get_dataflow_details("BETECH", "FUNDING")
    schema = client.get_schema("dataflow", "BETECH", "FUNDING", "1.0")

    assert [code.name for code in geo if code.id == "BE2"] == ["Flemish Region"]
    assert schema.components["SECTOR"].local_codes is not None
    assert concepts.id == "CS_BETECH"
    assert flow.components.dimensions[0].id == "FREQ"
    assert [entry.id for entry in schema.components.dimensions] == ["FREQ", "GEO", "SECTOR", "MEASURE", "TIME_PERIOD"]
    assert list(client.get_agencies("BETECH")) == [Agency("BETECH", name="betech")]
