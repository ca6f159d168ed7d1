"""A store that several machines share: folders of files by a key, put once and never changed, in a folder or a bucket.

What is put is there whole or not at all: a list of its files with their SHA-256 comes last. What is got is held against
that list, for disks and networks damage things, and nothing of it is ever run.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from flows.publish.atomic import sync_folder
from flows.publish.sums import digest, files
from flows.storage.address import Place
from flows.storage.bucket import Bucket
from flows.storage.mirror import fits
from flows.storage.parallel import each
from flows.storage.said import Missing, NotAsExpected, StorageError

LIST = "files.json"  # what a thing in a bucket has, by name: [SHA-256, ETag]


class Store(Protocol):
    """Folders of files by key. Methods raise StorageError, or OSError where it is a folder."""

    def has(self, key: str) -> bool:
        """Whether something is there, whole."""

    def put(self, key: str, folder: Path) -> None:
        """Put the files of a folder there; where something is there already, that stays."""

    def get(self, key: str, folder: Path) -> bool:
        """Bring what is there into a new folder, whole; False where nothing is, or what is there is damaged."""


def store(where: Place) -> Store:
    """The store that somebody has named."""
    return FolderStore(where) if isinstance(where, Path) else BucketStore(Bucket(where))


class FolderStore:
    """A store in a folder, which several machines may have mounted."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def has(self, key: str) -> bool:
        """Whether something is there: it was moved there whole."""
        return (self._root / key).is_dir()

    def put(self, key: str, folder: Path) -> None:
        """Copy the files of a folder there, and give it its name when all are."""
        target = self._root / key
        partial = target.with_name(f".{target.name}.partial-{os.getpid()}")
        if target.is_dir():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(partial, ignore_errors=True)
        try:
            shutil.copytree(folder, partial)
            partial.rename(target)
            sync_folder(target.parent)
        except OSError:
            if not target.is_dir():  # another was faster
                raise
        finally:
            shutil.rmtree(partial, ignore_errors=True)

    def get(self, key: str, folder: Path) -> bool:
        """Copy what is there."""
        partial = _partial(folder)
        try:
            shutil.copytree(self._root / key, partial)
        except FileNotFoundError:
            shutil.rmtree(partial, ignore_errors=True)
            return False
        partial.rename(folder)
        return True


class BucketStore:
    """A store in a bucket."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def has(self, key: str) -> bool:
        """Whether its list is there, which came last."""
        return self._listed(key) is not None

    def put(self, key: str, folder: Path) -> None:
        """Send the files of a folder, then their list."""
        if self.has(key):
            return
        found: dict[str, tuple[str, str]] = {}

        def send(name: str) -> None:
            path = folder / name
            found[name] = (digest(path), self._bucket.send(f"{key}/{name}", path))

        each(send, files(folder))
        self._bucket.write(f"{key}/{LIST}", json.dumps(dict(sorted(found.items()))).encode())

    def get(self, key: str, folder: Path) -> bool:
        """Fetch what is there, and see that it is what was put."""
        listed = self._listed(key)
        if listed is None:
            return False
        partial = _partial(folder)
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


def _partial(folder: Path) -> Path:
    """Where a folder is made before it has its name."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    return folder.with_name(f".{folder.name}.partial-{os.getpid()}")
