"""The parts of a Word file, read under limits: what is small as a file may be endless inside."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from io import BytesIO

from lxml import etree

from flows.read.refusal import Refusal

RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
LARGEST_PART = 25_000_000  # bytes; the text of the longest plans is a tenth of it
MOST_TAGS = 1_500_000  # in a part; the longest plans have a tenth of it
MOST_PARTS = 10_000
_BROKEN = "The Word file is broken and cannot be opened: look for a better copy, or save its text as plain text (.txt)."


class Package:
    """A Word file as a package of parts. Raises Refusal when it is broken, encrypted or too large."""

    def __init__(self, data: bytes) -> None:
        try:
            self.zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, RecursionError):
            raise Refusal(_BROKEN, rule="broken-file") from None
        if len(self.zip.namelist()) > MOST_PARTS:
            raise Refusal(
                f"The Word file has more than {MOST_PARTS:,} parts: save its text as plain text (.txt).",
                rule="too-complex",
            )
        self.main = self._main_part()

    def document(self) -> etree._Element:
        """The text itself."""
        return self._parse(self.main)

    def part(self, name: str) -> etree._Element | None:
        """A part beside the text, `numbering` or `styles`; None where there is none or it is broken."""
        path = posixpath.join(posixpath.dirname(self.main), f"{name}.xml")
        if path not in self.zip.NameToInfo:
            return None
        try:
            return self._parse(path)
        except Refusal:
            return None

    def chunk(self, relation_id: str | None) -> tuple[str, bytes]:
        """A file that Word has taken in whole (altChunk): its name and bytes. Refuses where it is not there."""
        folder, name = posixpath.split(self.main)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        for relation in self._parse(relations) if relations in self.zip.NameToInfo else ():
            if relation.get("Id") == relation_id:
                target = str(relation.get("Target", ""))
                path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
                return path, self._read(path)
        raise Refusal(_BROKEN, rule="broken-file")

    def _main_part(self) -> str:
        """Word names it word/document.xml, its service on the web otherwise; the relations of the package tell."""
        if "word/document.xml" in self.zip.NameToInfo:
            return "word/document.xml"
        if "_rels/.rels" in self.zip.NameToInfo:
            for relation in self._parse("_rels/.rels"):
                if str(relation.get("Type", "")).endswith("/officeDocument"):
                    return str(relation.get("Target", "")).lstrip("/")
        raise Refusal(_BROKEN, rule="broken-file")

    def _parse(self, path: str) -> etree._Element:
        data = self._read(path).replace(_STRICT, W[1:-1].encode())
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            raise Refusal("The Word file declares entities, which Word never does: it is not read.", rule="too-complex")
        if data.count(b"<") > MOST_TAGS:
            raise Refusal(
                f"The Word file has more than {MOST_TAGS:,} tags in a part, no plan has: split it into its plans.",
                rule="too-complex",
            )
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
        )
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError):
            raise Refusal(_BROKEN, rule="broken-file") from None
        return root

    def _read(self, path: str) -> bytes:
        try:
            info = self.zip.getinfo(path)
            if info.flag_bits & 1:
                raise Refusal(
                    "The Word file is encrypted: open it with its password and save it without one.",
                    rule="encrypted-file",
                )
            with self.zip.open(info) as part:
                data = part.read(LARGEST_PART + 1)
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError):
            raise Refusal(_BROKEN, rule="broken-file") from None
        if len(data) > LARGEST_PART:
            raise Refusal(
                f"The Word file unpacks to more than {LARGEST_PART // 1_000_000} MB of text: no plan does.",
                rule="too-large",
            )
        return data


def value(element: etree._Element | None, name: str = "val") -> str | None:
    """An attribute of WordprocessingML."""
    found = element.get(f"{W}{name}") if element is not None else None
    return None if found is None else str(found)


def flag(properties: etree._Element, name: str) -> bool:
    """Whether a switch is on among properties: there, and not said to be off."""
    element = properties.find(f"{W}{name}")
    return element is not None and value(element) not in ("0", "false", "off")
