"""Bytes → decoded text, with format and encoding known, or a clear refusal. One source at a time, nothing else.

for path in list_sources(root):
    source = read(path, root)   # never raises: what cannot be read is quarantined with a sentence
"""

from flows.read.inputs import Input, look, look_again
from flows.read.listing import list_sources
from flows.read.sidecar import Sidecar
from flows.read.source import Source, read

__all__ = ["Input", "Sidecar", "Source", "list_sources", "look", "look_again", "read"]
