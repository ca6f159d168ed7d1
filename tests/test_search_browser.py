"""Search as people use it: typed, filtered, followed, copied, shared, with keys alone; from the disk and over a server."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import pytest

from flows.publish.spreadsheet import restore
from tests.browser import Site, axe, opened, served
from tests.five import corpus
from tests.releases_sample import written
from tests.tables_sample import tables
from tests.test_search_index import HOSTILE, hostile, searched

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SEARCH = "site/search.html"


@pytest.fixture(scope="session")
def five(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The release of the five sources, of whose site there is the search."""
    folder = searched(written(tmp_path_factory.mktemp("search") / "1.0.0", corpus().tables))
    with served(folder) as found:
        yield found


def asked(page: Page, five: Site, **given: str) -> None:
    """Open the search with a question in its address."""
    page.goto("about:blank")  # another part of a page that is open would not be loaded
    page.goto(five.file(SEARCH) + "#" + "&".join(f"{key}={quote(value)}" for key, value in given.items()))
    settled(page)


def until(page: Page, expression: str) -> None:
    """Wait for the page; the policy of the pages lets no waiting script in, so it is asked again and again."""
    for _ in range(200):
        if page.evaluate(f"Boolean({expression})"):
            return
        page.wait_for_timeout(25)
    pytest.fail(f"It never came to pass that {expression}; the page says: {page.locator('main').inner_text()[:300]}")


def settled(page: Page) -> None:
    """Wait for the answer."""
    until(page, "document.getElementById('said').textContent !== ''")


def count(page: Page) -> int:
    """How many were found, as the page says."""
    found = re.search(r"[\d,]+", page.locator("#said .t[lang=zh-Hans]").inner_text())
    assert found is not None
    return int(found[0].replace(",", ""))


def articles_with(word: str) -> list[dict[str, Any]]:
    """The articles that hold a word, in heading, text, or the clause that gives the work."""
    clauses: dict[str, str] = {}
    for row in corpus().tables["assignments"].to_pylist():
        clauses[row["article_id"]] = clauses.get(row["article_id"], "") + "\n" + row["clause"]
    return [
        row
        for row in corpus().tables["articles"].to_pylist()
        if word in f"{row['heading']}\n{row['body']}\n{clauses.get(row['article_id'], '')}"
    ]


@pytest.mark.parametrize("way", ["file", "url"])
def test_what_is_typed_is_found(page: Page, five: Site, way: str) -> None:
    page.goto(getattr(five, way)(SEARCH))
    settled(page)
    assert count(page) == 222
    page.keyboard.type("农村", delay=20)
    until(page, "document.getElementById('said').textContent.startsWith('15 ')")
    assert count(page) == len(articles_with("农村"))
    assert page.locator("#results mark").first.inner_text() == "农村"
    ids = {unquote(link.get_attribute("href").split("#")[1]) for link in page.locator(".hit").all()}
    assert ids == {row["article_id"] for row in articles_with("农村")}
    assert "q=%E5%86%9C%E6%9D%91" in page.url


@pytest.mark.parametrize(
    ("question", "word"),
    [("農村", "农村"), ("５Ｇ", "5G"), ("wifi", "WIFI"), ("《网络安全法》", "《网络安全法》"), ("乡", "乡")],
)
def test_other_ways_to_write(page: Page, five: Site, question: str, word: str) -> None:
    asked(page, five, q=question)
    found = {
        row["article_id"]
        for spelling in {word, word.lower(), word.title(), "WiFi" if word == "WIFI" else word}
        for row in articles_with(spelling)
    }
    while page.locator("#more").is_visible():
        before = page.locator(".hit").count()
        page.locator("#more").click()
        until(page, f"document.querySelectorAll('.hit').length > {before} || document.getElementById('more').hidden")
    assert {unquote(link.get_attribute("href").split("#")[1]) for link in page.locator(".hit").all()} == found


def test_every_part_of_every_article_is_found(page: Page, five: Site) -> None:
    chance = random.Random(1)
    asked(page, five)
    words, expected = [], []
    rows = corpus().tables["articles"].to_pylist()
    for _ in range(150):
        body = chance.choice(rows)["body"] or "农村"
        start = chance.randrange(len(body))
        word = body[start : start + chance.randint(2, 12)]
        if not re.search(r"\s", word) and re.search(r"\w{2}", word):
            words.append(word)
            expected.append({row["article_id"] for row in articles_with(word)})
    found = page.evaluate(
        """async (words) => {
          const all = [];
          for (const word of words) {
            const marks = await plansIndex.find(plansIndex.words(word)), ids = [];
            for (let i = plansIndex.first[1]; i < plansIndex.first[2]; i++) {
              if (marks[i]) ids.push((await plansIndex.read(i)).row[0]);
            }
            all.push(ids);
          }
          return all;
        }""",
        words,
    )
    assert len(words) > 50
    assert [word for word, ids, wanted in zip(words, found, expected, strict=True) if not wanted <= set(ids)] == []


def test_all_words_must_stand_there_the_region_may_be_the_document_s(page: Page, five: Site) -> None:
    asked(page, five, q="甘肃 农村")
    assert 0 < count(page) < 15
    told = page.locator("#results li").all_inner_texts()
    assert all("农村" in text and "甘肃" in text for text in told)


def test_documents_are_found_by_who_issued_them(page: Page, five: Site) -> None:
    asked(page, five, q="中共黑龙江省委办公厅", kind="documents")
    assert page.locator(".hit").count() == count(page) == 1
    assert "黑龙江省" in page.locator("#results").inner_text()


def test_headings_come_first(page: Page, five: Site) -> None:
    asked(page, five, q="安全")
    holds = ["安全" in text for text in page.locator("#results h2").all_inner_texts()]
    assert holds == sorted(holds, reverse=True)
    assert any(holds)


def test_filters_count_and_hold(page: Page, five: Site) -> None:
    asked(page, five, q="农村", kind="targets")
    region = page.locator("select[name=region]")
    label = next(text for text in region.locator("option").all_inner_texts() if "甘肃" in text)
    region.select_option(label=label)
    until(page, "location.hash.includes('region=')")
    until(page, f"document.querySelectorAll('tbody tr').length === {re.findall(r'[0-9]+', label)[0]}")
    assert all("甘肃" in text for text in page.locator("tbody tr").all_inner_texts())
    rows = [
        row
        for row in corpus().tables["targets"].to_pylist()
        if "农村" in f"{row['indicator']}{row['scope']}{row['text']}"
    ]
    gansu = next(row["doc_id"] for row in corpus().tables["documents"].to_pylist() if row["region_code"] == "620000")
    assert count(page) == sum(row["doc_id"] == gansu for row in rows)


def test_due_and_function(page: Page, five: Site) -> None:
    asked(page, five, kind="targets", due="2018")
    rows = corpus().tables["targets"].to_pylist()
    assert count(page) == sum(row["deadline_year"] == 2018 for row in rows)
    asked(page, five, kind="articles", function="网信")
    agencies = {row["agency_id"] for row in corpus().tables["agencies"].to_pylist() if row["function"] == "网信"}
    given = {row["article_id"] for row in corpus().tables["assignments"].to_pylist() if row["agency_id"] in agencies}
    assert count(page) == len(given)


def tab(page: Page) -> str:
    """The kind that is shown."""
    return page.locator("#kinds [aria-current] .t").first.inner_text()


@pytest.mark.parametrize(
    ("question", "kind", "first"),
    [
        ("省发改委", "机构", "甘肃省发展和改革委员会"),
        ("发改委", "机构", "长沙市发展和改革委员会"),
        ("工信", "机构", "长沙市经济和信息化委员会"),
        ("市经信委", "机构", "长沙市经济和信息化委员会"),
        ("cyberspace affairs", "机构", "网络安全和信息化领导小组办公室"),
        ("4G基站数", "目标", "4G基站总数"),
        ("4G base stations", "目标", "4G基站总数"),
        ("rules", "文件", "实施细则"),
        ("山东省“互联网+”发展意见", "文件", "山东省“互联网+”发展意见"),
        ("农村", "条目", "4.推进信息基础设施建设演进升级"),
    ],
)
def test_search_opens_on_what_the_question_names(page: Page, five: Site, question: str, kind: str, first: str) -> None:
    asked(page, five, q=question)
    assert tab(page) == kind
    assert first in page.locator(".hit").first.inner_text()


@pytest.mark.parametrize("question", ["甘肃", "甘肃省", "Gansu", "gansu"])
def test_a_place_alone_finds_its_targets(page: Page, five: Site, question: str) -> None:
    gansu = next(row["doc_id"] for row in corpus().tables["documents"].to_pylist() if row["region_code"] == "620000")
    asked(page, five, q=question)
    assert tab(page) == "目标"
    assert count(page) == sum(row["doc_id"] == gansu for row in corpus().tables["targets"].to_pylist())


def test_a_city_alone_finds_its_targets(page: Page, five: Site) -> None:
    asked(page, five, q="长沙")
    regions = page.locator("tbody tr td:nth-child(6)").all_inner_texts()
    assert regions
    assert set(regions) == {"湖南省长沙市"}


def test_the_filter_that_is_on_is_said(page: Page, five: Site) -> None:
    asked(page, five, kind="targets", region="甘肃", due="2020")
    assert "只看地区“甘肃”、期限“2020”" in page.locator("#said").inner_text()
    page.locator("#language").click()
    assert "only Region: Gansu; Due: 2020" in page.locator("#said").inner_text()
    page.locator("#clear").click()
    until(page, "!location.hash.includes('region')")
    until(page, "!document.getElementById('said').textContent.includes('Gansu')")


def test_two_functions_that_share_their_work(page: Page, five: Site) -> None:
    asked(page, five, kind="articles", function="网信", **{"with": "公安"})
    functions = {row["agency_id"]: row["function"] for row in corpus().tables["agencies"].to_pylist()}
    of: dict[str, set[str | None]] = {}
    for row in corpus().tables["assignments"].to_pylist():
        of.setdefault(row["article_id"], set()).add(functions[row["agency_id"]])
    assert count(page) == sum({"网信", "公安"} <= each for each in of.values())


def test_a_yearly_value_says_so(page: Page, five: Site) -> None:
    asked(page, five, kind="targets", q="年均增长")
    rows = {row["target_id"]: row for row in corpus().tables["targets"].to_pylist()}
    yearly = 0
    for line in page.locator("tbody tr").all():
        link = line.locator(".hit").get_attribute("href") or ""
        if rows[unquote(link.partition("#")[2])]["period"] == "year":
            yearly += 1
            assert re.search("年均|每年", line.inner_text())
    assert yearly


def test_the_work_of_an_agency(page: Page, five: Site) -> None:
    asked(page, five, q="省通信管理局", kind="agencies")
    page.locator(".hits a[href*='agency=']").first.click()
    until(page, "location.hash.includes('agency=')")
    until(page, "document.querySelector('#kinds [aria-current]').href.includes('kind=articles')")
    assert "承办机构“甘肃省通信管理局”" in page.locator("#said").inner_text()
    name = next(row for row in corpus().tables["agencies"].to_pylist() if row["name"] == "甘肃省通信管理局")
    given = {
        row["article_id"] for row in corpus().tables["assignments"].to_pylist() if row["agency_id"] == name["agency_id"]
    }
    assert count(page) == len(given)


def test_rows_are_downloaded_as_a_spreadsheet_reads_them(page: Page, five: Site, tmp_path: Path) -> None:
    asked(page, five, kind="targets")
    with page.expect_download() as waiting:
        page.locator("#csv").click()
    waiting.value.save_as(tmp_path / "targets.csv")
    assert (tmp_path / "targets.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "targets.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["target_id"]: row for row in csv.DictReader(file)}
    wanted = {row["target_id"]: row for row in corpus().tables["targets"].to_pylist()}
    assert rows.keys() == wanted.keys()
    for target_id, row in wanted.items():
        for name in ("indicator", "scope", "value_text", "text", "doc_id"):
            assert restore(rows[target_id][name]) == (row[name] or "")
        assert (float(rows[target_id]["value"]) if rows[target_id]["value"] else None) == row["value"]


def test_more_is_shown_when_asked_for(page: Page, five: Site) -> None:
    asked(page, five, kind="targets")
    with page.expect_download():
        page.locator("#csv").click()
    until(page, "!document.getElementById('csv').disabled")
    assert page.locator("tbody tr").count() == 20
    page.locator("#more").click()
    until(page, "document.querySelectorAll('tbody tr').length === 40")
    assert page.evaluate("document.activeElement === document.querySelectorAll('.hit')[20]")


def test_a_question_can_be_shared(page: Page, five: Site) -> None:
    asked(page, five, q="宽带", kind="targets", due="2020")
    told = page.locator("#results").inner_text()
    address = page.url
    with opened(page.context.browser) as other:
        other.goto(address)
        settled(other)
        assert other.locator("#results").inner_text() == told
        assert other.locator("#q").input_value() == "宽带"
        assert other.locator("select[name=due]").input_value() == "2020"


def test_the_box_of_every_page_leads_here(page: Page, site: Site) -> None:
    for way in (site.file, site.url):
        page.goto(way("site/index.html"))
        page.locator("header input[name=q]").fill("农村")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search.html?q=*")
        settled(page)
        assert count(page) == 15


def test_results_lead_to_their_place_in_the_reader(page: Page, site: Site) -> None:
    for kind in ("articles", "targets", "documents"):
        asked(page, site, q="宽带" if kind != "documents" else "互联网", kind=kind)
        for link in page.locator("#results a[href^=documents]").all()[:8]:
            path, _, anchor = link.get_attribute("href").partition("#")
            text = (site.release / "site" / unquote(path)).read_text("utf-8")
            assert not anchor or f'id="{unquote(anchor)}"' in text


def test_with_keys_alone(page: Page, five: Site) -> None:
    asked(page, five, q="农村")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement === document.querySelectorAll('.hit')[1]")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.id") == "q"


def test_a_word_that_is_being_composed_is_not_looked_for(page: Page, five: Site) -> None:
    asked(page, five)
    page.evaluate(
        """() => {
          const box = document.getElementById("q");
          box.dispatchEvent(new CompositionEvent("compositionstart"));
          box.value = "nong'cun";
          box.dispatchEvent(new InputEvent("input", { isComposing: true }));
        }"""
    )
    page.wait_for_timeout(300)
    assert count(page) == 222
    page.evaluate(
        """() => {
          const box = document.getElementById("q");
          box.value = "农村";
          box.dispatchEvent(new CompositionEvent("compositionend"));
        }"""
    )
    until(page, "document.getElementById('said').textContent.startsWith('15 ')")


@pytest.mark.parametrize(("kind", "scheme"), [("articles", "light"), ("targets", "dark"), ("agencies", "dark")])
def test_nobody_is_kept_out(browser: Browser, five: Site, kind: str, scheme: str) -> None:
    with opened(browser, color_scheme=scheme) as page:
        asked(page, five, q="网", kind=kind)
        axe(page)


def test_in_english(page: Page, five: Site) -> None:
    asked(page, five, q="宽带", kind="targets")
    page.locator("#language").click()
    for part in ("#said", "#kinds", "#facets label:first-child", "thead", "#csv"):
        told = page.locator(part).inner_text()
        assert told
        assert not re.search("[\u4e00-\u9fff]", told)


def test_on_a_phone_nothing_stands_beside_the_page(browser: Browser, five: Site) -> None:
    with opened(browser, viewport={"width": 360, "height": 740}) as page:
        for kind in ("articles", "targets"):
            asked(page, five, q="宽带", kind=kind)
            assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_hostile_texts_do_nothing(page: Page, tmp_path: Path) -> None:

    folder = searched(written(tmp_path / "1.0.0", tables(hostile)))
    with served(folder) as site:
        for kind in ("documents", "articles", "targets", "agencies"):
            asked(page, site, kind=kind, q="script")
            assert count(page) > 0
            assert page.locator("#results img, #results script").count() == 0
            assert "alert(1)" in page.locator("#results").inner_text()
        asked(page, site, q=HOSTILE, type=HOSTILE)
        assert page.locator("main img").count() == 0


def test_what_cannot_be_read_is_said(browser: Browser, tmp_path: Path) -> None:

    folder = searched(written(tmp_path / "1.0.0", tables()))
    for path in (folder / "site" / "search" / "terms").iterdir():
        path.unlink()
    page = browser.new_page()
    page.goto((folder / SEARCH).as_uri() + "#q=" + quote("基站"))
    settled(page)
    assert "terms/0" in page.locator("#said").inner_text()
    page.close()
