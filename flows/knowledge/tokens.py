"""Chinese texts cut into words, by jieba's dictionary and the field's phrases (phrases.txt), without guessed words.

jieba is the tokenizer of reference. Where rjieba is installed it does the same work, with the same words, twenty times
as fast; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

try:
    import rjieba
except ImportError:  # it has no wheel for every machine
    rjieba = None  # type: ignore[assignment]

PHRASES = Path(__file__).with_name("phrases.txt")  # as jieba's user dictionaries are: word, frequency


class Tokenizer(Protocol):
    """What cuts texts into words."""

    def cut(self, text: str) -> list[str]:
        """The words of a text, one after the other."""

    def cut_all(self, text: str) -> list[str]:
        """All words of two characters or more, overlapping as they may, from left to right, the shortest first."""


class Fast:
    """rjieba, which takes no file: it is told each phrase."""

    def __init__(self) -> None:
        for phrase, frequency in phrases():
            rjieba.add_word(phrase, frequency, None)  # to the dictionary that there is: another takes 0.3 s and 25 MB

    def cut(self, text: str) -> list[str]:
        """The words of a text, one after the other."""
        words: list[str] = rjieba.cut(text, False)
        return words

    def cut_all(self, text: str) -> list[str]:
        """All words of two characters or more, overlapping as they may, from left to right, the shortest first."""
        return [word for word in rjieba.cut_all(text) if len(word) > 1]


class Reference:
    """jieba."""

    def __init__(self) -> None:
        import jieba

        jieba.setLogLevel("WARNING")
        self._jieba = jieba.Tokenizer()
        self._jieba.load_userdict(str(PHRASES))

    def cut(self, text: str) -> list[str]:
        """The words of a text, one after the other."""
        return list(self._jieba.cut(text, HMM=False))

    def cut_all(self, text: str) -> list[str]:
        """All words of two characters or more, overlapping as they may, from left to right, the shortest first."""
        return [word for word in self._jieba.cut(text, cut_all=True) if len(word) > 1]


def phrases() -> Iterator[tuple[str, int]]:
    """The phrases of the field, each with the frequency that makes it one word."""
    for line in PHRASES.read_text("utf-8").splitlines():
        phrase, frequency = line.split()
        yield phrase, int(frequency)


TOKENIZER: Tokenizer = Fast() if rjieba else Reference()
cut, cut_all = TOKENIZER.cut, TOKENIZER.cut_all
