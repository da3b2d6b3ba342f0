"""What a page says about itself in meta elements, links and microdata."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from newscrawl.extract.wording import one_line, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMES = ("property", "name", "itemprop", "http-equiv")
_VALUES = ("content", "datetime", "href", "src", "title")


class Meta:
    """The values of a page's meta elements by name, in the page's order."""

    def __init__(self, tree: Any) -> None:
        self._values: dict[str, list[str]] = defaultdict(list)
        for element in tree.iter("meta"):
            value = one_line(element.get("content"))
            for name in (element.get(key) for key in _NAMES):
                if name and value:
                    self._values[name.strip().lower()].append(value)

    def all(self, *names: str) -> list[str]:
        """Return the values of the first of *names* that has any."""
        return next((self._values[name] for name in names if name in self._values), [])

    def each(self, *names: str) -> Iterator[str]:
        """Yield the first value of every one of *names*."""
        for name in names:
            yield from self._values.get(name, [])[:1]

    def first(self, *names: str) -> str:
        return next(self.each(*names), "")


def itemprops(tree: Any, name: str) -> list[str]:
    """Return the values of microdata property *name*, a person's being the name inside."""
    found = (one for one in tree.xpath("//*[@itemprop]") if name in one.get("itemprop").split())
    return [value for element in found if (value := _value(element))]


def link(tree: Any, rel: str) -> str:
    """Return the address of the first link of relation *rel*; "" where there is none."""
    for element in tree.iter("link"):
        if rel in (element.get("rel") or "").lower().split():
            return (element.get("href") or "").strip()
    return ""


def _value(element: Any) -> str:
    inside = element.xpath(".//*[@itemprop='name']") if element.get("itemscope") is not None else []
    element = inside[0] if inside else element
    stated = None if inside else next(filter(None, map(element.get, _VALUES)), None)
    stated = element.get("content") or stated
    return one_line(stated) if stated and element.tag != "a" else one_line(words_of(element))
