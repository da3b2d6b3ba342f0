"""A local stand-in for the news web: the only thing that is simulated in these tests."""

from tests.internet.google_feeds import Edition, Format
from tests.internet.googlenews import GoogleNews
from tests.internet.messages import Reply, Request, Visit, html, plain, redirect, xml
from tests.internet.proxy import Internet, Site
from tests.internet.publishers import ALLOW_ALL, DISALLOW_ALL, Publisher, crawl_delay
from tests.internet.stories import Story
from tests.internet.tokens import new_token, old_token, opaque_token, youtube_token
from tests.internet.trouble import (
    bot_check,
    consent_wall,
    empty,
    huge,
    misencoded,
    paywall,
    pdf,
    sign_in,
    soft_404,
)

__all__ = [
    "ALLOW_ALL",
    "DISALLOW_ALL",
    "Edition",
    "Format",
    "GoogleNews",
    "Internet",
    "Publisher",
    "Reply",
    "Request",
    "Site",
    "Story",
    "Visit",
    "bot_check",
    "consent_wall",
    "crawl_delay",
    "empty",
    "html",
    "huge",
    "misencoded",
    "new_token",
    "old_token",
    "opaque_token",
    "paywall",
    "pdf",
    "plain",
    "redirect",
    "sign_in",
    "soft_404",
    "xml",
    "youtube_token",
]
