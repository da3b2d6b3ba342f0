"""Redirects: followed within a host, handed back to the ledger when they lead to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares import redirect
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request

from newscrawl.errors import Moved, Refused
from newscrawl.urls import host_of

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.http import Response


_ROUNDS = 1  # of a circle; who sends us round again waits for a cookie, which we do not bring


class RedirectMiddleware(redirect.RedirectMiddleware):
    """A link that leaves its host waits for the other host's lease, so no host is asked behind its back.

    Scrapy's own would follow it in the old host's slot: redirected requests keep
    `download_slot`. Requests that are no link of ours (robots.txt) are followed anywhere,
    in the slot of the host they lead to.
    """

    def process_response(
        self,
        request: Request,
        response: Response,
        spider: Spider | None = None,  # noqa: ARG002 - Scrapy's signature
    ) -> Request | Response:
        try:
            followed = super().process_response(request, response)
        except ValueError as error:  # a Location that is no web address
            raise Refused("bad_link") from error
        if isinstance(followed, Request) and _asked(followed) > _ROUNDS:
            raise IgnoreRequest("max redirections reached: round in a circle")
        if followed is response or host_of(followed.url) == host_of(request.url):
            return followed
        if request.meta.get("moves_by_ledger"):
            raise Moved(followed.url)
        followed.meta.pop("download_slot", None)
        return followed


def _asked(request: Request) -> int:
    """How often it was asked already on this way."""
    return int(request.meta["redirect_urls"].count(request.url))
