"""What the start page says first: sentences whose figures come from queries that are kept as data (findings.yml)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

import yaml
from markupsafe import Markup

from flows.present.dimensions import functions_in_english
from flows.present.release import Release
from flows.present.site.documents import region_words
from flows.present.site.values import said
from flows.present.texts import number, plain
from flows.publish.engine import engine, name, text
from flows.publish.release import parquet
from flows.tables import names

FINDINGS = Path(__file__).with_name("findings.yml")
_FIGURE = re.compile(r"\[(.*?)\]")


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence in both languages, with a link at its figure, and the row that it was made from."""

    name: str
    zh: Markup
    en: Markup
    row: Mapping[str, Any]


@cache
def queries() -> dict[str, dict[str, Any]]:
    """The findings that there may be, by name: most, link, zh, en, sql."""
    found: dict[str, dict[str, Any]] = yaml.safe_load(FINDINGS.read_text("utf-8"))
    return found


def findings(release: Release) -> list[Finding]:
    """What the tables of a release say; a query that gives no row says nothing."""
    with TemporaryDirectory() as spill, engine(Path(spill)) as database:
        for each in names():
            source = f"read_parquet({text(parquet(release.folder, each))})"
            database.execute(f"CREATE VIEW {name(each)} AS FROM {source}")
        found = []
        for key, given in queries().items():
            result = database.execute(f"{given['sql']} LIMIT {given['most']}")
            columns = [column[0] for column in result.description or ()]
            rows = [dict(zip(columns, row, strict=True)) for row in result.fetchall()]
            found += [_finding(key, given, row) for row in rows]
    return found


def _finding(key: str, given: Mapping[str, Any], row: Mapping[str, Any]) -> Finding:
    link = given["link"].format_map({column: quote(str(value), safe="") for column, value in row.items()})
    zh, en = (_sentence(given[lang], _shown(row, lang), link) for lang in ("zh", "en"))
    return Finding(key, zh, en, row)


def _sentence(template: str, shown: Mapping[str, Markup], link: str) -> Markup:
    """The sentence as markup; only the template's own brackets make the link, whatever the data hold."""
    parts = _FIGURE.split(template)
    made = [Markup(part).format_map(shown) for part in parts]
    made[1::2] = [Markup('<a class="figure" href="{}">{}</a>').format(link, part) for part in made[1::2]]
    return Markup("").join(made)


def _shown(row: Mapping[str, Any], lang: str) -> dict[str, Markup]:
    """The values of a row as a sentence says them."""
    values = {column: _value(column, value, row, lang) for column, value in row.items()}
    for column in row:
        if column.endswith("value_text"):
            before = column.removesuffix("value_text")
            words = said(row[column], row[f"{before}kind"], row[f"{before}period"], row.get("indicator"))
            values[f"{before}value"] = getattr(words, lang)
    isolated, region = Markup('<bdi lang="zh-Hans">{}</bdi>'), Markup('<a href="regions/{}.html">{}</a>')
    shown = {
        column: isolated.format(plain(value)) if isinstance(row.get(column), str) else Markup.escape(plain(value))
        for column, value in values.items()
    }
    for column in row:
        if column.endswith("region"):
            shown[column] = region.format(quote(row[f"{column}_code"], safe=""), shown[column])
    return shown


def _value(column: str, value: Any, row: Mapping[str, Any], lang: str) -> str:
    if column == "share":
        return f"{100 * value:.0f}%"
    if lang == "en" and column.endswith("function"):
        return str(functions_in_english().get(value, value))
    if column.endswith("region"):
        return str(getattr(region_words(row[f"{column}_code"], value), lang))
    if isinstance(value, (int, float)) and column != "year":
        return number(value)
    return str(value if value is not None else "")
