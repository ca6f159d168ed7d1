"""A release made of texts that mean harm, looked at in every way that people look at releases: nothing of it runs."""

from __future__ import annotations

import asyncio
import csv
import json
import sqlite3
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from lxml import html

from flows.cli import main
from flows.present import present
from flows.publish.spreadsheet import DANGEROUS
from flows.publish.verify import verify
from flows.tables import names, table
from tests.browser import Site, opened, served
from tests.hostile import HARM, SPELL, corpus, plan
from tests.publishing import publish_tables

OBEYED = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # categories of characters that a terminal or a line of text obeys
DIRECTION = "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
LIVE = f"""() => {{
    const texts = () => {{
        const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
        while (walker.nextNode()) found.push(walker.currentNode)
        return found
    }}
    return {{
    ran: window.{SPELL} !== undefined,
    made: [...document.querySelectorAll('iframe, object, embed, base, [onerror], [onload], [onfocus], [onmouseover]')]
        .map(each => each.outerHTML.slice(0, 200)),
    foreign: [...document.querySelectorAll('[src], link[href]')].map(each => each.getAttribute('src') || each.getAttribute('href'))
        .filter(to => to.includes('127.0.0.2')),
    links: [...document.querySelectorAll('a[href], form[action]')]
        .map(each => new URL(each.getAttribute('href') ?? each.getAttribute('action'), document.baseURI).href)
        .filter(to => !/^(https?|file|blob|data):/.test(to)),
    turned: texts().filter(each => /[\u202a-\u202e\u2066-\u2069]/.test(each.data) && !each.parentElement.closest('bdi'))
        .map(each => each.parentElement.outerHTML.slice(0, 200)),
    }}
}}"""
INERT = {"ran": False, "made": [], "foreign": [], "links": [], "turned": []}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The harmful release, with all its forms."""
    made = corpus()
    return publish_tables(tmp_path_factory.mktemp("hostile"), made.tables, made.texts, present=present).path


@pytest.fixture(scope="module")
def site(release: Path) -> Iterator[Site]:
    with served(release) as site:
        yield site


def pages(release: Path) -> list[str]:
    return sorted(path.relative_to(release).as_posix() for path in release.rglob("*.html"))


def test_harm_is_in_the_data(release: Path) -> None:
    """What is inert everywhere must be there in the first place."""
    rows = {name: corpus().tables[name].to_pylist() for name in names()}
    for name in ("sources", "documents", "articles", "targets", "agencies", "assignments", "citations"):
        assert any("HARMED" in str(row) or "=1+1" in str(row) for row in rows[name]), name
    assert sum(row["status"] == "quarantined" for row in rows["sources"]) == 3
    assert verify(release, quotes=False) == []


def test_page_that_does_not_escape_is_seen(browser, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(f"<!doctype html><meta charset=utf-8><title>x</title><p>{HARM}", "utf-8")
    with served(tmp_path) as site, pytest.raises(AssertionError, match="The browser told of faults"):
        _look(browser, site, "page.html")


def _look(browser, site: Site, path: str) -> None:
    with opened(browser) as page:
        page.goto(site.url(path))
        found = page.evaluate(LIVE)
        assert found["ran"]
        assert {what for what in INERT if not found[what]} == set()


def test_pages(browser, site: Site) -> None:
    """Escaping holds by itself: the policy against scripts, a second lock, is taken off here."""
    with opened(browser, bypass_csp=True) as page:
        for path in pages(site.release):
            page.goto(site.url(path))
            for language in ("zh", "en"):
                page.evaluate("language => { document.documentElement.dataset.lang = language }", language)
                assert page.evaluate(LIVE) == INERT, path


def test_pages_from_the_disk_with_their_policy(page, site: Site) -> None:
    documents = [path for path in pages(site.release) if path.startswith("site/documents/")]
    for path in ("site/index.html", "site/search.html", *documents[:2]):
        page.goto(site.file(path))
        assert page.evaluate(LIVE) == INERT, path


def test_search_shows_harm_as_text(browser, site: Site) -> None:
    with opened(browser, bypass_csp=True) as page:
        for words in ("基站", "script", "=1+1", "HARMED", "<img"):
            page.goto(site.url("site/search.html"))
            page.locator("main input[type=search], main input[name=q]").first.fill(words)
            page.wait_for_timeout(700)
            assert page.evaluate(LIVE) == INERT, words


def test_data_of_pages_ends_no_script(release: Path) -> None:
    for path in pages(release):
        page = html.document_fromstring((release / path).read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
        for script in page.iter("script"):
            if (script.get("type") or "").endswith("json"):
                json.loads(script.text)
            else:
                assert script.get("src"), f"{path} holds a script of its own"
                assert not script.get("src").startswith(("http:", "https:", "//", "data:")), path


def test_workbook_runs_nothing(release: Path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(release / "plans.xlsx")
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", f"{sheet.title} {cell.coordinate}: {cell.value}"
                link = cell.hyperlink.target if cell.hyperlink else None
                assert not link or link.startswith(("https://creativecommons.org/", "site/documents/doc-")), link
    assert not book.vba_archive


def test_no_cell_of_a_csv_file_is_a_formula(release: Path) -> None:
    for path in release.rglob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            columns: list[str] = next(csv.reader(file))
            for cells in csv.reader(file):
                for column, cell in zip(columns, cells, strict=True):
                    number = cell.lstrip("+-").replace(".", "").isdigit()
                    assert len(cell) < 2 or cell[0] not in DANGEROUS or number, f"{path.name} {column}: {cell[:60]}"


def test_sqlite_keeps_the_texts_and_datasette_shows_them_as_text(release: Path) -> None:
    with sqlite3.connect(f"file:{release}/plans.sqlite?mode=ro", uri=True) as database:
        stored = {row[0] for row in database.execute("SELECT name FROM agencies")}
        shown = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")]
    assert stored == set(corpus().tables["agencies"]["name"].to_pylist())
    with ThreadPoolExecutor(1) as apart:  # from the event loop of the browser
        pages = apart.submit(asyncio.run, _datasette(release, ["documents", "targets", "agencies", "sources"])).result()
    for name, page in pages:
        found = html.document_fromstring(page)
        assert not found.xpath("//iframe | //*[@onerror] | //*[@onload] | //*[@onfocus] | //*[@onmouseover]"), name
        assert not [each for each in found.iter("script") if SPELL in (each.text or "")], name
        assert not [to for _, _, to, _ in found.iterlinks() if to.lower().startswith("javascript:")], name
    assert {"documents", "targets"} <= set(shown)


async def _datasette(release: Path, tables: list[str]) -> list[tuple[str, str]]:
    from datasette.app import Datasette

    about = json.loads((release / "datasette.json").read_text("utf-8"))
    shown = Datasette([str(release / "plans.sqlite")], metadata=about)
    await shown.invoke_startup()
    answers = [(name, await shown.client.get(f"/plans/{name}")) for name in tables]
    assert [answer.status_code for _, answer in answers] == [200] * len(answers)
    return [(name, answer.text) for name, answer in answers]


def test_catalogues_hold_nothing_of_it(release: Path) -> None:
    for name in ("dataset.jsonld", "dcat.jsonld", "croissant.json", "datapackage.json", "datasette.json"):
        json.loads((release / name).read_text("utf-8"))
    for name in ("dataset.jsonld", "dcat.jsonld", "croissant.json", "CITATION.cff"):
        assert SPELL not in (release / name).read_text("utf-8")


@pytest.mark.parametrize("name", ["README.md", "CHANGES.md", "star/README.md"])
def test_markdown_makes_no_element(release: Path, name: str) -> None:
    from markdown_it import MarkdownIt

    text = (release / name).read_text("utf-8")
    made = html.fragment_fromstring(MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(text), "div")
    assert not made.xpath("//script | //img | //iframe | //svg | //link | //*[@onerror] | //*[@onfocus]")
    assert not [to for _, _, to, _ in made.iterlinks() if to.lower().startswith(("javascript:", "http://127"))]
    assert not set(text) & set(DIRECTION)


def test_terminal_obeys_nothing(release: Path, tmp_path: Path) -> None:
    for name in names():
        key = table(name).primary_key
        if len(key) == 1 and (rows := corpus().tables[name].to_pylist()):
            for row in rows[:3]:
                _check_said("show", str(row[key[0]]), "--release", str(release))
    path = tmp_path / "=1+1<b>.txt"
    path.write_text(plan(1), "utf-8")
    _check_said("check", str(path))
    _check_said("show", HARM, "--release", str(release), code=1)
    path.write_text(plan(2) + "\0", "utf-8")
    _check_said("check", str(path), code=1)


def _check_said(*arguments: str, code: int = 0) -> None:
    answer: Any = CliRunner().invoke(main, list(arguments))
    assert answer.exit_code == code, answer.output
    said = answer.stdout + answer.stderr
    assert said
    assert [sign for sign in said if unicodedata.category(sign) in OBEYED and sign != "\n"] == []
