"""What kind of file the bytes are, and which function makes text of that kind."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePath

from flows.read.encoding import Decoded, decode
from flows.read.refusal import Refusal

READERS: dict[str, Callable[[bytes], Decoded]] = {"txt": decode}  # a new format is a line here and a module beside

SIGNATURES = (  # content decides first …
    (b"%PDF-", "pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "doc"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"Rar!", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"7z\xbc\xaf", "archive"),
)
SUFFIXES = {".htm": "html", ".html": "html", ".md": "md", ".markdown": "md"}  # … the name second
HTML = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|body|div|p|table|article|meta)\b", re.IGNORECASE
)
NAMES = {
    "pdf": "a PDF file",
    "doc": "an old Word file",
    "docx": "a Word file",
    "rtf": "a rich-text file",
    "html": "a web page",
}
NAMES |= {"md": "a Markdown file", "image": "an image", "archive": "a packed archive"}


def recognise(data: bytes, name: str) -> str:
    """The kind of file: txt, html, md, docx, pdf, or one that nobody here reads (doc, rtf, image, archive)."""
    for signature, kind in SIGNATURES:
        if data.startswith(signature):
            return kind
    if data.startswith(b"PK\x03\x04"):
        return "docx" if b"word/document.xml" in data else "archive"
    if HTML.match(data):
        return "html"
    return SUFFIXES.get(PurePath(name).suffix.lower(), "txt")


def to_text(data: bytes, kind: str) -> Decoded:
    """The plain text of a file of this kind. Raises Refusal where there is no reader or the reader gives up."""
    if not data:
        raise Refusal("The file is empty: put the text of the plan into it, or remove it.")
    if kind not in READERS:
        raise Refusal(f"This is {NAMES[kind]}, which is not read yet: save its text as plain text (.txt) in UTF-8.")
    decoded = READERS[kind](data)
    if not decoded.text.strip():
        raise Refusal("The file holds nothing but blanks: put the text of the plan into it, or remove it.")
    return decoded
