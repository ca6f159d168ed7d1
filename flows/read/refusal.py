"""The one exception of this room."""


class Refusal(Exception):
    """A source cannot be used; the message is one sentence that tells a person what to do about it."""
