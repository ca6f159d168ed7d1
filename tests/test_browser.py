"""The harness of the browser tests sees what it is there to see."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser import Site, axe, opened, served

FAULTY = {
    "console": "<script>console.error('broken')</script>",
    "exception": "<script>nothing.there()</script>",
    "not found": "<img src=missing.png alt=x>",
    "dialog": "<script>setTimeout(() => alert(1))</script>",
    "another host": "<img src=http://127.0.0.2:9/x.png alt=x>",
}


@pytest.mark.parametrize("body", FAULTY.values(), ids=FAULTY)
def test_fault_is_told(browser, tmp_path: Path, body: str) -> None:
    (tmp_path / "page.html").write_text(f"<!doctype html><title>x</title>{body}", "utf-8")
    with served(tmp_path) as site, pytest.raises(AssertionError, match="The browser told of faults"):
        look_at(browser, site.url("page.html"))


def look_at(browser, address: str) -> None:
    with opened(browser) as page:
        page.goto(address)
        page.wait_for_timeout(100)


def test_image_without_text_is_a_violation(page, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<!doctype html><html lang=en><title>x</title><img src=data:,>", "utf-8")
    page.goto((tmp_path / "page.html").as_uri())
    with pytest.raises(AssertionError, match="image-alt"):
        axe(page)


def test_release_is_reached_both_ways(page, site: Site) -> None:
    for address in (site.url("index.json"), site.file("index.json")):
        page.goto(address)
        assert "policy-plans" in page.content()
