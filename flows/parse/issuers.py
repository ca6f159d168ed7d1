"""Who issues a document: the bodies that a signature or a title names."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

from flows.clean.width import HAN
from flows.knowledge.genre import BODY_ENDS
from flows.model import Span

Parted = Callable[[int], bool]  # whether blanks of the raw text stood before the character at a clean offset

_ENDS = re.compile(f"(?:{BODY_ENDS})$")
_NAME = re.compile(  # a name ends where the next begins: 中共…, 国务院…, 甲省人民政府…, 财政部
    rf"[{HAN}（）]{{2,40}}?(?:{BODY_ENDS})(?!办公[厅室]|员会)"
    rf"(?=、|\s|$|中共|国务院|中央|国家|[{HAN}]{{2,9}}?(?:省|市|县|区|自治州|盟|旗)(?:委|人民|政府)"
    rf"|财政部|[{HAN}]{{2,10}}部(?!门|署))"
)


def split_issuers(text: str, span: Span, parted: Parted) -> list[str]:
    """The bodies that a line of signature names, in order.

    The line is split at blanks of the raw text (codebook: split before spaces are removed), else where one name ends
    and another begins.
    """
    start, end = span
    blanks = (i for i in range(start + 1, end) if parted(i) and _ENDS.search(text[start:i]))
    parts = [text[a:b].strip(" 、") for a, b in itertools.pairwise([start, *blanks, end])]
    return [name for part in parts for name in names_in(part)]


def names_in(line: str) -> list[str]:
    """The names of bodies that make up a line."""
    return _NAME.findall(line)
