"""What a stream of a PDF file unpacks to, under a limit, whatever it is packed with and however that is written."""

from __future__ import annotations

import binascii
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO

from pdfminer.ascii85 import ascii85decode
from pdfminer.lzw import LZWDecoder
from pdfminer.pdfexceptions import PDFException

_STREAM = re.compile(rb"\bstream\r?\n")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_FILTERS = re.compile(rb"/(?:Filter|F)\s*(\[[^\[\]]*\]|/\w+)")
_NAME = re.compile(rb"/(\w+)")
_MOST_FILTERS = 4  # one after the other; real files have one or two
_LONGEST_HEAD = 100_000  # bytes of the dictionary before a stream
_BLANKS = bytes(range(33))


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream as it lies in the file: its dictionary, names as they are read (/Fl#61te is /Flate), and its bytes."""

    head: bytes
    packed: bytes

    def filters(self) -> list[str]:
        """What it is packed with, the outermost first. Streams that look deflated are taken to be, whatever is said."""
        found = _FILTERS.search(self.head)
        named = [name.decode() for name in _NAME.findall(found[1])] if found else []
        return named or (["Fl"] if _looks_deflated(self.packed) else [])


def streams(data: bytes) -> Iterator[Stream]:
    """The streams of a file, those in a file that is broken too."""
    end = 0
    for match in _STREAM.finditer(data):
        if match.start() < end:
            continue  # a word within the stream before
        head = data[max(end, match.start() - _LONGEST_HEAD) : match.start()].rpartition(b" obj")[2]
        stop = data.find(b"endstream", match.end())
        end = stop if stop >= 0 else len(data)
        yield Stream(unescaped(head), data[match.end() : end])


def unpacked(packed: bytes, filters: list[str], most: int) -> bytes:
    """The content of a stream, cut off after `most` bytes; what is broken counts as far as it goes."""
    content = packed
    for name in filters[:_MOST_FILTERS]:
        unpack = _UNPACK.get(name)
        if unpack is None:  # of pictures
            return content[:most]
        content = unpack(content, most)
    return content[:most]


def unescaped(names: bytes) -> bytes:
    """Names as they are read: #61 is a."""
    return _ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), names)


def _looks_deflated(packed: bytes) -> bool:
    return len(packed) > 2 and packed[0] & 15 == 8 and int.from_bytes(packed[:2]) % 31 == 0


def _inflate(packed: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, most)
    except zlib.error:
        return b""


def _hex(packed: bytes, most: int) -> bytes:
    digits = packed.partition(b">")[0].translate(None, _BLANKS)
    try:
        return binascii.unhexlify(digits + b"0" * (len(digits) % 2))
    except binascii.Error:
        return b""


def _ascii85(packed: bytes, most: int) -> bytes:
    try:
        return ascii85decode(packed)
    except (ValueError, binascii.Error):
        return b""


def _run_lengths(packed: bytes, most: int) -> bytes:
    content = bytearray()
    at = 0
    while at < len(packed) and len(content) <= most and (length := packed[at]) != 128:
        if length < 128:
            content += packed[at + 1 : at + length + 2]
            at += length + 2
        else:
            content += packed[at + 1 : at + 2] * (257 - length)
            at += 2
    return bytes(content)


def _lzw(packed: bytes, most: int) -> bytes:
    content = bytearray()
    try:
        for piece in LZWDecoder(BytesIO(packed)).run():
            content += piece
            if len(content) > most:
                break
    except (PDFException, IndexError, TypeError):
        pass
    return bytes(content)


_UNPACK: dict[str, Callable[[bytes, int], bytes]] = {
    **dict.fromkeys(("FlateDecode", "Fl"), _inflate),
    **dict.fromkeys(("ASCIIHexDecode", "AHx"), _hex),
    **dict.fromkeys(("ASCII85Decode", "A85"), _ascii85),
    **dict.fromkeys(("RunLengthDecode", "RL"), _run_lengths),
    **dict.fromkeys(("LZWDecode", "LZW"), _lzw),
}
