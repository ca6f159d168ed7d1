"""split: a source → blocks that tile it: documents, advertisement, off-topic, boilerplate."""

from flows.split.contents import Contents
from flows.split.headings import Heading
from flows.split.split import Block, split

__all__ = ["Block", "Contents", "Heading", "split"]
