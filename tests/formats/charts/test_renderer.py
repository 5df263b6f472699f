"""The renderer: drawings come from a process of its own, which may die or hang without harm to the service."""

import os
import re
from collections.abc import Iterator
from typing import Any

import pytest

from app.errors import Unavailable
from app.formats.charts.renderer import Renderer

BAR: dict[str, Any] = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "data": {"values": [{"year": "2024", "sum": 3}]},
    "mark": "bar",
    "encoding": {"x": {"field": "year"}, "y": {"field": "sum", "type": "quantitative"}},
}


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    made = Renderer()
    yield made
    made.stop()


def test_a_drawing_is_made_in_another_process(renderer: Renderer) -> None:
    picture = renderer.svg(BAR)

    assert picture.startswith("<svg ")
    assert renderer.process.pid != os.getpid()


def test_the_process_stays_for_the_next_drawing(renderer: Renderer) -> None:
    renderer.svg(BAR)
    first = renderer.process.pid

    renderer.svg(BAR)

    assert renderer.process.pid == first


def test_an_image_has_as_many_pixels_as_its_density_says(renderer: Renderer) -> None:
    picture = renderer.svg(BAR)
    width = int(re.findall(r'width="(\d+)"', picture)[0])

    image = renderer.png(picture, 2)

    assert image.startswith(b"\x89PNG")
    assert int.from_bytes(image[16:20], "big") == 2 * width


def test_what_the_library_refuses_is_told_and_harms_nobody(renderer: Renderer) -> None:
    with pytest.raises(ValueError, match="conversion failed"):
        renderer.svg({"mark": 1})

    assert renderer.svg(BAR).startswith("<svg ")


def test_a_process_that_died_is_started_anew(renderer: Renderer) -> None:
    renderer.svg(BAR)
    renderer.process.kill()
    renderer.process.join()

    assert renderer.svg(BAR).startswith("<svg ")


def test_a_drawing_that_takes_too_long_is_given_up_and_can_be_asked_for_again() -> None:
    hurried = Renderer(seconds=0.0)

    with pytest.raises(Unavailable) as caught:
        hurried.svg(BAR)

    assert caught.value.headers["Retry-After"] == "5"
    assert hurried.process is None
    hurried.seconds = 60
    assert hurried.svg(BAR).startswith("<svg ")
    hurried.stop()
