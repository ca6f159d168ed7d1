"""datasette serves plans.sqlite with datasette.json as it is: pages, facets, search, questions; hostile rows are inert."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from flows.present.release import Release
from flows.present.sqlite import SEARCHED
from flows.present.views import everything, views
from tests.databases import written
from tests.five import corpus
from tests.hostile import SPELL
from tests.hostile import corpus as hostile_corpus

datasette_app = pytest.importorskip("datasette.app", reason="datasette is missing: install the extra `test`.")


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return written(tmp_path_factory.mktemp("datasette"), corpus().tables)


def served(release: Release, *paths: str) -> dict[str, Any]:
    """What datasette answers to each path: JSON as a value, a page as text."""

    async def ask() -> dict[str, Any]:
        metadata = json.loads((release.folder / "datasette.json").read_text("utf-8"))
        server = datasette_app.Datasette([str(release.folder / "plans.sqlite")], metadata=metadata)
        await server.invoke_startup()
        answers = {}
        for path in paths:
            answer = await server.client.get(path)
            assert answer.status_code == 200, (path, answer.text[:300])
            answers[path] = answer.json() if ".json" in path else answer.text
        return answers

    return asyncio.run(ask())


def text_of(page: str) -> str:
    return " ".join(html.fromstring(page).text_content().split())


def test_the_first_pages_say_what_it_is_in_both_languages(release: Release) -> None:
    pages = served(release, "/", "/plans")
    assert "政策规划数据集 Policy plans 1.4.2" in text_of(pages["/"])
    shown = text_of(pages["/plans"])
    assert "全文检索 Search the text" in shown
    for view in views():
        if view.purpose == "question":
            assert f"{view.title.zh} {view.title.en}" in shown


def test_every_table_and_view_has_a_page_with_its_words(release: Release) -> None:
    pages = served(release, *(f"/plans/{of.name}" for of in everything()))
    for of in everything():
        page = pages[f"/plans/{of.name}"]
        assert " ".join(of.description.zh.split()) in text_of(page)
        assert " ".join(of.description.en.split()) in text_of(page)
        said = {term.text_content() for term in html.fromstring(page).xpath("//dl[@class='column-descriptions']/dt")}
        assert {column.name for column in of.columns} == said, of.name


def test_the_index_of_words_is_hidden(release: Release) -> None:
    tables = served(release, "/plans.json")["/plans.json"]["tables"]
    assert {table["name"] for table in tables if not table["hidden"]} >= {"articles", "regions", "dictionary_columns"}
    assert all(table["hidden"] for table in tables if "_fts" in table["name"])


def test_facets_count(release: Release) -> None:
    path = "/plans/assignments.json?_shape=objects"
    roles = served(release, path)[path]["facet_results"]["role"]["results"]
    counted = {row["value"]: row["count"] for row in roles}
    expected = corpus().tables["assignments"]["role"].to_pylist()
    assert counted == {role: expected.count(role) for role in set(expected)}


@pytest.mark.parametrize("word", ["农村", "移动互联网", "农村 宽带", "4G"])
def test_the_search_box_of_articles_finds_chinese_words(word: str, release: Release) -> None:
    path = f"/plans/articles.json?_search={word}&_shape=array&_size=max"
    found = {row["article_id"] for row in served(release, path)[path]}
    expected = {
        row["article_id"]
        for row in corpus().tables["articles"].to_pylist()
        if all(part in f"{row['heading']}\n{row['body']}" for part in word.split())
    }
    assert found == expected
    assert found


def test_tables_that_are_searched_have_a_box(release: Release) -> None:
    for path, page in served(release, *(f"/plans/{table}" for table in SEARCHED)).items():
        assert html.fromstring(page).xpath("//input[@name='_search']"), path


@pytest.mark.parametrize("text", ["农村", "村", "农村宽带", "移动互联网健康有序"])
def test_the_query_search_finds_any_text(text: str, release: Release) -> None:
    path = f"/plans/search.json?text={text}&_shape=array"
    found = {row["article_id"] for row in served(release, path)[path]}
    rows = corpus().tables["articles"].to_pylist()
    assert found == {row["article_id"] for row in rows if text in f"{row['heading'] or ''}\n{row['body'] or ''}"}


def test_every_question_answers(release: Release) -> None:
    paths = [f"/plans/question-{view.name}.json?_shape=array" for view in views() if view.purpose == "question"]
    for path, rows in served(release, *paths).items():
        assert isinstance(rows, list), path


def test_agencies_link_to_their_region_by_name(release: Release) -> None:
    page = served(release, "/plans/agencies")["/plans/agencies"]
    links = {
        link.get("href"): link.text
        for link in html.fromstring(page).xpath("//td[contains(@class, 'col-region_code')]/a")
    }
    assert links["/plans/regions/430100"] == "湖南省长沙市"


def test_hostile_rows_are_inert(tmp_path: Path) -> None:
    tables: Mapping[str, Any] = hostile_corpus().tables
    release = written(tmp_path, tables)
    paths = [
        f"/plans/{name}?_size=max"
        for name in ("sources", "documents", "articles", "targets", "segments", "citations", "targets_in_context")
    ]
    for path, page in served(release, "/plans", "/plans/search?text=script", *paths).items():
        tree = html.fromstring(page)
        for script in tree.iter("script"):
            assert SPELL not in (script.text or ""), path
        for element in tree.iter():
            if isinstance(element.tag, str):
                assert not [key for key in element.attrib if key.startswith("on") and SPELL in element.attrib[key]], (
                    path
                )
                assert not str(element.get("href", "")).strip().lower().startswith("javascript:"), path
        assert not tree.xpath("//iframe | //svg[@onload] | //img[@onerror]"), path
