"""Every kind of page of a release, as people open it: from the disk, on a desk and on a phone, in light and in dark."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser import PHONE, WIDE, Site, axe, opened, thin

SETTLED = "new Promise(done => requestAnimationFrame(() => requestIdleCallback(done)))"


@pytest.mark.parametrize(
    "settings",
    [{"viewport": WIDE, "color_scheme": "light"}, {"viewport": PHONE, "color_scheme": "dark"}],
    ids=["desk", "phone"],
)
def test_page_can_be_used_by_all_and_fits(browser, site: Site, settings: dict[str, Any]) -> None:
    folders: dict[str, list[str]] = {}
    for each in sorted(site.release.rglob("*.html"), key=lambda path: (path.stat().st_size, path.name)):
        folders.setdefault(each.parent.name, []).append(each.relative_to(site.release).as_posix())
    alike = ("documents", "side", "indicators", "regions", "subjects", "figures")  # pages of one kind: two do for all
    assert set(alike) <= set(folders)
    with opened(browser, **settings) as page:
        for path in (each for name, pages in folders.items() for each in (pages[:2] if name in alike else pages)):
            page.goto(site.file(path))
            page.evaluate(SETTLED)  # lists come when the page has been shown
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} is too wide"
            thin(page)
            axe(page)
