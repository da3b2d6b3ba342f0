"""Sites are named inline or in a file, alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newscrawl.errors import BadArgument
from newscrawl.spiders.sitemaps import SitemapsSpider
from newscrawl.spiders.urls import UrlsSpider

if TYPE_CHECKING:
    from pathlib import Path


def test_a_bare_host_is_its_https_home_page(tmp_path: Path) -> None:
    listed = tmp_path / "sites.txt"
    listed.write_text("# mine\n\nexample.com\nhttps://a.example.com/s.xml\nexample.org:8080\n")

    of_a_file = SitemapsSpider.sites({"sites": str(listed)})
    inline = SitemapsSpider.sites({"sites": "example.com, https://a.example.com/s.xml"})

    assert inline == ["https://example.com/", "https://a.example.com/s.xml"]
    assert of_a_file == [*inline, "https://example.org:8080/"]


@pytest.mark.parametrize(
    "line",
    ["no address", "nonsense", "a.example, b.example", "desk@example.com", "x.example:99999"],
)
def test_a_line_that_is_no_address_is_refused_with_its_number(tmp_path: Path, line: str) -> None:
    listed = tmp_path / "sites.txt"
    listed.write_text(f"# mine\n\n{line}\nexample.com\n")

    with pytest.raises(BadArgument, match=r"line 3: .*no address"):
        SitemapsSpider.sites({"sites": str(listed)})


def test_an_address_without_its_scheme_keeps_its_path() -> None:
    named = "paper.example.com/feed.xml, example.org/, example.net?feed=rss, localhost:8080/f"

    sites = SitemapsSpider.sites({"sites": named})

    assert sites == [
        "https://paper.example.com/feed.xml",
        "https://example.org/",
        "https://example.net?feed=rss",
        "https://localhost:8080/f",
    ]


@pytest.mark.parametrize(
    "name",
    [
        "feeds.txt",
        "lists/feeds",
        "/etc/newscrawl/feeds",
        "./feeds",
        "~/feeds",
        "C:\\feeds.CSV",
        "my.lists/feeds.csv",
        "example.com, feeds.txt",
    ],
)
def test_a_file_that_is_not_there_is_no_host(name: str) -> None:
    with pytest.raises(BadArgument, match=r"sites: there is no file .*https://"):
        SitemapsSpider.sites({"sites": name})


def test_a_password_before_what_may_be_a_file_is_not_told() -> None:
    with pytest.raises(BadArgument, match="user or password") as told:
        SitemapsSpider.sites({"sites": "me:secret@example.com/list.txt"})

    assert "secret" not in str(told.value)


def test_a_list_on_the_web_may_be_a_text_file() -> None:
    url = "HTTPS://example.com/sitemap.txt"

    assert SitemapsSpider.sites({"sites": url}) == [url]


def test_more_hosts_than_a_file_name_has_room_for_are_hosts() -> None:
    hosts = [f"news{number}.a-long-name.example.com" for number in range(20)]

    sites = SitemapsSpider.sites({"sites": ",".join(hosts)})

    assert sites == [f"https://{host}/" for host in hosts]


def test_a_name_that_no_file_can_have_is_no_file() -> None:
    with pytest.raises(BadArgument, match="file: there is no file 'xxx"):
        UrlsSpider.check_arguments({"file": "x" * 300})
