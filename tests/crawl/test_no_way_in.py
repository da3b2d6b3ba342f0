"""Whoever writes a feed cannot have our network asked: not by number, name, redirect, list, Google or script."""

from __future__ import annotations

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Self

import pytest

from tests.crawl.test_rendering import DATA, WRITES, data_of, javascript, shell
from tests.internet import GoogleNews, Publisher, Story, html, plain, redirect, xml
from tests.internet.certificates import Certificates
from tests.names import environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.crawls import Project, Ran
    from tests.internet import Internet

HOST = "paper.example.com"
PRIVATE = ("refused", "private_address")
DNS = {"TWISTED_DNS_RESOLVER": "tests.names.Names"}


class Door:
    """A service of our own that is never to be connected to, on a port that web sites have."""

    def __init__(self) -> None:
        self.knocks = 0
        self._open = True
        self._listener = next(filter(None, map(_listener, range(1, 255))))
        self.address, self.port = self._listener.getsockname()[:2]
        self._thread = threading.Thread(target=self._answer, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://{self.address}:{self.port}/"

    def close(self) -> None:
        self._open = False
        socket.create_connection((self.address, self.port)).close()
        self._thread.join()
        self._listener.close()

    def _answer(self) -> None:
        while True:
            caller, _ = self._listener.accept()
            with caller:
                if not self._open:
                    return
                self.knocks += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _listener(number: int) -> socket.socket | None:
    """Listen on an address of this machine that is not anybody's yet."""
    try:
        return socket.create_server((f"127.61.7.{number}", 8080))
    except OSError:
        return None


@pytest.fixture
def door() -> Iterator[Door]:
    with Door() as door:
        yield door


@pytest.fixture
def paper(internet: Internet) -> Publisher:
    return Publisher(internet, HOST)


def ends(project: Project) -> dict[str, tuple[str, str]]:
    rows = project.rows("SELECT url, state, reason FROM links")
    return {row["url"]: (row["state"], row["reason"]) for row in rows}


def crawl(project: Project, *urls: str, **settings: str) -> Ran:
    typed = "".join(f"{url}\n" for url in urls)
    return project.crawl("-a", "file=-", spider="urls", typed=typed, **settings)


def feed(*urls: str) -> str:
    items = "".join(f"<item><title>T {url}</title><link>{url}</link></item>" for url in urls)
    return f"<rss><channel><title>F</title>{items}</channel></rss>"


def test_a_feed_that_names_our_network_is_not_followed_there(
    project: Project, paper: Publisher, door: Door
) -> None:
    inside = [
        f"{door.url}a",
        f"http://[::ffff:{door.address}]:{door.port}/b",
        "http://2130706433/c",
        "http://0x7f.1/d",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]:8080/e",
        "http://localhost:8080/f",
        "https://metadata.google.internal/g",
        "http://10.0.0.1:22/h",
    ]
    elsewhere = f"https://{HOST}:6379/i"
    paper.site.put("/feed.xml", xml(feed(*inside, elsewhere, paper.story(0).url)))

    ran = project.crawl("-a", f"urls={paper.feed_url}", spider="feeds")

    found = ends(project)
    assert ran.exit_code == 0, ran.errors
    assert found.pop(paper.story(0).url) == ("stored", "")
    assert found.pop(elsewhere) == ("refused", "bad_port")
    assert len(found) == len(inside)
    assert set(found.values()) == {PRIVATE}
    assert door.knocks == 0


@pytest.mark.parametrize("way", ["a proxy elsewhere", "no proxy"])
def test_a_name_that_leads_to_our_network_is_not_followed_there(
    project: Project, internet: Internet, door: Door, way: str
) -> None:
    names = {"evil.example.com": door.address, "evil6.example.com": "::1"}
    project.variables = environment(names)
    if way == "no proxy":
        project.variables |= dict.fromkeys(internet.proxies.keys() - {"no_proxy", "NO_PROXY"}, "")
    urls = [
        f"{scheme}://{name}:{door.port}/{scheme}" for name in names for scheme in ("http", "https")
    ]

    ran = crawl(project, *urls, **DNS)

    assert ran.exit_code == 0, ran.errors
    assert ends(project) == dict.fromkeys(urls, PRIVATE)
    assert door.knocks == 0


def test_a_redirect_to_our_network_is_not_followed(
    project: Project, internet: Internet, paper: Publisher, door: Door
) -> None:
    ways = {
        paper.instead(0, redirect(f"{door.url}a")).url: PRIVATE,
        paper.instead(1, redirect("http://[::1]:8080/a")).url: PRIVATE,
        paper.instead(2, redirect("http://0177.1/a", status=307)).url: PRIVATE,
        paper.instead(3, redirect(f"https://{HOST}:22/a")).url: ("refused", "bad_port"),
        paper.instead(4, redirect("file:///etc/passwd")).url: ("refused", "http_302"),
        paper.instead(5, redirect(f"gopher://{HOST}:70/a")).url: ("refused", "http_302"),
        paper.instead(6, redirect(f"/{'a' * 10_000}")).url: ("refused", "bad_link"),
        paper.instead(7, redirect(f"https://www.{HOST}/{'a' * 10_000}")).url: (
            "refused",
            "bad_link",
        ),
        paper.instead(8, redirect(paper.story(9).url)).url: ("stored", ""),
    }
    evil = Publisher(internet, "evil.example.com")
    evil.site.put("/robots.txt", redirect(door.url))
    ways[evil.story(0).url] = PRIVATE

    ran = crawl(project, *ways, NEWSCRAWL_LINKS_PER_HOST="20")

    assert ran.exit_code == 0, ran.errors
    assert ends(project) == ways
    assert door.knocks == 0


def test_lists_on_our_network_are_not_read_and_named(
    project: Project, internet: Internet, paper: Publisher, door: Door
) -> None:
    paper.robots = f"User-agent: *\nSitemap: {door.url}sitemap.xml\n"
    moved = internet.site("moved.example.com").put("/robots.txt", plain(""))
    moved.put("/feed.xml", redirect(f"{door.url}feed.xml"))
    feeds = f"{door.url}feed.xml,https://moved.example.com/feed.xml"

    first = project.crawl("-a", f"urls={feeds}", spider="feeds")
    second = project.crawl("-a", f"sites={HOST},{door.url}s.xml", spider="sitemaps")

    assert first.exit_code == second.exit_code == 3
    assert first.errors.count("not read (private_address)") == 2
    assert second.errors.count("not read (private_address)") == 2
    assert door.knocks == 0


def test_what_google_names_on_our_network_is_not_asked(
    project: Project, internet: Internet, google: GoogleNews, paper: Publisher, door: Door
) -> None:
    inside = Story(
        url=f"{door.url}story",
        title="A story of ours",
        publisher="Us",
        host=door.address,
        published=paper.newest,
    )
    google.add("q", [inside, paper.story(0)])

    ran = project.crawl("-a", "query=q", NEWSCRAWL_ASK_PUBLISHERS="True")

    states = project.rows("SELECT title, state, reason FROM links")
    assert {row["title"]: (row["state"], row["reason"]) for row in states} == {
        inside.title: PRIVATE,
        paper.story(0).title: ("stored", ""),
    }, ran.errors
    assert door.knocks == 0


def test_a_canonical_address_on_our_network_is_not_asked(
    project: Project, paper: Publisher, door: Door
) -> None:
    story = paper.story(0)
    paper.instead(0, paper.page(0, canonical=f"{door.url}{story.path}"))

    crawl(project, story.url)

    assert ends(project) == {story.url: ("stored", "")}
    assert door.knocks == 0


@pytest.mark.browser
def test_scripts_of_a_page_reach_no_name_that_leads_to_our_network(
    project: Project, internet: Internet, door: Door
) -> None:
    project.variables = environment({"evil.example.com": door.address})
    paper = Publisher(internet, HOST, layout="bare")
    url = f"http://evil.example.com:{door.port}/"
    paper.site.put("/app.js", javascript(f"fetch('{url}a').catch(() => {{ {WRITES} }})"))
    paper.site.put(DATA, data_of(paper, 0))
    script = f"<script src='{url}b.js'></script><script src='/app.js'></script>"
    story = paper.instead(0, shell(paper.story(0), script=script))
    plainly = story.url.replace("https://", "http://")  # or Chromium would not let it ask by http

    ran = crawl(project, plainly, NEWSCRAWL_RENDER_TIMEOUT="60", **DNS)

    assert ends(project) == {plainly: ("stored", "")}, ran.errors
    assert "'newscrawl/render_requests': 4" in ran.errors
    assert door.knocks == 0


def test_a_name_and_password_in_an_address_are_not_sent_on(
    project: Project, internet: Internet, paper: Publisher
) -> None:
    paper.listed = 1
    paper.site.put("/old.xml", redirect(f"https://me:secret@{HOST}/feed.xml"))

    ran = project.crawl("-a", f"urls=https://{HOST}/old.xml", spider="feeds")

    assert ran.exit_code == 0, ran.errors
    assert set(ends(project).values()) == {("stored", "")}
    assert {visit.url.partition("@")[0] for visit in internet.visits} == {
        visit.url for visit in internet.visits
    }
    assert not [visit for visit in internet.visits if "authorization" in visit.headers]


def test_a_test_may_open_its_own_network(project: Project, internet: Internet) -> None:
    here = internet.address.removeprefix("http://")
    internet.site("127.0.0.1").put("/robots.txt", plain("")).put("/a", html("<p>Two words.</p>"))

    crawl(project, f"http://{here}/a", NEWSCRAWL_PRIVATE_ADDRESSES="True")

    assert ends(project) == {f"http://{here}/a": ("refused", "too_short")}


def test_without_a_proxy_encrypted_connections_are_made_and_verified_as_ever(
    project: Project, internet: Internet, tmp_path: Path
) -> None:
    certificates = Certificates(tmp_path)
    names = {"paper.example.com": "127.0.0.1", "other.example.com": "127.0.0.1"}
    project.variables = environment(names) | {"SSL_CERT_FILE": str(certificates.authority)}
    server = ThreadingHTTPServer(("127.0.0.1", 0), TwoWords)
    context = certificates.context("paper.example.com")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    urls = [f"https://{name}:{server.server_port}/a" for name in names]

    crawl(
        project,
        *urls,
        NEWSCRAWL_PRIVATE_ADDRESSES="True",
        DOWNLOAD_VERIFY_CERTIFICATES="True",
        NEWSCRAWL_TRIES="1",
        **DNS,
    )
    server.shutdown()
    server.server_close()

    assert ends(project) == {urls[0]: ("refused", "too_short"), urls[1]: ("failed", "tls")}


class TwoWords(BaseHTTPRequestHandler):
    """Answers every request, robots.txt too, with a page of two words."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<html><body><p>Two words.</p></body></html>")

    def log_message(self, *_: object) -> None:
        """Say nothing."""
