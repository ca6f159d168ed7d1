r"""LaTeX of recognition tools → text: `$95\%$` is 95%, `$\geqslant 8$` is ≥8, `$3000\mathrm{m}^2$` is 3000m².

Tools that recognise printed pages write numbers, signs and brackets as formulas. pylatexenc knows the signs; here it is
decided what is a formula at all (a price of $5 is none), and how powers are written.
"""

from __future__ import annotations

import re
from functools import cache

from pylatexenc.latex2text import LatexNodes2Text

_FORMULA = re.compile(r"\$\$?([^$\n]{1,200})\$\$?|\\\(([^\n]{1,200}?)\\\)|\\\[([^\n]{1,200}?)\\\]")
_IS_FORMULA = re.compile(r"\\[a-zA-Z%,;: ]|[_^]|^[\s\d.,+-]+%?\s*$|^\s*[①-⑳一-鿿〔〕（）]+\s*$")
_CIRCLED = re.compile(r"\\textcircled\s*\{?\s*(?:\\\w+\s*\{\s*)?(\d{1,2})[\s}]*\}?")
_POWER = re.compile(r"\s*\^\s*([23])(?!\d)")
_SIGNS = str.maketrans({"∼": "~", "∘": "°", "⩾": "≥", "⩽": "≤", "⋅": "·", "−": "-", "\u2009": "", "\xa0": " "})
_DEEPEST = 20  # braces in braces; a formula of a plan has three


def without_latex(text: str) -> str:
    """The text with its formulas as plain characters; what is no formula, or one too deeply nested, stays."""
    return _FORMULA.sub(_plain, text) if "$" in text or "\\" in text else text


def _plain(match: re.Match[str]) -> str:
    formula = match[1] or match[2] or match[3]
    if not _IS_FORMULA.search(formula) or formula.count("{") > _DEEPEST:
        return match[0]
    formula = _CIRCLED.sub(lambda m: chr(0x245F + int(m[1])) if 0 < int(m[1]) < 21 else m[0], formula)
    try:
        text = _converter().latex_to_text(formula)
    except (ValueError, IndexError, KeyError, RecursionError):
        return match[0]
    text = _POWER.sub(lambda m: "²³"[int(m[1]) - 2], text.translate(_SIGNS))
    return re.sub(r"[_^](?=[\d°])", "", text).strip()


@cache
def _converter() -> LatexNodes2Text:
    return LatexNodes2Text(math_mode="text", strict_latex_spaces=False)
