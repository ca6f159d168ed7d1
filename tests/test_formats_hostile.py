"""Files made to hurt: each ends in text or in a sentence, within 30 seconds and 1 GB, in a process of its own.

The largest ones take minutes to run; they are read only where the environment names PLANS_LARGE_FILES.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from tests.files import W, docx, num, p, pdf

TEXT = "一、总体要求。到2025年，建成监测点500个。"
PARAGRAPH = f"<p>{TEXT}</p>"
LARGE = pytest.mark.skipif(
    "PLANS_LARGE_FILES" not in os.environ, reason="large files are read where they are asked for"
)
SECONDS, BUSY, MEGABYTES = 30, 5, 1000  # the second of the processor alone
LONGEST = 20, 100_000  # characters of text: for each byte of the file, and in any case
READ = """
import json, sys, time
from pathlib import Path
from flows.read import read
source = read(Path(sys.argv[1]), Path(sys.argv[1]).parent)
status = Path("/proc/self/status").read_text()  # ru_maxrss would count what the process of the tests had before it
peak = int(status.split("VmHWM:")[1].split()[0]) // 1024
print(json.dumps([source.status, source.error, len(source.text), peak, time.process_time()]))
"""


def word_file(document: bytes, times: int = 1) -> bytes:
    """A Word file whose text is the same bytes many times over."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package, package.open("word/document.xml", "w") as part:
        part.write(f"<w:document {W}><w:body>".encode())
        for _ in range(times):
            part.write(document)
        part.write(b"</w:body></w:document>")
    return file.getvalue()


def entities() -> bytes:
    file = BytesIO()
    laughs = "<!ENTITY l0 '哈'>"
    for i in range(9):
        laughs += f"<!ENTITY l{i + 1} '{f'&l{i};' * 10}'>"
    with zipfile.ZipFile(file, "w") as package:
        package.writestr(
            "word/document.xml", f"<!DOCTYPE d [{laughs}]><w:document {W}><w:body>&l9;</w:body></w:document>"
        )
    return file.getvalue()


def packed_pdf(page: bytes) -> bytes:
    """A PDF file whose page is packed."""
    packed = zlib.compress(page, 9)
    plain = pdf([([(72.0, 700.0, TEXT)], [])])
    at = plain.index(b"<</Length")
    return (
        plain[:at] + b"<</Filter/FlateDecode/Length %d>>stream\n" % len(packed) + packed + b"\nendstream" + plain[at:]
    )


def forms(each: int, deep: int, form: bytes = b"/Form", packed: str = "/Filter/FlateDecode") -> bytes:
    """A PDF file whose page shows a drawing `each` times, which shows another one so often, and so on."""
    shown = zlib.compress(b"q 1 0 0 1 0 0 cm /A Do Q\n" * each)
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"]
    objects.append(
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</A 5 0 R>>>>>>"
    )
    for number in range(4, 4 + deep):
        head = (
            b"" if number == 4 else b"/Subtype%s/BBox[0 0 9 9]/Resources<</XObject<</A %d 0 R>>>>" % (form, number + 1)
        )
        head = b"<<%s/Length %d%s>>" % (head, len(shown), packed.encode())
        objects.append(head + b"stream\n" + shown + b"\nendstream")
    objects.append(b"<</Subtype/Form/BBox[0 0 9 9]/Length 10>>stream\n0 0 m 9 9 l S\nendstream")
    file = b"%PDF-1.5\n" + b"".join(b"%d 0 obj%s\nendobj\n" % (i, text) for i, text in enumerate(objects, 1))
    return file + b"trailer<</Root 1 0 R/Size %d>>\n%%%%EOF" % (len(objects) + 1)


def padded(name: str, padding: int = 0) -> bytes:
    """A PDF file whose page is packed far, by a filter that is named otherwise, in a dictionary that is long."""
    page = zlib.compress(b"BT /F1 16 Tf 72 700 Td <4E00> Tj ET\n" * 3_000_000, 9)
    if name.startswith("[/ASCIIHex"):
        page = page.hex().encode() + b">"
    plain = pdf([([(72.0, 700.0, TEXT)], [])])
    at = plain.index(b"<</Length")
    head = f"<</Filter{name}/Note({'x' * padding})/Length {len(page)}>>stream\n"
    return plain[:at] + head.encode() + page + b"\nendstream" + plain[at:]


def numbered(level: str, paragraphs: int = 1000) -> bytes:
    """A Word file whose paragraphs have numbers of one list."""
    list_ = f'<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">{level}</w:lvl></w:abstractNum>{num(1)}'
    return docx("".join(p(TEXT, 1) for _ in range(paragraphs)), list_)


def titled(count: int) -> bytes:
    """A page with a very long title, and so many lines beside its text that might stand in the title."""
    around = "<section>甲甲甲甲乙甲甲甲甲甲</section>" * count
    return f"<title>{'甲' * 500_000}</title><div>{PARAGRAPH * 99}</div>{around}".encode()


def many_levels(count: int) -> bytes:
    """A Word file with a list of so many levels, and so many paragraphs whose style names the list but no level."""
    levels = "".join(f'<w:lvl w:ilvl="{i}"/>' for i in range(9, count))
    style = '<w:style w:type="paragraph" w:styleId="S"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    list_ = f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{num(1)}'
    return docx(p(TEXT, style="S") * count, list_, style)


SMALL: dict[str, Callable[[], bytes]] = {
    "nested.html": lambda: b"<div>" * 100_000 + TEXT.encode() + b"</div>" * 100_000,
    "unclosed.html": lambda: b"<p>" + b"<b><i>" * 50_000 + TEXT.encode(),
    "tables.html": lambda: b"<table><tr><td>" * 30_000 + TEXT.encode(),
    "cells.html": lambda: b"<table><tr>" + b"<td colspan=99999 rowspan=99999>x</td>" * 40_000,
    "attributes.html": lambda: f"<p {' '.join(f'a{i}=1' for i in range(100_000))}>{TEXT}".encode(),
    "entities.html": lambda: b'<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><p>&b;' + TEXT.encode(),
    "references.html": lambda: b"<p>" + b"&amp;&#22269;&nbsp;" * 300_000,
    "brackets.html": lambda: b"<html>" + b"<" * 3_000_000,
    "comments.html": lambda: PARAGRAPH.encode() + b"<!--" * 100_000,
    "script.html": lambda: b"<script>" + b'while(1){"<p>"};' * 100_000 + b"</script>" + PARAGRAPH.encode(),
    "blanks.html": lambda: f"<p>甲{chr(0x3000) * 500_000}乙{chr(10) * 500_000}丙</p>".encode(),
    "bomb.docx": lambda: word_file(b"<w:p/>" * 100_000, 500),
    "nested.docx": lambda: docx("<w:tbl><w:tr><w:tc>" * 50_000),
    "boxes.docx": lambda: docx("<w:tbl><w:tr><w:tc>" * 60 + p(TEXT) + "</w:tc></w:tr></w:tbl>" * 60),
    "entities.docx": entities,
    "attributes.docx": lambda: docx("<w:p " + " ".join(f"a{i}='1'" for i in range(100_000)) + "/>"),
    "comments_before.html": lambda: b"<!---->" * 14_000,
    "titled.html": lambda: titled(60_000),
    "pattern.docx": lambda: numbered(f'<w:numFmt w:val="decimal"/><w:lvlText w:val="{"%1." * 330_000}"/>'),
    "levels.docx": lambda: many_levels(30_000),
    "letters.docx": lambda: numbered(
        '<w:start w:val="9000"/><w:numFmt w:val="upperLetter"/><w:lvlText w:val="%1"/>'
    ),
    "forms.pdf": lambda: forms(10, 12),
    "forms_by_another_name.pdf": lambda: forms(10, 12, b"/F#6Frm"),
    "forms_in_long_pages.pdf": lambda: forms(40_000, 2),
    "flate_abbreviated.pdf": lambda: padded("/Fl"),
    "flate_escaped.pdf": lambda: padded("/Fl#61teDecode"),
    "flate_in_hex.pdf": lambda: padded("[/ASCIIHexDecode /FlateDecode]"),
    "flate_far_before.pdf": lambda: padded("/FlateDecode", 5000),
    "pages.pdf": lambda: pdf([([(72.0, 700.0, TEXT)], [])] * 5000),
    "packed.pdf": lambda: packed_pdf(b"BT /F1 16 Tf 72 700 Td <4E00> Tj ET\n" * 2_000_000),
    "rules.pdf": lambda: pdf([([(72.0, 700.0, TEXT)], [(72, i / 30, 500, i / 30) for i in range(20_000)])] * 3),
    "grid.pdf": lambda: pdf([([(72.0, 700.0, TEXT)], [(72, i * 4, 500, i * 4) for i in range(190)]
                             + [(72 + i * 2, 10, 72 + i * 2, 800) for i in range(200)])] * 3),
    "marks.md": lambda: b"**a" * 200_000,
    "links.md": lambda: b"[a](" * 200_000,
    "quotes.md": lambda: b">" * 500_000,
    "rows.md": lambda: b"|a|b|\n" * 100_000,
    "rules.md": lambda: b"* " * 500_000 + b"x",
    "tags.txt": lambda: b"<!--" * 1_000_000,
    "blanks.txt": lambda: b" " * 5_000_000 + b"x",
}  # fmt: skip
HUGE: dict[str, Callable[[], bytes]] = {
    "paragraphs.html": lambda: (PARAGRAPH * (40_000_000 // len(PARAGRAPH.encode()))).encode(),
    "text.html": lambda: f"<p>{TEXT * 600_000}</p>".encode(),
    "lines.html": lambda: f"<p>甲{(chr(10) + ' ') * 15_000_000}乙</p>".encode(),
    "bomb.docx": lambda: word_file(b"<w:p/>" * 100_000, 3000),
    "full.docx": lambda: word_file("<w:p><w:r><w:t>甲。</w:t></w:r></w:p>".encode() * 1000, 240),
    "empty.docx": lambda: word_file(b"<w:p/>" * 1000, 1400),
    "pages.pdf": lambda: pdf([([(72.0, 800.0 - 20 * i, TEXT) for i in range(35)], [])] * 1500),
    "packed.pdf": lambda: packed_pdf(b"1 1 m 2 2 l S\n" * 2_500_000),
    "rows.md": lambda: b"|a|b|\n" * 330_000,
    "bars.md": lambda: b"| a " * 490_000,
    "fences.md": lambda: b"~~~\n" * 490_000,
}


def ends_well(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    done = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, timeout=SECONDS, check=True)
    status, error, length, peak, busy = json.loads(done.stdout)
    assert peak < MEGABYTES
    assert busy < BUSY
    assert length <= LONGEST[0] * len(data) + LONGEST[1]
    assert (status == "ok" and length) or error


@pytest.mark.parametrize("name", SMALL)
def test_a_hostile_file_ends_well(tmp_path: Path, name: str) -> None:
    ends_well(tmp_path / name, SMALL[name]())


@LARGE
@pytest.mark.parametrize("name", HUGE)
def test_a_huge_hostile_file_ends_well(tmp_path: Path, name: str) -> None:
    ends_well(tmp_path / name, HUGE[name]())


def test_scripts_leave_nothing_behind(tmp_path: Path) -> None:
    from flows.read import read

    (tmp_path / "a.html").write_bytes(
        f"{PARAGRAPH}<script>alert('一、假')</script><p onclick='x()'>二、保障。</p>".encode()
    )
    assert read(tmp_path / "a.html", tmp_path).text == f"{TEXT}\n二、保障。"
