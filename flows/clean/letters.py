"""Characters that stand for plainer ones: forms of other widths, radicals, odd blanks, signs that nobody sees.

Every function keeps the length of its text; the tables are in knowledge/letters.yml.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from flows.knowledge import facts

DROPPED = "\0"  # stands for a character that clean text leaves out

_LETTERS = facts("letters.yml")


def _codes(ranges: Iterable[str]) -> Iterator[int]:
    """The code points of ranges written in hex: 2000-200a."""
    for written in ranges:
        first, _, last = str(written).partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def _table() -> dict[int, int]:
    """What every character becomes that is not kept as it is; 0 (DROPPED) for those that go."""
    table = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
    table |= {
        ord(wide): ord(plain) for wide, plain in zip("％＋／．﹒﹪＂＇＝＃＆＠＊\t", "%+/..%\"'=#&@* ", strict=True)
    }
    table |= {
        ord(odd): ord(plain)
        for odd, plain in zip(
            "\u2028\u2029\v\f\x85｡､﹐﹔﹕﹗﹖﹙﹚﹝﹞", "\n\n\n\n\n。、，；：！？（）〔〕", strict=True
        )
    }
    table |= {code: ord(" ") for code in _codes(_LETTERS["blanks"])}
    table |= {code: ord(unicodedata.normalize("NFKC", chr(code))) for code in range(0x2F00, 0x2FD6)}
    table |= {ord(radical): ord(plain) for radical, plain in _LETTERS["radicals"].split()}
    seen = frozenset("\t\n\v\f\x85\r")
    unseen = (code for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in seen)
    return table | dict.fromkeys((*unseen, *_codes(_LETTERS["unseen"])), 0)


_PLAIN = _table()
_BULLET_CODES = frozenset(_codes(_LETTERS["bullets"])) - frozenset(_codes(_LETTERS["blanks"]))
_BULLETS = re.compile(rf"^[ \u3000\0]*[{chr(min(_BULLET_CODES))}-{chr(max(_BULLET_CODES))}]+", re.MULTILINE)
_COMBINED = re.compile(r"[^\u0300-\u036f][\u0300-\u036f\u3099\u309a]+")
_LABEL = (
    r"[一二三四五六七八九十]{1,3}[、.]|[（(][一二三四五六七八九十\d]{1,3}[）)]|第[一二三四五六七八九十]{1,3}[章节条]"
    r"|\d{1,3}[.、．](?!\d)"
)
_SIGN_BEFORE_NUMBER = re.compile(rf"^([ \u3000\0]*)[●○◆◇■□▲△▶►➢➤◎※★☆•·](?=[ \u3000\0]*(?:{_LABEL}))", re.MULTILINE)


def plain(text: str) -> str:
    """NFC; half-width digits, Latin letters, %, + and /; characters for radicals; blanks of one kind; nothing unseen.

    A sign in front of a numbered heading (●一、) goes, for it is no part of the number.
    """
    text = text.translate(_PLAIN)
    if not unicodedata.is_normalized("NFC", text):
        text = _COMBINED.sub(lambda m: unicodedata.normalize("NFC", m[0]).ljust(len(m[0]), DROPPED), text)
        text = "".join(map(_composed, text))
    text = _BULLETS.sub(lambda m: DROPPED * len(m[0]), text)
    return _SIGN_BEFORE_NUMBER.sub(rf"\1{DROPPED}", text)


def _composed(char: str) -> str:
    composed = unicodedata.normalize("NFC", char)
    return composed if len(composed) == 1 else char
