"""The explorer in a real browser: a server on a port of its own over the shipped data, a page that tells of every fault."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright
from pydantic import SecretStr
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL

from app.main import create_app
from app.settings import Settings
from tests.conftest import new_database
from tests.web.explorer.chromium import FLAGS, find_chromium

LOCALES = {"en": "en-GB", "nl": "nl-BE", "fr": "fr-BE", "de": "de-DE"}
PATIENCE_MS = 30_000  # a machine that runs other tests at the same time is slow


@dataclass
class Site:
    """The running site, and what its API answers to the tests."""

    address: str

    def ask(self, path: str, **parameters: Any) -> Any:
        """Return the JSON answer of an address of the API."""
        answer = httpx.get(self.address + path, params=parameters or None, timeout=60)
        answer.raise_for_status()
        return answer.json()


@dataclass
class Visit:
    """One reader's browser window, and every fault that it told of."""

    site: Site
    page: Page
    faults: list[str] = field(default_factory=list)

    def open(self, state: str = "", wait: str = "main h1") -> Page:
        """Open a state of the explorer and wait for its heading."""
        self.page.goto(f"{self.site.address}/{state}")
        self.page.wait_for_selector(wait)
        return self.page

    def settle(self) -> None:
        """Wait until nothing is on its way any more."""
        self.page.wait_for_load_state("networkidle")
        expect(self.page.locator("[aria-busy]")).to_have_count(0)


Visiting = Callable[..., Visit]


@pytest.fixture(scope="session")
def explorer_database(server: URL, shipped_template: str) -> URL:
    """The shipped data as of 10 January 2025, and a second revision of 1 March that doubles one amount."""
    url = new_database(server, "explorer", shipped_template)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE revisions SET created_at = '2025-01-10T12:00:00Z' WHERE number = 1"))
        connection.execute(
            text(
                "INSERT INTO revisions (number, created_at, kind, author, reason) "
                "VALUES (2, '2025-03-01T12:00:00Z', 'import', 'test', 'The amount was printed wrong.')"
            )
        )
        connection.execute(text("SELECT set_config('betech.revision', '2', true)"))
        connection.execute(
            text(
                "UPDATE funding_rounds SET amount = amount * 2, amount_eur = amount_eur * 2, amount_usd = amount_usd * 2, "
                "revision = 2 WHERE id = 'ibanfirst-2021-undisclosed'"
            )
        )
    engine.dispose()
    return url


@pytest.fixture(scope="session")
def site(explorer_database: URL) -> Iterator[Site]:
    """The site, served as it is in earnest."""
    settings = Settings(
        DATABASE_URL=SecretStr(explorer_database.render_as_string(hide_password=False)), log_level="error"
    )
    config = uvicorn.Config(create_app(settings), port=0, log_level="warning", lifespan="on")
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    while not running.started:
        thread.join(0.05)
        assert thread.is_alive(), "the server did not start"
    port = running.servers[0].sockets[0].getsockname()[1]
    yield Site(f"http://127.0.0.1:{port}")
    running.should_exit = True
    thread.join(20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium without a window; while it is open no other event loop can run in this thread, so a module closes it."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=find_chromium(playwright), args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture
def visit(site: Site, browser: Browser) -> Iterator[Visiting]:
    """Makes visits; at the end none of them may have met an error or asked another host."""
    visits: list[Visit] = []

    def begin(lang: str = "en", *, width: int = 1440, theme: Any = "light", expected: tuple[str, ...] = ()) -> Visit:
        context = browser.new_context(
            locale=LOCALES[lang],
            viewport={"width": width, "height": 900},
            color_scheme=theme,
            permissions=["clipboard-read", "clipboard-write"],
        )
        context.set_default_timeout(PATIENCE_MS)
        made = Visit(site, context.new_page())
        watch(made, expected)
        visits.append(made)
        return made

    yield begin
    for made in visits:
        made.page.context.close()
    assert [fault for made in visits for fault in made.faults] == []


def watch(visit: Visit, expected: tuple[str, ...]) -> None:
    """Write down errors, messages of the console, and requests to other hosts; `expected` words are no fault."""

    def tell(fault: str) -> None:
        if not any(word in fault for word in expected):
            visit.faults.append(fault)

    def asked(request: Request) -> None:
        if not request.url.startswith((visit.site.address, "data:", "blob:")):
            tell(f"another host was asked: {request.url}")

    expect.set_options(timeout=PATIENCE_MS)
    visit.page.on("console", lambda message: tell(f"{message.type}: {message.text} {message.location.get('url', '')}"))
    visit.page.on("pageerror", lambda error: tell(f"error: {error}"))
    visit.page.on("request", asked)
