"""The reader: a page a document, on which every row has its place in the text, and every published text stands whole."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from flows.hall import read_one
from flows.present.release import Release
from flows.present.site.pages import Site
from flows.present.site.reader import web_address, write_documents
from flows.read import list_sources
from flows.tables import table
from tests.five import corpus
from tests.linking import InMemory, linked
from tests.page_tree import Node, tree
from tests.publishing import publish_tables

READ = {"targets": "target", "assignments": "assignment", "citations": "citation"}


def written(folder: Path, made: InMemory) -> Release:
    """A release with the reader's pages."""
    release = Release.read(publish_tables(folder, made.tables, made.texts).path)
    write_documents(Site(release))
    return release


def sources(folder: Path, **files: str) -> InMemory:
    """What a build makes of sources given by name, with `_yml` for their sidecars."""
    raw = folder / "raw"
    raw.mkdir()
    for name, text in files.items():
        (raw / name.replace("_yml", ".yml").replace("_txt", ".txt")).write_bytes(text.encode())
    return linked(read_one(path, raw) for path in list_sources(raw))


def built(folder: Path, **files: str) -> Release:
    """A release of such sources, with the reader's pages."""
    return written(folder / "out", sources(folder, **files))


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return written(tmp_path_factory.mktemp("five"), corpus())


@cache
def page(release: Path, doc_id: str) -> Node:
    """The page of a document."""
    return tree((release / "site" / "documents" / f"{doc_id}.html").read_text("utf-8"))


def rows(release: Release, name: str) -> list[dict[str, Any]]:
    """A table of a release as rows."""
    found: list[dict[str, Any]] = release.table(name).to_pylist()
    return found


def published(release: Release) -> Iterator[tuple[Mapping[str, Any], Node]]:
    """The published documents with their pages."""
    for document in rows(release, "documents"):
        if document["status"] == "published":
            yield document, page(release.folder, document["doc_id"])


def rows_of(mark: Node) -> list[str]:
    """The rows of a highlight: it names them where they are several or its id does not say it."""
    return mark.attributes.get("data-rows", mark.attributes.get("id", "").removeprefix("raw-")).split()


def marked(view: Node) -> dict[str, str]:
    """The text that is highlighted for each row, in one view."""
    found: dict[str, str] = {}
    for mark in view.find("mark"):
        for row_id in rows_of(mark):
            found[row_id] = found.get(row_id, "") + mark.text()
    return found


def view(node: Node, name: str) -> Node:
    (found,) = node.find("section", class_=name)
    return found


def shown_articles(node: Node) -> dict[str, tuple[str | None, str | None]]:
    """Headings and bodies of articles as the clean view shows them, also the text behind their children."""
    found: dict[str, tuple[str | None, str | None]] = {}
    for block in view(node, "clean").find("div", class_="block"):
        article_id = block.attributes.get("id") or block.attributes.get("data-of") or ""
        heading, body = found.get(article_id, (None, None))
        for each in block.find("span", class_="heading"):
            heading = each.text()
        for paragraph in block.find("p", class_="body"):
            between = "" if "goes-on" in paragraph.classes else "\n"
            said = paragraph.text("clause", "rest")
            body = said if body is None else body + between + said
        found[article_id] = heading, body
    return found


def check_rows(release: Release) -> None:
    """Every row that was read from a text has its highlight in both views, and they and its note name each other."""
    pages = {document["doc_id"]: node for document, node in published(release)}
    assert pages
    raws = {row["doc_id"]: release.text(row["source_id"]) for row in rows(release, "documents")}
    in_raw = {doc_id: marked(view(node, "raw")) for doc_id, node in pages.items()}
    links = {doc_id: Counter(a.attributes["href"] for a in node.find("a")) for doc_id, node in pages.items()}
    for name, kind in READ.items():
        for row in rows(release, name):
            doc_id, row_id = row["doc_id"], row[table(name).primary_key[0]]
            node = pages[doc_id]
            assert kind in node.by_id(row_id).classes or node.by_id(row_id).tag == "span"
            note = node.by_id(f"row-{row_id}")
            assert f"#{row_id}" in [a.attributes["href"] for a in note.find("a")]
            assert node.by_id(f"raw-{row_id}")
            assert links[doc_id][f"#row-{row_id}"] == 2, "one from the clean text, one from the raw text"
            raw = raws[doc_id][row["start"] : row["end"]].replace("\r\n", "\n")
            assert in_raw[doc_id][row_id] == raw
    for doc_id, node in pages.items():
        for href in links[doc_id]:
            assert not href.startswith("#") or node.by_id(href[1:])


def check_texts(release: Release) -> None:
    """What is shown as heading and body is what is published, and all of the raw text is there."""
    for document, node in published(release):
        raw = release.text(document["source_id"])[document["start"] : document["end"]].replace("\r\n", "\n")
        (source,) = view(node, "raw").find("div", class_="source")
        if not source.find("span", class_="left"):
            assert source.text() == raw
        shown = shown_articles(node)
        for row in rows(release, "articles"):
            if row["doc_id"] == document["doc_id"]:
                assert shown[row["article_id"]] == (row["heading"], row["body"])


def test_every_row_has_its_highlight_and_its_note(five: Release) -> None:
    check_rows(five)


def test_headings_and_bodies_are_the_published_ones(five: Release) -> None:
    check_texts(five)


def test_a_target_is_marked_with_its_sentence(five: Release) -> None:
    clean = {document["doc_id"]: marked(view(node, "clean")) for document, node in published(five)}
    for row in rows(five, "targets"):
        assert clean[row["doc_id"]][row["target_id"]] == row["text"]


def test_the_number_of_a_target_stands_at_its_value(five: Release) -> None:
    pages = {document["doc_id"]: node for document, node in published(five)}
    for row in rows(five, "targets"):
        node, row_id = pages[row["doc_id"]], row["target_id"]
        number = node.by_id(f"row-{row_id}").find("span", class_="number")[0].text()
        (link,) = [a for a in view(node, "clean").find("a", class_="ref") if a.attributes["href"] == f"#row-{row_id}"]
        assert link.attributes["data-n"] == number
        if row["value_text"] and row["value_text"] in row["text"]:
            assert node.by_id(f"value-{row_id}").text() == row["value_text"]
            assert link in node.by_id(f"value-{row_id}").find("a")


def test_a_note_says_the_values_of_its_row(five: Release) -> None:
    pages = {document["doc_id"]: node for document, node in published(five)}
    names = {row["agency_id"]: row["name"] for row in rows(five, "agencies")}
    for row in rows(five, "targets"):
        said = pages[row["doc_id"]].by_id(f"row-{row['target_id']}").text()
        expected = (row["indicator"], row["scope"], row["value_text"], row["deadline"] or row["deadline_year"])
        assert all(str(value) in said for value in expected if value is not None)
    for row in rows(five, "assignments"):
        said = pages[row["doc_id"]].by_id(f"row-{row['assignment_id']}").text()
        assert row["agency_text"] in said
        assert names[row["agency_id"]] in said


def test_repairs_and_doubts_are_shown_where_they_stand(five: Release) -> None:
    for row in rows(five, "corrections"):
        node = next(
            n
            for d, n in published(five)
            if d["source_id"] == row["source_id"] and d["start"] <= row["start"] < d["end"]
        )
        said = node.by_id(f"row-{row['correction_id']}").text()
        assert (row["before"] or "") in said
        assert (row["after"] or "") in said
        assert row["rule"] in said
        assert node.by_id(row["correction_id"])
    for row in rows(five, "issues"):
        if row["doc_id"] in {document["doc_id"] for document, _ in published(five)}:
            assert row["message"] in page(five.folder, row["doc_id"]).text()


def test_what_was_left_out_is_listed_with_its_reason(five: Release) -> None:
    by_source: dict[str, list[Node]] = {}
    for document, node in published(five):
        by_source.setdefault(document["source_id"], []).append(node)
    for row in rows(five, "segments"):
        if row["kind"] in ("advertisement", "boilerplate", "off_topic"):
            found = [node for node in by_source[row["source_id"]] if node.find("li", id=row["segment_id"])]
            assert found
            assert row["reason"] in found[0].by_id("left-out").text()


def test_a_duplicate_points_to_the_document_that_is_kept(five: Release) -> None:
    (row,) = [row for row in rows(five, "documents") if row["status"] == "duplicate"]
    node = page(five.folder, row["doc_id"])
    assert node.by_id("kept").attributes["href"] == f"{row['duplicate_of']}.html"
    assert not node.find("mark")
    assert not (five.folder / "site" / "documents" / f"{row['doc_id']}.zip").exists()


def test_the_rows_of_a_document_come_as_csv(five: Release) -> None:
    for document, _ in published(five):
        with zipfile.ZipFile(five.folder / "site" / "documents" / f"{document['doc_id']}.zip") as archive:
            for name in READ:
                wanted = [r[table(name).primary_key[0]] for r in rows(five, name) if r["doc_id"] == document["doc_id"]]
                if wanted:
                    text = archive.read(f"{name}.csv").decode("utf-8-sig")
                    assert [row[table(name).primary_key[0]] for row in csv.DictReader(io.StringIO(text))] == wanted


def test_the_same_release_gives_the_same_bytes(five: Release, tmp_path: Path) -> None:
    again = written(tmp_path, corpus())
    for path in sorted((five.folder / "site" / "documents").iterdir()):
        assert (again.folder / "site" / "documents" / path.name).read_bytes() == path.read_bytes()


PLAN = """关于加快<script>alert(1)</script>发展的实施意见

各市人民政府：
为贯彻《国务院关于<b onclick=alert(1)>数据</b>的意见》，\u202e提出\u2066以下\u200b意见。
一、总体目标
到2025年，全省建成<img src=x onerror=alert(1)>数据中心20个，产值达到300亿元。（省发展改革委牵头，省财政厅"配合'）
二、组织实施&lt;script&gt;
（一）各地要&amp;抓好落实。（省工业和信息化厅负责）
（二）=HYPERLINK("http://example.org")每年培训100人次。

甘肃省人民政府
2021年3月1日
"""


def test_hostile_texts_are_text(tmp_path: Path) -> None:
    sidecar = (
        'url: "https://example.org/\\"><script>alert(1)</script>"\npublisher: "<script>alert(2)</script>\\u202E"\n'
    )
    release = built(tmp_path, plan_txt=PLAN, plan_yml=sidecar)
    check_rows(release)
    check_texts(release)
    for document, node in published(release):
        html = (release.folder / "site" / "documents" / f"{document['doc_id']}.html").read_text("utf-8")
        assert not set(html) & set("\0\u202e\u2066\u200b")
        assert {"release.js", "site.js", "reader.js"} == {
            s.attributes["src"].split("/")[-1] for s in node.find("script")
        }
        assert not node.find("img")
        for each in node.all():
            assert not [name for name in each.attributes if name.startswith("on") or name == "style"]
            assert not each.attributes.get("href", "").lower().startswith("javascript")


def test_an_address_of_the_web_is_a_link(tmp_path: Path) -> None:
    release = built(tmp_path, plan_txt=PLAN, plan_yml="url: https://www.example.gov.cn/1.html\n")
    ((_, node),) = published(release)
    assert [a for a in node.find("a") if a.attributes["href"] == "https://www.example.gov.cn/1.html"]


def test_another_address_is_no_link(tmp_path: Path) -> None:
    for url in ("data:text/html,<script>", "file:///etc/passwd", "https:", "//x", "http://[", "", None):
        assert web_address(url) is None
    made = sources(tmp_path, plan_txt=PLAN)
    column = made.tables["sources"].column_names.index("url")
    address = pa.array(["JAVASCRIPT:alert(1)"], pa.string())
    made.tables["sources"] = made.tables["sources"].set_column(column, "url", address)
    ((_, node),) = published(written(tmp_path / "out", made))
    assert "JAVASCRIPT:alert(1)" in node.text()
    assert not [a for a in node.find("a") if "alert" in a.attributes["href"]]


BY_HAND = """
facts: {doc_number: 甘政发〔2021〕9号, reason: 封面有文号, by: 王小明, on: 2026-11-20}
rows:
  - {table: targets, do: amend, quote: 产值达到300亿元, set: {comparator: "="}, reason: 印刷如此, by: 李四}
  - {table: articles, do: amend, quote: 各地要, path: "2.1", set: {body: 抓好落实。}, reason: 句首多字, by: 李四}
  - {table: targets, do: drop, quote: 每年培训100人次, reason: 已完成, by: 李四}
"""


def test_corrections_by_people_stand_with_what_they_corrected(tmp_path: Path) -> None:
    release = built(tmp_path, plan_txt=PLAN, plan_yml=BY_HAND)
    ((_, node),) = published(release)
    corrections = {row["table_name"]: row for row in rows(release, "corrections") if row["author"]}
    assert len([row for row in rows(release, "corrections") if row["author"]]) == 4
    check_rows(release)
    target = next(row for row in rows(release, "targets") if row["comparator"] == "=" and "产值" in row["indicator"])
    assert "印刷如此" in node.by_id(f"row-{target['target_id']}").text()
    assert "封面有文号" in node.by_id(corrections["documents"]["correction_id"]).text()
    dropped = next(row for row in rows(release, "corrections") if row["reason"] == "已完成")
    assert "已完成" in node.by_id(f"row-{dropped['correction_id']}").text()
    reworded = next(row for row in rows(release, "articles") if row["path"] == "2.1")
    block = node.by_id(reworded["article_id"])
    assert "句首多字" in block.text()
    assert "抓好落实。" in block.text()


def test_traditional_characters_are_shown_as_they_are_published(tmp_path: Path) -> None:
    text = (Path(__file__).parent.parent / "raw" / "gansu-2017-mobile-internet.txt").read_text("utf-8")
    opencc = pytest.importorskip("opencc")
    release = built(tmp_path, plan_txt=opencc.OpenCC("s2t").convert(text))
    check_rows(release)
    check_texts(release)


def test_sources_without_articles_or_without_documents(tmp_path: Path) -> None:
    release = built(
        tmp_path,
        preamble_txt="甘肃省人民政府关于加快数据产业发展的意见\n\n各市、州人民政府，省政府各部门：\n为加快数据产业发展，现提出如下意见。"
        "各级政府要加大投入，完善政策，形成合力，确保取得实效。\n到2025年，全省建成数据中心20个。\n甘肃省人民政府\n2021年3月1日\n",
        empty_txt="",
        weather_txt="今天天气很好，我们去公园散步，看到了许多花。\n" * 5,
    )
    check_rows(release)
    check_texts(release)
    documents = {f"{row['doc_id']}.html" for row in rows(release, "documents")}
    folder = release.folder / "site" / "documents"
    assert {path.name for path in folder.glob("*.html")} == documents
    ((_, node),) = published(release)
    assert len(node.find("div", class_="preamble")) == 1


def test_a_document_without_articles(tmp_path: Path) -> None:
    made = sources(tmp_path, plan_txt=PLAN)
    for name in ("articles", "targets", "assignments", "citations", "terms", "issues"):
        made.tables[name] = made.tables[name].slice(0, 0)
    ((document, node),) = published(written(tmp_path / "out", made))
    assert document["title"] in node.text()
    assert "抓好落实" in view(node, "clean").text()
