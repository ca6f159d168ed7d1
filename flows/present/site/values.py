"""A value of the data as people read it: as the text says it, and never without its period."""

from __future__ import annotations

from flows.present.texts import plain
from flows.tables import Words, table

GROWTH = ("年均", "每年", "年增", "增速", "增长率")  # an indicator that says so itself


def said(value_text: str | None, kind: str | None, period: str | None, indicator: str | None = None) -> Words:
    """The number as the text writes it (2.6万亿元), with what it is counted by (每年)."""
    text = plain(value_text)
    label = (table("targets")["period"].enum or {}).get(period or "")
    if not text or label is None:
        return Words(text, text)
    told = any(word in (indicator or "") for word in GROWTH) or label.zh in text
    before = "" if told else "年均 " if kind == "growth" and period == "year" else f"每{label.zh} "
    return Words(f"{before}{text}", f"{text} a {label.en}")


def amount(value: float) -> str:
    """A number as short as Chinese texts write it: 2.6万亿."""
    for size, word in ((1e12, "万亿"), (1e8, "亿"), (1e4, "万")):
        if abs(value) >= size:
            return f"{value / size:.4g}{word}"
    return f"{value:.6g}"
