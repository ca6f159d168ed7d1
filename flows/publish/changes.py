"""CHANGES.md: what changed from release to release and why, for people, the newest release first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from flows.publish.difference import Change, Difference, Example
from flows.publish.wording import WORDING, markdown, shown

TITLE = "# 变更 Changes"
RELEASES = 50  # entries that are kept
SOURCES = 50  # of a list
COLUMNS = 20  # of a table
_LEVELS = {"major": "主版本 major", "minor": "次版本 minor", "patch": "修订版本 patch"}
_CHANGES: dict[Change, str] = {"added": "新增 added", "changed": "修改 changed", "removed": "删除 removed"}


def changes(
    version: str,
    built_at: str,
    difference: Difference,
    earlier: str = "",
    accepted: str | None = None,
    damaged: str | None = None,
) -> str:
    """CHANGES.md of release `version`, built at an ISO time; `earlier` is that of the release before.

    `accepted` is why a person accepted that more was lost than the limits allow; `damaged` says which files of the
    release before were, where that one has no other fault.
    """
    kept = earlier.split("\n## ")[1:RELEASES]
    entry = "\n".join(_entry(version, built_at, difference, accepted, damaged))
    entries = [entry, *(f"## {entry.rstrip()}" for entry in kept)]
    return "\n\n".join([TITLE, *entries]) + "\n"


def said_of(example: Example, length: int) -> list[str]:
    """An example in words: `column: before → after`, or the wording of a row that was added or removed."""
    if example.change == "changed":
        return [f"{column}: {shown(a, length)} → {shown(b, length)}" for column, (a, b) in example.values.items()]
    values = (example.values[column] for column in WORDING.get(example.table, ()))
    return [shown(after if before is None else before, length) for before, after in values if before != after]


def _entry(
    version: str, built_at: str, difference: Difference, accepted: str | None, damaged: str | None
) -> Iterator[str]:
    if difference.before is None and difference.before_version:
        yield f"## {version}"
        said = f"无法与 {difference.before_version} 比较。 It cannot be compared with {difference.before_version}: "
        yield from ("", f"{built_at} · {said}load all of it anew.")
    elif difference.before is None:
        yield f"## {version}: first release"
        yield from ("", f"{built_at} · 首版，全部为新增。 The first release: all of it is new.")
    else:
        yield f"## {version}"
        yield from ("", f"{built_at} · **{_LEVELS[difference.level]}**: {markdown(difference.why())}")
        yield from _contract(difference)
    if damaged:
        old = difference.before_version
        yield from ("", f"**损坏 Damaged**: {old} 的文件已损坏，各表未变，由本版替换。", "")
        yield f"Files of {old} are damaged. The tables are the same: use this release instead. {markdown(damaged)}"
    if accepted:
        yield from ("", f"**人工确认 Accepted by a person**: {markdown(accepted)}")
    yield from _sources(difference)
    yield from _rows(difference)
    if difference.before is not None:
        yield from _columns(difference)
        yield from _examples(difference.examples)


def _contract(difference: Difference) -> Iterator[str]:
    if difference.contract:
        yield from ("", "### 表结构 Contract of the tables", "")
    for change in difference.contract:
        where = f"{change.table}.{change.column}" if change.column else change.table
        yield f"- {_LEVELS[change.level]} · `{where}`: {markdown(change.sentence)}"


def _sources(difference: Difference) -> Iterator[str]:
    origins = difference.origins
    lists: list[tuple[str, Sequence[str]]] = [
        ("新增 added", origins.added),
        ("删除 removed", origins.removed),
        ("内容变更 changed", origins.changed),
        ("旁注变更 sidecar changed", origins.sidecars),
        ("改名 renamed", [f"{old} → {new}" for old, new in origins.renamed]),
        ("隔离 quarantined", origins.quarantined),
        ("解除隔离 back from quarantine", origins.restored),
    ]
    rules = {
        "code": "代码 code",
        "knowledge": "知识文件 knowledge",
        "code+knowledge": "代码与知识文件 code and knowledge",
    }
    if any(paths for _, paths in lists) or origins.rules:
        yield from ("", "### 来源与规则 Sources and rules", "")
    for said, paths in lists:
        if paths:
            yield (
                f"- {said} ({len(paths):,}): "
                + ", ".join(markdown(shown(path, 200)) for path in paths[:SOURCES])
                + (f" … 另有 and {len(paths) - SOURCES:,} more" if len(paths) > SOURCES else "")
            )
    if origins.rules:
        yield f"- 规则有变 rules changed: {rules[origins.rules]}"


def _rows(difference: Difference) -> Iterator[str]:
    if difference.rows:
        yield from ("", "### 行 Rows", "", "| 表 Table | 原因 Cause | 新增 Added | 修改 Changed | 删除 Removed |")
        yield "| --- | --- | ---: | ---: | ---: |"
    counted = Counter(difference.rows)
    for name, cause in dict.fromkeys((name, cause) for name, _, cause in difference.rows):
        numbers = (counted[name, change, cause] for change in _CHANGES)
        yield f"| `{name}` | {cause} | " + " | ".join(f"{n:,}" for n in numbers) + " |"
    if difference.statistics:
        tables = ", ".join(f"`{name}`" for name in difference.statistics)
        yield from ("", f"仅全库统计有变 Only statistics over the corpus changed: {tables}.")


def _columns(difference: Difference) -> Iterator[str]:
    if difference.columns:
        yield from ("", "### 修改的列 Changed columns", "")
    for name, columns in difference.columns.items():
        yield f"- `{name}`: " + ", ".join(f"`{column}` {n:,}" for column, n in list(columns.items())[:COLUMNS])


def _examples(examples: Sequence[Example]) -> Iterator[str]:
    if examples:
        yield from ("", "### 示例 Examples", "")
    for example in examples:
        said = "; ".join(markdown(each) for each in said_of(example, 40)) or "—"
        row = markdown(shown(example.row_id))
        yield f"- `{example.table}` {_CHANGES[example.change]} ({example.cause}) {row}: {said}"
