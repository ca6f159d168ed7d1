"""PDF files that unpack to far more than they are: refused before PDFium, which has no limit, opens them.

Looked at are packed streams that are neither pictures nor fonts, so the text and drawing of pages: small in every plan.
"""

from __future__ import annotations

import re
import zlib

from flows.read.refusal import Refusal

MOST_UNPACKED = 40_000_000  # bytes; a page of text and rules has some ten thousand
_STREAM = re.compile(rb"stream\r?\n")
_OTHERS = re.compile(rb"/Subtype\s*/(?:Image|CIDFontType0C|Type1C|OpenType)|/Length1\b|/Length3\b")
_LONGEST_HEAD = 1000  # bytes of the dictionary before a stream


def refuse_bombs(data: bytes) -> None:
    """Raise Refusal when the pages of a PDF file unpack to more than any plan has."""
    unpacked = 0
    for match in _STREAM.finditer(data):
        head = data[max(0, match.start() - _LONGEST_HEAD) : match.start()].rpartition(b" obj")[2]
        if b"FlateDecode" not in head or _OTHERS.search(head):
            continue
        end = data.find(b"endstream", match.end())
        unpacked += _unpacked_size(data[match.end() : end if end > 0 else len(data)], MOST_UNPACKED - unpacked + 1)
        if unpacked > MOST_UNPACKED:
            megabytes = MOST_UNPACKED // 1_000_000
            raise Refusal(
                f"The pages of the PDF file unpack to more than {megabytes} MB: it is not read.", rule="too-large"
            )


def _unpacked_size(packed: bytes, most: int) -> int:
    """The size of a stream unpacked, counted up to `most`; what is broken counts as far as it goes."""
    try:
        return len(zlib.decompressobj().decompress(packed, most))
    except zlib.error:
        return 0
