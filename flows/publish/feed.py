"""outputs/feed.xml: the releases as an Atom feed (RFC 4287), for people and machines that subscribe."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5
from xml.etree import ElementTree as xml

from flows.publish.atomic import write_atomically
from flows.publish.datapackage import DESCRIPTION, TITLE
from flows.publish.facts import NAME
from flows.publish.history import RELEASES, Entry, write_history
from flows.tables import Words

FEED = "feed.xml"
SHOWN = 100  # newest releases; all stand in releases.json
ATOM = "http://www.w3.org/2005/Atom"
LEVELS = {
    "major": Words("表结构有变", "tables changed in structure"),
    "minor": Words("来源或列有增减", "another set of sources, or new columns"),
    "patch": Words("数值有修正", "values changed"),
}
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # characters that XML 1.0 has not


def write_feed(out: Path, home: str, elsewhere: Collection[str] = ()) -> None:
    """Bring releases.json and feed.xml below `out` up to date with the releases there.

    `home` is the address where others reach `out`; empty: links are relative to the feed. `elsewhere` are releases
    that are kept in another place than this disk. The same releases give the same bytes. Raises OSError where a file
    cannot be written; the old one stands then.
    """
    entries = write_history(out, elsewhere)
    if entries:
        write_atomically(out / FEED, to_atom(entries, home))


def to_atom(entries: Sequence[Entry], home: str) -> bytes:
    """The feed of some releases, at least one, newest first."""
    feed = xml.Element("feed", {"xmlns": ATOM})
    _add(feed, "id", _id(NAME))
    _add(feed, "title", _both(TITLE))
    _add(feed, "subtitle", _both(DESCRIPTION))
    _add(feed, "updated", max(entry.date for entry in entries))
    _add(_add(feed, "author"), "name", NAME)
    _link(feed, "self", "application/atom+xml", home, FEED)
    _link(feed, "alternate", "application/json", home, RELEASES)
    for entry in entries[:SHOWN]:
        _add_entry(feed, entry, home)
    xml.indent(feed)
    return bytes(xml.tostring(feed, encoding="utf-8", xml_declaration=True)) + b"\n"


def _add_entry(feed: xml.Element, entry: Entry, home: str) -> None:
    element = _add(feed, "entry")
    _add(element, "id", _id(f"{NAME} {entry.version}"))
    _add(element, "title", _title(entry))
    _add(element, "updated", entry.date)
    if entry.pruned:  # its files are gone, but the list still says what it was
        _link(element, "alternate", "application/json", home, RELEASES)
    else:
        _link(element, "alternate", "text/markdown", home, f"{entry.path}/README.md")
        _link(element, "related", "application/json", home, f"{entry.path}/datapackage.json")
    _add(element, "summary", entry.summary or _both(LEVELS[entry.level]))


def _title(entry: Entry) -> str:
    words = Words("首次发布", "first release") if entry.version == "1.0.0" else LEVELS[entry.level]
    return f"{TITLE.zh} {entry.version}：{words.zh} · {TITLE.en} {entry.version}: {words.en}"


def _add(parent: xml.Element, name: str, text: str | None = None) -> xml.Element:
    element = xml.SubElement(parent, name)
    element.text = None if text is None else _FORBIDDEN.sub("", text)
    return element


def _link(parent: xml.Element, relation: str, type_: str, home: str, path: str) -> None:
    address = f"{home.rstrip('/')}/{path}" if home else path
    xml.SubElement(parent, "link", {"rel": relation, "type": type_, "href": _FORBIDDEN.sub("", address)})


def _id(name: str) -> str:
    """The same name gives the same id, wherever the feed is made."""
    return f"urn:uuid:{uuid5(NAMESPACE_OID, name)}"


def _both(words: Words) -> str:
    return f"{words.zh} {words.en}"
