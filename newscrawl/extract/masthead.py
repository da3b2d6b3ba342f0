"""The lines around a headline, among which a reader finds who wrote the story, and when."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_NEAR, _FAR = 20, 40  # lines below the headline, before and after those above it
_ABOVE = 12  # lines above it
_LONGEST = 250  # characters; longer is a paragraph of the story
_PARAGRAPHS = 3  # long lines, after which the story has begun
_UNSEEN = frozenset(("script", "style", "noscript", "template", "svg", "select", "option"))
_DATED = frozenset(("time", "meta", "abbr", "data", "span"))
_ATTRIBUTES = ("datetime", "content", "title")  # where an element says its date in full


class Line(NamedTuple):
    """A text and the element it stands in."""

    text: str
    element: Any


def around(heading: Any) -> Iterator[Line]:
    """Yield the short lines near *heading*: those below it, those above it, those farther below."""
    if heading is None:
        return
    following = _until_story(_texts(_following(heading)))
    yield from islice(following, _NEAR)
    yield from islice(_until_story(_texts(_preceding(heading))), _ABOVE)
    yield from islice(following, _FAR)


def lines(tree: Any) -> Iterator[Line]:
    """Yield all lines of a page's body."""
    body = tree.find("body")
    return _texts(_inside(tree if body is None else body))


def _until_story(lines: Iterable[Line]) -> Iterator[Line]:
    paragraphs = 0
    for line in lines:
        if len(line.text) <= _LONGEST:
            yield line
        elif (paragraphs := paragraphs + 1) == _PARAGRAPHS:
            return


def _texts(places: Iterable[tuple[Any, str | None]]) -> Iterator[Line]:
    for element, text in places:
        if text and not text.isspace():
            yield Line(text.strip(), element)


def _following(element: Any) -> Iterator[tuple[Any, str | None]]:
    """Yield what stands after *element*, in the page's order."""
    while (parent := element.getparent()) is not None:
        yield parent, element.tail
        for sibling in element.itersiblings():
            yield from _inside(sibling)
            yield parent, sibling.tail
        element = parent


def _preceding(element: Any) -> Iterator[tuple[Any, str | None]]:
    """Yield what stands before *element*, from it upwards."""
    while (parent := element.getparent()) is not None:
        for sibling in element.itersiblings(preceding=True):
            yield from _backwards(sibling)
        yield parent, parent.text
        element = parent


def _backwards(element: Any) -> Iterator[tuple[Any, str | None]]:
    waiting = [(element, False)]  # no recursion: a hostile page is deep
    while waiting:
        each, entered = waiting.pop()
        if entered:
            yield from _own(each)
        else:
            yield each.getparent(), each.tail
            waiting.append((each, True))
            waiting += [(child, False) for child in each]


def _inside(element: Any) -> Iterator[tuple[Any, str | None]]:
    for each in element.iter():
        tag = each.tag
        if tag in _DATED:
            yield from _own(each)
        elif tag not in _UNSEEN and (text := each.text):
            yield each, text
        if each is not element and (tail := each.tail) and not tail.isspace():  # parents are dear
            yield each.getparent(), tail


def _own(element: Any) -> Iterator[tuple[Any, str | None]]:
    if element.tag not in _UNSEEN:
        for name in _ATTRIBUTES if element.tag in _DATED else ():
            yield element, element.get(name)
        yield element, element.text
