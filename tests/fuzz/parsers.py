"""The table of all that reads what the network says: how to call it, and what must hold of its answer."""

from __future__ import annotations

import atexit
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from protego import Protego
from w3lib.encoding import http_content_type_encoding

from newscrawl import urls
from newscrawl.clean.article import clean, clean_authors
from newscrawl.clean.boilerplate import drop_boilerplate
from newscrawl.clean.text import clean_line, clean_text
from newscrawl.dedup.keys import url_fingerprint
from newscrawl.discover import feeds, googlenews_feed, sitemaps
from newscrawl.discover.archives import NotAnArchive, Record, Wanted, read_archive
from newscrawl.discover.dates import read_date
from newscrawl.discover.googlenews import Ask
from newscrawl.discover.homepage import advertised, guesses
from newscrawl.discover.lists import read_list
from newscrawl.discover.markup import joined, plain_title, unfit
from newscrawl.errors import Blocked, Refused, Unresolved
from newscrawl.extract import jsonld, moments
from newscrawl.extract.bylines import people
from newscrawl.extract.facts import Facts
from newscrawl.extract.parsing import parsed
from newscrawl.extract.titles import without_site
from newscrawl.extract.wording import one_line, plain
from newscrawl.fetch import addresses
from newscrawl.fetch.answers import judge
from newscrawl.fetch.archived import refusal, said_in_archive
from newscrawl.fetch.backoff import retry_after
from newscrawl.fetch.errands import is_tracker
from newscrawl.fetch.google import block_sign
from newscrawl.fetch.opt_outs import said_by_page, together
from newscrawl.fetch.robots import addressed, bounded, content_signals, pace, readable
from newscrawl.fetch.shells import needs_javascript
from newscrawl.fetch.site_files import ai_txt_of, tdm_of
from newscrawl.fetch.walls import wall
from newscrawl.items import Link, Source
from newscrawl.letters import letters
from newscrawl.reading import explain, printed, read_page
from newscrawl.resolve import batchexecute
from newscrawl.resolve.check import checked
from newscrawl.resolve.publisher import match
from newscrawl.resolve.shell import read_signature
from newscrawl.resolve.token import read_token
from newscrawl.spiders.placing import place
from newscrawl.times import from_rfc822
from tests.fuzz import seeds
from tests.fuzz.sound import on_the_web, sound, storable

if TYPE_CHECKING:
    from collections.abc import Callable

SITE = "https://paper.example.com"
STORY = f"{SITE}/world/2025/03/14/ferry-late-again-and-nobody-knows-1"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
_ASK = Ask(
    url="https://news.google.com/rss/search?q=ferry", query="ferry", edition="en-US", what="ferry"
)
_AGENT = "newscrawl"
_LONGEST_ADDRESS = 20_000  # characters: what is longer is told by its length alone
_REASON = re.compile(r"\w{1,40}")
# Seconds of the processor for one input. What runs beside the crawl's own requests is quick;
# a worker process has 30 s for a page, and is not to need them.
QUICK, SLOW = 2.0, 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Parser:
    """`read` calls it and fails where the answer is not sound; `may_raise` is what it documents."""

    name: str
    read: Callable[[bytes], None]
    seeds: Callable[[], tuple[bytes, ...]]
    may_raise: tuple[type[Exception], ...] = ()
    seconds: float = QUICK


def _text(data: bytes) -> str:
    """Decode so that halves of characters come through, as JSON's escapes bring them."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "surrogateescape")


def _html(data: bytes) -> str:
    return data.decode("utf-8", "replace")


# --- lists of links ---


def _google_feed(data: bytes) -> None:
    feed = googlenews_feed.read_feed(data, _ASK)
    sound(feed, data)
    _placed(feed.links)


def _feed(data: bytes) -> None:
    feed = feeds.read_feed(data, url=f"{SITE}/feed.xml", content_type="text/xml; charset=utf-8")
    sound(feed, data)
    assert len(feed.links) <= feeds.MOST_ITEMS
    _placed(feed.links)


def _sitemap(data: bytes) -> None:
    sitemap = sitemaps.read_sitemap(data, url=f"{SITE}/sitemap.xml")
    sound((sitemap.entries, sitemap.children), data)
    assert len(sitemap.entries) + len(sitemap.children) <= sitemaps.MOST_ENTRIES
    _placed(sitemaps.as_link(entry, sitemap=f"{SITE}/sitemap.xml") for entry in sitemap.entries)


def _home(data: bytes) -> None:
    found = advertised(data, url=f"{SITE}/", encoding="utf-8")
    for url in found:
        on_the_web(url)
        storable(url)


def _list(data: bytes) -> None:
    _placed(read_list(_html(data), name="list").links)


def _placed(links: object) -> None:
    """Every link is one row of the ledger, whatever it is."""
    for link in links:  # type: ignore[attr-defined]
        found = place(link)
        for address in filter(None, (found.target, found.amp_url)):
            on_the_web(address)
        for text in (found.host, found.reason, found.target, link.url, link.title):
            storable(text or "")


# --- Google's links and answers ---


def _token(data: bytes) -> None:
    url = joined(_text(data), "")  # as every list hands its links on
    token = read_token(url)
    if token is None:
        return
    assert token.url_length is None or token.url_length > 0
    assert token == read_token(url), "not the same token twice"
    sound(token, data)
    _placed([Link(url=f"https://news.google.com/read/{token.text}", source=Source(feed="feed"))])


def _batchexecute(data: bytes) -> None:
    token = read_token(seeds.links()[3].decode())
    assert token is not None
    for row in batchexecute.read(data).values():
        if isinstance(row, str):
            assert _REASON.fullmatch(row), "a reason that is no word"
            continue
        with suppress(Unresolved):
            sound(checked(token, row), data)


def _shell(data: bytes) -> None:
    for status in (200, 302):
        for expected in ("feed", "article", "batchexecute"):
            block_sign(status=status, url=STORY, body=data, expected=expected)  # type: ignore[arg-type]
    signature = read_signature(data)
    assert len(signature.signature) <= 500, "a signature to be sent back that is longer than a page"
    sound(signature, data)


# --- what a site says of its use ---


def _robots(data: bytes) -> None:
    text = readable(data)
    sound((text, content_signals(text, agent=_AGENT)), data)
    heard = bounded(addressed(text, agent=_AGENT), agent=_AGENT)  # as the rail has it parsed
    rules = Protego.parse(heard)
    rules.can_fetch(STORY, _AGENT)
    pace(rules.crawl_delay(_AGENT), None, longest=60.0)
    for url in sitemaps.robots_sitemaps(data, url=f"{SITE}/robots.txt"):
        on_the_web(url)
        storable(url)


def _site_files(data: bytes) -> None:
    for text in (readable(data), _text(data)):
        sound(tdm_of(text, STORY), data)
        sound(ai_txt_of(text, STORY, agent=_AGENT), data)


def _opt_outs(data: bytes) -> None:
    text = data.decode("latin-1")
    tdm = {"tdm-reservation": "1", "tdm-policy": text[:10_000]}
    for html, headers in ((_html(data), {}), ("", tdm)):
        said = said_by_page(html, robots_tags=text.splitlines()[:100], tdm=headers, agent=_AGENT)
        sound(together({"tdm": "tdmrep.json"}, said), data)


# --- pages ---


def _walls(data: bytes) -> None:
    html = _html(data)
    wall(asked=STORY, url=STORY, html=html)
    needs_javascript(html)
    judge(200, "text/html", data)


def _page(data: bytes) -> None:
    reading = read_page(data, url=STORY)
    for form in ("json", "text"):
        storable(printed(reading, explain(data, url=STORY), form=form))
    if article := reading.article:
        sound(article, data)
        assert clean(article) == article, "cleaned twice it is another article"
    else:
        assert _REASON.fullmatch(reading.reason or "")


def _json_ld(data: bytes) -> None:
    script = _html(data)
    node = jsonld.article([script], STORY)
    jsonld.address(node.get("image"))
    tree = parsed(
        f'<p>x<script type="application/ld+json">{script}</script>'.encode("utf-8", "replace")
    )
    sound(Facts(tree, STORY, now=NOW).extracted(), data)


def _content_type(data: bytes) -> None:
    """The header alone is hostile: whatever codec of Python's it names, the page is read."""
    encoding = http_content_type_encoding(data.decode("latin-1"))
    for body in (seeds.pages()[0], b"<p>\xff\xfe\x80 -"):
        read_page(body, url=STORY, encoding=encoding)
        advertised(body, url=SITE, encoding=encoding)


# --- words ---


def _dates(data: bytes) -> None:
    text = _text(data)
    sound((read_date(text), moments.read(text, now=NOW, month_first=False)), data)
    sound((from_rfc822(text), retry_after(text, now=NOW)), data)
    sound(moments.in_url(f"{SITE}/{text}", now=NOW), data)


def _urls(data: bytes) -> None:
    url = _text(data)[:_LONGEST_ADDRESS]
    for each in (url, joined(url, STORY), f"{SITE}/{url}"):
        form = urls.canonical(each)
        if form is not None:
            on_the_web(form)
            storable(form)
            assert urls.canonical(form) == form, "canonical twice is another form"
            assert urls.key(form) == urls.key(each), "the canonical form has another key"
            assert urls.host_of(form) == urls.host_of(form).lower()
            assert urlsplit(form).hostname, "no host"
        assert (urls.key(each) is None) == (form is None) == (url_fingerprint(each) is None)
        assert unfit(each) is None or isinstance(unfit(each), str)
        for judged in (urls.trusted_canonical(each, url=STORY), *guesses(each)):
            on_the_web(judged or SITE)
        urls.trusted_canonical(STORY, url=each)
        urls.leads_back(each, asked=STORY)
        urls.reads_like_a_story(each)
        urls.owner_of(urls.host_of(each))
        if form:
            bare = addresses.without_credentials(form)
            assert addresses.refusal(bare) == addresses.refusal(form), "a password decides"
            is_tracker(form)


def _clean(data: bytes) -> None:
    text = _text(data)
    whole, line = clean_text(text), clean_line(text)
    for cleaned in (whole, line):
        storable(cleaned)
        assert "\x1b" not in cleaned, "a control"
    assert clean_text(whole) == whole, "cleaned twice it is another text"
    assert clean_line(line) == line, "cleaned twice it is another line"
    kept = drop_boilerplate(whole)
    assert drop_boilerplate(kept) == kept
    letters(kept)
    sound(clean_authors([text, *text.split(",")[:100]]), data)


def _words(data: bytes) -> None:
    """Titles, names and headlines, out of feeds and pages alike."""
    text = _text(data)
    for said in (one_line(text), plain_title(text)):
        storable(said)
        assert "\n" not in said
    plain(text)
    without_site(one_line(text)[:500], ["Paper", "Site - Name"])
    sound(people([text], nobody=["Paper"]), data)
    parts = text.split("|")[:100]
    match(parts[0], len(STORY), [(part, f"{STORY}{number}") for number, part in enumerate(parts)])


# --- archives ---


@cache
def _folder() -> Path:
    made = TemporaryDirectory(prefix="fuzz-")
    atexit.register(made.cleanup)
    return Path(made.name)


def _warc(data: bytes) -> None:
    path = _folder() / "a.warc"
    path.write_bytes(data)
    for record in read_archive(path, skip=0, wanted=Wanted(since=datetime(2020, 1, 1, tzinfo=UTC))):
        if isinstance(record, Record):
            said = refusal(record), said_in_archive(record, agent=_AGENT)
            sound((record, said) if urls.canonical(record.url) else said, data)


PARSERS = (
    Parser(
        name="google_feed",
        read=_google_feed,
        seeds=seeds.google_feeds,
        may_raise=(googlenews_feed.NotAFeed,),
    ),
    Parser(name="feed", read=_feed, seeds=seeds.feeds, may_raise=(googlenews_feed.NotAFeed,)),
    Parser(name="sitemap", read=_sitemap, seeds=seeds.sitemaps, may_raise=(sitemaps.NotASitemap,)),
    Parser(name="home", read=_home, seeds=seeds.homes),
    Parser(name="list", read=_list, seeds=seeds.addresses),
    Parser(name="token", read=_token, seeds=seeds.links),
    Parser(
        name="batchexecute",
        read=_batchexecute,
        seeds=seeds.answers,
        may_raise=(Blocked, Unresolved),
    ),
    Parser(name="shell", read=_shell, seeds=seeds.shells, may_raise=(Unresolved,)),
    Parser(name="robots", read=_robots, seeds=seeds.robots),
    Parser(name="site_files", read=_site_files, seeds=seeds.site_files),
    Parser(name="opt_outs", read=_opt_outs, seeds=seeds.metas),
    Parser(name="walls", read=_walls, seeds=seeds.walls, may_raise=(Refused,)),
    Parser(name="page", read=_page, seeds=seeds.pages, seconds=SLOW),
    Parser(name="json_ld", read=_json_ld, seeds=seeds.json_ld, seconds=SLOW),
    Parser(name="content_type", read=_content_type, seeds=seeds.content_types),
    Parser(name="dates", read=_dates, seeds=seeds.dates),
    Parser(name="urls", read=_urls, seeds=seeds.addresses),
    Parser(name="clean", read=_clean, seeds=seeds.texts),
    Parser(name="words", read=_words, seeds=seeds.texts),
    Parser(name="warc", read=_warc, seeds=seeds.archives, may_raise=(NotAnArchive,), seconds=SLOW),
)
