"""Pictures of the pages for docs/screenshots.md: `make screenshots`, after a change of what people see."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flows.present.release import Release
from tests.browser import PHONE, WIDE, Site, launched, opened, release_of_five, served
from tests.five import ROOT

FOLDER = ROOT / "docs" / "screenshots"
LARGEST = 150_000  # bytes of a picture
QUALITIES = (85, 70, 55, 40)
PAGE = """# What people see

The pages of a release of the five sources here, as `make screenshots` takes them: English and Chinese at a switch, light
and dark as the reader's machine is set. Open `outputs/latest/site/index.html` for your own.
"""


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: what it shows, in words; of which page, after which steps; how large and in which colours."""

    name: str
    says: str
    page: str
    size: Mapping[str, int] = field(default_factory=lambda: WIDE)
    scheme: str = "light"
    steps: Callable[[Any], None] = lambda page: None


def scrolled_to(place: str) -> Callable[[Any], None]:
    """The steps that bring a part of a page into view."""
    return lambda page: page.locator(place).first.evaluate("each => each.scrollIntoView()")


def in_english(page: Any) -> None:
    page.locator("#language").click()


def shots(release: Release) -> tuple[Shot, ...]:
    """All pictures of a release."""
    target = _target(release)
    reader = f"site/documents/{target['doc_id']}.html#{target['target_id']}"
    found = "site/search.html?q=农村"
    leading = max(release.table("agencies", "agency_id", "n_lead").to_pylist(), key=lambda row: row["n_lead"])
    agency = f"site/agency.html#{leading['agency_id']}"
    indicator, region = "site/indicators/it-industry-income.html", "site/regions/620000.html"
    side, unit = _side(release), scrolled_to(".unit >> nth=3")
    return (
        Shot("start", "The start page: what the dataset is, and what it says.", "site/index.html"),
        Shot("start-english", "The same in English, dark.", "site/index.html", scheme="dark", steps=in_english),
        Shot("start-phone", "The start page on a phone.", "site/index.html", PHONE),
        Shot("figures", "Figures, each with its table.", "site/index.html", steps=scrolled_to("#figures")),
        Shot("indicator", "An indicator: all its values, each a link to its sentence.", indicator),
        Shot(
            "region-phone", "A region, its targets beside those of its equals, on a phone, dark.", region, PHONE, "dark"
        ),
        Shot("agency", "An agency: its names, what it works on, with whom.", agency),
        Shot("reader", "A document: what was read from it, beside its text; here the link to a target.", reader),
        Shot("reader-phone", "The same target on a phone, dark.", reader, PHONE, "dark"),
        Shot("side", "A plan beside what it follows: what is copied, adapted, its own.", side),
        Shot("side-phone", "The same on a phone, dark: each article above what it follows.", side, PHONE, "dark", unit),
        Shot("search", "Search in articles, targets and agencies, in the browser alone.", found),
        Shot("search-phone", "Search on a phone.", found, PHONE),
        Shot("dictionary", "The dictionary: every column, with an example and its fill rate.", "site/dictionary.html"),
    )


def take(site: Site, browser: Any, shot: Shot) -> bytes:
    """A picture as WebP, as good as its size allows."""
    path, mark, rest = shot.page.partition("?" if "?" in shot.page else "#")
    with opened(browser, viewport=shot.size, color_scheme=shot.scheme) as page:
        page.goto(site.url(path) + mark + rest)
        page.wait_for_timeout(500)
        shot.steps(page)
        page.wait_for_timeout(1500)  # lists and results come when the page has been shown
        screen = page.context.new_cdp_session(page)
        for quality in QUALITIES:
            taken = screen.send("Page.captureScreenshot", {"format": "webp", "quality": quality})
            picture = base64.b64decode(taken["data"])
            if len(picture) <= LARGEST:
                return picture
    raise ValueError(f"The picture {shot.name} is larger than {LARGEST:,} bytes.")


def main() -> None:
    """Take all pictures, and write the page that shows them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, launched() as browser, served(release_of_five(Path(folder))) as site:
        taken = shots(Release.read(site.release))
        for shot in taken:
            (FOLDER / f"{shot.name}.webp").write_bytes(take(site, browser, shot))
    parts = (f"\n{shot.says}\n\n![{shot.says}](screenshots/{shot.name}.webp)\n" for shot in taken)
    (ROOT / "docs" / "screenshots.md").write_text(PAGE + "".join(parts), "utf-8")


def _side(release: Release) -> str:
    """The page of a document beside the one from which it copied most."""
    rows = release.table("alignments").to_pylist()
    most = max(rows, key=lambda row: (row["direction"] == "down", row["copied_share"], row["article_id"]))
    return f"site/side/{most['doc_id']}.{most['followed_doc_id']}.html"


def _target(release: Release) -> dict[str, Any]:
    """A target with a value, of a document with a number."""
    numbered = {row["doc_id"] for row in release.table("documents").to_pylist() if row["doc_number"]}
    targets = release.table("targets").to_pylist()
    return next(row for row in targets if row["doc_id"] in numbered and row["kind"] == "level" and row["value"])


if __name__ == "__main__":
    main()
