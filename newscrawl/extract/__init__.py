"""A page's text and facts; extract_article() is the library call, and explain() says how the text was found in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newscrawl.reading import Reading, explain, extract_article, read_page

__all__ = ["Reading", "explain", "extract_article", "read_page"]


def __getattr__(name: str) -> Any:
    """Load the extractor and its models when it is asked for: a crawl has them in other processes, not in its own."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from newscrawl import reading  # noqa: PLC0415 - see above

    reading.warm_up()
    return getattr(reading, name)
