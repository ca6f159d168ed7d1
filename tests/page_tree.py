"""A page of the site as a tree, read strictly: every tag must be closed where it belongs, every id is there once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "img", "hr"}


@dataclass(slots=True)
class Node:
    """An element; `parts` are its texts and elements in order."""

    tag: str
    attributes: dict[str, str]
    parts: list[Node | str] = field(default_factory=list)
    _ids: dict[str, Node] = field(default_factory=dict)

    def all(self) -> Iterator[Node]:
        """This element and all in it, in document order."""
        yield self
        for part in self.parts:
            if isinstance(part, Node):
                yield from part.all()

    def find(self, tag: str | None = None, class_: str | None = None, **attributes: str) -> list[Node]:
        """The elements in it with that tag, class and those attributes."""
        return [
            node
            for node in self.all()
            if node is not self
            and (tag is None or node.tag == tag)
            and (class_ is None or class_ in node.classes)
            and all(node.attributes.get(name) == value for name, value in attributes.items())
        ]

    def by_id(self, id_: str) -> Node:
        """The one element in it with that id."""
        if not self._ids:
            self._ids = {node.attributes["id"]: node for node in self.all() if "id" in node.attributes}
        return self._ids[id_]

    @property
    def classes(self) -> list[str]:
        """Its classes."""
        return self.attributes.get("class", "").split()

    def text(self, *without: str) -> str:
        """Its text, as a browser has it, without elements of some classes; unseen characters are put back."""
        if "data-c" in self.attributes:
            return chr(int(self.attributes["data-c"], 16))
        return "".join(
            part if isinstance(part, str) else part.text(*without)
            for part in self.parts
            if isinstance(part, str) or not set(part.classes) & set(without)
        )


class _Strict(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("", {})
        self.open = [self.root]
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        assert len(node.attributes) == len(attrs), f"<{tag}> has an attribute twice: {attrs}"
        if id_ := node.attributes.get("id"):
            assert id_ not in self.ids, f"The id {id_} is there twice."
            self.ids.add(id_)
        if tag == "a":
            assert all(above.tag != "a" for above in self.open), f"A link in a link: {attrs}"
        self.open[-1].parts.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>."
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].parts.append(data)


def tree(html: str) -> Node:
    """Read a page, or a piece of one."""
    parser = _Strict()
    parser.feed(html)
    parser.close()
    assert parser.open == [parser.root], f"<{parser.open[-1].tag}> is not closed."
    return parser.root
