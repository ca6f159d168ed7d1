"""What people name on the command line: a folder, or an address in a bucket."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from flows.storage.address import Address, NoAddress, is_address, place


class PlaceType(click.Path):
    """A folder that need not be there, or an address."""

    def __init__(self) -> None:
        super().__init__(file_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The place that is meant."""
        found = _address(self, value, param, ctx)
        return super().convert(value, param, ctx) if found is None else found


class FetchedType(click.Path):
    """A folder; what is at an address is fetched into one of the cache."""

    def __init__(self, fetch: Callable[[Address], Path], exists: bool = True) -> None:
        super().__init__(exists=exists, file_okay=False, path_type=Path)
        self._fetch = fetch

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The folder that is meant."""
        found = _address(self, value, param, ctx)
        return super().convert(value, param, ctx) if found is None else self._fetch(found)


def release(address: Address) -> Path:
    """A folder with a release that is at an address."""
    from flows.commands.fetched import release

    return release(address)


def files(address: Address) -> Path:
    """A folder with all files that are at an address."""
    from flows.commands.fetched import files

    return files(address)


def _address(kind: click.Path, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
    """The address that is meant; None where none is."""
    if isinstance(value, str) and is_address(value):
        try:
            return place(value)
        except NoAddress as error:
            kind.fail(str(error), param, ctx)
    return None
