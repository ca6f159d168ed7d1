"""The tables of the five real sources, made once for all tests that look at them, without Prefect."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from flows.hall import SourceTables, read_one
from flows.publish.spreadsheet import write_csv
from flows.read import list_sources
from tests.linking import InMemory, linked

ROOT = Path(__file__).parent.parent
RAW = ROOT / "raw"
GOLDEN = ROOT / "tests" / "golden"


@cache
def results() -> list[SourceTables]:
    """Each source alone, as read … extract gives it."""
    return [read_one(path, RAW) for path in list_sources(RAW)]


@cache
def corpus() -> InMemory:
    """The sources together."""
    return linked(results())


def golden() -> dict[str, str]:
    """The CSV files of the release by name, as they are kept in the repository: without BOM, lines ending in \\n."""
    with TemporaryDirectory() as folder:
        for name, table in corpus().tables.items():
            write_csv(name, table, Path(folder) / f"{name}.csv")
        return {path.name: path.read_text(encoding="utf-8-sig") for path in sorted(Path(folder).glob("*.csv"))}
