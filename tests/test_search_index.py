"""The index of search: what texts hold is found, by parts that are read as the browser reads them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.present.release import Release
from flows.present.site.pages import Site
from flows.present.site.search import write_search
from flows.present.site.search_entries import entries
from flows.present.site.search_index import DIGITS, Field, Index, encoded, lists, parts
from flows.present.site.search_words import WIDE, codes, fold, fold_of, folded, keys, spelled
from tests.five import corpus
from tests.releases_sample import written
from tests.tables_sample import Rows, tables

HOSTILE = "</script><script>alert(1)</script>\u2028<img src=x onerror=alert(2)>\u202e=1+1"
RUNS = re.compile(f"[0-9a-z]+|[{WIDE}]+")
texts = st.text(st.sampled_from("农村農網５gG4 ，。2025年个一\n\U00020bb7\ufa66é</"), max_size=30)


def part(folder: Path, name: str) -> Any:
    """What a part gives to the page."""
    script = (folder / "site" / "search" / f"{name}.js").read_text("utf-8")
    assert script.isascii() or not set("<>&\u2028\u2029") & set(script), "the script could end, or be a page"
    given = re.fullmatch(r'plansPart\("([^"]+)",(.*)\);\n', script, re.DOTALL)
    assert given is not None
    assert given[1] == name
    return json.loads(given[2])


def numbers(text: str) -> list[int]:
    """The numbers of a list, read digit by digit."""
    values = {sign: value for value, sign in enumerate(DIGITS.tobytes().decode())}
    found, value, shift = [], 0, 0
    for sign in text:
        value |= (values[sign] & 31) << shift
        shift += 5
        if values[sign] < 32:
            found.append(value)
            value = shift = 0
    assert shift == 0
    return found


def posts(text: str) -> dict[int, int]:
    """The entries of a list with their bit."""
    entry, found = 0, {}
    for number in numbers(text):
        entry += number >> 1
        found[entry] = number & 1
    return found


def held_by(terms: dict[str, dict[int, int]], word: str) -> set[int]:
    """The entries that may hold a word: all of its keys, or where it is shorter than a key, one that begins so."""
    runs = RUNS.findall(fold(word))
    found: set[int] | None = None
    for run in runs:
        size = 3 if run[0].isascii() else 2
        if len(run) < size:
            holding = {entry for key, held in terms.items() if key.startswith(run) for entry in held}
            found = holding if found is None else found & holding
        for start in range(len(run) - size + 1):
            holding = set(terms.get(run[start : start + size], {}))
            found = holding if found is None else found & holding
    assert found is not None, "a word without a letter"
    return found


def terms_of(folder: Path, fields: list[Field]) -> dict[str, dict[int, int]]:
    """The index of some texts."""
    index = Index(folder)
    index.add(fields)
    return {key: posts(held) for key, held in index.terms()}


@settings(deadline=None)  # files are written
@given(st.lists(texts, min_size=1, max_size=6), st.data())
def test_a_text_is_found_by_whatever_stands_in_it(tmp_path_factory: Any, given_texts: list[str], data: Any) -> None:
    terms = terms_of(tmp_path_factory.mktemp("index"), [Field(i, text) for i, text in enumerate(given_texts)])
    entry = data.draw(st.integers(0, len(given_texts) - 1))
    text = given_texts[entry]
    start = data.draw(st.integers(0, len(text)))
    word = text[start : data.draw(st.integers(start, len(text)))]
    if RUNS.search(fold(word)):
        assert entry in held_by(terms, word)


@settings(deadline=None)  # files are written
@given(st.lists(texts, min_size=1, max_size=6), st.sampled_from(["农村", "5g", "村", "202", "4", "年"]))
def test_what_keys_tell_all_of_is_found_nowhere_else(tmp_path_factory: Any, given_texts: list[str], word: str) -> None:
    terms = terms_of(tmp_path_factory.mktemp("index"), [Field(i, text) for i, text in enumerate(given_texts)])
    assert held_by(terms, word) == {i for i, text in enumerate(given_texts) if word in fold(text)}


@given(st.lists(st.integers(0, 2**31 - 1), max_size=50))
def test_numbers_come_back(given_numbers: list[int]) -> None:
    text, ends = encoded(np.array(given_numbers, np.int64))
    assert numbers(text) == given_numbers
    assert [numbers(text[start:end])[0] for start, end in zip([0, *ends], ends, strict=False)] == given_numbers


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 50), st.integers(0, 1))))
def test_lists_come_back_with_their_bits(pairs: list[tuple[int, int, int]]) -> None:
    wanted: dict[int, dict[int, int]] = {}
    for holder, entry, bit in pairs:
        held = wanted.setdefault(holder, {})
        held[entry] = max(held.get(entry, 0), bit)
    holders = np.array([holder for holder, _, _ in pairs], np.int64)
    made = lists(holders, np.array([entry << 1 | bit for _, entry, bit in pairs], np.int64))
    assert {holder: posts(held) for holder, held in made} == wanted


@given(st.text(max_size=40))
def test_folding_keeps_places_and_is_done_once(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)
    read, sizes = codes([text])
    assert "".join(map(chr, read)) == fold(text) + "\n"
    assert sizes.tolist() == [len(text) + 1]


@pytest.mark.parametrize(
    ("written_as", "read_as"),
    [("農村寬帶", "农村宽带"), ("５Ｇ", "5g"), ("WiFi", "wifi"), ("一、", "一、"), ("，", ","), ("\uf900", "岂")],
)
def test_other_ways_to_write(written_as: str, read_as: str) -> None:
    assert fold(written_as) == read_as


def test_what_is_folded_has_one_order_in_browsers_and_here() -> None:
    for char, simple in folded().items():
        assert len(char.encode("utf-16-le")) == len(simple.encode("utf-16-le")) == 2, "places move"
        assert not RUNS.fullmatch(simple) or simple < "\ud800"


def test_a_corpus_ships_the_folding_that_it_needs() -> None:
    signs, read_as = fold_of("农村")
    assert dict(zip(signs, read_as, strict=True))["農"] == "农"
    assert "網" not in signs
    assert "Ｇ" in signs, "whoever asks may write full-width letters"


def test_keys_of_a_text() -> None:
    found, begins = keys(codes(["4G基站，Internet到2025年\U00020bb7"])[0])
    assert [spelled(key) for key in found[begins].tolist()] == [
        *("4g", "g", "基站", "站"),
        *("int", "nte", "ter", "ern", "rne", "net", "et", "t", "到"),
        *("202", "025", "25", "5", "年\U00020bb7", "\U00020bb7"),
    ]


def test_a_heading_counts_before_the_text(tmp_path: Path) -> None:
    fields = [Field(3, "农村", is_heading=True), Field(3, "农村农村"), Field(7, "农村")]
    assert terms_of(tmp_path, fields)["农村"] == {3: 1, 7: 0}


def test_parts_are_sorted_and_of_their_size(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("flows.present.site.search_index.BATCH", 2_000)
    monkeypatch.setattr("flows.present.site.search_index.PART", 500)
    bodies = [row["body"] or "" for row in corpus().tables["articles"].to_pylist()]
    index = Index(tmp_path)
    index.add(Field(i, body) for i, body in enumerate(bodies))
    made = list(parts(index.terms()))
    written_keys = [key for keys_of_part, _ in made for key in keys_of_part]
    assert written_keys == sorted(set(written_keys))
    assert all(sum(map(len, held)) < 500 + max(map(len, held)) for _, held in made)
    whole = {key: posts(held) for keys_of_part, lists in made for key, held in zip(keys_of_part, lists, strict=True)}
    assert set(whole["农村"]) == {i for i, body in enumerate(bodies) if "农村" in body}


# A site


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of the five sources with its search."""
    return searched(written(tmp_path_factory.mktemp("five") / "1.0.0", corpus().tables))


def searched(folder: Path) -> Path:
    """A release folder with site/search.html and what it loads."""
    index = json.loads((folder / "index.json").read_text("utf-8"))
    (folder / "index.json").write_text(json.dumps({**index, "built_at": "2026-11-22T06:00:00+00:00"}), "utf-8")
    site = Site(Release.read(folder))
    site.write_assets()
    write_search(site)
    return folder


def all_terms(folder: Path) -> dict[str, dict[int, int]]:
    """All parts of an index, of which meta.js must tell the first key."""
    found: dict[str, dict[int, int]] = {}
    for place, first in enumerate(part(folder, "meta")["parts"]):
        written_keys, lists = (text.split(" ") for text in part(folder, f"terms/{place}"))
        assert written_keys[0] == first
        found |= {key: posts(held) for key, held in zip(written_keys, lists, strict=True)}
    return found


def test_entries_are_numbered_as_they_are_shown(five: Path) -> None:
    found = entries(Release.read(five))
    days = [str(row["date"] or row["year"] or "") for row in found.documents]
    assert days == sorted(days, reverse=True)
    assert [found.first[kind] for kind in ("documents", "articles", "targets", "agencies")] == [0, 7, 229, 291]


def test_texts_stand_where_their_numbers_say(five: Path) -> None:
    meta, found = part(five, "meta"), entries(Release.read(five))
    assert numbers(meta["articles"]) == found.n_articles.tolist()
    of: dict[str, list[Any]] = {row["doc_id"]: [] for row in found.documents}
    for row in corpus().tables["articles"].to_pylist():
        of[row["doc_id"]].append(row)
    for rank, document in enumerate(found.documents):
        assert part(five, f"documents/{rank // meta['together']}")[rank % meta["together"]][0] == document["doc_id"]
        about, rows = part(five, f"articles/{document['doc_id']}")
        assert about[0] == document["doc_id"]
        assert [row[0] for row in rows] == [row["article_id"] for row in of[document["doc_id"]]]
        assert [row[3] for row in rows] == [row["body"] for row in of[document["doc_id"]]]


def test_articles_targets_and_agencies_are_found(five: Path) -> None:
    terms, found = all_terms(five), entries(Release.read(five))
    first = found.firsts["articles"]
    entry_of = {}
    for rank, document in enumerate(found.documents):
        for place, row in enumerate(part(five, f"articles/{document['doc_id']}")[1]):
            entry_of[row[0]] = first[rank] + place
    for row in corpus().tables["articles"].to_pylist():
        for word in filter(RUNS.search, map(fold, ((row["body"] or "")[3:9], row["heading"] or ""))):
            assert entry_of[row["article_id"]] in held_by(terms, word)
    for place, row in enumerate(found.agencies):
        assert found.first["agencies"] + place in held_by(terms, row["name"])


def test_agencies_and_functions_have_their_work(five: Path) -> None:
    found = entries(Release.read(five))
    given_rows = corpus().tables["assignments"].to_pylist()
    rows = [row for place in range(3) for row in part(five, f"agencies/{place}")]
    for agency in (rows[0], rows[-1]):
        own = {row["article_id"] for row in given_rows if row["agency_id"] == agency[0]}
        articles = [entry for entry in posts(agency[-1]) if entry < found.first["targets"]]
        assert len(articles) == len(own)
    place = part(five, "meta")["functions"].index("网信")
    bodies = {entry for entry in posts(part(five, f"functions/{place}")) if entry >= found.first["agencies"]}
    assert {found.agencies[entry - found.first["agencies"]]["function"] for entry in bodies} == {"网信"}


def test_the_same_release_gives_the_same_bytes(five: Path, tmp_path: Path) -> None:
    again = searched(written(tmp_path / "1.0.0", corpus().tables))
    assert list(files(five)) == list(files(again))


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The files of a search."""
    for path in sorted((folder / "site").rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes()


def hostile(sample: Rows) -> None:
    """A source that says what a page must not do."""
    for name, columns in (
        ("documents", ("title", "notice_title", "doc_number", "doc_type", "region_name")),
        ("articles", ("label", "heading", "body")),
        ("targets", ("indicator", "scope", "value_text", "unit", "text")),
        ("agencies", ("name", "short_name", "function")),
        ("assignments", ("clause",)),
        ("agency_aliases", ("alias",)),
    ):
        for row in sample[name]:
            row.update(dict.fromkeys(columns, HOSTILE))


def test_hostile_texts_stay_text(tmp_path: Path) -> None:
    folder = searched(written(tmp_path / "1.0.0", tables(hostile)))
    for path, data in files(folder):
        if path.endswith(".js") and path.startswith("site/search/"):
            part(folder, path.removeprefix("site/search/").removesuffix(".js"))  # asserts that nothing ends the script
            assert b"</script" not in data
    assert part(folder, f"articles/{part(folder, 'documents/0')[0][0]}")[1][0][2] == HOSTILE


def nothing_optional(sample: Rows) -> None:
    """Only what every row must have."""
    from flows.tables import table

    for name, found in sample.items():
        for row in found:
            row.update({column.name: None for column in table(name).columns if not column.required})


def test_nothing_but_what_is_required(tmp_path: Path) -> None:
    folder = searched(written(tmp_path / "1.0.0", tables(nothing_optional)))
    assert part(folder, "meta")["regions"] == []
    assert part(folder, "documents/0")[0][1] == "d1"


def no_rows(sample: Rows) -> None:
    """Tables without rows."""
    for found in sample.values():
        found.clear()


def test_empty_tables(tmp_path: Path) -> None:
    folder = searched(written(tmp_path / "1.0.0", tables(no_rows)))
    assert part(folder, "meta")["parts"] == []
    assert (folder / "site" / "search.html").exists()
