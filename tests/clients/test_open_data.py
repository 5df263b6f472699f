"""The catalogue and the pages as harvesters and search engines read them."""

from pathlib import Path

import extruct
import httpx
import pytest
from pyshacl import validate
from rdflib import Graph

from app.catalog.records import RECORDS

SHAPES = Path(__file__).parents[3] / "shared" / "conformance" / "dcat-ap"
FORMS = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml"}


@pytest.fixture(scope="module")
def shapes() -> Graph:
    """The official shapes of DCAT-AP 3.0.1."""
    graph = Graph()
    for file in sorted(SHAPES.glob("*.ttl")):
        graph.parse(file, format="turtle")
    return graph


def read(site: str, suffix: str) -> Graph:
    answer = httpx.get(f"{site}/catalog.{suffix}", timeout=60)
    answer.raise_for_status()
    return Graph().parse(data=answer.text, format=FORMS[suffix])


def test_the_catalogue_violates_no_shape(site: str, shapes: Graph) -> None:
    _, _, report = validate(read(site, "ttl"), shacl_graph=shapes, allow_warnings=True, advanced=True)

    assert "Severity: sh:Violation" not in report, report


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own reader of JSON-LD
def test_every_form_says_the_same(site: str) -> None:
    sizes = {suffix: len(read(site, suffix)) for suffix in FORMS}

    assert len(set(sizes.values())) == 1


@pytest.mark.parametrize(
    ("accept", "kind"),
    [("*/*", "text/turtle"), ("application/rdf+xml", "application/rdf+xml"), ("text/html", "text/html")],
)
def test_the_catalogue_comes_as_it_is_liked(site: str, accept: str, kind: str) -> None:
    answer = httpx.get(f"{site}/catalog", headers={"Accept": accept}, timeout=60)

    assert answer.headers["content-type"].partition(";")[0] == kind


def test_what_the_catalogue_is_not_is_refused(site: str) -> None:
    assert httpx.get(f"{site}/catalog", headers={"Accept": "image/png"}, timeout=60).status_code == 406


@pytest.mark.parametrize("lang", ["en", "nl", "fr", "de"])
@pytest.mark.parametrize("key", RECORDS)
def test_a_page_describes_its_dataset_to_search_engines(site: str, key: str, lang: str) -> None:
    answer = httpx.get(f"{site}/datasets/{key}?lang={lang}", timeout=60)

    (found,) = extruct.extract(answer.text, syntaxes=["json-ld"])["json-ld"]

    assert found["@type"] == "Dataset"
    assert 50 <= len(found["description"]) <= 5000
    assert httpx.head(found["distribution"][0]["contentUrl"], timeout=60).status_code == 200


def test_an_unknown_dataset_is_named_with_the_nearest(site: str) -> None:
    answer = httpx.get(f"{site}/datasets/exit", timeout=60)

    assert (answer.status_code, answer.json()["detail"]) == (404, "There is no dataset 'exit'. Did you mean 'exits'?")


def test_language_models_find_a_guide_whose_links_open(site: str) -> None:
    guide = httpx.get(f"{site}/llms.txt", timeout=60)
    links = [part.partition(")")[0] for part in guide.text.split("](")[1:]]

    assert guide.headers["content-type"].startswith("text/plain")
    assert [httpx.get(link, timeout=60).status_code for link in links] == [200] * len(links)
