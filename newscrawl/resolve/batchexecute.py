"""Google's resolver: many signed tokens in one POST, their publishers' URLs in one answer.

An answer is `)]}'` and JSON arrays of rows, bare or with a length before each. A row is
["wrb.fr", "Fbv4je", payload or null, null, null, error or null, id], its payload JSON
again: ["garturlres", URL, 1, AMP URL or nothing].
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from newscrawl.errors import Blocked, Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newscrawl.resolve.shell import Signature
    from newscrawl.resolve.token import Token

URL = "https://news.google.com/_/DotsSplashUi/data/batchexecute"

_PROCEDURE = "Fbv4je"
_VALUE = re.compile(r"\S")  # where the next one begins
_SAFEGUARD = ")]}'"  # keeps the answer from being run as a script
_TOO_MANY = 429
_CODES = 1_000  # HTTP's and gRPC's; what else stands there is no word for the ledger
_CLIENT = (  # what Google's own page says of itself, with X where it does not matter
    ("X", "X", ("X", "X"), None, None, 1, 1, "US:en", None, 1, *[None] * 5, 0, 1),
    *("X", "X", 1, (1, 1, 1), 1, 1, None, 0, 0, None, 0),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """What Google says a token stands for, not yet checked."""

    url: str
    amp_url: str | None = None


def question(signed: Sequence[tuple[str, Token, Signature]]) -> bytes:
    """Build the form body that asks for all *signed* tokens; answers come back by their ids."""
    envelopes = [_envelope(name, token, signature) for name, token, signature in signed]
    return urlencode({"f.req": _json([envelopes])}).encode("ascii")


def read(answer: bytes) -> dict[str, Resolved | str]:
    """Read an answer: by id what was resolved, or the reason word of a row that failed.

    An id that is missing was not answered. Raises Blocked when Google has had enough, and
    Unresolved when it refused the whole question or the answer cannot be read.
    """
    rows = list(_rows(answer))
    answers = {row[6]: _row(row) for row in rows if _is_ours(row)}
    if not answers:
        raise _whole_error(rows)
    return answers


def _envelope(name: str, token: Token, signature: Signature) -> tuple[str, str, None, str]:
    inner = ("garturlreq", _CLIENT, token.text, signature.timestamp, signature.signature)
    return (_PROCEDURE, _json(inner), None, name)


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def _rows(answer: bytes) -> Iterator[list[Any]]:
    text = answer.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    for value in _values(text.removeprefix(_SAFEGUARD)):
        if isinstance(value, list):
            yield from (row for row in value if isinstance(row, list) and row)


def _values(text: str) -> Iterator[Any]:
    """Yield JSON values up to the first that is none.

    A chunk's length is a value like any other and left aside: JSON knows where it ends
    itself, whether lengths count bytes or characters.
    """
    decoder, at = json.JSONDecoder(), 0
    while start := _VALUE.search(text, at):
        try:
            value, at = decoder.raw_decode(text, start.start())
        except (ValueError, RecursionError):
            return
        yield value


def _is_ours(row: list[Any]) -> bool:
    return row[:2] == ["wrb.fr", _PROCEDURE] and len(row) > 6 and isinstance(row[6], str)


def _row(row: list[Any]) -> Resolved | str:
    if row[2] is None:
        return f"row_error_{_code(row[5])}"
    try:
        payload = json.loads(row[2])
    except (TypeError, ValueError, RecursionError):
        return "row_unreadable"
    match payload:
        case ["garturlres", str(url), *rest] if url:
            return Resolved(url=url, amp_url=_amp_url(rest))
        case ["garturlres", *_]:
            return "row_no_url"
    return "row_unreadable"


def _amp_url(rest: list[Any]) -> str | None:
    match rest:
        case [_, str(amp_url), *_] if amp_url:
            return amp_url
    return None


def _code(error: object) -> int | str:
    match error:
        case [int(code), *_] if 0 <= code < _CODES:
            return int(code)
    return "unknown"


def _whole_error(rows: list[list[Any]]) -> Blocked | Unresolved:
    """Make the error of an answer without a row of ours, from Google's ["er", ..., code]."""
    for row in rows:
        if row[0] == "er":
            code = _code(row[5:])
            return Blocked("er_429") if code == _TOO_MANY else Unresolved(f"er_{code}")
    return Unresolved("unreadable_answer")
