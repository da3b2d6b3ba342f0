"""What an archived answer is: a page, or no article and why."""

from __future__ import annotations

from typing import Protocol

from newscrawl.charsets import page_text
from newscrawl.errors import Refused, Unresolved
from newscrawl.fetch.answers import judge
from newscrawl.fetch.opt_outs import said_by_page, together
from newscrawl.fetch.walls import wall


class Answered(Protocol):
    """An answer as archives have it; `encoding` is the charset of its Content-Type, `fault` why it has no body."""

    @property
    def url(self) -> str: ...
    @property
    def status(self) -> int: ...
    @property
    def content_type(self) -> str: ...
    @property
    def body(self) -> bytes: ...
    @property
    def encoding(self) -> str | None: ...
    @property
    def fault(self) -> str: ...


def refusal(answer: Answered) -> str:
    """Name what is no article; what a live answer would be tried again for is refused too."""
    if answer.fault and answer.status < 300:
        return answer.fault
    try:
        judge(answer.status, answer.content_type, answer.body)
    except (Refused, Unresolved) as error:
        return error.reason
    html = page_text(answer.body, answer.encoding)
    return wall(asked=answer.url, url=answer.url, html=html) or ""


def said_in_archive(answer: Answered, *, agent: str = "newscrawl") -> dict[str, str]:
    """What the page says in its head that it is not for; headers and site's files are not looked at."""
    html = page_text(answer.body, answer.encoding)
    return together({}, said_by_page(html, robots_tags=(), tdm={}, agent=agent))
