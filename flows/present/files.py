"""The files of a release that people download: what each is, its format, size and hash."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flows.present.release import Release
from flows.publish.sums import digest
from flows.tables import Words

WHOLE = {  # what holds all tables; a file is offered where it is there
    "plans.xlsx": Words("Excel 工作簿：Excel、WPS、LibreOffice", "Workbook for Excel, WPS and LibreOffice"),
    "plans.sqlite": Words("SQLite 数据库，可用 Datasette 打开", "SQLite database, opens in Datasette"),
    "plans.duckdb.sql": Words("在 DuckDB 中建立各表与视图的脚本", "Script that makes tables and views in DuckDB"),
    "bi/superset.zip": Words("Superset 仪表板，可直接导入", "Dashboard for Superset to import"),
    "datapackage.json": Words("Data Package：各表的结构、键与校验值", "Data Package: schemas, keys and hashes"),
}
ABOUT = {  # what tells people and programs of the release
    "datasette.json": Words("Datasette 的设置：各列的说明与检索", "Settings for Datasette: columns and search"),
    "flat/README.md": Words("一览表：各列的含义", "Flat files: what their columns mean"),
    "star/README.md": Words("供 BI 工具：维度表、事实表及其关系", "For BI tools: dimensions, facts, how they relate"),
    "croissant.json": Words("Croissant：供机器学习工具读取的说明", "Croissant: description for machine learning tools"),
    "dcat.jsonld": Words("DCAT：供数据目录收录", "DCAT: for data catalogues"),
    "dataset.jsonld": Words("schema.org：供搜索引擎收录", "schema.org: for search engines"),
    "CITATION.cff": Words("引用信息", "How to cite, for programs"),
    "index.json": Words("本版本的构成、校验与准确度", "What this release is made from, its validation and accuracy"),
    "CHANGES.md": Words("变更记录", "What changed"),
    "README.md": Words("说明与数据字典", "Guide and data dictionary"),
}
MEDIA_TYPES = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "sqlite": "application/vnd.sqlite3",
    "zip": "application/zip",
    "json": "application/json",
}


@dataclass(frozen=True, slots=True)
class File:
    """A file of a release."""

    path: str  # below the release
    words: Words  # what it is
    size: int  # bytes
    sha256: str

    @property
    def media_type(self) -> str | None:
        """Its format as catalogues name it; None where none is registered."""
        return MEDIA_TYPES.get(self.path.rpartition(".")[2])

    @property
    def size_shown(self) -> str:
        """Its size as people read it, in units of a thousand."""
        size = float(self.size)
        for unit in ("B", "kB", "MB"):
            if size < 999.5:
                return f"{size:.3g} {unit}"
            size /= 1000
        return f"{size:.3g} GB"


def read(release: Release, path: str, words: Words) -> File:
    """A file that is there."""
    found = release.folder / path
    there = found.stat()
    return File(path, words, there.st_size, _digest(found, there.st_size, there.st_mtime_ns))


def offered(release: Release, paths: dict[str, Words]) -> list[File]:
    """Those of some files that are there."""
    return [read(release, path, words) for path, words in paths.items() if (release.folder / path).is_file()]


@lru_cache(maxsize=256)  # catalogues and pages tell of the same files
def _digest(path: Path, size: int, changed: int) -> str:
    return digest(path)
