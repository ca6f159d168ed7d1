"""kill -9 at random moments of a build. Thirty of them, with pages and files for tools: make faults"""

from __future__ import annotations

import os
import re
import subprocess
import time
from pathlib import Path
from random import Random

import pytest

from tests.faults import Site, until_gone

KILLS = int(os.environ.get("FAULTS", "1"))
SEED = int(os.environ.get("FAULTS_SEED", "4"))
SOURCES, LONGEST = (300, 400) if KILLS > 3 else (70, 300)  # in 8 buckets, or in 2

pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc to find processes")


def test_a_build_that_is_killed_does_no_harm(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Killed again and again, each time going on from what is there; every third build has a server of its own."""
    random = Random(SEED)
    site = Site(tmp_path / "site", longest=LONGEST, always=() if KILLS > 3 else ("--only", "tables"))
    site.fill(SOURCES)
    takes = _first_build(site)
    site.change(random, 0.5)
    killed = ended = 0
    kept = site.parts()
    while killed < KILLS:
        shared = killed % 3 > 0
        whole = takes[shared]
        site.environment = request.getfixturevalue("server") if shared else {}
        workers = random.choice(("1", "2"))
        moment = whole * (killed + random.random()) / KILLS  # spread over the time that a build takes
        begun = time.monotonic()
        build = site.start("--workers", workers)
        try:
            assert build.wait(moment) == 0, site.said()
            ended += 1
            if "link" in site.said():  # else the one before was killed when it had published
                takes[shared] = time.monotonic() - begun  # less than it took at first
        except subprocess.TimeoutExpired:
            build.kill()
            build.wait()
            killed += 1
        until_gone(site)
        made = site.parts()
        steps = re.findall(r"✓ (.{16})", site.said())
        print(f"{killed:3} {moment:5.1f} of {whole:.0f} s, {workers} workers, {len(made)} parts;", end=" ", flush=True)
        print(f"{'killed after' if build.returncode else 'ended;'} {steps[-1:]}, {site.latest().name}", flush=True)
        assert {key: made.get(key) for key in kept} == kept, "a part that was there was made again"
        kept = made
        if not build.returncode:  # all that was begun has been done meanwhile
            assert site.rubbish() == []
            site.check_published()
            site.change(random, 0.5)
    assert site.build() == 0, site.said()
    until_gone(site)
    site.check_published()
    made = site.parts()
    assert {key: made.get(key) for key in kept} == kept, "a part that was there was made again"
    assert site.rubbish() == []
    print(f"{killed} killed, {ended} ended before; {len(made)} parts")


def _first_build(site: Site) -> dict[bool, float]:
    """Build; the seconds that it took (False), and those that it would have with a server that was there (True)."""
    begun = time.monotonic()
    assert site.build() == 0, site.said()
    whole = time.monotonic() - begun
    start = re.search(r"start Prefect +([\d.]+) s", site.said())
    assert start
    print(f"\n{SOURCES} sources, a first build takes {whole:.0f} s, {start[1]} s of it to start Prefect")
    return {False: whole, True: whole - float(start[1])}
