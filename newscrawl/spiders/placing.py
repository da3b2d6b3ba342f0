"""What a discovered link is to the ledger: to be resolved, to be fetched, or refused by name."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from newscrawl.dedup.keys import fingerprint, url_fingerprint
from newscrawl.errors import Unresolved
from newscrawl.resolve.token import read_token
from newscrawl.store.entries import Found, Resolution
from newscrawl.urls import canonical, host_of, is_google_news

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from newscrawl.desk import Desk
    from newscrawl.items import Link

GOOGLE = "news.google.com"
UNFETCHED = ""  # the host of links whose page is in an archive: no crawl is to fetch them
_BATCH = 1000  # links a transaction: a second or two of a busy PostgreSQL, which is given 30
_LONGEST_URL = 8000  # characters; what servers take, and below URLLENGTH_LIMIT
_REFUSED = {"youtube": "video", "opaque": "opaque_token", "broken": "broken_token"}


async def place_all(desk: Desk, links: Iterable[Link]) -> tuple[int, int]:
    """Hand links to the ledger, a batch after the other; return how many they are, and how many new.

    A transaction with all of a long list would outlast what a database may take, and making one
    ready would hold up every other request.
    """
    rest, many, new = iter(links), 0, 0
    while batch := [place(link) for link in islice(rest, _BATCH)]:
        many += len(batch)
        new += len(await desk.discover(batch))
    return many, new


def place(link: Link) -> Found:
    """Say where *link* goes next; its key is the publisher's URL's, or the token's stable part's."""
    token = read_token(link.url)
    if token is None:
        return (
            _refused(link, "google_page") if is_google_news(link.url) else _direct(link, link.url)
        )
    if token.kind in _REFUSED:
        return _refused(link, _REFUSED[token.kind])
    if token.kind == "old":
        return _direct(link, token.url or "", amp_url=token.amp_url)
    key = fingerprint(f"google-news:{token.stable}")
    return Found(key=key, link=link, host=GOOGLE, state="discovered", feed_key=_feed_key(link))


def resolution_of(key: UUID, url: str, *, amp_url: str | None = None) -> Resolution:
    """What the ledger is to remember of a resolved link; Unresolved where *url* is no address."""
    target, url_key = canonical(url), url_fingerprint(url)
    if target is None or url_key is None:
        raise Unresolved("not_http")
    return Resolution(key=key, url=target, url_key=url_key, host=host_of(target), amp_url=amp_url)


def _direct(link: Link, url: str, *, amp_url: str | None = None) -> Found:
    target, key = canonical(url), url_fingerprint(url)
    if target is None or key is None or len(target) > _LONGEST_URL:
        return _refused(link, "bad_link")
    return Found(
        key=key,
        link=link,
        host=host_of(target),
        state="resolved",
        feed_key=_feed_key(link),
        target=target,
        target_key=key,
        amp_url=amp_url,
    )


def _refused(link: Link, reason: str) -> Found:
    return Found(
        key=fingerprint(link.url),
        link=link,
        host=host_of(link.url) or link.publisher_host,
        state="refused",
        feed_key=_feed_key(link),
        reason=reason,
    )


def _feed_key(link: Link) -> UUID:
    return fingerprint(link.source.feed)
