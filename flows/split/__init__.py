"""split: a source → blocks that tile it: documents, advertisement, off-topic, boilerplate."""

from flows.split.split import Block, split

__all__ = ["Block", "split"]
