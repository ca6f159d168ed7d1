"""clean: decoded text → clean text, the map back to raw offsets, and the repairs that were made.

Every step answers text of the same length in which a dropped character is `DROPPED`; so an offset stays an offset
until the
dropped characters are squeezed out at the very end, and the map back is the list of the gaps.
"""

from flows.clean.clean import Clean, Correction, clean

__all__ = ["Clean", "Correction", "clean"]
