"""How every page of the site is made: one folder, one base template, one way to put data into it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from flows.present.release import Release
from flows.present.site.markdown import inline
from flows.present.texts import number, plain, script_json
from flows.publish.quarantine import rules

TEMPLATES = Path(__file__).parent
_ASSETS = (".css", ".js")
TOLD = ("version", "day", "year")  # of a release, which no page but the first has in itself
SAME = "the same as "  # what link/rename.py says of a duplicate, before the id of the other


@dataclass(frozen=True, slots=True)
class Site:
    """The site of a release, as it is written."""

    release: Release

    @property
    def folder(self) -> Path:
        """Where it is written."""
        return self.release.folder / "site"

    def render(self, template: str, path: str, **context: Any) -> None:
        """Write a page: a template of this package, its path below site/, and what it shows."""
        self.write(path, self.page(template, path, **context))

    def page(self, template: str, path: str, **context: Any) -> str:
        """The HTML of a page.

        Templates know `release`, `here` (the page's path) and `root` ("" or "../"), which goes before every link.
        """
        root = "../" * (len(PurePosixPath(path).parts) - 1)
        return _templates().get_template(template).render(release=self.release, here=path, root=root, **context)

    def write(self, path: str, text: str) -> None:
        """Write a file below site/."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8", newline="\n")

    def write_data(self, path: str, name: str, value: Any) -> None:
        """Write data as a script that sets `window.<name>`: a page on the disk may load that, but not a .json file."""
        self.write(path, f"window.{name}={script_json(value)};\n")

    def write_assets(self) -> None:
        """Copy the style sheets and scripts of this package to assets/, and say in data/ which release this is."""
        found = [path for path in sorted(TEMPLATES.iterdir()) if path.suffix in _ASSETS]
        (self.folder / "assets").mkdir(parents=True, exist_ok=True)
        for path in found:
            shutil.copyfile(path, self.folder / "assets" / path.name)
        self.write_data("data/release.js", "plansRelease", {name: getattr(self.release, name) for name in TOLD})


@cache
def _doubts() -> dict[str, str]:
    """What a rule of issues means, in Chinese, by its name."""
    refusals = {rule: f"{words['zh']}。" for rule, words in rules().items()}
    doubts: dict[str, str] = yaml.safe_load((TEMPLATES / "doubts.yml").read_text("utf-8"))
    return refusals | doubts


@cache
def _reasons() -> dict[str, str]:
    """Why a segment is in no document, in Chinese, by the reason in English."""
    reasons: dict[str, str] = yaml.safe_load((TEMPLATES / "reasons.yml").read_text("utf-8"))
    return reasons


def _reason_zh(reason: str | None) -> str | None:
    """A reason in Chinese; of a duplicate with the id that it names. None where nobody has said it in Chinese."""
    head, _, named = (reason or "").partition(SAME)
    return f"{_reasons()[SAME.strip()]}{named}" if not head and named else _reasons().get(head)


@cache
def _templates() -> Environment:
    found = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.filters |= {
        "plain": plain,
        "number": number,
        "inline": inline,
        "doubt_zh": _doubts().get,
        "reason_zh": _reason_zh,
        "script_json": lambda value: Markup(script_json(value)),
    }
    return found
