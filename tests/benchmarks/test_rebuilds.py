"""What rebuilds cost with thousands of sources, as ratios measured in one run, so that they hold on any machine.

    BENCH_SOURCES=2000 python -m pytest tests/benchmarks/test_rebuilds.py -n0 -s

Every build is a process of its own; all builds of one corpus share a cache folder of their own. Builds make the tables;
the last two of the first corpus make pages and files for tools too: of tables that are there, and of one plan more.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.benchmarks.made import write

ROOT = Path(__file__).parents[2]
SOURCES = int(os.environ.get("BENCH_SOURCES", "2000"))
TIMES = 3  # an unchanged rebuild and the least it can cost: the shortest of so many, taken in turns


@dataclass(frozen=True, slots=True)
class Run:
    """What one process cost."""

    seconds: float
    peak: float  # MB of memory of the largest process, children included
    compare: float  # seconds of it in which documents are compared


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured."""

    full: Run
    unchanged: Run
    least: Run
    added: Run
    shown: Run  # pages and files for tools of what was built before
    added_and_shown: Run
    twice: Run  # a full build of twice as many sources
    disk: float  # what the release with one plan more takes beside the one before, of what that takes
    disk_of_pages: float


@dataclass(frozen=True, slots=True)
class Corpus:
    """A folder of made plans, with the releases and the cache of its builds beside it."""

    folder: Path

    @property
    def raw(self) -> Path:
        return self.folder / "raw"

    def build(self, *options: str) -> Run:
        options = options or ("--only", "tables")
        return self._run("flows.cli", "build", "--raw", self.raw, "--out", self.folder / "outputs", *options)

    def least(self) -> Run:
        return self._run("tests.benchmarks.hashes", self.raw)

    def version(self) -> str:
        """The latest release."""
        return os.readlink(self.folder / "outputs" / "latest")

    def disk(self, part: str = "") -> float:
        """What the latest release, or a part of it, takes beside the others, of what the one before takes."""
        (*_, before), latest = self._older(), self.folder / "outputs" / self.version()
        seen = {path.stat().st_ino for old in self._older() for path in old.rglob("*")}
        own = [path.stat() for path in (latest / part).rglob("*") if path.is_file()]
        new = {each.st_ino: each.st_size for each in own if each.st_ino not in seen}
        whole = {
            each.st_ino: each.st_size for each in (path.stat() for path in (before / part).rglob("*")) if each.st_size
        }
        return sum(new.values()) / sum(whole.values())

    def _older(self) -> list[Path]:
        """The releases before the latest, oldest first."""
        latest = self.folder / "outputs" / self.version()
        return sorted(
            (path for path in latest.parent.iterdir() if path != latest), key=lambda path: path.stat().st_mtime
        )

    def _run(self, module: str, *arguments: str | Path) -> Run:
        said = self.folder / "said.txt"
        environment = os.environ | {"PLANS_CACHE": str(self.folder / "cache")}
        with said.open("wb") as output:
            begun = time.perf_counter()
            process = subprocess.Popen(
                [sys.executable, "-m", module, *map(str, arguments)],
                stdout=output, stderr=output, cwd=ROOT, env=environment,
            )  # fmt: skip
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0, said.read_text("utf-8", "replace")[-4000:]
        return Run(seconds, usage.ru_maxrss / 1024, compare_in(said.read_text("utf-8", "replace")))


def compare_in(said: str) -> float:
    """How many seconds a build says that comparing took."""
    found = re.search(r"✓ compare +([\d.,]+) s", said)
    return float(found[1].replace(",", "")) if found else 0.0


def made(folder: Path, count: int) -> Corpus:
    """A corpus of so many plans, with a cache in which Prefect has set up its database."""
    corpus = Corpus(folder)
    write(count, corpus.raw)
    corpus.least()
    return corpus


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    """Every build once, in the order in which a maintainer would run them."""
    corpus = made(tmp_path_factory.mktemp("once"), SOURCES)
    full = corpus.build()
    first = corpus.version()
    turns = [(corpus.build(), corpus.least()) for _ in range(TIMES)]
    assert corpus.version() == first, "an unchanged rebuild published a release"
    write(1, corpus.raw, first=SOURCES)
    added = corpus.build()
    assert corpus.version() != first, "an added plan published no release"
    shown = corpus.build("--workers", "1")
    write(1, corpus.raw, first=SOURCES + 1)
    added_and_shown = corpus.build("--workers", "1")
    disk, disk_of_pages = corpus.disk(), corpus.disk("site")
    twice = made(tmp_path_factory.mktemp("twice"), 2 * SOURCES).build()
    unchanged = min((build for build, _ in turns), key=lambda run: run.seconds)
    least = min((empty for _, empty in turns), key=lambda run: run.seconds)
    measured = Figures(full, unchanged, least, added, shown, added_and_shown, twice, disk, disk_of_pages)
    print(table(measured))
    return measured


def table(measured: Figures) -> str:
    """The figures, a line a run."""
    full = measured.full
    rows = [
        (f"full build, {SOURCES:,} sources", full, None),
        ("one plan added", measured.added, 0.10),
        ("nothing changed", measured.unchanged, 0.03),
        ("empty flow and hashes", measured.least, None),
        ("pages and files for tools", measured.shown, 1.0),
        ("one plan added, with these", measured.added_and_shown, None),
        (f"full build, {2 * SOURCES:,} sources", measured.twice, None),
    ]
    lines = [f"\n{'':32}{'seconds':>10}{'of full':>10}{'limit':>8}{'peak MB':>10}"]
    for what, run, limit in rows:
        said = f"{limit:.0%}" if limit else ""
        lines.append(f"{what:32}{run.seconds:10.1f}{run.seconds / full.seconds:10.1%}{said:>8}{run.peak:10,.0f}")
    lines.append(f"compare: {full.compare:.1f} s of a full build, {measured.added.compare:.1f} s with one plan added")
    lines.append(f"nothing changed / empty flow and hashes: {measured.unchanged.seconds / measured.least.seconds:.2f}")
    lines.append(f"peak of twice as many sources: {measured.twice.peak / full.peak:.2f} times")
    lines.append(f"disk of one plan more: {measured.disk:.1%} of a release, {measured.disk_of_pages:.1%} of its pages")
    return "\n".join(lines)


def test_adding_one_plan_costs_a_tenth_of_a_full_build(figures: Figures) -> None:
    assert figures.added.seconds <= 0.10 * figures.full.seconds


def test_comparing_adds_fifteen_hundredths_to_a_full_build(figures: Figures) -> None:
    full = figures.full
    assert full.compare > 0
    assert full.compare <= 0.15 * (full.seconds - full.compare)


def test_one_plan_added_is_compared_and_little_else(figures: Figures) -> None:
    assert figures.added.compare <= 0.25 * figures.full.compare


def test_an_unchanged_rebuild_costs_three_hundredths_of_a_full_build(figures: Figures) -> None:
    assert figures.unchanged.seconds <= 0.03 * figures.full.seconds


def test_an_unchanged_rebuild_costs_little_more_than_an_empty_flow_and_the_hashes(figures: Figures) -> None:
    assert figures.unchanged.seconds <= 1.3 * figures.least.seconds


def test_pages_and_files_for_tools_take_no_longer_than_the_rest(figures: Figures) -> None:
    assert figures.shown.seconds <= figures.full.seconds  # the build that makes them links and publishes again


def test_adding_one_plan_with_pages_costs_a_quarter_of_making_all_of_them(figures: Figures) -> None:
    assert figures.added_and_shown.seconds <= 0.25 * (figures.full.seconds + figures.shown.seconds)


def test_a_release_with_one_plan_more_shares_with_the_one_before_what_is_as_it_was(figures: Figures) -> None:
    assert figures.disk_of_pages <= 0.05


@pytest.mark.xfail(
    reason="tables, CSV, flat files, database and workbook are written whole: measured 0.49", strict=True
)
def test_a_release_with_one_plan_more_takes_a_twentieth_of_the_disk(figures: Figures) -> None:
    assert figures.disk <= 0.05


def test_memory_does_not_grow_with_the_corpus(figures: Figures) -> None:
    assert figures.twice.peak <= 1.4 * figures.full.peak
