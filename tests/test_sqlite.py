"""plans.sqlite: every value of the release, its keys, what it says of itself, and a search that knows Chinese."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.present.datasette import SEARCH
from flows.present.release import Release
from flows.present.sqlite import SEARCHED
from flows.present.views import added, everything, views
from flows.present.words import searchable
from flows.tables import names, table
from tests.databases import connected, written
from tests.five import corpus


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The five sources."""
    return written(tmp_path_factory.mktemp("sqlite"), corpus().tables)


@pytest.fixture(scope="module")
def db(release: Release) -> Iterator[sqlite3.Connection]:
    with connected(release) as database:
        yield database
    database.close()


def kept(value: Any) -> Any:
    """A value of a table as the head of the module says that SQLite keeps it."""
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


@pytest.mark.parametrize("name", names())
def test_every_value_is_there(name: str, db: sqlite3.Connection) -> None:
    expected = [tuple(map(kept, row.values())) for row in corpus().tables[name].to_pylist()]
    found = db.execute(f"SELECT * FROM {name}").fetchall()
    assert sorted(found, key=repr) == sorted(expected, key=repr)


def test_the_file_is_sound(db: sqlite3.Connection, release: Release) -> None:
    assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert db.execute("PRAGMA user_version").fetchone() == (1004002,)
    assert db.execute("PRAGMA application_id").fetchone() == (0x504C414E,)
    assert dict(db.execute("SELECT key, value FROM release"))["version"] == "1.4.2"
    assert not list(release.folder.glob("plans.sqlite?*")), "no journal is left beside it"


@pytest.mark.parametrize("name", [*names(), *added()])
def test_keys_are_declared_and_indexed(name: str, db: sqlite3.Connection) -> None:
    declared = added().get(name) or table(name)
    columns = db.execute(f"PRAGMA table_info({name})").fetchall()
    assert [row[1] for row in columns] == [column.name for column in declared.columns]
    assert {row[1] for row in columns if row[5]} == set(declared.primary_key)
    keys = {(row[3], row[2], row[4]) for row in db.execute(f"PRAGMA foreign_key_list({name})")}
    assert {(key.column, key.table, key.target) for key in declared.foreign_keys} <= keys
    led = {
        db.execute(f"PRAGMA index_info('{row[1]}')").fetchone()[2] for row in db.execute(f"PRAGMA index_list({name})")
    }
    assert {column for column, _, _ in keys} <= led | {declared.primary_key[0]}


def test_documents_and_agencies_point_to_regions_and_functions(db: sqlite3.Connection) -> None:
    assert ("region_code", "regions") in {(row[3], row[2]) for row in db.execute("PRAGMA foreign_key_list(documents)")}
    assert ("function", "functions") in {(row[3], row[2]) for row in db.execute("PRAGMA foreign_key_list(agencies)")}


def test_issuers_are_one_text_and_rows_of_their_own(db: sqlite3.Connection) -> None:
    listed: dict[str, list[str]] = {}
    for doc_id, issuer in db.execute("SELECT doc_id, name FROM document_issuers ORDER BY doc_id, rank"):
        listed.setdefault(doc_id, []).append(issuer)
    said = dict(db.execute("SELECT doc_id, issuers FROM documents WHERE issuers IS NOT NULL"))
    assert said == {doc_id: "；".join(issuers) for doc_id, issuers in listed.items()}


def test_the_dictionary_describes_every_column_of_every_table_and_view(db: sqlite3.Connection) -> None:
    described = set(
        db.execute(
            "SELECT table_name, column_name FROM dictionary_columns WHERE description_zh <> '' AND description_en <> ''"
        )
    )
    for each in everything():
        assert {(each.name, row[1]) for row in db.execute(f"PRAGMA table_info({each.name})")} <= described
    assert ("assignments", "role", "lead", "牵头") in set(
        db.execute("SELECT table_name, column_name, value, label_zh FROM dictionary_values")
    )
    counted = db.execute("SELECT name, n_rows FROM dictionary_tables WHERE n_rows IS NOT NULL").fetchall()
    assert dict(counted) == {name: corpus().tables[name].num_rows for name in names()}
    assert {row[0] for row in db.execute("SELECT name FROM dictionary_tables WHERE kind = 'view'")} == {
        v.name for v in views()
    }


@cache
def texts(name: str) -> dict[str, str]:
    """What a search of a table looks at, by the row's id."""
    key = table(name).primary_key[0]
    return {row[key]: "\n".join(row[c] for c in SEARCHED[name] if row[c]) for row in corpus().tables[name].to_pylist()}


WORDS = [
    "农村",
    "村",
    "宽带",
    "互联网",
    "移动互联网",
    "数字经济",
    "知识产权",
    "网络安全",
    "工信",
    "基站",
    "4G",
    "2020年",
    "北斗",
    "电子商务",
    "甘肃省",
    "互联网+",
]


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("name", SEARCHED)
def test_match_finds_a_word_wherever_like_finds_it(name: str, word: str, db: sqlite3.Connection) -> None:
    key = table(name).primary_key[0]
    sql = f"SELECT {key} FROM {name} WHERE rowid IN (SELECT rowid FROM {name}_fts WHERE {name}_fts MATCH ?)"
    found = {row[0] for row in db.execute(sql, (f'"{word}"',))}
    plain = word.rstrip("+").lower()
    assert found == {row for row, text in texts(name).items() if plain in text.lower()}


def test_several_words_are_all_wanted(db: sqlite3.Connection) -> None:
    found = db.execute("SELECT count(*) FROM articles_fts WHERE articles_fts MATCH '农村 宽带'").fetchone()[0]
    assert found == sum("农村" in text and "宽带" in text for text in texts("articles").values()) > 0


def searched(db: sqlite3.Connection, text: str) -> set[str]:
    rows = db.execute(SEARCH, {"text": text}).fetchall()
    assert all(text.lower().strip(" ") in row[4].lower() for row in rows), "the passage shows what was found"
    return {row[5] for row in rows}


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_query_search_finds_any_stretch_of_any_article(db: sqlite3.Connection, data: st.DataObject) -> None:
    found = texts("articles")
    text = found[data.draw(st.sampled_from(sorted(row for row in found if found[row])))]
    start = data.draw(st.integers(0, len(text) - 1))
    wanted = text[start : start + data.draw(st.integers(1, 12))]
    ends = wanted.strip(" ")[:2], wanted.strip(" ")[-2:]
    if all(any(char.isalnum() for char in end) for end in ends):  # marks alone are no words
        expected = {row for row, text in found.items() if wanted.strip(" ").lower() in text.lower()}
        hits = searched(db, wanted)
        assert hits == expected or (len(hits) == 500 and hits <= expected)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=12))
def test_no_question_breaks_the_query(db: sqlite3.Connection, text: str) -> None:
    db.execute(SEARCH, {"text": text}).fetchall()


@pytest.mark.parametrize(
    "text", ["", " ", '"', "'", "*", "农村*", "NEAR(", "AND", "a:b", "；DROP TABLE articles", "\x00", "\u202e"]
)
def test_signs_of_the_query_language_are_text(text: str, db: sqlite3.Connection) -> None:
    searched(db, text)


def test_a_word_is_kept_once_and_a_text_without_words_has_none() -> None:
    kept_words = searchable("农村、农村。4G网络").split()
    assert len(kept_words) == len(set(kept_words))
    assert {"农", "村", "农村", "4g", "4g网", "网络"} <= set(kept_words)
    assert searchable("，。——") == ""


@given(st.text(alphabet="互联网移动甘肃省知识产权局人一々2020aGéяカ①𠀀 ，。", max_size=30))
def test_every_character_and_every_pair_is_kept(text: str) -> None:
    kept_words = set(searchable(text).split())
    for one, other in pairwise(f"{text} "):
        if one.isalnum():
            assert one.lower() in kept_words
            assert not other.isalnum() or (one + other).lower() in kept_words


def test_the_search_survives_a_vacuum(release: Release, tmp_path: Path) -> None:
    copy = Path(shutil.copy(release.folder / "plans.sqlite", tmp_path))
    database = sqlite3.connect(copy)
    before = searched(database, "农村")
    database.execute("VACUUM")
    assert searched(database, "农村") == before
    database.close()


def test_the_command_line_of_sqlite_reads_it(release: Release) -> None:
    if not (program := shutil.which("sqlite3")):
        pytest.skip("sqlite3, the program, is missing: install the package sqlite3.")
    sql = "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH '农村'"
    answer = subprocess.run([program, release.folder / "plans.sqlite", sql], capture_output=True, text=True, check=True)
    assert int(answer.stdout) == sum("农村" in text for text in texts("articles").values())
    assert not answer.stderr
