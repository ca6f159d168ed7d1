"""What is in a bucket, for commands that read it in a folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.engine.screen import stop
from flows.engine.steps import step
from flows.publish.version import parse
from flows.storage.address import Address
from flows.storage.bucket import Bucket
from flows.storage.lease import read_pointer
from flows.storage.near import near
from flows.storage.said import Missing, StorageError


def release(address: Address) -> Path:
    """A folder with the release at an address: of all releases there the latest, or the one that it names itself."""
    with _said("fetch release"):
        named = address if parse(address.prefix.rpartition("/")[2]) else _latest(address)
        return near(named)


def files(address: Address) -> Path:
    """A folder with all files at an address."""
    with _said("fetch files"):
        return near(address)


@contextmanager
def _said(name: str) -> Iterator[None]:
    try:
        with step(name):
            yield
    except StorageError as error:
        stop(str(error))


def _latest(address: Address) -> Address:
    pointer = read_pointer(Bucket(address))
    if pointer.version is None:
        raise Missing(f"There is no release at {address}: name the address that `plans build --out` was given.")
    return address / "releases" / pointer.version
