"""Bits that a disk loses: in what builds keep, and in releases that stand. Nothing damaged is read, nor published."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from flows.cli import main
from flows.engine import bucket, cache
from flows.link.parts import Part
from flows.present.kept import Files, kept_or_made
from flows.publish import NotPublished, Published, intact, verify
from flows.publish.history import write_history
from flows.publish.intact import is_intact, seal
from flows.publish.sums import SUMS
from flows.read import look
from flows.validate import validate
from flows.validate.report import from_json, to_json
from tests.benchmarks.made import plan
from tests.publishing import FACTS, PASSED, publish_tables
from tests.readers import Here, make_part
from tests.tables_sample import TEXTS, quote, tables
from tests.test_publish import released, tree
from tests.test_validate import drop, put

FLIPS = 50  # in the files of a part
RULES = "these rules"


def flip(path: Path, random: Random) -> None:
    """Turn one bit of a file; its time stays as it was, as when a disk does it."""
    status = path.stat()
    content = bytearray(path.read_bytes())
    content[random.randrange(len(content))] ^= 1 << random.randrange(8)
    path.write_bytes(content)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def swap(one: Path, other: Path) -> None:
    """Put each in the place of the other."""
    aside = one.rename(one.with_name("aside"))
    other.rename(one)
    aside.rename(other)


# parts


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """Four short plans."""
    folder = tmp_path / "raw"
    folder.mkdir()
    for n in range(4):
        (folder / f"plan-{n}.txt").write_text(plan(n, 1)[0][:300], "utf-8")
    return folder


def test_a_part_with_any_bit_turned_is_not_used(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A source is added, so that what is kept of the others is taken over: it comes out as if nothing were kept."""
    monkeypatch.setattr(
        bucket, "check_each", lambda groups: [PASSED for _ in groups]
    )  # a second each, and not what is tried here
    inputs = look(raw)

    def part(folder: str, first: int, last: int, older: Part | None = None) -> Part:
        return make_part(inputs[first:last], raw, tmp_path / folder, Here(), RULES, older)

    pristine, other = part("pristine/old", 0, 2), part("pristine/other", 2, 4)
    cold = tree(part("cold/new", 0, 3).folder)
    assert tree(part("warm/new", 0, 3, pristine).folder) == cold
    assert not caplog.records
    random = Random(7)
    files = sorted(tree(pristine.folder))
    assert {"made_of.json", "report.json", "sums.json", "texts.arrow", "likenesses.arrow"} <= set(files)
    faults: list[tuple[str, Callable[[Path], object]]] = [
        (f"{name}, a bit, {n}", lambda old, name=name: flip(old / name, random))  # type: ignore[misc]
        for n in range(-(-FLIPS // len(files)))
        for name in files
    ]
    for name in files:
        faults.append((f"{name} missing", lambda old, name=name: (old / name).unlink()))  # type: ignore[misc]
        faults.append((f"{name} empty", lambda old, name=name: (old / name).write_bytes(b"")))  # type: ignore[misc]
        faults.append(
            (f"{name} cut off", lambda old, name=name: os.truncate(old / name, (old / name).stat().st_size // 2))
        )  # type: ignore[misc]
    for name in ("texts.arrow", "sources.arrow", "made_of.json"):
        faults.append(
            (f"{name} of another", lambda old, name=name: shutil.copyfile(other.folder / name, old / name))  # type: ignore[misc]
        )
    faults.append(("files swapped", lambda old: swap(old / "targets.arrow", old / "articles.arrow")))
    faults.append(("another part", lambda old: (shutil.rmtree(old), shutil.copytree(other.folder, old))))
    for what, fault in faults:
        older = Part(tmp_path / "older" / "old")
        shutil.copytree(pristine.folder, older.folder)
        fault(older.folder)
        caplog.clear()
        assert older.damage(), what
        assert tree(part("warm/new", 0, 3, older).folder) == cold, what
        said = "What the cache keeps of 'plan-0.txt', 'plan-1.txt', 'plan-2.txt' is damaged" in caplog.text
        assert said or what.startswith("made_of.json, a bit"), (
            what
        )  # with a bit less it may say that other rules made it
        shutil.rmtree(older.folder)


def test_parts_of_other_rules_are_passed_over_without_a_word(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(bucket, "check_each", lambda groups: [PASSED for _ in groups])
    inputs = look(raw)[:2]
    older = make_part(inputs, raw, tmp_path / "old", Here(), "other rules")
    (older.folder / "sums.json").unlink()  # as before there were any
    assert make_part(inputs, raw, tmp_path / "new", Here(), RULES, older).damage() is None
    assert not caplog.records


def test_a_report_comes_back_from_json_as_it_was() -> None:
    report = validate(tables(put("targets", 0, article_id="nowhere")), quote)
    assert report.failed
    assert from_json(to_json(report)) == report


# pages


def test_pages_with_any_bit_turned_are_made_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    made: list[str] = []

    def page(name: str) -> Files:
        made.append(name)
        return {f"{name}.html": f"<p>{name} 到2020年</p>".encode() * 50, "empty": b""}

    def read(name: str) -> Files:
        return kept_or_made(tmp_path / "pages", name, lambda: page(name))

    fresh = {name: read(name) for name in ("one", "two")}
    assert {name: read(name) for name in fresh} == fresh
    assert made == ["one", "two"]
    path, random = tmp_path / "pages" / "one", Random(7)
    content = path.read_bytes()
    for n in range(FLIPS):
        flip(path, random)
        assert read("one") == fresh["one"]
        assert (len(made), path.read_bytes()) == (3 + n, content)
    assert "is damaged: it is made again" in caplog.text
    swap(path, path.with_name("two"))
    assert {name: read(name) for name in fresh} == fresh
    assert path.read_bytes() == content


# releases that stand


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two releases of the sample."""
    out = tmp_path_factory.mktemp("standing") / "outputs"
    released(out)
    released(out, put("targets", 0, value=1.0))
    write_history(out)
    return out


@pytest.fixture
def home(standing: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of them: of the second an unchanged build says that it stands."""
    monkeypatch.setattr(cache, "CACHE", tmp_path / "cache")
    out = tmp_path / "outputs"
    shutil.copytree(standing, out, symlinks=True)
    stands = Published("1.0.1", out / "releases" / "1.0.1", new=False)
    cache.remember(out, "key", stands)
    assert cache.recall(out, "key") == stands
    return out


def unchanged(out: Path) -> Published:
    """What a build gives that has read the same sources."""
    return cache.recall(out, "key") or released(out, put("targets", 0, value=1.0))


def test_damage_of_any_file_is_seen_by_an_unchanged_build(home: Path) -> None:
    release, random = home / "releases" / "1.0.1", Random(7)
    for name in tree(release):
        content = (release / name).read_bytes()
        times = (release / name).stat().st_atime_ns, (release / name).stat().st_mtime_ns
        for _ in range(3):
            flip(release / name, random)
            assert cache.recall(home, "key") is None, name
            (release / name).write_bytes(content)
        (release / name).unlink()
        assert cache.recall(home, "key") is None, name
        (release / name).write_bytes(content)
        os.utime(release / name, ns=times)
    assert unchanged(home).version == "1.0.1"


@pytest.mark.parametrize(
    ("file", "lost"),
    [
        *(("parquet/targets.parquet", False), ("index.json", False), ("README.md", False), (SUMS, False)),
        *(("CHANGES.md", False), ("csv/targets.csv", True), ("text/plan.txt", True), ("datapackage.json", True)),
        *(("index.json", True), ("delta/tombstones.parquet", True), (SUMS, True)),
    ],
)
def test_a_damaged_release_is_made_again_as_the_next(
    home: Path, standing: Path, file: str, lost: bool, caplog: pytest.LogCaptureFixture
) -> None:
    damaged, random = home / "releases" / "1.0.1", Random(7)
    (damaged / file).unlink() if lost else flip(damaged / file, random)
    before = tree(damaged)
    good = standing / "releases" / "1.0.1"
    published = unchanged(home)
    assert (published.version, published.new) == ("1.0.2", True)
    assert os.readlink(home / "latest") == "releases/1.0.2"
    assert verify(published.path) == []
    for part in ("parquet", "csv", "text"):
        assert tree(published.path / part) == tree(good / part)
    assert tree(damaged) == before
    assert "Release 1.0.1 is damaged" in caplog.text
    assert file in caplog.text
    changes = (published.path / "CHANGES.md").read_text("utf-8")
    assert "Files of 1.0.1 are damaged." in changes
    assert "## 1.0.0: first release" in changes
    if file in ("parquet/targets.parquet", "index.json"):
        assert "## 1.0.1\n" in changes
    cache.remember(home, "key", published)
    assert unchanged(home) == replace(published, new=False)


def test_tombstones_outlive_a_damaged_release(tmp_path: Path) -> None:
    released(tmp_path)
    two = released(tmp_path, drop("targets", 1)).path
    flip(two / "csv" / "terms.csv", Random(7))
    three = released(tmp_path, drop("targets", 1)).path
    assert tree(two / "delta")["tombstones.csv"] == tree(three / "delta")["tombstones.csv"]
    assert "t2" in (three / "delta" / "tombstones.csv").read_text("utf-8")


def test_pages_do_not_go_because_a_release_is_damaged(tmp_path: Path) -> None:
    pages = replace(FACTS, presented="some program")
    release = publish_tables(tmp_path, tables(), TEXTS, facts=pages, present=lambda folder: None).path
    flip(release / "README.md", Random(7))
    with pytest.raises(NotPublished, match="without --only tables"):
        released(tmp_path)
    assert publish_tables(tmp_path, tables(), TEXTS, facts=pages).version == "1.0.1"


@pytest.mark.parametrize(
    ("file", "lost"),
    [("parquet/terms.parquet", False), ("index.json", False), ("datapackage.json", True), (SUMS, True)],
)
def test_nothing_is_compared_with_damaged_tables(home: Path, file: str, lost: bool) -> None:
    release = home / "releases" / "1.0.1"
    (release / file).unlink() if lost else flip(release / file, Random(7))
    before = tree(home)
    with pytest.raises(NotPublished, match=r"Release 1\.0\.1 is damaged: .*from a copy"):
        released(home, put("targets", 0, value=2.0))
    assert tree(home) == before
    accepted = replace(FACTS, accepted="the disk is old")
    published = publish_tables(home, tables(put("targets", 0, value=2.0)), TEXTS, facts=accepted)
    assert verify(published.path) == []
    changes = (published.path / "CHANGES.md").read_text("utf-8")
    assert "the disk is old" in changes
    assert "cannot be compared with 1.0.1" in changes
    assert "first release" not in changes.partition("## 1.0.")[0]


def test_what_is_not_compared_does_not_hold_up_the_next(home: Path) -> None:
    flip(home / "releases" / "1.0.1" / "README.md", Random(7))
    flip(home / "releases" / "1.0.1" / "CHANGES.md", Random(7))
    published = released(home, put("targets", 0, value=2.0))
    assert (published.version, verify(published.path)) == ("1.0.2", [])
    assert "first release" in (published.path / "CHANGES.md").read_text("utf-8")


def test_files_of_a_desktop_are_no_damage(home: Path) -> None:
    (home / "latest" / ".DS_Store").write_bytes(b"x")
    assert cache.recall(home, "key")
    assert not released(home, put("targets", 0, value=1.0)).new


def test_the_list_of_releases_keeps_what_it_knew(home: Path) -> None:
    known = (home / "releases.json").read_bytes()
    flip(home / "releases" / "1.0.1" / SUMS, Random(7))
    write_history(home)
    assert (home / "releases.json").read_bytes() == known


def test_of_a_large_release_another_stretch_is_read_each_day(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    release = home / "releases" / "1.0.1"
    noted, size = seal(release), sum(path.stat().st_size for path in release.rglob("*") if path.is_file())
    monkeypatch.setattr(intact, "MOST", size // 4)
    for name in ("csv/terms.csv", "parquet/sources.parquet", "README.md"):
        content, status = (release / name).read_bytes(), (release / name).stat()
        flip(release / name, Random(7))
        seen = [not is_intact(release, noted, day * intact.DAY) for day in range(6)]
        assert any(seen)
        assert not all(seen)
        os.utime(release / name)
        assert not is_intact(release, noted, 0), "a file that somebody has written to is read at once"
        (release / name).write_bytes(content)
        assert is_intact(release, noted, 0), "the same bytes with another time are as good"
        os.utime(release / name, ns=(status.st_atime_ns, status.st_mtime_ns))


# what reads releases


@pytest.mark.parametrize(
    "command", ["show t1 --release {}", "accuracy {}", "diff {} {}", "load postgresql://u@127.0.0.1:1/x --release {}"]
)
def test_who_reads_a_damaged_release_is_told_the_file(tmp_path: Path, command: str) -> None:
    release = released(tmp_path).path
    flip(release / "parquet" / "targets.parquet", Random(7))
    answer = CliRunner().invoke(main, command.format(*[release] * 2).split())
    assert (answer.exit_code, answer.exception.__class__) == (1, SystemExit)
    assert "is damaged:\nparquet/targets.parquet: its SHA-256 is not" in answer.output
