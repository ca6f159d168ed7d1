"""Every kind of page of a release, as people open it: from the disk, on a desk and on a phone, in light and in dark."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser import PHONE, WIDE, Site, axe, opened


@pytest.mark.parametrize(
    "settings",
    [{"viewport": WIDE, "color_scheme": "light"}, {"viewport": PHONE, "color_scheme": "dark"}],
    ids=["desk", "phone"],
)
def test_page_can_be_used_by_all_and_fits(browser, site: Site, settings: dict[str, Any]) -> None:
    documents, beside = (
        sorted((site.release / "site" / name).glob("*.html"), key=lambda path: path.stat().st_size)
        for name in ("documents", "side")
    )
    others = [path for path in site.release.rglob("*.html") if path not in (*documents, *beside)]
    assert len(others) >= 5
    for path in (  # a duplicate, a plan, one beside what it follows
        each.relative_to(site.release).as_posix() for each in [*documents[:2], *beside[:1], *others]
    ):
        with opened(browser, **settings) as page:
            page.goto(site.file(path))
            page.wait_for_timeout(200)  # lists come when the page has been shown
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} is too wide"
            axe(page)
