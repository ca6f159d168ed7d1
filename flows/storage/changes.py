"""Waits until what is listed at an address has changed and then stands still."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from flows.storage.address import Address
from flows.storage.bucket import Bucket
from flows.storage.said import StorageError


async def listed_changes(
    address: Address, poll: float, settle: float, say: Callable[[str], None]
) -> AsyncIterator[list[str]]:
    """Yield, whenever files have changed and then none did for `settle` seconds, the names of those that did, sorted.

    It is listed every `poll` seconds; that the server cannot be asked is said once, and it is asked on.
    """
    poll, settle = max(1.0, poll), max(1.0, settle)
    known: dict[str, str] | None = None
    while True:
        now = await _when_still(address, settle, known, say)
        if known is not None and now != known:
            yield sorted(name for name in known.keys() | now.keys() if known.get(name) != now.get(name))
        known = now
        await asyncio.sleep(poll)


async def _when_still(
    address: Address, settle: float, known: dict[str, str] | None, say: Callable[[str], None]
) -> dict[str, str]:
    """The listing, when it is what is known, or has been the same for a while."""
    before, said = known, False
    while True:
        try:
            now = await asyncio.to_thread(_etags, address)
        except StorageError as error:
            if not said:
                say(f"{error} It is asked again.")
            said = True
            await asyncio.sleep(settle)
            continue
        if now == before:
            return now
        before = now
        await asyncio.sleep(settle)


def _etags(address: Address) -> dict[str, str]:
    return {found.name: found.etag for found in Bucket(address).listed()}
