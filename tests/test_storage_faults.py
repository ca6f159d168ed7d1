"""Releases in a bucket of a real S3 server, while connections break, servers are slow and builders meet and die."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from flows.publish import Busy, place
from flows.publish.sums import SUMS, check_sums, digest, read_sums, write_sums
from flows.publish.version import next_version
from flows.settings import Keep, Settings, Storage
from flows.storage import near
from flows.storage.address import Address
from flows.storage.bucket import Bucket, Object
from flows.storage.client import client
from flows.storage.lease import Lease, read_pointer
from flows.storage.mirror import mirror
from flows.storage.releases import BucketShelf
from flows.storage.said import NotAsExpected, StorageError
from tests import ceph
from tests.s3_proxy import Fault, Proxy

OUTSIDE = b'{"version": "../../x", "path": "releases/../../x", "sha256": "0"}'
FILES = 16
SETTINGS, SHORT = Settings(storage=Storage(lease=60.0)), Settings(storage=Storage(lease=1.0))


@pytest.fixture
def out(proxy: Proxy) -> Address:
    """Where releases go in a new bucket; nothing is done to requests."""
    proxy.rule = lambda request: None
    proxy.seen.clear()
    return Address(ceph.server().bucket(), "计划/out")


Machine = Callable[[str], BucketShelf]


@pytest.fixture
def machine(out: Address, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Machines by name: each has a cache of its own."""

    def named(name: str) -> BucketShelf:
        monkeypatch.setattr(near, "COPIES", tmp_path / name)
        return BucketShelf(out)

    return named


def build(shelf: BucketShelf, said: str = "", settings: Settings = SETTINGS) -> str:
    """A build whose tables say something; its version."""
    with shelf.only_build(settings, wait=False):
        released(shelf.folder, said)
        shelf.tidy(settings)
    return (shelf.folder / "latest").resolve().name


def released(out: Path, said: str) -> None:
    """What publish does, with files that say something in the place of tables; nothing where the latest says so too."""
    newest = place.newest(out)
    if newest and (newest / "parquet" / "targets.parquet").read_text("utf-8") == said:
        return
    version = next_version(newest.name if newest else None, "patch")
    index = {"version": version, "built_at": "2026-11-22T06:00:00+00:00", "rows": {}, "made_from": {"sources": {}}}
    files = {f"text/{number}.txt": f"of plan {number}" for number in range(FILES)}
    files |= {"parquet/targets.parquet": said, "index.json": json.dumps(index), "CHANGES.md": f"# {said}\n"}
    with place.drafted(out) as draft:
        for name, text in files.items():
            (draft / name).parent.mkdir(exist_ok=True)
            (draft / name).write_text(text, "utf-8")
        write_sums(draft)
        place.establish(draft, out, version)


def read(out: Address, folder: Path) -> str:
    """What a reader gets who goes by latest.json: a whole release, whose version is given."""
    pointer = read_pointer(Bucket(out))
    release = folder / str(pointer.version)
    mirror(Bucket(out / str(pointer.release["path"])), release)
    assert list(check_sums(release)) == []
    assert digest(release / SUMS) == pointer.release["sha256"]
    return str(pointer.version)


def there(out: Address) -> set[str]:
    """The releases that have files in the bucket, and what else is there."""
    names = {found.name for found in Bucket(out).listed()}
    return {name.split("/")[1] if name.startswith("releases/") else name for name in names}


def test_a_release_is_sent_and_only_what_is_new_goes_over_the_wire(
    out: Address, machine: Machine, proxy: Proxy, tmp_path: Path
) -> None:
    one = machine("one")
    assert build(one) == "1.0.0"
    assert read(out, tmp_path) == "1.0.0"
    assert read_pointer(Bucket(out)).building is None
    assert one.stands()
    proxy.seen.clear()
    assert build(one, "1") == "1.0.1"
    before, after = (read_sums(one.folder / "releases" / version) for version in ("1.0.0", "1.0.1"))
    new = {name for name, sum_ in after.items() if sum_ not in before.values()} | {SUMS}
    sent = [each.key.partition("releases/1.0.1/")[2] for each in proxy.sent() if "releases/" in each.key]
    assert sorted(sent) == sorted(new)
    order = [each.key.removeprefix(f"/{out.bucket}/{out.prefix}/").partition("/")[0] for each in proxy.sent()]
    assert list(dict.fromkeys(reversed(order))) == ["latest.json", "feed.xml", "releases.json", "releases"]
    assert read(out, tmp_path) == "1.0.1"
    assert there(out) == {"latest.json", "releases.json", "feed.xml", "1.0.0", "1.0.1"}


def test_another_machine_goes_on_where_the_first_has_ended(out: Address, machine: Machine, tmp_path: Path) -> None:
    build(machine("one"))
    listed = Bucket(out).read("releases.json").data
    two = machine("two")
    assert not two.stands()
    assert build(two) == "1.0.0"
    assert two.stands()
    assert Bucket(out).read("releases.json").data == listed
    assert build(two, "1") == "1.0.1"
    assert not machine("one").stands()
    assert build(machine("one"), "2") == "1.0.2"
    entries = json.loads(Bucket(out).read("releases.json").data)["releases"]
    assert [(each["version"], each["pruned"]) for each in entries] == [
        ("1.0.2", False),
        ("1.0.1", False),
        ("1.0.0", False),
    ]


def test_old_releases_go_as_the_settings_say(out: Address, machine: Machine, tmp_path: Path) -> None:
    few = replace(SETTINGS, keep=Keep(releases=2, majors=False))
    one = machine("one")
    for number in range(3):
        build(one, str(number), few)
    build(machine("two"), "9", few)
    assert there(out) - {"latest.json", "releases.json", "feed.xml"} == {"1.0.2", "1.0.3"}
    entries = json.loads(Bucket(out).read("releases.json").data)["releases"]
    assert {each["version"]: each["pruned"] for each in entries} == {
        "1.0.3": False,
        "1.0.2": False,
        "1.0.1": True,
        "1.0.0": True,
    }
    Bucket(out).remove(["releases.json"])  # then nobody knows of the others, and nothing may be lost for that
    build(machine("two"), "10", replace(few, keep=Keep(releases=3, majors=False)))
    assert there(out) >= {"1.0.2", "1.0.3", "1.0.4"}


@pytest.mark.parametrize("fault", ["cut", "slow down", "lost"])
def test_a_request_that_fails_once_is_sent_again(
    fault: Fault, out: Address, machine: Machine, proxy: Proxy, tmp_path: Path
) -> None:
    one = machine("one")
    build(one)
    proxy.once(fault, "PUT", "latest.json", "releases.json", "parquet/targets", f"text/{FILES - 1}.txt")
    assert build(one, "1") == "1.0.1"
    assert proxy.left == []
    assert read(out, tmp_path) == "1.0.1"
    assert read_pointer(Bucket(out)).building is None


@pytest.mark.parametrize("fault", ["cut", "slow down", "lost"])
def test_a_server_that_goes_on_failing_costs_no_release(
    fault: Fault, out: Address, machine: Machine, proxy: Proxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = machine("one")
    build(one)
    proxy.always(fault, "PUT", "releases/1.0.1/", after=FILES // 2)
    monkeypatch.setattr("flows.storage.client.ATTEMPTS", 2)
    client.cache_clear()
    with pytest.raises(StorageError) as error:
        build(machine("one"), "1")
    client.cache_clear()
    assert str(error.value).endswith(".")
    assert ceph.SECRET not in str(error.value)
    assert read(out, tmp_path) == "1.0.0"
    assert machine("one").published() == "1.0.0"
    assert (machine("one").folder / "latest").resolve().name == "1.0.0"
    proxy.rule = lambda request: None
    assert build(machine("two"), "2") == "1.0.1"  # by another machine, of other tables
    assert read(out, tmp_path) == "1.0.1"
    assert there(out) == {"latest.json", "releases.json", "feed.xml", "1.0.0", "1.0.1"}


def test_what_a_failed_build_has_sent_of_a_version_that_never_came_goes(
    out: Address, machine: Machine, tmp_path: Path
) -> None:
    build(machine("one"))
    Bucket(out).write("releases/1.0.1/parquet/targets.parquet", b"half")
    Bucket(out).write("releases/notes.txt", b"of a person")
    Bucket(out).write("releases/1.0.7/parquet/targets.parquet", b"half")
    assert build(machine("one"), "1") == "1.0.1"
    assert there(out) == {"latest.json", "releases.json", "feed.xml", "1.0.0", "1.0.1", "notes.txt"}
    assert read(out, tmp_path) == "1.0.1"


def test_what_is_damaged_in_the_bucket_is_put_back(out: Address, machine: Machine, tmp_path: Path) -> None:
    one = machine("one")
    build(one)
    bucket = Bucket(out / "releases/1.0.0")
    bucket.write("parquet/targets.parquet", b"damaged")
    bucket.remove(["index.json"])
    assert not one.stands()
    assert build(one) == "1.0.0"
    assert one.stands()
    assert read(out, tmp_path) == "1.0.0"


@pytest.mark.parametrize("name", ["text/3.txt", "SHA256SUMS"])
def test_a_damaged_release_is_followed_by_a_whole_one_though_no_copy_is_left(
    name: str, out: Address, machine: Machine, tmp_path: Path
) -> None:
    build(machine("one"))
    Bucket(out / "releases/1.0.0").write(name, b"damaged")
    assert build(machine("two"), "1") == "1.0.1"
    assert read(out, tmp_path) == "1.0.1"


def test_of_two_builders_one_builds(out: Address, machine: Machine, tmp_path: Path) -> None:
    one = machine("one")
    with one.only_build(SETTINGS, wait=False):
        with pytest.raises(Busy, match="Another build is publishing into s3://"):
            build(machine("two"))
        released(one.folder, "0")
        one.tidy(SETTINGS)
        with pytest.raises(Busy):
            build(machine("two"))
    assert build(machine("two"), "1") == "1.0.1"
    assert read(out, tmp_path) == "1.0.1"


def test_who_was_silent_for_too_long_publishes_nothing(out: Address, machine: Machine, tmp_path: Path) -> None:
    build(machine("one"))
    one = machine("one")
    with one.only_build(SHORT, wait=False):
        asleep(one)
        assert build(machine("two"), "1") == "1.0.1"
        released(one.folder, "2")
        with pytest.raises(StorageError, match="did not renew"):
            one.tidy(SETTINGS)
    assert read(out, tmp_path) == "1.0.1"
    assert build(machine("one"), "2") == "1.0.2"


def test_who_does_not_know_that_he_has_lost_writes_over_nothing(
    out: Address, machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(machine("one"))
    one, two = machine("one"), machine("two")
    listed_now = Bucket.listed

    def overtaken(bucket: Bucket, under: str = "") -> Iterator[Object]:
        """What is listed, after which a release of the other comes."""
        found = list(listed_now(bucket, under))
        if bucket.address == out / "releases/1.0.1":
            monkeypatch.setattr(Bucket, "listed", listed_now)
            assert build(two, "1") == "1.0.1"
        return iter(found)

    with one.only_build(SHORT, wait=False):
        asleep(one)
        monkeypatch.setattr(Lease, "check", lambda lease: None)  # as if only a moment had passed
        monkeypatch.setattr(Lease, "renew", lambda lease: None)
        released(one.folder, "2")
        monkeypatch.setattr(Bucket, "listed", overtaken)
        with pytest.raises(NotAsExpected):
            one.tidy(SETTINGS)
    assert read(out, tmp_path) == "1.0.1"


def asleep(shelf: BucketShelf) -> None:
    """Let a builder sleep until its right has lapsed."""
    lease = shelf._lease
    assert lease
    lease._ended.set()
    lease._renewing.join()
    time.sleep(2.1)  # the clock of servers has whole seconds


def test_a_right_is_renewed_while_a_build_runs(out: Address, machine: Machine) -> None:
    one = machine("one")
    with one.only_build(Settings(storage=Storage(lease=4.0)), wait=False):
        time.sleep(5)
        with pytest.raises(Busy):
            build(machine("two"))
        released(one.folder, "0")
        one.tidy(SETTINGS)
    assert read_pointer(Bucket(out)).version == "1.0.0"


def test_a_server_that_heeds_no_conditions_is_refused(
    out: Address, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.storage.bucket._condition", lambda over, quote: {})
    with pytest.raises(StorageError, match="does not heed If-Match"):
        build(machine("one"))


@pytest.mark.parametrize("stands", [b"", b"[]", b'{"version": 1}', b'{"building": {"by": "x"}}', b"\xff", OUTSIDE])
def test_a_pointer_that_no_build_has_written_is_named(stands: bytes, out: Address, machine: Machine) -> None:
    Bucket(out).write("latest.json", stands)
    with pytest.raises(StorageError, match="is not what a build has written"):
        build(machine("one"))
    assert Bucket(out).read("latest.json").data == stands
