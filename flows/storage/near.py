"""What is at an address, as a folder of the cache that is brought up to date with it."""

from __future__ import annotations

from pathlib import Path

from flows.engine.quiet import CACHE
from flows.storage.address import Address, Place
from flows.storage.bucket import Bucket
from flows.storage.mirror import mirror

MIRRORS = CACHE / "mirrors"
COPIES = CACHE / "copies"  # of what is published into buckets: releases.py


def near(where: Place) -> Path:
    """A folder as it is; of an address, its mirror as it stands now. Raises StorageError."""
    if isinstance(where, Path):
        return where
    folder = mirror_of(where)
    mirror(Bucket(where), folder)
    return folder


def mirror_of(address: Address) -> Path:
    """Where the mirror of an address is, or would be."""
    return address.within(MIRRORS)


def copy_of(address: Address) -> Path:
    """Where the working copy of the releases at an address is, or would be: laid out as a folder of releases."""
    return address.within(COPIES)
