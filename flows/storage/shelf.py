"""Where releases go: a folder, or a bucket. A build works in a folder either way, and does not know which it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Protocol

from flows.engine.steps import step
from flows.publish import only_build
from flows.publish.feed import write_feed
from flows.publish.latest import mend_latest
from flows.publish.prune import prune
from flows.settings import Settings
from flows.storage.address import Place


class Shelf(Protocol):
    """A place of releases."""

    @property
    def folder(self) -> Path:
        """The folder in which builds work."""

    def shown(self, release: Path) -> str:
        """Where people find a release of that folder."""

    def published(self) -> str | None:
        """The latest version that was published here."""

    def stands(self) -> bool:
        """Whether the latest release of that folder is what readers have."""

    def only_build(self, settings: Settings, wait: bool) -> AbstractContextManager[None]:
        """Be the only one who builds there. While another is, wait, or raise Busy."""

    def tidy(self, settings: Settings) -> None:
        """Remove old releases, list those that are there for subscribers, and let readers have the latest."""


class FolderShelf:
    """The releases in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def shown(self, release: Path) -> str:
        """A release as it is."""
        return str(release)

    def published(self) -> str | None:
        """The version that `latest` points to."""
        with suppress(OSError, RuntimeError):
            return (self.folder / "latest").resolve(strict=True).name
        return None

    def stands(self) -> bool:
        """Readers have what is there."""
        return True

    @contextmanager
    def only_build(self, settings: Settings, wait: bool) -> Iterator[None]:
        """Hold the folder, in which `latest` is a link then. While another build holds it, wait, or raise Busy."""
        with only_build(self.folder, wait):
            mend_latest(self.folder)
            yield

    def tidy(self, settings: Settings) -> None:
        """Remove old releases, and list those that are there."""
        with step("list releases"):
            prune(self.folder, settings.keep)
            write_feed(self.folder, settings.home)


def shelf(where: Place) -> Shelf:
    """The place of releases that somebody has named."""
    if isinstance(where, Path):
        return FolderShelf(where)
    from flows.storage.releases import BucketShelf

    return BucketShelf(where)
