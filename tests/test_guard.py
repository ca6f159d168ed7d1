"""The guard: a text that hangs, grows, kills its process or gives too much ends alone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from flows.engine import guard
from flows.engine.bucket import is_settled
from flows.engine.guard import Guard, NotStarted
from flows.engine.standing import standing
from flows.hall import read_one
from flows.read import Input, look
from flows.read.refusal import Ended, Refusal
from flows.serve.reports import Ended as EndedRun
from flows.serve.reports import report
from flows.settings import Reading
from tests import poison
from tests.benchmarks.made import plan
from tests.faults import Site, until_gone
from tests.readers import Here, make_part

LIMITS = Reading(memory=800.0)


def files(folder: Path, *words: str) -> list[Path]:
    """A file a word."""
    paths = [folder / f"{n}.txt" for n in range(len(words))]
    for path, word in zip(paths, words, strict=True):
        path.write_text(word, "utf-8")
    return paths


GUARDED = """
import json, sys
from pathlib import Path
from flows.engine.guard import Guard
from flows.read.refusal import Ended
from flows.settings import Reading
from tests import poison
workers, limits, paths = json.loads(sys.argv[1])
with Guard(workers, Reading(**limits)) as readers:
    given = readers.map(poison.act, list(map(Path, paths)))
print(json.dumps([[isinstance(what, Ended), getattr(what, "rule", None), str(what)] for what in given]))
"""


@pytest.mark.parametrize(
    ("workers", "limits", "expected"),
    [
        (2, Reading(seconds=3.0), {"hang": ("too-long", "3 seconds"), "sleep": ("too-long", "3 seconds")}),
        (1, LIMITS, {"allocate": ("too-large", "800 MB"), "exit": ("crashed", "exit code 3")}),
        (
            2,
            LIMITS,
            {
                "allocate and abort": ("too-large", "800 MB"),
                "segfault": ("crashed", "SIGSEGV"),
                "abort": ("crashed", "SIGABRT"),
                "kill": ("crashed", "killed twice (SIGKILL)"),
            },
        ),
    ],
)
def test_each_fault_ends_alone_and_is_told_by_its_rule(
    tmp_path: Path, workers: int, limits: Reading, expected: dict[str, tuple[str, str]]
) -> None:
    words = ["good", *(word for fault in expected for word in (fault, "good")), "noise"]
    order = json.dumps([workers, asdict(limits), [str(path) for path in files(tmp_path, *words)]])
    # In a process of its own: the system counts the size of a process from that of the one which started it, and a
    # run of all tests is larger than the limits here.
    done = subprocess.run([sys.executable, "-c", GUARDED, order], capture_output=True, text=True, check=True)
    for word, (ended, rule, said) in zip(words, json.loads(done.stdout), strict=True):
        assert ended == (word in expected), word
        assert rule == expected.get(word, (None,))[0], (word, said)
        assert expected.get(word, (None, word))[1] in said
    assert done.stderr == "", "last words of a process are for nobody"


def test_who_is_killed_by_others_is_tried_once_more(tmp_path: Path) -> None:
    with Guard(2, LIMITS) as readers:
        assert readers.map(poison.act, files(tmp_path, "kill once", "good", "kill once")) == [
            "kill once", "good", "kill once",
        ]  # fmt: skip


def test_what_gives_more_than_its_size_allows_is_refused_for_good(tmp_path: Path) -> None:
    small, large = files(tmp_path, "x", "x" * 200_000)
    with Guard(1, Reading(output=10.0)) as readers:
        refused, given = readers.map(poison.much, [small, large])
    assert isinstance(refused, Refusal)
    assert not isinstance(refused, Ended)
    assert refused.rule == "too-large"
    assert "500,000 bytes" in str(refused)
    assert given == bytes(1_000_000)


def test_no_limit_is_none(tmp_path: Path) -> None:
    with Guard(1, Reading(seconds=0.0, memory=0.0, output=0.0)) as readers:
        assert readers.map(poison.much, files(tmp_path, "x")) == [bytes(1_000_000)]


def test_a_process_that_dies_between_two_texts_is_replaced(tmp_path: Path) -> None:
    (path,) = files(tmp_path, "good")
    with Guard(1, LIMITS) as readers:
        assert readers.map(poison.act, [path]) == ["good"]
        (reader,) = readers._readers
        os.kill(reader._process.pid, signal.SIGKILL)
        assert readers.map(poison.act, [path, path]) == ["good", "good"]
    assert readers._readers == []


def test_processes_that_do_not_start_are_not_the_fault_of_a_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard.sys, "executable", "/bin/false")
    with Guard(1, LIMITS) as readers, pytest.raises(NotStarted, match="do not start"):
        readers.map(poison.act, files(tmp_path, "good"))


STOPPED = """
import sys
from pathlib import Path
from flows.engine.guard import Guard
from flows.settings import Reading
from tests import poison
with Guard(1, Reading(seconds=5.0)) as readers:
    print(*readers.map(poison.act, [Path(sys.argv[1])]))
"""


def test_a_text_is_not_blamed_for_the_time_that_all_were_stopped(tmp_path: Path) -> None:
    (path,) = files(tmp_path, "work")
    command = [sys.executable, "-c", STOPPED, str(path)]
    build = subprocess.Popen(command, start_new_session=True, stdout=subprocess.PIPE, text=True)
    time.sleep(2)
    os.killpg(build.pid, signal.SIGSTOP)  # as Ctrl-Z does
    time.sleep(6)
    os.killpg(build.pid, signal.SIGCONT)
    assert build.communicate(timeout=60)[0] == "work\n"


KILLED = """
import sys
from pathlib import Path
from flows.engine.guard import Guard
from flows.settings import Reading
from tests import poison
with Guard(2, Reading()) as readers:
    readers.map(poison.act, [Path(sys.argv[1]), Path(sys.argv[2])])
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to find processes")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_processes_end_with_the_build_whatever_they_are_busy_with(tmp_path: Path, how: signal.Signals) -> None:
    site = Site(tmp_path)
    paths = files(tmp_path, "hang", "sleep")
    build = subprocess.Popen(
        [sys.executable, "-c", KILLED, *map(str, paths)], env=site.variables(), stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 60
    while sum(_busy(process) for process in _readers(build.pid)) < 1 or len(list(_readers(build.pid))) < 2:
        assert time.monotonic() < deadline, site.processes()
        time.sleep(0.05)
    build.send_signal(how)
    build.wait(30)
    until_gone(site, 5)


def _readers(parent: int) -> Iterator[int]:
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"\nPPid:\t{parent}\n" in (process / "status").read_text("utf-8"):
                yield int(process.name)
        except OSError:
            continue


def _busy(process: int) -> bool:
    """Whether it has worked for longer than it takes to start."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:
        return False
    return int(fields[11]) + int(fields[12]) > 2.5 * os.sysconf("SC_CLK_TCK")


def test_what_was_ended_is_tried_again_and_nothing_else_is(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for n in range(3):
        (raw / f"{n}.txt").write_text(plan(n, 1)[0][:500], "utf-8")
    bucket: list[Input] = look(raw)
    first = make_part(bucket, raw, tmp_path / "part", Here("1.txt"), "rules")
    assert not is_settled(first)
    ended = first.sources()[1].tables
    (row,) = ended["sources"].to_pylist()
    assert (row["path"], row["status"], row["sha256"]) == ("1.txt", "quarantined", bucket[1].content)
    assert ended["issues"]["rule"].to_pylist() == ["too-long"]

    again = Here("1.txt")
    assert make_part(bucket, raw, tmp_path / "part", again, "rules", first) == first
    assert again.asked == ["1.txt"]

    now = Here()
    second = make_part(bucket, raw, tmp_path / "part", now, "rules", first)
    assert now.asked == ["1.txt"]
    assert is_settled(second)
    assert [source.tables["sources"]["status"][0].as_py() for source in second.sources()] == ["ok"] * 3
    assert second.report().passed


FAULTS = """
import sys
from pathlib import Path
if "flows.engine.guarded" in sys.orig_argv:
    import ctypes, re
    read = Path.read_bytes
    acts = {
        "hanging.txt": lambda: re.match("(a+)+$", "a" * 60 + "b"),
        "growing.txt": lambda: bytearray(2_000_000_000),
        "dying.txt": lambda: ctypes.string_at(0),
    }
    Path.read_bytes = lambda path: acts.get(path.name, lambda: read(path))()
"""


def test_a_source_of_each_kind_leaves_the_others_to_be_published(tmp_path: Path, server: dict[str, str]) -> None:
    """And all are there once the limits, or the machine, let them."""
    begun = time.monotonic()
    site = Site(tmp_path / "site")
    site.fill(4)
    text = "\n".join(plan(n, 1)[0] for n in range(20))
    (site.raw / "giving.txt").write_text(text[:40_000], "utf-8")
    for n, name in enumerate(("hanging", "growing", "dying"), 5):
        (site.raw / f"{name}.txt").write_text(plan(n, 1)[0][:500], "utf-8")
    settings = tmp_path / "plans.toml"
    settings.write_text("[reading]\nseconds = 5\nmemory = 500\noutput = 3\n", "utf-8")
    (tmp_path / "patch").mkdir()
    (tmp_path / "patch" / "sitecustomize.py").write_text(FAULTS, "utf-8")
    patched = f"{tmp_path / 'patch'}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"
    site.environment = server | {"PYTHONPATH": patched}

    assert site.build("--config", str(settings)) == 0, site.said()
    first = standing(site.out)
    assert first
    expected = {
        "hanging.txt": "too-long",
        "growing.txt": "too-large",
        "giving.txt": "too-large",
        "dying.txt": "crashed",
    }
    assert {path: found.rule for path, found in first.quarantined.items()} == expected
    site.check_published()
    notice = report(EndedRun("run", "Completed", "", ""), None, first).notice
    assert notice
    assert {each.path: each.rule for each in notice.quarantined} == expected
    assert all(f"{path}: {first.quarantined[path].error}" in notice.message for path in expected)
    for path in expected:
        assert path in site.said()
    assert time.monotonic() - begun < 60

    site.environment = server
    settings.write_text("", "utf-8")
    assert site.build("--config", str(settings)) == 0, site.said()
    site.check_published()
    second = standing(site.out)
    assert second
    assert not second.quarantined


def test_check_holds_to_the_limits(tmp_path: Path) -> None:
    (tmp_path / "plans.toml").write_text("[reading]\nseconds = 0.01\n", "utf-8")
    path = tmp_path / "long.txt"
    path.write_text("\n".join(plan(n, 1)[0] for n in range(20))[:100_000], "utf-8")
    assert read_one(path, tmp_path).rows["sources"][0]["status"] == "ok"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    checked = subprocess.run(
        [sys.executable, "-m", "flows.cli", "check", str(path)],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 1
    assert "too-long" in checked.stdout
    assert "reading.seconds" in checked.stdout
