"""Captions: the words around a chart - title, unit, source line, licence, what is not shown, and the text for those who do not see it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Any

from app.dataset import Dataset
from app.formats import wordings
from app.formats.charts.figures import PUBLISHER
from app.formats.charts.maps import draws_on_map, off_the_map
from app.formats.charts.palette import SKINS
from app.formats.charts.reading import Drawing
from app.formats.options import Options
from app.languages import Text
from app.prose import say_day

SERVICE = "betech"
MAX_SOURCES = 4
MAX_TOLD = 40
TITLE_SIZE, SUBTITLE_SIZE, FOOT_SIZE = 17, 13, 10.5
LETTER_SHARE = 0.53  # of the size of a letter is its width, about

PROVISIONAL = Text(
    "Pale, hollow or ringed: provisional or estimated.",
    "Bleek, hol of met een ring: voorlopig of geschat.",
    "Pâle, creux ou cerclé\u00a0: provisoire ou estimé.",
    "Blass, hohl oder mit Ring: vorläufig oder geschätzt.",
)
GAPS = Text(
    "Gaps: no value.", "Onderbrekingen: geen waarde.", "Interruptions\u00a0: pas de valeur.", "Lücken: kein Wert."
)
VERSION = Text("data version", "gegevensversie", "version des données", "Datenversion")
DISPUTED = Text(
    "Disputed values left out: {count}.",
    "Betwiste waarden weggelaten: {count}.",
    "Valeurs contestées omises\u00a0: {count}.",
    "Ausgelassene umstrittene Werte: {count}.",
)
OFF_MAP = Text("Not on the map", "Niet op de kaart", "Hors carte", "Nicht auf der Karte")
MAP_BY = Text("Map: Natural Earth.", "Kaart: Natural Earth.", "Carte\u00a0: Natural Earth.", "Karte: Natural Earth.")


def headings(dataset: Dataset, drawing: Drawing, options: Options, room: float) -> dict[str, Any]:
    """Return the title and, under it, what is measured, in which unit, and what holds for all values."""
    measure = drawing.measure.label.in_(options.lang)
    unit = f" ({drawing.scale.words})" if drawing.scale.words else ""
    return {
        "text": fit(drawing.name or dataset.title.in_(options.lang), room, TITLE_SIZE * 1.06),
        "subtitle": fit(" · ".join((measure + unit, *drawing.fixed)), room, SUBTITLE_SIZE),
        "anchor": "start",
        "frame": "bounds",
        "fontSize": TITLE_SIZE,
        "subtitleFontSize": SUBTITLE_SIZE,
        "subtitlePadding": 5,
        "offset": 12,
    }


def footnotes(dataset: Dataset, drawing: Drawing, cuts: Sequence[str], options: Options, room: float) -> dict[str, Any]:
    """Return the small print under the chart."""
    lines = [line for text in small_print(dataset, drawing, cuts, options) for line in fit(text, room, FOOT_SIZE)]
    return {
        "text": lines,
        "orient": "bottom",
        "anchor": "start",
        "fontSize": FOOT_SIZE,
        "fontWeight": "normal",
        "color": SKINS[options.theme].faint,
        "offset": 10,
    }


def small_print(dataset: Dataset, drawing: Drawing, cuts: Sequence[str], options: Options) -> Iterator[str]:
    """Yield the sentences of the small print."""
    lang, meta = options.lang, dataset.meta
    day = say_day(meta.updated.date(), lang)
    colon = "\u00a0: " if lang == "fr" else ": "
    notes = list(cuts)
    if any(point["provisional"] for point in drawing.points):
        notes.append(PROVISIONAL.in_(lang))
    if drawing.time and any(point["value"] is None for point in drawing.points):
        notes.append(GAPS.in_(lang))
    if drawing.disputed:
        notes.append(DISPUTED.in_(lang).format(count=drawing.disputed))
    if is_map(drawing):
        lost = "; ".join(f"{point[drawing.sides[0].key]} {point['text']}" for point in off_the_map(drawing))
        notes += [f"{OFF_MAP.in_(lang)}{colon}{lost}."] if lost else []
        notes.append(MAP_BY.in_(lang))
    if notes:
        yield " ".join(notes)
    sources = sources_of(dataset, drawing)
    named = ", ".join(sources[:MAX_SOURCES])
    every = meta.extra.get("sources_total", 0)
    if every > len(meta.sources):
        named += f" … ({every})"
    elif len(sources) > MAX_SOURCES:
        named += f" + {len(sources) - MAX_SOURCES}"
    version = f"{SERVICE}, {VERSION.in_(lang)} {meta.data_version}, {day}"
    label = wordings.SOURCES if sources else wordings.SOURCE
    yield f"{label.in_(lang)}{colon}{'; '.join(filter(None, (named, version)))}"
    yield f"{wordings.LICENCE.in_(lang)}{colon}{meta.licence}"


def sources_of(dataset: Dataset, drawing: Drawing) -> list[str]:
    """Return who published what is drawn, those with the most figures first, else where the records come from."""
    told = Counter(point[PUBLISHER] for point in drawing.points if PUBLISHER in point)
    publishers = [name for name, _ in told.most_common()]
    return (
        publishers or list(dict.fromkeys(cited.publisher for cited in dataset.meta.cited)) or list(dataset.meta.sources)
    )


def is_map(drawing: Drawing) -> bool:
    """Tell whether a drawing becomes a map."""
    still = drawing.time is None and drawing.panels is None and not drawing.published
    return still and len(drawing.sides) == 1 and draws_on_map(drawing.sides[0])


def describe(dataset: Dataset, drawing: Drawing, options: Options) -> str:
    """Return the chart in words: what it shows, then its values, as many as a listener can bear."""
    sides = [side for side in (drawing.time, *drawing.sides, drawing.panels) if side]
    told = [
        f"{', '.join(point[side.key] for side in sides)}: {point['text']}" if sides else point["text"]
        for point in drawing.points[:MAX_TOLD]
    ]
    more = ["…"] if len(drawing.points) > MAX_TOLD else []
    measure = drawing.measure.label.in_(options.lang)
    return f"{drawing.name or dataset.title.in_(options.lang)}. {measure}. " + "; ".join([*told, *more])


def fit(text: str, room: float, size: float) -> list[str]:
    """Break a text into lines that fit the room at a size of letters."""
    return wrap(text, max(12, int(room / (size * LETTER_SHARE))), break_on_hyphens=False) or [""]
