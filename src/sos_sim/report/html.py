"""Elements of a page; every text is escaped when the page is written, so that nobody can forget to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from html import escape

# What a report is made of. Nothing that runs, loads or sends anything is among it.
_TAGS = frozenset(
    (
        *("a", "b", "body", "caption", "code", "dd", "details", "div", "dl", "dt", "em", "figcaption", "figure"),
        *("footer", "h1", "h2", "h3", "header", "img", "li", "main", "nav", "ol", "p", "pre", "section", "span"),
        *("summary", "table", "tbody", "td", "th", "thead", "tr", "ul"),
    )
)
_ATTRIBUTES = frozenset(
    (
        *("alt", "aria-label", "aria-labelledby", "class", "colspan", "href", "id", "role", "scope", "src"),
        *("tabindex", "width"),
    )
)


@dataclass(frozen=True)
class Element:
    """Hold one element; make it with `element`.

    Args:
        tag: its name.
        attributes: its attributes, in order.
        children: texts and elements inside it.
    """

    tag: str
    attributes: tuple[tuple[str, str], ...]
    children: tuple[Node, ...]


Node = Element | str


def element(tag: str, *children: Node, attributes: Mapping[str, str] | None = None) -> Element:
    """Make an element.

    Args:
        tag: its name.
        children: texts and elements inside it.
        attributes: its attributes.

    Raises:
        ValueError: a report has no such element or attribute, or the address leads out of the page.
    """
    given = dict(attributes or {})
    if tag not in _TAGS or not _ATTRIBUTES.issuperset(given):
        raise ValueError(f"a report has no <{tag} {' '.join(given)}>")
    if not given.get("href", "#").startswith("#") or not given.get("src", "data:").startswith("data:"):
        raise ValueError("a report leads nowhere but to itself")
    return Element(tag, tuple(given.items()), children)


def written(node: Node) -> str:
    """Write an element as HTML, or a text with everything escaped that HTML gives a meaning.

    Args:
        node: the element or text.
    """
    if isinstance(node, str):
        return escape(_without_controls(node))
    attributes = "".join(f' {name}="{escape(_without_controls(value))}"' for name, value in node.attributes)
    if node.tag == "img":
        return f"<img{attributes}>"
    return f"<{node.tag}{attributes}>{''.join(map(written, node.children))}</{node.tag}>"


def paragraph(*children: Node, kind: str = "") -> Element:
    """Make a paragraph.

    Args:
        children: what it says.
        kind: its class in the style sheet.
    """
    return element("p", *children, attributes={"class": kind} if kind else None)


def boxed(*children: Node) -> Element:
    """Make the box an answer stands in.

    Args:
        children: what it holds.
    """
    return element("div", *children, attributes={"class": "answer"})


def listing(items: Sequence[Node]) -> Element:
    """Make a list with one bullet per item.

    Args:
        items: the items.
    """
    return element("ul", *(element("li", item) for item in items))


def terms(pairs: Sequence[tuple[Node, Node]]) -> Element:
    """Make a list of terms and what they mean.

    Args:
        pairs: term and meaning.
    """
    parts = [part for term, said in pairs for part in (element("dt", term), element("dd", said))]
    return element("dl", *parts)


def folded(summary: str, *children: Node) -> Element:
    """Make a part that a reader opens; print shows it open.

    Args:
        summary: what stands there before it is opened.
        children: what is inside.
    """
    return element("details", element("summary", summary), *children)


def table(
    caption: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[Node]],
    *,
    numbers: Collection[int] = (),
    above: Sequence[tuple[str, int]] = (),
) -> Element:
    """Make a table whose first column names the rows.

    Args:
        caption: what it shows, a sentence.
        headings: one per column.
        rows: cells, as many per row as headings.
        numbers: columns that hold numbers and stand to the right.
        above: a first line of headings over groups of columns: text and how many columns it spans.

    Raises:
        ValueError: a row is longer or shorter than the headings.
    """
    if any(len(row) != len(headings) for row in rows):
        raise ValueError(f"{caption}: every row needs {len(headings)} cells")
    head = []
    if above:
        spans = (
            element("th", text, attributes={"scope": "colgroup", "colspan": str(wide)})
            if text
            else element("td", attributes={"colspan": str(wide)})
            for text, wide in above
        )
        head.append(element("tr", *spans))
    head.append(element("tr", *(_cell("th", text, place, numbers, "col") for place, text in enumerate(headings))))
    body = [
        element("tr", *(_cell("td" if place else "th", cell, place, numbers, "row") for place, cell in enumerate(row)))
        for row in rows
    ]
    whole = element("table", element("caption", caption), element("thead", *head), element("tbody", *body))
    # A wide table scrolls inside its own box, which the keyboard must reach too.
    return element("div", whole, attributes={"class": "wide", "role": "group", "tabindex": "0", "aria-label": caption})


def _cell(tag: str, content: Node, place: int, numbers: Collection[int], scope: str) -> Element:
    attributes = {"scope": scope} if tag == "th" else {}
    if place in numbers:
        attributes["class"] = "number"
    return element(tag, content, attributes=attributes)


def _without_controls(text: str) -> str:
    """Drop characters that no HTML may hold, such as the bytes that colour a terminal."""
    return "".join(letter for letter in text if letter >= " " or letter in "\n\t")
