"""Renderer: the drawing library in a process of its own, since it stops every other thread while it draws."""

from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Lock
from typing import Any

from app.errors import Unavailable

DRAWING_SECONDS = 30.0


class Renderer:
    """A process that draws one picture at a time; it starts with the first one, and anew when it has died or hangs.

    It ends with the process that asks: its line is then cut.
    """

    def __init__(self, seconds: float = DRAWING_SECONDS) -> None:
        self.seconds = seconds
        self.turn = Lock()
        self.process: Any = None
        self.line: Connection | None = None

    def svg(self, spec: dict[str, Any]) -> str:
        """Draw a specification; nothing is fetched, since it carries all it needs."""
        picture: str = self.ask("vegalite_to_svg", {"vl_spec": spec, "allowed_base_urls": []})
        return picture

    def png(self, picture: str, density: int) -> bytes:
        """Turn a drawing into an image with so many pixels to each of its own."""
        image: bytes = self.ask("svg_to_png", {"svg": picture, "scale": density})
        return image

    def ask(self, function: str, arguments: dict[str, Any]) -> Any:
        """Return what a function of the library makes of its arguments.

        Raises:
            Unavailable: the drawing took too long, or the process died over it.
            ValueError: the library refuses the arguments.

        """
        with self.turn:
            line = self.line if self.line is not None and self.process.is_alive() else self.start()
            try:
                line.send((function, arguments))
                if not line.poll(self.seconds):
                    raise TimeoutError
                refused, result = line.recv()
            except (EOFError, OSError) as error:
                self.stop()
                raise Unavailable(
                    "The drawing could not be finished; ask for less, or again later.", headers={"Retry-After": "5"}
                ) from error
        if refused:
            raise ValueError(result)
        return result

    def start(self) -> Connection:
        """Start the process and return the line to it."""
        self.stop()
        context = get_context("spawn")
        self.line, far_end = context.Pipe()
        self.process = context.Process(target=draw, args=(far_end,), name="betech-renderer", daemon=True)
        self.process.start()
        far_end.close()
        return self.line

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        if self.line is not None:
            self.line.close()
            self.process.kill()
            self.process.join()
        self.line = self.process = None


def draw(line: Connection) -> None:
    """Draw what comes over the line until it is cut: the whole life of the process."""
    library = import_module("vl_convert")  # here and nowhere else
    while True:
        try:
            function, arguments = line.recv()
        except EOFError:
            return
        try:
            line.send((False, getattr(library, function)(**arguments)))
        except ValueError as refusal:
            line.send((True, str(refusal)))


RENDERER = Renderer()
