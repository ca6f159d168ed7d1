"""Which elements of a page are its text, and which are furniture: navigation, lists of links, the foot of the site.

Decided by counting, so that it holds for the layout of any site: Chinese prose has commas and full stops outside links,
furniture has not. Only what shows to be furniture is dropped; of the rest, the smallest element with all the prose is
the main one. Outside it, `html_lines` keeps no more than facts, titles and loose prose.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

NO_TEXT = frozenset(
    (
        "script", "style", "noscript", "template", "head", "iframe", "frame", "object", "embed", "applet",
        "svg", "canvas", "video", "audio", "map", "select", "option", "optgroup", "button", "input", "textarea",
        "datalist", "rt", "rp",
    )
)  # fmt: skip
_FIELDS = ("script", "template", "noscript", "textarea", "input")
ENDS = frozenset(("nav", "footer", "aside"))
_HOLDERS = frozenset(
    (
        "body", "div", "section", "article", "main", "td", "table", "tbody", "tr", "center", "form", "font",
        "span", "dl", "dd", "ul", "ol", "li",
    )
)  # fmt: skip
_INLINE = frozenset(("font", "span"))  # a run of words in a paragraph is no foot, whatever it names
_ATTACHED = re.compile(r"\.(?:docx?|xlsx?|pdf|wps|et|ofd|rar|zip)\b", re.IGNORECASE)
_FOOT = re.compile(
    r"ICP备|公网安备|版权所有|网站标识码|技术支持\s*[：:]|政府网站找错|copyright|建议使用.{0,40}浏览器", re.IGNORECASE
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|(?:left|top|text-indent)\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
_PROSE = str.maketrans("", "", "，。；")

_FEWEST_MARKS = 5  # of Chinese prose that a plan has, and words in a script have not
_LONGEST_FOOT = 600  # characters
_HIDDEN_SHARE = 0.6  # of the prose: what is hidden is a second copy at most, else a script is to show it
_SHARE = 0.97  # of the prose that the main element must hold


@dataclass(slots=True)
class Weight:
    """What an element holds, children included."""

    chars: int = 0
    linked: int = 0  # characters inside links, names of attachments aside
    links: int = 0
    marks: int = 0  # ，。； outside links


@dataclass(frozen=True, slots=True)
class Main:
    """The element that holds the text of a page, and the elements anywhere that are left out."""

    element: etree._Element
    dropped: frozenset[etree._Element]


def find_main(root: etree._Element) -> Main:
    """Tell text from furniture below `root`."""
    weights = _weigh(root)
    dropped: set[etree._Element] = set()
    kept = [root]
    for element in kept:  # grows while it is walked: parents before children
        for child in element.iterchildren("*"):
            if _is_furniture(child, weights[child], weights[root]):
                dropped.add(child)
            else:
                kept.append(child)
    _take_out(dropped, kept, weights)
    return Main(_smallest_with_prose(root, weights, dropped), frozenset(dropped))


def holds_prose_unshown(root: etree._Element) -> bool:
    """Whether prose stands in what no browser shows as text: a script's data, a field that a script is to show."""
    held = (text for e in root.iter(*_FIELDS) for text in (*e.itertext(), e.get("value", "")))
    return any(len(text) - len(text.translate(_PROSE)) >= _FEWEST_MARKS for text in held)


def _weigh(root: etree._Element) -> dict[etree._Element, Weight]:
    weights = {element: Weight() for element in root.iter("*")}
    for element in reversed(weights):  # children before parents
        weight = weights[element]
        if element.tag in NO_TEXT:
            weights[element] = weight = Weight()
        else:
            _add_text(weight, element.text)
            if element.tag == "a" and element.get("href") and not _names_attachment(element):
                weight.linked, weight.links, weight.marks = weight.chars, weight.links + 1, 0
        parent = element.getparent()
        if element is not root and parent is not None:
            above = weights[parent]
            _add_text(above, element.tail)
            above.chars += weight.chars
            above.linked += weight.linked
            above.links += weight.links
            above.marks += weight.marks
    return weights


def _add_text(weight: Weight, text: str | None) -> None:
    if text and (text := text.strip()):
        weight.chars += len(text)
        weight.marks += len(text) - len(text.translate(_PROSE))


def _names_attachment(link: etree._Element) -> bool:
    return bool(_ATTACHED.search(link.get("href", ""))) or "附件" in "".join(link.itertext())


def _is_furniture(element: etree._Element, weight: Weight, whole: Weight) -> bool:
    if element.tag in NO_TEXT:
        return True
    few = weight.marks * 10 < whole.marks
    if (few and element.tag in ENDS) or (weight.marks < _HIDDEN_SHARE * whole.marks and _is_hidden(element)):
        return True
    if weight.links > 1 and weight.linked * 2 > weight.chars and weight.marks * 30 < weight.chars:
        return True
    if element.tag not in _HOLDERS - _INLINE:
        return False
    return few and 0 < weight.chars < _LONGEST_FOOT and bool(_FOOT.search("".join(element.itertext())))


def _is_hidden(element: etree._Element) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style", "")))


def _take_out(dropped: set[etree._Element], kept: list[etree._Element], weights: dict[etree._Element, Weight]) -> None:
    """Take the prose of dropped elements out of the elements above them; `kept` has parents before children."""
    lost: dict[etree._Element | None, int] = {}
    for element in (*dropped, *reversed(kept)):
        marks = weights[element].marks if element in dropped else lost.get(element, 0)
        if element not in dropped:
            weights[element].marks -= marks
        parent = element.getparent()
        lost[parent] = lost.get(parent, 0) + marks


def _smallest_with_prose(
    root: etree._Element, weights: dict[etree._Element, Weight], dropped: set[etree._Element]
) -> etree._Element:
    main, all_marks = root, weights[root].marks
    while all_marks:
        inner = [child for child in main.iterchildren("*") if child not in dropped]
        best = max(inner, key=lambda child: weights[child].marks, default=None)
        if best is None or weights[best].marks < _SHARE * all_marks or best.tag not in _HOLDERS:
            break
        main = best
    return main
