"""How far a release can be relied on, as its index.json and its table of issues say it, for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flows.present.release import Release
from flows.publish.quarantine import UNNAMED
from flows.tables import Words

FIGURES = {  # of index.json, in the order and words of the page
    "documents": Words("文件", "Documents"),
    "facts": Words("文件信息（标题、文号、日期、地区等）", "Facts of documents (title, number, dates, region …)"),
    "articles": Words("条目", "Articles"),
    "bodies": Words("条目正文", "Bodies of articles"),
    "targets": Words("目标", "Targets"),
    "targets_strict": Words("目标（各列都对）", "Targets, every column right"),
    "milestones": Words("有期限的事项", "Milestones"),
    "assignments": Words("责任分工", "Assignments"),
    "roles": Words("分工的角色", "Roles of assignments"),
    "citations": Words("引用文件", "Citations"),
    "corrections": Words("修正", "Corrections"),
}
PLACES = 3  # shown of a rule


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of accuracy: how many rows readers found, and how many of ours they agree with."""

    words: Words
    right: int
    expected: int  # found by readers
    published: int  # found by us

    @property
    def precision(self) -> float | None:
        """Share of ours that is right."""
        return self.right / self.published if self.published else None

    @property
    def recall(self) -> float | None:
        """Share of theirs that we have."""
        return self.right / self.expected if self.expected else None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A rule that was unsure of something, how often, and where first."""

    rule: str
    level: str
    message: str
    n: int
    places: tuple[dict[str, Any], ...]  # rows of issues


def figures(release: Release) -> list[Figure]:
    """The figures that index.json has; none where nothing was measured."""
    given = (release.index.get("accuracy") or {}).get("figures") or {}
    return list(_read(given))


def figures_unseen(release: Release) -> list[Figure]:
    """The figures of plans that nobody had seen before they were read; none in releases that do not have them."""
    given = (release.index.get("accuracy_on_unseen_plans") or {}).get("figures") or {}
    return list(_read(given))


def doubts(release: Release) -> list[Doubt]:
    """The issues by rule, the most frequent first."""
    counts: Counter[str] = Counter()
    first: dict[str, list[dict[str, Any]]] = {}
    for batch in release.batches("issues"):
        for row in batch.to_pylist():
            counts[row["rule"]] += 1
            places = first.setdefault(row["rule"], [])
            if len(places) < PLACES:
                places.append(row)
    return [
        Doubt(rule, places[0]["level"], places[0]["message"], n, tuple(places))
        for rule, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        for places in (first[rule],)
    ]


def quarantined(release: Release) -> list[dict[str, Any]]:
    """The sources that could not be used, with the rule that refused each, and what it said."""
    rows = release.table("sources", "source_id", "path", "status", "error").to_pylist()
    refused = [row for row in rows if row["status"] == "quarantined"]
    rules: dict[str, str] = {}
    for batch in release.batches("issues") if refused else ():
        rules |= {row["source_id"]: row["rule"] for row in batch.to_pylist() if row["level"] == "error"}
    return [row | {"rule": rules.get(row["source_id"], UNNAMED)} for row in refused]


def _read(given: dict[str, Any]) -> Iterator[Figure]:
    for name, words in FIGURES.items():
        found = given.get(name)
        if found and {"right", "missed", "false"} <= found.keys():
            right = int(found["right"])
            yield Figure(words, right, right + int(found["missed"]), right + int(found["false"]))
