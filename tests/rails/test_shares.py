"""A host has its share of a crawl, and another host its own."""

from __future__ import annotations

from newscrawl.spiders.shares import Shares


def test_a_host_has_its_share_and_no_more() -> None:
    shares = Shares(most=2)

    taken = [shares.takes(host) for host in ("a", "b", "a", "a", "b")]

    assert taken == [True, True, True, False, True]
    assert shares.full == {"a", "b"}
