"""A small Word file whose second line is another file, taken in whole (altChunk)."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def docx_of_parts(parts: Mapping[str, bytes], lines: list[str]) -> bytes:
    """The first of `lines`, then the parts, then the other lines; a paragraph each."""
    first, *rest = (f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    chunks = "".join(f'<w:altChunk r:id="rId{n}"/>' for n, _ in enumerate(parts, 1))
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{_R}/aFChunk" Target="{name}"/>' for n, name in enumerate(parts, 1)
    )
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>{first}{chunks}{"".join(rest)}</w:body></w:document>',
        )
        package.writestr(
            "word/_rels/document.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f"{relations}</Relationships>",
        )
        for name, data in parts.items():
            package.writestr(f"word/{name}", data)
    return out.getvalue()
