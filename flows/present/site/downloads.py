"""What can be downloaded: the files of a release with format, rows, size and SHA-256."""

from __future__ import annotations

from dataclasses import dataclass

from flows.present.release import Release
from flows.publish.sums import digest
from flows.tables import Table, Words, names, table

WHOLE = {  # what holds the whole dataset, or tells programs of it; listed where it is there
    "plans.xlsx": Words("Excel 工作簿：Excel、WPS、LibreOffice", "Workbook for Excel, WPS and LibreOffice"),
    "plans.sqlite": Words("SQLite 数据库，可用 Datasette 打开", "SQLite database, opens in Datasette"),
    "datasette.json": Words(
        "Datasette 的设置：各列的说明与检索", "Settings for Datasette: what columns mean, and search"
    ),
    "plans.duckdb.sql": Words("在 DuckDB 中建立各表与视图的脚本", "Script that makes tables and views in DuckDB"),
    "star/README.md": Words(
        "供 BI 工具：维度表与事实表，及其关系", "For BI tools: dimensions and facts, and how they relate"
    ),
    "bi/superset.zip": Words("Superset 仪表板，可直接导入", "Dashboard for Superset to import"),
    "datapackage.json": Words("Data Package：各表的结构、键与校验值", "Data Package: schemas, keys and hashes"),
    "croissant.json": Words("Croissant：供机器学习工具读取的说明", "Croissant: description for machine learning tools"),
    "dcat.jsonld": Words("DCAT：供数据目录收录", "DCAT: for data catalogues"),
    "dataset.jsonld": Words("schema.org：供搜索引擎收录", "schema.org: for search engines"),
    "CITATION.cff": Words("引用信息", "How to cite, for programs"),
    "index.json": Words("本版本的构成、校验与准确度", "What this release is made from, its validation and accuracy"),
    "CHANGES.md": Words("变更记录", "What changed"),
    "README.md": Words("说明与数据字典", "Guide and data dictionary"),
}


@dataclass(frozen=True, slots=True)
class File:
    """A file of a release."""

    path: str  # below the release
    size: int  # bytes
    sha256: str
    words: Words

    @property
    def size_shown(self) -> str:
        """Its size as people read it, in units of a thousand."""
        size = float(self.size)
        for unit in ("B", "kB", "MB"):
            if size < 999.5:
                return f"{size:.3g} {unit}"
            size /= 1000
        return f"{size:.3g} GB"


@dataclass(frozen=True, slots=True)
class TableFiles:
    """A table and its files."""

    table: Table
    n_rows: int
    csv: File
    parquet: File


def whole(release: Release) -> list[File]:
    """The files that hold all tables, or tell of them, as far as they are there."""
    return [_file(release, path, words) for path, words in WHOLE.items() if (release.folder / path).is_file()]


def tables(release: Release) -> list[TableFiles]:
    """Every table with its files, in declared order."""
    return [
        TableFiles(
            table(name),
            release.n_rows(name),
            _file(release, f"csv/{name}.csv", table(name).title),
            _file(release, f"parquet/{name}.parquet", table(name).title),
        )
        for name in names()
    ]


def _file(release: Release, path: str, words: Words) -> File:
    found = release.folder / path
    return File(path, found.stat().st_size, digest(found), words)
