"""Reading: every encoding gives the same text, and nothing in raw/ can stop the others from being read."""

from __future__ import annotations

import hashlib
import os
import time
from datetime import date
from pathlib import Path

import pytest

from flows.read import Source, list_sources, look, read
from flows.read import source as source_module

TEXT = "关于促进移动互联网发展的实施意见\r\n一、总体要求\n　　到2020年，4G基站总数达到6万个。\n"


def put(root: Path, name: str, data: bytes | str) -> Source:
    """Write a file below `root` and read it as a source."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read(path, root)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-32"), "utf-32"),
    ],
)
def test_every_encoding_gives_the_same_text(tmp_path: Path, data: bytes, encoding: str) -> None:
    source = put(tmp_path, "plan.txt", data)
    assert (source.text, source.encoding, source.status, source.error) == (TEXT, encoding, "ok", None)
    assert (source.bytes, source.format, source.doubts) == (len(data), "txt", ())


def test_traditional_text_in_big5(tmp_path: Path) -> None:
    text = "關於促進行動互聯網健康有序發展的實施意見，請認真貫徹落實。"
    assert put(tmp_path, "plan.txt", text.encode("big5")).text == text


def test_the_five_sources_decode_byte_for_byte() -> None:
    root = Path(__file__).parent.parent / "raw"
    sources = [read(path, root) for path in list_sources(root)]
    assert [source.text.encode() for source in sources] == [path.read_bytes() for path in list_sources(root)]
    assert {source.status for source in sources} == {"ok"}


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16", "utf-8-sig"])
def test_a_cut_off_last_character_is_left_out_and_told(tmp_path: Path, encoding: str) -> None:
    source = put(tmp_path, "plan.txt", TEXT.rstrip("\n").encode(encoding)[:-1])
    assert source.text == TEXT.rstrip("\n")[:-1]
    assert source.status == "ok"
    (doubt,) = source.doubts
    assert doubt.rule == "file-cut-off"
    assert "breaks off inside a character" in doubt.message


def test_lost_characters_are_told(tmp_path: Path) -> None:
    (doubt,) = put(tmp_path, "plan.txt", "总体\ufffd求").doubts
    assert (doubt.rule, doubt.span) == ("characters-lost", (2, 3))


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("empty.txt", b"", "The file is empty"),
        ("blank.txt", "\n　 \n".encode(), "nothing but blanks"),
        ("binary.txt", bytes(range(256)) * 40, "no text file"),
        ("elf.txt", b"\x7fELF" + bytes(200) + b"\x01\x02", "no text file"),
        ("random.txt", bytes((i * i * 7919 + i) % 251 + 1 for i in range(5000)), "The encoding cannot be told"),
        ("western.txt", ("Déjà vu, très élégant, où ça? " * 20).encode("latin-1"), "The encoding cannot be told"),
        ("damaged.txt", "总体".encode() + b"\xff" + "要求，发展。".encode() * 9, "byte 6 is wrong"),
        ("false-mark.txt", b"\xef\xbb\xbf\xb0\xa1\xb0\xa2\xb0\xa3", "begins with the mark of utf-8-sig"),
        ("report.txt", b"%PDF-1.7 ...", "The PDF file is broken"),
        ("page.txt", b"<!DOCTYPE html><html>", "The page holds no text"),
        ("table.docx", b"PK\x03\x04....word/document.xml", "The Word file is broken"),
        ("pack.txt", b"PK\x03\x04....", "This is a packed archive"),
    ],
)
def test_what_cannot_be_used_is_quarantined_with_a_sentence(
    tmp_path: Path, name: str, data: bytes, sentence: str
) -> None:
    source = put(tmp_path, name, data)
    assert (source.status, source.text, source.encoding) == ("quarantined", "", None)
    assert sentence in (source.error or "")
    assert source.sha256
    assert source.bytes == len(data)


def test_one_line_of_ten_megabytes_takes_linear_time(tmp_path: Path) -> None:
    def seconds(megabytes: int) -> float:
        data = ("发展移动互联网，" * (megabytes * 1_000_000 // 16)).encode("gb18030")
        begun = time.perf_counter()
        assert put(tmp_path, "long.txt", data).status == "ok"
        return time.perf_counter() - begun

    seconds(1)
    assert seconds(10) < 20 * max(seconds(1), 0.02)


def test_a_file_over_the_limit_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_module, "MAX_BYTES", 10)
    source = put(tmp_path, "large.txt", b"x" * 11)
    assert source.error == "The file has 11 bytes, the limit is 10: split it into its plans."
    assert (source.sha256, source.bytes) == (None, 11)


SIDECAR = """\
url: https://www.example.gov.cn/a?b=1
publisher: 某省人民政府
retrieved: 2024-05-06
licence: unknown
title: 实施意见
region: 000000
note: "扫描件"
"""


def test_a_sidecar_gives_its_facts(tmp_path: Path) -> None:
    (tmp_path / "plan.yml").write_text(SIDECAR, encoding="utf-8")
    facts = put(tmp_path, "plan.txt", TEXT).sidecar
    assert facts.url == "https://www.example.gov.cn/a?b=1"
    assert (facts.publisher, facts.title, facts.note) == ("某省人民政府", "实施意见", "扫描件")
    assert (facts.retrieved, facts.region, facts.licence) == ("2024-05-06", "000000", "unknown")


@pytest.mark.parametrize(
    ("sidecar", "sentence"),
    [
        ("regoin: '620000'", "unknown key `regoin`: known are url, publisher"),
        ("url: !!python/object/apply:os.system ['touch pwned']", "no plain YAML"),
        ("- url", "not a list of `key: value`"),
        ("just words", "not a list of `key: value`"),
        ("publisher: [a, b]", "`publisher` must be a text"),
        ("publisher: 7", "`publisher` must be a text"),
        ("retrieved: 28.08.2017", "`retrieved` must be a day"),
        ("retrieved: 2017-13-40", "no plain YAML"),
        ("url: ftp://x", "`url` must be a web address"),
        ("region: 62", None),
        ("region: true", "`region` must be a text"),
        ("region: Gansu", "`region` must be a six-digit code"),
        ("title: a\ntitle: b", "`title` twice"),
        ("title: 'open", "no plain YAML (line"),
        ("[" * 15_000, "nested deeper than 6 levels"),
        ("note: '" + "x" * 66_000 + "'", "larger than 64 kB"),
        ('note: "\\ud800"', "no plain YAML"),
        ('note: "\\0"', "`note` must not hold control characters"),
        ("[" * 60_000, "nested deeper than 6 levels"),
        ("? [a]\n: b", "a key that is no word"),
        ("<<: {note: a}\nnote: b", "a key that is no word"),
        ("", None),
    ],
)
def test_a_wrong_sidecar_quarantines_its_source(tmp_path: Path, sidecar: str, sentence: str | None) -> None:
    (tmp_path / "plan.yml").write_text(sidecar, encoding="utf-8")
    source = put(tmp_path, "plan.txt", TEXT)
    assert source.status == ("quarantined" if sentence else "ok")
    assert (sentence or "") in (source.error or "")


CORRECTIONS = """\
facts:
  doc_number: 甘办发〔2017〕52号
  date_issued: 2017-08-02
  expect: {doc_number: null}
  reason: >
    The number stands
    on the cover only.
  by: 王小明
  on: 2026-11-20
rows:
  - table: targets
    do: drop
    quote: 4G基站总数达到6万个
    reason: a fact, no aim
    by: 王小明
  - {table: assignments, do: amend, id: assignment-x, expect: {role: lead}, set: {role: support}, reason: r, by: b}
"""


def test_a_sidecar_gives_corrections(tmp_path: Path) -> None:
    (tmp_path / "plan.yml").write_text(CORRECTIONS, encoding="utf-8")
    sidecar = put(tmp_path, "plan.txt", TEXT).sidecar
    (fact,), (drop, amend) = sidecar.facts, sidecar.rows
    assert fact.values == {"doc_number": "甘办发〔2017〕52号", "date_issued": date(2017, 8, 2)}
    assert (fact.reason, fact.by, fact.on) == ("The number stands on the cover only.", "王小明", "2026-11-20")
    assert (drop.number, drop.table, drop.do, drop.quote) == (1, "targets", "drop", "4G基站总数达到6万个")
    assert (amend.number, amend.id, amend.values, amend.expect) == (
        2,
        "assignment-x",
        {"role": "support"},
        {"role": "lead"},
    )


ENTRY = "table: targets, do: drop, quote: q, reason: r, by: b"


@pytest.mark.parametrize(
    ("sidecar", "sentence"),
    [
        ("rows: {table: targets}", "`rows` must be a list of entries"),
        ("facts: title", "`facts` must be a list of entries"),
        ("rows: [7]", "entry 1 of `rows` must be `key: value` lines"),
        (f"rows: [{{{ENTRY}}}, {{{ENTRY}, colour: red}}]", "entry 2 of `rows` has the unknown key `colour`"),
        (
            "rows: [{table: terms, do: drop, quote: q, reason: r, by: b}]",
            "`table` of entry 1 of `rows` must be one of articles",
        ),
        (
            "rows: [{table: articles, do: add, quote: q, reason: r, by: b}]",
            "`do` of entry 1 of `rows` must be one of drop, amend.",
        ),
        ("rows: [{table: targets, do: drop, quote: q, by: b}]", "entry 1 of `rows` has no `reason`: say why"),
        ("rows: [{table: targets, do: drop, quote: q, reason: r}]", "entry 1 of `rows` has no `by`: say who"),
        ("rows: [{table: targets, do: drop, reason: r, by: b}]", "give a `quote` of its words, or its `id`"),
        (
            "rows: [{table: targets, do: drop, id: t, reason: r, by: b}]",
            "has an `id` only, which stays when a text is changed",
        ),
        (f"rows: [{{{ENTRY}, set: {{unit: 个}}}}]", "drops a row and sets values"),
        ("rows: [{table: targets, do: amend, quote: q, reason: r, by: b}]", "sets nothing"),
        (
            "rows: [{table: targets, do: add, quote: q, id: t, set: {kind: level}, reason: r, by: b}]",
            "it cannot have `id`",
        ),
        ("rows: [{table: assignments, do: add, quote: q, set: {role: lead}, reason: r, by: b}]", "names no body"),
        (f"rows: [{{{ENTRY}, agency: 市委}}]", "has `agency`, which only assignments have"),
        (f"rows: [{{{ENTRY}, path: 2.10}}]", "`path` of entry 1 of `rows` must be a text: put it in quotes"),
        (f"rows: [{{{ENTRY}, on: yesterday}}]", "`on` of entry 1 of `rows` must be a day"),
        ("facts: {reason: r, by: b}", "entry 1 of `facts` gives no fact: known are title"),
        ("facts: {titel: t, reason: r, by: b}", "unknown key `titel`"),
        ("facts: {region: 甘肃省, region_code: '620000', reason: r, by: b}", "`region` and `region_code`: keep one"),
        (
            "facts: {title: t, expect: {colour: red}, reason: r, by: b}",
            "`expect` of entry 1 of `facts` has the unknown key",
        ),
        ("facts: {title: t, title: u, reason: r, by: b}", "gives `title` twice (line 1)"),
        ("note: &a x\nurl: *a", "uses a YAML alias"),
        ("facts: &a {title: t, expect: *a}", "uses a YAML alias"),
        ("facts: {title: {a: {b: {c: {d: {e: f}}}}}}", "nested deeper than 6 levels"),
        ("facts: !!set {title}", "`facts` must be a list of entries"),
        ("rows: !!python/tuple [a]", "no plain YAML"),
        ("rows: []", None),
        ("rows:", None),
    ],
)
def test_a_wrong_correction_quarantines_its_source(tmp_path: Path, sidecar: str, sentence: str | None) -> None:
    (tmp_path / "plan.yml").write_text(sidecar, encoding="utf-8")
    source = put(tmp_path, "plan.txt", TEXT)
    assert (source.status, (source.error or "") if sentence is None else "") == (
        "quarantined" if sentence else "ok",
        "",
    )
    assert (sentence or "") in (source.error or "")


def test_a_bomb_of_aliases_costs_nothing(tmp_path: Path) -> None:
    layers = "".join(f"  - &l{i} [{', '.join([f'*l{i - 1}'] * 20)}]\n" for i in range(1, 20))
    begun = time.process_time()
    (tmp_path / "plan.yml").write_text(f"rows:\n  - &l0 [lol]\n{layers}", encoding="utf-8")
    assert "uses a YAML alias" in (put(tmp_path, "plan.txt", TEXT).error or "")
    assert time.process_time() - begun < 2


def test_a_sidecar_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "plan.yml").write_bytes("publisher: 甘肃省人民政府".encode("gb18030"))
    assert "not UTF-8" in (put(tmp_path, "plan.txt", TEXT).error or "")


def test_links_pipes_and_folders_are_refused(tmp_path: Path) -> None:
    root = tmp_path / "raw"
    root.mkdir()
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (root / "out.txt").symlink_to(tmp_path / "secret.txt")
    (root / "nowhere.txt").symlink_to(root / "missing.txt")
    (root / "folder.txt").symlink_to(tmp_path)
    os.mkfifo(root / "pipe.txt")
    (root / "alone.yml").write_text("note: x", encoding="utf-8")
    put(root, "linked.txt", TEXT)
    (root / "linked.yml").symlink_to(tmp_path / "secret.txt")
    sources = {source.path: source for source in (read(path, root) for path in list_sources(root))}
    assert "leads out" in (sources["out.txt"].error or "")
    assert "cannot be read (No such file" in (sources["nowhere.txt"].error or "")
    assert "leads out" in (sources["folder.txt"].error or "")
    assert "no regular file" in (sources["pipe.txt"].error or "")
    assert "belongs to no source" in (sources["alone.yml"].error or "")
    assert "Its sidecar is a link out" in (sources["linked.txt"].error or "")
    assert not any("secret" in source.text for source in sources.values())


def no_files(root: Path, secret: Path) -> None:
    """Plans below `root` with sidecars of every kind that is no file of it, and sources of such kinds."""
    root.mkdir()
    secret.write_text("title: 机密\n", encoding="utf-8")
    (root / "out.txt").symlink_to(secret)
    (root / "device.txt").symlink_to("/dev/zero")
    (root / "circle.txt").symlink_to("circle.txt")
    for name in ("link", "there_and_back", "device", "nowhere", "circle", "folder", "pipe", "good"):
        (root / f"{name}.md").write_text(f"{TEXT}{name}\n", encoding="utf-8")
    (root / "link.yml").symlink_to(secret)
    (root / "there_and_back.yml").symlink_to(Path("..", root.name, "..", secret.name))
    (root / "device.yml").symlink_to("/dev/zero")
    (root / "nowhere.yml").symlink_to("missing.yml")
    (root / "circle.yml").symlink_to("circle.yml")
    (root / "folder.yml").mkdir()
    os.mkfifo(root / "pipe.yml")
    (root / "good.yml").symlink_to("good.yml.facts")
    (root / "good.yml.facts").write_text("title: 规划\n", encoding="utf-8")


def test_what_is_no_file_of_raw_is_neither_read_nor_hashed(tmp_path: Path) -> None:
    root, secret = tmp_path / "raw", tmp_path / "secret.yml"
    no_files(root, secret)
    hashes = {each.name: (each.content, each.sidecar_sha256) for each in look(root)}
    known = {
        hashlib.sha256(path.read_bytes()).hexdigest()
        for path in root.iterdir()
        if path.is_file() and path.suffix == ".md"
    }
    facts = hashlib.sha256((root / "good.yml.facts").read_bytes()).hexdigest()
    assert {name: sha for name, (_, sha) in hashes.items() if sha} == {"good.md": facts}
    assert {content for content, _ in hashes.values()} - known - {facts} == {
        "link outside",
        "Too many levels of symbolic links",
    }
    read_as = {path.name: read(path, root) for path in list_sources(root)}
    refused = {name for name, source in read_as.items() if "Its sidecar is a link out" in (source.error or "")}
    assert refused == {
        f"{name}.md" for name in ("link", "there_and_back", "device", "nowhere", "circle", "folder", "pipe")
    }
    assert read_as["good.md"].sidecar.title == "规划"
    assert "cannot be read (Too many levels" in (read_as["circle.txt"].error or "")


def test_a_link_that_comes_to_lead_elsewhere_is_read_again(tmp_path: Path) -> None:
    root, secret = tmp_path / "raw", tmp_path / "secret.yml"
    no_files(root, secret)
    before = {each.name: each for each in look(root)}
    (root / "link.yml").unlink()
    (root / "link.yml").write_text("title: 规划\n", encoding="utf-8")
    assert {each.name for each in look(root) if each != before[each.name]} == {"link.md"}


def test_a_link_within_raw_is_read(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", TEXT)
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    assert read(tmp_path / "b.txt", tmp_path).text == TEXT


@pytest.mark.parametrize(
    "name", ["with space.txt", "a'b\"c.txt", "意见.txt", "new\nline.txt", "-rf.txt", "深/层/意见.txt"]
)
def test_any_name_will_do(tmp_path: Path, name: str) -> None:
    assert put(tmp_path, name, TEXT).path == name
    assert [path.relative_to(tmp_path).as_posix() for path in list_sources(tmp_path)] == [name]


def test_a_name_that_is_no_unicode(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xd2\xe2.txt"))
    path.write_text(TEXT, encoding="utf-8")
    assert read(path, tmp_path).path == "\\xd2\\xe2.txt"


def test_listing_is_sorted_and_leaves_out_what_is_no_source(tmp_path: Path) -> None:
    names = [
        "b.txt",
        "a.txt",
        "a.yml",
        "c/d.txt",
        "README.md",
        ".hidden",
        "a.txt~",
        ".a.txt.swp",
        "x.part",
        "C.txt",
        "#a#",
    ]
    for name in names:
        put(tmp_path, name, TEXT)
    assert [path.relative_to(tmp_path).as_posix() for path in list_sources(tmp_path)] == [
        "C.txt",
        "a.txt",
        "b.txt",
        "c/d.txt",
    ]


def test_no_folder_is_an_error_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list_sources(tmp_path / "missing")
