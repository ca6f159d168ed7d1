"""Traditional characters: kept as written; the rooms match on their simplified forms, character by character."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from opencc import OpenCC

# The commonest characters of official prose that simplified Chinese writes otherwise.
_TELLING = frozenset("會國發業產關務門設實進動經濟計劃辦開過為與區縣鎮鄉級個強體應領導機構員項標環質創網絡電訊農資")
_SHARE = 0.02  # of the characters; a simplified text has none, a traditional one above 0.08
_SAMPLE = 20_000  # characters


def simplified(text: str) -> str | None:
    """The text with every character in its simplified form, of the same length; None where it is simplified already."""
    sample = text[:_SAMPLE]
    if sum(char in _TELLING for char in set(sample)) < 3:
        return None
    if sum(map(_TELLING.__contains__, sample)) < _SHARE * len(sample):
        return None
    return text.translate({ord(char): _simple(char) for char in set(text) if char > "\u2e80"})


def _simple(char: str) -> str:
    simple = _converter().convert(char)
    return simple if len(simple) == 1 else char


@cache
def _converter() -> OpenCC:
    from opencc import OpenCC  # only sources in traditional characters pay for it

    return OpenCC("t2s")


_OURS = {  # columns whose words are ours, not the text's
    *(
        "kind",
        "reason",
        "rule",
        "level",
        "message",
        "region_code",
        "region_name",
        "subject",
        "admin_level",
        "comparator",
        "period",
    ),
    *("role", "basis", "relation", "doc_type", "genre", "subject", "path", "number", "unit", "before", "after", "n"),
}


class AsWritten:
    """Gives what was read out of the simplified text its traditional characters back."""

    def __init__(self, written: str, matched: str) -> None:
        self._written = written
        self._matched = matched
        self._characters = {ord(simple): char for char, simple in zip(written, matched, strict=True) if char != simple}

    def text(self, value: str) -> str:
        """The value as the text writes it: where it stands in the text, else character by character."""
        at = self._matched.find(value)
        return self._written[at : at + len(value)] if at >= 0 else value.translate(self._characters)

    def row(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """A row with its texts as written; codes, kinds and the agency of knowledge stay."""
        return {key: self._value(key, value) for key, value in row.items()}

    def _value(self, key: str, value: Any) -> Any:
        if key in _OURS or value is None:
            return value
        if isinstance(value, str):
            return self.text(value)
        return [self.text(item) for item in value] if isinstance(value, list) else value
