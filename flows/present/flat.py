"""flat/: targets, assignments, articles and alignments for those who want one table, with nothing to join.

Each is a view of `views/` whose purpose is flat, written as CSV and Parquet: names before ids, codes in Chinese too.
They stand in datapackage.json beside the tables that they are made of, and first in the workbook. They are made where
people get pages and a workbook, and left out where they do not (`plans build --only tables`): they hold nothing that
the tables do not, and programs join for themselves.
"""

from __future__ import annotations

import json
from functools import cache

from flows.present import star
from flows.present.release import FLAT, Release
from flows.present.star_readme import described
from flows.present.views import View, views
from flows.publish.datapackage import of_tables, resource
from flows.publish.engine import engine, name, text
from flows.publish.index import to_json
from flows.tables import Table

FOLDER = "flat"
AT_ONCE = 10_000  # rows with long texts
MEMORY = "1GB"  # DuckDB holds texts while it sorts: those of 2,000 plans that follow each other are 0.3 GB
README = """# 一览表 Flat files

每行自带文件、条目、机构的名称，不必连接各表；代码另有中文（`kind_zh`），编号在最后。CSV 的写法与 csv/ 相同。
Every row has the names of its document, article and agency, so that there is nothing to join; codes are in Chinese too
(`kind_zh`), ids stand last. The CSV is written as that in csv/ is.
"""


@cache
def flat() -> tuple[Table, ...]:
    """The flat tables, targets first."""
    found = {each.name: _declared(each) for each in views() if each.purpose == "flat"}
    first = [f"{FLAT}{each}" for each in ("targets", "assignments")]  # they are made with articles
    return tuple(found[each] for each in dict.fromkeys([*first, *found]))


def write(release: Release) -> None:
    """Write flat/*.parquet, the same as CSV, and flat/README.md, and add them to datapackage.json. Needs star/."""
    (release.folder / FOLDER).mkdir(exist_ok=True)
    with engine(release.folder, MEMORY) as connection:
        star.declare(connection, release.folder)
        for declared in sorted(flat(), key=lambda each: each.order):
            path = release.path(declared.name)
            star.write_files(path, declared, star.in_order(connection, declared, AT_ONCE))
            # what is made with it reads the file, and joins nothing twice
            connection.execute(f"CREATE OR REPLACE VIEW {name(declared.name)} AS FROM read_parquet({text(path)})")
    (release.folder / FOLDER / "README.md").write_text("\n".join([README, *described(flat()), ""]), "utf-8")
    _describe(release)


def _declared(view: View) -> Table:
    return Table(view.name, view.order, view.title, view.description, view.key, (), view.sort, (), view.columns)


def _describe(release: Release) -> None:
    """Add the flat files to datapackage.json, which has the tables."""
    path = release.folder / "datapackage.json"
    package = json.loads(path.read_text("utf-8"))
    made = [resource(each, release.path(each.name, "csv")) for each in flat()]
    path.write_text(to_json(package | {"resources": [*of_tables(package), *made]}), "utf-8", newline="\n")
