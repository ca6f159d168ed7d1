"""quarantine/ of a release: the sources that could not be used, why, and how each comes back.

The files themselves are never in it: they may be what they were refused for.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import yaml

from flows.publish.spreadsheet import defuse, write_rows

COLUMNS = ("source_id", "path", "rule", "start", "end", "sentence", "error", "bring_back")
UNNAMED = "unusable-file"
NO_PASSAGE: dict[str, Any] = {"start": None, "end": None, "sentence": None, "message": None}

Row = dict[str, Any]


def write_quarantine(folder: Path) -> None:
    """Write quarantine/ of the release in a folder, from its tables `sources` and `issues` in parquet/.

    Out: index.csv and index.json with the same rows, and README.md, which explains them. A row is a source and a rule
    that refused it, by path; `start` and `end` are null where no passage is concerned.
    """
    rows = sorted(_rows(folder / "parquet"), key=lambda row: (row["path"], row["start"] or 0, row["rule"]))
    place = folder / "quarantine"
    place.mkdir(exist_ok=True)
    write_rows(place / "index.csv", COLUMNS, ([_cell(row[column]) for column in COLUMNS] for row in rows))
    _write(place / "index.json", json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    _write(place / "README.md", page(Counter(row["rule"] for row in rows)))


@cache
def rules() -> Mapping[str, Mapping[str, str]]:
    """What the rules mean and how their sources come back, in Chinese and English (quarantine.yml)."""
    loaded: Mapping[str, Mapping[str, str]] = yaml.safe_load(
        Path(__file__).with_name("quarantine.yml").read_text("utf-8")
    )
    return loaded


def bring_back(rule: str, path: str) -> str:
    """What a person does so that the source at a path below raw/ can be used."""
    return f"{rules().get(rule, rules()[UNNAMED])['back'].format(path=path)} Then run `plans retry`."


def page(found: Mapping[str, int]) -> str:
    """README.md of the folder; `found` says how many refusals there are by rule."""
    return PAGE + ("\n".join([HEAD, *_lines(found)]) if found else NOTHING) + "\n"


def _rows(parquet: Path) -> Iterator[Row]:
    sources = pq.read_table(
        parquet / "sources.parquet", columns=["source_id", "path", "error"], filters=[("status", "=", "quarantined")]
    ).to_pylist()
    refusals = _refusals(parquet / "issues.parquet", [source["source_id"] for source in sources])
    for source in sources:
        for refusal in refusals.get(source["source_id"]) or [{"rule": UNNAMED, **NO_PASSAGE}]:
            concerned = refusal["start"] != refusal["end"]  # a refusal of no length is about the file, not a passage
            yield {
                "source_id": source["source_id"],
                "path": source["path"],
                "rule": refusal["rule"],
                "start": refusal["start"] if concerned else None,
                "end": refusal["end"] if concerned else None,
                "sentence": refusal["sentence"],
                "error": refusal["message"] or source["error"],
                "bring_back": bring_back(refusal["rule"], source["path"]),
            }


def _refusals(issues: Path, source_ids: Sequence[str]) -> Mapping[str, list[Row]]:
    """The issues of level `error` of these sources, by source."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    if source_ids:
        columns = ["source_id", "rule", "start", "end", "sentence", "message"]
        chosen = [("level", "=", "error"), ("source_id", "in", source_ids)]
        for row in pq.read_table(issues, columns=columns, filters=chosen).to_pylist():
            found[row["source_id"]].append(row)
    return found


def _cell(value: Any) -> str:
    return defuse(value) if isinstance(value, str) else "" if value is None else str(value)


def _lines(found: Mapping[str, int]) -> Iterable[str]:
    for rule, count in sorted(found.items()):
        said = rules().get(rule, rules()[UNNAMED])
        back = said["back"].format(path="<path>")
        yield f"`{rule}` | {count:,} | {said['zh']} {said['en']} | {said['back_zh']}。{back}"


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8", newline="\n")


PAGE = """# 隔离 Quarantine

原始文件若无法使用，或由它得到的行不可靠，就整体隔离：它仍列在 `sources` 表中（`status` 为 `quarantined`），
除 `issues` 外其他表中没有它的任何一行，其余文件照常发布。隔离不是删除：问题解决后，下一次发布会自动收入。
本目录只说明原因，不含文件本身。
A source that cannot be used, or whose rows cannot be relied on, is put in quarantine as a whole: it stays in the table
`sources` (`status` is `quarantined`), no other table but `issues` has a row of it, and the other sources are published.
Nothing is deleted: once the cause is gone the next release takes it in. This folder says why; it does not hold the
files themselves.

`index.csv`, `index.json`：每行一个原因 a row a reason

列 column | 内容 content
--- | ---
`source_id`, `path` | 来源编号，在 raw/ 中的路径 · id of the source, its path below raw/
`rule` | 规则名，长期不变 · stable name of what is wrong
`start`, `end`, `sentence` | 涉及的原文位置与文字（若有）· the passage concerned, where there is one
`error` | 问题所在 · what is wrong
`bring_back` | 如何恢复 · how to bring it back

**恢复 To bring a source back**: 按 `bring_back` 处理，再运行 `plans retry`：它重新读取被隔离的文件，
只要有一个可用就重新发布。
Do as `bring_back` says and run `plans retry`: it reads these sources again, and builds a release when one can be used.

"""
HEAD = """规则 rule | 数量 count | 含义 meaning | 如何恢复 how to bring it back
--- | --: | --- | ---"""
NOTHING = "本次发布没有被隔离的来源。No source of this release is in quarantine."
