"""Documents side by side as people use them: on a desk, a phone and paper, by keyboard, without scripts, in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from flows.present.release import Release
from flows.present.site.pages import Site as Pages
from flows.present.site.side import write_side
from tests.browser import Site, axe, opened, served
from tests.hostile import SPELL, TAGS, UNSEEN
from tests.test_reader import sources, written
from tests.test_side import CENTRE, LOCAL

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

OTHER = (
    LOCAL.replace("甘肃省", "陕西省").replace("庆阳、兰州新区和金昌", "西安和榆林").replace("2021年9月", "2022年1月")
)


@pytest.fixture(scope="module")
def side(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Two provinces that follow the centre, and one of them the other; their texts mean harm."""
    folder = tmp_path_factory.mktemp("side")
    texts = {"centre_txt": CENTRE, "gansu_txt": LOCAL, "shaanxi_txt": OTHER}
    harm = ("".join(TAGS), UNSEEN)
    release = written(folder / "out", sources(folder, **{name: text.format(*harm) for name, text in texts.items()}))
    write_side(Pages(release))
    Pages(release).write_assets()
    with served(release.folder) as found:
        yield found


def links(site: Site) -> list[dict[str, Any]]:
    """The alignments of the document that follows most."""
    rows: list[dict[str, Any]] = Release.read(site.release).table("alignments").to_pylist()
    beside = {
        row["doc_id"]: {each["followed_doc_id"] for each in rows if each["doc_id"] == row["doc_id"]} for row in rows
    }
    most = max(beside, key=lambda doc_id: len(beside[doc_id]))
    assert len(beside[most]) == 2
    return [row for row in rows if row["doc_id"] == most]


def path(link: dict[str, Any], place: str = "") -> str:
    return f"site/side/{link['doc_id']}.{link['followed_doc_id']}.html" + (f"#{place}" if place else "")


def open_at(page: Page, site: Site, link: dict[str, Any], place: str = "") -> None:
    page.goto(site.url(path(link)) + (f"#{place}" if place else ""))


def box(found: Locator) -> dict[str, float]:
    place = found.bounding_box()
    assert place
    return dict(place)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_everybody_can_use_it(browser: Browser, side: Site, width: int, scheme: Any) -> None:
    with opened(browser, viewport={"width": width, "height": 800}, color_scheme=scheme) as page:
        open_at(page, side, links(side)[0])
        axe(page)
        assert page.evaluate(f"window.{SPELL}") is None


def test_it_fits_every_width_and_a_phone_has_one_column(browser: Browser, side: Site) -> None:
    with opened(browser) as page:
        open_at(page, side, links(side)[0])
        for language in ("zh", "en"):
            for width in (320, 390, 768, 1024, 1600):
                page.set_viewport_size({"width": width, "height": 800})
                assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{language} {width}"
                unit = page.locator(".unit:not(.alone)").first
                mine, theirs = box(unit.locator(".mine")), box(unit.locator(".theirs"))
                if width < 768:
                    assert mine["y"] + mine["height"] <= theirs["y"]
                else:
                    assert mine["x"] + mine["width"] <= theirs["x"]
                    assert abs(mine["y"] - theirs["y"]) < 2
            page.locator("#language").click()


def test_the_followed_document_says_who_took_its_article_up(page: Page, side: Site) -> None:
    from playwright.sync_api import expect

    link = next(row for row in links(side) if row["relation"] == "verbatim")
    page.goto(side.file(f"site/documents/{link['followed_doc_id']}.html") + f"#{link['followed_article_id']}")
    block = page.locator(f"[id='{link['followed_article_id']}']")
    block.locator(f".beside a[href$='{link['doc_id']}.{link['followed_doc_id']}.html#{link['article_id']}']").click()
    unit = page.locator(".unit:target")
    expect(unit).to_be_in_viewport()
    assert unit.get_attribute("id") == link["article_id"]
    assert unit.locator(".mine mark").first.is_visible()
    assert unit.locator(".theirs mark").first.is_visible()
    unit.locator(".theirs .path").first.click()
    assert page.url.endswith(f"{link['followed_doc_id']}.html#{link['followed_article_id']}")


def test_the_switch_leads_to_the_other_document_by_keyboard(page: Page, side: Site) -> None:
    first = links(side)[0]
    page.goto(side.file(path(first)))
    other = page.locator(".switch a:not([aria-current])")
    address = other.get_attribute("href")
    page.locator(".head .name a").last.focus()
    for _ in range(3):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href')") == address:
            break
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(re.escape(Path(str(address)).name)))
    assert page.locator(".switch [aria-current]").get_attribute("href") == address


def test_what_was_dropped_is_a_link_away(page: Page, side: Site) -> None:
    central = next(row for row in links(side) if row["direction"] == "down")
    open_at(page, side, central)
    page.locator(".shares a").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#dropped"
    assert "推动跨境流动" in page.locator("section.dropped").inner_text()
    assert "发展骆驼养殖" in page.locator(".unit.alone").last.inner_text()


def test_without_scripts_all_of_it_is_there(browser: Browser, side: Site) -> None:
    with opened(browser, java_script_enabled=False) as page:
        open_at(page, side, links(side)[0])
        assert page.locator(".switch a").count() == 2
        assert page.locator(".unit mark").first.is_visible()
        assert "%" in page.locator(".shares .copied dd").inner_text()


def test_in_english_our_words_are_english(page: Page, side: Site) -> None:
    open_at(page, side, links(side)[0])
    page.locator("#language").click()
    said = [
        text
        for place in ("h1", ".shares", ".tag", "section.dropped h2", ".switch p")
        for text in page.locator(place).all_inner_texts()
    ]
    assert said
    assert not [text for text in said if re.search("[\u4e00-\u9fff]", text)]


def test_on_paper_there_are_two_columns_and_no_controls(page: Page, side: Site) -> None:
    open_at(page, side, links(side)[0])
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 1000})  # A4 within its margins
    unit = page.locator(".unit:not(.alone)").first
    assert box(unit.locator(".mine"))["x"] < box(unit.locator(".theirs"))["x"]
    assert not page.locator(".switch").is_visible()
    assert len(page.pdf()) > 10_000
