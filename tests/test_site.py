"""The site of a release: what its pages link to and count, both languages, and hostile texts that stay text."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urlsplit

import pyarrow as pa
import pytest
from lxml import html

from flows.knowledge.genre import genre
from flows.parse.doubts import _DOUBTS
from flows.present import present
from flows.present.flat import flat
from flows.present.release import Release
from flows.present.site import figures, write_entities, write_front, write_index, write_pairs, write_reader
from flows.present.site.documents import documents, provinces
from flows.present.site.markdown import newest_changes, to_html
from flows.present.site.pages import Site, _templates
from flows.present.site.start import write_start
from flows.present.texts import plain, script_json
from flows.publish.quarantine import rules
from flows.tables import names, table, to_table
from tests.five import ROOT, corpus
from tests.publishing import publish_tables
from tests.tables_sample import TEXTS, Rows, rows, tables

HOSTILE = (
    '</script><script>alert(1)</script><img src=x onerror=alert(2)>" onmouseover="alert(3)\' '
    "{{ 7 * 7 }}{% raw %} javascript:alert(4) [x](javascript:alert(5)) \u202egnp\u2066 \u2028 \u200b &lt;b&gt; ]]>-->"
)
UNSEEN = "\u202e\u2066\u200b"
BLOCKING = 300_000  # bytes that must be there before the start page can be used


def only_site(folder: Path) -> None:
    """The site without the other forms."""
    release = Release.read(folder)
    for write in (write_reader, write_pairs, write_index, write_entities, write_front):
        write(release)


def published(out: Path, data: dict[str, pa.Table], forms: Callable[[Path], None] = only_site) -> Path:
    """The folder of a release of these tables."""
    return publish_tables(out, data, TEXTS, present=forms).path


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the sample with all forms."""
    return published(tmp_path_factory.mktemp("sample"), tables(), present)


def pages(release: Path) -> Iterator[tuple[Path, Any]]:
    """Every page of a site, parsed."""
    for path in sorted((release / "site").rglob("*.html")):
        yield path, html.document_fromstring(path.read_text("utf-8"), parser=html.HTMLParser(encoding="utf-8"))


def start(release: Path) -> Any:
    """The start page, parsed."""
    return html.document_fromstring((release / "site" / "index.html").read_text("utf-8"))


def test_every_link_leads_to_a_file_and_a_place_in_it(release: Path) -> None:
    ids = {path: {each.get("id") for each in page.iter() if each.get("id")} for path, page in pages(release)}
    assert len(ids) > 3
    for path, page in pages(release):
        for element, attribute, link, _ in page.iterlinks():
            address, fragment = urldefrag(link)
            parts = urlsplit(address)
            if parts.scheme in ("http", "https", "data"):
                assert element.tag in ("a", "link"), f"{path.name} loads {link}"
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file(), f"{path.name}: {attribute} {link}"
            if fragment and target in ids and target.name not in ("search.html", "agency.html"):  # read by scripts
                assert unquote(fragment) in ids[target], f"{path.name}: {link}"


def test_every_file_that_a_release_has_for_people_can_be_downloaded(release: Path) -> None:
    links = {link for _, _, link, _ in start(release).iterlinks()}
    for name in names():
        assert {f"../csv/{name}.csv", f"../parquet/{name}.parquet"} <= links
    for form in ("plans.xlsx", "datapackage.json", "README.md"):
        assert f"../{form}" in links


def test_hashes_and_sizes_are_those_of_the_files(release: Path) -> None:
    said = re.findall(r"\b([0-9a-f]{64})  (\S+)", start(release).text_content())
    assert len(said) > 2 * len(names())
    for sha256, path in said:
        assert hashlib.sha256((release / path).read_bytes()).hexdigest() == sha256


def test_rows_of_the_tables_are_said(release: Path) -> None:
    said = {
        row.findtext(".//code"): row[1].text_content()
        for row in start(release).xpath("//section[@id='downloads']//tbody/tr[th/code]")
    }
    offered = [*(each.name for each in flat()), *names()]
    assert list(said.items()) == [(name, f"{Release.read(release).n_rows(name):,}") for name in offered]


def test_whatever_is_said_in_one_language_is_said_in_the_other(release: Path) -> None:
    for path, page in pages(release):
        for chinese in page.xpath("//*[contains(concat(' ', @class, ' '), ' t ')][@lang='zh-Hans']"):
            english = chinese.getnext()
            assert english is not None, path
            assert english.get("lang") == "en", path
            assert english.text_content().strip() or not chinese.text_content().strip(" ，。"), chinese.text_content()
        for element in page.xpath("//*[@data-attr]"):
            assert element.get("data-zh"), path
            assert element.get("data-en"), path
        title = page.find(".//title")
        assert title.get("data-zh"), path
        assert title.get("data-en"), path


def test_every_column_stands_in_the_dictionary_with_its_words(release: Path) -> None:
    page = (release / "site" / "dictionary.html").read_text("utf-8")
    found = html.document_fromstring(page)
    for name in names():
        for column in table(name).columns:
            (row,) = found.xpath(f"//tr[@id='{name}.{column.name}']")
            said = " ".join(row.text_content().split())
            for words in (column.title, column.description, *(column.enum or {}).values()):
                assert " ".join(words.zh.split()) in said
                assert " ".join(words.en.split()) in said


def test_pages_let_no_script_run_but_their_own(release: Path) -> None:
    for path, page in pages(release):
        policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
        assert "default-src 'none'" in policy, path
        assert "unsafe" not in policy, path
        assert "http" not in policy, path


def hostile(sample: Rows) -> None:
    """Put hostile text wherever a text of a source or a sidecar may stand."""
    for name, found in sample.items():
        declared = table(name)
        keys = {*declared.primary_key, *(key.column for key in declared.foreign_keys), "source_id"}
        for row in found:
            for column in declared.columns:
                free = column.type == "string" and not column.enum and not column.pattern and column.name not in keys
                if free and isinstance(row.get(column.name), str):
                    row[column.name] = f"{HOSTILE} {row[column.name]}"
                elif column.type == "list" and row.get(column.name):
                    row[column.name] = [HOSTILE]
    sample["sources"][0]["url"] = "javascript:alert(6)"
    sample["issues"] = [{**each, "message": HOSTILE, "rule": HOSTILE, "sentence": HOSTILE} for each in sample["issues"]]


def test_hostile_texts_stay_text(tmp_path: Path) -> None:
    made = published(tmp_path, tables(hostile))
    for path, page in pages(made):
        for script in page.iter("script"):
            is_data = script.get("type") in ("application/json", "application/ld+json")
            assert is_data or (script.get("src") and not script.text), path
            assert not is_data or json.loads(script.text), path
        for element in page.iter():
            for attribute, value in element.attrib.items():
                assert not attribute.startswith("on"), (path, attribute)
                assert attribute != "style", (path, value)
                assert attribute not in ("href", "src", "action") or "javascript:" not in value, (path, value)
            assert element.tag not in ("img", "iframe", "object", "embed", "base"), path
    shown = start(made).text_content()
    assert "{{ 7 * 7 }}" in shown  # it is there, as text
    assert not any(sign in (made / "site" / "index.html").read_text("utf-8") for sign in UNSEEN)
    for data in (*(made / "site" / "data").glob("*.js"), *(made / "site" / "agencies").glob("*.js")):
        text = data.read_text("utf-8")
        assert "<" not in text, data
        assert "\u2028" not in text, data


@pytest.mark.parametrize("kept", [(), ("sources",), ("sources", "documents", "segments", "articles")])
def test_empty_tables_give_pages(tmp_path: Path, kept: tuple[str, ...]) -> None:
    full = tables()
    made = published(tmp_path, {name: full[name] if name in kept else full[name].slice(0, 0) for name in names()})
    assert (made / "site" / "dictionary.html").is_file()
    assert "NaN" not in start(made).text_content()


def nothing_optional(sample: Rows) -> None:
    """Set every column that may be empty to null."""
    for name, found in sample.items():
        optional = [column.name for column in table(name).columns if not column.required]
        for row in found:
            row.update(dict.fromkeys((column for column in optional if row.get("status") is None), None))


def test_nulls_in_any_optional_column_give_pages(tmp_path: Path) -> None:
    shown = start(published(tmp_path, tables(nothing_optional))).text_content()
    assert "None" not in shown


def test_the_same_release_gives_the_same_bytes(tmp_path: Path) -> None:
    sums = []
    for name in ("one", "two"):
        made = published(tmp_path / name, tables())
        files = sorted(path for path in (made / "site").rglob("*") if path.is_file())
        sums.append({str(path.relative_to(made)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files})
    assert sums[0] == sums[1]


def many(n: int) -> dict[str, pa.Table]:
    """The sample with n documents of all provinces and many years, and no rows of other tables."""
    one = rows()["documents"][0]
    codes = list(provinces())
    found = [
        {
            **one,
            "doc_id": f"d{number}",
            "title": f"关于第{number}件事的意见",
            "region_code": codes[number % len(codes)],
            "date": date(2000 + number % 25, 1 + number % 12, 1 + number % 28),
            "year": 2000 + number % 25,
            "status": "published",
            "duplicate_of": None,
            "issuers": f"第{number}个研究促进领导小组办公室",
        }
        for number in range(n)
    ]
    empty = {name: data.slice(0, 0) for name, data in tables().items()}
    return {**empty, "sources": tables()["sources"], "documents": to_table("documents", found)}


def test_five_thousand_documents_come_in_parts(tmp_path: Path) -> None:
    made = published(tmp_path, many(5000), lambda folder: write_start(Site(Release.read(folder))))
    page = made / "site" / "index.html"
    assert len(start(made).xpath("//table[@class='documents']/tbody/tr")) < 100
    parts = sorted((made / "site" / "data").glob("documents-*.js"))
    assert int(start(made).get_element_by_id("narrow").get("data-parts")) == len(parts)
    listed = [json.loads(path.read_text("utf-8").partition(",")[2].removesuffix(");\n")) for path in parts]
    assert {row[0] for part in listed for row in part} == {f"d{number}" for number in range(5000)}
    assert page.stat().st_size < BLOCKING


def test_what_rules_are_unsure_of_is_said_in_chinese_too() -> None:
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "flows").rglob("*.py"))
    named = set(re.findall(r'\bDoubt\(\s*"([a-z-]+)"', code)) | set(_DOUBTS) | {"no-document", "duplicate"}
    shown = _templates().filters["doubt_zh"]
    assert [rule for rule in sorted({*named, *rules()}) if not re.search("[\u4e00-\u9fff]", shown(rule) or "")] == []
    assert shown("corrected-by-hand") is None  # its message says what was corrected, by whom and why


def test_why_text_was_left_out_is_said_in_chinese_too() -> None:
    """Every reason that a segment of boilerplate can have, and those of the five sources' other segments."""
    chinese = _templates().filters["reason_zh"]
    given = {row["reason"] for row in corpus().tables["segments"].to_pylist() if row["reason"]}
    given |= {line["reason"] for line in genre()["boilerplate"]}
    assert len(given) > 12
    assert [reason for reason in given if not re.search("[一-龥]", chinese(reason) or "")] == []
    assert chinese("the same as doc-1") == "与另一文件相同：doc-1"
    assert chinese("a reason of next year") is None


def test_the_start_page_is_light(release: Path) -> None:
    site = release / "site"
    linked = {link for element, _, link, _ in start(release).iterlinks() if element.tag in ("link", "script")}
    files = [site / link for link in linked if not link.startswith("data:")]
    assert sum(path.stat().st_size for path in (*files, site / "index.html")) < BLOCKING


def test_counts_of_charts_are_those_of_the_tables(release: Path) -> None:
    read = Release.read(release)
    found = documents(read)
    assert len(found) == sum(row["status"] == "published" for row in read.table("documents").to_pylist())
    assert sum(cell.n for cell in figures.by_province(found).values()) == len(found)
    years = figures.by_year_and_level(found)
    assert sum(cell.n for cells in years.cells for cell in cells) == len(found)
    targets = figures.by_deadline_and_kind(read)
    assert sum(cell.n for cells in targets.cells for cell in cells) == read.n_rows("targets")
    roles = figures.by_function_and_role(read)
    assert sum(cell.n for cells in roles.cells for cell in cells) == read.n_rows("assignments")


def test_bodies_of_one_clause_work_together(release: Path) -> None:
    grid = figures.together(Release.read(release))
    heads = [words.zh for words in grid.rows]
    counts = {(a, b): grid.cells[x][y].n for x, a in enumerate(heads) for y, b in enumerate(heads)}
    functions = {row["agency_id"]: row["function"] for row in Release.read(release).table("agencies").to_pylist()}
    assert set(heads) == set(functions.values())  # the sample has one clause, with all of them
    assert all(n == (a != b) for (a, b), n in counts.items())


@pytest.mark.parametrize(
    ("n", "most", "expected"), [(0, 0, 0), (0, 10, 0), (10, 10, 5), (1, 1_000_000, 1), (1, 1, 5), (999, 1000, 5)]
)
def test_shades_tell_none_from_few_and_few_from_most(n: int, most: int, expected: int) -> None:
    assert figures.shade(n, most) == expected


def test_tiles_do_not_lie_on_one_another() -> None:
    places = [(each.row, each.column) for each in provinces().values()]
    assert len(set(places)) == len(places) == 35


def test_markdown_runs_nothing() -> None:
    made = to_html(f"# Changes\n\n{HOSTILE}\n\n| a |\n| --: |\n| `<b>` |\n\n[y](javascript:alert(1)) ![z](x.png)", 1)
    page = html.fragment_fromstring(f"<div>{made}</div>")
    assert {each.tag for each in page.iter()} <= {
        "div",
        "h2",
        "p",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "code",
        "a",
    }
    assert page.xpath("//@href") == ["x.png"]
    assert not page.xpath("//@style")


def test_the_newest_changes_are_those_of_the_first_version() -> None:
    text = "# 变更 Changes\n\n## 1.1.0\n\nnew\n\n### 示例 Examples\n\n- one\n\n## 1.0.0: first release\n\nold\n"
    assert newest_changes(text).strip() == "## 1.1.0\n\nnew"


def test_plain_text_has_one_line_and_nothing_unseen() -> None:
    assert plain(" 甲\n乙\u202e丙\u200b\x1b[31m\x00 丁\u3000") == "甲 乙丙[31m 丁"
    assert plain(None) == ""


@pytest.mark.parametrize("text", [HOSTILE, "</SCRIPT>", "<!--", "\u2029", "&amp;", '"\\'])
def test_json_in_a_script_reads_back_and_ends_nothing(text: str) -> None:
    made = script_json({text: text})
    assert json.loads(made) == {text: text}
    assert not re.search("[<>&\u2028\u2029]", made)
