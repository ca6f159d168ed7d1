"""`name.yml` beside `name.ext`: facts about a source that its text does not give, and corrections by people.

A key that we do not know quarantines the source rather than being passed over: a misspelt `regoin` would otherwise
lose a fact without a word, and it takes seconds to put right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.read.overrides import FactOverride, RowOverride, fact_overrides, row_overrides
from flows.read.refusal import Refusal
from flows.read.sidecar_values import day, region, text, url

if TYPE_CHECKING:
    import yaml

MAX_BYTES = 64 * 1024
MAX_DEPTH = 6  # an entry's `expect: {issuers: […]}` is five deep
_SHOWN = 5  # keys that a sentence names


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
    facts: tuple[FactOverride, ...] = ()
    rows: tuple[RowOverride, ...] = ()


def read_sidecar(path: Path) -> Sidecar:
    """What the file `path` says. Raises Refusal when it is anything but a mapping of the known keys."""
    if path.stat().st_size > MAX_BYTES:
        raise Refusal(f"Its sidecar is larger than {MAX_BYTES // 1024} kB: keep only facts and corrections in it.")
    try:
        said = _plain_yaml(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Refusal("Its sidecar is not UTF-8: save it as UTF-8.") from None
    if said is None:
        return Sidecar()
    if not isinstance(said, dict):
        raise Refusal("Its sidecar is not a list of `key: value` lines.")
    known = (*CHECKS, *OVERRIDES)
    if unknown := sorted(str(key) for key in said if key not in known):
        raise Refusal(f"Its sidecar has the unknown key {_listed(unknown)}: known are {', '.join(known)}.")
    given = {key: value for key, value in said.items() if value is not None}
    checked: dict[str, Any] = {
        key: CHECKS[key](f"`{key}`", value) if key in CHECKS else OVERRIDES[key](value) for key, value in given.items()
    }
    return Sidecar(**checked)


def _plain_yaml(written: str) -> Any:
    """The data in a YAML text that has no tags of programs, no aliases, no key twice, and is not deep."""
    import yaml  # only sources with a sidecar pay for it

    loader_type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where it is there: ten times as fast
    try:
        _check_events(yaml.parse(written, Loader=loader_type))
        loader = loader_type(written)
        loader.yaml_implicit_resolvers = {
            first: [(tag, form) for tag, form in kinds if not (tag.endswith(":bool") and first in "yYnNoO")]
            for first, kinds in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }  # the key `on` is a word here, and so is no: only true and false are truth values, as in YAML 1.2
        node = loader.get_single_node()
        _check_keys(node)
        return loader.construct_document(node) if node else None
    except (yaml.YAMLError, ValueError, TypeError) as error:
        where = getattr(error, "problem_mark", None)
        place = f" (line {where.line + 1})" if where else ""
        raise Refusal(f"Its sidecar is no plain YAML{place}: write one `key: value` a line.") from None


def _check_events(events: Iterator[yaml.Event]) -> None:
    """Refuse, before anything is made of them, aliases, which may grow without bound, and deep nesting."""
    import yaml

    depth = 0
    for event in events:
        line = f"(line {event.start_mark.line + 1})" if event.start_mark else ""
        if isinstance(event, yaml.AliasEvent):
            raise Refusal(f"Its sidecar uses a YAML alias {line}: write the value out.")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise Refusal(f"Its sidecar is nested deeper than {MAX_DEPTH} levels {line}: write it flatter.")


def _check_keys(node: yaml.Node | None) -> None:
    """Refuse keys that the data would no longer show: given twice, merged, or no words."""
    if node is None or isinstance(node.value, str):
        return
    line = f"(line {node.start_mark.line + 1})"
    pairs = [part for part in node.value if isinstance(part, tuple)]  # of a mapping; a list has nodes
    keys = [key.value for key, _ in pairs]
    if not all(isinstance(key, str) for key in keys) or "<<" in keys:
        raise Refusal(f"Its sidecar has a key that is no word {line}: write one `key: value` a line.")
    if twice := sorted(key for key, n in Counter(keys).items() if n > 1):
        raise Refusal(f"Its sidecar gives {_listed(twice)} twice {line}: keep one.")
    for part in [value for _, value in pairs] or node.value:
        _check_keys(part)


def _listed(keys: list[str]) -> str:
    return ", ".join(f"`{key}`" for key in keys[:_SHOWN]) + (" …" if len(keys) > _SHOWN else "")


CHECKS: dict[str, Callable[[str, object], str]] = {
    "url": url,
    "publisher": text,
    "retrieved": day,
    "licence": text,
    "title": text,
    "region": region,
    "note": text,
}
OVERRIDES: dict[str, Callable[[object], tuple[FactOverride, ...] | tuple[RowOverride, ...]]] = {
    "facts": fact_overrides,
    "rows": row_overrides,
}
