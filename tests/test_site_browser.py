"""The start page and the dictionary in Chromium, from a server and from the disk, as people use them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from flows.present.release import Release
from flows.present.site.pages import Site as Pages
from flows.present.site.start import write_start
from tests.browser import Site, axe, opened, served
from tests.publishing import publish_tables
from tests.tables_sample import TEXTS
from tests.test_site import many

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

OWN = ["site/index.html", "site/dictionary.html", "site/recipes.html"]
PHONE = {"width": 360, "height": 740}


def shown_texts(page: Page, selector: str) -> list[str]:
    """The visible texts of what a selector finds."""
    return [text.strip() for text in page.locator(selector).all_inner_texts()]


def drawn(page: Page) -> None:
    """Wait until all charts are drawn."""
    page.wait_for_function(
        "() => [...document.querySelectorAll('canvas[data-chart]')].every((one) => window.Chart?.getChart(one))"
    )


@pytest.mark.parametrize("path", OWN)
@pytest.mark.parametrize("where", ["url", "file"])
def test_pages_open_from_a_server_and_from_the_disk(page: Page, site: Site, path: str, where: str) -> None:
    page.goto(getattr(site, where)(path))
    page.wait_for_load_state("networkidle")
    assert page.locator("h1").is_visible()
    assert page.title().startswith(("首页", "数据字典", "如何读取"))


@pytest.mark.parametrize("path", OWN)
def test_both_languages_and_the_choice_is_kept(page: Page, site: Site, path: str) -> None:
    page.goto(site.url(path))
    assert not any(re.search("[a-z]{3}", text) for text in shown_texts(page, "h1, header nav a"))
    page.get_by_role("button", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert not any(
        re.search("[\u4e00-\u9fff]", text) for text in [page.title(), *shown_texts(page, "h1, h2, header a")]
    )
    page.reload()
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("button", name="中文").click()
    assert page.locator("html").get_attribute("lang") == "zh-Hans"


def test_without_javascript_the_page_is_chinese_and_complete(browser: Browser, site: Site) -> None:
    with opened(browser, java_script_enabled=False) as page:
        page.goto(site.url())
        assert page.locator("h1").inner_text() == "政策规划数据集"
        assert page.locator("table.documents tbody tr").count() == 7
        assert not page.locator("#language").is_visible()


def test_themes_follow_the_system_and_the_switch(browser: Browser, site: Site) -> None:
    def paper(page: Page) -> str:
        return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    with opened(browser, color_scheme="dark") as page:
        page.goto(site.url())
        dark = paper(page)
        page.locator("#theme").click()
        light = paper(page)
        page.reload()
        assert (paper(page) == light) != (light == dark)
    with opened(browser, color_scheme="light") as page:
        page.goto(site.url())
        assert paper(page) == light


@pytest.mark.parametrize(("path", "scheme"), [(OWN[0], "dark"), (OWN[1], "light"), (OWN[2], "dark")])
def test_nobody_is_kept_out(browser: Browser, site: Site, path: str, scheme: Any) -> None:
    with opened(browser, color_scheme=scheme) as page:
        page.goto(site.url(path))
        page.wait_for_load_state("networkidle")
        if path != OWN[0]:  # sections that are made alike: two are enough, and axe is slow
            page.evaluate("document.querySelectorAll('main > section:nth-of-type(n+3)').forEach((one) => one.remove())")
        axe(page)


@pytest.mark.parametrize("path", OWN)
def test_pages_fit_a_phone(browser: Browser, site: Site, path: str) -> None:
    with opened(browser, viewport=PHONE) as page:
        page.goto(site.url(path))
        for language in ("zh", "en"):
            assert page.locator("html").get_attribute("data-lang") == language
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
            page.locator("#language").click()


def test_charts_are_drawn_and_say_what_their_tables_say(page: Page, site: Site) -> None:
    page.goto(site.url())
    drawn(page)
    for chart in ("years", "deadlines", "functions"):
        figure = page.locator(f"#figure-{chart}")
        shown: Any = figure.locator("canvas").evaluate(
            "(one) => Chart.getChart(one).data.datasets.map((set) => set.data)"
        )
        figure.get_by_text("以表格显示").click()
        rows = [shown_texts(page, f"#figure-{chart} tbody tr:nth-child({at}) td") for at in range(1, len(shown[0]) + 1)]
        told = [[int(cell.replace(",", "").replace("·", "0")) for cell in row] for row in rows]
        assert [list(series) for series in zip(*told, strict=True)] == shown


def test_charts_speak_the_language_of_the_page(page: Page, site: Site) -> None:
    page.goto(site.url())
    drawn(page)
    page.locator("#language").click()
    drawn(page)
    said = page.locator("[data-chart=years]").evaluate("(one) => Chart.getChart(one).data.datasets[0].label")
    assert said == "central"


def test_the_list_is_narrowed_and_the_address_keeps_it(page: Page, site: Site) -> None:
    page.goto(site.url())
    page.get_by_label("地区").select_option(label="甘肃")
    expect(page.locator("table.documents tbody tr")).to_have_count(1)
    assert "甘肃省" in page.locator("table.documents tbody").inner_text()
    assert "1 份" in page.locator("#n-documents").inner_text()
    page.reload()
    expect(page.locator("table.documents tbody tr")).to_have_count(1)
    page.get_by_role("button", name="清除").click()
    expect(page.locator("table.documents tbody tr")).to_have_count(7)
    page.get_by_label("标题包含").fill("互联网+")
    expect(page.locator("table.documents tbody tr")).to_have_count(1)


def test_a_tile_of_the_map_leads_to_its_documents(page: Page, site: Site) -> None:
    page.goto(site.file())
    page.get_by_role("link", name=re.compile("^湖南")).click()
    expect(page.locator("table.documents tbody tr")).to_have_count(1)
    assert "长沙" in page.locator("table.documents tbody").inner_text()


def test_a_document_of_the_list_opens_in_the_reader(page: Page, site: Site) -> None:
    page.goto(site.file())
    link = page.locator("table.documents tbody a").first
    title = link.inner_text()
    link.click()
    assert title in page.locator("main").inner_text()


def test_an_example_leads_to_its_sentence(page: Page, site: Site) -> None:
    page.goto(site.url())
    page.locator(".hero .read a").click()
    expect(page.locator(":target")).to_be_visible()


def test_downloads_give_the_files(page: Page, site: Site, tmp_path: Path) -> None:
    page.goto(site.url())
    for name in ("targets 目标", "plans.xlsx"):
        selector = "a[href='../csv/targets.csv']" if "targets" in name else "a.strong[href='../plans.xlsx']"
        with page.expect_download() as waiting:
            page.locator(selector).first.click()
        waiting.value.save_as(tmp_path / "file")
        whole = site.release / ("csv/targets.csv" if "targets" in name else "plans.xlsx")
        assert (tmp_path / "file").read_bytes() == whole.read_bytes()


def test_a_citation_is_copied(browser: Browser, site: Site) -> None:
    with opened(browser, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto(site.url())
        page.get_by_role("button", name="复制 GB/T 7714").click()
        page.wait_for_selector("[data-said=done]")
        assert page.evaluate("navigator.clipboard.readText()") == page.locator("#cite-1").inner_text().strip()


def test_the_keyboard_reaches_what_the_mouse_does(page: Page, site: Site) -> None:
    page.goto(site.url())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.locator("#figure-years summary").focus()
    page.keyboard.press("Enter")
    assert page.locator("#figure-years table").is_visible()


def test_the_box_in_the_header_searches(page: Page, site: Site) -> None:
    page.goto(site.file("site/dictionary.html"))
    page.get_by_role("searchbox").first.fill("农村")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"search\.html\?q="))


def test_printed_pages_have_charts_and_no_controls(page: Page, site: Site) -> None:
    page.goto(site.url())
    drawn(page)
    page.emulate_media(media="print")
    assert not page.locator("header nav").is_visible()
    assert page.locator("canvas").first.is_visible()
    assert len(page.pdf()) > 10_000


def test_five_thousand_documents_are_listed_in_parts(browser: Browser, tmp_path: Path) -> None:
    def start(folder: Path) -> None:
        write_start(Pages(Release.read(folder)))
        Pages(Release.read(folder)).write_assets()

    made = publish_tables(tmp_path, many(5000), TEXTS, present=start)
    with served(made.path) as large, opened(browser) as page:
        ready = []
        for _ in range(3):  # the best of three: the machine has other things to do
            page.goto(large.url())
            ready.append(page.evaluate("performance.getEntriesByType('navigation')[0].domInteractive"))
        assert min(ready) < 1000, f"interactive after {min(ready):.0f} ms"
        page.get_by_label("标题包含").fill("第4321件")
        expect(page.locator("table.documents tbody tr")).to_have_count(1)
        page.get_by_role("button", name="清除").click()
        expect(page.locator("table.documents tbody tr")).not_to_have_count(1)
        before = page.locator("table.documents tbody tr").count()
        assert before < 200
        page.get_by_role("button", name="显示更多").click()
        assert page.locator("table.documents tbody tr").count() > before
