"""The code lists of a revision: codes with labels in four languages, parents, crosswalks and order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast
from unicodedata import combining, normalize

from rapidfuzz import fuzz, process, utils
from sqlalchemy import Row, Table, select, union

from app.dataset import Code
from app.languages import LANGUAGES, Text
from app.queries.vintages import Reading
from app.tables import TABLES, Observation, Source

# Code list → the table that holds it; the small ones are entries of `codes` under the same name.
TABLE_OF = {
    "region": "regions",
    "city": "cities",
    "area": "foreign_areas",
    "sector": "sectors",
    "stage": "stages",
    "deal_type": "deal_types",
    "exit_kind": "exit_kinds",
    "qualifier": "qualifiers",
    "unit": "units",
    "indicator": "indicators",
}
SMALL = (
    "company_status",
    "unicorn_status",
    "investor_kind",
    "milestone_kind",
    "source_kind",
    "amount_is",
    "confidence",
    "date_precision",
    "direction",
    "theme",
    "obs_status",
)
# Display order of the lists; `publisher` is made of the publishers of sources and observations.
CODE_LISTS = (*TABLE_OF, "publisher", *SMALL)

UNKNOWN = "UNK"

# What people call the Regions beside their official names and slugs.
COMMON_NAMES = {
    "BE1": ("Brussel", "Bruxelles", "Brüssel", "Brussels"),
    "BE2": ("Vlaanderen", "Flandre", "Flandern"),
    "BE3": ("Wallonië", "Wallonie", "Wallonien"),
}
# The areas of published figures: the Regions and provinces, the cities, and places abroad, as one list.
PLACE = "place"
CITY_LEVEL = Text(" (city)", " (stad)", " (ville)", " (Stadt)")
PROVINCE = 2
PROVINCE_LEVEL = Text(" (province level)", " (provincieniveau)", " (niveau provincial)", " (Provinzebene)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: `parent` is the wider code (or the deal type of a stage), `crosswalk` its other names in other systems."""

    code: str
    label: Text
    order: int
    parent: str | None = None
    description: str | None = None
    crosswalk: Mapping[str, str] = field(default_factory=dict)
    level: int | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


def folded(words: str) -> str:
    """Return words without case and accents, as the database folds the names that are searched."""
    return "".join(letter for letter in normalize("NFKD", words) if not combining(letter)).casefold().strip()


def nearest(word: str, among: Iterable[str]) -> str | None:
    """Return the word that was probably meant, None when nothing is near."""
    found = process.extractOne(word, list(among), scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=60)
    return None if found is None else str(found[0])


class CodeLists:
    """All code lists of one revision."""

    def __init__(self, lists: Mapping[str, Sequence[Entry]]) -> None:
        self.lists = lists
        self.by_code = {name: {entry.code: entry for entry in entries} for name, entries in lists.items()}
        self.spelled = {name: spellings(entries) for name, entries in lists.items()}

    def __getitem__(self, name: str) -> Sequence[Entry]:
        """Return the entries of a list in their order."""
        return self.lists[name]

    def find(self, name: str, word: str) -> Entry | None:
        """Return the entry that a code, a name, a slug or a code of another system means, None when there is none."""
        exact = self.by_code[name].get(word)
        if exact is not None:
            return exact
        code = self.spelled[name].get(folded(word))
        return None if code is None else self.by_code[name][code]

    def suggest(self, name: str, word: str) -> str | None:
        """Return the code that was probably meant by a word that is none, None when nothing is near."""
        near = nearest(folded(word), self.spelled[name])
        return None if near is None else self.spelled[name][near]

    def children(self, name: str, code: str) -> tuple[str, ...]:
        """Return a code and all codes below it."""
        below = [entry.code for entry in self.lists[name] if entry.parent == code]
        return (code, *(deep for child in below for deep in self.children(name, child)))

    def labels(self, name: str, codes: Iterable[Any] | None = None) -> tuple[Code, ...]:
        """Return the entries of a list, those of `codes` alone when given, in list order, as an answer shows them."""
        wanted = None if codes is None else set(codes)
        return tuple(
            Code(entry.code, entry.label, entry.parent, entry.order)
            for entry in self.lists[name]
            if wanted is None or entry.code in wanted
        )


def spellings(entries: Sequence[Entry]) -> dict[str, str]:
    """Return every folded spelling of every entry; what two levels share means the wider one."""
    found: dict[str, str] = {}
    for entry in sorted(entries, key=lambda entry: entry.level or 0):
        label = entry.label
        named = (label.en, label.nl, label.fr, label.de, *COMMON_NAMES.get(entry.code, ()))
        for word in (entry.code, *entry.crosswalk.values(), *named):
            found.setdefault(folded(word), entry.code)
    return found


async def code_lists(reading: Reading) -> CodeLists:
    """Return the code lists of the revision that is read; they are read once per revision."""
    known = reading.memory.get("code_lists")
    if known is None:
        known = CodeLists(await read_lists(reading))
        reading.memory["code_lists"] = known
    return cast("CodeLists", known)


async def read_lists(reading: Reading) -> dict[str, list[Entry]]:
    """Read every list from its table."""
    rows = {
        name: [entry(row) for row in await reading.connection.execute(select(*stored(table).columns))]
        for name, table in TABLE_OF.items()
    }
    small = await reading.connection.execute(select(*stored("codes").columns))
    rows |= {name: [] for name in SMALL}
    for row in small:
        rows.setdefault(row.list, []).append(entry(row))
    rows["region"] = distinct_labels(rows["region"])
    rows[PLACE] = places(rows["region"], rows["city"], rows["area"])
    publishers = union(select(Source.publisher), select(Observation.publisher)).subquery()
    names = await reading.connection.execute(select(publishers.c.publisher))
    rows["publisher"] = [Entry(name, Text.same(name), 0) for name in names.scalars()]
    sorted_lists = {name: sorted(entries, key=lambda e: (e.order, e.code)) for name, entries in rows.items()}
    return {name: sorted_lists[name] for name in (*CODE_LISTS, *(set(sorted_lists) - set(CODE_LISTS)))}


def distinct_labels(regions: list[Entry]) -> list[Entry]:
    """Mark a province that bears its Region's name, as Brussels does, so that no two labels are the same."""
    taken = {entry.label for entry in regions if entry.level != PROVINCE}
    return [
        replace(
            entry,
            label=Text(*(getattr(entry.label, lang) + getattr(PROVINCE_LEVEL, lang) for lang in LANGUAGES)),
        )
        if entry.level == PROVINCE and entry.label in taken
        else entry
        for entry in regions
    ]


def places(regions: list[Entry], cities: list[Entry], areas: list[Entry]) -> list[Entry]:
    """Return all places in one list, in that order; a city that bears the name of a wider place is marked as a city."""
    taken = {name for entry in (*regions, *areas) for name in names(entry)}
    marked = [
        replace(entry, label=Text(*(getattr(entry.label, lang) + getattr(CITY_LEVEL, lang) for lang in LANGUAGES)))
        if taken & set(names(entry))
        else entry
        for entry in cities
    ]
    return [replace(entry, order=order) for order, entry in enumerate((*regions, *marked, *areas))]


def names(entry: Entry) -> tuple[str, ...]:
    """Return the names of an entry in the four languages, and those in common use."""
    return (*(getattr(entry.label, lang) for lang in LANGUAGES), *COMMON_NAMES.get(entry.code, ()))


def stored(name: str) -> Table:
    """Return the stored table of that name."""
    return cast("Table", TABLES[name].__table__)


def entry(row: Row[Any]) -> Entry:
    """Return a stored row of any list as an entry."""
    values: dict[str, Any] = row._asdict()
    english = values.get("name_en") or values["name"]
    crosswalk = {system: values[system] for system in ("iso_3166_2", "refnis", "slug") if values.get(system)}
    extra: dict[str, Any] = {
        key: values[key] for key in ("is_technology", "decimals", "theme", "unit", "headline") if key in values
    }
    level = values.get("level")
    order = values.get("order")
    if order is None:
        order = 9 if values.get("code") == UNKNOWN else (level or 0)
    return Entry(
        code=values["code"],
        label=Text(english, values["name_nl"], values["name_fr"], values.get("name_de") or english),
        order=order,
        parent=values.get("parent") or values.get("province") or values.get("deal_type"),
        description=values.get("description_en") or values.get("definition_en"),
        crosswalk=crosswalk,
        level=level,
        extra=extra,
    )
