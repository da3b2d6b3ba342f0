"""What must hold of whatever a parser makes of an input: it can be stored, sent and compared."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import datetime
from math import isfinite
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from newscrawl.urls import LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterator

_ADDRESSES = frozenset({"url", "amp_url", "image", "canonical_url", "google_link", "hub"})
_NOT_STORED = frozenset({"page", "body"})  # bytes, and what was looked at already
_GROWTH, _FRAME = 20, 100_000  # an answer may have so many characters a byte, and these at any rate


def sound(answer: Any, data: bytes) -> None:
    """Fail where a text of *answer* cannot be stored, a date has no zone, an address is none."""
    size = 0
    for name, value in _values("", answer):
        if isinstance(value, str):
            size += len(value)
            storable(value)
        if name in _ADDRESSES and value:
            on_the_web(value)
        if isinstance(value, datetime):
            assert value.tzinfo is not None, f"{name} has no zone"
        if isinstance(value, float):
            assert isfinite(value), f"{name} is no number"
    assert size <= _GROWTH * len(data) + _FRAME, "the answer is far longer than the question"


def storable(text: str) -> None:
    """PostgreSQL takes no NUL, no database a half of a character."""
    assert "\0" not in text, "a NUL"
    assert text.encode("utf-8", "replace").decode() == text, "half of a character"


def on_the_web(url: str) -> None:
    assert urlsplit(url).scheme in {"http", "https"}, "no address on the web"
    assert len(url) <= LONGEST, "an address nobody can ask for"


def _values(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield every value in *value*, however deep, with the name of the field it stands in."""
    if is_dataclass(value):
        for field in fields(value):
            if field.name not in _NOT_STORED:
                yield from _values(field.name, getattr(value, field.name))
    elif isinstance(value, dict):
        for key, each in value.items():
            yield "", key
            yield from _values("", each)  # provenance is kept under the names of fields
    elif isinstance(value, (list, tuple, set, frozenset)):
        for each in value:
            yield from _values(name, each)
    else:
        yield name, value
