"""The store that workers share: what is there is there whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.storage.address import Address
from flows.storage.bucket import Bucket
from flows.storage.said import StorageError
from flows.storage.store import Store
from tests import ceph


@pytest.fixture
def bucket(environment: None) -> Bucket:
    return Bucket(Address(ceph.server().bucket(), "store"))


@pytest.fixture
def shared(bucket: Bucket) -> Store:
    return Store(bucket)


@pytest.fixture
def part(tmp_path: Path) -> Path:
    folder = tmp_path / "part"
    (folder / "文").mkdir(parents=True)
    (folder / "sources.arrow").write_bytes(b"\0" * 100)
    (folder / "文" / "甘肃.txt").write_text("发展规划", "utf-8")
    return folder


def test_what_is_put_is_got(shared: Store, part: Path, tmp_path: Path) -> None:
    assert not shared.has("parts/a")
    assert not shared.get("parts/a", tmp_path / "got")
    shared.put("parts/a", part)
    assert shared.has("parts/a")
    assert shared.get("parts/a", tmp_path / "got")
    assert (tmp_path / "got" / "文" / "甘肃.txt").read_text("utf-8") == "发展规划"
    assert {path.name for path in (tmp_path / "got").iterdir()} == {"sources.arrow", "文"}
    (part / "sources.arrow").write_bytes(b"other")
    shared.put("parts/a", part)  # made anew, it takes the place of what is there
    assert shared.get("parts/a", tmp_path / "again")
    assert (tmp_path / "again" / "sources.arrow").read_bytes() == b"other"
    assert list(tmp_path.rglob("*partial*")) == []


def test_what_is_half_there_or_damaged_is_not_there(bucket: Bucket, part: Path, tmp_path: Path) -> None:
    shared = Store(bucket)
    shared.put("a", part)
    bucket.write("a/sources.arrow", b"damaged")
    assert not shared.get("a", tmp_path / "got")
    shared.put("a", part)  # the same, but for what is damaged there
    assert shared.get("a", tmp_path / "mended")
    bucket.remove(["a/sources.arrow"])
    assert not shared.get("a", tmp_path / "got")
    bucket.write("a/files.json", b"{half")
    assert not shared.has("a")
    shared.put("a", part)
    assert shared.get("a", tmp_path / "got")
    assert {path.name for path in tmp_path.iterdir()} == {"got", "mended", "part"}


def test_a_list_leads_nowhere_else(bucket: Bucket, tmp_path: Path) -> None:
    bucket.write("a/../../out.txt", b"x")
    bucket.write("a/files.json", b'{"../../out.txt": ["0", "0"]}')
    with pytest.raises(StorageError):
        Store(bucket).get("a", tmp_path / "deep" / "got")
    assert list(tmp_path.rglob("out.txt")) == []
