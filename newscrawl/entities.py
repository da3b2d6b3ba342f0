"""HTML's character references as text, also those that only somebody hostile writes."""

from __future__ import annotations

import re
from html import unescape

# Python reads no number of more than 4,300 digits, and html.unescape fails on one.
_ENDLESS = re.compile(r"&#[0-9]{1000,}+;?")


def unescaped(text: str) -> str:
    """Return *text* with its references read; one that names no character is U+FFFD."""
    return unescape(_ENDLESS.sub("\ufffd", text)) if "&" in text else text
