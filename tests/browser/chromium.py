"""The browser of the tests: the Chromium that the machine has. Playwright's own is not downloaded.

Without windows (``chromium-headless-shell``) it is the same engine, and a context takes a quarter of the time.
"""

import shutil

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",  # the tests may run as root, in a container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING = "Chromium is not installed: the browser tests are left out."


def path() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)
