"""A store in a bucket that several machines share: folders of files by a key.

What is put is there whole or not at all: a list of its files with their SHA-256 comes last. What is got is held against
that list, for disks and networks damage things, and nothing of it is ever run.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from flows.publish.sums import digest, files
from flows.storage.bucket import Bucket
from flows.storage.mirror import fits
from flows.storage.parallel import each
from flows.storage.said import Missing, NotAsExpected, StorageError

LIST = "files.json"  # what a folder has, by name: [SHA-256, ETag]


class Store:
    """Folders of files by key. Methods raise StorageError."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def has(self, key: str) -> bool:
        """Whether its list is there, which came last."""
        return self._listed(key) is not None

    def put(self, key: str, folder: Path) -> None:
        """Send the files of a folder, then their list; nothing where all of them are there as they are here."""
        sums = {name: digest(folder / name) for name in files(folder)}
        listed = self._listed(key) or {}
        there = {found.name: found.etag for found in self._bucket.below(key).listed()}
        if sums == {name: sum_ for name, (sum_, _) in listed.items()} and all(
            there.get(name) == etag for name, (_, etag) in listed.items()
        ):
            return
        found: dict[str, tuple[str, str]] = {}

        def send(name: str) -> None:
            found[name] = (sums[name], self._bucket.send(f"{key}/{name}", folder / name))

        if LIST in there:
            self._bucket.remove([f"{key}/{LIST}"])  # so that nobody takes half of the new one for the old one
        each(send, sums)
        self._bucket.write(f"{key}/{LIST}", json.dumps(dict(sorted(found.items()))).encode())

    def get(self, key: str, folder: Path) -> bool:
        """Bring what is there into a new folder, whole; False where nothing is, or it is damaged."""
        listed = self._listed(key)
        if listed is None:
            return False
        partial = folder.with_name(f".{folder.name}.partial-{os.getpid()}")
        partial.mkdir(parents=True)
        try:
            each(lambda name: self._bucket.fetch(f"{key}/{name}", partial / name, listed[name][1]), listed)
            if any(digest(partial / name) != sha256 for name, (sha256, _) in listed.items()):
                return False
            partial.rename(folder)
            return True
        except (Missing, NotAsExpected):
            return False
        finally:
            shutil.rmtree(partial, ignore_errors=True)

    def _listed(self, key: str) -> Mapping[str, tuple[str, str]] | None:
        try:
            given = json.loads(self._bucket.read(f"{key}/{LIST}").data)
            listed = {str(name): (str(sha256), str(etag)) for name, (sha256, etag) in given.items()}
        except (Missing, ValueError, AttributeError, TypeError):
            return None
        if not all(map(fits, listed)):
            raise StorageError(f"{self._bucket.address / key} has files that no file here can be: remove it.")
        return listed
