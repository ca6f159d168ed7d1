"""Search at the size of the next thousand plans: what its index costs, and what a question loads.

    SEARCH_DOCUMENTS=5000 python -m pytest tests/benchmarks/test_search.py -n0 -s

Documents are put together from those of the five sources, each with sixty articles; in each a twentieth of characters
is exchanged for others, so that the corpus has as many pairs of characters as one of that size.
"""

from __future__ import annotations

import json
import os
import time
from collections import defaultdict
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.knowledge.gazetteer import table as regions
from flows.present.release import Release
from flows.present.site.pages import Site as Pages
from flows.present.site.search import write_search
from flows.tables import schema
from tests.browser import opened, served
from tests.five import corpus

DOCUMENTS = int(os.environ.get("SEARCH_DOCUMENTS", "400"))
BATCH = 200  # documents that are written at once
CHARACTERS = [chr(code) for code in range(0x4E00, 0x9000)]
QUESTIONS = ("发展", "农村", "农村 宽带", "4G基站", "到2020年", "责任单位：省通信管理局", "县", "甘肃 农村")
INSIDE = {
    "articles": ("article_id", "parent_id"),
    "targets": ("target_id", "article_id"),
    "assignments": ("assignment_id", "article_id"),
}


def make(folder: Path, n: int) -> Path:
    """A release of n documents, as far as search reads it."""
    (folder / "parquet").mkdir(parents=True)
    tables = corpus().tables
    of: dict[str, dict[str, list[dict[str, Any]]]] = {name: defaultdict(list) for name in INSIDE}
    for name, grouped in of.items():
        for row in tables[name].to_pylist():
            grouped[row["doc_id"]].append(row)
    bases = [row for row in tables["documents"].to_pylist() if row["doc_id"] in of["articles"]]
    writers = {
        name: pq.ParquetWriter(folder / "parquet" / f"{name}.parquet", schema(name)) for name in ("documents", *INSIDE)
    }
    codes = sorted(regions())
    for first in range(0, n, BATCH):
        rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for number in range(first, min(n, first + BATCH)):
            chance = Random(number)
            exchanged = dict(
                zip(map(ord, chance.sample(CHARACTERS, 1_000)), chance.choices(CHARACTERS, k=1_000), strict=True)
            )
            code = chance.choice(codes)
            base, given = chance.choice(bases), date(2010, 1, 1) + timedelta(chance.randrange(5_000))
            about = {"source_id": f"source-{number:06}", "doc_id": f"doc-{number:06}", "region_code": code}
            rows["documents"].append(
                {**base, **about, "region_name": regions()[code].full, "date": given, "year": given.year}
            )
            for half in (0, 1):
                base = bases[(number + half * (1 + number // 7)) % len(bases)]
                for name, ids in INSIDE.items():
                    for row in of[name][base["doc_id"]]:
                        texts = {
                            key: value.translate(exchanged)
                            for key, value in row.items()
                            if isinstance(value, str) and key in ("heading", "body", "text", "indicator", "clause")
                        }
                        renamed = {key: row[key] and f"{row[key]}-{number}-{half}" for key in ids}
                        rows[name].append({**row, **texts, **renamed, "doc_id": about["doc_id"]})
        for name, writer in writers.items():
            writer.write_table(pa.Table.from_pylist(rows[name], schema(name)))
    for writer in writers.values():
        writer.close()
    for name in ("agencies", "agency_aliases"):
        pq.write_table(tables[name], folder / "parquet" / f"{name}.parquet")
    (folder / "index.json").write_text(
        json.dumps({"version": "1.0.0", "built_at": "2026-11-22T06:00:00+00:00"}), "utf-8"
    )
    return folder


def build(folder: Path) -> tuple[float, int]:
    """Build the search of a release: seconds of this process, and characters of its articles."""
    site = Pages(Release.read(folder))
    site.write_assets()
    start = time.process_time()
    write_search(site)
    spent = time.process_time() - start
    return spent, sum(
        len(body or "") for batch in site.release.batches("articles", "body") for body in batch["body"].to_pylist()
    )


def sizes(folder: Path) -> dict[str, int]:
    """Bytes of each kind of part."""
    found: dict[str, int] = defaultdict(int)
    for path in sorted((folder / "site" / "search").rglob("*.js")):
        found[path.parent.name] += path.stat().st_size
    return found


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The large release with its search."""
    folder = make(tmp_path_factory.mktemp("search") / "large", DOCUMENTS)
    spent, characters = build(folder)
    rows = pq.read_metadata(folder / "parquet" / "articles.parquet").num_rows
    print(f"\n{DOCUMENTS:,} documents, {rows:,} articles, {characters:,} characters: {spent:.1f} s")
    print(", ".join(f"{name} {size / 1e6:.1f} MB" for name, size in sizes(folder).items()))
    return folder


def test_the_index_grows_with_the_texts_and_no_faster(tmp_path: Path) -> None:
    few, some = (build(make(tmp_path / str(n), n)) for n in (DOCUMENTS // 16 + 10, DOCUMENTS // 4 + 40))
    growth = (some[0] / few[0]) / (some[1] / few[1])
    print(f"\nfour times the texts: {growth:.2f} times as long a character")
    assert growth < 1.5


def note(sizes_of_parts: list[int], response: Any) -> None:
    """Keep the size of a part that is loaded."""
    if "/site/search/" in response.url:
        sizes_of_parts.append(len(response.body()))


def test_what_a_question_loads(large: Path) -> None:
    from playwright.sync_api import sync_playwright

    from tests.browser import ARGUMENTS
    from tests.components import require

    chromium = require("chromium", "Debian's packages chromium and fonts-noto-cjk")
    with sync_playwright() as playwright, served(large) as site:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        for question in QUESTIONS:
            for kind in ("articles", "targets"):
                with opened(browser) as page:
                    loaded: list[int] = []
                    page.on("response", partial(note, loaded))
                    page.goto(site.url("site/search.html"))
                    page.wait_for_selector("#results > *")
                    before, n = sum(loaded), len(loaded)
                    took = page.evaluate(
                        """(hash) => new Promise((done) => {
                          const start = performance.now();
                          new MutationObserver(() => done(performance.now() - start)).observe(
                            document.getElementById("results"), { childList: true });
                          location.hash = hash;
                        })""",
                        f"q={quote(question)}&kind={kind}",
                    )
                    said = page.locator("#said").inner_text()
                    kilobytes = (sum(loaded) - before) / 1e3
                    print(
                        f"{question} ({said}): {took:.0f} ms, {len(loaded) - n} parts, {kilobytes:.0f} kB; first {before / 1e3:.0f} kB"
                    )
                    assert kilobytes < 4_000
        browser.close()
