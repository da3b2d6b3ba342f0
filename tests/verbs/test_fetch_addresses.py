"""Where a request may go: public addresses in, everything else out, in whatever way it is written."""

from __future__ import annotations

import pytest

from newscrawl.fetch.addresses import is_public, refusal, without_credentials
from newscrawl.urls import LONGEST

THIS_MACHINE = [
    "localhost",
    "LOCALHOST.",
    "a.localhost",
    "localhost.localdomain",
    "127.0.0.1",
    "127.0.0.1.",
    "127.0.0.1..",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "2130706433",
    "0x7f000001",
    "0x7F.1",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "017700000001",
    "0177.1",
    "0",
    "0.0.0.0",
    "0.0.0.0.",
    "127.0.0.1.0x",
    "１２７.0.0.1",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "lOcAlHoSt",
    "ｌｏｃａｌｈｏｓｔ",
    "loc\u00adalhost",
    "user@127.0.0.1",
    "www.example.com:80@127.0.0.1",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[2001:0:7f00:1::]",
    "[::1%25lo]",
]
THIS_NETWORK = [
    "intranet",
    "printer.local",
    "db.internal",
    "metadata.google.internal",
    "metadata.google.internal.",
    "router.lan",
    "nas.home",
    "nas.home.arpa",
    "wiki.corp",
    "10.0.0.1",
    "10.1",
    "0xa.1",
    "167772161",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "192.168.257",
    "100.64.0.1",
    "100.127.255.254",
    "169.254.169.254",
    "0xa9fea9fe",
    "2852039166",
    "0251.0376.0251.0376",
    "[::ffff:169.254.169.254]",
    "[64:ff9b::169.254.169.254]",
    "[64:ff9b::a9fe:a9fe]",
    "[2002:a9fe:a9fe::1]",
    "[fd00:ec2::254]",
    "[fc00::1]",
    "[fe80::1]",
    "[fe80::1%25eth0]",
    "[fec0::1]",
]
NOBODY = [
    "192.0.0.8",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.7",
    "192.88.99.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "[100::1]",
    "[2001:db8::1]",
    "[3fff::1]",
    "[5f00::1]",
    "[ff02::1]",
    "[ff0e::1]",
    "256.256.256.256",
    "1.2.3.4.5",
]


@pytest.mark.parametrize("host", [*THIS_MACHINE, *THIS_NETWORK, *NOBODY])
@pytest.mark.parametrize("url", ["http://{}/", "https://{}:8443/a?b#c"], ids=["bare", "port"])
def test_what_is_not_public_is_refused_however_it_is_written(host: str, url: str) -> None:
    assert refusal(url.format(host)) == "private_address"


@pytest.mark.parametrize(
    "host",
    [
        "example.com",
        "www.example.com.",
        "nachrichten.example",
        "münchen.example.com",
        "93.184.215.14",
        "8.8.8.8",
        "100.63.255.255",
        "100.128.0.1",
        "172.15.0.1",
        "172.32.0.1",
        "[2606:2800:21f:cb07:6820:80da:af6b:8b2c]",
        "[64:ff9b::5db8:d70e]",
        "127.0.0.1.example.com",
        "localhost.example.com",
        "0x7f.example.com",
        "local.example.com",
    ],
)
def test_what_may_be_public_is_not(host: str) -> None:
    assert refusal(f"https://{host}/") is None


@pytest.mark.parametrize(
    ("url", "word"),
    [
        pytest.param("http://example.com:80/", None, id="80"),
        pytest.param("https://example.com:8443/", None, id="8443"),
        pytest.param("http://example.com:/", None, id="an empty one"),
        pytest.param("http://example.com:22/", "bad_port", id="ssh"),
        pytest.param("https://example.com:6379/", "bad_port", id="redis"),
        pytest.param("https://example.com:0/", "bad_port", id="0"),
        pytest.param("http://example.com:65536/", "bad_link", id="too great"),
        pytest.param("http://example.com:http/", "bad_link", id="no number"),
        pytest.param("http://10.0.0.1:22/", "private_address", id="a private one"),
        pytest.param("ftp://example.com/", "bad_link", id="ftp"),
        pytest.param("file:///etc/passwd", "bad_link", id="file"),
        pytest.param("gopher://example.com/", "bad_link", id="gopher"),
        pytest.param("data:text/html,x", "bad_link", id="data"),
        pytest.param("javascript:alert(1)", "bad_link", id="javascript"),
        pytest.param("//example.com/", "bad_link", id="none"),
        pytest.param("https://", "bad_link", id="no host"),
        pytest.param("https://[::1/", "bad_link", id="half a bracket"),
        pytest.param("https://[127.0.0.1]/", "bad_link", id="brackets for nothing"),
        pytest.param("https://%31%32%37.0.0.1/", "bad_link", id="a host in escapes"),
        pytest.param("https://exa mple.com/", "bad_link", id="a host with a space"),
        pytest.param("https://a\\@127.0.0.1/", "private_address", id="a backslash"),
        pytest.param("https://127.0.0.1\\@a.example/", None, id="a backslash before credentials"),
        pytest.param("https://example.com/" + "a" * LONGEST, "bad_link", id="64 KB of it"),
    ],
)
def test_ports_and_schemes_are_the_webs(url: str, word: str | None) -> None:
    assert refusal(url) == word


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("http://127.0.0.1:3128/", None),
        ("http://intranet/", None),
        ("file:///etc/passwd", "bad_link"),
    ],
)
def test_a_test_may_ask_its_own_machine(url: str, word: str | None) -> None:
    assert refusal(url, anywhere=True) == word


@pytest.mark.parametrize("text", ["", "localhost", "127.1", "example.com", "0x7f.1", "1.2.3.4 x"])
def test_what_is_no_address_is_not_public(text: str) -> None:
    assert not is_public(text)


@pytest.mark.parametrize(
    ("url", "bare"),
    [
        ("https://example.com/@a", "https://example.com/@a"),
        ("https://me:secret@example.com:8443/a?b=@", "https://example.com:8443/a?b=@"),
        ("https://127.0.0.1%5C@example.com/", "https://example.com/"),
        ("https://a@b@example.com/", "https://example.com/"),
        ("http://me@[2606:4700::1]/", "http://[2606:4700::1]/"),
    ],
)
def test_credentials_are_left_out(url: str, bare: str) -> None:
    assert without_credentials(url) == bare
