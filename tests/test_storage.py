"""Buckets against a real S3 server: what is read, written, copied and said."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Barrier, Thread

import pytest

from flows.storage.address import Address, NoAddress, place
from flows.storage.bucket import ABSENT, Bucket
from flows.storage.client import client
from flows.storage.etags import etag_of
from flows.storage.parallel import each
from flows.storage.said import Missing, NotAsExpected, StorageError
from tests import ceph

ODD = ["省 计划/实施意见(2017).txt", "a/../b.txt", "plus+and%41&?#\"'<>.txt", "\u0001 control", "emoji😀.txt", "x/"]


@pytest.fixture
def bucket(environment: None) -> Bucket:
    return Bucket(Address(ceph.server().bucket(), "计划/one"))


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("s3://plans", Address("plans", "")),
        ("s3://plans/", Address("plans", "")),
        ("s3://plans/a/计划/", Address("plans", "a/计划")),
        ("outputs", Path("outputs")),
        ("/s3/outputs", Path("/s3/outputs")),
    ],
)
def test_an_address_is_told_from_a_folder(given: str, meant: Address | Path) -> None:
    assert place(given) == meant


@pytest.mark.parametrize("given", ["s3://", "s3:///a", "s3://plans/a//b", "s3://plans/../b", "s3://k:secret@plans/a"])
def test_what_is_no_address_is_refused(given: str) -> None:
    with pytest.raises(NoAddress):
        place(given)


def test_what_is_written_is_listed_and_read(bucket: Bucket, tmp_path: Path) -> None:
    for name in ODD:
        assert bucket.write(name, name.encode()) == bucket.read(name).etag
    found = {each.name: each for each in bucket.listed()}
    assert found.keys() == set(ODD)
    for number, name in enumerate(ODD):
        bucket.fetch(name, tmp_path / str(number), found[name].etag)
        assert (tmp_path / str(number)).read_bytes() == name.encode()
        assert etag_of(tmp_path / str(number)) == found[name].etag
    beside = Bucket(bucket.address / "省 计划")
    assert [each.name for each in beside.listed()] == ["实施意见(2017).txt"]
    copied = beside.below("copy")
    copied.copy(found[ODD[2]], bucket, ODD[2])
    assert copied.read(ODD[2]).data == ODD[2].encode()
    bucket.remove([*ODD, "nothing"])
    assert [each.name for each in bucket.listed()] == [f"省 计划/copy/{ODD[2]}"]


def test_a_listing_has_more_pages_than_one(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.storage.bucket.PAGE", 7)
    names = [f"计划 {number:04d}" for number in range(25)]
    each(lambda name: bucket.write(name, b""), names)
    assert [found.name for found in bucket.listed()] == names
    assert [found.name for found in bucket.listed("计划 001")] == names[10:20]


def test_a_condition_holds_for_one_of_many(bucket: Bucket) -> None:
    for round_ in range(5):
        over = bucket.write("latest", f"round {round_}".encode()) if round_ else ABSENT
        won: list[int] = []
        barrier = Barrier(6)

        def put(number: int, over: str = over, won: list[int] = won, barrier: Barrier = barrier) -> None:
            barrier.wait()
            try:
                bucket.write("latest", f"of {number}".encode(), over)
            except NotAsExpected:
                return
            won.append(number)

        threads = [Thread(target=put, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(won) == 1
        assert bucket.read("latest").data == f"of {won[0]}".encode()


def test_a_large_file_goes_in_pieces_and_what_was_broken_off_is_cleared(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.storage.bucket.PIECE", 5 * 2**20)
    monkeypatch.setattr("flows.storage.etags.PIECE", 5 * 2**20)
    for size in (5 * 2**20, 12 * 2**20):
        (tmp_path / "large").write_bytes(os.urandom(size))
        assert bucket.send("large", tmp_path / "large") == next(bucket.listed("large")).etag
    (tmp_path / "large").unlink()
    plain = ceph.server().client()
    where = {"Bucket": bucket.address.bucket, "Key": bucket.address.key("broken")}
    upload = plain.create_multipart_upload(**where)["UploadId"]
    plain.upload_part(**where, UploadId=upload, PartNumber=1, Body=b"x" * 5 * 2**20)
    assert bucket.abandon_uploads() == 1
    assert bucket.abandon_uploads() == 0


def test_what_has_changed_is_not_taken_for_what_was_listed(bucket: Bucket, tmp_path: Path) -> None:
    bucket.write("one", b"1")
    listed = next(bucket.listed())
    bucket.write("one", b"2")
    with pytest.raises(NotAsExpected):
        bucket.fetch("one", tmp_path / "one", listed.etag)
    with pytest.raises(NotAsExpected):
        bucket.copy(listed, bucket, "two")
    with pytest.raises(Missing):
        bucket.read("three")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("changed", "bucket_name", "words"),
    [
        ({}, "no-such-bucket", "there is no such bucket"),
        ({"AWS_SECRET_ACCESS_KEY": "another"}, None, "does not accept the credentials"),
        ({"AWS_ACCESS_KEY_ID": "UNKNOWN"}, None, "does not know the credentials"),
        ({"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, None, "there are no credentials"),
        ({"AWS_PROFILE": "nobody"}, None, "AWS_PROFILE"),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, None, "127.0.0.1:9 does not answer"),
        ({"AWS_ENDPOINT_URL": "http://user:hush@127.0.0.1:9/"}, None, "127.0.0.1:9 does not answer"),
        ({"AWS_ENDPOINT_URL": "no address"}, None, "cannot be used"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence_without_credentials(
    changed: dict[str, str],
    bucket_name: str | None,
    words: str,
    environment: None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    name = bucket_name or ceph.server().bucket()
    for key, value in changed.items():
        monkeypatch.setenv(key, value) if value else monkeypatch.delenv(key)
    monkeypatch.setattr("flows.storage.client.ATTEMPTS", 1)
    client.cache_clear()
    caplog.set_level("DEBUG")
    try:
        with pytest.raises(StorageError) as error:
            list(Bucket(Address(name, "计划")).listed())
    finally:
        client.cache_clear()
    assert words in str(error.value)
    assert str(error.value).endswith(".")
    told = f"{error.value}\n{caplog.text}"
    for secret in (ceph.SECRET, "hush", changed.get("AWS_SECRET_ACCESS_KEY") or ceph.SECRET):
        assert secret not in told
