"""plans.sqlite out of that of the release before has the rows, and finds what, one that is made anew has."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from flows.present import sqlite, star
from flows.present.release import Release
from flows.publish.sums import write_sums
from tests.releases_sample import written
from tests.tables_sample import Rows, tables

MADE = {
    "built_at": "2026-11-22T06:00:00+00:00",
    "presented": "pages",
    "made_from": {"code": "c", "knowledge": "k", "packages": "p"},
}
Content = dict[str, object]


def release(folder: Path, change: Callable[[Rows], object] | None = None, before: Path | None = None) -> Release:
    """A release of the sample with its dimensions."""
    made = written(folder, tables(change))
    index = json.loads((made / "index.json").read_text("utf-8"))
    (made / "index.json").write_text(json.dumps({**index, **MADE}), "utf-8")
    star.write(Release.read(made))
    return Release.read(made, before=before)


def first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A release with its database, whose sums are right; from now on none is made anew."""
    made = release(folder)
    sqlite.write(made)
    write_sums(folder)
    monkeypatch.setattr(sqlite, "_make", _refuse)
    return folder


def _refuse(*_: object) -> None:
    raise AssertionError("The database is made anew.")


def content(path: Path) -> Content:
    """All rows of all tables, what is found by some words, and what the file declares."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        declared = sorted(database.execute("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE '%_fts_%'"))
        found: Content = {"declared": declared}
        for kind, table, _ in declared:
            if kind == "table" and not table.endswith("_fts") and not table.startswith("sqlite_"):
                found[table] = sorted(database.execute(f"SELECT * FROM {table}"), key=repr)
        for table in sqlite.SEARCHED:
            key = table.removesuffix("s").replace("agencie", "agency").replace("document", "doc") + "_id"
            for word in ("农村", "建成", "市", "5g", "新增", "意见", "工业"):
                query = f"SELECT {key} FROM {table} WHERE rowid IN (SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH ?)"
                found[f"{table} {word}"] = sorted(database.execute(query, (word,)))
        return found


def _reword(sample: Rows) -> None:
    sample["articles"][0]["body"] = "新增农村示范点3个。"
    sample["targets"][0] |= {"indicator": "新增示范点", "value": 3.0}
    sample["agencies"][0]["name"] = "新增工业局"


def _grow(sample: Rows) -> None:
    article = sample["articles"][-1]
    sample["articles"].append({**article, "article_id": "article-new", "body": "新增建成5G基站。", "seq": 99})


def _shrink(sample: Rows) -> None:
    for name in ("targets", "assignments", "terms"):
        sample[name].pop()


@pytest.mark.parametrize("change", [None, _reword, _grow, _shrink])
def test_it_is_as_one_made_anew(
    change: Callable[[Rows], object] | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anew = release(tmp_path / "anew" / "1.0.1", change)
    sqlite.write(anew)
    before = first(tmp_path / "before" / "1.0.0", monkeypatch)
    kept = (before / sqlite.FILE).read_bytes()
    changed = release(tmp_path / "next" / "1.0.1", change, before)
    sqlite.write(changed)
    assert content(changed.folder / sqlite.FILE) == content(anew.folder / sqlite.FILE)
    assert (before / sqlite.FILE).read_bytes() == kept
    again = (changed.folder / sqlite.FILE).read_bytes()
    sqlite.write(changed)
    assert (changed.folder / sqlite.FILE).read_bytes() == again


def _damaged(before: Path) -> None:
    path = before / sqlite.FILE
    path.write_bytes(path.read_bytes()[:-1] + b"x")


def _of_other_code(before: Path) -> None:
    index = json.loads((before / "index.json").read_text("utf-8"))
    index["made_from"]["code"] = "other"
    (before / "index.json").write_text(json.dumps(index), "utf-8")


def _without_a_row(before: Path) -> None:
    """As if its database and its tables did not fit together."""
    with closing(sqlite3.connect(before / sqlite.FILE)) as database:
        database.execute("DELETE FROM articles WHERE article_id = (SELECT min(article_id) FROM articles)")
        database.commit()
    write_sums(before)


@pytest.mark.parametrize("fault", [_damaged, _of_other_code, _without_a_row, shutil.rmtree])
def test_where_anything_is_odd_it_is_made_anew(
    fault: Callable[[Path], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        before = first(tmp_path / "before" / "1.0.0", patch)
    fault(before)
    changed = release(tmp_path / "next" / "1.0.1", _reword, before)
    sqlite.write(changed)
    anew = release(tmp_path / "anew" / "1.0.1", _reword)
    sqlite.write(anew)
    assert (changed.folder / sqlite.FILE).read_bytes() == (anew.folder / sqlite.FILE).read_bytes()
