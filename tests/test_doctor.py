"""Each check of scrapy doctor by itself: what is broken is named, with what to do."""

from __future__ import annotations

import socket
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scrapy.exceptions import CannotResolveHostError, DownloadTimeoutError
from scrapy.http import Response

from newscrawl import settings
from newscrawl.doctor import machine, web
from newscrawl.doctor.finding import DATABASE, EXTRACTION, FEED, SETTINGS, Finding, exit_code
from newscrawl.errors import Moved
from newscrawl.knobs import read_knobs
from tests.internet import bot_check, consent_wall

KNOBS = read_knobs(vars(settings))
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
GOOGLE, PAPER = "https://news.google.com/rss", "https://paper.example.com/feed.xml"
ITEM = b"<item><title>Storm</title><link>https://paper.example.com/1</link></item>"


def an_answer(
    body: bytes = b"<rss><channel>" + ITEM + b"</channel></rss>",
    *,
    url: str = PAPER,
    **more: object,
) -> Response:
    return Response(url, body=body, **more)


@pytest.mark.parametrize(
    ("codes", "code"),
    [
        pytest.param([], 0, id="nothing"),
        pytest.param([FEED], 3, id="a feed"),
        pytest.param([FEED, EXTRACTION], 1, id="extraction before a feed"),
        pytest.param([EXTRACTION, SETTINGS, FEED], 2, id="settings before extraction"),
        pytest.param([SETTINGS, DATABASE], 4, id="the database before all"),
    ],
)
def test_the_most_serious_thing_has_the_exit_code(codes: list[int], code: int) -> None:
    findings = [Finding("x", "wrong", "", "", each) for each in codes]
    others = [Finding("x", verdict, "", "", DATABASE) for verdict in ("ok", "warning")]

    assert exit_code([*others, *findings]) == code


@pytest.mark.parametrize(
    ("contact", "verdict"),
    [
        pytest.param("https://example.com/crawl", "ok", id="a web address"),
        pytest.param("crawl@example.com", "ok", id="a mail address"),
        pytest.param("", "warning", id="none"),
        pytest.param("me", "warning", id="nobody can reach that"),
    ],
)
def test_a_contact_is_one_that_publishers_can_reach(contact: str, verdict: str) -> None:
    assert machine.check_contact(contact).verdict == verdict


# -- room -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("free", "verdict"), [(10**12, "ok"), (5 * 10**8, "warning"), (10**6, "wrong"), (0, "wrong")]
)
def test_room_on_a_disk_is_judged(free: int, verdict: str) -> None:
    assert machine.room(free) == verdict


def test_every_place_that_a_crawl_writes_to_is_looked_at(tmp_path: Path) -> None:
    knobs = replace(KNOBS, warc=str(tmp_path / "raw"), request_log=str(tmp_path / "requests.tsv"))

    looked_at = machine.places(
        knobs, database=tmp_path / "newscrawl.db", log_file=str(tmp_path / "logs/crawl.log")
    )
    said = list(machine.check_disk(looked_at))

    assert [each.found.partition(":")[0] for each in said] == [
        "NEWSCRAWL_DATABASE_URL", "NEWSCRAWL_WARC", "NEWSCRAWL_REQUEST_LOG", "LOG_FILE",
    ]  # fmt: skip
    assert [each.verdict for each in said] == ["ok", "ok", "ok", "wrong"], "logs/ is not there"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("setting", "code"), [("NEWSCRAWL_DATABASE_URL", DATABASE), ("NEWSCRAWL_WARC", SETTINGS)]
)
def test_a_folder_that_cannot_be_written_is_named(setting: str, code: int) -> None:
    [said] = machine.check_disk({setting: Path("/proc")})

    assert (said.verdict, said.code) == ("wrong", code)
    assert said.found.startswith(f"{setting}: no file in /proc (")
    assert said.cure == f"let this user write there, or set {setting} to another place"


# -- browser ------------------------------------------------------------------------------------


def test_no_browser_is_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PATH", "HOME", "PLAYWRIGHT_BROWSERS_PATH"):
        monkeypatch.setenv(name, str(tmp_path))

    said = machine.check_browser(KNOBS)

    assert (said.verdict, said.found) == (
        "warning",
        "none, so pages that need JavaScript are refused",
    )
    assert said.cure.startswith("apt-get install chromium")


@pytest.mark.parametrize(
    ("named", "verdict", "found"),
    [
        pytest.param("/no/browser", "wrong", "there is no /no/browser", id="not there"),
        pytest.param("false", "warning", "does not start", id="breaks"),
    ],
)
def test_a_browser_that_does_not_start_is_named(named: str, verdict: str, found: str) -> None:
    said = machine.check_browser(replace(KNOBS, browser=named))

    assert said.verdict == verdict
    assert found in said.found
    assert "NEWSCRAWL_BROWSER" in said.cure


def test_no_browser_is_looked_for_where_none_is_wanted() -> None:
    said = machine.check_browser(replace(KNOBS, render=False, browser="/no/browser"))

    assert said.verdict == "ok"


# -- the way out ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("verifies", "verdict"), [(True, "wrong"), (False, "warning")])
def test_a_machine_that_trusts_nobody_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verifies, verdict: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))

    said = machine.check_certificates(verifies=verifies)

    assert said.verdict == verdict
    assert "apt-get install ca-certificates" in said.cure


@pytest.fixture
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("http_proxy", "https_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return monkeypatch


@pytest.mark.parametrize(
    ("proxy", "code", "found"),
    [
        pytest.param("http://me:hushhush@127.0.0.1:1", FEED, "127.0.0.1:1 does not answer (Connection refused)", id="down"),
        pytest.param("http://me:hush/hush@127.0.0.1:x", SETTINGS, "names no proxy", id="no port"),
        pytest.param("socks5://me:hushhush@127.0.0.1:1", SETTINGS, "names no proxy of http", id="socks"),
    ],
)  # fmt: skip
def test_a_proxy_that_cannot_be_used_is_named_without_its_password(
    no_proxies: pytest.MonkeyPatch, proxy: str, code: int, found: str
) -> None:
    no_proxies.setenv("https_proxy", proxy)

    [said] = machine.check_proxies()

    assert (said.verdict, said.code) == ("wrong", code)
    assert found in said.found
    assert "https_proxy" in said.found
    assert said.cure
    assert "hush" not in str(said)


def test_a_proxy_that_answers_is_told_with_what_goes_around_it(
    no_proxies: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        port = proxy.getsockname()[1]
        no_proxies.setenv("http_proxy", f"http://me:hushhush@127.0.0.1:{port}")
        no_proxies.setenv("no_proxy", "localhost")

        [said] = machine.check_proxies()

    assert (said.verdict, said.found) == (
        "ok",
        f"http_proxy: 127.0.0.1:{port} answers with a password, not for localhost",
    )


def test_no_proxy_is_well(no_proxies: pytest.MonkeyPatch) -> None:
    [said] = machine.check_proxies()

    assert said.verdict == "ok"


# -- extraction -----------------------------------------------------------------------------------


def test_extraction_that_gets_no_time_is_named() -> None:
    said = machine.check_extraction(0.0001)

    assert (said.verdict, said.code) == ("wrong", EXTRACTION)
    assert said.found == "no text of a small page (extract_timeout)"
    assert "NEWSCRAWL_EXTRACT_TIMEOUT" in said.cure


def test_a_small_page_is_extracted_by_the_model() -> None:
    said = machine.check_extraction(20.0)

    assert (said.verdict, said.found) == ("ok", "a small page extracted by blocks")


# -- a feed, and the clock ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        pytest.param(an_answer(b"<html><p>x", url=GOOGLE), "blocked (html_for_xml)", id="a page"),
        pytest.param(an_answer(b"<rss><channel>", url=GOOGLE), "(truncated_xml)", id="cut off"),
        pytest.param(an_answer(b"<rss><channel></channel></rss>", url=GOOGLE), "(empty_feed)", id="empty"),
        pytest.param(an_answer(b"", url=GOOGLE, status=503), "blocked (http_503)", id="503"),
        pytest.param(Moved("https://www.google.com/sorry/index"), "blocked (sorry)", id="sorry"),
        pytest.param(Moved("https://consent.google.com/ml"), "consent, a page", id="consent"),
        pytest.param(Moved("https://elsewhere.example/"), "blocked (sent elsewhere)", id="elsewhere"),
        pytest.param(DownloadTimeoutError(), "no answer (timeout)", id="timeout"),
    ],
)  # fmt: skip
def test_google_s_ways_to_refuse_are_told(answer: web.Answer, found: str) -> None:
    said = web.check_feed(answer, url=GOOGLE)

    assert (said.verdict, said.code) == ("wrong", FEED)
    assert found in said.found
    assert said.cure


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        pytest.param(an_answer(bot_check().body, status=403), "blocked (http_403)", id="403"),
        pytest.param(an_answer(bot_check().body), "blocked (bot_check)", id="bot check"),
        pytest.param(an_answer(consent_wall().body), "consent, a page", id="consent"),
        pytest.param(an_answer(b"<p>News</p>"), "no feed (", id="a page"),
        pytest.param(an_answer(b"", status=404), "no feed (http_404)", id="404"),
        pytest.param(CannotResolveHostError(), "no answer (dns)", id="no such host"),
    ],
)
def test_other_feeds_ways_to_refuse_are_told(answer: web.Answer, found: str) -> None:
    said = web.check_feed(answer, url=PAPER)

    assert (said.verdict, said.code) == ("wrong", FEED)
    assert found in said.found
    assert said.cure


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        pytest.param(b"<rss><channel>" + ITEM + b"</channel></rss>", "ok", id="RSS"),
        pytest.param(b'{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","url":"https://paper.example.com/1"}]}', "ok", id="JSON"),
        pytest.param(b"<rss><channel></channel></rss>", "warning", id="no items"),
    ],
)  # fmt: skip
def test_a_feed_is_read_in_all_its_languages(body: bytes, verdict: str) -> None:
    assert web.check_feed(an_answer(body), url=PAPER).verdict == verdict


@pytest.mark.parametrize(
    ("date", "verdict", "found"),
    [
        pytest.param("Wed, 25 Nov 2026 12:00:10 GMT", "ok", "10 s behind", id="ten seconds"),
        pytest.param("Wed, 25 Nov 2026 11:58:00 GMT", "warning", "120 s ahead of", id="minutes"),
        pytest.param("Wed, 25 Nov 2026 14:00:00 GMT", "wrong", "7200 s behind", id="a zone"),
        pytest.param("yesterday", "ok", "not compared", id="no date"),
        pytest.param("", "ok", "not compared", id="none"),
    ],
)
def test_a_clock_is_compared_with_the_server_s(date: str, verdict: str, found: str) -> None:
    said = web.check_clock(an_answer(headers={"Date": date}), at=NOW)

    assert said.verdict == verdict
    assert found in said.found
    assert bool(said.cure) == (verdict != "ok")
