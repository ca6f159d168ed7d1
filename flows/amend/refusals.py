"""The two ways in which an entry of a sidecar is refused; both put its source in quarantine."""

from __future__ import annotations

from flows.read.overrides import FactOverride, RowOverride
from flows.read.refusal import Refusal


def stale_entry(override: FactOverride | RowOverride, sentence: str) -> Refusal:
    """The entry does not fit what the text and the rules give today; the sentence goes on after the entry's name."""
    return Refusal(f"Its sidecar's {override.name} {sentence}", rule="stale-correction")


def bad_entry(override: FactOverride | RowOverride, sentence: str) -> Refusal:
    """The entry is written in a way that fits no text."""
    return Refusal(f"Its sidecar's {override.name} {sentence}", rule="bad-sidecar")
