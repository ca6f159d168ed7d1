"""Folders that are not what they are named for: each is a sentence that says what is there and what to do."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import gettempdir

import duckdb
import pytest

from flows.commands.failure import explain
from flows.engine import room
from flows.engine.folders import SERVED, not_served, serve_only, unfit
from flows.engine.standing import standing
from flows.publish import NotPublished, place
from flows.publish.latest import mend_latest
from flows.serve.reports import Ended, report
from tests.test_cli import plans
from tests.test_publish import put, released, tree

# raw/ and outputs/


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "plan.txt").write_text("发展规划\n到2020年，4G基站总数达到6万个。\n", "utf-8")
    (tmp_path / "unmounted").symlink_to(tmp_path / "disk")
    (tmp_path / "file").write_text("", "utf-8")
    (tmp_path / "circle").symlink_to("circle")
    return tmp_path


@pytest.mark.parametrize(
    ("raw", "out", "said"),
    [
        ("raw", "unmounted", "{home}/unmounted is a link to {home}/disk, where there is no folder. Releases need one"),
        ("raw", "unmounted/a/b", "{home}/unmounted is a link to {home}/disk, where there is no folder. Releases"),
        ("raw", "file/a", "{home}/file is no folder. Releases need one"),
        ("raw", "circle", "{home}/circle is a link to circle, where there is no folder. Releases need one"),
        ("unmounted", "out", "{home}/unmounted is a link to {home}/disk, where there is no folder. Name the folder of"),
        ("circle", "out", "{home}/circle is a link to circle, where there is no folder. Name the folder of"),
    ],
)
def test_a_folder_that_cannot_be_used_is_named_before_anything_is_done(
    home: Path, raw: str, out: str, said: str
) -> None:
    for command in ("build", "serve", "retry") if "unmounted" in (raw, out) else ("build",):
        answer = plans(command, "--raw", home / raw, "--out", home / out, PLANS_CACHE=str(home / "cache"))
        assert (answer.returncode, answer.stderr.startswith(said.format(home=home))) == (1, True), answer.stderr
    assert not (home / "disk").exists()


def test_releases_may_be_elsewhere_but_must_be_there(home: Path) -> None:
    (home / "out").mkdir()
    assert unfit(home / "raw", home / "out") is None
    (home / "out" / "releases").symlink_to("../disk")
    assert "releases is a link to ../disk" in str(unfit(home / "raw", home / "out"))
    (home / "disk").mkdir()
    assert unfit(home / "raw", home / "out") is None


# latest


@pytest.fixture(scope="module")
def standing_two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("two")
    released(out)
    released(out, put("targets", 0, value=1.0))
    return out


@pytest.fixture
def out(standing_two: Path, tmp_path: Path) -> Path:
    """Two releases, and in the place of `latest` a folder, as copies that follow links have it."""
    return shutil.copytree(standing_two, tmp_path / "out")


def test_a_copy_in_the_place_of_latest_becomes_a_link_again(out: Path) -> None:
    before = standing(out)
    assert before is not None
    mend_latest(out)
    assert os.readlink(out / "latest") == "releases/1.0.1"
    assert {path.name for path in out.iterdir()} == {"latest", "latest.json", "releases", ".lock"}
    released(out, put("targets", 0, value=2.0))
    assert os.readlink(out / "latest") == "releases/1.0.2"


def damage(file: Path) -> None:
    file.write_bytes(b"x" + file.read_bytes()[1:])


def turn_round(out: Path) -> None:
    shutil.rmtree(out / "releases" / "1.0.1")
    (out / "releases" / "1.0.1").symlink_to("../latest")


@pytest.mark.parametrize(
    "fault",
    [
        lambda out: damage(out / "latest" / "csv" / "terms.csv"),
        lambda out: damage(out / "releases" / "1.0.1" / "csv" / "terms.csv"),
        lambda out: (out / "latest" / "mine.txt").write_text("mine", "utf-8"),
        lambda out: (out / "latest" / "SHA256SUMS").unlink(),
        lambda out: shutil.rmtree(out / "releases" / "1.0.1"),
        lambda out: shutil.rmtree(out / "releases"),
        turn_round,
    ],
)
def test_a_folder_that_may_be_the_only_copy_is_left_alone(out: Path, fault: Callable[[Path], object]) -> None:
    fault(out)
    before = tree(out)
    with pytest.raises(NotPublished, match=r"latest is a folder, where a link to a release belongs.*move it away"):
        mend_latest(out)
    assert tree(out) == before


def test_where_latest_is_a_link_or_not_there_nothing_is_done(out: Path) -> None:
    shutil.rmtree(out / "latest")
    mend_latest(out)
    assert not (out / "latest").exists()
    place.point_latest(out, "1.0.0")
    mend_latest(out)
    assert os.readlink(out / "latest") == "releases/1.0.0"


# runs of plans serve


def test_a_run_builds_what_is_served_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw, out, settings = tmp_path / "raw", tmp_path / "outputs", tmp_path / "plans.toml"
    assert not_served(raw, out, None) is None  # nothing is served
    monkeypatch.setenv(SERVED, serve_only(raw, out, settings)[SERVED])
    assert not_served(raw, out, settings) is None
    for asked in ((tmp_path, out, settings), (raw, tmp_path, settings), (raw, out, None), (raw, out, tmp_path)):
        assert f"plans serve builds {raw} into {out}, and this run asks for other" in (not_served(*asked) or "")


# full disks


def test_the_full_folder_is_the_one_of_the_file_that_could_not_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "gettempdir", lambda: str(tmp_path))
    out = tmp_path / "outputs"
    spilled = duckdb.IOException(f'IO Error: Could not write file "{tmp_path}/.spill-x/a.tmp": No space left on device')
    assert f"no room left in {tmp_path} (temporary files; TMPDIR" in explain(spilled, out)
    written = OSError(errno.ENOSPC, "No space left on device", str(out / "releases" / ".next.partial-1" / "csv"))
    assert f"no room left in {out} (releases)" in explain(written, out)
    kept = OSError(errno.EDQUOT, "Disk quota exceeded", str(room.CACHE / "parts" / "1"))
    assert f"no room left in {room.CACHE} (cache; " in explain(kept, out)


def test_a_run_that_nobody_looks_at_names_the_full_folder_too(tmp_path: Path) -> None:
    def write() -> None:
        try:
            raise OSError(errno.ENOSPC, "No space left on device")  # as writing says it: without a file
        except OSError as error:
            raise RuntimeError("The page cannot be made.") from error

    with pytest.raises(room.NoRoom) as raised, room.named(tmp_path):
        write()
    assert explain(raised.value, tmp_path) == str(raised.value)
    message = f"Flow run encountered an exception: flows.engine.room.NoRoom: {raised.value}"
    said = report(Ended("a run", "Failed", message, "http://127.0.0.1"), None, None).notice
    assert said is not None
    assert said.message == str(raised.value)
    assert all(str(folder) in said.message for folder in (tmp_path, room.CACHE, gettempdir()))
    with pytest.raises(ValueError, match="something else"), room.named(tmp_path):
        raise ValueError("something else")


def test_where_no_folder_for_temporary_files_is_left_no_other_is_blamed(tmp_path: Path) -> None:
    error = FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp']")
    assert "let TMPDIR name another" in explain(error, tmp_path)
    assert str(tmp_path) not in explain(error, tmp_path)
