"""The real flow, from files to a release. The first build starts a Prefect server of its own, the others share one."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from flows.publish import verify
from tests.faults import Shell, Site
from tests.five import RAW
from tests.test_cli import plans, plans_here

ADVERTISEMENT = "推广联盟招募合伙人，加微信领取优惠，名额有限，先到先得，扫码即送大礼包，点击立即购买！\n" * 5
LINE = "发展移动互联网，推进信息化建设，" * 400_000  # 16 characters, 19 MB of UTF-8 on one line
PLAN = """\
兰州市人民政府关于加强名称管理的实施意见
各县区人民政府，市直各单位：
为加强名称管理工作，现提出如下实施意见。
一、总体要求
到2025年，建成名称管理平台20个。
二、主要任务
（一）健全制度。建立名称管理制度，落实工作责任。（市财政局、市民政局负责）
（二）加强宣传。利用各类媒体开展宣传，营造良好氛围。
三、保障措施
各级各部门要加强组织领导，确保各项任务落到实处。
"""
BAD: dict[str, bytes] = {
    "empty.txt": b"",
    "binary.txt": bytes(range(256)) * 64,
    "cut-off.txt": "关于加强管理的意见\n一、总体要求\n加强网络安全管理工作。".encode("gb18030")[:-1],
    "one-line.txt": LINE.encode("gb18030")[:10_000_000],
    "advertisement.txt": ADVERTISEMENT.encode(),
    "unknown-key.txt": "关于发展的意见".encode(),
    "unknown-key.yml": b"regoin: '620000'\n",
    "object-tag.txt": "关于发展的意见".encode(),
    "object-tag.yml": b"url: !!python/object/apply:os.system ['true']\n",
    '空 格\'s "引号".txt': PLAN.encode(),
}
QUARANTINED = {"empty.txt", "binary.txt", "unknown-key.txt", "object-tag.txt", "outside.txt"}


def fill(raw: Path, backwards: bool) -> Path:
    """A folder of the five sources and the bad ones, made in this or the other order."""
    raw.mkdir(parents=True)
    files = {path.name: path.read_bytes() for path in RAW.iterdir()} | BAD
    for name in sorted(files, reverse=backwards):
        (raw / name).write_bytes(files[name])
    (raw.parent / "secret.txt").write_text("secret", encoding="utf-8")
    (raw / "outside.txt").symlink_to(raw.parent / "secret.txt")
    return raw


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of good and bad sources."""
    home = tmp_path_factory.mktemp("one")
    answer = plans("build", "--raw", fill(home / "raw", backwards=False), "--out", home / "out")
    assert answer.returncode == 0, answer.stderr
    assert "Traceback" not in answer.stderr + answer.stdout
    steps = ["load libraries", "start Prefect", "look at raw", "read … extract", "link", "compare", "validate"]
    steps += ["publish", "list releases"]
    assert [line[2:18].strip() for line in answer.stderr.splitlines()] == steps
    assert "Quarantined  empty.txt: The file is empty" in answer.stdout
    assert str(home / "out" / "releases" / "1.0.0") in answer.stdout
    assert answer.stdout.splitlines()[-1].startswith("Open ")
    assert answer.stdout.replace("\n", "").endswith("/releases/1.0.0/site/index.html")
    return home / "out" / "latest"


def rows(release: Path, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(release / "parquet" / f"{table}.parquet").to_pylist()
    return found


def test_good_sources_are_published_and_bad_ones_say_why(release: Path) -> None:
    sources = {row["path"]: row for row in rows(release, "sources")}
    assert len(sources) == 5 + 8 + 1
    assert {path for path, row in sources.items() if row["status"] == "quarantined"} == QUARANTINED
    assert all(sources[path]["error"].endswith((".", "]")) for path in QUARANTINED)
    issues = {(row["source_id"], row["rule"]) for row in rows(release, "issues")}
    assert (sources["cut-off.txt"]["source_id"], "file-cut-off") in issues
    assert (sources["advertisement.txt"]["source_id"], "no-document") in issues
    titles = {row["title"] for row in rows(release, "documents")}
    assert {"兰州市人民政府关于加强名称管理的实施意见", "关于促进移动互联网健康有序快速发展的实施意见"} <= titles


def test_a_release_verifies_and_says_how_good_it_is(release: Path) -> None:
    answer = plans("verify", release)
    assert answer.returncode == 0, answer.stderr
    assert "is right" in answer.stdout
    figures = json.loads((release / "index.json").read_text(encoding="utf-8"))["accuracy"]["figures"]
    least = {"documents": 1.0, "citations": 0.95, "targets": 0.97, "targets_strict": 0.93}
    least |= dict.fromkeys(("facts", "articles", "headings", "bodies", "assignments", "roles"), 0.99)
    assert {name: figures[name]["f1"] for name, f1 in least.items() if figures[name]["f1"] < f1} == {}


def test_every_quote_of_show_is_in_the_text(release: Path) -> None:
    for table, key in (("targets", "target_id"), ("assignments", "assignment_id"), ("articles", "article_id")):
        row = rows(release, table)[0]
        answer = plans_here("show", row[key], "--release", release)
        assert answer.returncode == 0, answer.stderr
        assert "In the raw text of" in answer.stdout


def test_the_same_sources_give_the_same_bytes(release: Path, tmp_path: Path, server: dict[str, str]) -> None:
    raw = fill(tmp_path / "another" / "place", backwards=True)
    options = ("--raw", raw, "--out", tmp_path / "out", "--only", "tables", "--workers", "2")
    answer = plans("build", *options, PYTHONHASHSEED="7", **server)
    assert answer.returncode == 0, answer.stderr
    for part in ("parquet", "csv", "text"):
        ours, theirs = (
            {path.name: path.read_bytes() for path in (folder / part).iterdir()}
            for folder in (release, tmp_path / "out" / "latest")
        )
        assert list(filter(lambda name: ours[name] != theirs[name], ours)) == []
        assert ours.keys() == theirs.keys()


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory, server: dict[str, str]) -> Iterator[Shell]:
    """A process that builds of one plan."""
    site = Site(tmp_path_factory.mktemp("plan"), dict(server), always=())
    site.raw.mkdir()
    (site.raw / "plan.txt").write_text(PLAN, encoding="utf-8")
    shell = Shell(site)
    yield shell
    shell.end()


def test_where_nothing_can_be_used_the_last_release_stays(shell: Shell) -> None:
    site = shell.site
    code, said = shell.build("--only", "tables")
    assert code == 0, said
    before = os.readlink(site.out / "latest")
    aside = (site.raw / "plan.txt").rename(site.folder / "plan.txt")
    (site.raw / "empty.txt").touch()
    code, said = shell.build()
    assert code == 1
    assert "No policy document was found in the texts, so nothing is published.\nempty.txt: The file is empty" in said
    assert "Traceback" not in said
    assert os.readlink(site.out / "latest") == before
    assert len(list((site.out / "releases").iterdir())) == 1
    (site.raw / "empty.txt").unlink()
    aside.rename(site.raw / "plan.txt")


def test_pages_can_be_left_out_and_come_with_the_next_whole_build(shell: Shell) -> None:
    out = shell.site.out
    versions = []
    home = shell.site.folder / "plans.toml"
    home.write_text('home = "https://plans.example.org"')
    for options in (("--only", "tables"), (), ("--config", str(home))):
        code, said = shell.build(*options)
        assert code == 0, said
        versions.append(os.readlink(out / "latest")[len("releases/") :])
    assert versions == ["1.0.0", "1.0.1", "1.0.2"]
    tables, whole = out / "releases" / "1.0.0", out / "releases" / "1.0.1"
    added = {path.name for path in whole.iterdir()} - {path.name for path in tables.iterdir()}
    assert {"site", "star", "bi", "plans.xlsx", "plans.sqlite", "dcat.jsonld"} <= added
    assert (tables / "csv" / "targets.csv").read_bytes() == (whole / "csv" / "targets.csv").read_bytes()
    assert "No row changed" in (whole / "CHANGES.md").read_text(encoding="utf-8")
    assert verify(whole) == []
    assert "https://plans.example.org" in (out / "latest" / "dcat.jsonld").read_text(encoding="utf-8")
