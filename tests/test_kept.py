"""What is made of a source is kept for the next release, and is what would have been made."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from flows.engine import cache
from flows.hall import read_one
from flows.present import sqlite, star
from flows.present.citation import document_citations
from flows.present.release import AnyRelease, Release
from flows.present.site.entities import write_entities
from flows.present.site.pages import Site
from flows.present.site.reader import write_documents
from flows.read import list_sources
from tests.five import corpus
from tests.linking import InMemory, linked
from tests.publishing import publish_tables
from tests.releases_sample import written
from tests.tables_sample import tables

JIA = """甲省人民政府关于印发甲省数字经济发展规划的通知
甲政发〔2021〕3号

各市人民政府：
现将《甲省数字经济发展规划》印发给你们，请认真贯彻执行。
{}甲省人民政府
2021年3月1日

甲省数字经济发展规划
一、总体目标
到2025年，全省建成5G基站{}万个，产值达到300亿元。
二、组织实施
（一）各地要抓好落实。（省工业和信息化厅负责）
"""
YI = """乙市人民政府关于加快数字经济发展的实施意见
乙政发〔2022〕8号

各县人民政府：
为贯彻《甲省人民政府关于印发甲省数字经济发展规划的通知》（甲政发〔2021〕3号），提出以下意见。
一、总体目标
到2025年，全市建成数据中心2个。（市财政局牵头，市统计局配合）
二、组织实施
各县要完善政策，形成合力，确保取得实效。

乙市人民政府
2022年3月1日
"""


def made_of(**files: str) -> InMemory:
    """What a build makes of sources, given as their names and texts."""
    return linked(read_one(path, path.parent) for path in _written(files))


@pytest.fixture(autouse=True)
def _raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _written(files: dict[str, str]) -> list[Path]:
    raw = Path("raw")
    raw.mkdir(exist_ok=True)
    for old in raw.iterdir():
        old.unlink()
    for name, text in files.items():
        (raw / name.replace("_", ".")).write_bytes(text.encode())
    return list_sources(raw)


def pages(made: InMemory, kept: Path | None, **said: str) -> dict[str, bytes]:
    """The files of the documents of a release; `said` is put into its index."""
    folder = Path(f"release-{len(list(Path().iterdir()))}")
    release = Release.read(publish_tables(folder, made.tables, made.texts).path, kept)
    write_documents(Site(replace(release, index={**release.index, **said})))
    return {path.name: path.read_bytes() for path in (release.folder / "site" / "documents").iterdir()}


def names(kept: Path) -> set[str]:
    return {path.name for path in kept.iterdir()} if kept.is_dir() else set()


def test_kept_pages_are_those_that_would_be_made(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    fresh = pages(corpus(), None)
    assert pages(corpus(), kept) == fresh
    known = names(kept)
    assert len(known) == len([text for text in corpus().texts.values() if text])
    assert pages(corpus(), kept) == fresh
    assert names(kept) == known


def test_two_write_what_one_writes(tmp_path: Path) -> None:
    release = Release.read(publish_tables(tmp_path / "out", corpus().tables, corpus().texts).path)
    folder = release.folder / "site" / "documents"
    write_documents(Site(release), share=0, of=2)
    some = {path.name for path in folder.iterdir()}
    write_documents(Site(release), share=1, of=2)
    assert 0 < len(some) < len(list(folder.iterdir()))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == pages(corpus(), None)


def test_a_page_is_the_same_in_every_release(tmp_path: Path) -> None:
    """What a release says of itself stands in data/release.js; the address of all releases stands in pages."""
    kept, home = tmp_path / "kept", "https://plans.example"
    first = pages(corpus(), kept, home=home)
    known = names(kept)
    later = {"version": "12.34.56", "built_at": "2031-02-03T04:05:06+08:00", "home": home}
    assert pages(corpus(), kept, **later) == pages(corpus(), None, **later) == first
    assert names(kept) == known
    assert any(f"{home}/releases/\u2060version\u2060/site".encode() in page for page in first.values())
    assert pages(corpus(), kept, home="https://other.example") != first


def test_a_page_changes_with_all_that_it_shows(tmp_path: Path) -> None:
    """Its text, the documents that cite it, corrections by people: each time what would be made, and nothing old."""
    kept = tmp_path / "kept"
    override = "rows:\n  - {table: targets, do: drop, quote: 产值达到300亿元, reason: 已完成, by: 李四}\n"
    states = [
        {"jia_txt": JIA.format("", 5)},
        {"jia_txt": JIA.format("", 5), "yi_txt": YI},
        {"jia_txt": JIA.format("", 7), "yi_txt": YI},
        {"jia_txt": JIA.format("", 7), "jia_yml": override, "yi_txt": YI},
        {"yi_txt": YI},
    ]
    seen = []
    for files in states:
        made = made_of(**files)
        seen.append(pages(made, kept))
        assert seen[-1] == pages(made, None)
    assert seen[0] != seen[1]
    known = names(kept)
    assert pages(made_of(**states[1]), kept) == seen[1]
    assert names(kept) == known


@pytest.mark.parametrize("damage", [b"", b"PAR1", None])
def test_what_is_damaged_is_made_again(damage: bytes | None, tmp_path: Path) -> None:
    kept, made = tmp_path / "kept", made_of(jia_txt=JIA.format("", 5))
    fresh = pages(made, kept)
    path = next(kept.glob("*/0"))
    content = path.read_bytes()
    path.write_bytes(content[:200] + bytes([content[200] ^ 1]) + content[201:] if damage is None else damage)
    assert pages(made, kept) == fresh
    assert path.read_bytes() == content


def test_no_text_has_what_stands_for_a_release() -> None:
    """A title with these words between joiners, invisible signs, is cited without the joiners."""
    document = {**dict.fromkeys(("doc_number", "notice_title", "issuers", "date", "year")), "doc_id": "doc-a"}
    release = AnyRelease(Path(), {"version": "1.4.2", "built_at": "2026-11-22T06:00:00+00:00"})
    for each in document_citations({**document, "title": "\u2060version\u2060规划"}, release):
        assert "1.4.2" not in each.text
        assert each.text.count("\u2060version\u2060") == 1
        assert "version规划" in each.text


def test_the_words_of_a_database_are_those_that_would_be_found(tmp_path: Path) -> None:
    release = Release.read(publish_tables(tmp_path / "out", corpus().tables, corpus().texts).path)
    star.write(release)
    made = []
    for kept in (None, tmp_path / "kept", tmp_path / "kept"):
        sqlite.write(replace(release, kept=kept))
        made.append((release.folder / sqlite.FILE).read_bytes())
    assert made[0] == made[1] == made[2]
    assert len(names(tmp_path / "kept")) > 5


def test_what_nothing_has_used_for_a_week_is_cleared_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "PARTS", tmp_path / "parts")
    monkeypatch.setattr(cache, "PAGES", kept := tmp_path / "kept")
    made = made_of(jia_txt=JIA.format("", 5)), made_of(yi_txt=YI)
    for each in made:
        pages(each, kept)
    known = names(kept)
    for path in kept.iterdir():
        os.utime(path, (0, 0))
    pages(made[0], kept)  # is in use
    cache.clear([])
    (left,) = names(kept)
    assert left in known


def test_pages_of_what_plans_speak_of_are_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, kept = written(tmp_path / "1.0.0", tables()), tmp_path / "kept"
    index = json.loads((folder / "index.json").read_text("utf-8"))
    (folder / "index.json").write_text(json.dumps({**index, "built_at": "2026-11-22T06:00:00+00:00"}), "utf-8")
    write_entities(Release.read(folder, kept))
    pages = {path: path.read_bytes() for path in (folder / "site").rglob("*.html")}
    assert len(pages) > 25
    made: list[str] = []

    def page(self: Site, template: str, path: str, **shown: object) -> str:
        made.append(path)
        return path

    monkeypatch.setattr(Site, "page", page)
    write_entities(Release.read(folder, kept))
    assert made == ["agency.html"]
    assert {path: path.read_bytes() for path in pages if path.name != "agency.html"} == {
        path: page for path, page in pages.items() if path.name != "agency.html"
    }
