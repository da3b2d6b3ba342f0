"""One feed, as a crawl would ask for it, and what its answer says of our clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.http import Response

from newscrawl import times
from newscrawl.discover.feeds import read_feed
from newscrawl.discover.googlenews import asks
from newscrawl.discover.googlenews_feed import NotAFeed
from newscrawl.doctor.finding import FEED, SETTINGS, Finding
from newscrawl.errors import BadArgument, Moved
from newscrawl.fetch.google import block_sign
from newscrawl.fetch.walls import wall
from newscrawl.one_page import reason_for_none
from newscrawl.spiders.answers import header_of
from newscrawl.spiders.google_asker import as_google_is_asked
from newscrawl.spiders.placing import GOOGLE
from newscrawl.urls import host_of

if TYPE_CHECKING:
    from datetime import datetime

    from newscrawl.doctor.finding import Verdict
    from newscrawl.one_page import Answer

_WEB = ("http://", "https://")
_OFF, _FAR_OFF = 30.0, 300.0  # seconds: as long as a lease waits; then pauses and dates are wrong
_CURES = {
    "robots": "its robots.txt disallows it to newscrawl: ask its owner, or take another feed",
    "dns": "look at the name, the network and the proxy",
    "timeout": "look at the network and the proxy, or try again",
    "tls": "look at its certificate, or at DOWNLOAD_VERIFY_CERTIFICATES",
}
_WALLS = frozenset({"consent", "bot_check", "sign_in"})
_BLOCKED = frozenset({401, 403, 429, 503})


def google_request() -> Request:
    """Google's top stories, as a crawl asks for them."""
    [ask] = asks({"top": "1"}, now=times.now())
    return as_google_is_asked(Request(ask.url))


def feed_request(url: str) -> Request:
    if not url.startswith(_WEB):
        raise BadArgument(f"--feed: {url!r} is no address: write http:// or https://")
    return Request(url)


def not_asked(*, paused_until: datetime | None) -> Finding:
    """Why no feed is asked: Google News is off, or Google is left alone."""
    if paused_until is None:
        found = "not asked: NEWSCRAWL_GOOGLE_NEWS is off; --feed URL asks another"
        return Finding("feed", "ok", found)
    return Finding(
        "feed",
        "wrong",
        f"Google blocked an earlier crawl and is left alone until {paused_until:%Y-%m-%dT%H:%M:%SZ}",
        "wait; the next crawl after that asks again",
        FEED,
    )


def check_feed(answer: Answer, *, url: str) -> Finding:
    """Tell ok, blocked, consent and no feed apart."""
    host = host_of(url)
    if isinstance(answer, Moved):
        sign = block_sign(status=302, url=answer.url, body=b"", expected="feed")
        return _blocked(host, sign or "sent elsewhere")
    if not isinstance(answer, Response):
        reason = reason_for_none(answer)
        cure = _CURES.get(reason, "look at the network and the proxy")
        return Finding("feed", "wrong", f"{host}: no answer ({reason})", cure, FEED)
    if sign := _sign(answer, host):
        return _blocked(host, sign)
    if answer.status != 200:
        return _no_feed(host, f"http_{answer.status}")
    return _read(answer, url)


def _sign(answer: Response, host: str) -> str | None:
    """How the answer refuses us, in Google's ways or in everybody's."""
    status, url, body = answer.status, answer.url, answer.body
    if host == GOOGLE:
        return block_sign(status=status, url=url, body=body, expected="feed")
    return f"http_{status}" if status in _BLOCKED else None


def _blocked(host: str, sign: str) -> Finding:
    if sign == "consent":
        cure = "it wants a person's consent: try again later, or from another network"
        return Finding("feed", "wrong", f"{host}: consent, a page in place of the feed", cure, FEED)
    cure = "leave it alone for a while, and crawl less (README, 'The terms of Google News')"
    return Finding("feed", "wrong", f"{host}: blocked ({sign})", cure, FEED)


def _read(answer: Response, asked: str) -> Finding:
    host = host_of(asked)
    kind = header_of(answer, "Content-Type") or ""
    try:
        feed = read_feed(answer.body, url=answer.url, content_type=kind)
    except NotAFeed as error:
        sign = wall(asked=asked, url=answer.url, html=answer.body.decode("utf-8", "replace"))
        return _blocked(host, sign) if sign in _WALLS else _no_feed(host, str(error))
    if feed.links:
        return Finding("feed", "ok", f"{host}: {len(feed.links)} links")
    if host == GOOGLE:  # its top stories are never none
        return _blocked(host, "empty_feed")
    return Finding("feed", "warning", f"{host}: a feed without links", "look at it again later")


def _no_feed(host: str, why: str) -> Finding:
    cure = "look at the address; a site's home page is read by 'scrapy crawl feeds'"
    return Finding("feed", "wrong", f"{host}: no feed ({why})", cure, FEED)


def check_clock(answer: Answer | None, *, at: datetime) -> Finding:
    """Compare our clock with the one of the answer, which came at *at*."""
    said = header_of(answer, "Date") if isinstance(answer, Response) else None
    theirs = times.from_rfc822(said) if said else None
    if theirs is None:
        return Finding("clock", "ok", "not compared: no answer gave a time")
    ahead = (at - theirs).total_seconds()
    verdict = clock(ahead)
    way = "ahead of" if ahead > 0 else "behind"
    found = f"{abs(ahead):.0f} s {way} the feed's server"
    cure = "" if verdict == "ok" else "set the clock: timedatectl set-ntp true"
    return Finding("clock", verdict, found, cure, SETTINGS)


def clock(ahead: float) -> Verdict:
    """Judge a clock that is so many seconds ahead, or behind."""
    if abs(ahead) > _FAR_OFF:
        return "wrong"
    return "warning" if abs(ahead) > _OFF else "ok"
