"""Sites are named inline or in a file, alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newscrawl.errors import BadArgument
from newscrawl.spiders.sitemaps import SitemapsSpider

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
