"""Pieces of a picture in SVG. Both languages stand in it, as in the page around it; colours are classes of the style
sheet, so that it follows the theme; what the data say goes in as text.
"""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from flows.present.texts import plain
from flows.tables import Words

WIDTH = 360  # of a picture: what a phone shows at its own size
LETTER = 12.5  # the width of a Chinese letter at the usual size; of a Latin one about half


def picture(height: float, parts: Iterable[Markup], label: Words, width: float = WIDTH) -> Markup:
    """The whole picture."""
    return Markup(
        '<svg class="fig" viewBox="0 0 {} {}" width="{}" height="{}" role="group" aria-label="{} {}">{}</svg>'
    ).format(_n(width), _n(height), _n(width), _n(height), label.zh, label.en, Markup("").join(parts))


def words(x: float, y: float, given: Words, class_: str = "", anchor: str = "start", room: float = 0) -> Markup:
    """A text at a place, shortened where it is wider than the room that there is."""
    if given.zh == given.en:
        return _text(x, y, given.zh, class_, anchor, "zh-Hans", room)
    return _text(x, y, given.zh, f"t {class_}", anchor, "zh-Hans", room) + _text(
        x, y, given.en, f"t {class_}", anchor, "en", room
    )


def bar(x: float, y: float, width: float, height: float, class_: str) -> Markup:
    """A filled box."""
    return Markup('<rect x="{}" y="{}" width="{}" height="{}" class="{}"/>').format(
        _n(x), _n(y), _n(width), _n(height), class_
    )


def dot(x: float, y: float, class_: str, radius: float = 5) -> Markup:
    """A filled circle."""
    return Markup('<circle cx="{}" cy="{}" r="{}" class="{}"/>').format(_n(x), _n(y), _n(radius), class_)


def line(points: Iterable[tuple[float, float]], class_: str) -> Markup:
    """A line through some points."""
    joined = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
    return Markup('<polyline points="{}" class="{}"/>').format(joined, class_)


def link(href: str, says: Words, *parts: Markup) -> Markup:
    """Pieces that lead to another place, and what is said when somebody points at them."""
    said = says.zh if says.zh == says.en else f"{says.zh} {says.en}"
    return Markup('<a href="{}" aria-label="{}"><title>{}</title>{}</a>').format(
        href, plain(said), plain(said), Markup("").join(parts)
    )


def shortened(text: str, room: float) -> str:
    """As much of a text as there is room for."""
    used = 0.0
    for place, letter in enumerate(text):
        used += LETTER if letter > "\u2e80" else LETTER * 0.5
        if used > room:
            return text[: max(place - 1, 1)] + "…"
    return text


def _text(x: float, y: float, said: str, class_: str, anchor: str, lang: str, room: float) -> Markup:
    shown = plain(said)
    shown = shortened(shown, room) if room else shown
    return Markup('<text x="{}" y="{}" class="{}" text-anchor="{}" lang="{}">{}</text>').format(
        _n(x), _n(y), class_.strip(), anchor, lang, shown
    )


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
