"""Speed as ratios measured in one run, so that they hold on any machine."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import jieba
import pytest

from flows.hall import read_one
from flows.read import list_sources, read

ROOT = Path(__file__).parents[2]
RAW = ROOT / "raw"
BASELINE = Path(__file__).with_name("baseline.py")

HOSTILE = (
    *(
        "一、",
        "（一）",
        "1.",
        "——",
        "《",
        "〈",
        "（",
        "负责）",
        "、",
        "，",
        "2020年",
        "9",
        "到",
        "亿",
        " ",
        "\n",
        "。",
        "第",
        "省",
        "等",
    ),
    *(
        "（省委、",
        "《关于",
        "其中，",
        "到2020年，",
        "100%以上、",
        "牵头，",
        "〔2017〕",
        "责任单位：",
        "\n　　",
        "a",
        "“",
    ),
)


@pytest.fixture
def one_core() -> Iterator[None]:
    """Keep this process on one core while a test runs."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    yield
    os.sched_setaffinity(0, cores)


def seconds(work: Callable[[], object], times: int) -> float:
    """The shortest of some runs, after one that warms up."""
    work()
    return min(_once(work) for _ in range(times))


def _once(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


@pytest.mark.usefixtures("one_core")
def test_read_to_extract_against_a_bare_pass_of_jieba() -> None:
    paths = list_sources(RAW)
    texts = [read(path, RAW).text for path in paths]
    jieba.initialize()
    bare = seconds(lambda: [jieba.lcut(text) for text in texts], 3)
    ours = seconds(lambda: [read_one(path, RAW) for path in paths], 3)
    print(f"\nread … extract {ours:.2f} s, bare jieba {bare:.2f} s: {ours / bare:.2f} times")
    assert ours <= 2.5 * bare


@pytest.mark.parametrize("piece", HOSTILE, ids=ascii)
def test_twice_the_text_takes_about_twice_the_time(piece: str, tmp_path: Path) -> None:
    def work(characters: int) -> Callable[[], object]:
        path = tmp_path / f"{characters}.txt"
        text = "关于发展的意见\n一、总体要求\n" + piece * (characters // len(piece)) + "\n二、保障措施\n加强领导。\n"
        path.write_text(text, encoding="utf-8", newline="")
        return lambda: read_one(path, tmp_path)

    work(2000)()
    once, twice = seconds(work(20_000), 2), seconds(work(40_000), 2)
    assert twice < 3 * once + 0.05


def test_a_warm_build_against_empty_prefect_and_great_expectations(tmp_path: Path) -> None:
    def run(*command: str | Path) -> float:
        arguments = [sys.executable, *map(str, command)]
        return _once(lambda: subprocess.run(arguments, check=True, capture_output=True, cwd=ROOT))

    def build(out: str) -> float:
        return run("-m", "flows.cli", "build", "--raw", RAW, "--out", tmp_path / out)

    build("first")  # warms the caches of files and the database of Prefect
    ours, least = build("second"), run(BASELINE)
    print(f"\nplans build {ours:.1f} s, empty flow and checkpoint {least:.1f} s: {ours / least:.2f} times")
    assert ours <= 1.5 * least
