"""The stand-in for the web keeps its promises, through real sockets."""

from __future__ import annotations

import gzip
import http.client
import json
import re
import socket
import ssl
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from html import escape
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

import feedparser
import pytest
from protego import Protego

from tests.internet import (
    DISALLOW_ALL,
    GoogleNews,
    Internet,
    Publisher,
    Reply,
    Story,
    bot_check,
    crawl_delay,
    misencoded,
    new_token,
    old_token,
    paywall,
    redirect,
    youtube_token,
)
from tests.internet.tokens import fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

GOOGLE = "https://news.google.com"
BATCHEXECUTE = GOOGLE + "/_/DotsSplashUi/data/batchexecute"
CONTEXT = [
    ["X", "X", ["X", "X"], None, None, 1, 1, "US:en", None, 1, None, None, None, None, None, 0, 1],
    *["X", "X", 1, [1, 1, 1], 1, 1, None, 0, 0, None, 0],
]
SIGNATURE = re.compile(rb'data-n-a-id="([^"]+)" data-n-a-ts="(\d+)" data-n-a-sg="([^"]+)"')


class Client:
    """A client that verifies certificates and follows no redirect by itself."""

    def __init__(self, internet: Internet) -> None:
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({"http": internet.address, "https": internet.address}),
            urllib.request.HTTPSHandler(
                context=ssl.create_default_context(cafile=internet.authority)
            ),
            _Stay(),
        )

    def get(
        self, url: str, *, data: bytes | None = None, method: str | None = None, **headers: str
    ) -> tuple[int, bytes, http.client.HTTPMessage]:
        asked = urllib.request.Request(url, data=data, method=method, headers=headers)
        try:
            with self._opener.open(asked, timeout=10) as answer:
                return answer.status, answer.read(), answer.headers
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, answer.read(), answer.headers

    def resolve(self, rows: Sequence[list[Any]]) -> tuple[int, str]:
        body = urlencode({"f.req": json.dumps([list(rows)])}).encode()
        status, text, _ = self.get(BATCHEXECUTE, data=body)
        return status, text.decode()

    def row(self, token: str, number: str, *, hl: str = "en-US") -> list[Any]:
        """Ask for the article page, and make the row that resolves its token."""
        _, shell, _ = self.get(f"{GOOGLE}/rss/articles/{token}?hl={hl}&gl=US&ceid=US:en")
        found = SIGNATURE.search(shell[-4096:])
        inner = ["garturlreq", CONTEXT, found[1].decode(), int(found[2]), found[3].decode()]
        return ["Fbv4je", json.dumps(inner), None, number]


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


@pytest.fixture
def internet() -> Iterator[Internet]:
    with Internet() as web:
        yield web


@pytest.fixture
def client(internet: Internet) -> Client:
    return Client(internet)


@pytest.fixture
def publisher(internet: Internet) -> Publisher:
    return Publisher(internet, "news.example.com", amp=True)


@pytest.fixture
def google(internet: Internet) -> GoogleNews:
    return GoogleNews(internet)


def resolutions(text: str) -> dict[str, list[Any] | None]:
    rows = json.loads(text.removeprefix(")]}'\n\n"))
    return {row[6]: row[2] and json.loads(row[2]) for row in rows if row[0] == "wrb.fr"}


# the wire


def test_one_address_is_every_host_in_plain_and_in_verified_tls(internet, client):
    for host in ("a.example", "b.example"):
        internet.site(host).put("/where", f"I am {host}")

    answers = [
        client.get(f"{scheme}://{host}/where")[1]
        for host in ("a.example", "b.example")
        for scheme in ("http", "https")
    ]

    assert answers == [b"I am a.example"] * 2 + [b"I am b.example"] * 2
    assert [visit.url for visit in internet.asked("a.example", "/wh")] == [
        "http://a.example/where",
        "https://a.example/where",
    ]


def test_a_host_nobody_set_up_answers_502_and_is_remembered(internet, client):
    url = "https://nobody.example/page?x=1"

    status, _, _ = client.get(url)

    assert status == HTTPStatus.BAD_GATEWAY
    assert internet.strays == [url]


def test_replies_come_one_after_another_and_the_last_for_ever(internet, client):
    internet.site("a.example").put("/", Reply(status=503), Reply(body=b"back"))

    answers = [client.get("http://a.example/") for _ in range(3)]

    assert [answer[0] for answer in answers] == [503, 200, 200]
    assert answers[-1][1] == b"back"


def test_path_and_query_go_before_the_path_and_the_path_before_the_handler(internet, client):
    site = internet.site("a.example").put("/p", "path").put("/p?q=1", "query")
    site.handler = lambda request: Reply(body=b"handler " + request.body)

    answers = [client.get(f"http://a.example{path}")[1] for path in ("/p?q=1", "/p?q=2")]
    posted = client.get("http://a.example/else", data=b"posted")[1]

    assert [*answers, posted] == [b"query", b"path", b"handler posted"]


def test_a_reply_is_packed_chunked_or_without_body_as_asked(internet, client):
    site = internet.site("a.example")
    site.put("/packed", Reply(body=b"x" * 9000, gzip=True))
    site.put("/chunked", Reply(body=b"y" * 9000, manner="chunked"))

    _, packed, headers = client.get("http://a.example/packed", **{"Accept-Encoding": "gzip"})
    plain = client.get("http://a.example/packed", **{"Accept-Encoding": "identity"})[1]
    chunked = client.get("http://a.example/chunked")[1]
    head = client.get("http://a.example/packed", method="HEAD")

    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == plain == b"x" * 9000
    assert chunked == b"y" * 9000
    assert (head[1], head[2]["Content-Length"]) == (b"", "9000")


def test_pipelined_requests_are_answered_in_order_on_one_connection(internet):
    internet.site("a.example").put("/1", "one").put("/2", "two")
    question = "GET http://a.example/{} HTTP/1.1\r\nHost: a.example\r\nConnection: {}\r\n\r\n"

    with socket.create_connection(("127.0.0.1", internet.port), timeout=10) as line:
        line.sendall((question.format(1, "keep-alive") + question.format(2, "close")).encode())
        answer = b"".join(iter(lambda: line.recv(65536), b""))

    assert answer.index(b"one") < answer.index(b"two")


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_connection_is_cut_or_dropped_as_a_broken_server_would(internet, client, scheme):
    site = internet.site("a.example").put("/cut", Reply(body=b"z" * 1000, manner="cut"))
    site.put("/drop", Reply(manner="drop"))

    with pytest.raises(http.client.IncompleteRead) as cut:
        client.get(f"{scheme}://a.example/cut")
    with pytest.raises((OSError, http.client.RemoteDisconnected)):
        client.get(f"{scheme}://a.example/drop")

    assert len(cut.value.partial) == 500
    assert [visit.status for visit in internet.asked("a.example")] == [200, 0]


@pytest.mark.parametrize("manner", ["drip", "endless"])
def test_an_answer_that_takes_for_ever_holds_up_neither_others_nor_the_end(manner):
    with Internet() as internet:
        site = internet.site("slow.example").put("/", Reply(body=b"." * 99999, manner=manner))
        site.put("/quick", "quick")
        with socket.create_connection(("127.0.0.1", internet.port), timeout=10) as line:
            line.sendall(b"GET http://slow.example/ HTTP/1.1\r\n\r\n")
            began = line.recv(100)

            other = Client(internet).get("http://slow.example/quick")[1]

            asked_at = time.monotonic()

    assert began.startswith(b"HTTP/1.1 200 OK")
    assert other == b"quick"
    assert time.monotonic() - asked_at < 5


def test_an_error_in_a_handler_is_raised_where_the_test_ends():
    def visit_a_broken_site() -> None:
        with Internet() as internet:
            internet.site("a.example").handler = lambda _: {}["no such story"]
            Client(internet).get("http://a.example/")

    with pytest.raises(ExceptionGroup) as raised:
        visit_a_broken_site()

    assert raised.group_contains(KeyError, match="no such story")


def test_many_clients_are_served_at_once(internet, client, publisher):
    urls = [story.url for story in publisher.stories(200)]

    with ThreadPoolExecutor(16) as pool:
        statuses = {answer[0] for answer in pool.map(client.get, urls)}

    assert statuses == {200}
    assert len(internet.asked("news.example.com")) == 200


# tokens


def test_old_tokens_hold_the_address_with_lengths_of_any_size():
    url, amp = "https://a.example/" + "x" * 300, "https://amp.a.example/"

    read = [fields(old_token(url)), fields(old_token(url, "")), fields(old_token(url, amp))]

    assert [found[4].decode() for found in read] == [url] * 3
    assert [found.get(26) for found in read] == [None, b"", amp.encode()]
    assert old_token(url).startswith("CBMi")


def test_new_tokens_tell_the_length_of_the_address_alone():
    url = "https://a.example/story-of-some-length"

    inner = fields(new_token(url, url + "/amp"))[4].decode()

    assert inner.startswith("AU_yqL")
    assert len(inner) * 6 // 8 == len(url) + 21
    assert fields(youtube_token("nLiSWJDhAmQ")) == {1: 32, 4: b"nLiSWJDhAmQ", 19: 1}


# Google News


def test_googles_robots_rules_refuse_feeds_and_articles(client, google):
    rules = Protego.parse(client.get(f"{GOOGLE}/robots.txt")[1].decode())

    allowed = [
        path
        for path in ("/", "/topics/x", "/rss", "/rss/articles/x", "/read/x", "/_/x")
        if rules.can_fetch(GOOGLE + path, "newscrawl")
    ]

    assert allowed == ["/", "/topics/x"]


@pytest.mark.parametrize(
    ("kind", "link", "guid"),
    [
        ("2020", r"/__i/rss/rd/articles/CBMi[\w-]+\?oc=5$", r"\d{14}$"),
        ("2022", r"/__i/rss/rd/articles/CBMi[\w-]+\?oc=5$", r"(\d{10}|CBMi[\w-]+)$"),
        ("2022-search", r"^https://news\.example\.com/", r"(\d{10}|CBMi[\w-]+|CAIi[\w-]+)$"),
        ("2023", r"/rss/articles/CBMi[\w-]+\?oc=5$", r"CBMi[\w-]+$"),
        ("2024", r"/rss/articles/CBMi[\w-]+\?oc=5$", r"CBMi[\w-]+$"),
    ],
)
def test_feeds_are_written_as_in_their_year(internet, client, kind, link, guid):
    google, publisher = GoogleNews(internet), Publisher(internet)
    first, second, *others = publisher.stories(120)
    clustered = Story(
        url=first.url,
        title=first.title,
        publisher=first.publisher,
        host=first.host,
        published=first.published,
        related=(second,),
    )
    google.add("/rss/topics/CAAqX", [clustered, *others], format=kind)

    feed = feedparser.parse(client.get(f"{GOOGLE}/rss/topics/CAAqX?hl=en-GB&gl=GB&ceid=GB:en")[1])

    assert not feed.bozo
    assert len(feed.entries) == 100
    assert all(re.search(link, entry.link) for entry in feed.entries)
    assert all(re.match(guid, entry.id) for entry in feed.entries)
    assert all(entry.title.endswith(" - news.example.com") for entry in feed.entries)
    moments = [entry.published_parsed for entry in feed.entries]
    assert moments not in (sorted(moments), sorted(moments, reverse=True))
    assert sum("<ol><li>" in entry.description for entry in feed.entries) == 1
    assert (google.asked[0].edition.gl, feed.feed.language) == ("GB", "en-GB")


def test_an_unknown_feed_is_the_pseudo_item_with_200(client, google):
    status, body, _ = client.get(f"{GOOGLE}/rss/headlines/section/topic/NONSENSE")

    assert status == HTTPStatus.OK
    assert [entry.id for entry in feedparser.parse(body).entries] == ["news:unfepa"]


def test_a_search_honours_its_window_and_ignores_nonsense(client, internet):
    now = datetime(2025, 6, 1, tzinfo=UTC)
    GoogleNews(internet, now=now).add(
        "boeing",
        Publisher(internet, newest=now - timedelta(hours=1)).stories(80),
    )

    counts = {
        query: len(feedparser.parse(client.get(f"{GOOGLE}/rss/search?q={quote(query)}")[1]).entries)
        for query in ("boeing", "boeing when:1d", "boeing when:soon", "boeing before:2025-05-31")
    }

    assert counts["boeing"] == counts["boeing when:soon"] == 80
    assert 0 < counts["boeing when:1d"] < 80
    assert 0 < counts["boeing before:2025-05-31"] < 80


@pytest.mark.parametrize("path", ["/rss/articles/", "/articles/", "/read/"])
def test_an_article_page_is_large_and_signed_at_its_end(client, google, publisher, path):
    google.add("/rss", publisher.stories(1))
    token = google.token(publisher.story(0))

    _, page, _ = client.get(f"{GOOGLE}{path}{token}?hl=en-US&gl=US&ceid=US:en")

    assert 560_000 < len(page) < 610_000
    assert SIGNATURE.search(page).start() > len(page) - 4096
    assert SIGNATURE.search(page)[1].decode() == token


def test_many_tokens_resolve_in_one_post_in_another_order(client, google, publisher):
    stories = publisher.stories(6)
    google.add("/rss", stories)
    google.fail_tokens.add(google.token(stories[4]))
    google.lie_tokens.add(google.token(stories[5]))
    rows = [client.row(google.token(story), str(n)) for n, story in enumerate(stories)]

    status, text = client.resolve(rows)

    found = resolutions(text)
    assert status == HTTPStatus.OK
    assert list(found) != sorted(found)
    assert [found[str(n)][1] for n in range(4)] == [story.url for story in stories[:4]]
    assert found["0"][3] == stories[0].amp_url
    assert found["4"] is None
    assert len(found["5"][1]) != len(stories[5].url)


def test_equals_and_ampersand_are_escaped_twice(client, internet, google, publisher):
    story = Story(
        url="https://news.example.com/?a=1&b=2",
        title="A story",
        publisher="News",
        host="news.example.com",
        published=datetime(2025, 1, 1, tzinfo=UTC),
    )
    google.add("/rss", [story])

    _, text = client.resolve([client.row(google.token(story), "1")])

    assert r"?a\\u003d1\\u0026b\\u003d2" in text
    assert resolutions(text)["1"][1] == story.url


def test_a_signature_of_another_locale_or_none_decodes_to_nothing(client, google, publisher):
    google.add("/rss", publisher.stories(2))
    foreign = client.row(google.token(publisher.story(0)), "1", hl="de")
    forged = client.row(google.token(publisher.story(1)), "2")
    forged[1] = forged[1].replace("AbIaSL", "AbIaXX")

    _, text = client.resolve([foreign, forged])

    _, _, size, rows, second, tail, _ = text.split("\n")
    assert {row[6]: row[5] for row in json.loads(rows)[:2]} == {"1": [3], "2": [3]}
    assert (int(size), int(second)) == (len(rows) + 2, len(tail) + 2)


def test_a_request_of_another_shape_is_an_error_in_chunks(client, google):
    status, body, _ = client.get(BATCHEXECUTE, data=b"f.req=nonsense")

    assert status == HTTPStatus.BAD_REQUEST
    assert re.match(rb"\)\]\}'\n\n\d+\n\[\[\"er\",null", body)


def test_a_success_comes_in_chunks_where_a_test_wants_it(client, google, publisher):
    google.add("/rss", publisher.stories(1))
    google.chunk_successes()

    _, text = client.resolve([client.row(google.token(publisher.story(0)), "1")])

    size, rows = text.split("\n")[2:4]
    assert int(size) == len(rows) + 2
    assert json.loads(json.loads(rows)[0][2])[1] == publisher.story(0).url


@pytest.mark.parametrize(
    ("block", "status", "sign"),
    [
        ("429", 429, b"Try again later"),
        ("503", 503, b"Try again later"),
        ("sorry", 302, b"Moved"),
        ("consent", 302, b"Moved"),
        ("html_for_xml", 200, b"<!doctype html>"),
        ("empty_feed", 200, b"</description></channel>"),
    ],
)
def test_a_block_begins_after_the_requests_it_lets_pass(internet, client, block, status, sign):
    google = GoogleNews(internet)
    google.add("/rss", Publisher(internet).stories(3))
    google.block(block, after=1, retry_after=7)

    first, second = client.get(f"{GOOGLE}/rss"), client.get(f"{GOOGLE}/rss")
    google.unblock()
    third = client.get(f"{GOOGLE}/rss")

    assert first[0] == third[0] == HTTPStatus.OK
    assert first[1].count(b"<item>") == third[1].count(b"<item>") == 3
    assert second[0] == status
    assert sign in second[1]
    assert second[2]["Retry-After"] == ("7" if status in {429, 503} else None)


def test_the_walls_redirect_to_where_google_puts_them(client, google):
    google.block("sorry", paths=["/rss"])
    google.block("consent", paths=["/articles"])

    sorry = client.get(f"{GOOGLE}/rss")[2]["Location"]
    consent = client.get(f"{GOOGLE}/articles/x")[2]["Location"]

    assert sorry.startswith("https://www.google.com/sorry/index?continue=https%3A%2F%2Fnews")
    assert b"unusual traffic" in client.get(sorry)[1]
    assert consent.startswith("https://consent.google.com/m?continue=https%3A%2F%2Fnews")
    assert b"Before you continue" in client.get(consent)[1]


def test_a_consent_cookie_passes_the_wall_where_it_is_honoured(client, google, publisher):
    google.add("/rss", publisher.stories(1))
    google.block("consent")

    passed = client.get(f"{GOOGLE}/rss", Cookie="SOCS=CAESHAgBEhIaAB")[0]
    google.consent_by_cookie = False
    refused = client.get(f"{GOOGLE}/rss", Cookie="SOCS=CAESHAgBEhIaAB")[0]

    assert (passed, refused) == (200, 302)


def test_pages_lose_their_signature_and_feeds_their_end(client, google, publisher):
    google.add("/rss", publisher.stories(3))
    google.block("unsigned")
    page = client.get(google.link(publisher.story(0)))[1]
    google.unblock()
    google.block("truncated")

    feed = feedparser.parse(client.get(f"{GOOGLE}/rss")[1])

    assert len(page) > 560_000
    assert not SIGNATURE.search(page)
    assert feed.bozo


# publishers


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "pt", "ja"])
def test_every_story_has_words_of_its_own_on_a_page_of_the_site(internet, client, language):
    publisher = Publisher(internet, f"{language}.example.com", language=language)
    stories = publisher.stories(40)

    pages = [client.get(story.url)[1].decode() for story in stories]

    assert len({story.title for story in stories}) == 40
    assert len({paragraph for story in stories for paragraph in story.paragraphs}) > 200
    assert all(5 <= len(story.paragraphs) <= 12 for story in stories)
    for story, page in zip(stories, pages, strict=True):
        assert escape(story.paragraphs[-1]) in page
        assert f'<link rel="canonical" href="{story.url}">' in page


def test_a_page_states_its_facts_in_json_ld(client, publisher):
    story = publisher.story(0)

    page = client.get(story.url)[1].decode()

    facts = json.loads(re.search(r'ld\+json">(.+?)</script>', page)[1])
    assert facts["headline"] == story.title
    assert facts["datePublished"] == story.published.isoformat()
    assert facts["author"] == [{"@type": "Organization", "name": story.authors[0]}]


def test_the_site_lists_its_stories_in_feed_sitemap_and_front_page(client, publisher):
    publisher.listed = 7

    feed = feedparser.parse(client.get(publisher.feed_url)[1])
    sitemap = client.get(publisher.sitemap_url)[1].decode()
    front = client.get("https://news.example.com/")[1].decode()

    urls = [story.url for story in publisher.stories(7)]
    assert [entry.link for entry in feed.entries] == urls
    assert re.findall("<loc>(.+?)</loc>", sitemap) == urls
    assert all(f'href="{urlsplit(url).path}"' in front for url in urls)


@pytest.mark.parametrize(
    ("robots", "allowed", "delay"),
    [(DISALLOW_ALL, False, None), (crawl_delay(2), True, 2), (404, True, None)],
    ids=["disallow", "delay", "missing"],
)
def test_robots_txt_is_what_a_test_sets(client, publisher, robots, allowed, delay):
    publisher.robots = robots

    rules = Protego.parse(client.get("https://news.example.com/robots.txt")[1].decode())

    assert rules.can_fetch(publisher.story(0).url, "newscrawl") is allowed
    assert rules.crawl_delay("newscrawl") == delay


def test_a_story_can_be_replaced_by_any_trouble(client, publisher):
    wall = publisher.instead(1, paywall(publisher.story(1)))
    check = publisher.instead(2, bot_check(), publisher.page(2))
    gone = publisher.moved(3, "/")
    circle = publisher.loop(4)
    elsewhere = publisher.instead(5, publisher.page(5, canonical="https://other.example/x"))

    statuses = [client.get(s.url)[0] for s in (wall, check, check, gone, circle, elsewhere)]

    assert statuses == [200, 403, 200, 301, 302, 200]
    assert b"Subscribe to continue" in client.get(wall.url)[1]
    assert client.get(circle.url + "?again")[2]["Location"] == circle.path
    assert b'canonical" href="https://other.example/x"' in client.get(elsewhere.url)[1]
    assert client.get(publisher.story(6).amp_url)[1].startswith(b"<!doctype html><html amp")


def test_a_page_can_lie_about_its_encoding(internet, client):
    publisher = Publisher(internet, "de.example.com", language="de")
    story = publisher.story(0)
    publisher.instead(0, misencoded(story, actual="cp1252", header="utf-8", meta="utf-8"))

    _, body, headers = client.get(story.url)

    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert story.paragraphs[0] in body.decode("cp1252")
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")


def test_a_story_can_move_to_another_host(internet, client, publisher):
    other = Publisher(internet, "other.example")
    story = publisher.instead(0, redirect(other.story(3).url, status=301))

    target = client.get(story.url)[2]["Location"]

    assert other.story(3).title.split(" ")[0] in client.get(target)[1].decode()
