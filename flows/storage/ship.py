"""A release on its way into a bucket: what is there already stays, what the one before has is copied there, the rest
is sent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from flows.publish.sums import SUMS, read_sums
from flows.storage.bucket import ABSENT, Bucket, Object
from flows.storage.etags import has_etag
from flows.storage.parallel import each
from flows.storage.said import Missing, NotAsExpected, StorageError


@dataclass(frozen=True, slots=True)
class Before:
    """The release before, in the bucket."""

    bucket: Bucket
    files: Mapping[str, Object]  # by the SHA-256 of what is in them


def ship(release: Path, bucket: Bucket, before: Before | None, check: Callable[[], None]) -> Counter[str]:
    """Let a prefix have the files of a release and no others; how many stayed, were copied, sent. Raises StorageError.

    `check` is asked before anything is changed, and raises where we may not. What others have written since the prefix
    was listed is not written over.
    """
    sums = read_sums(release)
    there = {found.name: found for found in bucket.listed()}
    etags: dict[str, str] = {}
    ways: dict[str, str] = {}

    def bring(name: str) -> None:
        path, stands = release / name, there.get(name)
        if stands and stands.size == path.stat().st_size and has_etag(path, stands.etag):
            etags[name], ways[name] = stands.etag, "stayed"
            return
        check()
        source = before.files.get(sums.get(name, "")) if before else None
        if before and source and source.size == path.stat().st_size and has_etag(path, source.etag):
            try:
                etags[name], ways[name] = bucket.copy(source, before.bucket, name), "copied"
                return
            except (Missing, NotAsExpected):
                pass  # it is damaged there: ours is whole
        etags[name], ways[name] = bucket.send(name, path, stands.etag if stands else ABSENT), "sent"

    each(bring, [*sums, SUMS])
    check()
    bucket.remove(there.keys() - etags.keys())
    if {found.name: found.etag for found in bucket.listed()} != etags:
        raise StorageError(f"{bucket.address} is not as it was sent: somebody else writes there. Build again.")
    return Counter(ways.values())


def found_before(folder: Path, bucket: Bucket) -> Before | None:
    """What the release in a folder, which is the one in a bucket, has there to copy from; None where it is damaged."""
    try:
        sums = read_sums(folder)
    except (OSError, ValueError):
        return None
    return Before(bucket, {sums[found.name]: found for found in bucket.listed() if found.name in sums})
