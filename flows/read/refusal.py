"""The exception of this room."""

from __future__ import annotations

from typing import Literal

Rule = Literal[
    "bad-sidecar",
    "broken-file",
    "crashed",
    "empty-file",
    "encrypted-file",
    "failed-validation",
    "link-outside",
    "no-text",
    "not-a-text",
    "program-error",
    "stale-correction",
    "stray-sidecar",
    "too-complex",
    "too-large",
    "too-long",
    "unknown-encoding",
    "unread-format",
    "unreadable-file",
    "unusable-file",
]


class Refusal(Exception):
    """A source cannot be used; the message is one sentence that tells a person what to do about it.

    `rule` is the stable name of what is wrong: it stands in the issues table, and quarantine.yml says of each how its
    sources come back.
    """

    def __init__(self, sentence: str, *, rule: Rule = "unusable-file") -> None:
        super().__init__(sentence)
        self.rule: Rule = rule


class Ended(Refusal):
    """The process that read the source was ended, or died: on another day or machine it may not."""
