"""How to load a release into the programs that people use: a file `<tool>.yml` each, in Chinese and English.

They are the one source: the site shows them, and `python -m flows.present.recipes > docs/recipes.md` writes the page
for those who read the repository. Every snippet that can run is run by the tests, in the folder of a release.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from flows.tables import Words
from flows.tables.declaration import LOADER

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Recipe:
    """What to do with one program; the snippet stands in the folder of a release."""

    name: str  # of its file: pandas
    order: int
    title: Words
    steps: tuple[Words, ...]
    language: str  # of the snippet, as Markdown names it
    snippet: str


@cache
def recipes() -> tuple[Recipe, ...]:
    """All recipes, those for spreadsheets first."""
    return tuple(sorted(map(_read, FOLDER.glob("*.yml")), key=lambda recipe: recipe.order))


def page() -> str:
    """All recipes as one page of Markdown."""
    return "\n".join([INTRODUCTION.strip(), "", *(line for recipe in recipes() for line in _section(recipe))])


def _read(path: Path) -> Recipe:
    raw = yaml.load(path.read_bytes(), LOADER)
    steps = tuple(Words(step["zh"], step["en"]) for step in raw.pop("steps"))
    title = Words(**raw.pop("title"))
    return Recipe(path.stem, title=title, steps=steps, snippet=raw.pop("snippet").rstrip(), **raw)


def _section(recipe: Recipe) -> list[str]:
    title = " · ".join(dict.fromkeys((recipe.title.zh, recipe.title.en)))
    steps = [line for words in recipe.steps for line in (f"- {words.zh}", f"  {words.en}")]
    return [f"## {title}", "", *steps, "", f"```{recipe.language}", recipe.snippet, "```", ""]


INTRODUCTION = """
# 如何读取 · How to load a release

这些做法都在一个发布版的文件夹里进行，例如 `cd outputs/latest`。表与列的含义见该文件夹的 `README.md`。

All of this happens in the folder of a release, as after `cd outputs/latest`. Its `README.md` says what tables and
columns mean.

<!-- Made from flows/present/recipes/*.yml: python -m flows.present.recipes > docs/recipes.md -->
"""
