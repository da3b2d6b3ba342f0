"""Answers made to harm: each has its end in the ledger, in bounded time and memory, and the crawl goes on."""

from __future__ import annotations

import gzip
import re
import zlib
from itertools import count
from random import Random
from typing import TYPE_CHECKING

import brotli
import zstandard

from tests.internet import Publisher, Reply, html, plain, redirect

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.crawls import Project, Ran
    from tests.internet import Internet, Request

End = tuple[str, str]
LIMITS = {
    "DOWNLOAD_TIMEOUT": "4",
    "DOWNLOAD_MAXSIZE": str(1 << 20),
    "NEWSCRAWL_TRIES": "1",
    "MEMUSAGE_CHECK_INTERVAL_SECONDS": "0.2",
}
MOST_MEMORY = 96 << 20  # bytes that all of it together may take, of a crawl that takes 130 MB
MOST_POURED = 8 << 20  # bytes that a flood may send until nobody listens; most wait in buffers
ZEROS = bytes(64 << 20)
LETTERS = b"<p>" + Random(1).randbytes(40_000).hex().encode()
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"

STORED: End = ("stored", "")
TOO_LARGE: End = ("refused", "too_large")
TIMEOUT: End = ("failed", "timeout")
GARBLED: End = ("failed", "garbled")
CONNECTION: End = ("failed", "connection")
CUT_OFF: End = ("failed", "cut_off")


def raw(head: bytes, body: bytes = b"") -> Reply:
    return Reply(manner="raw", body=head + b"\r\n" + body)


def flood(piece: bytes) -> Reply:
    """So fast that a second of it is more than all others together."""
    return Reply(manner="flood", body=piece * (64_000 // len(piece)), pace=0)


def packed(body: bytes, encoding: str) -> Reply:
    headers = {"Content-Type": "text/html", "Content-Encoding": encoding}
    return Reply(body=body, headers=headers)


def zstd(body: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(body)


def brotlied(body: bytes) -> bytes:
    return brotli.compress(body, quality=1)


def many_cookies(page: Reply, many: int) -> Reply:
    """A whole story, and a head that is full of cookies."""
    cookies = b"".join(b"Set-Cookie: c%d=%s\r\n" % (n, b"x" * 100) for n in range(many))
    return raw(OK + b"Content-Length: %d\r\n" % len(page.body) + cookies, page.body)


FLOODS: dict[str, Reply] = {
    "headers": flood(b"X-Header: and so on\r\n"),
    "cookies": flood(b"Set-Cookie: a=b; Path=/\r\n"),
    "one-header": flood(b"x"),
    "folded": flood(b"X: y\r\n" + b" and so on\r\n" * 999),
    "interim": flood(b"\r\nHTTP/1.1 100 Continue\r\n"),
}
ANSWERS: dict[str, tuple[Reply, End]] = {
    **{name: (reply, TOO_LARGE) for name, reply in FLOODS.items()},
    "long-location": (redirect("/" + "a" * 65_536), TOO_LARGE),
    "long-address": (redirect("/" + "a" * 9_000), ("refused", "bad_link")),
    "trickling-head": (Reply(manner="trickle", body=b"<p>", pace=0.5), TIMEOUT),
    "dripping-body": (Reply(manner="drip", body=b"<p>" * 9_999, pace=0.5), TIMEOUT),
    "slow-endless": (Reply(manner="endless", body=b"<p>", pace=0.5), TIMEOUT),
    "fast-endless": (Reply(manner="endless", body=b"<p>" * 20_000, pace=0), TOO_LARGE),
    "silent": (Reply(manner="silence"), TIMEOUT),
    "declared-huge": (raw(OK + b"Content-Length: %d\r\n" % 10**30), TOO_LARGE),
    "declared-less": (raw(OK + b"Content-Length: -1\r\n"), CONNECTION),
    "declared-twice": (raw(OK + b"Content-Length: 1\r\nContent-Length: 2\r\n", b"ab"), CONNECTION),
    "unknown-transfer": (raw(OK + b"Transfer-Encoding: x\r\n", b"a"), CONNECTION),
    "long-chunk-size": (raw(OK + b"Transfer-Encoding: chunked\r\n", b"1" * 99_999), CUT_OFF),
    "trailers": (
        raw(OK + b"Transfer-Encoding: chunked\r\n", b"0\r\n" + b"X: y\r\n" * 99_999),
        CUT_OFF,
    ),
    "status-long": (raw(b"HTTP/1.1 " + b"2" * 4_000 + b" OK\r\n"), CONNECTION),
    "status-none": (raw(b"HTTP/1.1 0 OK\r\n"), CONNECTION),
    "no-http": (raw(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"), CONNECTION),
    "gzip-bomb": (packed(gzip.compress(ZEROS), "gzip"), TOO_LARGE),
    "deflate-bomb": (packed(zlib.compress(ZEROS), "deflate"), TOO_LARGE),
    "brotli-bomb": (packed(brotlied(ZEROS), "br"), TOO_LARGE),
    "zstd-bomb": (packed(zstd(ZEROS), "zstd"), TOO_LARGE),
    "bomb-in-bomb": (packed(gzip.compress(brotlied(ZEROS)), "br, gzip"), TOO_LARGE),
    "no-gzip": (packed(b"<p>no gzip</p>", "gzip"), GARBLED),
    "no-zstd": (packed(b"<p>no zstd</p>", "zstd"), GARBLED),
    "half-a-gzip": (packed(gzip.compress(LETTERS)[:20_000], "gzip"), CUT_OFF),
    "half-a-deflate": (packed(zlib.compress(LETTERS)[:20_000], "deflate"), CUT_OFF),
    "half-a-brotli": (packed(brotlied(LETTERS)[:20_000], "br"), CUT_OFF),
    "half-a-zstd": (packed(zstd(LETTERS)[:20_000], "zstd"), CUT_OFF),
    "empty-gzips": (packed(gzip.compress(b"") * 40_000, "gzip"), GARBLED),
    "empty-zstds": (packed(zstd(b"") * 40_000, "zstd"), GARBLED),
    "skipped-zstds": (packed(b"\x50\x2a\x4d\x18\0\0\0\0" * 40_000, "zstd"), GARBLED),
    "hidden-gzips": (packed(brotlied(gzip.compress(b"") * 40_000), "gzip, br"), GARBLED),
    "many-encodings": (packed(b"<p>", ", ".join(["gzip"] * 2_000)), GARBLED),
}


def counted(ran: Ran, what: str) -> int:
    found = re.search(rf"'{what}': (\d+)", ran.errors)
    assert found, ran.errors
    return int(found[1])


def test_a_hostile_answer_has_its_end_and_the_crawl_goes_on(
    project: Project, internet: Internet
) -> None:
    expected: dict[str, End] = {}
    for name, (reply, end) in ANSWERS.items():
        paper = Publisher(internet, f"{name}.example.com")
        expected[paper.instead(0, reply).url] = end
    good = Publisher(internet, "good.example.com")
    cookies = many_cookies(good.page(0), 1_000)
    expected |= {good.instead(0, cookies).url: STORED, good.story(1).url: STORED}

    ran = project.crawl(
        "-a", "file=-", spider="urls", typed="".join(f"{url}\n" for url in expected), **LIMITS
    )

    rows = project.rows("SELECT url, state, reason FROM links")
    assert {row["url"]: (row["state"], row["reason"]) for row in rows} == expected, ran.errors
    assert ran.exit_code == 0
    assert counted(ran, "memusage/max") - counted(ran, "memusage/startup") < MOST_MEMORY
    for name in (*FLOODS, "fast-endless"):
        assert ANSWERS[name][0].poured, f"{name} was listened to until the crawl ended"
        assert max(ANSWERS[name][0].poured) < MOST_POURED, name
    assert not [visit for visit in internet.visits if "cookie" in visit.headers]


def test_an_address_that_grows_with_each_redirect_ends(
    project: Project, internet: Internet
) -> None:
    paper = Publisher(internet, "grows.example.com")
    story, grown = paper.story(0), count(1)
    answer: Callable[[Request], Reply] = paper.site.handler
    paper.site.handler = lambda request: (
        answer(request)
        if request.path == "/robots.txt"
        else redirect(f"{story.path}?{'a' * 1_500 * next(grown)}")
    )

    project.crawl("-a", "file=-", spider="urls", typed=f"{story.url}\n")

    assert project.rows("SELECT state, reason FROM links") == [
        {"state": "refused", "reason": "bad_link"}
    ]


def test_a_hostile_robots_txt_keeps_its_own_host_from_being_asked(
    project: Project, internet: Internet
) -> None:
    hostile: dict[str, tuple[Reply, str]] = {
        "headers": (flood(b"X-Header: and so on\r\n"), "robots_unreachable"),
        "endless": (Reply(manner="endless", body=b"#" * 64_000, pace=0), "robots_unreachable"),
        "bomb": (packed(gzip.compress(ZEROS), "gzip"), "robots_unreachable"),
        "drip": (Reply(manner="drip", body=b"#" * 9_999, pace=0.5), "timeout"),
    }
    for name, (reply, _) in hostile.items():
        Publisher(internet, f"{name}.example.com").site.put("/robots.txt", reply)
    good = Publisher(internet, "good.example.com")
    typed = "".join(f"https://{name}.example.com/story\n" for name in hostile)

    ran = project.crawl(
        "-a", "file=-", spider="urls", typed=f"{typed}{good.story(0).url}\n", **LIMITS
    )

    rows = project.rows("SELECT host, reason FROM links")
    expected = {f"{name}.example.com": reason for name, (_, reason) in hostile.items()}
    assert {row["host"]: row["reason"] for row in rows} == expected | {good.host: ""}, ran.errors
    assert not [visit for visit in internet.visits if visit.url.endswith("/story")]


def test_a_hostile_feed_is_named_and_hurts_no_other(project: Project, internet: Internet) -> None:
    hostile = {
        "headers": (flood(b"X-Header: and so on\r\n"), "too_large"),
        "bomb": (packed(zstd(ZEROS), "zstd"), "too_large"),
        "drip": (Reply(manner="drip", body=b"<rss>" * 999, pace=0.5), "timeout"),
        "entities": (
            plain('<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss>&a;</rss>'),
            "not_a_feed",
        ),
        "external": (
            plain('<!DOCTYPE rss SYSTEM "https://dtd.example.com/rss.dtd"><rss><channel/></rss>'),
            "",
        ),
    }
    for name, (reply, _) in hostile.items():
        site = internet.site(f"{name}.example.com").put("/robots.txt", plain(""))
        site.put("/feed", reply).put("/", html("<p>No feed.</p>"))
    good = Publisher(internet, "good.example.com", listed=1)
    urls = [f"https://{name}.example.com/feed" for name in hostile]

    ran = project.crawl("-a", f"urls={','.join([*urls, good.feed_url])}", spider="feeds", **LIMITS)

    assert ran.exit_code == 3
    for name, (_, word) in hostile.items():
        said = f"https://{name}.example.com/feed: not read ({word})"
        assert (said in ran.errors) is bool(word), ran.errors
    assert project.report()["states"]["stored"] == 1
    assert internet.asked("dtd.example.com") == []
