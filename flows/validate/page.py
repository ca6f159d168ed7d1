"""quality/index.html: every expectation with its outcome, and wordings without an indicator, on one page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby
from pathlib import Path

from flows.tables import Words, names, table
from flows.validate.results import Report, Result
from flows.validate.unmatched import Unmatched, section

STYLE = Path(__file__).with_name("page.css")


def to_html(report: Report, without: Sequence[Unmatched] = ()) -> str:
    """The report as a page, with the wordings of targets without an indicator; all text of the data is escaped."""
    failed, n = len(report.failed), len(report.results)
    count = Words(f"共 {n} 项，{n - failed} 项通过", f"{n - failed} of {n} expectations hold")
    verdict = Words("全部通过", "All passed") if report.passed else Words(f"{failed} 项未通过", f"{failed} failed")
    groups = [(name, list(results)) for name, results in groupby(report.results, key=lambda result: result.table)]
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="zh"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            "<title>数据质量 Data quality</title>",
            f"<style>{STYLE.read_text('utf-8')}</style></head><body><main>",
            "<h1>数据质量 <span lang=en>Data quality</span></h1>",
            f'<p class="{_class(report.passed)} verdict">{_words(verdict)}</p>',
            f"<p>{_words(count)} · {escape(report.engine)}</p>",
            *(_failures(result) for result in report.failed),
            *(_group(name, results) for name, results in groups),
            *section(without),
            "</main></body></html>",
            "",
        ]
    )


def _group(name: str, results: list[Result]) -> str:
    title = table(name).title if name in names() else Words("列", "Columns")
    held = sum(result.passed for result in results)
    rows = "\n".join(_row(result) for result in results)
    opened = "" if held == len(results) else " open"
    return (
        f"<details{opened}><summary><h2>{_words(title)} <code>{escape(name)}</code></h2> "
        f"<span>{held}/{len(results)}</span></summary>\n"
        f'<div class="wide"><table><thead><tr><th>{_words(Words("结果", "Outcome"))}</th>'
        f"<th>{_words(Words('应当', 'What must hold'))}</th><th>{_words(Words('行数', 'Rows'))}</th>"
        f"<th>{_words(Words('未通过', 'Failed'))}</th></tr></thead>\n<tbody>{rows}</tbody></table></div></details>"
    )


def _row(result: Result) -> str:
    outcome = Words("✓ 通过", "holds") if result.passed else Words("✗ 未通过", "fails")
    return (
        f'<tr><td class="{_class(result.passed)}">{_words(outcome)}</td>'
        f"<td>{_words(result.title)}<br><code>{escape(result.expectation)}</code></td>"
        f"<td class=n>{result.n_rows}</td><td class=n>{result.n_failed}</td></tr>"
    )


def _failures(result: Result) -> str:
    rows = "\n".join(
        f"<tr><td><code>{escape(failure.row_id)}</code></td><td>{escape(failure.sentence)}</td>"
        f"<td><q>{escape(failure.quote or '')}</q></td></tr>"
        for failure in result.failures
    )
    count = Words(f"{result.n_rows} 行中 {result.n_failed} 行", f"{result.n_failed} of {result.n_rows} rows")
    return (
        f'<section class="failed"><h2><code>{escape(result.table)}</code> {_words(result.title)}</h2>'
        f"<p>{_words(count)}</p>"
        f'<div class="wide"><table><tbody>{rows}</tbody></table></div></section>'
    )


def _words(words: Words) -> str:
    return f"{escape(words.zh)} <span lang=en>{escape(words.en)}</span>"


def _class(passed: bool) -> str:
    return "holds" if passed else "fails"
