"""What goes to the terminal: plain text out of files must not command it."""

from __future__ import annotations

import os
import sys
import unicodedata
from typing import NoReturn

import click
from rich.console import Console
from rich.text import Text

HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # controls, bidirectional marks, surrogates, private use, breaks
UNBROKEN = 10_000  # characters a line, where no terminal shows them


def console() -> Console:
    """The standard output, without guesses at what words mean; lines are broken for a terminal only."""
    return Console(highlight=False, width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else UNBROKEN)


def safe(text: object) -> str:
    """Text with everything that a terminal would obey, or hide, written as an escape; line breaks stay."""
    return "".join(
        char if char == "\n" or unicodedata.category(char) not in HIDDEN else _escape(char) for char in str(text)
    )


def line(*parts: object, style: str = "") -> Text:
    """One line of safe text; rich's own marks in it mean nothing."""
    return Text(safe(" ".join(str(part) for part in parts if part not in (None, ""))), style=style)


def stop(sentence: str) -> NoReturn:
    """End with a sentence and exit code 1: somebody must act."""
    click.echo(safe(sentence), err=True)
    sys.exit(1)


def _escape(char: str) -> str:
    if char == "\t":
        return "    "
    code = ord(char)
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"
