"""DCAT-AP 3.0.1: the catalogue of the datasets for open-data portals, as Turtle, JSON-LD and RDF/XML."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, RDFS, SKOS, XSD
from rdflib.term import Node

from app.languages import LANGUAGES, Text

AUTHORITY = "http://publications.europa.eu/resource/authority/"
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
DCATAP = Namespace("http://data.europa.eu/r5r/")
ADMS = Namespace("http://www.w3.org/ns/adms#")
LICENCE = URIRef("https://creativecommons.org/licenses/by/4.0/")
EVERYBODY = URIRef(f"{AUTHORITY}access-right/PUBLIC")
PUBLISHER_TYPE = URIRef("http://purl.org/adms/publishertype/NonProfitOrganisation")
LANGUAGE_NAMES = {"en": "ENG", "nl": "NLD", "fr": "FRA", "de": "DEU"}
BELGIUM = URIRef(f"{AUTHORITY}country/BEL")
YEARLY = URIRef(f"{AUTHORITY}frequency/IRREG")
THEMES = {
    "ECON": Text("Economy and finance", "Economie en financiën", "Économie et finances", "Wirtschaft und Finanzen"),
    "TECH": Text(
        "Science and technology", "Wetenschap en technologie", "Science et technologie", "Wissenschaft und Technologie"
    ),
}
MEDIA = {
    "csv": ("CSV", "text/csv"),
    "json": ("JSON", "application/json"),
    "parquet": ("PARQUET", "application/vnd.apache.parquet"),
    "xlsx": ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
SERIALIZATIONS = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "pretty-xml"}

TITLE = Text(
    "betech: open data on Belgium's technology companies",
    "betech: open data over Belgische technologiebedrijven",
    "betech : données ouvertes sur les entreprises technologiques belges",
    "betech: offene Daten über belgische Technologieunternehmen",
)
DESCRIPTION = Text(
    "Companies, funding rounds, exits, unicorns and published figures, each with its sources.",
    "Bedrijven, kapitaalrondes, exits, eenhoorns en gepubliceerde cijfers, elk met hun bronnen.",
    "Entreprises, levées de fonds, sorties, licornes et chiffres publiés, chacun avec ses sources.",
    "Unternehmen, Finanzierungsrunden, Exits, Einhörner und veröffentlichte Zahlen, jeweils mit ihren Quellen.",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One dataset of the catalogue: the name in its addresses, what it is called and what it holds."""

    key: str
    title: Text
    description: Text


def write(entries: Sequence[Entry], base: str, version: int, issued: datetime, suffix: str) -> bytes:
    """Return the catalogue; `base` is the absolute address of the service, `suffix` one of SERIALIZATIONS."""
    return catalogue(entries, base, version, issued).serialize(format=SERIALIZATIONS[suffix], encoding="utf-8")


def catalogue(entries: Sequence[Entry], base: str, version: int, issued: datetime) -> Graph:
    """Return the catalogue as a graph."""
    graph = Graph()
    for prefix, space in (("dcat", DCAT), ("dct", DCTERMS), ("vcard", VCARD), ("adms", ADMS), ("dcatap", DCATAP)):
        graph.bind(prefix, space)
    home = URIRef(f"{base}/catalog")
    publisher = URIRef(f"{base}/#publisher")
    graph.add((home, RDF.type, DCAT.Catalog))
    describe(graph, home, TITLE, DESCRIPTION)
    graph.add((home, FOAF.homepage, typed(graph, URIRef(f"{base}/"), FOAF.Document)))
    for predicate, value in (
        (DCTERMS.publisher, publisher),
        (DCTERMS.license, LICENCE),
        (DCTERMS.modified, moment(issued)),
        (DCTERMS.issued, moment(issued)),
        (DCTERMS.spatial, BELGIUM),
    ):
        graph.add((home, predicate, value))
    typed(graph, LICENCE, DCTERMS.LicenseDocument)
    typed(graph, BELGIUM, DCTERMS.Location)
    typed(graph, EVERYBODY, DCTERMS.RightsStatement)
    typed(graph, YEARLY, DCTERMS.Frequency)
    add_publisher(graph, publisher)
    add_themes(graph, home)
    for language in LANGUAGES:
        name = URIRef(f"{AUTHORITY}language/{LANGUAGE_NAMES[language]}")
        graph.add((home, DCTERMS.language, typed(graph, name, DCTERMS.LinguisticSystem)))
    for entry in entries:
        dataset = add_dataset(graph, entry, base, version, issued)
        graph.add((dataset, DCTERMS.publisher, publisher))
        graph.add((home, DCAT.dataset, dataset))
    graph.add((home, DCAT.service, add_service(graph, base, [URIRef(f"{base}/datasets/{one.key}") for one in entries])))
    return graph


def typed(graph: Graph, name: Node, kind: URIRef) -> Node:
    """Say of what kind something is, since shapes want to know, and return it."""
    graph.add((name, RDF.type, kind))
    return name


def moment(when: datetime) -> Literal:
    """Return a time as a literal."""
    return Literal(when.isoformat(), datatype=XSD.dateTime)


def describe(graph: Graph, subject: Node, title: Text, description: Text) -> None:
    """Add title and description in every language."""
    for language in LANGUAGES:
        graph.add((subject, DCTERMS.title, Literal(title.in_(language), lang=language)))
        graph.add((subject, DCTERMS.description, Literal(description.in_(language), lang=language)))


def add_publisher(graph: Graph, publisher: URIRef) -> None:
    """Add who publishes the data."""
    typed(graph, publisher, FOAF.Agent)
    graph.add((publisher, FOAF.name, Literal("betech")))
    graph.add((publisher, DCTERMS.type, typed(graph, PUBLISHER_TYPE, SKOS.Concept)))
    graph.add((PUBLISHER_TYPE, SKOS.prefLabel, Literal("Non-profit organisation", lang="en")))


def add_themes(graph: Graph, home: URIRef) -> None:
    """Add the themes of the European vocabulary that the datasets belong to."""
    scheme = URIRef(f"{AUTHORITY}data-theme")
    graph.add((home, DCAT.themeTaxonomy, typed(graph, scheme, SKOS.ConceptScheme)))
    graph.add((scheme, DCTERMS.title, Literal("Data theme", lang="en")))
    for code, label in THEMES.items():
        theme = typed(graph, URIRef(f"{AUTHORITY}data-theme/{code}"), SKOS.Concept)
        graph.add((theme, SKOS.inScheme, scheme))
        for language in LANGUAGES:
            graph.add((theme, SKOS.prefLabel, Literal(label.in_(language), lang=language)))


def add_dataset(graph: Graph, entry: Entry, base: str, version: int, issued: datetime) -> URIRef:
    """Add one dataset with its files."""
    dataset = URIRef(f"{base}/datasets/{entry.key}")
    typed(graph, dataset, DCAT.Dataset)
    describe(graph, dataset, entry.title, entry.description)
    contact = typed(graph, BNode(), VCARD.Kind)
    graph.add((contact, VCARD.fn, Literal("betech")))
    graph.add((contact, VCARD.hasURL, typed(graph, URIRef(f"{base}/docs"), RDFS.Resource)))
    for predicate, value in (
        (DCTERMS.identifier, Literal(str(dataset))),
        (DCTERMS.modified, moment(issued)),
        (DCTERMS.spatial, BELGIUM),
        (DCTERMS.accessRights, EVERYBODY),
        (DCTERMS.accrualPeriodicity, YEARLY),
        (URIRef(f"{DCAT}version"), Literal(str(version))),
        (DCAT.contactPoint, contact),
        (DCAT.landingPage, typed(graph, dataset, FOAF.Document)),
        *((DCAT.theme, URIRef(f"{AUTHORITY}data-theme/{code}")) for code in THEMES),
        *((DCAT.keyword, Literal(entry.title.in_(language), lang=language)) for language in LANGUAGES),
    ):
        graph.add((dataset, predicate, value))
    for suffix, (name, media_type) in MEDIA.items():
        graph.add((dataset, DCAT.distribution, add_file(graph, entry, base, suffix, name, media_type)))
    return dataset


def add_file(graph: Graph, entry: Entry, base: str, suffix: str, name: str, media_type: str) -> URIRef:
    """Add one form in which a dataset can be had."""
    place = URIRef(f"{base}/v1/{entry.key}" + ("" if suffix == "json" else f".{suffix}"))
    file = typed(graph, URIRef(f"{base}/datasets/{entry.key}#{suffix}"), DCAT.Distribution)
    kind = typed(graph, URIRef(f"https://www.iana.org/assignments/media-types/{media_type}"), DCTERMS.MediaType)
    form = typed(graph, URIRef(f"{AUTHORITY}file-type/{name}"), DCTERMS.MediaTypeOrExtent)
    typed(graph, place, RDFS.Resource)
    for language in LANGUAGES:
        graph.add((file, DCTERMS.title, Literal(f"{entry.title.in_(language)} ({name})", lang=language)))
    for predicate, value in (
        (DCAT.accessURL, place),
        (DCAT.downloadURL, place),
        (DCAT.mediaType, kind),
        (DCTERMS["format"], form),
        (DCTERMS.license, LICENCE),
    ):
        graph.add((file, predicate, value))
    return URIRef(str(file))


def add_service(graph: Graph, base: str, datasets: Sequence[URIRef]) -> URIRef:
    """Add the API that serves the datasets."""
    api = URIRef(f"{base}/v1")
    typed(graph, api, DCAT.DataService)
    for language in LANGUAGES:
        graph.add((api, DCTERMS.title, Literal("betech API", lang=language)))
    for predicate, value in (
        (DCAT.endpointURL, typed(graph, URIRef(f"{base}/v1/dimensions"), RDFS.Resource)),
        (DCAT.endpointDescription, typed(graph, URIRef(f"{base}/openapi.json"), RDFS.Resource)),
        (DCTERMS.license, LICENCE),
        (DCTERMS.accessRights, EVERYBODY),
        *((DCAT.servesDataset, dataset) for dataset in datasets),
    ):
        graph.add((api, predicate, value))
    return api
