"""Plans that mean harm: what a source, its name or its sidecar could hold to be run by whoever looks at a release."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from flows.hall import read_one
from flows.read import list_sources
from tests.linking import InMemory, linked

SPELL = "HARMED"  # what a script that ran would set on the page
RUN = f"window.{SPELL}=1"
TAGS = (
    f"</script><script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f'" onmouseover="{RUN}" autofocus onfocus="{RUN}',
    f"<svg/onload={RUN}>",
    f"<iframe srcdoc='<script>parent.{SPELL}=1</script>'></iframe>",
    f"<a href='javascript:{RUN}'>点击</a>[点击](javascript:{RUN})",
    "<link rel=stylesheet href=http://127.0.0.2:9/x.css><img src=//127.0.0.2:9/x.png>",
    f"{{{{ 7*7 }}}}{{% raw %}}${{{RUN}}}]]>--><!--",
)
CELLS = ("=1+1", '=HYPERLINK("http://127.0.0.2:9/","看")', "@SUM(1+1)", "+1+1", "-1+1", "＝cmd|'/C calc'!A0")
UNSEEN = "\u202e\u2066\u200b\u2028\u2029\ufeff\U000e0041"
TERMINAL = "\x1b[2J\x1b[31m\x07\x9b31m"
HARM = UNSEEN + "".join(TAGS) + TERMINAL
NAMES = ("=1+1.txt", f"<img src=x onerror={RUN.replace('=', '﹦')}>.txt", "甲\u202etxt.txt", "@SUM(1).txt")

SIDECAR = f"""\
url: "https://example.org/?a='\\"><script>{RUN}</script>&b=javascript:alert(1)"
publisher: "=1+1<script>{RUN}</script>"
licence: "<img src=x onerror={RUN}>"
note: "@SUM(1)"
"""


def plan(number: int) -> str:
    """A plan of the usual form in which every place that is read holds harm."""
    tag, cell = TAGS[number % len(TAGS)], CELLS[number % len(CELLS)]
    return "\n".join(
        [
            f"甘肃省人民政府办公厅关于印发《甘肃省{tag}发展规划》的通知",
            f"甘政办发〔2017〕{number + 1}号",
            f"各市州人民政府{HARM}：",
            f"现将《甘肃省{cell}{tag}{UNSEEN}发展规划》印发给你们。",
            "甘肃省人民政府办公厅",
            "2017年8月2日",
            f"甘肃省{tag}{UNSEEN}发展规划",
            f"根据《国务院{HARM}{cell}意见》（国发〔2016〕{number + 1}号），制定本规划。",
            f"一、{cell}{tag}",
            f"到2020年，{HARM}基站总数达到6万个，{cell}覆盖率达到98%以上。（省工信委牵头，省教{UNSEEN}育厅、省{cell}局配合）",
            f"（一）{HARM}",
            f"1.{cell}。到2020年，建成{tag}通道。{cell}",
            f"——{cell}{tag}。\n2.{tag}建设通道。（责任单位：省发展改革委、省通信管理局）",
            f"二、{UNSEEN}{tag}",
            f"{cell}到2020年，全省{tag}产值达到500亿元。",
            *CELLS,
        ]
    )


@cache
def corpus() -> InMemory:
    """The tables of eight such plans, of texts that cannot be used, and of names and sidecars that mean harm."""
    with TemporaryDirectory() as folder:
        raw = Path(folder)
        for number in range(len(TAGS)):
            name = NAMES[number] if number < len(NAMES) else f"plan{number}.txt"
            (raw / name).write_text(plan(number), "utf-8")
            (raw / name).with_suffix(".yml").write_text(SIDECAR, "utf-8")
        (raw / "empty=1+1<script>.txt").write_text(" \n", "utf-8")
        (raw / "nul.txt").write_text(plan(2) + "\0", "utf-8")
        (raw / "sidecar.txt").write_text(plan(1), "utf-8")
        (raw / "sidecar.yml").write_text(f'url: "javascript:{RUN}"\n', "utf-8")
        found = linked([read_one(path, raw) for path in list_sources(raw)])
    found.tables["agencies"] = _harmed(found.tables["agencies"], "name", "short_name")
    found.tables["agency_aliases"] = _harmed(found.tables["agency_aliases"], "alias")
    found.tables["targets"] = _harmed(found.tables["targets"], "indicator", "scope", "unit", "value_text")
    found.tables["assignments"] = _harmed(found.tables["assignments"], "agency_text")
    return found


def _harmed(table: pa.Table, *columns: str) -> pa.Table:
    """A table with harm in columns where the rules of today let little of it through."""
    for column in columns:
        harm = [f"{CELLS[n % len(CELLS)]}{n}{TAGS[n % len(TAGS)]}{UNSEEN}" for n in range(table.num_rows)]
        table = table.set_column(table.column_names.index(column), table.schema.field(column), [harm])
    return table
