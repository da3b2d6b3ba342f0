"""Google's article pages and the batchexecute call that turns a token into an address."""

from __future__ import annotations

import hmac
import json
import time
from base64 import urlsafe_b64encode
from random import Random
from typing import TYPE_CHECKING, Any

from tests.internet.messages import Reply, Request, html

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.internet.stories import Story

SHELL_BYTES = 570_000  # the least that stands before the signature; real pages have 567-600 KB
LOCALE = "en-US"  # the only locale whose signatures decode
RPC = "Fbv4je"
PREFIX = ")]}'\n\n"
REFUSED = [3]
BAD_REQUEST = [["er", None, None, None, None, 400, None, None, None, 3], ["di", 4]]
_PIECES = [
    f'<script nonce="">AF_initDataCallback({{key:"ds:{n}",data:["{Random(n).randbytes(900).hex()}"]}});'
    "</script>\n"
    for n in range(10)
]
FILLER = "".join(_PIECES) * (SHELL_BYTES // sum(map(len, _PIECES)) + 1)


class Desk:
    """Signs article pages, and resolves the tokens whose signature it finds its own.

    `fail` are tokens whose row fails, `lie` tokens answered with a URL of another length,
    `chunked` puts length lines into successes too (failures always have them).
    """

    def __init__(self) -> None:
        self.stories: dict[str, Story] = {}
        self.fail: set[str] = set()
        self.lie: set[str] = set()
        self.chunked = False
        self._signed: dict[tuple[str, int, str], str] = {}
        self._count = 0

    def shell(self, token: str, locale: str, *, signed: bool = True) -> Reply:
        """The article page; without a signature it looks the same but cannot be resolved."""
        tag = self._tag(token, locale) if signed else "<div></div>"
        return html_packed(
            f'<!doctype html><html lang="{locale}"><head><base href="https://news.google.com/">'
            f"<title>Google News</title></head><body>{FILLER}{tag}</body></html>"
        )

    def _tag(self, token: str, locale: str) -> str:
        self._count += 1
        moment = int(time.time())
        digest = hmac.digest(b"desk", f"{token} {self._count}".encode(), "sha256")
        signature = "AbIaSL" + urlsafe_b64encode(digest).decode()[:22]
        self._signed[token, moment, signature] = locale
        return (
            f'<c-wiz><div jscontroller="aLI87" jsaction="rcuQ6b:npT2md" data-n-a-id="{token}"'
            f' data-n-a-ts="{moment}" data-n-a-sg="{signature}" data-n-dnlg="false"></div></c-wiz>'
        )

    def batchexecute(self, request: Request) -> Reply:
        try:
            envelopes = _envelopes(request)
        except (KeyError, ValueError, TypeError):
            return _answer([BAD_REQUEST, [["e", 4, None, None, 140]]], chunked=True, status=400)
        rows = [self._row(envelope) for envelope in envelopes]
        failed = all(row[2] is None for row in rows)
        self._count += 1
        parts = [[*_shuffled(rows, seed=self._count), ["di", 21], _trailer(self._count)]]
        if failed:
            parts.append([["e", 4, None, None, 131]])
        return _answer(parts, chunked=failed or self.chunked)

    def _row(self, envelope: list[Any]) -> list[Any]:
        number = envelope[3] if len(envelope) > 3 else ""
        if (story := self._resolved(envelope)) is None:
            return ["wrb.fr", RPC, None, None, None, REFUSED, number]
        return ["wrb.fr", RPC, story, None, None, None, number]

    def _resolved(self, envelope: list[Any]) -> str | None:
        if (asked := _question(envelope)) is None or self._signed.get(asked) != LOCALE:
            return None
        token, *_ = asked
        if token in self.fail or token not in self.stories:
            return None
        return _payload(self.stories[token], lie=token in self.lie)


def html_packed(text: str) -> Reply:
    page = html(text)
    return Reply(body=page.body, headers=page.headers, gzip=True)


def _envelopes(request: Request) -> list[list[Any]]:
    """The calls of a POST; ValueError or TypeError where it has not the shape Google reads."""
    (envelopes,) = json.loads(request.form["f.req"])
    if not envelopes or any(envelope[0] != RPC for envelope in envelopes):
        raise ValueError
    return envelopes


def _question(envelope: list[Any]) -> tuple[str, int, str] | None:
    """Token, time and signature of a call; None where Google would not understand it."""
    try:
        name, (context, *_), *signed = json.loads(envelope[1])
        token, moment, signature = signed
    except (ValueError, TypeError):
        return None
    if name != "garturlreq" or len(context) < 8 or not isinstance(moment, int):
        return None
    return token, moment, signature


def _payload(story: Story, *, lie: bool) -> str:
    url = story.url + "-and-more" if lie else story.url
    cells = ["garturlres", url, 1, *([story.amp_url] if story.amp_url else [])]
    text = json.dumps(cells, separators=(",", ":"), ensure_ascii=False)
    for sign in "=&<>'":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _shuffled(rows: list[Any], *, seed: int) -> list[Any]:
    mixed = Random(seed).sample(rows, len(rows))
    return mixed if mixed != rows else rows[::-1]


def _trailer(count: int) -> list[Any]:
    return ["af.httprm", 21, str(Random(count).randrange(-(2**63), 2**63)), 35]


def _answer(parts: Sequence[Any], *, chunked: bool, status: int = 200) -> Reply:
    texts = [json.dumps(part, separators=(",", ":"), ensure_ascii=False) for part in parts]
    # a length counts the line ends before and after its part
    body = "".join(f"{len(t) + 2}\n{t}\n" for t in texts) if chunked else texts[0]
    kind = {"Content-Type": "application/json; charset=utf-8"}
    return Reply(status=status, body=(PREFIX + body).encode(), headers=kind, gzip=True)
