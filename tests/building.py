"""Documents for tests, built from short clean texts without the parser."""

from __future__ import annotations

import re

from flows.model import Document, Unit

_LABELS = (
    re.compile(r"第[一二三四五六七八九十]+章\s*"),
    re.compile(r"[一二三四五六七八九十]+、"),
    re.compile(r"（[一二三四五六七八九十]+）"),
    re.compile(r"\d+[.．、](?!\d)"),
    re.compile(r"——"),
)


def document(text: str, year: int | None = 2017) -> Document:
    """A document of the lines of a clean text: labelled lines open units, other lines are paragraphs of the last one.

    A first sentence of at most 25 characters is the heading of its unit; a longer one is a paragraph.
    Lines before the first label are the preamble; a text without labels is one article.
    """
    lines = [(match.start(), match.end()) for match in re.finditer(r"[^\n]+", text)]
    drafts: list[tuple[int, str, int, int, tuple[int, int] | None, list[tuple[int, int]]]] = []
    for start, end in lines:
        level, label = next(
            ((depth, match) for depth, pattern in enumerate(_LABELS, 1) if (match := pattern.match(text, start, end))),
            (0, None),
        )
        if label is None:
            if not drafts:
                drafts.append((0, "", start, start, None, []))
            drafts[-1][5].append((start, end))
            continue
        body = (label.end(), end)
        first = text.find("。", label.end(), end)
        if first >= 0 and first + 1 < end and first - label.end() <= 25 and level < 5:
            head, own = (label.end(), first), [(first + 1, end)]
        elif end - label.end() <= 25 and level < 5:
            head, own = (label.end(), end - text[:end].endswith("。")), []
        else:
            head, own = None, [body]
        drafts.append((level, label[0], start, label.end(), head, own))
    labelled = any(level for level, *_ in drafts)
    units: list[Unit] = []
    for index, (level, label_text, start, _, heading, paragraphs) in enumerate(drafts):
        parent = next((back for back in range(index - 1, -1, -1) if 0 < units[back].level < level), None)
        kind = "item" if level == 5 else "article" if level else "preamble" if labelled else "article"
        end = max([start] + [stop for _, stop in paragraphs] + ([heading[1]] if heading else []))
        units.append(
            Unit(str(index), level, kind, label_text or None, None, heading, tuple(paragraphs), (start, end), parent)
        )
    return Document(
        text=text, title=None, notice_title=None, doc_type=None, issuers=(), region_code=None, region_name=None,
        admin_level=None, doc_number=None, date_issued=f"{year}-01-01" if year else None, date_published=None,
        recipients=None, notice=(), units=tuple(units), spans=((0, len(text)),),
    )  # fmt: skip
