"""How to cite the dataset, a document of it or a passage: GB/T 7714, APA and BibTeX; and CITATION.cff.

The texts are plain: no mark-up, one line each but for BibTeX, and nothing in them that cannot be seen. What a source
does not say (who issued it, when, its number) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from flows.present.release import Release
from flows.present.texts import plain
from flows.publish.datapackage import DESCRIPTION, TITLE
from flows.publish.facts import LICENCE
from flows.tables import Words

AUTHORS = Words("policy-plans 作者", "policy-plans authors")
KEYWORDS = (
    *("政策规划", "政策文本", "政府目标", "责任分工", "牵头单位", "开放数据"),
    *("policy plans", "government targets", "division of work", "open data", "China"),
)
CFF_LINE = 100_000  # characters: no folding, so that a text stays in one line
_LATEX = str.maketrans({  # BibTeX counts braces, whatever stands before them: an escaped one would end the field
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "#$%&_"},
})  # fmt: skip
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation in one style."""

    style: str
    text: str


def dataset_citations(release: Release) -> tuple[Citation, ...]:
    """The dataset, in this release."""
    url = release.address()
    return (
        Citation("GB/T 7714", f"{_gbt_dataset(release)}." + (f" {url}." if url else "")),
        Citation("APA", f"{_apa_dataset(release)}. {url}".strip()),
        Citation(
            "BibTeX",
            _bibtex(
                f"policyplans{release.version}",
                author=_group(AUTHORS.en),
                title=_group(f"{TITLE.zh} {TITLE.en}"),
                year=release.year,
                version=release.version,
                note=_latex(f"Data set, {LICENCE['name']}"),
                url=_url(url),
            ),
        ),
    )


def document_citations(document: Mapping[str, Any], release: Release) -> tuple[Citation, ...]:
    """A document, given as its row in `documents`."""
    return _in_release(document, "", str(document["doc_id"]), release)


def passage_citation(document: Mapping[str, Any], article: Mapping[str, Any], release: Release) -> tuple[Citation, ...]:
    """An article of a document, given as their rows in `articles` and `documents`."""
    place = plain(" ".join(str(article[column]) for column in ("path", "heading") if article.get(column)))
    return _in_release(document, place, str(article["article_id"]), release)


def cff(release: Release | None = None) -> str:
    """CITATION.cff of a release, or of the dataset in general."""
    about: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "引用本数据集时，请注明所用版本。When you use these data, please cite the release that you used.",
        "type": "dataset",
        "title": f"{TITLE.zh} {TITLE.en}",
        "abstract": f"{DESCRIPTION.zh} {DESCRIPTION.en}",
        "authors": [{"name": AUTHORS.en, "alias": AUTHORS.zh}],
        "keywords": list(KEYWORDS),
        "license": LICENCE["name"],
    }
    if release:
        about |= {"version": release.version, "date-released": date.fromisoformat(release.day)}
        if url := release.address():
            about["url"] = url
    return yaml.safe_dump(about, allow_unicode=True, sort_keys=False, width=CFF_LINE)


def write(release: Release) -> None:
    """Write <release>/CITATION.cff."""
    (release.folder / "CITATION.cff").write_text(cff(release), "utf-8", newline="\n")


def _in_release(document: Mapping[str, Any], place: str, row: str, release: Release) -> tuple[Citation, ...]:
    """A document, or a place in it, as the release has it under the id of a row."""
    issuers = [plain(name) for name in (document["issuers"] or "").split("；") if name]
    title = plain(document["title"] or document["notice_title"] or document["doc_id"])
    number, issued = plain(document["doc_number"]), document["date"]
    dated = issued.isoformat() if issued else str(document["year"] or "")
    url = release.address(f"site/documents/{document['doc_id']}.html")
    link = f"{url}#{row}" if url and row != document["doc_id"] else url
    gbt = (
        (f"{', '.join(issuers)}. " if issuers else "")
        + (f"{title}: {number}[Z]" if number else f"{title}[Z]")
        + (f", {dated}" if dated else "")
        + f"//{_gbt_dataset(release)}: "
        + (f"{place}; {row}." if place else f"{row}.")
        + (f" {link}." if link else "")
    )
    apa = (
        f"{_apa_opening(issuers, title, _apa_date(issued) or dated or 'n.d.')}"
        + (f" ({number})" if number else "")
        + (f", {place}" if place else "")
        + f". In {_apa_dataset(release)}. {row}. {link}".rstrip()
    )
    bibtex = _bibtex(
        re.sub(r"[^A-Za-z0-9-]", "", row) or "document",
        author=" and ".join(map(_group, issuers)),
        title=_group(title),
        year=dated[:4],
        date=issued.isoformat() if issued else "",
        number=_latex(number),
        note=_latex("; ".join(part for part in (place, row, f"{TITLE.zh} {TITLE.en} {release.version}") if part)),
        url=_url(link),
    )
    return Citation("GB/T 7714", gbt), Citation("APA", apa), Citation("BibTeX", bibtex)


def _gbt_dataset(release: Release) -> str:
    carrier = "DS/OL" if release.address() else "DS"
    return f"{AUTHORS.zh}. {TITLE.zh}: {release.version}[{carrier}]. ({release.day})"


def _apa_dataset(release: Release) -> str:
    return f"{AUTHORS.en}. ({release.year}). {TITLE.zh} [{TITLE.en}] (Version {release.version}) [Data set]"


def _apa_opening(issuers: list[str], title: str, dated: str) -> str:
    """Who, when, what; without anybody who signed, the title moves to the front."""
    return f"{', '.join(issuers)}. ({dated}). {title}" if issuers else f"{title}. ({dated})"


def _apa_date(issued: date | None) -> str:
    return f"{issued.year}, {_MONTHS[issued.month - 1]} {issued.day}" if issued else ""


def _bibtex(key: str, **fields: str) -> str:
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{key},", ",\n".join(lines), "}"])


def _group(text: str) -> str:
    """A name or title that BibTeX takes as it is, neither parted nor put into small letters."""
    return f"{{{_latex(text)}}}"


def _latex(text: str) -> str:
    return text.translate(_LATEX)


def _url(address: str) -> str:
    return address.replace("{", "%7B").replace("}", "%7D")
