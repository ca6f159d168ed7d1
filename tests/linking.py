"""Sources of tests, linked by the way that a build goes: through a part on disk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from flows.compare import alignments
from flows.compare.kept import Kept
from flows.hall import SourceTables
from flows.link import link, name
from flows.link.parts import write_part
from flows.tables import schema


@dataclass(frozen=True, slots=True)
class InMemory:
    """The tables of a corpus, and the raw texts by source id."""

    tables: dict[str, pa.Table]
    texts: dict[str, str]


def linked(results: Iterable[SourceTables], kept: Path | None = None, workers: int = 1) -> InMemory:
    """What the sources give together. `kept` is a folder of comparisons, `workers` how many processes compare."""
    with TemporaryDirectory() as folder:
        part = write_part(Path(folder) / "part", map(name, results))
        found = link([part], Path(folder) / "renamed")
        compared = alignments(found, Kept(kept or Path(folder) / "compared"), "rules", workers)
        pieces = {**dict(found.tables()), "alignments": compared}
        tables = {each: pa.concat_tables(list(some)).cast(schema(each)) for each, some in pieces.items()}
        return InMemory(tables, dict(found.texts()))
