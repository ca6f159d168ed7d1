"""What a person may write as a value in a sidecar: each check gives the value as we keep it, or raises Refusal.

`what` names the value in its sentence: "`publisher`", or "`reason` of entry 2 of `rows`".
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from flows.read.refusal import Refusal

_NEVER = {"Cc", "Cs", "Co", "Cn"}  # controls and surrogates, which tables cannot hold; characters that mean nothing


def unfit(what: str, must: str) -> Refusal:
    """The refusal of a value; the sentence goes on after "must"."""
    return Refusal(f"Its sidecar's {what} must {must}.", rule="bad-sidecar")


def text(what: str, value: object) -> str:
    """A text in NFC, without blanks around it; line breaks stay."""
    if not isinstance(value, str) or not value.strip():
        raise unfit(what, "be a text: put it in quotes")
    if any(unicodedata.category(char) in _NEVER and char not in "\n\t" for char in value):
        raise unfit(what, "not hold control characters: take them out")
    return unicodedata.normalize("NFC", value.strip())


def line(what: str, value: object) -> str:
    """A text on one line."""
    return " ".join(text(what, value).split())


def url(what: str, value: object) -> str:
    """An address in the web."""
    address = text(what, value)
    if not re.match(r"https?://[^\s/]", address):
        raise unfit(what, "be a web address that begins with http:// or https://")
    return address


def day(what: str, value: object) -> str:
    """A day in ISO form."""
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise unfit(what, "be a day, written as 2017-08-28") from None


def region(what: str, value: object) -> str:
    """Six digits, or a name in Chinese characters."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 999_999:
        return f"{value:06d}"  # YAML reads unquoted codes as numbers
    name = text(what, value)
    if not re.fullmatch(r"[0-9]{6}|[\u4e00-\u9fff]{2,40}", name):
        raise unfit(what, "be a six-digit code of GB/T 2260 or a name such as 江西省赣州市兴国县")
    return name
