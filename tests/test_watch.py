"""When files of raw/ have changed and stand still again."""

from __future__ import annotations

import asyncio
import os
import shutil
import threading
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from flows.engine import watch
from flows.engine.watch import settled_changes, wait_until_still

SETTLE = 0.6  # seconds


class Heard:
    """What a watch of a folder has yielded, and when."""

    def __init__(self) -> None:
        self.changes: list[list[str]] = []
        self.at: list[float] = []

    async def until(self, count: int, seconds: float = 12) -> None:
        async with asyncio.timeout(seconds):
            while len(self.changes) < count:
                await asyncio.sleep(0.02)


@asynccontextmanager
async def listening(folder: Path) -> AsyncIterator[Heard]:
    heard = Heard()

    async def listen() -> None:
        async for changed in settled_changes(folder, SETTLE):
            heard.changes.append(changed)
            heard.at.append(asyncio.get_running_loop().time())

    task = asyncio.create_task(listen())
    await asyncio.sleep(0.5)
    try:
        yield heard
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def run(test: Coroutine[Any, Any, None]) -> None:
    asyncio.run(test)


def test_a_file_that_is_being_copied_is_waited_for(tmp_path: Path) -> None:
    async def story() -> None:
        async with listening(tmp_path) as heard:
            with (tmp_path / "plan.txt").open("w") as file:
                for _ in range(10):  # 2 s, with pauses shorter than SETTLE
                    file.write("一、总体要求\n")
                    file.flush()
                    await asyncio.sleep(0.2)
                    assert heard.changes == []
            ended = asyncio.get_running_loop().time()
            await heard.until(1)
            assert heard.changes == [["plan.txt"]]
            assert heard.at[0] - ended >= SETTLE - 0.25

    run(story())


def test_many_files_at_once_are_one_change_and_later_ones_another(tmp_path: Path) -> None:
    async def story() -> None:
        async with listening(tmp_path) as heard:
            (tmp_path / "甘肃").mkdir()
            for n in range(50):
                (tmp_path / "甘肃" / f"{n:02}.txt").write_text("text")
            await heard.until(1)
            assert heard.changes == [[f"甘肃/{n:02}.txt" for n in range(50)]]
            (tmp_path / "甘肃" / "00.txt").rename(tmp_path / "00.txt")
            (tmp_path / "甘肃" / "01.txt").unlink()
            await heard.until(2)
            assert heard.changes[1] == ["00.txt", "甘肃/00.txt", "甘肃/01.txt"]

    run(story())


def test_what_changes_nothing_is_no_change(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text("text")

    async def story() -> None:
        async with listening(tmp_path) as heard:
            (tmp_path / ".plan.txt.Xa3").write_text("half of a tex")
            (tmp_path / "passing.txt").write_text("x")
            (tmp_path / "passing.txt").unlink()
            (tmp_path / "plan.txt").read_text()
            await asyncio.sleep(3 * SETTLE)
            assert heard.changes == []
            os.replace(tmp_path / ".plan.txt.Xa3", tmp_path / "plan.txt")  # as rsync ends a copy
            await heard.until(1)
            assert heard.changes == [["plan.txt"]]

    run(story())


def test_a_folder_may_be_taken_away_and_put_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "LOOK_AGAIN", 0.5)
    raw, aside = tmp_path / "raw", tmp_path / "aside"
    raw.mkdir()
    (raw / "old.txt").write_text("text")
    shutil.copytree(raw, aside)
    (aside / "new.txt").write_text("text")

    async def story() -> None:
        async with listening(raw) as heard:
            raw.rename(tmp_path / "was")
            await asyncio.sleep(1)
            aside.rename(raw)
            await heard.until(1)
            while not any("new.txt" in changed for changed in heard.changes):
                await heard.until(len(heard.changes) + 1)
            before = len(heard.changes)
            (raw / "newer.txt").write_text("text")
            await heard.until(before + 1)
            assert heard.changes[-1] == ["newer.txt"]

    run(story())


def test_changes_while_the_caller_is_busy_come_next(tmp_path: Path) -> None:
    async def story() -> None:
        changes = settled_changes(tmp_path, SETTLE)
        first = asyncio.ensure_future(anext(changes))
        await asyncio.sleep(0.5)
        (tmp_path / "a.txt").write_text("text")
        async with asyncio.timeout(12):
            assert await first == ["a.txt"]
            (tmp_path / "b.txt").write_text("text")
            await asyncio.sleep(1.5)
            assert await anext(changes) == ["b.txt"]
        await changes.aclose()

    run(story())


def test_a_run_waits_for_a_copy_under_way_and_for_nothing_else(tmp_path: Path) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text("text")
    os.utime(plan, (time.time() - 60, time.time() - 60))
    (tmp_path / "future.txt").write_text("text")
    os.utime(tmp_path / "future.txt", (time.time() + 3600, time.time() + 3600))
    begun = time.monotonic()
    wait_until_still(tmp_path, SETTLE)
    wait_until_still(tmp_path / "missing", SETTLE)
    assert time.monotonic() - begun < SETTLE / 2

    ended: list[float] = []

    def copy() -> None:
        with (tmp_path / "growing.txt").open("w") as file:
            for _ in range(6):
                file.write("text")
                file.flush()
                time.sleep(0.25)
        ended.append(time.monotonic())

    os.utime(tmp_path / "future.txt", (1, 1))
    copying = threading.Thread(target=copy)
    copying.start()
    time.sleep(0.1)
    wait_until_still(tmp_path, SETTLE)
    copying.join()
    assert time.monotonic() - ended[0] >= SETTLE - 0.4
