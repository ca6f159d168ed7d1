"""The tables of the five real sources, made once for all tests that look at them, without Prefect."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from flows.hall import SourceTables, read_one
from flows.link import Linked, link
from flows.read import list_sources

ROOT = Path(__file__).parent.parent
RAW = ROOT / "raw"


@cache
def results() -> list[SourceTables]:
    """Each source alone, as read … extract gives it."""
    return [read_one(path, RAW) for path in list_sources(RAW)]


@cache
def linked() -> Linked:
    """The sources together."""
    return link(results())
