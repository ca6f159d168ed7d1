"""The start page and the dictionary in Chromium, from a server and from the disk, as people use them."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree
from playwright.sync_api import expect

from flows.present.release import Release
from flows.present.site import write_entities, write_front
from flows.present.site.pages import Site as Pages
from flows.present.site.start import write_start
from tests.browser import Site, axe, opened, served, thin
from tests.publishing import publish_tables
from tests.tables_sample import TEXTS, tables
from tests.test_site import hostile, many

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

OWN = ["site/index.html", "site/dictionary.html", "site/recipes.html"]
ENTITIES = [
    "site/indicators/index.html",
    "site/indicators/it-industry-income.html",
    "site/regions/620000.html",
    "site/figures/together.html",
]
PHONE = {"width": 320, "height": 740}


def agency(site: Site) -> str:
    """The address of the page of the agency that leads most."""
    rows = Release.read(site.release).table("agencies", "agency_id", "n_lead").to_pylist()
    return site.url("site/agency.html") + "#" + str(max(rows, key=lambda row: row["n_lead"])["agency_id"])


def shown_texts(page: Page, selector: str) -> list[str]:
    """The visible texts of what a selector finds."""
    return [text.strip() for text in page.locator(selector).all_inner_texts()]


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


@pytest.mark.parametrize("path", [OWN[0], OWN[2]])
def test_nobody_is_kept_out_on_a_dark_desk(browser: Browser, site: Site, path: str) -> None:
    """tests/test_pages.py has a light desk and a dark phone, for these and for the dictionary."""
    with opened(browser, color_scheme="dark") as page:
        page.goto(site.url(path))
        page.wait_for_load_state("networkidle")
        thin(page)
        axe(page)


@pytest.mark.parametrize("path", [*OWN, *ENTITIES, "agency"])
def test_pages_fit_a_phone(browser: Browser, site: Site, path: str) -> None:
    with opened(browser, viewport=PHONE) as page:
        page.goto(agency(site) if path == "agency" else site.url(path))
        for language in ("zh", "en"):
            assert page.locator("html").get_attribute("data-lang") == language
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
            page.locator("#language").click()


FIGURES = ("indicators", "together", "functions", "years", "deadlines", "map")


@pytest.mark.parametrize("figure", FIGURES)
def test_what_a_figure_shows_leads_to_what_it_counts(page: Page, site: Site, figure: str) -> None:
    page.goto(site.file(f"site/figures/{figure}.html"))
    links = page.locator("svg a")
    assert links.count() > 0
    for at in {0, links.count() - 1}:
        href = links.nth(at).get_attribute("href") or ""
        path, _, anchor = href.partition("?")[0].partition("#")
        target = (site.release / "site" / "figures" / path).resolve()
        assert target.is_file(), href
        assert "search" in path or not anchor or f'id="{anchor}"' in target.read_text("utf-8")


def test_a_cell_of_the_half_matrix_leads_to_as_many_articles(page: Page, site: Site) -> None:
    page.goto(site.file())
    cell = page.locator("#figure-together svg a").first
    shown = int(cell.locator("text").inner_html())
    page.goto(site.file("site/index.html").replace("index.html", cell.get_attribute("href") or ""))
    expect(page.locator("#said")).to_contain_text(f"{shown} ")


def test_figures_speak_the_language_of_the_page(page: Page, site: Site) -> None:
    page.goto(site.url())
    page.locator("#language").click()
    told = page.locator("#figure-years text:visible").all_text_contents()
    assert "central" in told
    assert not any(re.search("[\u4e00-\u9fff]", text) for text in told)


@pytest.mark.parametrize("kind", ["svg", "png", "csv"])
def test_a_figure_is_saved_as_it_is_shown(page: Page, site: Site, tmp_path: Path, kind: str) -> None:
    page.goto(site.file())
    figure = page.locator("#figure-functions")
    with page.expect_download() as waiting:
        figure.locator(f"[data-save={kind}]").click()
    assert waiting.value.suggested_filename == f"functions.{kind}"
    waiting.value.save_as(tmp_path / "file")
    saved = (tmp_path / "file").read_bytes()
    if kind == "png":
        assert saved.startswith(b"\x89PNG")
        assert len(saved) > 5000
    elif kind == "svg":
        root = etree.fromstring(saved)
        said = [text.text for text in root.iter("{*}text")]
        assert "工业和信息化" in said
        assert "industry and information technology" not in said
        assert all(box.get("fill", "").startswith("rgb") for box in root.iter("{*}rect"))
    else:
        rows = list(csv.reader(saved.decode("utf-8-sig").splitlines()))
        assert rows[0][0] == "职能"
        assert len(rows) == 1 + figure.locator("tbody tr").count()


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


def test_a_tile_of_the_map_leads_to_the_region(page: Page, site: Site) -> None:
    page.goto(site.file())
    page.locator("#figure-map").get_by_role("link", name=re.compile("^湖南")).click()
    page.get_by_role("link", name="湖南省长沙市").click()
    assert page.locator("h1").inner_text() == "湖南省长沙市"
    assert page.locator("main .work > li").count() == 1


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
    page.locator("#downloads summary", has_text="各表").click()
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
    page.emulate_media(media="print")
    assert not page.locator("header nav").is_visible()
    assert page.locator("#figures svg").first.is_visible()
    assert not page.locator("[data-save]").first.is_visible()
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


@pytest.mark.parametrize(("path", "scheme"), [*zip(ENTITIES, ("dark", "light") * 2, strict=True), ("agency", "light")])
def test_nobody_is_kept_out_of_what_plans_speak_of(browser: Browser, site: Site, path: str, scheme: Any) -> None:
    with opened(browser, color_scheme=scheme) as page:
        page.goto(agency(site) if path == "agency" else site.file(path))
        page.wait_for_load_state("networkidle")
        thin(page)
        axe(page)


def test_a_dot_leads_to_its_sentence(page: Page, site: Site) -> None:
    page.goto(site.file("site/indicators/it-industry-income.html"))
    page.locator("#figure-strip svg a").first.click()
    expect(page.locator(":target")).to_be_visible()


def test_the_page_of_an_agency(page: Page, site: Site) -> None:
    page.goto(agency(site))
    expect(page.locator("h1")).to_have_text("长沙市经济和信息化委员会")
    assert "市经信委" in page.locator("main").inner_text()
    assert "牵头 12 项" in page.locator(".lead").inner_text()
    page.get_by_role("heading", name="常与谁一起").locator("xpath=..").get_by_role("link").first.click()
    expect(page.locator("h1")).not_to_have_text("长沙市经济和信息化委员会")
    page.goto(site.url("site/agency.html") + "#agency-none")
    expect(page.locator("h1")).to_contain_text("没有这个机构")


def test_hostile_texts_do_nothing_on_the_page_of_an_agency(page: Page, tmp_path: Path) -> None:
    def written(folder: Path) -> None:
        for write in (write_entities, write_front):
            write(Release.read(folder))

    made = publish_tables(tmp_path, tables(hostile), TEXTS, present=written)
    with served(made.path) as site:
        for row in Release.read(made.path).table("agencies", "agency_id").to_pylist():
            page.goto(site.url("site/agency.html") + "#" + row["agency_id"])
            expect(page.locator("h1")).to_contain_text("alert(1)")
            assert page.locator("main img, main script").count() == 0
