"""Find the Chromium that drives the browser tests: the one that is named, else one on the path, else Playwright's own."""

import os
import shutil
from pathlib import Path

from playwright.sync_api import Playwright

VARIABLE = "BETECH_TEST_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ADVICE = (
    f"the browser tests need Chromium: install your system's package chromium, run `playwright install chromium`, "
    f"or name one in {VARIABLE}"
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium(playwright: Playwright) -> str:
    """Return the path of a Chromium.

    Raises:
        RuntimeError: there is none; the message is one line that says how to get one.

    """
    named = os.environ.get(VARIABLE)
    candidates = [named] if named else [*filter(None, map(shutil.which, NAMES)), playwright.chromium.executable_path]
    for candidate in candidates:
        if Path(candidate).is_file():
            return candidate
    raise RuntimeError(ADVICE)
