"""The lock of the builders into a bucket, and the pointer that readers go by: both are latest.json, put on a condition.

Who builds has put `building` into it, over the file that he had seen; who puts it next must have seen ours. It says
until when it counts, by the server's clock, and is renewed meanwhile: what a builder that is no more has left lapses.
Whoever finds another's file in the place of his own has lost, and publishes nothing.
"""

from __future__ import annotations

import json
import os
import platform
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from flows.publish import Busy
from flows.publish.pointer import POINTER, to_bytes
from flows.publish.version import parse
from flows.storage.bucket import ABSENT, Bucket
from flows.storage.client import now
from flows.storage.said import Missing, NotAsExpected, StorageError

LOOK = 5.0  # seconds until we look again whether another builder has ended
LOST = (
    "Another build may publish into {} by now, for this one did not renew its right to do so in time: nothing more is "
    "published. Build again."
)
MARGIN = 2.0  # seconds by which clocks may differ that are told in whole ones
NOBODYS = "0" * 32  # an ETag that no file has


@dataclass(frozen=True, slots=True)
class Pointer:
    """latest.json as it stands."""

    release: Mapping[str, Any] = field(default_factory=dict)  # version, path, sha256; empty: nothing is published
    building: Mapping[str, Any] | None = None  # by, id, since, until
    etag: str = ABSENT

    @property
    def version(self) -> str | None:
        return str(self.release["version"]) if "version" in self.release else None


def read_pointer(bucket: Bucket) -> Pointer:
    """What stands in a bucket. Raises StorageError."""
    try:
        found = bucket.read(POINTER)
    except Missing:
        return Pointer()
    try:
        given = json.loads(found.data)
        building = given.pop("building", None)
        if building is not None:
            datetime.fromisoformat(building["until"])
        if given and not (
            parse(given["version"]) and given["path"] == f"releases/{given['version']}" and given["sha256"]
        ):
            raise ValueError
    except (ValueError, TypeError, AttributeError, KeyError):
        raise StorageError(
            f"{bucket.address / POINTER} is not what a build has written: put a copy of it back, or remove it where "
            "there is no release."
        ) from None
    return Pointer(given, building, found.etag)


class Lease:
    """The right to publish into a bucket, while it is held."""

    def __init__(self, bucket: Bucket, pointer: Pointer, holder: str, seconds: float) -> None:
        """Take the right over what stands. Raises StorageError where another has taken it meanwhile."""
        self.bucket = bucket
        self.pointer = pointer
        self._by = {"by": f"{platform.node()}, process {os.getpid()}", "id": holder, "since": _time(now())}
        self._seconds = seconds
        self._renewed = _since_start()
        self._at_work = threading.Lock()
        self._ended = threading.Event()
        self._lost = False
        self._renewing = threading.Thread(target=self._keep_up, daemon=True, name="lease")
        self._put()
        self._renewing.start()

    def check(self) -> None:
        """Raises StorageError where the right is lost."""
        if self._lost or _since_start() - self._renewed > self._seconds - MARGIN:
            raise NotAsExpected(LOST.format(self.bucket.address))

    def renew(self) -> None:
        """Hear from the server that the right is still ours. Raises StorageError where that is not heard."""
        self._put()

    def point(self, release: Mapping[str, Any]) -> None:
        """Let readers go by another release. Raises StorageError, and then they do not."""
        self.check()
        self._put(release)

    def _put(self, release: Mapping[str, Any] | None = None, building: bool = True) -> None:
        """Put the file over our own, with another release or the same."""
        with self._at_work:
            release = self.pointer.release if release is None else release
            begun = _since_start()
            mark = self._by | {"until": _time(now() + self._seconds)} if building else None
            content = {**release, **({"building": mark} if mark else {})}
            try:
                etag = self.bucket.write(POINTER, to_bytes(content), self.pointer.etag)
            except NotAsExpected:
                self._lost = True
                raise NotAsExpected(LOST.format(self.bucket.address)) from None
            self.pointer = Pointer(release, mark, etag)
            self._renewed = begun

    def _keep_up(self) -> None:
        while not self._ended.wait(self._seconds / 5):
            with suppress(StorageError):  # while the server is away; `check` knows how long
                self._put()
            if self._lost:
                return

    def give_back(self) -> None:
        self._ended.set()
        self._renewing.join()
        if not self._lost:
            with suppress(StorageError):  # it lapses by itself
                self._put(building=False)

    def ask_for_conditions(self) -> None:
        """Raises StorageError where the server takes no notice of conditions: then there is no lock."""
        same = {**self.pointer.release, "building": self.pointer.building, "tried": True}
        try:
            self.bucket.write(POINTER, to_bytes(same), NOBODYS)
        except NotAsExpected:
            return
        raise StorageError(
            f"{self.bucket.address} cannot be published into: its server does not heed If-Match, so that two builds "
            "could overwrite each other. One is needed that does."
        )


@contextmanager
def leased(bucket: Bucket, holder: str, seconds: float, wait: bool) -> Iterator[Lease]:
    """Hold the right to publish into a bucket. While another holds it, wait, or raise Busy.

    `holder` is who we are: what a dead process of ours has left is taken over at once.
    """
    while (lease := _taken(bucket, holder, seconds, wait)) is None:
        time.sleep(LOOK)
    try:
        lease.ask_for_conditions()
        yield lease
    finally:
        lease.give_back()


def _taken(bucket: Bucket, holder: str, seconds: float, wait: bool) -> Lease | None:
    """The right, if it can be had now."""
    pointer = read_pointer(bucket)
    other = pointer.building if pointer.building and pointer.building.get("id") != holder else None
    if other and datetime.fromisoformat(other["until"]).timestamp() > now():
        if wait:
            return None
        raise Busy(
            f"Another build is publishing into {bucket.address} at this moment ({other.get('by')}, since "
            f"{other.get('since')}): wait for its end. Where it has died, another may begin at {other['until']}."
        )
    try:
        return Lease(bucket, pointer, holder, seconds)
    except NotAsExpected:
        return _taken(bucket, holder, seconds, wait)  # another was faster


def _time(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="seconds")


def _since_start() -> float:
    """Seconds by a clock that nobody sets, and that goes on while the machine sleeps, where there is one."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()
