"""Charsets, as headers and pages name them: Python has more codecs, and some are no charsets."""

from __future__ import annotations

import re

from w3lib.encoding import resolve_encoding

_OF_THE_WEB = re.compile(
    r"utf-(?:8|16|32)(?:-[bl]e)?|cp\d+|iso8859-\d+|iso2022_\w+|koi8-[rut]|gb18030|big5\w*|euc_\w+"
    r"|shift_jis\w*|johab|hz|mac-\w+|kz1048|ptcp154|hp-roman8",
)


def charset(name: str | None) -> str | None:
    """Return Python's name of the charset; None where *name* is none.

    Bytes decoded by one with "replace" never fail: `hex`, `idna` and `undefined` do, whatever the bytes.
    """
    codec = resolve_encoding(name) if name else None
    return codec if codec and _OF_THE_WEB.fullmatch(codec) else None
