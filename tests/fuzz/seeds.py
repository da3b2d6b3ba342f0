"""What the parsers are meant to read: the repository's own fixtures, and what the stand-in serves."""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path

import zstandard

from tests.internet import Edition, Internet, Publisher, old_token, opaque_token, youtube_token
from tests.internet.google_articles import Desk
from tests.internet.google_feeds import feed, link, unavailable
from tests.internet.pages import front_page
from tests.internet.trouble import bot_check, consent_wall, paywall, sign_in, soft_404

_FIXTURES = Path(__file__).parent.parent / "fixtures"
_SHELL_END = 2_000  # bytes of Google's article page; the 570 KB before them say nothing


@cache
def _paper(language: str = "en") -> Publisher:
    return Publisher(Internet(), "paper.example.com", language=language, amp=True, listed=5)


def fixtures(*patterns: str) -> tuple[bytes, ...]:
    found = [path for pattern in patterns for path in sorted(_FIXTURES.glob(pattern))]
    return tuple(path.read_bytes() for path in found)


def google_feeds() -> tuple[bytes, ...]:
    stories = _paper().stories(4)
    kinds = ("2020", "2022", "2022-search", "2024")
    made = [feed("News", "/rss", Edition(), stories, kind).encode() for kind in kinds]
    return (*made, unavailable(Edition()).encode(), *fixtures("googlenews/*.xml"))


def feeds() -> tuple[bytes, ...]:
    return (_paper()._feed().body, _paper("ja")._feed().body, *fixtures("feeds/*"))


def sitemaps() -> tuple[bytes, ...]:
    listed = _paper()._sitemap().body
    lines = "\n".join(story.url for story in _paper().stories(5)).encode()
    return (listed, gzip.compress(listed), lines, *fixtures("sitemaps/*"))


def links() -> tuple[bytes, ...]:
    story = _paper().story(1)
    made = [link(story, kind) for kind in ("2020", "2022", "2023", "2024")]
    tokens = old_token(story.url, ""), youtube_token("dQw4w9WgXcQ"), opaque_token("story")
    every = (*made, *(f"https://news.google.com/read/{token}?hl=en" for token in tokens))
    return tuple(url.encode() for url in every)


def answers() -> tuple[bytes, ...]:
    many = [
        [
            "wrb.fr",
            "Fbv4je",
            json.dumps(["garturlres", story.url, 1, story.amp_url]),
            None,
            None,
            None,
            str(number),
        ]
        for number, story in enumerate(_paper().stories(3))
    ]
    failed = ["wrb.fr", "Fbv4je", None, None, None, [3], "1"]
    refused = [["er", None, None, None, None, 429, None, None, None, 3], ["di", 4]]
    made = [(")]}'\n\n" + json.dumps(rows)).encode() for rows in (many, [failed], refused)]
    return (*made, *fixtures("googlenews/answer_*"))


def shells() -> tuple[bytes, ...]:
    reply = Desk().shell("CBMiTOKEN", "en-US")
    return (reply.body[-_SHELL_END:], *fixtures("googlenews/shell.html"))


def robots() -> tuple[bytes, ...]:
    return (
        (
            b"User-agent: *\nCrawl-delay: 2\nDisallow: /private/*.pdf$\nAllow: /\n"
            b"Content-Signal: search=yes, ai-train=no\nSitemap: https://paper.example.com/news.xml\n"
        ),
        (
            b"Content-Signal: ai-input=no\nUser-agent: newscrawl\nUser-agent: other\nRequest-rate: 1/5\n"
            b"Disallow: # nothing\nContent-Signal: ai-train=yes # for us\n\nUser-Agent:*\nDisallow:/"
        ),
    )


def site_files() -> tuple[bytes, ...]:
    return (
        b"User-Agent: *\nDisallow: *.jpg\nAllow: /news/*\nUser-Agent: newscrawl\nDisallow: /\n",
        (
            b'[{"location": "/news/*", "tdm-reservation": 1, "tdm-policy": "https://a.example/p.json"},'
            b'{"location": "/*.pdf$", "tdm-reservation": 0}]'
        ),
    )


def metas() -> tuple[bytes, ...]:
    return (
        (
            b'<html><head><!-- <meta name=robots content="noai"> --><meta name="robots" content='
            b'"noindex,noarchive"><META content=none name=newscrawl><meta name="tdm-reservation" '
            b"content='1'><meta name=tdm-policy content='https://a.example/p.json'></head><body>"
        ),
        b"googlebot: noindex\nunavailable_after: 25 Jun 2030 15:00:00 PST\nnoai, noarchive",
        *pages()[:2],
    )


def homes() -> tuple[bytes, ...]:
    reply = front_page("Paper", "en", _paper().stories(3))
    return (
        reply.body,
        (
            b'<base href="/en/"><link rel="alternate" type="application/atom+xml" href="atom.xml" '
            b'title="News"><link rel=alternate type=application/feed+json href=//a.example/f.json>'
        ),
    )


@cache
def pages() -> tuple[bytes, ...]:
    made = [_paper().page(number).body for number in range(4)]  # one of each layout
    made += [_paper(language).page(1).body for language in ("ja", "de", "fr")]
    return (*made, *fixtures("pages/*.html", "sites/*/*.html"))


def walls() -> tuple[bytes, ...]:
    story = _paper().story(1)
    replies = (paywall(story), consent_wall(), bot_check(), sign_in(), soft_404())
    shell = (
        b"<html><head><title>Paper</title></head><body><noscript>Please enable JavaScript</noscript>"
        b'<div id="root"><!-- here --></div><nav><a href="/">Home</a></nav><script src=a.js></script>'
    )
    return (*(reply.body for reply in replies), shell, *pages()[:2])


def json_ld() -> tuple[bytes, ...]:
    scripts = [page.partition(b"ld+json")[2].partition(b">")[2] for page in pages()]
    cut = [script.partition(b"</script>")[0] for script in scripts if script]
    return (
        *cut,
        (
            b'{"@graph": [{"@type": "WebPage", "@id": "#p"}, {"@type": ["NewsArticle"], "headline": "A",'
            b'"author": {"@id": "#a"}, "datePublished": 1740000000, "mainEntityOfPage": {"@id": "#p"},'
            b'"image": {"url": ["https://a.example/i.jpg"]}, "isAccessibleForFree": "False",},'
            b'{"@id": "#a", "@type": "Person", "name": ["Ann Example"]}]} <!-- -->'
        ),
        b'{headline: \'bare\', "datePublished": "2025-03-14", "keywords": "a, b;c" // so\n}',
    )


def dates() -> tuple[bytes, ...]:
    written = (
        *("2025-03-14T09:30:00+02:00", "Fri, 14 Mar 2025 09:30:00 GMT", "14 mars 2025 à 9h30"),
        *("2025年3月14日 午後9:30", "March 14th, 2025 at 9.30 p.m. (EST)", "20250314T093000Z"),
        *("1741944600000", "14/03/2025 - 21:30", "kl. 09.30, 14. März 2025", "120"),
        *("9999-12-31T23:59:59", "0001-01-01T00:00:00+14:00", "Fri, 31 Dec 9999 08:00:00 -1400"),
        "١٤ مارس ٢٠٢٥",
    )
    return tuple(text.encode() for text in written)


def addresses() -> tuple[bytes, ...]:
    written = (
        "https://www.paper.example.com:443/a/b-1?utm_source=x&id=7&amp;q=%C3%A9#!story",
        "https://paper-example-com.cdn.ampproject.org/c/s/paper.example.com/2025/03/14/a-long-slug/amp",
        "http://m.bücher.example/é;jsessionid=12/index.html?ref=rss",
        "https://[2001:db8::1%25eth0]:8080/../a//b/./c%2Fd?=&&a=b=c",
        "//paper.example.com/x y",
        "../story?a",
        "https://google.com/amp/s/a.example/b",
    )
    return tuple(url.encode() for url in written)


def texts() -> tuple[bytes, ...]:
    story = _paper().story(4)
    written = (
        f"{story.text}\n\nFacebook\nTwitter\nShare this\n",
        "Von Ann Example und Bob Other | Paper » News — ann@paper.example.com, https://a.example/",
        "a\u200db \u00ad\u2028c\u3164 \u2800d\r\n\r\n\r\ne\u0301 \ud83d\ude00 \U0001f469\u200d\U0001f4bb",
        "&lt;b&gt;Bold&#8217;s &amp;amp; title<br>x</b> | Site - Name",
    )
    return tuple(text.encode("utf-8", "surrogatepass") for text in written)


def content_types() -> tuple[bytes, ...]:
    return (
        b"text/html; charset=utf-8",
        b"text/html;charset=ISO-8859-1",
        b'text/xml; charset="gbk"',
    )


def archives() -> tuple[bytes, ...]:
    page = pages()[3]
    plain = _record(page) + _record(page, "Content-Encoding: br\r\n") + _record(b"<p>short")
    packed = gzip.compress(_record(page)) + gzip.compress(_record(gzip.compress(page), _GZIP))
    return (plain, packed, zstandard.compress(plain), _record(b"x" * 50, _CHUNKED))


_GZIP, _CHUNKED = "Content-Encoding: gzip\r\n", "Transfer-Encoding: chunked\r\n"


def _record(body: bytes, headers: str = "") -> bytes:
    kind = "Content-Type: text/html; charset=utf-8"
    answer = f"HTTP/1.1 200 OK\r\n{kind}\r\n{headers}\r\n".encode() + body
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://paper.example.com/story-1\r\n"
        "WARC-Date: 2025-03-15T10:00:00Z\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>\r\n"
        "Content-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"
