"""A redirect is followed within its host, and handed to the ledger where it leaves it."""

from __future__ import annotations

import pytest
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from newscrawl.errors import Moved
from newscrawl.middlewares.redirect import RedirectMiddleware

ASKED = "https://paper.example.com/a"


def follow(location: str, *, status: int = 302, **meta: object) -> Request | Response:
    middleware = RedirectMiddleware.from_crawler(get_crawler())
    request = Request(ASKED, meta=meta)
    answer = Response(ASKED, status=status, headers={"Location": location}, request=request)
    return middleware.process_response(request, answer)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_within_the_host_is_followed(status: int) -> None:
    followed = follow("/b", status=status, moves_by_ledger=True)

    assert isinstance(followed, Request)
    assert followed.url == "https://paper.example.com/b"


@pytest.mark.parametrize(
    "location",
    ["https://other.example.com/a", "//other.example.com/a", "http://other.example.com/a"],
)
def test_a_link_that_leaves_its_host_goes_to_the_ledger(location: str) -> None:
    with pytest.raises(Moved) as moved:
        follow(location, moves_by_ledger=True)

    assert moved.value.url.endswith("//other.example.com/a")


def test_what_is_no_link_of_ours_is_followed_in_the_other_hosts_slot() -> None:
    followed = follow("https://other.example.com/robots.txt", download_slot="paper.example.com")

    assert isinstance(followed, Request)
    assert "download_slot" not in followed.meta


@pytest.mark.parametrize("asked_before", [[ASKED], [f"{ASKED}?again", ASKED, f"{ASKED}?again"]])
def test_a_circle_is_followed_once(asked_before: list[str]) -> None:
    with pytest.raises(IgnoreRequest, match="max redirections reached"):
        follow("/a" if len(asked_before) == 1 else "/a?again", redirect_urls=asked_before)

    assert isinstance(follow("/a", redirect_urls=[]), Request), "some answer who comes again"


def test_an_answer_is_left_as_it_is() -> None:
    answer = follow("https://other.example.com/a", status=200, moves_by_ledger=True)

    assert isinstance(answer, Response)
    assert answer.status == 200
