"""What search looks for in texts: keys of two or three characters, the same here and in search.js.

A text is folded (small letters, half-width, simplified characters), character by character, so that places in it stay.
At each place a key begins: two characters where Chinese or another script is written, three where Latin letters or
digits are, fewer at the end of such a run. So every word that a text holds is found, in whatever way it is divided
into words, by keys that stand in a sorted list. Punctuation and blanks divide.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
from opencc import OpenCC

# Scripts whose words are found by two characters, as a class of a regular expression; folded text has no letter from
# U+D800 to U+FFFF, so that keys have one order in UTF-16 and in code points.
WIDE = "\u00c0-\u1fff\u2c00-\u2dff\u2e80-\u2fdf\u3005-\u3007\u3021-\u9fff\ua000-\ud7ff\U00010000-\U0003ffff"
PLACES = 3  # characters of a key, at most
BITS = 21  # of a code point
_NARROW_CLASS, _WIDE_CLASS = 1, 2
_CODE_POINTS = 0x110000

Codes = npt.NDArray[np.uint32]
Keys = npt.NDArray[np.uint64]


@cache
def folded() -> dict[str, str]:
    """The characters that are read as others."""
    fold = {chr(code): chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
    for code in range(0xFF01, 0xFF5F):  # full-width
        half = chr(code - 0xFEE0)
        fold[chr(code)] = fold.get(half, half)
    written = [chr(code) for first, end in ((0x3400, 0xA000), (0xF900, 0xFB00)) for code in range(first, end)]
    for char, simple in zip(written, OpenCC("t2s").convert("\n".join(written)).split("\n"), strict=True):
        if simple != char and len(simple) == 1 and simple <= "\uffff":
            fold[char] = simple
    return fold


def fold(text: str) -> str:
    """The text as it is searched, of the same length."""
    return text.translate(_translation())


def fold_of(characters: Iterable[str]) -> tuple[str, str]:
    """What of `folded` a corpus with these characters needs: the characters, and what each is read as."""
    there = set(characters)
    needed = [(char, simple) for char, simple in folded().items() if simple.isascii() or {char, simple} & there]
    return "".join(char for char, _ in needed), "".join(simple for _, simple in needed)


def codes(texts: Sequence[str]) -> tuple[Codes, npt.NDArray[np.int64]]:
    """Texts one after the other, folded, as code points with a line feed after each; and how many each has."""
    joined = "".join(f"{text}\n" for text in texts)
    found = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    return _folding()[found], np.array([len(text) + 1 for text in texts], np.int64)


def keys(text: Codes) -> tuple[Keys, npt.NDArray[np.bool_]]:
    """The key that begins at each place of folded code points, as a number, and where one begins at all."""
    kind = _classes()[text]
    padded = np.concatenate([text, np.zeros(2, np.uint32)]).astype(np.uint64)
    kinds = np.concatenate([kind, np.zeros(2, np.uint8)])
    size = len(text)
    second = kinds[1 : size + 1] == kind
    third = second & (kinds[2 : size + 2] == kind) & (kind == _NARROW_CLASS)
    found = padded[:size] << np.uint64(2 * BITS)
    found |= np.where(second, padded[1 : size + 1] << np.uint64(BITS), np.uint64(0))
    found |= np.where(third, padded[2 : size + 2], np.uint64(0))
    return found, kind > 0


def spelled(key: int) -> str:
    """A key as text."""
    mask = (1 << BITS) - 1
    return "".join(chr(code) for code in (key >> 2 * BITS, key >> BITS & mask, key & mask) if code)


@cache
def _translation() -> dict[int, str]:
    return {ord(char): simple for char, simple in folded().items()}


@cache
def _folding() -> Codes:
    table = np.arange(_CODE_POINTS, dtype=np.uint32)
    for char, simple in folded().items():
        table[ord(char)] = ord(simple)
    return table


@cache
def _classes() -> npt.NDArray[np.uint8]:
    table = np.zeros(_CODE_POINTS, np.uint8)
    for first, last in ("09", "az"):
        table[ord(first) : ord(last) + 1] = _NARROW_CLASS
    for first, last in (part for part in zip(WIDE[::3], WIDE[2::3], strict=True)):
        table[ord(first) : ord(last) + 1] = _WIDE_CLASS
    return table
