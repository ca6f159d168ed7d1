"""Texts of the data on their way into a page or a citation."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import lru_cache
from typing import Any

_IN_SCRIPT = {sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
_BLANKS = re.compile(r"\s+")
_UNSEEN = ("Cc", "Cf", "Cs")  # controls, direction and zero-width marks, halves of characters


def script_json(value: Any) -> str:
    """A value as JSON that may stand in a script of a page: nothing in it ends the script or begins a tag."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign, escaped in _IN_SCRIPT.items():  # ten times as quick as translate, which looks every character up
        text = text.replace(sign, escaped)
    return text


@lru_cache(maxsize=256)  # every citation in a document names its title and issuers
def plain(text: str | None) -> str:
    """A text of the data for one line: without what cannot be seen, blanks as one space."""
    return _BLANKS.sub(" ", seen(_BLANKS.sub(" ", text or ""))).strip()


def seen(line: str) -> str:
    """A line without control, direction and zero-width characters."""
    return "".join(sign for sign in line if unicodedata.category(sign) not in _UNSEEN)


def number(value: float) -> str:
    """A number as people read it: 10,595."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,g}"
