"""HTML → text: a page of a government site with all that is around the text, or the bare field of a CMS.

A paragraph, a heading, a <br> each give a line; tables as flows/read/rows.py says. What is kept is decided element by
element (flows/read/html_main.py), not by a score for a whole page: general extractors (trafilatura, at its settings for
recall) run the text of a layout table into one line, and drop short lines, which here are headings and signatures.
"""

from __future__ import annotations

import codecs
import re

from lxml import etree

from flows.read.encoding import Decoded, decode
from flows.read.html_lines import lines_of
from flows.read.html_main import holds_prose_unshown
from flows.read.metadata import tells_publication
from flows.read.refusal import Refusal

MOST_TAGS = 200_000  # the longest plan as a page of Word's has 40,000; memory grows with each
LONGEST_TAG = 20_000  # characters without its pictures; attributes cost their number squared
_CHARSET = re.compile(rb"<meta[^<>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)
_BROKEN_BLANK = re.compile(rb"&(?:amp;)?(?:sp|nsp|nbp|nsbp|nbps);?")  # what editors left of &nbsp;
_PICTURE = re.compile(rb"data:[^\"'<>\s]*")
_LONG_TAG = re.compile(rb"<[^<>]{%d,}" % LONGEST_TAG)
_PUBLISHED = "//meta[translate(@name, 'PUBDATE', 'pubdate')='pubdate']/@content"
_DAY = re.compile(r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}[\s日\d:]{0,12}$")
_STOP = re.compile("[，。；]")
_CHINESE = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs"}


def read_html(data: bytes) -> Decoded:
    """The main text of a page, one line a paragraph. Raises Refusal when it is no page that a plan could be."""
    if data.count(b"<") > MOST_TAGS:
        raise Refusal(
            f"The page has more than {MOST_TAGS:,} tags, no plan has: save its text as plain text (.txt).",
            rule="too-complex",
        )
    decoded = _decode(data)
    root = parse_page(decoded.text)
    lines = lines_of(root)
    published = None if any(map(tells_publication, lines)) else _published(root)
    text = "\n".join([published, *lines] if published and lines else lines)
    if not text or (not _STOP.search(text) and holds_prose_unshown(root)):
        raise Refusal(
            "The page holds no text (is it made by a script?): copy the plan's text into a .txt file.", rule="no-text"
        )
    return Decoded(text, decoded.encoding, decoded.lost)


def _published(root: etree._Element) -> str | None:
    """The day of publication in the head of a page, as the standard for sites of governments has it, as a field."""
    days = (str(day).strip() for day in root.xpath(_PUBLISHED))
    return next((f"发布时间：{day}" for day in days if _DAY.match(day)), None)


def _decode(data: bytes) -> Decoded:
    """The characters of a page; where the bytes are not quite what it says they are, the wrong ones become \\ufffd."""
    try:
        return decode(data)
    except Refusal:
        match = _CHARSET.search(data[:5000])
        if b"\0" in data or not match:
            raise
        name = match[1].decode().lower()
        encoding = _CHINESE.get(name, name)
        try:
            return Decoded(data.decode(encoding, "replace"), codecs.lookup(encoding).name)
        except LookupError:
            raise Refusal(
                f"The page says that its encoding is {name}, which nobody knows: save it as UTF-8.",
                rule="unknown-encoding",
            ) from None


def parse_page(page: str) -> etree._Element:
    """The tree of a page, without comments. Refuses what would cost its parser more than it is worth."""
    data = _BROKEN_BLANK.sub(b" ", _PICTURE.sub(b"", page.encode("utf-8", "replace")))
    if _LONG_TAG.search(data):
        raise Refusal(
            f"A tag of the page is longer than {LONGEST_TAG:,} characters: save its text as plain text (.txt).",
            rule="too-complex",
        )
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise Refusal("The page holds no text: copy the plan's text into a .txt file.", rule="no-text")
    if any("depth" in error.message for error in parser.error_log.filter_from_fatals()):
        raise Refusal(
            "The tags of the page are nested too deeply to be read: save its text as plain text (.txt).",
            rule="too-complex",
        )
    return root
