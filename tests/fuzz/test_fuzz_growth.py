"""A search for pieces whose repetition costs time or memory out of proportion. Runs apart: make fuzz, GROWTH_CASES=2000.

Each case is read in a process of its own, which has a limit of time and memory: some take minutes before they are mended.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import resource
from math import log2
from multiprocessing.connection import Connection

import pytest

from tests.growing import DOUBLING, FRAMES, PIECES, Case, Cost, cost, random_case

CASES = int(os.environ.get("GROWTH_CASES", "2000"))
SEED = int(os.environ.get("GROWTH_SEED", "1"))
SMALL, LARGE = 8_000, 32_000  # characters
MOST = DOUBLING ** log2(LARGE / SMALL)
SECONDS, MEMORY = 60, 6 << 30  # of a case
NOISE = 0.3  # seconds
SLOW = 60e-6  # seconds a character: ten times what the slowest pieces take
FULL = 150  # characters in rows for one of the text
LARGEST = 200 << 10  # kilobytes that a case may add to what the libraries take


def measured(raw: str) -> tuple[Cost | str, int]:
    """The cost of a text and the largest memory, in kilobytes; or what ended the reading."""
    here, there = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_measure, args=(raw, there))
    process.start()
    there.close()
    try:
        found: tuple[Cost | str, int] = here.recv()
    except EOFError:
        found = ("ended by its limit", 0)
    process.join()
    return found


def _measure(raw: str, there: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        spent: Cost | str = cost(raw)
    except Exception as error:
        spent = repr(error)
    there.send((spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))


def fault(case: Case, idle: int) -> str | None:
    """What is wrong with a case; `idle` is the memory of a process that reads next to nothing."""
    large, memory = measured(case.text(LARGE))
    if isinstance(large, str):
        return large
    if large.faults:
        return str(large.faults)
    if large.letters > FULL * LARGE or memory - idle > LARGEST or large.seconds > SLOW * LARGE:
        return f"{large.letters} letters, {memory - idle} kB, {large.seconds:.2f} s"
    for _ in range(3):  # a slow moment of the machine
        if large.seconds < NOISE:
            return None
        small, _ = measured(case.text(SMALL))
        if isinstance(small, Cost) and large.seconds < MOST * small.seconds:
            return None
        again, _ = measured(case.text(LARGE))
        large = again if isinstance(again, Cost) else large
    return f"{large.seconds:.2f} s at {LARGE} characters, over {MOST:.1f} times what {SMALL} take"


@pytest.mark.parametrize("kind", ["each piece in each place", "at random"])
def test_no_piece_takes_the_square(kind: str) -> None:
    draw = random.Random(SEED)
    cases = [Case((piece,), frame) for piece in PIECES for frame in FRAMES]
    if kind == "at random":
        cases = [random_case(draw) for _ in range(CASES)]
    cost(Case(("到2025年，达到98%。（市发改委牵头）",), "paragraph").text(1_000))  # loads what all need
    _, idle = measured(Case(("甲",), "paragraph").text(100))
    assert not {case: wrong for case in cases if (wrong := fault(case, idle))}
