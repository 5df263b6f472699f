"""Pictures of answers: exact size, words for screen readers, nothing fetched."""

import struct
from dataclasses import replace
from typing import Any

import pytest
from defusedxml import ElementTree

from app.formats import FORMATS, Options, as_png, as_svg
from app.formats.charts.renderer import RENDERER
from app.languages import LANGUAGES, Text
from tests.formats.charts.test_frame import NUTS1, SECTOR, YEARS, answer
from tests.formats.samples import AGGREGATE, REGION, SUM, YEAR

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_picture_has_the_size_asked_for_and_says_what_it_shows(language: Any, theme: Any) -> None:
    options = Options(lang=language, theme=theme, width=640, height=400)

    picture = ElementTree.fromstring(as_svg.write(AGGREGATE, options))

    assert (picture.get("width"), picture.get("height"), picture.get("role")) == ("640", "400", "img")
    assert picture.findtext(f"{SVG}title") == AGGREGATE.title.in_(language)
    assert "2024, " in picture.findtext(f"{SVG}desc", "")
    written = "".join(picture.itertext())
    for region in AGGREGATE.codes["region"]:
        assert region.label.in_(language) in written


def test_a_picture_fills_its_size_whatever_it_shows() -> None:
    panels = answer(REGION, SECTOR, YEAR, SUM, values=[NUTS1, ["sector_1", "sector_2"], YEARS])
    for dataset in (AGGREGATE, panels, answer(REGION, SUM, values=[NUTS1])):
        picture = ElementTree.fromstring(as_svg.write(dataset, Options()))
        _, _, width, height = map(float, picture.get("viewBox", "").split())
        assert abs(width - 800) < 25
        assert abs(height - 450) < 25


def test_a_part_of_a_picture_is_named_by_what_it_shows_not_by_how_many_were_drawn_before() -> None:
    first, later, other = (
        as_svg.renamed(
            f'<clipPath id="clip{n}"/><g clip-path="url(#clip{n})"/><b fill="url(#gradient_{n + 2})"/>{word}'
        )
        for n, word in ((1, "clip1"), (27, "clip1"), (1, "another"))
    )

    assert first == later != other
    part = first.partition('id="')[2].partition('"')[0]
    assert f"url(#{part})" in first
    assert part not in other
    assert first.endswith("clip1")


def test_text_of_the_data_stays_text() -> None:
    dataset = replace(AGGREGATE, title=Text.same("<script>&"), codes={})

    assert b"<script>" not in as_svg.write(dataset, Options())


def test_a_foreign_picture_of_the_renderer_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RENDERER, "svg", lambda _: "<nothing/>")

    with pytest.raises(ValueError, match="no opening tag"):
        as_svg.write(AGGREGATE, Options())


@pytest.mark.parametrize(("side", "density"), [(400, 2), (1200, 1)])
def test_an_image_is_dense_unless_it_is_huge(side: int, density: int) -> None:
    image = as_png.write(AGGREGATE, Options(width=side, height=side))

    assert image.startswith(b"\x89PNG")
    assert struct.unpack(">II", image[16:24]) == (side * density, side * density)


@pytest.mark.parametrize("key", ["svg", "png", "vegalite"])
def test_the_same_answer_gives_the_same_picture(key: str) -> None:
    assert FORMATS[key].write(AGGREGATE, Options()) == FORMATS[key].write(AGGREGATE, Options())
