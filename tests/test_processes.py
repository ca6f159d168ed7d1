"""Processes that must not be left behind: real ones, ended and killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.engine.processes import Child, birth, end_leftover

STUBBORN = "trap '' TERM; (trap '' TERM; sleep 60) & echo $! > {}; wait; wait; sleep 60"


def until(what: object, seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while not what():  # type: ignore[operator]
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def read_pid(file: Path) -> int:
    until(lambda: file.exists() and file.read_text().strip())
    return int(file.read_text())


def test_what_obeys_is_gone_at_once_and_forgotten(tmp_path: Path) -> None:
    child = Child(["sleep", "60"], os.environ, tmp_path / "child.json")
    assert child.ended() is None
    begun = time.monotonic()
    child.end()
    assert time.monotonic() - begun < 2
    assert birth(child.pid) is None
    assert not (tmp_path / "child.json").exists()


def test_what_does_not_obey_is_killed_with_its_children(tmp_path: Path) -> None:
    file = tmp_path / "grandchild"
    child = Child(["sh", "-c", STUBBORN.format(file)], os.environ, tmp_path / "child.json")
    grandchild = read_pid(file)
    child.end(patience=0.5)
    assert birth(child.pid) is None
    until(lambda: birth(grandchild) is None)


def test_children_of_what_ended_by_itself_are_ended_too(tmp_path: Path) -> None:
    file = tmp_path / "grandchild"
    child = Child(["sh", "-c", f"sleep 60 & echo $! > {file}"], os.environ, tmp_path / "child.json")
    grandchild = read_pid(file)
    until(lambda: child.ended() is not None)
    child.end()
    until(lambda: birth(grandchild) is None)


def test_what_a_killed_parent_left_behind_is_ended(tmp_path: Path) -> None:
    record = tmp_path / "child.json"
    code = (
        "import os, sys, time; from pathlib import Path; from flows.engine.processes import Child; "
        "Child(['sleep', '60'], os.environ, Path(sys.argv[1])); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, str(record)])
    until(record.exists)
    until(lambda: record.read_text())
    left = json.loads(record.read_text())["pid"]
    parent.kill()
    parent.wait()
    assert birth(left) is not None
    assert end_leftover(record) == left
    assert birth(left) is None
    assert end_leftover(record) is None


def test_a_stranger_with_a_used_again_id_is_left_alone(tmp_path: Path) -> None:
    stranger = subprocess.Popen(["sleep", "60"], start_new_session=True)
    try:
        record = tmp_path / "child.json"
        record.write_text(json.dumps({"pid": stranger.pid, "birth": "another boot 123"}))
        assert end_leftover(record) is None
        assert stranger.poll() is None
        assert not record.exists()
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.parametrize("content", ["", "{broken", "[]", '{"pid": "x"}', '{"pid": 1}'])
def test_a_record_that_says_nothing_ends_nothing(tmp_path: Path, content: str) -> None:
    record = tmp_path / "child.json"
    record.write_text(content)
    assert end_leftover(record) is None
    assert end_leftover(tmp_path / "missing.json") is None


def test_hanging_up_ends_what_reads_until_the_end(tmp_path: Path) -> None:
    heard = tmp_path / "heard"
    child = Child(["sh", "-c", f"cat > {heard}"], os.environ, tmp_path / "child.json", stdin=subprocess.PIPE)
    child.tell("orders\n")
    until(lambda: heard.exists() and heard.read_text() == "orders\n")
    child.hang_up()
    child.wait(5)
    assert child.ended() == 0
    child.end()


def test_what_has_ended_may_be_spoken_to(tmp_path: Path) -> None:
    child = Child(["true"], os.environ, tmp_path / "child.json", stdin=subprocess.PIPE)
    until(lambda: child.ended() is not None)
    child.tell("too late\n")
    child.hang_up()
    child.end()
    assert child.ended() == 0
