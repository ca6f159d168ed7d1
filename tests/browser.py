"""Fixtures for tests that open pages: the site of a release, and a page of Chromium that tells of every fault.

`site` is a release of the five sources with everything that a release has, reached as files and over a server of its
own. `page` fails its test at the end when anything went wrong in the browser meanwhile: an error in the console, an
exception, a file that was not found, a dialog, or a request to another host.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from tests.components import require

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
SERIOUS = ("serious", "critical")
ALIKE = "tbody > tr:nth-child(n+4), ul.values > li:nth-child(n+4)"  # rows of a table, values of a column
INSIDE = ("data:", "blob:", "about:")  # requests that leave the browser for nowhere


@dataclass(frozen=True, slots=True)
class Site:
    """A release with its site, and where a browser finds it."""

    release: Path
    server: str  # its address, without a slash at the end

    def url(self, path: str = "site/index.html") -> str:
        """The address of a file of the release on the server."""
        return f"{self.server}/{quote(path)}"

    def file(self, path: str = "site/index.html") -> str:
        """The address of a file of the release on the disk."""
        return (self.release / path).as_uri()


@contextmanager
def served(release: Path) -> Iterator[Site]:
    """Serve a release on this machine alone."""
    handler = partial(_Quiet, directory=str(release))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield Site(release, f"http://127.0.0.1:{server.server_address[1]}")
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A release of the five sources with all its forms."""
    with served(release_of_five(tmp_path_factory.mktemp("site"))) as site:
        yield site


def release_of_five(out: Path) -> Path:
    """Publish the five sources into a folder with everything; the release."""
    from flows.present import present
    from flows.validate.accuracy import measure
    from tests.five import corpus
    from tests.publishing import FACTS, PASSED, publish_tables

    facts = replace(FACTS, accuracy=measure(corpus().tables).to_dict())
    return publish_tables(out, corpus().tables, corpus().texts, PASSED, facts, present).path


@pytest.fixture(scope="module")  # while it is open, no event loop can be run in this thread: other files may need one
def browser() -> Iterator[Browser]:
    """Chromium."""
    with launched() as running:
        yield running


@contextmanager
def launched() -> Iterator[Browser]:
    """Chromium, as long as the block runs."""
    chromium = require("chromium", "Debian's packages chromium and fonts-noto-cjk")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a fresh profile that must end without a fault."""
    with opened(browser) as page:
        yield page


@contextmanager
def opened(browser: Browser, **settings: Any) -> Iterator[Page]:
    """A page with other settings (`color_scheme`, `viewport`, `java_script_enabled` …), watched like `page`."""
    context = browser.new_context(**{"locale": "zh-CN", "viewport": WIDE, **settings})
    faults = watch(context)
    try:
        yield context.new_page()
    finally:
        context.close()
    assert not faults, "\n".join(["The browser told of faults:", *faults])


def watch(context: BrowserContext) -> list[str]:
    """A list that fills with what goes wrong in the pages of a context, a sentence each."""
    faults: list[str] = []

    def on_request(request: Any) -> None:
        if not request.url.startswith(("file:", "http://127.0.0.1:", *INSIDE)):
            faults.append(f"A request to another host: {request.url}")

    def on_failure(request: Any) -> None:
        if request.failure != "net::ERR_ABORTED":  # a download, or a page that was left
            faults.append(f"{request.url}: {request.failure}")

    def on_response(response: Any) -> None:
        if response.status >= 400:
            faults.append(f"{response.url}: status {response.status}")

    def on_dialog(dialog: Any) -> None:
        faults.append(f"A dialog: {dialog.message}")
        dialog.dismiss()

    def on_message(message: Any) -> None:
        if message.type == "error":
            faults.append(f"In the console: {message.text}")

    context.on("request", on_request)
    context.on("requestfailed", on_failure)
    context.on("response", on_response)
    context.on("dialog", on_dialog)
    context.on("console", on_message)
    context.on("weberror", lambda error: faults.append(f"An exception: {error.error}"))
    return faults


def thin(page: Page) -> None:
    """Leave three of what is made alike on a page: they do for all, and axe is slow."""
    page.evaluate("alike => document.querySelectorAll(alike).forEach(each => each.remove())", ALIKE)


def axe(page: Page) -> None:
    """Check a page for what keeps people out: no violation that axe-core calls serious or critical."""
    from axe_playwright_python.sync_playwright import Axe

    # Without preloading: the policy of the pages lets no script ask for the style sheets again.
    found = Axe().run(page, options={"preload": False}).response["violations"]
    told = [
        f"{each['id']} ({each['impact']}): {each['help']} at {node['target']}: {node['html'][:200]}"
        for each in found
        if each["impact"] in SERIOUS
        for node in each["nodes"][:5]
    ]
    assert not told, "\n".join(["Some people cannot use this page:", *told])


class _Quiet(SimpleHTTPRequestHandler):
    """A server that does not write a line for each request, and has an icon for what is no page (JSON, CSV)."""

    def do_GET(self) -> None:
        """Send a file."""
        if self.path == "/favicon.ico":
            self.send_response(HTTPStatus.NO_CONTENT)
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""
