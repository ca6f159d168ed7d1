"""Folders that are brought up to date with a bucket, and what is seen to have changed there."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from flows.storage.address import Address
from flows.storage.bucket import Bucket
from flows.storage.changes import listed_changes
from flows.storage.mirror import mirror
from tests import ceph
from tests.s3_proxy import Proxy


@pytest.fixture
def bucket(proxy: Proxy) -> Bucket:
    proxy.rule = lambda request: None
    return Bucket(Address(ceph.server().bucket(), "raw"))


def fill(bucket: Bucket, **texts: str) -> None:
    for name, text in texts.items():
        bucket.write(f"{name}.txt", text.encode())


def files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()
    }


def fetched(proxy: Proxy, bucket: Bucket, folder: Path) -> list[str]:
    """What a mirroring brings over the wire."""
    proxy.seen.clear()
    mirror(bucket, folder)
    marks = (each.key.partition("/raw/")[2] for each in proxy.seen if each.method == "GET")
    return sorted(filter(None, marks))


def test_only_what_has_changed_is_fetched_and_what_is_gone_goes(proxy: Proxy, bucket: Bucket, tmp_path: Path) -> None:
    fill(bucket, 甘肃="一", 湖南="二", 长沙="三")
    bucket.write("2018/市/意见.txt", b"four")
    folder = tmp_path / "here"
    assert len(fetched(proxy, bucket, folder)) == 4
    assert fetched(proxy, bucket, folder) == []
    fill(bucket, 甘肃="另")
    bucket.remove(["湖南.txt", "2018/市/意见.txt"])
    (folder / "of-nobody.txt").write_text("", "utf-8")
    (folder / "长沙.txt").write_text("by another", "utf-8")
    assert fetched(proxy, bucket, folder) == ["甘肃.txt", "长沙.txt"]
    assert files(folder) == {"甘肃.txt": "另", "长沙.txt": "三"}
    assert {path.name for path in folder.iterdir()} == {"甘肃.txt", "长沙.txt"}


def test_what_was_fetched_before_a_kill_is_not_fetched_again(proxy: Proxy, bucket: Bucket, tmp_path: Path) -> None:
    fill(bucket, one="1", two="2")
    folder = tmp_path / "here"
    mirror(bucket, folder)
    (tmp_path / "here.json").unlink()
    (folder / "two.txt").unlink()
    (folder / ".7.partial-1").write_text("half", "utf-8")
    assert fetched(proxy, bucket, folder) == ["two.txt"]
    assert files(folder) == {"one.txt": "1", "two.txt": "2"}


@pytest.mark.parametrize("fault", ["cut", "slow down", "lost"])
def test_a_file_whose_way_is_broken_is_asked_for_again(
    fault: str, proxy: Proxy, bucket: Bucket, tmp_path: Path
) -> None:
    fill(bucket, one="1" * 3000, two="2")
    proxy.once(fault, "GET", "raw/one.txt", "raw/two.txt")  # type: ignore[arg-type]
    mirror(bucket, tmp_path / "here")
    assert proxy.left == []
    assert files(tmp_path / "here") == {"one.txt": "1" * 3000, "two.txt": "2"}


def test_names_that_no_file_can_have_lead_nowhere(
    proxy: Proxy, bucket: Bucket, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("../out.txt", "a/../../out.txt", "/etc/out", "a//b", "./c", "long" * 80, "one.txt/below", "folder/"):
        bucket.write(name, b"x")
    fill(bucket, one="1")
    mirror(bucket, tmp_path / "deep" / "here")
    assert files(tmp_path / "deep" / "here") == {"one.txt": "1"}
    assert {path.name for path in tmp_path.iterdir()} == {"deep"}
    assert {path.name for path in (tmp_path / "deep").iterdir()} == {"here", "here.json", "here.lock"}
    assert caplog.text.count("is passed over") == 7


def test_a_link_in_the_mirror_is_not_written_through(proxy: Proxy, bucket: Bucket, tmp_path: Path) -> None:
    fill(bucket, one="1")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "kept.txt").write_text("kept", "utf-8")
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "one.txt").symlink_to(tmp_path / "elsewhere" / "kept.txt")
    (folder / "sub").symlink_to(tmp_path / "elsewhere")
    mirror(bucket, folder)
    assert (tmp_path / "elsewhere" / "kept.txt").read_text("utf-8") == "kept"
    assert not (folder / "one.txt").is_symlink()
    assert os.listdir(folder) == ["one.txt"]


def test_changes_are_told_when_they_stand_still(proxy: Proxy, bucket: Bucket) -> None:
    fill(bucket, one="1")
    said: list[str] = []

    async def follow() -> list[str]:
        changes = listed_changes(bucket.address, 0.1, 0.1, said.append)
        coming = asyncio.ensure_future(anext(changes))
        await asyncio.sleep(1.5)
        proxy.always("slow down", "GET", "raw")
        await asyncio.sleep(1.0)
        proxy.rule = lambda request: None
        fill(bucket, two="2")
        await asyncio.sleep(0.5)
        fill(bucket, one="other")
        return await asyncio.wait_for(coming, 30)

    assert asyncio.run(follow()) == ["one.txt", "two.txt"]
