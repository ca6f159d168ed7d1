"""Bytes → text. A byte order mark decides, then strict UTF-8, then what Chinese offices use, if that gives Chinese."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, replace

from flows.read.refusal import Refusal

MARKS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32"),
    (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
)
CANDIDATES = (
    "gb18030",
    "big5",
    "cp950",
    "big5hkscs",
    "utf-16-le",
    "utf-16-be",
)  # believed only when the result looks like Chinese
LONGEST_CHARACTER = 4  # bytes, in every encoding named here

SAMPLE = 20_000  # characters looked at when judging whether a text is Chinese
COMMON_SHARE = 0.8  # of the non-ASCII characters; measured: real plans ≥ 0.99, the same read in a wrong encoding ≤ 0.59
CONTROLS = [chr(code) for code in range(1, 32) if chr(code) not in "\t\n\v\f\r\x1a"]
CONTROL_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of a source, without its byte order mark; `lost` is the number of bytes cut off in its last character."""

    text: str
    encoding: str
    lost: int = 0


def decode(data: bytes) -> Decoded:
    """The text in `data`. Raises Refusal when the bytes are no text, or none in an encoding that we can tell."""
    decoded = _marked(data) or _attempt(data, "utf-8") or _believable(data)
    if decoded is None:
        raise _why_not(data)
    if "\0" in decoded.text or sum(map(decoded.text.count, CONTROLS)) > CONTROL_SHARE * len(decoded.text):
        raise Refusal(
            "This is no text file (it holds control characters): replace it by the text of the plan.", rule="not-a-text"
        )
    return decoded


def _marked(data: bytes) -> Decoded | None:
    """The text behind a byte order mark; None where there is no mark."""
    for mark, encoding, name in MARKS:
        if data.startswith(mark):
            decoded = _attempt(data[len(mark) :], encoding)
            if decoded is None:
                raise Refusal(
                    f"The file begins with the mark of {name} but is not valid {name}: save it again.",
                    rule="unknown-encoding",
                )
            return replace(decoded, encoding=name)
    return None


def _believable(data: bytes) -> Decoded | None:
    """The first candidate encoding in which the bytes are Chinese text."""
    attempts = (_attempt(data, encoding) for encoding in CANDIDATES)
    return next((decoded for decoded in attempts if decoded and looks_chinese(decoded.text)), None)


def _attempt(data: bytes, encoding: str) -> Decoded | None:
    """Strict decoding that forgives one thing: a last character that was cut off."""
    try:
        return Decoded(data.decode(encoding).removeprefix("\ufeff"), encoding)  # GB18030 has a mark, too
    except UnicodeDecodeError as error:
        lost = len(data) - error.start
        if error.start == 0 or lost >= LONGEST_CHARACTER or not _is_cut(data[error.start :], encoding):
            return None
        return Decoded(data[: error.start].decode(encoding), encoding, lost)


def _is_cut(tail: bytes, encoding: str) -> bool:
    """Whether `tail` is the beginning of a character rather than an error."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(tail) == ""
    except UnicodeDecodeError:
        return False


def looks_chinese(text: str) -> bool:
    """Whether most of the non-ASCII characters are everyday Chinese ones (simplified or traditional) or their marks."""
    sample = [char for char in text[:SAMPLE] if char > "\x7f"]
    return bool(sample) and sum(map(_is_common, sample)) >= COMMON_SHARE * len(sample)


def _is_common(char: str) -> bool:
    """Level 1 of GB 2312 or of Big5 (the everyday characters of each), or punctuation and full-width forms."""
    if "\u3000" <= char <= "\u3017" or "\uff01" <= char <= "\uff5e" or char in "—‘’“”…·℃":
        return True
    for encoding, first, last in (("gb2312", b"\xb0\xa1", b"\xd7\xf9"), ("big5", b"\xa4\x40", b"\xc6\x7e")):
        try:
            if first <= char.encode(encoding) <= last:
                return True
        except UnicodeEncodeError:
            continue
    return False


def _why_not(data: bytes) -> Refusal:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        place = error.start
    if data.count(b"\0"):
        return Refusal(
            "This is no text file (it holds zero bytes): replace it by the text of the plan.", rule="not-a-text"
        )
    return Refusal(
        f"The encoding cannot be told: not UTF-8 (byte {place:,} is wrong) and no Chinese text in "
        "GB18030, Big5 or UTF-16: save the file as UTF-8.",
        rule="unknown-encoding",
    )
