"""`name.yml` beside `name.ext`: facts about a source that its text does not give.

A key that we do not know quarantines the source rather than being passed over: a misspelt `regoin` would otherwise
lose a fact without a word, and it takes seconds to put right.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flows.read.refusal import Refusal

MAX_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What a person knows about a source; None where nobody said."""

    url: str | None = None
    publisher: str | None = None
    retrieved: str | None = None  # ISO date
    licence: str | None = None
    title: str | None = None
    region: str | None = None  # six digits of GB/T 2260, or a name such as 江西省赣州市兴国县
    note: str | None = None


def read_sidecar(path: Path) -> Sidecar:
    """The facts in the file `path`. Raises Refusal when it is anything but a mapping of the known keys."""
    import yaml  # only sources with a sidecar pay for it

    if path.stat().st_size > MAX_BYTES:
        raise Refusal(f"Its sidecar is larger than {MAX_BYTES // 1024} kB: keep only facts in it.")
    try:
        text = path.read_bytes().decode("utf-8-sig")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        facts = yaml.safe_load(text)
    except UnicodeDecodeError:
        raise Refusal("Its sidecar is not UTF-8: save it as UTF-8.") from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        where = getattr(error, "problem_mark", None)
        place = f" (line {where.line + 1})" if where else ""
        raise Refusal(f"Its sidecar is no plain YAML{place}: write one `key: value` a line.") from None
    if facts is None:
        return Sidecar()
    if not isinstance(facts, dict):
        raise Refusal("Its sidecar is not a list of `key: value` lines.")
    keys = [key.value for key, _ in node.value] if isinstance(node, yaml.MappingNode) else []
    if twice := sorted({str(key) for key in keys if keys.count(key) > 1}):
        raise Refusal(f"Its sidecar gives {_listed(twice)} twice: keep one.")
    if unknown := sorted(str(key) for key in facts if key not in CHECKS):
        raise Refusal(f"Its sidecar has the unknown key {_listed(unknown)}: known are {', '.join(CHECKS)}.")
    return Sidecar(**{key: CHECKS[key](key, value) for key, value in facts.items() if value is not None})


def _text(key: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Refusal(f"Its sidecar's `{key}` must be a text: put it in quotes.")
    return value.strip()


def _url(key: str, value: object) -> str:
    url = _text(key, value)
    if not re.match(r"https?://[^\s/]", url):
        raise Refusal(f"Its sidecar's `{key}` must be a web address that begins with http:// or https://.")
    return url


def _day(key: str, value: object) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise Refusal(f"Its sidecar's `{key}` must be a day, written as 2017-08-28.") from None


def _region(key: str, value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 999_999:
        return f"{value:06d}"  # YAML reads unquoted codes as numbers
    region = _text(key, value)
    if not re.fullmatch(r"[0-9]{6}|[\u4e00-\u9fff]{2,40}", region):
        raise Refusal(
            f"Its sidecar's `{key}` must be a six-digit code of GB/T 2260 or a name such as 江西省赣州市兴国县."
        )
    return region


def _listed(keys: list[str]) -> str:
    return ", ".join(f"`{key}`" for key in keys)


CHECKS: dict[str, Callable[[str, object], str]] = {
    "url": _url,
    "publisher": _text,
    "retrieved": _day,
    "licence": _text,
    "title": _text,
    "region": _region,
    "note": _text,
}
