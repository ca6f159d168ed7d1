"""One raw file → one Source."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from dataclasses import dataclass, field, replace
from pathlib import Path

from flows.model import Doubt
from flows.read.encoding import Decoded
from flows.read.formats import recognise, to_text
from flows.read.refusal import Refusal
from flows.read.sidecar import Sidecar, read_sidecar

MAX_BYTES = 50_000_000  # a long plan has 0.5 MB as text; what is larger is a mistake, and would hold up every build

# A line of control characters or of signs of Latin-1, where no reader of Chinese has any.
_GARBLED = re.compile(
    r"^[ \t]*(?=[^\u3000-\uffef\n]{2,80}$)[^\n]*(?:[\x01-\x08\x0e-\x1f]{2}|[\x80-\x9f\xa1-\xaf\xb4-\xbf]{3})[^\n]*$",
    re.M,
)


@dataclass(frozen=True, slots=True)
class Source:
    """A raw file as far as reading goes. A quarantined one has no text, and an error: one sentence on what to do.

    The spans of `doubts` point into `text`, the raw text (there is no clean text yet). Of a quarantined source they
    are of no length, for nobody has its text.
    """

    path: str  # relative to raw/, with /
    sha256: str | None  # of the file; None where it was not read
    bytes: int  # 0 where the file was not even looked at
    format: str | None  # txt, html, md, docx, pdf …; None where it could not be read
    encoding: str | None
    text: str  # decoded, without byte order mark, newlines as they are
    sidecar: Sidecar = field(default_factory=Sidecar)
    status: str = "ok"  # ok | quarantined
    error: str | None = None
    doubts: tuple[Doubt, ...] = ()


def read(path: Path, root: Path) -> Source:
    """The source at `path` below `root` (raw/). Never raises for what is in the file: that becomes `error`."""
    name = name_of(path, root)
    size, data, kind = 0, b"", None
    try:
        _check_place(path, root)
        size = _size(path)
        if size > MAX_BYTES:
            raise Refusal(
                f"The file has {size:,} bytes, the limit is {MAX_BYTES:,}: split it into its plans.", rule="too-large"
            )
        data = path.read_bytes()
        kind = recognise(data, path.name)
        sidecar = _sidecar(path, root)
        decoded = to_text(data, kind)
    except Refusal as refusal:
        return _quarantined(name, size, data, kind, refusal)
    except OSError as error:
        sentence = f"The file cannot be read ({error.strerror}): see that it is there and readable."
        return _quarantined(name, size, data, kind, Refusal(sentence, rule="unreadable-file"))
    digest = hashlib.sha256(data).hexdigest()
    return Source(name, digest, len(data), kind, decoded.encoding, decoded.text, sidecar, doubts=_doubts(decoded))


def unread_source(path: Path, root: Path) -> Source:
    """The source at `path` by its name and bytes alone, for nobody could read what is in it."""
    name = name_of(path, root)
    try:
        _check_place(path, root)
        size = _size(path)
        if size > MAX_BYTES:
            return Source(name, None, size, None, None, "")
        with path.open("rb") as file:
            return Source(name, hashlib.file_digest(file, "sha256").hexdigest(), size, None, None, "")
    except (Refusal, OSError):
        return Source(name, None, 0, None, None, "")


def name_of(path: Path, root: Path) -> str:
    """The path below raw/; bytes of a name that are no UTF-8 are written as \\xNN, for they fit into no table."""
    return os.fsencode(path.relative_to(root).as_posix()).decode("utf-8", "backslashreplace")


def leads_out(path: Path, root: Path) -> bool:
    """Whether a path below `root` leads, by links, to what is not below it."""
    return not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root))


def quarantined(source: Source, refusal: Refusal) -> Source:
    """The source without its text; what is wrong is its error, and a doubt of level `error` that has no length."""
    doubt = Doubt(refusal.rule, (0, 0), str(refusal), "error")
    return replace(source, encoding=None, text="", status="quarantined", error=str(refusal), doubts=(doubt,))


def _quarantined(name: str, size: int, data: bytes, kind: str | None, refusal: Refusal) -> Source:
    digest = hashlib.sha256(data).hexdigest() if kind else None
    return quarantined(Source(name, digest, len(data) or size, kind, None, ""), refusal)


def _check_place(path: Path, root: Path) -> None:
    """Refuse what must not even be opened: links out of raw/, and a sidecar without its text."""
    if leads_out(path, root):
        raise Refusal("This link leads out of the folder of raw texts: put the file itself there.", rule="link-outside")
    if path.suffix in (".yml", ".yaml"):
        raise Refusal(
            "This sidecar belongs to no source: name it like its text, with .yml at the end.", rule="stray-sidecar"
        )


def _size(path: Path) -> int:
    """Bytes of the file. Refuses what is no file: a pipe would never end."""
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise Refusal("This is no regular file: put the text of the plan there.", rule="not-a-text")
    return found.st_size


def _sidecar(path: Path, root: Path) -> Sidecar:
    beside = path.with_suffix(".yml")
    if not os.path.lexists(beside):
        return Sidecar()
    if leads_out(beside, root) or not beside.is_file():
        sentence = "Its sidecar is a link out of the folder of raw texts, or no file: put the file itself there."
        raise Refusal(sentence, rule="bad-sidecar")
    try:
        return read_sidecar(beside)
    except Refusal as refusal:
        raise Refusal(str(refusal), rule="bad-sidecar") from None


def _doubts(decoded: Decoded) -> tuple[Doubt, ...]:
    """What a reader should know about the text as decoded."""
    doubts = []
    end = len(decoded.text)
    if decoded.lost:
        plural = "byte" if decoded.lost == 1 else "bytes"
        message = (
            f"The file breaks off inside a character: the last {decoded.lost} {plural} were left out; is it complete?"
        )
        doubts.append(Doubt("file-cut-off", (end - 1, end), message))
    if count := decoded.text.count("\ufffd"):
        place = decoded.text.index("\ufffd")
        message = f"{count:,} characters were lost (shown as \ufffd) before the file came here: look for a better copy."
        doubts.append(Doubt("characters-lost", (place, place + 1), message))
    if garbled := list(_GARBLED.finditer(decoded.text)):
        shown = garbled[0][0].strip().encode("unicode_escape").decode()[:60]
        message = (
            f"{len(garbled):,} lines are garbled, the first is “{shown}” (their font does not say which characters it "
            "draws): are headings missing? Recognise the text (OCR), or look for a better copy."
        )
        doubts.append(Doubt("garbled-lines", garbled[0].span(), message))
    return tuple(doubts)
