"""Releases in a bucket: a working copy here, in which a build works as in any folder, and which then is sent.

Before a build the copy has what the next release needs: the latest one there, and the list of all. After it, the files
of the new release are sent, or copied within the bucket where the release before has the same; then the list and the
feed; then latest.json, and from that moment readers have the new one. What a build has sent that did not come so far,
the next one goes on with, or removes.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.engine.steps import step
from flows.publish import only_build, place
from flows.publish.atomic import remove_folder, write_atomically
from flows.publish.feed import FEED, write_feed
from flows.publish.history import RELEASES, forget_after, read_history
from flows.publish.pointer import POINTER, pointer
from flows.publish.prune import not_kept
from flows.publish.sums import SUMS, check_sums, digest
from flows.publish.version import is_after, parse
from flows.settings import Keep, Settings
from flows.storage.address import Address
from flows.storage.bucket import Bucket, Object
from flows.storage.lease import Lease, Pointer, leased, read_pointer
from flows.storage.mirror import mirror
from flows.storage.near import copy_of
from flows.storage.said import Missing
from flows.storage.ship import found_before, ship

SENT = ".sent.json"  # which release stands in the bucket, how its files are listed there, and the last one that we sent
ALL = "releases"


class BucketShelf:
    """The releases at an address."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.folder = copy_of(address)  # the working copy
        self._bucket = Bucket(address)
        self._lease: Lease | None = None

    def shown(self, release: Path) -> str:
        """Where others find a release of the working copy."""
        return str(self.address / ALL / release.name)

    def published(self) -> str | None:
        """The version that was last sent from here."""
        return self._noted().get("pointed")

    def stands(self) -> bool:
        """Whether the latest release in the bucket is that of the working copy, and its files are as they were sent."""
        latest = read_pointer(self._bucket)
        return self._is_here(latest) and self._is_noted(latest)

    @contextmanager
    def only_build(self, settings: Settings, wait: bool) -> Iterator[None]:
        """Be the only one who builds into the bucket. While another is, wait, or raise Busy."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (
            only_build(self.folder, wait),
            leased(self._bucket, _holder(self.folder), settings.storage.lease, wait) as self._lease,
        ):
            self._catch_up(self._lease)
            yield

    def tidy(self, settings: Settings) -> None:
        """Send the latest release of the working copy, if it is another than the one there, and remove old ones."""
        assert self._lease
        before = self._lease.pointer.version
        latest = (self.folder / "latest").resolve().name
        try:
            if latest != before:
                with step("send release") as running:
                    ways = self._ship(latest, before)
                    running.note = ", ".join(f"{count:,} files {way}" for way, count in sorted(ways.items()))
            with step("list releases"):
                self._list(before, latest, settings)
        except BaseException:
            self._step_back()
            raise

    def _list(self, before: str | None, latest: str, settings: Settings) -> None:
        """Bring the lists up to date, let readers have the latest release, and remove old ones."""
        assert self._lease
        kept = self._kept(before, latest, settings.keep)
        write_feed(self.folder, settings.home, elsewhere=kept)
        self._drop_but(kept)
        write_feed(self.folder, settings.home, elsewhere=kept)  # without what was dropped
        for name in (RELEASES, FEED):
            self._replace(name)
        if latest != before:
            self._lease.point(pointer(self.folder, latest))
            self._note(latest, pointed=latest)
        self._remove_but(kept)

    def _step_back(self) -> None:
        """Let `latest` of the working copy be what readers have."""
        assert self._lease
        version = self._lease.pointer.version
        if version is None:
            (self.folder / "latest").unlink(missing_ok=True)
        elif self._release(version).is_dir():
            place.point_latest(self.folder, version)

    def _kept(self, before: str | None, latest: str, keep: Keep) -> set[str]:
        """The releases that stay in the bucket. What is newer there than the one before was never published."""
        pruned = {entry.version for entry in read_history(self.folder) if entry.pruned}
        stand = {version for version in self._bucket.folders(ALL) if not is_after(version, before)} - pruned | {latest}
        return stand - (not_kept(stand, keep) - {latest})

    def _catch_up(self, lease: Lease) -> None:
        """Let the working copy be what readers have: what a killed build made further is made again, or not."""
        self._bucket.below(ALL).abandon_uploads()
        latest = lease.pointer
        if latest.version is None:
            for name in ("latest", POINTER, RELEASES, FEED, SENT):
                (self.folder / name).unlink(missing_ok=True)
        elif not self._is_here(latest) or any(check_sums(self._release(latest.version), strangers=False)):
            with step("fetch release") as running:
                self._fetch(latest.version)
                running.note = latest.version
        self._drop_but({latest.version})
        if latest.version is None:
            return
        for name in (RELEASES, FEED):
            self._bring(name)
        forget_after(self.folder, latest.version)
        place.point_latest(self.folder, latest.version)
        whole = self._is_here(latest) and not any(check_sums(self._release(latest.version), strangers=False))
        if whole and not self._is_noted(latest):  # in the bucket, files may be damaged or gone
            self._ship(latest.version, None)
            self._note(latest.version)

    def _fetch(self, version: str) -> None:
        """Bring a release into the working copy as it stands in the bucket, whole or not."""
        target, coming = self._release(version), self.folder / ".coming" / version
        mirror(self._bucket.below(f"{ALL}/{version}"), coming)
        if target.exists():
            remove_folder(target)
        target.parent.mkdir(exist_ok=True)
        coming.rename(target)
        shutil.rmtree(coming.parent)

    def _ship(self, version: str, before: str | None) -> dict[str, int]:
        assert self._lease
        self._lease.renew()
        from_before = before and found_before(self._release(before), self._bucket.below(f"{ALL}/{before}"))
        return ship(
            self._release(version), self._bucket.below(f"{ALL}/{version}"), from_before or None, self._lease.check
        )

    def _bring(self, name: str) -> None:
        """A small file of the bucket as it is there."""
        try:
            write_atomically(self.folder / name, self._bucket.read(name).data)
        except Missing:
            (self.folder / name).unlink(missing_ok=True)

    def _replace(self, name: str) -> None:
        """A small file in the bucket by ours, where it is another."""
        assert self._lease
        data = (self.folder / name).read_bytes()
        try:
            if self._bucket.read(name).data == data:
                return
        except Missing:
            pass
        self._lease.check()
        self._bucket.write(name, data)

    def _remove_but(self, kept: Iterable[str]) -> None:
        """Remove all other releases from the bucket: old ones, and what killed builds have begun to send."""
        assert self._lease
        for version in self._bucket.folders(ALL):
            if parse(version) and version not in kept:
                self._lease.check()
                self._bucket.below(f"{ALL}/{version}").remove([f.name for f in self._listed(version)])

    def _drop_but(self, kept: Collection[str | None]) -> None:
        """Keep no other releases in the working copy."""
        for release in place.releases(self.folder):
            if release.name not in kept:
                remove_folder(release)

    def _is_here(self, latest: Pointer) -> bool:
        """Whether the working copy has the release that readers have."""
        if latest.version is None:
            return False
        sums = self._release(latest.version) / SUMS
        return sums.is_file() and digest(sums) == latest.release["sha256"]

    def _is_noted(self, latest: Pointer) -> bool:
        if latest.version is None:
            return False
        listed = self._listing(latest.version)
        return listed == {name: self._noted().get(name) for name in listed}

    def _noted(self) -> dict[str, str]:
        try:
            noted = json.loads((self.folder / SENT).read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return noted if isinstance(noted, dict) else {}

    def _note(self, version: str, **more: str) -> None:
        noted = self._noted() | self._listing(version) | more
        write_atomically(self.folder / SENT, json.dumps(noted).encode())

    def _listing(self, version: str) -> dict[str, str]:
        lines = [f"{found.name}\0{found.etag}\0{found.size}\n" for found in self._listed(version)]
        listed = hashlib.sha256("".join(lines).encode("utf-8", "backslashreplace")).hexdigest()
        return {"version": version, "listed": listed}

    def _listed(self, version: str) -> Iterator[Object]:
        return self._bucket.below(f"{ALL}/{version}").listed()

    def _release(self, version: str) -> Path:
        return self.folder / ALL / version


def _holder(folder: Path) -> str:
    """Who holds a lease: this working copy on this machine since it was started, whose lock we hold."""
    status = folder.stat()
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii")
    except OSError:
        boot = str(os.getpid())
    names = "\0".join(map(str, (platform.node(), boot, status.st_dev, status.st_ino, folder)))
    return hashlib.sha256(names.encode("utf-8", "surrogateescape")).hexdigest()[:16]
