"""What all catalogues say of a release: its files, the years and regions that it covers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pyarrow.compute as pc

from flows.knowledge.regions import CENTRE, region
from flows.present.files import WHOLE, File, offered, read
from flows.present.release import Release
from flows.present.star import file as star_file
from flows.present.star import star
from flows.tables import names, table


@dataclass(frozen=True)
class Described:
    """A release, and what catalogues say of it."""

    release: Release

    @cached_property
    def files(self) -> tuple[File, ...]:
        """The files that are there, tables first."""
        return tuple(_files(self.release))

    @cached_property
    def dates(self) -> tuple[date, date] | None:
        """The first and the last date of a document; None where none has one."""
        given = pc.min_max(self.release.table("documents", "date")["date"]).as_py()
        return (given["min"], given["max"]) if given["min"] else None

    @cached_property
    def places(self) -> tuple[tuple[str, str], ...]:
        """Code (GB/T 2260) and name of the provinces with documents, the whole country (000000) first."""
        given = pc.unique(self.release.table("documents", "region_code")["region_code"].drop_null()).to_pylist()
        return tuple((code, region(code)[0]) for code in sorted({f"{code[:2]}0000" for code in given}) if _known(code))

    def address(self, path: str, root: str = "") -> str:
        """Where a file is; without `home`, relative to a page that reaches the release's folder by `root`."""
        return self.release.address(path) or f"{root}{path}"


def describe(release: Release) -> Described:
    """What catalogues say of a release; read when asked for, and once."""
    return Described(release)


def _known(code: str) -> bool:
    try:
        return code == CENTRE or bool(region(code))
    except KeyError:
        return False


def _files(release: Release) -> Iterator[File]:
    for form in ("parquet", "csv"):
        for name in names():
            yield read(release, f"{form}/{name}.{form}", table(name).description)
    for declared in star():
        for form in ("parquet", "csv"):
            if star_file(release.folder, declared.name, form).is_file():
                yield read(release, f"star/{declared.name}.{form}", declared.description)
    yield from offered(release, WHOLE)
