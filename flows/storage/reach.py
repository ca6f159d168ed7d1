"""Sources and parts wherever they are, as folders of the machine that works on them.

A folder is worked on where it is. Of an address, what is asked for is brought into a folder that is there for a while,
and parts that were made are put into the store.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.storage.address import Address, Place
from flows.storage.bucket import Bucket
from flows.storage.parallel import each
from flows.storage.said import Missing, StorageError
from flows.storage.store import Store


@contextmanager
def sources_at_hand(raw: Place, names: Collection[str]) -> Iterator[Path]:
    """The folder of the sources; of an address one with files of these names, as far as they are there.

    Raises StorageError.
    """
    if isinstance(raw, Path):
        yield raw
        return
    bucket = Bucket(raw)
    with tempfile.TemporaryDirectory(prefix="plans-raw-") as folder:

        def bring(name: str) -> None:
            try:
                found = bucket.read(name)
            except Missing:
                return
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(found.data)

        each(bring, names)
        yield Path(folder)


@contextmanager
def parts_at_hand(store: Place, wanted: Collection[str]) -> Iterator[Path]:
    """The folder of the parts; of an address one with those of these names, as far as they are there.

    Raises StorageError.
    """
    if isinstance(store, Path):
        yield store
        return
    with tempfile.TemporaryDirectory(prefix="plans-parts-") as folder:
        for name in wanted:
            bring_part(store, name, Path(folder))
        yield Path(folder)


def bring_part(store: Address, name: str, into: Path) -> bool:
    """Bring a part into a folder of parts, if there is one; whether there is. Raises StorageError."""
    return Store(Bucket(store)).get(name, into / name)


def send_parts(store: Place, folder: Path, names: Iterable[str]) -> None:
    """Send parts that stand in a folder, unless that is the store itself. Raises StorageError."""
    if isinstance(store, Address):
        for name in names:
            Store(Bucket(store)).put(name, folder / name)


def unseen(where: Place, token: str) -> str | None:
    """Why a machine does not see a place in which there is a file of that name, in a few words; None where it does."""
    if isinstance(where, Path):
        return None if (where / token).exists() else "there is no such folder, or it is another one"
    try:
        Bucket(where).read(token)
    except StorageError as error:
        return str(error)
    return None
