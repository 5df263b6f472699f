"""Changes as a feed that readers understand."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import feedparser
import pytest

from app.dataset import Column, Dataset, Meta
from app.errors import NotAcceptable
from app.formats import FORMATS, Options
from app.languages import Text
from tests.formats.samples import AGGREGATE

TIME = datetime(2026, 6, 30, 12, tzinfo=UTC)
KEYS = ("revision", "time", "dataset", "id", "action", "reason", "changes", "survivor", "link")
ROWS: list[tuple[Any, ...]] = [
    (
        3,
        TIME,
        "companies",
        "openerp",
        "merged",
        "One <company> & \x01 no more.",
        [],
        "odoo",
        "/v1/companies/openerp/history",
    ),
    (
        2,
        TIME,
        "funding-rounds",
        "odoo-2010-seed",
        "changed",
        None,
        [
            {"field": "amount", "before": None, "after": 1234567.5},
            {"field": "sources", "before": ["a", "b"], "after": []},
            {"field": "headline", "before": True, "after": False},
        ],
        None,
        "/v1/funding-rounds/odoo-2010-seed/history",
    ),
    (1, TIME, "sectors", "ai", "created", None, [{"field": "order", "before": None, "after": 2005}], None, None),
    (1, TIME, "units", "EUR", "created", None, [], None, None),
]
CHANGES = Dataset(
    name="changes",
    title=Text("Changes", "Wijzigingen", "Modifications", "Änderungen"),
    columns=tuple(Column(key, Text.same(key)) for key in KEYS),
    rows=ROWS,
    meta=Meta(data_version=3, updated=TIME),
    links={"self": "https://betech.example/v1/changes.atom", "next": "https://betech.example/v1/changes.atom?cursor=x"},
)


def read(dataset: Dataset = CHANGES, options: Options | None = None) -> Any:
    feed = feedparser.parse(FORMATS["atom"].write(dataset, options or Options()))
    assert not feed.bozo
    return feed


def test_a_reader_finds_everything_that_atom_asks_for() -> None:
    feed = read()

    assert feed.version == "atom10"
    assert (feed.feed.title, feed.feed.updated) == ("betech: Changes", "2026-06-30T12:00:00+00:00")
    assert {link.rel: link.href for link in feed.feed.links} == CHANGES.links
    assert len(feed.entries) == 4
    for entry in feed.entries:
        assert entry.id.startswith("urn:uuid:")
        assert entry.updated_parsed.tm_year == 2026
    assert len({feed.feed.id, *(entry.id for entry in feed.entries)}) == 5


def test_an_entry_says_what_happened_in_the_language_of_the_reader() -> None:
    merged, changed, created, bare = read(options=Options(lang="nl")).entries

    assert merged.title == "companies/openerp: samengevoegd"
    assert merged.content[0].value == "Samengevoegd met: odoo\nReden: One <company> &  no more."
    assert merged.link == "https://betech.example/v1/companies/openerp/history"
    assert changed.content[0].value == (
        "amount: (niets) → 1.234.567,5\nsources: a, b → (niets)\nheadline: true → false"
    )
    assert created.content[0].value == "order: 2005"
    assert created.link == "https://betech.example/v1/revisions/1"
    assert bare.content[0].value == "toegevoegd"


def test_the_same_changes_are_the_same_bytes() -> None:
    assert FORMATS["atom"].write(CHANGES, Options()) == FORMATS["atom"].write(CHANGES, Options())


def test_no_changes_are_an_empty_feed() -> None:
    feed = read(replace(CHANGES, rows=[], links={}))

    assert feed.entries == []
    assert feed.feed.updated == "2026-06-30T12:00:00+00:00"


def test_what_is_no_list_of_changes_is_no_feed() -> None:
    with pytest.raises(NotAcceptable):
        FORMATS["atom"].write(AGGREGATE, Options())
