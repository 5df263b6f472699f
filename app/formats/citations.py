"""Citations of an answer: a ready sentence in four languages, BibTeX and CSL-JSON, all leading back to the same numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date
from hashlib import blake2b
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

from app.dataset import Dataset
from app.languages import LANGUAGES, LOCALES, Language, Text
from app.prose import say_day

SOURCE = "betech"
SENTENCE = Text(
    "{source}, “{title}”, data version {version} of {day}, licence {licence}, {url}",
    "{source}, “{title}”, dataversie {version} van {day}, licentie {licence}, {url}",
    "{source}, «\u00a0{title}\u00a0», version des données {version} du {day}, licence {licence}, {url}",
    "{source}, „{title}“, Datenversion {version} vom {day}, Lizenz {licence}, {url}",
)
NOTE = Text(
    "Data version {version} of {day}. Licence: {licence}.",
    "Dataversie {version} van {day}. Licentie: {licence}.",
    "Version des données {version} du {day}. Licence\u00a0: {licence}.",
    "Datenversion {version} vom {day}. Lizenz: {licence}.",
)
LICENCES: Mapping[str, str] = {"CC-BY-4.0": "CC BY 4.0"}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# What LaTeX would read as a command rather than as a letter.
LATEX = str.maketrans(
    {letter: f"\\{letter}" for letter in "&%$#_{}"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
)
SAFE = ",:*/-._~"  # what stays as it is in the canonical spelling of a question


@dataclass(frozen=True, slots=True)
class Citation:
    """What a citation names. There is no day of access: the data version says more, and nothing depends on the clock."""

    title: Text
    version: int
    day: date
    licence: str
    url: str

    @property
    def key(self) -> str:
        """A short, stable name for lists of references."""
        return f"{SOURCE}-v{self.version}-{blake2b(self.url.encode(), digest_size=4).hexdigest()}"


def citation_of(dataset: Dataset, canonical: str) -> Citation:
    """Return the citation of an answer; `canonical` is its address, root-relative or in full."""
    return Citation(
        title=named(dataset, canonical),
        version=dataset.meta.data_version,
        day=dataset.meta.updated.astimezone(UTC).date(),
        licence=dataset.meta.licence,
        url=permalink(canonical, dataset.meta.data_version),
    )


def cited(dataset: Dataset, canonical: str) -> Dataset:
    """Return the answer with the sentence to cite it with, in its own language."""
    return replace(
        dataset, meta=replace(dataset.meta, citation=sentence(citation_of(dataset, canonical), dataset.meta.lang))
    )


def named(dataset: Dataset, canonical: str) -> Text:
    """Return the title of an answer; that of a single record is followed by the record's id."""
    *_, resource, row_id = ("", *urlsplit(canonical).path.split("/"))
    title = dataset.title
    if resource != dataset.name or not row_id:
        return title
    row_id = row_id.partition(".")[0]
    return Text(
        f"{title.en}: {row_id}", f"{title.nl}: {row_id}", f"{title.fr}\u00a0: {row_id}", f"{title.de}: {row_id}"
    )


def permalink(canonical: str, version: int) -> str:
    """Return the address under which the same numbers will be found: the question, asked of one data version."""
    parts = urlsplit(canonical)
    asked = [
        pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in ("as_of", "data_version")
    ]
    query = "&".join(
        f"{quote(name)}={quote(value, safe=SAFE)}" for name, value in sorted([*asked, ("data_version", str(version))])
    )
    return urlunsplit(parts._replace(query=query))


def sentence(citation: Citation, language: Language) -> str:
    """Return the citation as a sentence for a text or a footnote."""
    return SENTENCE.in_(language).format(
        source=SOURCE, title=citation.title.in_(language), url=citation.url, **told(citation, language)
    )


def told(citation: Citation, language: Language) -> dict[str, Any]:
    """Return version, day and licence as a language says them."""
    return {
        "version": citation.version,
        "day": say_day(citation.day, language),
        "licence": LICENCES.get(citation.licence, citation.licence),
    }


def bibtex(citation: Citation, language: Language) -> str:
    """Return the citation as a BibTeX entry, in UTF-8."""
    fields = {
        "author": f"{{{SOURCE}}}",
        "title": f"{{{citation.title.in_(language).translate(LATEX)}}}",
        "year": str(citation.day.year),
        "month": MONTHS[citation.day.month - 1],
        "version": str(citation.version),
        "note": NOTE.in_(language).format(**told(citation, language)).translate(LATEX),
        "url": citation.url,
    }
    lines = [f"  {name} = " + (value if name == "month" else f"{{{value}}}") + "," for name, value in fields.items()]
    return "\n".join((f"@misc{{{citation.key},", *lines, "}", ""))


def csl_json(citation: Citation, language: Language) -> list[dict[str, Any]]:
    """Return the citation as CSL-JSON (schema 1.0), the list of one entry that reference managers import."""
    return [
        {
            "id": citation.key,
            "type": "dataset",
            "title": citation.title.in_(language),
            "author": [{"literal": SOURCE}],
            "publisher": SOURCE,
            "issued": {"date-parts": [[citation.day.year, citation.day.month, citation.day.day]]},
            "version": str(citation.version),
            "URL": citation.url,
            "language": LOCALES[language].replace("_", "-"),
            "note": NOTE.in_(language).format(**told(citation, language)),
        }
    ]


def in_every_form(citation: Citation, language: Language) -> dict[str, Any]:
    """Return the citation in every form at once, as the answer of `/v1/cite` shows it."""
    return {
        "sentence": {lang: sentence(citation, lang) for lang in LANGUAGES},
        "bibtex": bibtex(citation, language),
        "csl": csl_json(citation, language),
        "permalink": citation.url,
        "data_version": citation.version,
    }
