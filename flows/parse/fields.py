"""What the fields around a document say of it: the lines of its site, its database or its export."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flows.knowledge import facts
from flows.knowledge.genre import ANY_DOC_NUMBER
from flows.parse.issuers import names_in
from flows.parse.numerals import DATE, SITE_DATE, iso_date
from flows.split.fields import fields_in

_STAMP = re.compile(rf"(?:{re.sub(r'[?]P<[a-z0-9]+>', '?:', SITE_DATE.pattern)})(?:[ T]?\d{{1,2}}:\d\d(?::\d\d)?)?")


@dataclass(frozen=True, slots=True)
class Fields:
    """The facts that fields give; None or empty where they give none."""

    title: str | None = None
    number: str | None = None
    issued: re.Match[str] | None = None
    published: str | None = None
    issuers: tuple[str, ...] = ()
    subject: str | None = None


def read_fields(lines: Sequence[str]) -> Fields:
    """The facts in the lines of a site: the first value of each field; a bare time stamp is its date."""
    found: dict[str, str] = {}
    for field in fields_in(lines):
        if field.value:
            found.setdefault(field.fact, field.value)
    issuer = found.get("issuers") or found.get("publishers") or ""
    number = ANY_DOC_NUMBER.search(found.get("number", ""))
    published = SITE_DATE.search(found.get("published", ""))
    stamp = next((match for line in lines if (match := _STAMP.match(line))), None)
    return Fields(
        title=found.get("title"),
        number=number[0] if number else None,
        issued=DATE.search(found.get("issued", "")) or SITE_DATE.search(found.get("issued", "")),
        published=iso_date(published or (SITE_DATE.search(stamp[0]) if stamp else None)),
        issuers=tuple(names_in(issuer)),
        subject=_class_of(found.get("subject", "")),
    )


def _class_of(stated: str) -> str | None:
    r"""The first level of a class as sites state it (农业、林业、水利\水利), where it is one of the list."""
    first = stated.partition("\\")[0].strip()
    return first if first in facts("subjects.yml")["classes"] else None
