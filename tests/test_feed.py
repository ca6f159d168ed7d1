"""The list and the feed of releases: what RFC 4287 asks for, the same bytes each time, and nothing that runs."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from flows.publish.feed import to_atom, write_feed
from flows.publish.history import Entry, write_history
from flows.publish.prune import prune
from flows.publish.sums import digest, write_sums
from flows.settings import Keep

ROOT = Path(__file__).parents[1]
ATOM = "{http://www.w3.org/2005/Atom}"
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def make(
    out: Path,
    version: str,
    built_at: str = "2026-11-22T06:00:00+00:00",
    sources: dict[str, str] | None = None,
    changes: str = "# 变更 Changes\n\n## {version}: first release\n",
    delta: list[str] | None = None,
) -> Path:
    """A release with what the list looks at."""
    release = out / "releases" / version
    (release / "delta").mkdir(parents=True)
    index = {
        "version": version,
        "built_at": built_at,
        "made_from": {"sources": sources or {"a.txt": "1"}},
        "rows": {"targets": 3, "terms": 9},
    }
    (release / "index.json").write_text(json.dumps(index), "utf-8")
    (release / "CHANGES.md").write_text(changes.replace("{version}", version), "utf-8")
    if delta is not None:
        pq.write_table(pa.table({"change": delta}), release / "delta" / "targets.parquet")
        pq.write_table(pa.table({"change": ["removed"]}), release / "delta" / "tombstones.parquet")
    write_sums(release)
    return release


def entries(out: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((out / "releases.json").read_text("utf-8"))["releases"]
    return found


def feed_of(out: Path) -> etree._Element:
    root = etree.fromstring((out / "feed.xml").read_bytes())
    check_atom(root)
    return root


def check_atom(feed: etree._Element) -> None:
    """The rules of RFC 4287 on feeds and entries, as far as they can be broken here."""
    assert feed.tag == f"{ATOM}feed"
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1, name
            assert (element.findtext(f"{ATOM}{name}") or "").strip(), name
        for name in ("subtitle", "summary", "generator", "rights", "logo", "icon"):
            assert len(element.findall(f"{ATOM}{name}")) <= 1, name
        assert DATE.fullmatch(element.findtext(f"{ATOM}updated") or "")
        links = [(link.get("rel"), link.get("type"), link.get("hreflang")) for link in element.findall(f"{ATOM}link")]
        assert len(links) == len(set(links)), "of one kind, type and language only one alternate link may be there"
        assert any(rel == "alternate" for rel, *_ in links), "without content an entry has an alternate link"
        assert all(link.get("href") for link in element.findall(f"{ATOM}link"))
    assert feed.findtext(f"{ATOM}author/{ATOM}name"), "a feed without authors in its entries has one itself"
    ids = [element.text or "" for element in feed.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids))
    assert all(UUID(each.removeprefix("urn:uuid:")).version == 5 for each in ids)
    known = {"feed", "entry", "id", "title", "subtitle", "updated", "author", "name", "link", "summary"}
    assert {etree.QName(element).localname for element in feed.iter()} <= known


def test_releases_are_listed_newest_first(tmp_path: Path) -> None:
    make(tmp_path, "1.0.0", sources={"a.txt": "1", "b.txt": "2"})
    make(tmp_path, "1.9.0", sources={"a.txt": "1", "b.txt": "3", "c.txt": "4", "d.txt": "5"})
    make(tmp_path, "1.10.0", sources={"a.txt": "1"})
    make(tmp_path, "1.10.1", sources={"a.txt": "1"}, delta=["added", "before", "after", "before", "after", "removed"])
    make(tmp_path, "2.0.0")
    write_feed(tmp_path, "")
    found = entries(tmp_path)
    assert [(e["version"], e["level"]) for e in found] == [
        ("2.0.0", "major"),
        ("1.10.1", "patch"),
        ("1.10.0", "minor"),
        ("1.9.0", "minor"),
        ("1.0.0", "major"),
    ]
    assert [e["sources"] for e in found[-1:1:-1]] == [
        {"total": 2, "added": 2, "removed": 0, "changed": 0},
        {"total": 4, "added": 2, "removed": 0, "changed": 1},
        {"total": 1, "added": 0, "removed": 3, "changed": 0},
    ]
    assert [e["changes"] for e in found] == [None, {"added": 1, "changed": 2, "removed": 1}, None, None, None]
    newest = tmp_path / "releases" / "2.0.0"
    assert found[0]["rows"] == {"targets": 3, "terms": 9}
    assert found[0]["sha256"] == digest(newest / "SHA256SUMS")
    assert found[0]["bytes"] == sum(path.stat().st_size for path in newest.rglob("*") if path.is_file())
    assert (found[0]["path"], found[0]["pruned"]) == ("releases/2.0.0", False)
    titles = [title.text or "" for title in feed_of(tmp_path).iter(f"{ATOM}title")]
    assert [version for title in titles[1:] for version in re.findall(r"plans (\S+):", title)] == [
        e["version"] for e in found
    ]


@pytest.mark.parametrize("home", ["", "https://data.example.org/plans", "https://data.example.org/plans/"])
def test_links_lead_to_files_of_the_release(tmp_path: Path, home: str) -> None:
    release = make(tmp_path, "1.0.0")
    for name in ("README.md", "datapackage.json"):
        (release / name).write_text("x", "utf-8")
    write_feed(tmp_path, home)
    base = "https://data.example.org/plans/feed.xml"
    addresses = [urljoin(base, link.get("href") or "") for link in feed_of(tmp_path).iter(f"{ATOM}link")]
    assert len(addresses) == 4
    for address in addresses:
        assert address.startswith("https://data.example.org/plans/")
        assert (tmp_path / urlsplit(address).path.removeprefix("/plans/")).is_file()


def test_the_same_releases_give_the_same_bytes(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    make(one, "1.0.0")
    write_feed(one, "")
    make(one, "1.1.0", delta=["added"])
    write_feed(one, "")
    two.mkdir()
    shutil.copytree(one / "releases", two / "releases")
    write_feed(two, "")
    for name in ("releases.json", "feed.xml"):
        assert (one / name).read_bytes() == (two / name).read_bytes()
    assert {path.name for path in two.iterdir()} == {"releases", "releases.json", "feed.xml"}


def test_ids_are_those_of_the_versions(tmp_path: Path) -> None:
    make(tmp_path / "one", "1.0.0")
    make(tmp_path / "two", "1.0.0", built_at="2027-01-01T00:00:00+08:00")
    make(tmp_path / "two", "1.1.0")
    ids = []
    for out in (tmp_path / "one", tmp_path / "two"):
        write_feed(out, "")
        ids.append({e.findtext(f"{ATOM}title"): e.findtext(f"{ATOM}id") for e in feed_of(out).iter(f"{ATOM}entry")})
    assert ids[0].items() < ids[1].items()


def test_a_clock_set_back_does_not_set_the_feed_back(tmp_path: Path) -> None:
    make(tmp_path, "1.0.0", built_at="2026-11-22T14:00:00+08:00")
    make(tmp_path, "1.1.0", built_at="2025-01-01T00:00:00+00:00")
    write_feed(tmp_path, "")
    feed = feed_of(tmp_path)
    assert feed.findtext(f"{ATOM}updated") == "2026-11-22T06:00:00Z"
    assert [e.findtext(f"{ATOM}updated") for e in feed.iter(f"{ATOM}entry")] == [
        "2025-01-01T00:00:00Z",
        "2026-11-22T06:00:00Z",
    ]


def test_the_summary_is_the_newest_entry_of_the_changes_as_plain_text(tmp_path: Path) -> None:
    changes = """# 变更 Changes

## 1.1.0

2026-11-22 · **次版本 minor**: The set is \*another\* one.

### 行 Rows

| 表 Table | 新增 Added |
| --- | ---: |
| `agency\_aliases` | 3 |

- `targets` added: 6\|7 \*\*万个

## 1.0.0: first release
"""
    make(tmp_path, "1.1.0", changes=changes)
    write_feed(tmp_path, "")
    assert (feed_of(tmp_path).findtext(f"{ATOM}entry/{ATOM}summary") or "").split("\n") == [
        "2026-11-22 · 次版本 minor: The set is *another* one.",
        "",
        "行 Rows",
        "",
        "表 Table · 新增 Added",
        "agency_aliases · 3",
        "",
        "- targets added: 6|7 **万个",
    ]


def test_a_long_summary_is_cut(tmp_path: Path) -> None:
    make(tmp_path, "1.0.0", changes="# x\n\n## 1.0.0\n\n" + "字" * 100_000)
    write_feed(tmp_path, "")
    assert len(feed_of(tmp_path).findtext(f"{ATOM}entry/{ATOM}summary") or "") < 2_100


HOSTILE = '<script>alert(1)</script>]]>&amp;"\x00\x08\x0b\x1b[31m\ufffe\uffff\u202e<!--'


def test_hostile_text_is_text(tmp_path: Path) -> None:
    make(tmp_path, "1.0.0", changes=f"# x\n\n## 1.0.0\n\n{HOSTILE}\n")
    write_feed(tmp_path, 'https://example.org/"><script>')
    summary = feed_of(tmp_path).findtext(f"{ATOM}entry/{ATOM}summary")
    assert summary == '<script>alert(1)</script>]]>&amp;"[31m\u202e<!--'


@given(st.text(alphabet=st.characters()))
def test_any_text_gives_well_formed_xml(text: str) -> None:
    entry = Entry("1.1.0", "2026-11-22T06:00:00Z", "minor", {}, None, None, 1, "0" * 64, text, "releases/1.1.0")
    check_atom(etree.fromstring(to_atom([entry], text)) if text.strip() else etree.fromstring(to_atom([entry], "")))


# what goes wrong


def test_pruned_releases_stay_listed(tmp_path: Path) -> None:
    for version in ("1.0.0", "1.1.0", "1.2.0"):
        make(tmp_path, version)
    write_feed(tmp_path, "")
    before = entries(tmp_path)
    assert [path.name for path in prune(tmp_path, Keep(releases=1))] == ["1.0.0", "1.1.0"]
    make(tmp_path, "1.3.0")
    write_feed(tmp_path, "")
    after = entries(tmp_path)
    assert [(e["version"], e["pruned"]) for e in after] == [
        ("1.3.0", False),
        ("1.2.0", False),
        ("1.1.0", True),
        ("1.0.0", True),
    ]
    assert [e | {"pruned": False} for e in after[1:]] == before
    gone = feed_of(tmp_path).findall(f"{ATOM}entry")[2]
    assert [link.get("href") for link in gone.findall(f"{ATOM}link")] == ["releases.json"]


@pytest.mark.parametrize(
    "damaged",
    ["", "{", "[]", '{"releases": 1}', '{"releases": [{}]}', '{"releases": [{"version": "9.9.9"}]}', "\udcff"],
)
def test_a_damaged_list_is_made_anew_with_a_warning(
    tmp_path: Path, damaged: str, caplog: pytest.LogCaptureFixture
) -> None:
    make(tmp_path, "1.0.0")
    write_feed(tmp_path, "")
    whole = (tmp_path / "releases.json").read_bytes()
    (tmp_path / "releases.json").write_bytes(damaged.encode("utf-8", "surrogateescape"))
    write_feed(tmp_path, "")
    assert (tmp_path / "releases.json").read_bytes() == whole
    assert "is made anew" in caplog.text


@pytest.mark.parametrize("value", [{"path": "../../x"}, {"level": "<b>"}, {"date": "now"}, {"summary": 1}])
def test_an_entry_that_no_release_gives_is_not_carried_on(tmp_path: Path, value: dict[str, Any]) -> None:
    make(tmp_path, "1.0.0")
    write_history(tmp_path)
    content = json.loads((tmp_path / "releases.json").read_text("utf-8"))
    content["releases"].append(
        content["releases"][0] | {"version": "0.9.0", "path": "releases/0.9.0", "level": "minor"} | value
    )
    (tmp_path / "releases.json").write_text(json.dumps(content), "utf-8")
    write_feed(tmp_path, "")
    assert [e["version"] for e in entries(tmp_path)] == ["1.0.0"]


@pytest.mark.parametrize("index", ["{", "[]", '{"built_at": "2026-11-22", "rows": {}, "made_from": {"sources": {}}}'])
def test_a_damaged_release_does_not_hide_the_others(
    tmp_path: Path, index: str, caplog: pytest.LogCaptureFixture
) -> None:
    make(tmp_path, "1.0.0")
    (make(tmp_path, "1.1.0") / "index.json").write_text(index, "utf-8")
    make(tmp_path, "1.2.0")
    write_feed(tmp_path, "")
    assert [e["version"] for e in entries(tmp_path)] == ["1.2.0", "1.0.0"]
    assert "1.1.0 is not read" in caplog.text
    feed_of(tmp_path)


def test_a_failed_write_leaves_the_old_feed(tmp_path: Path) -> None:
    make(tmp_path, "1.0.0")
    write_feed(tmp_path, "")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    make(tmp_path, "1.1.0")
    code = (
        "import resource, sys; from pathlib import Path; from flows.publish.feed import write_feed\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)); write_feed(Path(sys.argv[1]), '')"
    )
    ended = subprocess.run([sys.executable, "-c", code, tmp_path], cwd=ROOT, capture_output=True, text=True)
    assert "OSError" in ended.stderr
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


def test_without_releases_there_is_no_feed(tmp_path: Path) -> None:
    write_feed(tmp_path, "")
    assert list(tmp_path.iterdir()) == []
