"""README.md of star/: what the files are and how they hang together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flows.tables import ForeignKey, Table

OPENING = """# 星型模型 The star

事实表（`fact_…`）每行一项目标或一项分工，维度表（`dim_…`）说明它们属于哪份文件、哪个条目、哪个指标、哪个机构、哪个地区、哪一天。
Power BI、Tableau 等可直接读取这里的 Parquet 或 CSV，不需要数据库。
Facts (`fact_…`) have a row a target or an assignment; dimensions (`dim_…`) say which document, article, indicator,
agency, region and day they belong to. Power BI, Tableau and others read the Parquet or CSV files here and need no
database.

## 关系 Relationships

每个关系都是“多对一”，由维度筛选事实（单向）。同一维度的第二个关系（成文日期）请设为非活动。空键表示原文没有写明。
Every relationship is many to one, and the dimension filters the fact (one direction). The second relationship to a
dimension (the date of issue) is to be inactive. An empty key means that the text does not say."""

CLOSING = """
读取 CSV 时请将 `region_code`、`province_code`、`parent_code`、`number`、`path` 设为文本（000000 不是数字）；
`dim_dates` 可标为日期表。CSV 为带 BOM 的 UTF-8；会被当作公式的单元格前有一个撇号。
Reading CSV, set `region_code`, `province_code`, `parent_code`, `number` and `path` to text (000000 is no number); mark
`dim_dates` as the date table. CSV is UTF-8 with BOM; a cell that would run as a formula has an apostrophe in front.
"""


def readme(star: Sequence[Table]) -> str:
    """The text for the dimensions and facts, made from their declarations."""
    return "\n".join([OPENING, "", *relationships(star), "", *_diagram(star), "", *_files(star), CLOSING])


def active(fact: Table) -> tuple[ForeignKey, ...]:
    """The relationships that filter a fact unless a measure says otherwise: the one to a dimension nearest its end.

    Of two days of a fact the last one named is the day something is due, and that is what people ask by.
    """
    return tuple({key.table: key for key in fact.foreign_keys}.values())


def relationships(star: Sequence[Table]) -> Iterator[str]:
    """The table of relationships in Markdown, a line at a time."""
    yield "| 事实表 Fact | 列 Column | 维度表 Dimension | 列 Column | 活动 Active |"
    yield "| --- | --- | --- | --- | --- |"
    for fact in star:
        for key in fact.foreign_keys:
            is_active = "是 yes" if key in active(fact) else "否 no"
            yield f"| `{fact.name}` | `{key.column}` | `{key.table}` | `{key.target}` | {is_active} |"


def _diagram(star: Sequence[Table]) -> Iterator[str]:
    yield "```mermaid"
    yield "erDiagram"
    for fact in star:
        for key in fact.foreign_keys:
            yield f'    {key.table} ||--o{{ {fact.name} : "{key.column}"'
    yield "```"


def _files(star: Sequence[Table]) -> Iterator[str]:
    yield "## 文件 Files"
    for each in star:
        yield f"\n### {each.name}\n"
        yield f"{each.title.zh} {each.title.en}. {each.description.zh} {each.description.en}\n"
        yield "| 列 Column | 类型 Type | 标题 Title | 说明 Description |"
        yield "| --- | --- | --- | --- |"
        for column in each.columns:
            said = f"{column.title.zh} {column.title.en} | {column.description.zh} {column.description.en}"
            yield f"| `{column.name}` | {column.type} | {said} |"
