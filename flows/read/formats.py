"""What kind of file the bytes are, and which function makes text of that kind."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from pathlib import PurePath

from flows.read.encoding import Decoded, decode
from flows.read.refusal import Refusal

Reader = Callable[[bytes], Decoded]


def _late(module: str, function: str) -> Reader:
    """A reader whose libraries are imported with the first file of its kind: a build from text pays for none."""

    def read(data: bytes) -> Decoded:
        decoded: Decoded = getattr(import_module(f"flows.read.{module}"), function)(data)
        return decoded

    return read


READERS: dict[str, Reader] = {  # a new format is a line here and a module beside
    "txt": decode,
    "html": _late("html", "read_html"),
    "docx": _late("docx", "read_docx"),
    "pdf": _late("pdf", "read_pdf"),
    "md": _late("markdown", "read_markdown"),
}

SIGNATURES = (  # content decides first …
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"Rar!", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"7z\xbc\xaf", "archive"),
)
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLD_STREAMS = (("EncryptedPackage", "locked"), ("WordDocument", "doc"), ("Workbook", "sheet"), ("PowerPoint", "slides"))
PARTS = (  # names of files inside a zip archive, which stand in it as they are
    (b"word/document", "docx"),
    (b"xl/workbook", "sheet"),
    (b"ppt/presentation", "slides"),
    (b"OFD.xml", "ofd"),
    (b"mimetypeapplication/vnd.oasis.opendocument", "odt"),
)
SUFFIXES = {".htm": "html", ".html": "html", ".shtml": "html", ".md": "md", ".markdown": "md"}  # … the name second
_BLANK = rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^<>]{0,200}\?>\s*)?(?:<!--(?>.{0,2000}?-->)\s*+){0,3}+"
WORD_XML = re.compile(_BLANK + rb"<\?mso-application progid=\"Word|" + _BLANK + rb"<pkg:package", re.DOTALL)
MAIL = re.compile(
    rb"\A(?:From|MIME-Version|Message-ID|Content-Type|Date|Subject): [^\0]{0,2000}?^MIME-Version:|\AMIME-V", re.M
)
HTML = re.compile(
    _BLANK
    + rb"<(?:!doctype\s+html|(?:html|head|body|div|p|table|tbody|article|section|meta|title|script|style|span|font|"
    rb"center|h[1-6]|br|ul|ol|strong|b|a|img)\b)",
    re.IGNORECASE | re.DOTALL,
)
TAGS = re.compile(rb"</(?:p|div|span|td|font)>|<br ?/?>|&nbsp;", re.IGNORECASE)
FEWEST_TAGS = 4  # that a text without a tag at its start must hold to be a field of a site
MARKDOWN = (
    re.compile(r"^#{1,6} \S", re.M),
    re.compile(r"\*\*[^*\n]+\*\*"),
    re.compile(r"^\|(?: ?:?-{3,}:? ?\|)+", re.M),
)
FORMULA = re.compile(r"\$[^$\n]{0,100}\\(?:%|[a-zA-Z]{2})[^$\n]{0,100}\$")
SAMPLE = 100_000  # bytes looked at for marks inside a text

NAMES = {
    "doc": "an old Word or WPS file (.doc, .wps)",
    "locked": "an encrypted Office file",
    "sheet": "a spreadsheet",
    "slides": "a slide show",
    "ofd": "an OFD file",
    "odt": "an OpenDocument file",
    "word_xml": "a Word file in XML",
    "mail": "a web page saved as one file (.mht)",
    "rtf": "a rich-text file",
    "image": "an image",
    "archive": "a packed archive",
}
ADVICE = {
    "doc": "open it in Word or WPS and save it as .docx",
    "odt": "open it in an office program and save it as .docx",
    "word_xml": "open it in Word and save it as .docx",
    "rtf": "open it in Word or WPS and save it as .docx",
    "locked": "open it with its password and save it without one, as .docx",
    "mail": "open it in a browser and save it as a page (.html)",
    "ofd": "open it in its viewer and save it as a PDF file with text",
    "image": "recognise its text (OCR) and save that as plain text (.txt)",
    "archive": "unpack it and put the plans in it here one by one",
    "sheet": "save its text as plain text (.txt) or as a web page (.html)",
    "slides": "save its text as plain text (.txt)",
}


def recognise(data: bytes, name: str) -> str:
    """The kind of file: txt, html, md, docx, pdf, or one that nobody here reads (a key of NAMES)."""
    for signature, kind in SIGNATURES:
        if data.startswith(signature):
            return kind
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(OLD_OFFICE):
        return next((kind for stream, kind in OLD_STREAMS if stream.encode("utf-16-le") in data), "doc")
    if data.startswith(b"PK\x03\x04"):
        return next((kind for part, kind in PARTS if part in data), "archive")
    sample = data[:SAMPLE].lstrip()
    if WORD_XML.match(sample):
        return "word_xml"
    if MAIL.match(sample):
        return "mail"
    return _text_kind(sample, SUFFIXES.get(PurePath(name).suffix.lower(), "txt"))


def _text_kind(sample: bytes, named: str) -> str:
    """Which kind of text: what its marks show, else what its name says."""
    if HTML.match(sample) or (named == "txt" and sum(1 for _ in TAGS.finditer(sample)) >= FEWEST_TAGS):
        return "html"
    if named == "txt" and ((b"**" in sample and _marks_up(sample)) or _has_formulas(sample)):
        return "md"
    return named


def _has_formulas(sample: bytes) -> bool:
    """Whether a tool that recognises printed pages wrote it: numbers as formulas of LaTeX."""
    return b"\\" in sample and b"$" in sample and bool(FORMULA.search(sample.decode("utf-8", "replace")))


def _marks_up(sample: bytes) -> bool:
    """Whether a text is Markdown by two signs of three: a heading, bold words, a table. A line with # is not enough."""
    text = sample.decode("utf-8", "replace")
    return sum(bool(sign.search(text)) for sign in MARKDOWN) > 1


def to_text(data: bytes, kind: str) -> Decoded:
    """The plain text of a file of this kind. Raises Refusal where there is no reader or the reader gives up."""
    if not data:
        raise Refusal("The file is empty: put the text of the plan into it, or remove it.", rule="empty-file")
    if kind not in READERS:
        raise Refusal(f"This is {NAMES[kind]}, which is not read: {ADVICE[kind]}.", rule="unread-format")
    decoded = READERS[kind](data)
    if not decoded.text.strip():
        raise Refusal(
            "The file holds nothing but blanks: put the text of the plan into it, or remove it.", rule="empty-file"
        )
    return decoded
