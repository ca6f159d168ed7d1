"""Releases share the files that are as they were: same bytes as ever, one file on the disk, and none written to."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from flows.present.linked import write_kept
from flows.present.release import Release
from flows.present.site.pages import Site
from flows.present.site.reader import write_documents
from flows.publish import Published, place, verify
from flows.publish.atomic import remove_folder
from tests.publishing import FACTS, publish_tables
from tests.tables_sample import TEXTS, tables
from tests.test_validate import put

FILES = {"documents/甲.html": "到2020年".encode() * 500, "documents/甲.zip": b""}


def release(out: Path, kept: Path | None, **changed: object) -> Published:
    """The next release of the sample with its documents' pages; a value of the first target may be changed."""

    def present(draft: Path) -> None:
        site = Site(Release.read(draft, kept))
        write_documents(site)
        site.write_assets()

    rows = tables(put("targets", 0, **changed) if changed else None)
    facts = replace(FACTS, presented="pages", built_at=f"2026-11-2{len(place.releases(out))}T06:00:00+00:00")
    return publish_tables(out, rows, TEXTS, facts=facts, present=present)


def tree(folder: Path) -> dict[str, bytes]:
    """The files below a folder."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def shared(one: Path, other: Path) -> set[str]:
    """The files of a release that are the same on the disk as those of another."""
    found = {path.relative_to(one).as_posix() for path in one.rglob("*") if path.is_file()}
    return {name for name in found if (other / name).exists() and (one / name).samefile(other / name)}


def equal(one: Path, other: Path) -> set[str]:
    """The files that have the same bytes in both."""
    theirs = tree(other)
    return {name for name, content in tree(one).items() if theirs.get(name) == content}


@pytest.mark.parametrize("keeps", [True, False], ids=["cache", "no cache"])
def test_what_is_as_it_was_is_a_link(keeps: bool, tmp_path: Path) -> None:
    out, kept = tmp_path / "out", tmp_path / "kept" if keeps else None
    first = release(out, kept).path
    before = tree(first)
    second = release(out, kept, value=7.0).path
    assert tree(first) == before
    assert verify(first) == verify(second) == []
    same = equal(second, first)
    assert shared(second, first) == same - {"SHA256SUMS"}
    assert {name.split("/")[0] for name in same} >= {"site", "text", "csv", "parquet"}
    assert not {"site/data/release.js", "parquet/targets.parquet", "index.json"} & same
    anew = tree(release(tmp_path / "anew", None, value=7.0).path)
    data = ("parquet/", "csv/", "text/", "site/documents/")
    assert {name: content for name, content in tree(second).items() if name.startswith(data)} == {
        name: content for name, content in anew.items() if name.startswith(data)
    }


def test_releases_go_one_by_one(tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = release(out, tmp_path / "kept").path
    second = release(out, tmp_path / "kept", value=7.0).path
    content = tree(second)
    remove_folder(first)
    shutil.rmtree(tmp_path / "kept")
    assert tree(second) == content
    assert verify(second) == []
    copy = Path(shutil.copytree(second, tmp_path / "copy"))
    assert verify(copy) == []
    assert shared(copy, second) == set()


def test_what_was_written_to_or_damaged_is_not_linked(tmp_path: Path) -> None:
    out, kept = tmp_path / "out", tmp_path / "kept"
    first = release(out, kept).path
    page = next((first / "site" / "documents").glob("*.html"))
    text = next((first / "text").iterdir())
    whole = {path: path.read_bytes() for path in (page, text)}
    for path, content in whole.items():
        path.write_bytes(content[:-1] + b"?")
    second = release(out, kept, value=7.0).path
    assert verify(second) == []
    for path, content in whole.items():
        assert (second / path.relative_to(first)).read_bytes() == content
        assert path.read_bytes() != content


def test_without_links_there_are_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    out = tmp_path / "out"
    first = release(out, tmp_path / "kept").path
    second = release(out, tmp_path / "kept", value=7.0).path
    assert shared(second, first) == set()
    assert verify(second) == []
    monkeypatch.undo()
    linked = tmp_path / "linked"
    release(linked, None)
    assert tree(second) == tree(release(linked, None, value=7.0).path)


def test_kept_files_are_made_once_and_again_where_they_are_damaged(tmp_path: Path) -> None:
    made = Counter[str]()

    def make() -> dict[str, bytes]:
        made["times"] += 1
        return FILES

    def written(name: str) -> dict[str, bytes]:
        write_kept(tmp_path / "kept", "key", make, tmp_path / name)
        return tree(tmp_path / name)

    assert written("one") == written("one") == written("two") == FILES
    assert made["times"] == 1
    assert shared(tmp_path / "one", tmp_path / "two") == FILES.keys()
    for damaged in ("0", "1", "sums"):
        path = tmp_path / "kept" / "key" / damaged
        content = path.read_bytes()
        for damage in (content[:-1] + b"x", b"", None):
            if damage is None or damage != content:
                path.unlink() if damage is None else path.write_bytes(damage)
                assert written("three") == FILES, damaged
                assert path.read_bytes() == content
    shutil.copytree(tmp_path / "kept" / "key", tmp_path / "kept" / "other")
    times = made["times"]
    write_kept(tmp_path / "kept", "other", make, tmp_path / "four")
    assert made["times"] == times + 1, "what stands under another key is not read"
