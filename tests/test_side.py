"""A document beside one that it follows: what is copied, adapted, its own and dropped, in pages and in the terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from flows.cli import main
from flows.compare.side import Sides, sides
from flows.extract.letters import copied, runs, stretches, written
from flows.present.release import Release
from flows.present.site.pages import Site
from flows.present.site.reader import write_documents
from flows.present.site.side import write_side
from flows.present.site.side_text import paragraphs
from tests.five import corpus
from tests.hostile import TAGS, UNSEEN
from tests.linking import InMemory
from tests.page_tree import Node, tree
from tests.publishing import publish_tables
from tests.test_reader import page as reader_page
from tests.test_reader import sources
from tests.test_reader import written as with_documents

Pair = tuple[str, str]

CENTRE = """国务院关于促进数据产业发展的意见

为加快培育数据要素市场，推动数据产业高质量发展，现提出以下意见。
一、总体要求
（一）指导思想。坚持以人民为中心的发展思想，统筹发展和安全，激活数据要素潜能，做强做优做大数字经济。
（二）建设数据中心。合理布局全国一体化大数据中心体系，{}推进绿色低碳数据中心建设，提升算力供给水平。
二、重点任务
（三）培育交易市场。支持有条件的地方建设数据交易场所，完善数据定价、交易、结算规则，{}防范市场风险。
（四）推动跨境流动。探索建立数据跨境流动安全评估制度，积极参与国际规则制定，扩大数字领域开放合作。

国务院
2021年3月1日
"""
LOCAL = """甘肃省人民政府关于促进数据产业发展的实施意见

为贯彻《国务院关于促进数据产业发展的意见》，推动数据产业高质量发展，结合我省实际，提出以下实施意见。
一、总体要求
（一）指导思想。坚持以人民为中心的发展思想，统筹发展和安全，激活数据要素潜能，做强做优做大数字经济。
（二）建设数据中心。合理布局全国一体化大数据中心体系，{}依托庆阳、兰州新区和金昌等地的能源与气候条件发展绿色算力。
二、重点任务
（三）发展数据交易。支持兰州建设数据交易场所，完善数据定价、交易、结算规则，{}探索公共数据授权运营。
（四）发展骆驼养殖。在河西走廊建设双峰驼良种繁育基地，推广驼奶加工工艺，延伸畜牧产业链条，带动牧民增收致富。

甘肃省人民政府
2021年9月1日
"""


def pair(folder: Path, first: str = "", second: str = "") -> InMemory:
    """A local plan that follows a central one, with two texts put into both."""
    return sources(folder, centre_txt=CENTRE.format(first, second), local_txt=LOCAL.format(first, second))


def with_pages(folder: Path, made: InMemory, kept: Path | None = None) -> Release:
    """A release with the pages that show two documents side by side."""
    release = Release.read(publish_tables(folder, made.tables, made.texts).path, kept)
    write_side(Site(release))
    return release


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of the five sources with these pages and those of its documents."""
    release = with_documents(tmp_path_factory.mktemp("five"), corpus())
    write_side(Site(release))
    return release


def linked_pairs(release: Release) -> dict[Pair, list[dict[str, Any]]]:
    """Alignments by document and followed document."""
    found: dict[Pair, list[dict[str, Any]]] = {}
    for row in release.table("alignments").to_pylist():
        found.setdefault((row["doc_id"], row["followed_doc_id"]), []).append(row)
    assert found
    return found


def articles(release: Release, doc_id: str) -> list[dict[str, Any]]:
    table = release.table("articles")
    rows: list[dict[str, Any]] = table.filter(pc.equal(table["doc_id"], doc_id)).to_pylist()
    return rows


def pages(release: Release) -> Iterator[tuple[Pair, Node, list[dict[str, Any]]]]:
    """Both documents, the page that shows them, and the alignments on it."""
    for (doc_id, followed), links in linked_pairs(release).items():
        path = release.folder / "site" / "side" / f"{doc_id}.{followed}.html"
        yield (doc_id, followed), tree(path.read_text("utf-8")), links


def hrefs(node: Node) -> list[str]:
    return [each.attributes.get("href", "") for each in node.find("a")]


@given(st.text(alphabet="甲乙丙 \n\u3000", max_size=40), st.text(alphabet="甲乙丙 \n", max_size=40))
def test_stretches_hold_the_characters_that_are_copied(text: str, other: str) -> None:
    taken = copied(runs(written(text)), runs(written(other)))
    found = stretches(text, taken)
    inside = {at for start, end in found for at in range(start, end) if not text[at].isspace()}
    places = [at for at, sign in enumerate(text) if not sign.isspace()]
    assert inside == {at for at, each in zip(places, taken, strict=False) if each}
    assert all(end < start for (_, end), (start, _) in pairwise(found))


@given(st.text(alphabet="甲乙\n", max_size=30), st.sets(st.integers(0, 30), max_size=12))
def test_paragraphs_are_the_lines_of_a_text(text: str, edges: set[int]) -> None:
    ends = sorted(edges)
    spans = [(a, b) for a, b in zip(ends[::2], ends[1::2], strict=False) if b <= len(text)]
    lines = [tree(f"<p>{each}</p>") for each in paragraphs(text, spans)]
    assert "\n".join(each.text() for each in lines) == text
    marked = "".join(mark.text() for each in lines for mark in each.find("mark"))
    assert marked == "".join(text[a:b] for a, b in spans).replace("\n", "")


def article(name: str, body: str, kind: str = "article") -> dict[str, Any]:
    return {"article_id": name, "kind": kind, "heading": None, "body": body}


def beside(relation: str, *followed: str) -> Sides:
    """A unit of twenty characters, of which twelve are copied, one that follows nothing, and a section."""
    document = [
        article("section", "总则", "section"),
        article("one", "加快建设数据交易场所，稳妥推进天地人和山水"),
        article("two", "发展骆驼养殖带动牧民增收"),
    ]
    other = [
        article("b1", "必须加快建设数据交易场所，稳妥做事"),
        article("b2", "扩大开放合作并参与规则制定"),
        article("b3", "略"),
    ]
    return sides(
        document, other, [{"article_id": "one", "followed_article_id": each, "relation": relation} for each in followed]
    )


@pytest.mark.parametrize(
    ("relation", "expected"), [("adapted", (13, 8, 12)), ("extended", (13, 0, 20)), ("verbatim", (13, 8, 12))]
)
def test_shares_are_counted_in_characters(relation: str, expected: tuple[int, int, int]) -> None:
    found = beside(relation, "b1")
    assert (found.shares.copied, found.shares.adapted, found.shares.own) == expected
    assert sum(found.shares.percent()) == 100
    assert found.units[1].copied == [(0, 13)]
    assert found.units[1].followed[0].copied == [(2, 15)]


def test_what_nothing_follows_is_dropped_and_what_says_nothing_is_not_counted() -> None:
    found = beside("adapted", "b1")
    assert [row["article_id"] for row in found.dropped] == ["b2"]
    assert (found.n_following, len(found.compared), found.n_other) == (1, 2, 2)
    assert not beside("adapted", "b1", "b2").dropped


def test_documents_without_articles_have_no_shares() -> None:
    assert sides([], [], []).shares.percent() == (0, 0, 100)


def test_every_article_stands_beside_what_it_follows(five: Release) -> None:
    for (doc_id, followed), node, links in pages(five):
        texts = {row["article_id"]: row for each in (doc_id, followed) for row in articles(five, each)}
        for row in articles(five, doc_id):
            unit = node.by_id(row["article_id"])
            mine = [link for link in links if link["article_id"] == row["article_id"]]
            said = "\n".join(p.text() for p in (unit.find("div", class_="mine") or [unit])[0].find("p"))
            assert said == (row["body"] or "")
            beside_it = unit.find("div", class_="followed")
            assert len(beside_it) == len(mine)
            for link, shown in zip(mine, beside_it, strict=True):
                assert (texts[link["followed_article_id"]]["body"] or "").replace("\n", "") in shown.text()
                assert f"照抄 {100 * link['copied_share']:.0f}%" in shown.text().replace("copied", "")
            assert bool(unit.find("span", class_="own")) == (row["kind"] != "section" and not mine)


def test_what_is_marked_is_what_the_table_counts(five: Release) -> None:
    for (doc_id, _), node, links in pages(five):
        rows = {row["article_id"]: row for row in articles(five, doc_id)}
        for link in links:
            if sum(link["article_id"] == each["article_id"] for each in links) == 1:
                row = rows[link["article_id"]]
                (mine,) = node.by_id(link["article_id"]).find("div", class_="mine")
                marked = sum(len(written(mark.text())) for mark in mine.find("mark"))
                share = marked / len(written(row["body"] or row["heading"]))
                assert share == pytest.approx(link["copied_share"], abs=0.006)


def test_what_was_dropped_stands_at_the_end(five: Release) -> None:
    for (_, followed), node, links in pages(five):
        taken = {link["followed_article_id"] for link in links}
        (section,) = node.find("section", class_="dropped")
        shown = {href.partition("#")[2] for href in hrefs(section)}
        assert not shown & taken
        wanted = {row["article_id"] for row in articles(five, followed) if row["kind"] != "section"} - taken
        assert shown <= wanted


def test_pages_link_to_each_other_in_both_directions(five: Release) -> None:
    for (doc_id, followed), node, links in pages(five):
        own, other = reader_page(five.folder, doc_id), reader_page(five.folder, followed)
        address = f"../side/{doc_id}.{followed}.html"
        assert address in hrefs(own)
        assert address in hrefs(other)
        assert {f"../documents/{doc_id}.html", f"../documents/{followed}.html"} <= set(hrefs(node))
        for link in links:
            to = f"{address}#{link['article_id']}"
            assert to in hrefs(own.by_id(link["article_id"]))
            assert to in hrefs(other.by_id(link["followed_article_id"]))
        for href in hrefs(node):
            file, _, place = href.partition("#")
            if file.startswith("../documents/") and place:
                assert reader_page(five.folder, Path(file).stem).by_id(place)


def test_a_document_with_two_has_a_switch(five: Release) -> None:
    found = linked_pairs(five)
    for (doc_id, followed), node, _ in pages(five):
        others = {other for each, other in found if each == doc_id}
        links = [a for nav in node.find("nav", class_="switch") for a in nav.find("a")]
        assert len(links) == (len(others) if len(others) > 1 else 0)
        here = [a.attributes["href"] for a in links if a.attributes.get("aria-current")]
        assert here == [f"../side/{doc_id}.{followed}.html"] * bool(links)


def test_pages_are_kept_and_change_with_what_they_show(tmp_path: Path) -> None:
    kept = tmp_path / "kept"

    def made(folder: str, first: str = "", kept: Path | None = kept) -> dict[str, bytes]:
        (tmp_path / folder).mkdir()
        release = with_pages(tmp_path / folder / "out", pair(tmp_path / folder, first), kept)
        return {path.name: path.read_bytes() for path in (release.folder / "site" / "side").iterdir()}

    plain = made("a")
    assert len(plain) == 1
    assert len(list(kept.iterdir())) == 1
    assert made("b") == plain
    assert len(list(kept.iterdir())) == 1
    other = made("c", "加强统筹协调和要素保障，")
    assert other.keys() == plain.keys()
    assert other != plain
    assert made("d", "加强统筹协调和要素保障，", kept=None) == other
    for file in kept.glob("*/0"):
        file.write_bytes(b"damaged")
    assert made("e") == plain
    assert len(list(kept.iterdir())) == 2


def test_a_kept_page_of_a_document_says_who_follows_it_now(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    made = []
    for n, texts in enumerate(({}, {"local_txt": LOCAL}, {"local_txt": LOCAL})):
        (tmp_path / str(n)).mkdir()
        given = sources(tmp_path / str(n), centre_txt=CENTRE, **texts)
        folder = publish_tables(tmp_path / str(n) / "out", given.tables, given.texts).path
        write_documents(Site(Release.read(folder, kept if n < 2 else None)))
        (central,) = [row for row in given.tables["documents"].to_pylist() if row["admin_level"] == "central"]
        made.append((folder / "site" / "documents" / f"{central['doc_id']}.html").read_text("utf-8"))
    alone, followed, fresh = made
    assert "../side/" not in alone
    assert "../side/" in followed
    assert followed == fresh


def test_hostile_texts_are_text(tmp_path: Path) -> None:
    release = with_pages(tmp_path / "out", pair(tmp_path, "".join(TAGS), UNSEEN))
    ((_, node, _),) = pages(release)
    assert [each.attributes["src"].split("/")[-1] for each in node.find("script")] == ["release.js", "site.js"]
    assert not [each for name in ("img", "iframe") for each in node.find(name)]
    for each in node.all():
        assert not [name for name in each.attributes if name.startswith("on") or name == "style"]
        assert not each.attributes.get("href", "").lower().startswith("javascript")
    (path,) = (release.folder / "site" / "side").iterdir()
    assert not set(path.read_text("utf-8")) & set(UNSEEN)


def test_a_release_in_which_nothing_follows_has_no_such_pages(tmp_path: Path) -> None:
    release = with_pages(tmp_path / "out", sources(tmp_path, local_txt=LOCAL))
    assert not list((release.folder / "site" / "side").iterdir())


def compare(*arguments: str | Path) -> str:
    answer = CliRunner().invoke(main, ["compare", *map(str, arguments)])
    assert answer.exit_code == 0, answer.output
    return answer.output


def test_the_terminal_says_what_the_table_says(five: Release) -> None:
    for (doc_id, followed), links in linked_pairs(five).items():
        found = json.loads(compare(doc_id, followed, "--json", "--release", five.folder))
        said = {(unit["article_id"], each["article_id"]): each for unit in found["units"] for each in unit["follows"]}
        assert {pair: each["copied_share"] for pair, each in said.items()} == {
            (link["article_id"], link["followed_article_id"]): link["copied_share"] for link in links
        }
        places = {row["article_id"]: (row["start"], row["end"]) for row in articles(five, doc_id)}
        assert {unit["article_id"]: (unit["start"], unit["end"]) for unit in found["units"]} == places
        for unit in found["units"]:
            assert all(len(written(unit["text"][start:end])) >= 6 for start, end in unit["copied"])
        assert sum(found["characters"].values()) > 1000


def test_documents_are_named_as_people_name_them(five: Release) -> None:
    whole = compare("甘肃", "全国 移动互联网", "--release", five.folder)
    assert "指导思想" in whole
    assert "照抄 copied" in whole
    for name in ("gansu-2017-mobile-internet.txt", "甘办发〔2017〕52号"):
        assert compare(name, "全国 移动互联网", "--release", five.folder) == whole


@pytest.mark.parametrize(("name", "says"), [("移动互联网", "may mean 4 documents"), ("月球", "No document")])
def test_a_name_that_means_none_or_several_is_told(five: Release, name: str, says: str) -> None:
    answer = CliRunner().invoke(main, ["compare", name, "甘肃", "--release", str(five.folder)])
    assert answer.exit_code == 1
    assert says in answer.output


def test_two_files_need_no_release(tmp_path: Path) -> None:
    for name, text in (("local.txt", LOCAL), ("centre.txt", CENTRE)):
        (tmp_path / name).write_text(text.format("", ""), "utf-8")
    said = compare(tmp_path / "local.txt", tmp_path / "centre.txt", "--release", tmp_path / "none")
    assert "2.4 推动跨境流动" in said.split("Not taken up")[1]
    assert "发展骆驼养殖" in said.split("Not taken up")[0]
    assert "verbatim" in said
    (tmp_path / "empty.txt").write_text("", "utf-8")
    answer = CliRunner().invoke(main, ["compare", str(tmp_path / "empty.txt"), str(tmp_path / "local.txt")])
    assert answer.exit_code == 1
