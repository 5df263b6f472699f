"""Atom (RFC 4287): changes as a feed, one entry per record and revision."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urljoin
from uuid import NAMESPACE_URL, uuid5

from feedgen.feed import FeedGenerator

from app.dataset import Dataset
from app.errors import NotAcceptable
from app.formats.options import Options
from app.languages import Language, Text
from app.prose import say_number

SUBTITLE = Text(
    "Every record that was added, changed or withdrawn, with the reason",
    "Elk record dat werd toegevoegd, gewijzigd of ingetrokken, met de reden",
    "Chaque fiche ajoutée, modifiée ou retirée, avec la raison",
    "Jeder Datensatz, der hinzukam, geändert oder zurückgezogen wurde, mit dem Grund",
)
ACTIONS: Mapping[str, Text] = {
    "created": Text("added", "toegevoegd", "ajouté", "hinzugefügt"),
    "changed": Text("changed", "gewijzigd", "modifié", "geändert"),
    "deleted": Text("withdrawn", "ingetrokken", "retiré", "zurückgezogen"),
    "merged": Text("merged", "samengevoegd", "fusionné", "zusammengeführt"),
}
REASON = Text("Reason", "Reden", "Raison", "Grund")
SURVIVOR = Text("Merged into", "Samengevoegd met", "Fusionné avec", "Zusammengeführt mit")
NOTHING = Text("(nothing)", "(niets)", "(rien)", "(nichts)")
NEEDED = ("revision", "time", "dataset", "id", "action", "reason", "changes", "survivor", "link")
CONTROLS = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF])


def write(dataset: Dataset, options: Options) -> bytes:
    """Write changes as a feed in the order of the answer.

    Nothing in it depends on when it is written: an entry is as old as its revision, the feed as old as the data. Ids
    are UUIDs made of what happened when, so that an entry keeps its id at every address. Links are made from
    `links.self`.

    Raises:
        NotAcceptable: the answer holds no changes.

    """
    keys = [column.key for column in dataset.columns]
    if any(key not in keys for key in NEEDED):
        raise NotAcceptable("Only changes can be written as a feed.")
    own = dataset.links.get("self") or "/v1/changes"
    feed = FeedGenerator()
    feed.id(identity("feed", dataset.name))
    feed.title(f"betech: {dataset.title.in_(options.lang)}")
    feed.subtitle(SUBTITLE.in_(options.lang))
    feed.language(options.lang)
    feed.updated(dataset.meta.updated)
    feed.author({"name": "betech"})
    feed.rights(dataset.meta.licence)
    feed.generator("betech")
    feed.link(href=own, rel="self", type="application/atom+xml")
    following = dataset.links.get("next")
    if following is not None:
        feed.link(href=following, rel="next", type="application/atom+xml")
    for row in dataset.rows:
        add_entry(feed, dict(zip(keys, row, strict=True)), own, options.lang)
    written: bytes = feed.atom_str(pretty=True)
    return written


def add_entry(feed: FeedGenerator, item: Mapping[str, Any], own: str, language: Language) -> None:
    """Add one record in one revision."""
    entry = feed.add_entry(order="append")
    entry.id(identity(item["dataset"], item["id"], str(item["revision"]), item["time"].isoformat()))
    entry.title(f"{item['dataset']}/{item['id']}: {ACTIONS[item['action']].in_(language)}")
    entry.updated(item["time"])
    entry.published(item["time"])
    entry.category({"term": item["dataset"]})
    target = urljoin(own, item["link"] or f"/v1/revisions/{item['revision']}")
    entry.link(href=target, rel="alternate", type="application/json")
    entry.content("\n".join(lines(item, language)).translate(CONTROLS), type="text")


def lines(item: Mapping[str, Any], language: Language) -> list[str]:
    """Return what happened as lines of plain text: the reason, then each field before and after."""
    said = []
    if item["survivor"] is not None:
        said.append(f"{SURVIVOR.in_(language)}: {item['survivor']}")
    if item["reason"] is not None:
        said.append(f"{REASON.in_(language)}: {item['reason']}")
    for change in item["changes"]:
        before, after = (spoken(change[side], language) for side in ("before", "after"))
        arrow = after if item["action"] == "created" else f"{before} → {after}"
        said.append(f"{change['field']}: {arrow}")
    return said or [ACTIONS[item["action"]].in_(language)]


def spoken(value: Any, language: Language) -> str:
    """Return a value as a line of text holds it."""
    if value is None:
        return NOTHING.in_(language)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return say_number(value, language)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(value) or NOTHING.in_(language)
    return str(value)


def identity(*parts: str) -> str:
    """Return a stable, universally unique id of what the parts name."""
    return uuid5(NAMESPACE_URL, "/".join(("betech", *parts))).urn
