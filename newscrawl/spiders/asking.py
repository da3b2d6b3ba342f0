"""Asking for what is no link: an ordinary Scrapy request, and its answer to wait for."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from newscrawl.errors import Moved, Refused, Unresolved
from newscrawl.spiders.answers import reason_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Request
    from scrapy.http import Response
    from twisted.python.failure import Failure

    Send = Callable[[Request], None]

_AHEAD_OF_PAGES = 10


async def ask(send: Send, request: Request) -> Response:
    """Send *request* and return what came back, whatever its status.

    Raise Moved where a middleware will not follow a redirect, Refused for what is not to be asked
    (robots.txt, too large), Unresolved for what may work later.
    """
    answer: asyncio.Future[Response] = asyncio.get_running_loop().create_future()
    send(_reporting_to(answer, request))
    try:
        return await answer
    except (Moved, Refused, Unresolved):
        raise
    except Exception as error:
        verdict, reason = reason_of(error)
        raise (Refused(reason) if verdict == "refused" else Unresolved(reason)) from error


def _reporting_to(answer: asyncio.Future[Response], request: Request) -> Request:
    def answered(response: Response) -> None:
        if not answer.done():
            answer.set_result(response)

    def failed(failure: Failure) -> None:
        if not answer.done():
            answer.set_exception(failure.value)  # type: ignore[arg-type]

    return request.replace(
        callback=answered, errback=failed, priority=_AHEAD_OF_PAGES, dont_filter=True
    )
